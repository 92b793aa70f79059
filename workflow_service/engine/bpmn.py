"""The BPMN 2.0 vocabulary and the two extension namespaces, shared by parser, engine and check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA: Final = "http://camunda.org/schema/1.0/bpmn"
OEF: Final = "https://oef.dk/schema/1.0/bpmn"

B: Final = f"{{{BPMN}}}"
C: Final = f"{{{CAMUNDA}}}"
O: Final = f"{{{OEF}}}"  # noqa: E741
# Marks the normaliser leaves for the parser; never in a user's file.
N: Final = "{urn:normalised}"

EMBEDDED: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})
TASKS: Final = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "scriptTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
    }
)
ACTIVITIES: Final = TASKS | EMBEDDED | {"callActivity"}
EVENTS: Final = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
GATEWAYS: Final = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
FLOW_NODES: Final = ACTIVITIES | EVENTS | GATEWAYS

EVENT_KINDS: Final = {
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "compensateEventDefinition": "compensation",
    "timerEventDefinition": "timer",
    "conditionalEventDefinition": "conditional",
    "linkEventDefinition": "link",
    "terminateEventDefinition": "terminate",
    "cancelEventDefinition": "cancel",
}


def local(node: etree._Element) -> str:
    """The tag of a BPMN element without its namespace, "" for comments and extensions."""
    tag = node.tag
    return tag[len(B) :] if isinstance(tag, str) and tag.startswith(B) else ""


def flow_nodes(scope: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The flow nodes directly in a process or sub-process, in document order."""
    for child in scope:
        tag = local(child)
        if tag in FLOW_NODES:
            yield tag, child


def text_of(node: etree._Element | None, path: str) -> str | None:
    """The stripped text of a BPMN child, None when it is missing or empty."""
    child = node.find(B + path) if node is not None else None
    text = "".join(t for t in child.itertext() if isinstance(t, str)).strip() if child is not None else ""
    return text or None


def unprefixed(reference: str | None) -> str:
    """The id in a reference: those of type xsd:QName may have a namespace prefix (BPMN 2.0, table 8.1)."""
    return (reference or "").strip().split(":")[-1]


def line_of(node: etree._Element) -> int | None:
    """Where it begins in the file, from 1; None for what was made here."""
    line: object = node.sourceline
    return line if isinstance(line, int) else None


def true(node: etree._Element, name: str, default: bool = False) -> bool:
    """An xsd:boolean attribute."""
    value = node.get(name)
    return default if value is None else value.strip() in ("true", "1")


def event_definitions(node: etree._Element) -> list[tuple[str, etree._Element]]:
    """(kind, definition) of an event's own event definitions."""
    return [(EVENT_KINDS[local(d)], d) for d in node if local(d) in EVENT_KINDS]
