"""Gateways and conditional flows: rules 030 to 039."""

from __future__ import annotations

from workflow_service.engine.bpmn import text_of
from workflow_service.engine.check.diagram import Diagram, FlowNode, ScopeView

CHOOSING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")
CATCHING = ("message", "timer", "signal", "conditional")


def check_gateways(diagram: Diagram) -> None:
    for scope in diagram.scopes:
        for node in scope.nodes.values():
            _default(diagram, node)
            if node.tag in CHOOSING:
                _choice(diagram, node)
            if node.tag in ("parallelGateway", "eventBasedGateway"):
                for flow in node.outgoing:
                    if flow.condition:
                        diagram.report.add("BPMN-034", flow.xml)
            if node.tag == "eventBasedGateway":
                _events(diagram, scope, node)
            elif node.tag.endswith("Gateway") and len(node.incoming) < 2 and len(node.outgoing) < 2:
                diagram.report.add("BPMN-038", node.xml)
            joins = node.tag == "complexGateway" and len(node.incoming) > 1
            if joins and not text_of(node.xml, "activationCondition"):
                diagram.report.add("BPMN-039", node.xml)


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
    for flow in node.outgoing:
        target = scope.nodes[flow.target]
        waits = target.tag == "intermediateCatchEvent" and all(kind in CATCHING for kind in target.kinds)
        if target.tag == "receiveTask":
            waits = not target.boundaries
        if not waits or (target.tag == "intermediateCatchEvent" and not target.kinds):
            report.add("BPMN-035", flow.xml, id=target.id)
        if len(target.incoming) > 1:
            report.add("BPMN-037", target.xml, id=target.id)
