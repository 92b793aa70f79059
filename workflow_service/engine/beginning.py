"""What begins a process (BPMN 2.0, 13.2 and 13.5.1)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from workflow_service.engine.bpmn import B, flow_nodes, true
from workflow_service.engine.reading import Reader
from workflow_service.engine.release import StartTrigger


def triggers(process: etree._Element, reader: Reader) -> tuple[StartTrigger, ...]:
    """Its start events, the receive tasks and the events behind gateways that instantiate it."""
    out: list[StartTrigger] = []
    for tag, node in flow_nodes(process):
        if tag == "startEvent" or (tag == "receiveTask" and true(node, "instantiate")):
            out += of_event(node, reader)
    for gateway in starting_gateways(process):
        for node in behind(process, gateway):
            out += of_event(node, reader)
    return tuple(out)


def of_event(node: etree._Element, reader: Reader) -> Iterator[StartTrigger]:
    """One trigger for each event that can begin it."""
    rule, name = reader.event(node), str(node.get("id"))
    if rule is None:
        yield StartTrigger(name, "none")
        return
    for number, part in enumerate(rule.all):
        place = f"{name}:{number}" if rule.parallel else name
        text = part.formula.text if part.formula else None
        yield StartTrigger(place, part.kind, part.ref, text, part.form)


def starting_gateways(scope: etree._Element) -> list[etree._Element]:
    """Event-based gateways that begin the process: marked so, and with no flow into them (10.6.6)."""
    targets = {flow.get("targetRef") for flow in scope.findall(B + "sequenceFlow")}
    return [
        node
        for tag, node in flow_nodes(scope)
        if tag == "eventBasedGateway" and true(node, "instantiate") and node.get("id") not in targets
    ]


def behind(scope: etree._Element, gateway: etree._Element) -> list[etree._Element]:
    """The events a gateway leads to, in the order of its flows."""
    nodes = {node.get("id"): node for _, node in flow_nodes(scope)}
    flows = scope.findall(B + "sequenceFlow")
    return [nodes[flow.get("targetRef")] for flow in flows if flow.get("sourceRef") == gateway.get("id")]


def together(scope: etree._Element) -> dict[str, tuple[str, ...]]:
    """For each event behind a parallel starting gateway the others, which the process still waits for."""
    out = {}
    for gateway in starting_gateways(scope):
        names = [str(node.get("id")) for node in behind(scope, gateway)]
        if gateway.get("eventGatewayType") == "Parallel":
            out.update({name: tuple(other for other in names if other != name) for name in names})
    return out
