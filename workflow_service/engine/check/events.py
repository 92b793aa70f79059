"""Events: rules 040 to 059 and 190 to 196."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from lxml import etree

from workflow_service.engine import time as calendar
from workflow_service.engine.bpmn import ACTIVITIES, EMBEDDED, B, event_definitions, local, text_of, true
from workflow_service.engine.check.diagram import Diagram, FlowNode, ScopeView
from workflow_service.engine.check.structure import link_names

# Only to see whether a literal can be read; no moment leaves this module.
ZONE = ZoneInfo("Europe/Copenhagen")
TIMES = ("timeDuration", "timeDate", "timeCycle")
ALLOWED = {
    "start": {"message", "timer", "signal", "conditional"},
    "event sub-process": {
        "message", "timer", "signal", "conditional", "error", "escalation", "compensation",
    },
    "sub-process start": set(),
    "catch": {"message", "timer", "signal", "conditional", "link"},
    "throw": {"message", "signal", "escalation", "compensation", "link"},
    "end": {"message", "signal", "error", "escalation", "compensation", "terminate", "cancel"},
    "boundary": {
        "message", "timer", "signal", "conditional", "error", "escalation", "compensation", "cancel",
    },
}  # fmt: skip
# A link is a way and a cancellation belongs to its transaction: neither is one trigger among others.
ALONE = ("link", "cancel")
PLACES = {
    "startEvent": "start",
    "endEvent": "end",
    "intermediateCatchEvent": "catch",
    "intermediateThrowEvent": "throw",
    "boundaryEvent": "boundary",
}


def check_events(diagram: Diagram, scopes: list[ScopeView]) -> None:
    for scope in scopes:
        _links(diagram, scope)
        for node in scope.nodes.values():
            if node.tag in PLACES:
                _event(diagram, scope, node)
        if scope.tag == "transaction":
            _transaction(diagram, scope)


def _event(diagram: Diagram, scope: ScopeView, node: FlowNode) -> None:
    report, place = diagram.report, PLACES[node.tag]
    if place == "start" and scope.tag in EMBEDDED:
        place = "event sub-process" if scope.event_triggered else "sub-process start"
    definitions = _definitions(diagram, node.xml)
    if not definitions and node.tag in ("boundaryEvent", "intermediateCatchEvent"):
        report.add("BPMN-046", node.xml)
    for kind in [kind for kind, _ in definitions if kind in ALONE]:
        if len(definitions) > 1:
            report.add("BPMN-191", node.xml, kind=kind)
    for kind, definition in definitions:
        if kind not in ALLOWED[place]:
            report.add("BPMN-041", node.xml, kind=kind, place=place)
        _definition(diagram, scope, node, kind, definition)
    if node.tag == "boundaryEvent":
        _boundary(diagram, scope, node, [kind for kind, _ in definitions])
    elif place == "event sub-process" and not true(node.xml, "isInterrupting", default=True):
        for kind, _ in definitions:
            if kind == "error":
                report.add("BPMN-045", node.xml, kind=kind)


def _definitions(diagram: Diagram, node: etree._Element) -> list[tuple[str, etree._Element]]:
    out = event_definitions(node)
    for reference in node.findall(B + "eventDefinitionRef"):
        target = diagram.by_id.get((reference.text or "").strip().split(":")[-1])
        if target is not None:
            parent = etree.Element("x")
            parent.append(etree.fromstring(etree.tostring(target)))
            out += event_definitions(parent)
    return out


def _definition(
    diagram: Diagram, scope: ScopeView, node: FlowNode, kind: str, definition: etree._Element
) -> None:
    report = diagram.report
    throws = node.tag in ("endEvent", "intermediateThrowEvent")
    if kind == "timer":
        _timer(diagram, node, definition)
    elif kind == "conditional" and not text_of(definition, "condition"):
        report.add("BPMN-051", node.xml)
    elif kind in ("message", "signal") and not definition.get(f"{kind}Ref"):
        report.add("BPMN-053", node.xml)
    elif kind in ("error", "escalation") and throws:
        target = diagram.by_id.get((definition.get(f"{kind}Ref") or "").split(":")[-1])
        if target is None or not (target.get(f"{kind}Code") or target.get("name")):
            report.add("BPMN-054", node.xml)
    elif kind == "compensation" and throws and definition.get("activityRef"):
        home = _compensated(diagram, scope)
        undone = home.nodes.get((definition.get("activityRef") or "").split(":")[-1])
        if undone is None or undone.tag not in ACTIVITIES:
            report.add("BPMN-052", node.xml, id=definition.get("activityRef"))
    elif kind == "cancel" and throws and scope.tag != "transaction":
        report.add("BPMN-059", node.xml)
    if kind == "message":
        _operation(diagram, node, definition)


def _operation(diagram: Diagram, node: FlowNode, definition: etree._Element) -> None:
    """The event's message is one that its operation sends or receives (10.5.5)."""
    reference = definition.find(B + "operationRef")
    found = diagram.resolve(definition, reference.text or "") if reference is not None else None
    message = (definition.get("messageRef") or "").split(":")[-1]
    if found is None or found.xml is None or not message:
        return
    own = {
        (child.text or "").strip().split(":")[-1]
        for tag in ("inMessageRef", "outMessageRef")
        for child in found.xml.findall(B + tag)
    }
    if message not in own:
        diagram.report.add("BPMN-196", node.xml, id=found.xml.get("id"))


def _compensated(diagram: Diagram, scope: ScopeView) -> ScopeView:
    """Thrown in an event sub-process, compensation is about the scope around it."""
    if scope.event_triggered:
        parent = scope.xml.getparent()
        return next((s for s in (*diagram.scopes, *diagram.drawn) if s.xml is parent), scope)
    return scope


def _timer(diagram: Diagram, node: FlowNode, definition: etree._Element) -> None:
    report = diagram.report
    texts = [(tag, text_of(definition, tag)) for tag in TIMES]
    given = [(tag, text) for tag, text in texts if text]
    if sum(definition.find(B + tag) is not None for tag in TIMES) > 1:
        report.add("BPMN-193", node.xml)
    if len(given) != 1:
        report.add("BPMN-048", node.xml)
        return
    tag, text = given[0]
    if tag == "timeCycle":
        interrupts = node.tag == "boundaryEvent" and true(node.xml, "cancelActivity", default=True)
        parent = node.xml.getparent()
        inside = parent is not None and local(parent) in EMBEDDED
        interrupts |= node.tag == "startEvent" and inside and true(node.xml, "isInterrupting", default=True)
        if interrupts or node.tag == "intermediateCatchEvent":
            report.add("BPMN-050", node.xml)
    if not text.startswith(("=", "${", "#{")) and not readable(tag, text):
        report.add("BPMN-049", node.xml, text=text)


def readable(tag: str, text: str) -> bool:
    """A literal time of this form."""
    try:
        if tag == "timeCycle":
            calendar.parse_cycle(text, ZONE)
        elif tag == "timeDuration":
            calendar.parse_duration(text)
        else:
            calendar.parse_moment(text, ZONE)
    except (ValueError, OverflowError, KeyError):
        return False
    return True


def _boundary(diagram: Diagram, scope: ScopeView, node: FlowNode, kinds: list[str]) -> None:
    report = diagram.report
    host = scope.nodes.get(node.xml.get("attachedToRef") or "")
    if host is None or host.tag not in ACTIVITIES or host.event_sub_process:
        report.add("BPMN-040", node.xml, id=node.xml.get("attachedToRef") or "?")
    elif host.for_compensation and "compensation" not in kinds:
        report.add("BPMN-040", node.xml, id=host.id)  # it would leave the undoing without an end
    elif "cancel" in kinds and host.tag != "transaction":
        report.add("BPMN-042", node.xml)
    if not true(node.xml, "cancelActivity", default=True):
        for kind in kinds:
            if kind in ("error", "cancel"):
                report.add("BPMN-045", node.xml, kind=kind)
    if "compensation" in kinds:
        if node.outgoing:
            report.add("BPMN-192", node.xml)
        _handler(diagram, scope, node)


def _handler(diagram: Diagram, scope: ScopeView, node: FlowNode) -> None:
    targets = [
        association.get("targetRef")
        for association in diagram.root.iter(B + "association")
        if association.get("sourceRef") == node.id
    ]
    handlers = [scope.nodes[name] for name in targets if name in scope.nodes]
    if len(handlers) != 1 or not handlers[0].for_compensation:
        diagram.report.add("BPMN-043", node.xml)
    elif handlers[0].tag in EMBEDDED:
        diagram.report.add("BPMN-044", handlers[0].xml)


def _links(diagram: Diagram, scope: ScopeView) -> None:
    report = diagram.report
    sources = {
        name
        for node in scope.nodes.values()
        if node.tag == "intermediateThrowEvent"
        for name in link_names(node)
    }
    targets: dict[str | None, list[FlowNode]] = {}
    for node in scope.nodes.values():
        if node.tag == "intermediateCatchEvent" and "link" in node.kinds:
            for name in link_names(node):
                targets.setdefault(name, []).append(node)
                if name not in sources:
                    report.add("BPMN-190", node.xml, name=name)
            if node.incoming:
                report.add("BPMN-057", node.xml)
    for node in scope.nodes.values():
        if node.tag == "intermediateThrowEvent" and "link" in node.kinds:
            for name in link_names(node):
                if len(targets.get(name, [])) != 1:
                    report.add("BPMN-047", node.xml, name=name, count=len(targets.get(name, [])))
            if node.outgoing:
                report.add("BPMN-057", node.xml)


def check_link_ends(diagram: Diagram) -> None:
    """Where a link says what it pairs with, the names are the same (10.5.5)."""
    for definition in diagram.root.iter(B + "linkEventDefinition"):
        for child in (*definition.findall(B + "source"), *definition.findall(B + "target")):
            found = diagram.resolve(child, child.text or "")
            other = found.xml if found is not None else None
            link = other is not None and local(other) == "linkEventDefinition"
            if link and other is not None and other.get("name") != definition.get("name"):
                diagram.report.add("BPMN-195", definition, name=definition.get("name"))


def _transaction(diagram: Diagram, scope: ScopeView) -> None:
    cancels = any(node.tag == "endEvent" and "cancel" in node.kinds for node in scope.nodes.values())
    if not cancels:
        return
    for node in diagram.all_nodes():
        if node.xml is scope.xml and not any("cancel" in boundary.kinds for boundary in node.boundaries):
            diagram.report.add("BPMN-055", scope.xml)


def check_uncaught(diagram: Diagram) -> None:
    """Error end events of a process whose own file has no catcher; the caller may have one."""
    caught: set[str | None] = set()
    for node in diagram.all_nodes():
        if node.tag in ("boundaryEvent", "startEvent"):
            caught |= {_code(diagram, d) for kind, d in event_definitions(node.xml) if kind == "error"}
    for node in diagram.all_nodes():
        if node.tag == "endEvent":
            for kind, definition in event_definitions(node.xml):
                code = _code(diagram, definition)
                if kind == "error" and code is not None and not caught & {None, code}:
                    diagram.report.add("BPMN-056", node.xml, code=code)


def _code(diagram: Diagram, definition: etree._Element) -> str | None:
    target = diagram.by_id.get((definition.get("errorRef") or "").split(":")[-1])
    return None if target is None else (target.get("errorCode") or target.get("name") or target.get("id"))
