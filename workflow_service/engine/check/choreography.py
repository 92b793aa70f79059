"""Choreographies (BPMN 2.0.2, chapter 11): rules 250 to 257."""

from __future__ import annotations

from lxml import etree

from workflow_service.engine.bpmn import ACTIVITIES, B, local
from workflow_service.engine.check.collaboration import participants_of
from workflow_service.engine.check.diagram import CHOREOGRAPHY_ACTIVITIES, Diagram, FlowNode, ScopeView

FOREIGN = ACTIVITIES | {"dataObject", "dataObjectReference", "dataStoreReference"}
# Tables 11.6 to 11.8. Boundary events are left open: the tables allow all that an activity can have there.
ALLOWED = {
    "startEvent": ("start", {"timer", "conditional", "signal"}),
    "intermediateCatchEvent": ("catch", {"timer", "conditional", "signal", "link"}),
    "intermediateThrowEvent": ("throw", {"link"}),
    "endEvent": ("end", {"terminate", "cancel"}),
}
AFTER_EVENTS = ("timer", "signal", "conditional")


def check_choreographies(diagram: Diagram) -> None:
    for scope in diagram.choreographies:
        for child in scope.xml:
            if local(child) in FOREIGN:
                diagram.report.add("BPMN-253", child, tag=local(child))
        for node in scope.nodes.values():
            if node.tag in CHOREOGRAPHY_ACTIVITIES:
                _activity(diagram, scope, node)
            elif node.tag in ALLOWED:
                place, allowed = ALLOWED[node.tag]
                for kind in node.kinds:
                    if kind not in allowed:
                        diagram.report.add("BPMN-254", node.xml, kind=kind, place=place)
            elif node.tag == "eventBasedGateway":
                _event_gateway(diagram, scope, node)
    for task in diagram.root.iter(B + "globalChoreographyTask"):
        _initiator(diagram, task, participants_of(task))


def _names(node: etree._Element) -> list[str]:
    return [(child.text or "").strip().split(":")[-1] for child in node.findall(B + "participantRef")]


def _initiator(diagram: Diagram, node: etree._Element, names: set[str]) -> None:
    initiator = (node.get("initiatingParticipantRef") or "").split(":")[-1]
    if initiator in diagram.by_id and initiator not in names:
        diagram.report.add("BPMN-250", node, id=initiator)


def _activity(diagram: Diagram, scope: ScopeView, node: FlowNode) -> None:
    names, report = _names(node.xml), diagram.report
    _initiator(diagram, node.xml, set(names))
    home = next((a for a in node.xml.iterancestors(B + "choreography")), None)
    known = participants_of(home) if home is not None else set(names)
    for name in names:
        if name in diagram.by_id and name not in known:
            report.add("BPMN-127", node.xml, id=name, place="choreography")
    if node.tag == "choreographyTask":
        if len(set(names)) != 2:
            report.add("BPMN-251", node.xml, count=len(set(names)))
        else:
            _messages(diagram, node, set(names))
    _sequence(diagram, scope, node)


def _messages(diagram: Diagram, node: FlowNode, names: set[str]) -> None:
    senders = set()
    for reference in node.xml.findall(B + "messageFlowRef"):
        found = diagram.resolve(reference, reference.text or "")
        if found is None or found.xml is None or local(found.xml) != "messageFlow":
            return
        ends = [(found.xml.get(name) or "").split(":")[-1] for name in ("sourceRef", "targetRef")]
        senders.add(ends[0])
        if set(ends) != names:
            diagram.report.add("BPMN-252", node.xml, id=found.xml.get("id"))
            return
    initiator = (node.xml.get("initiatingParticipantRef") or "").split(":")[-1]
    if initiator in names and senders and initiator not in senders:
        diagram.report.add("BPMN-256", node.xml)


def _sequence(diagram: Diagram, scope: ScopeView, node: FlowNode) -> None:
    """Who begins an interaction was in the one before, or could not know that it is over (11.5.6)."""
    initiator = (node.xml.get("initiatingParticipantRef") or "").split(":")[-1]
    for flow in node.incoming:
        before = scope.nodes[flow.source]
        if before.tag in CHOREOGRAPHY_ACTIVITIES and initiator not in _names(before.xml):
            diagram.report.add("BPMN-255", node.xml, id=initiator, before=before.id)


def _event_gateway(diagram: Diagram, scope: ScopeView, node: FlowNode) -> None:
    if len(node.outgoing) < 2:
        diagram.report.add("BPMN-036", node.xml)
    for flow in node.outgoing:
        target = scope.nodes[flow.target]
        waits = target.tag == "intermediateCatchEvent" and all(k in AFTER_EVENTS for k in target.kinds)
        if not waits and target.tag not in CHOREOGRAPHY_ACTIVITIES:
            diagram.report.add("BPMN-257", flow.xml, id=target.id)
