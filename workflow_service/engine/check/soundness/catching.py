"""Scopes inside scopes, and who catches what is thrown in one of them (BPMN 2.0, 10.5.6 and 10.5.7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from workflow_service.engine.bpmn import EVENT_KINDS, B, event_definitions, local, true
from workflow_service.engine.check.diagram import Diagram, FlowNode, ScopeView

COMPLETE = "complete"
# Nobody catches it: an incident, or the business of whoever calls the process.
UNCAUGHT = "uncaught"
REFERENCES = {"error": ("errorRef", "errorCode"), "escalation": ("escalationRef", "escalationCode")}
# What may end with an error that the diagram does not show.
WORKING = ("serviceTask", "sendTask", "scriptTask", "businessRuleTask", "callActivity")
WAITING = frozenset({"userTask", "manualTask", "receiveTask", "serviceTask", "sendTask", "callActivity"})


@dataclass
class Scope:
    """A process or sub-process among the others, and how it can end."""

    view: ScopeView
    parent: Scope | None = None
    host: FlowNode | None = None
    inner: list[Scope] = field(default_factory=list)
    outcomes: set[str] = field(default_factory=set)
    stuck: list[str] = field(default_factory=list)

    @property
    def event_subs(self) -> list[Scope]:
        return [scope for scope in self.inner if scope.view.event_triggered]


def scopes_of(diagram: Diagram) -> list[Scope]:
    """All scopes of a file, the outer ones first."""
    found: dict[etree._Element, Scope] = {}
    for view in diagram.scopes:
        scope = found[view.xml] = Scope(view)
        around = view.xml.getparent()
        parent = found.get(around) if around is not None else None
        if parent is not None and view.tag != "process":
            scope.parent = parent
            scope.host = parent.view.nodes.get(view.id)
            parent.inner.append(scope)
    return list(found.values())


def definitions(diagram: Diagram, node: etree._Element) -> list[tuple[str, etree._Element]]:
    """(kind, definition) of an event, those told elsewhere and referred to among them."""
    found = event_definitions(node)
    for reference in node.findall(B + "eventDefinitionRef"):
        target = diagram.by_id.get((reference.text or "").strip().split(":")[-1])
        if target is not None and local(target) in EVENT_KINDS:
            found.append((EVENT_KINDS[local(target)], target))
    return found


def code(diagram: Diagram, kind: str, definition: etree._Element) -> str | None:
    """By what an error or escalation is caught; None catches all."""
    reference, attribute = REFERENCES[kind]
    name = (definition.get(reference) or "").split(":")[-1]
    target = diagram.by_id.get(name)
    return None if target is None else target.get(attribute) or target.get("name") or name


def catches(diagram: Diagram, event: FlowNode, kind: str, wanted: str | None) -> bool:
    """Whether a boundary or start event catches an error or escalation of this code."""
    return any(
        found == kind and code(diagram, kind, definition) in (None, wanted)
        for found, definition in definitions(diagram, event.xml)
    )


def start_of(scope: Scope) -> FlowNode | None:
    return next((node for node in scope.view.nodes.values() if node.tag == "startEvent"), None)


def interrupts(event: FlowNode) -> bool:
    """Whether a boundary event or the start of an event sub-process ends what it interrupts."""
    return true(
        event.xml, "cancelActivity" if event.tag == "boundaryEvent" else "isInterrupting", default=True
    )


def outcome_of(diagram: Diagram, scope: Scope, kind: str, wanted: str | None) -> str | None:
    """How a scope ends when this is thrown in it; None when it goes on.

    Where it is caught: its own event sub-processes, the boundary of its sub-process, then one scope out.
    An interrupting event sub-process that runs has disarmed its siblings.
    """
    here: Scope | None = scope
    disarmed = False
    while here is not None:
        for sub in [] if disarmed else here.event_subs:
            start = start_of(sub)
            if start is not None and catches(diagram, start, kind, wanted):
                return f"event:{sub.view.id}" if kind == "error" or interrupts(start) else None
        for boundary in _closest(here.host, diagram, kind, wanted):
            return f"boundary:{boundary.id}" if kind == "error" or interrupts(boundary) else None
        own = start_of(here) if here.view.event_triggered else None
        disarmed = own is not None and interrupts(own)
        here = here.parent
    return UNCAUGHT if kind == "error" else None


def _closest(host: FlowNode | None, diagram: Diagram, kind: str, wanted: str | None) -> Iterator[FlowNode]:
    """The catching boundaries of an activity, the one that names the code first."""
    found = [b for b in host.boundaries if catches(diagram, b, kind, wanted)] if host is not None else []
    return iter(
        sorted(found, key=lambda b: all(code(diagram, k, d) is None for k, d in _of(diagram, b, kind)))
    )


def _of(diagram: Diagram, event: FlowNode, kind: str) -> list[tuple[str, etree._Element]]:
    return [(found, definition) for found, definition in definitions(diagram, event.xml) if found == kind]


def can_fire(diagram: Diagram, boundary: FlowNode, inner: Scope | None) -> bool:
    """Whether a boundary event can ever occur; only what certainly cannot is left out."""
    kinds = {kind for kind, _ in definitions(diagram, boundary.xml)}
    if inner is None or not kinds or not kinds <= {"error", "escalation", "cancel"}:
        return True
    if "cancel" in kinds and f"cancel:{inner.view.id}" in inner.outcomes:
        return True
    if f"boundary:{boundary.id}" in inner.outcomes:
        return True
    if any(True for _ in inner.view.xml.iter(*(B + tag for tag in WORKING))):
        return bool(kinds & {"error", "escalation"})
    return "escalation" in kinds and not interrupts(boundary) and _throws_escalation(inner.view.xml)


def _throws_escalation(scope: etree._Element) -> bool:
    return any(
        kind in ("escalation", None)
        for event in scope.iter(B + "endEvent", B + "intermediateThrowEvent")
        for kind, _ in [
            *event_definitions(event),
            *((None, r) for r in event.findall(B + "eventDefinitionRef")),
        ]
    )


def waits(node: etree._Element) -> bool:
    """Whether a token may rest in an element or anywhere inside it."""
    for inner in node.iter(etree.Element):
        tag = local(inner)
        if tag in WAITING or tag == "eventBasedGateway":
            return True
        if tag == "intermediateCatchEvent" and any(kind != "link" for kind, _ in event_definitions(inner)):
            return True
    return False
