"""Sequence flows and the events they join, in any model: rules 140 to 149."""

from __future__ import annotations

from lxml import etree

from workflow_service.engine.bpmn import ACTIVITIES, EVENTS, B, local
from workflow_service.engine.check.diagram import (
    CHOREOGRAPHY_ACTIVITIES,
    Diagram,
    FlowNode,
    ScopeView,
    SequenceFlow,
)

ENDS = (("incoming", "targetRef"), ("outgoing", "sourceRef"))


def check_flows(diagram: Diagram, scopes: list[ScopeView]) -> None:
    listed = lists_flows(diagram)
    for scope in scopes:
        for node in scope.nodes.values():
            _lists(diagram, node, listed)
            _conditions(diagram, node)
        if local(scope.xml).endswith("horeography"):
            continue
        if scope.tag != "adHocSubProcess":
            _ends(diagram, scope)
            _joined(diagram, scope)
        for child in scope.xml:
            if local(child) in CHOREOGRAPHY_ACTIVITIES:
                diagram.report.add("BPMN-149", child, tag=local(child))


def lists_flows(diagram: Diagram) -> bool:
    """Whether the file lists the flows at its nodes. Many tools never do; one that does must be complete."""
    return any(tag in ("incoming", "outgoing") for tag, _, _ in diagram.elements)


def _lists(diagram: Diagram, node: FlowNode, listed: bool) -> None:
    for tag, end in ENDS:
        named = [(child.text or "").strip().split(":")[-1] for child in node.xml.findall(B + tag)]
        for name in named:
            xml = diagram.by_id.get(name)
            wrong = xml is not None and local(xml) == "sequenceFlow" and xml.get(end) != node.id
            if wrong or named.count(name) > 1:
                diagram.report.add("BPMN-140", node.xml, tag=tag, id=node.id, flow=name)
        for flow in node.incoming if tag == "incoming" else node.outgoing:
            if listed and flow.id and flow.id not in named:
                diagram.report.add("BPMN-141", node.xml, tag=tag, id=node.id, flow=flow.id)


def _conditions(diagram: Diagram, node: FlowNode) -> None:
    conditional = [flow for flow in node.outgoing if _has_condition(flow)]
    for flow in conditional:
        if node.tag in EVENTS:
            diagram.report.add("BPMN-142", flow.xml)
        elif len(node.outgoing) == 1 and node.tag in ACTIVITIES | CHOREOGRAPHY_ACTIVITIES:
            diagram.report.add("BPMN-143", flow.xml)


def _has_condition(flow: SequenceFlow) -> bool:
    return flow.xml.find(B + "conditionExpression") is not None


def check_executable_flows(diagram: Diagram) -> None:
    for scope in diagram.scopes:
        for flow in scope.flows:
            if (flow.xml.get("isImmediate") or "true").strip() in ("false", "0"):
                diagram.report.add("BPMN-144", flow.xml)


def _ends(diagram: Diagram, scope: ScopeView) -> None:
    starts = [node for node in scope.nodes.values() if node.tag == "startEvent"]
    ends = [node for node in scope.nodes.values() if node.tag == "endEvent"]
    if starts and not ends:
        diagram.report.add("BPMN-145", starts[0].xml)
    if ends and not starts and not any(_instantiates(node.xml) for node in scope.nodes.values()):
        diagram.report.add("BPMN-146", ends[0].xml)


def _instantiates(node: etree._Element) -> bool:
    """A receive task or event-based gateway that takes the place of the start event."""
    return (node.get("instantiate") or "").strip() in ("true", "1")


def _joined(diagram: Diagram, scope: ScopeView) -> None:
    """Events stand in the flow: 10.5.2 to 10.5.4."""
    for node in scope.nodes.values():
        if node.tag not in EVENTS:
            continue
        links = "link" in node.kinds
        compensates = node.tag == "boundaryEvent" and "compensation" in node.kinds
        begins = node.tag in ("startEvent", "boundaryEvent")
        begins |= links and node.tag == "intermediateCatchEvent"
        ends = node.tag == "endEvent" or compensates or (links and node.tag == "intermediateThrowEvent")
        if not node.incoming and not begins:
            diagram.report.add("BPMN-147", node.xml, id=node.id)
        if not node.outgoing and not ends:
            diagram.report.add("BPMN-148", node.xml, id=node.id)
