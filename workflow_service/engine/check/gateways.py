"""Gateways and conditional flows: rules 030 to 039 and 220 to 223."""

from __future__ import annotations

from workflow_service.engine.bpmn import text_of, true
from workflow_service.engine.check.diagram import Diagram, FlowNode, ScopeView

CHOOSING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")
CATCHING = ("message", "timer", "signal", "conditional")


# gatewayDirection: may there be several flows in, and out; must there be.
DIRECTIONS = {"Converging": (True, False), "Diverging": (False, True), "Mixed": (True, True)}


def check_gateways(diagram: Diagram, scopes: list[ScopeView]) -> None:
    for scope in scopes:
        choreography = scope.tag.endswith("horeography")
        for node in scope.nodes.values():
            _default(diagram, node)
            _direction(diagram, node)
            if node.tag in CHOOSING:
                _choice(diagram, node)
            if node.tag in ("parallelGateway", "eventBasedGateway"):
                for flow in node.outgoing:
                    if flow.condition:
                        diagram.report.add("BPMN-034", flow.xml)
            if node.tag == "eventBasedGateway" and not choreography:
                _events(diagram, scope, node)
            elif (
                node.tag != "eventBasedGateway"
                and node.tag.endswith("Gateway")
                and len(node.incoming) < 2
                and len(node.outgoing) < 2
            ):
                diagram.report.add("BPMN-038", node.xml)
            joins = node.tag == "complexGateway" and len(node.incoming) > 1
            if joins and not text_of(node.xml, "activationCondition"):
                diagram.report.add("BPMN-039", node.xml)


def _direction(diagram: Diagram, node: FlowNode) -> None:
    direction = node.xml.get("gatewayDirection") or ""
    if direction in DIRECTIONS:
        counts = len(node.incoming), len(node.outgoing)
        if tuple(count > 1 for count in counts) != DIRECTIONS[direction]:
            diagram.report.add(
                "BPMN-220", node.xml, direction=direction, incoming=counts[0], outgoing=counts[1]
            )


def _default(diagram: Diagram, node: FlowNode) -> None:
    default = node.xml.get("default")
    if not default:
        return
    own = [flow for flow in node.outgoing if flow.id == default]
    if not own:
        diagram.report.add("BPMN-031", node.xml, id=default)
    for flow in own:
        if flow.condition:
            diagram.report.add("BPMN-033", flow.xml)


def _choice(diagram: Diagram, node: FlowNode) -> None:
    if len(node.outgoing) < 2:
        return
    default = node.xml.get("default")
    plain = [flow for flow in node.outgoing if not flow.condition and flow.id != default]
    for flow in plain:
        diagram.report.add("BPMN-030", flow.xml)
    if not plain and not any(flow.id == default for flow in node.outgoing):
        diagram.report.add("BPMN-032", node.xml)


def _events(diagram: Diagram, scope: ScopeView, node: FlowNode) -> None:
    report = diagram.report
    if len(node.outgoing) < 2:
        report.add("BPMN-036", node.xml)
    starts = true(node.xml, "instantiate")
    if starts and node.incoming:
        report.add("BPMN-222", node.xml)
    if node.xml.get("eventGatewayType") == "Parallel" and not starts:
        report.add("BPMN-223", node.xml)
    after = [scope.nodes[flow.target] for flow in node.outgoing]
    if any(n.tag == "receiveTask" for n in after) and any("message" in n.kinds for n in after):
        report.add("BPMN-221", node.xml)
    for flow in node.outgoing:
        target = scope.nodes[flow.target]
        waits = target.tag == "intermediateCatchEvent" and all(kind in CATCHING for kind in target.kinds)
        if target.tag == "receiveTask":
            waits = not target.boundaries
        if not waits or (target.tag == "intermediateCatchEvent" and not target.kinds):
            report.add("BPMN-035", flow.xml, id=target.id)
        if len(target.incoming) > 1:
            report.add("BPMN-037", target.xml, id=target.id)
