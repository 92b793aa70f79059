"""Collaborations and conversations (BPMN 2.0.2, chapter 9): rules 120 to 128."""

from __future__ import annotations

from lxml import etree

from workflow_service.engine.bpmn import ACTIVITIES, EVENTS, B, local
from workflow_service.engine.check.diagram import Diagram
from workflow_service.engine.check.references import CONVERSATIONS

SENDING = ACTIVITIES | CONVERSATIONS | {"participant", "endEvent", "intermediateThrowEvent"}
RECEIVING = ACTIVITIES | CONVERSATIONS | {
    "participant", "startEvent", "intermediateCatchEvent", "boundaryEvent",
}  # fmt: skip
NOT_GLOBAL = frozenset(
    {
        "conversation", "subConversation", "callConversation", "conversationLink", "conversationAssociation",
        "participantAssociation", "messageFlowAssociation", "choreographyRef", "association", "group",
        "textAnnotation",
    }
)  # fmt: skip
HOLDERS = ("collaboration", "choreography", "globalConversation", "globalChoreographyTask")


def check_collaborations(diagram: Diagram) -> None:
    pools = _pools(diagram)
    for tag, _, node in diagram.elements:
        if tag == "messageFlow":
            _message_flow(diagram, node, pools)
        elif tag == "participantMultiplicity":
            _multiplicity(diagram, node)
        elif tag == "conversationLink":
            _link(diagram, node)
        elif tag in CONVERSATIONS:
            _conversation(diagram, node)
        elif tag == "globalConversation":
            for child in node:
                if local(child) in NOT_GLOBAL:
                    diagram.report.add("BPMN-126", child, tag=local(child))
        elif tag == "participantAssociation":
            _association(diagram, node)


def _pools(diagram: Diagram) -> dict[str, str]:
    """The pool of each process, by the process's id; a process without one is its own."""
    out: dict[str, str] = {}
    for tag, name, node in diagram.elements:
        reference = (node.get("processRef") or "").split(":")[-1] if tag == "participant" else ""
        if reference and name:
            out.setdefault(reference, name)
    return out


def pool_of(node: etree._Element, pools: dict[str, str]) -> str | None:
    """The pool an element lies in; of a participant itself."""
    if local(node) == "participant":
        return node.get("id")
    for around in node.iterancestors(B + "process"):
        key = around.get("id") or ""
        return pools.get(key, f"process {key}")
    return None


def _message_flow(diagram: Diagram, flow: etree._Element, pools: dict[str, str]) -> None:
    homes = []
    for name, allowed, rule in (
        ("sourceRef", SENDING, "BPMN-121"),
        ("targetRef", RECEIVING, "BPMN-122"),
    ):
        found = diagram.resolve(flow, flow.get(name) or "")
        if found is None or found.xml is None:
            continue
        if local(found.xml) not in allowed:
            diagram.report.add(rule, flow, id=found.xml.get("id"), tag=etree.QName(found.xml).localname)
            continue
        homes.append(pool_of(found.xml, pools))
        if local(found.xml) in EVENTS and not _carries_message(diagram, found.xml):
            diagram.report.add("BPMN-123", flow, id=found.xml.get("id"))
    if len(homes) == 2 and homes[0] is not None and homes[0] == homes[1]:
        diagram.report.add("BPMN-120", flow, source=flow.get("sourceRef"), target=flow.get("targetRef"))


def _carries_message(diagram: Diagram, event: etree._Element) -> bool:
    """A message event, or a multiple one with a message among its triggers."""
    definitions = [local(child) for child in event]
    for child in event.findall(B + "eventDefinitionRef"):
        found = diagram.resolve(child, child.text or "")
        definitions.append(local(found.xml) if found is not None and found.xml is not None else "message")
    return any(tag in ("messageEventDefinition", "message") for tag in definitions)


def _multiplicity(diagram: Diagram, node: etree._Element) -> None:
    try:
        minimum, maximum = int(node.get("minimum") or 0), int(node.get("maximum") or 1)
    except ValueError:
        return  # told by the schema
    if node.get("maximum") is None:
        maximum = max(maximum, minimum)
    if minimum < 0 or maximum < 1 or maximum < minimum:
        diagram.report.add("BPMN-124", node, minimum=minimum, maximum=maximum)


def _link(diagram: Diagram, link: etree._Element) -> None:
    ends = []
    for name in ("sourceRef", "targetRef"):
        found = diagram.resolve(link, link.get(name) or "")
        if found is None or found.xml is None:
            return
        ends.append(local(found.xml) in CONVERSATIONS)
    if ends[0] == ends[1]:
        diagram.report.add("BPMN-125", link)


def _conversation(diagram: Diagram, node: etree._Element) -> None:
    """It joins two participants or more of its own collaboration (9.5.1)."""
    names = [(child.text or "").strip().split(":")[-1] for child in node.findall(B + "participantRef")]
    _keys(diagram, node)
    if len(names) == 1:
        diagram.report.add("BPMN-128", node)
    home = next((around for around in node.iterancestors() if local(around) in HOLDERS), None)
    for name in names:
        if home is not None and name in diagram.by_id and name not in participants_of(home):
            diagram.report.add("BPMN-127", node, id=name, place=local(home))


def _keys(diagram: Diagram, node: etree._Element) -> None:
    """Every property of a conversation's keys can be read from every message in it (8.4.2)."""
    flows = [diagram.resolve(c, c.text or "") for c in node.findall(B + "messageFlowRef")]
    messages = {
        (flow.xml.get("messageRef") or "").split(":")[-1] for flow in flows if flow and flow.xml is not None
    }
    for reference in node.findall(f"{B}correlationKey/{B}correlationPropertyRef"):
        found = diagram.resolve(reference, reference.text or "")
        if found is None or found.xml is None:
            continue
        told = {
            (expression.get("messageRef") or "").split(":")[-1]
            for expression in found.xml.findall(B + "correlationPropertyRetrievalExpression")
        }
        for message in sorted(messages - told - {""}):
            diagram.report.add("BPMN-110", node, id=found.xml.get("id"), message=message)


def participants_of(holder: etree._Element) -> set[str]:
    return {str(p.get("id")) for p in holder.findall(B + "participant") if p.get("id")}


def _association(diagram: Diagram, node: etree._Element) -> None:
    """Inner: a participant of what is called. Outer: of what stands around (9.3, 11.5.3)."""
    owner = node.getparent()
    if owner is None:
        return
    called = owner.get("calledChoreographyRef") or owner.get("calledCollaborationRef")
    inside = diagram.resolve(owner, called) if called else None
    holders = {"innerParticipantRef": inside.xml if inside is not None else None}
    holders["outerParticipantRef"] = next(
        (around for around in node.iterancestors() if local(around) in HOLDERS), None
    )
    for name, holder in holders.items():
        text = (node.findtext(B + name) or "").strip().split(":")[-1]
        # of a collaboration's own associations the inner ones belong to its choreography
        if holder is None or not text or (owner is holder and name.startswith("inner")):
            continue
        if text not in participants_of(holder) and text in diagram.by_id:
            diagram.report.add("BPMN-127", node, id=text, place=local(holder))
