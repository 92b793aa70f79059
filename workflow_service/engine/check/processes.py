"""Processes, their lanes and what they offer (BPMN 2.0.2, 10.2, 10.3.7, 10.8): rules 017, 240 to 243."""

from __future__ import annotations

from lxml import etree

from workflow_service.engine.bpmn import FLOW_NODES, B, local, true
from workflow_service.engine.check.diagram import Diagram


def check_processes(diagram: Diagram) -> None:
    for tag, _, node in diagram.elements:
        if tag == "process":
            if node.get("processType") == "Public" and true(node, "isExecutable"):
                diagram.report.add("BPMN-240", node)
        elif tag == "laneSet":
            _lane_set(diagram, node)
        elif tag == "ioBinding":
            _binding(diagram, node)


def _lane_set(diagram: Diagram, lanes: etree._Element) -> None:
    seen: dict[str, etree._Element] = {}
    scope = next((a for a in lanes.iterancestors() if local(a) != "lane"), None)
    while scope is not None and local(scope) in ("laneSet", "childLaneSet", "lane"):
        scope = scope.getparent()
    for lane in lanes.findall(B + "lane"):
        for reference in lane.iter(B + "flowNodeRef"):
            name = (reference.text or "").strip()
            node = diagram.by_id.get(name)
            if node is None or local(node) not in FLOW_NODES:
                diagram.report.add("BPMN-017", reference, id=name)
            elif scope is not None and scope not in node.iterancestors():
                diagram.report.add("BPMN-241", reference, id=name)
            elif seen.setdefault(name, lane) is not lane:
                diagram.report.add("BPMN-243", node, id=name)


def _binding(diagram: Diagram, node: etree._Element) -> None:
    """An operation that is bound belongs to an interface the element says it supports."""
    found = diagram.resolve(node, node.get("operationRef") or "")
    owner = node.getparent()
    if found is None or found.xml is None or owner is None or local(found.xml) != "operation":
        return
    interface = found.xml.getparent()
    names = [(c.text or "").strip().split(":")[-1] for c in owner.findall(B + "supportedInterfaceRef")]
    if interface is not None and interface.get("id") not in names:
        diagram.report.add("BPMN-242", node, id=found.xml.get("id"))
