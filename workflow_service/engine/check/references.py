"""What every reference of the schema may lead to (the classes of BPMN 2.0.2): rules 104 and 105."""

from __future__ import annotations

from typing import Final

from lxml import etree

from workflow_service.engine.bpmn import EVENT_KINDS, FLOW_NODES, local
from workflow_service.engine.check.diagram import CHOREOGRAPHY_ACTIVITIES, DI, Diagram

Targets = frozenset[str] | None

PROCESSES: Final = frozenset({"process"})
GLOBAL_TASKS: Final = frozenset(
    {"globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask"}
)
COLLABORATIONS: Final = frozenset(
    {"collaboration", "globalConversation", "choreography", "globalChoreographyTask"}
)
CHOREOGRAPHIES: Final = frozenset({"choreography", "globalChoreographyTask"})

CONVERSATIONS: Final = frozenset({"conversation", "subConversation", "callConversation"})
ITEMS: Final = frozenset(
    {
        "dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "dataInput", "dataOutput",
        "property", "inputDataItem", "outputDataItem",
    }
)  # fmt: skip
INTERACTING: Final = FLOW_NODES | CHOREOGRAPHY_ACTIVITIES | CONVERSATIONS | {"participant"}
ANY: Final[Targets] = None


def only(*tags: str) -> frozenset[str]:
    return frozenset(tags)


ITEM = only("itemDefinition")
# Attributes by the tag that has them ("" for any), then by name.
ATTRIBUTES: Final[dict[tuple[str, str], Targets]] = {
    ("association", "sourceRef"): ANY,
    ("association", "targetRef"): ANY,
    ("group", "categoryValueRef"): only("categoryValue"),
    ("callActivity", "calledElement"): PROCESSES | GLOBAL_TASKS,
    ("callChoreography", "calledChoreographyRef"): CHOREOGRAPHIES,
    # never a choreography, though it is a collaboration by inheritance (9.5.4)
    ("callConversation", "calledCollaborationRef"): only("collaboration", "globalConversation"),
    ("", "initiatingParticipantRef"): only("participant"),
    ("conversationAssociation", "innerConversationNodeRef"): CONVERSATIONS,
    ("conversationAssociation", "outerConversationNodeRef"): CONVERSATIONS,
    ("conversationLink", "sourceRef"): INTERACTING,
    ("conversationLink", "targetRef"): INTERACTING,
    ("correlationProperty", "type"): ITEM,
    ("correlationPropertyBinding", "correlationPropertyRef"): only("correlationProperty"),
    ("correlationSubscription", "correlationKeyRef"): only("correlationKey"),
    ("", "itemSubjectRef"): ITEM,
    ("dataObjectReference", "dataObjectRef"): only("dataObject"),
    ("dataStoreReference", "dataStoreRef"): only("dataStore"),
    ("error", "structureRef"): ITEM,
    ("escalation", "structureRef"): ITEM,
    ("signal", "structureRef"): ITEM,
    ("", "evaluatesToTypeRef"): ITEM,
    ("message", "itemRef"): ITEM,
    ("resourceParameter", "type"): ITEM,
    ("resourceParameterBinding", "parameterRef"): only("resourceParameter"),
    ("correlationPropertyRetrievalExpression", "messageRef"): only("message"),
    ("messageFlow", "messageRef"): only("message"),
    ("messageFlow", "sourceRef"): ANY,  # judged by rules 121 and 122
    ("messageFlow", "targetRef"): ANY,
    ("messageFlowAssociation", "innerMessageFlowRef"): only("messageFlow"),
    ("messageFlowAssociation", "outerMessageFlowRef"): only("messageFlow"),
    ("multiInstanceLoopCharacteristics", "oneBehaviorEventRef"): frozenset(EVENT_KINDS),
    ("multiInstanceLoopCharacteristics", "noneBehaviorEventRef"): frozenset(EVENT_KINDS),
    ("", "operationRef"): only("operation"),
    ("ioBinding", "inputDataRef"): only("inputSet", "dataInput"),
    ("ioBinding", "outputDataRef"): only("outputSet", "dataOutput"),
    ("participant", "processRef"): PROCESSES,
    ("process", "definitionalCollaborationRef"): COLLABORATIONS,
    ("lane", "partitionElementRef"): ANY,
}
# Children whose text is a reference, by the tag around them ("" for any), then by name.
CHILDREN: Final[dict[tuple[str, str], Targets]] = {
    ("", "supportedInterfaceRef"): only("interface"),
    ("", "participantRef"): only("participant"),
    ("", "messageFlowRef"): only("messageFlow"),
    ("", "choreographyRef"): CHOREOGRAPHIES,
    ("correlationKey", "correlationPropertyRef"): only("correlationProperty"),
    ("dataInputAssociation", "sourceRef"): ITEMS,
    ("dataInputAssociation", "targetRef"): ITEMS,
    ("dataOutputAssociation", "sourceRef"): ITEMS,
    ("dataOutputAssociation", "targetRef"): ITEMS,
    ("", "categoryValueRef"): only("categoryValue"),
    ("", "incoming"): only("sequenceFlow"),
    ("", "outgoing"): only("sequenceFlow"),
    ("", "dataInputRefs"): only("dataInput"),
    ("", "optionalInputRefs"): only("dataInput"),
    ("", "whileExecutingInputRefs"): only("dataInput"),
    ("", "outputSetRefs"): only("outputSet"),
    ("", "dataOutputRefs"): only("dataOutput"),
    ("", "optionalOutputRefs"): only("dataOutput"),
    ("", "whileExecutingOutputRefs"): only("dataOutput"),
    ("", "inputSetRefs"): only("inputSet"),
    ("linkEventDefinition", "source"): only("linkEventDefinition"),
    ("linkEventDefinition", "target"): only("linkEventDefinition"),
    ("", "loopDataInputRef"): ITEMS,
    ("", "loopDataOutputRef"): ITEMS,
    ("", "inMessageRef"): only("message"),
    ("", "outMessageRef"): only("message"),
    ("operation", "errorRef"): only("error"),
    ("messageEventDefinition", "operationRef"): only("operation"),
    ("participant", "interfaceRef"): only("interface"),
    ("participant", "endPointRef"): only("endPoint"),
    ("", "innerParticipantRef"): only("participant"),
    ("", "outerParticipantRef"): only("participant"),
    ("process", "supports"): PROCESSES,
    ("", "resourceRef"): only("resource"),
    ("relationship", "source"): ANY,
    ("relationship", "target"): ANY,
}
# Engines read a bare name here (Activiti's and Camunda's manuals do), not an element of the file.
NAMES: Final = {"calledElement", "loopDataInputRef", "loopDataOutputRef"}
# Types may come from a language's own namespace, as FEEL's and Java's do, without an import.
TYPES: Final = {"evaluatesToTypeRef", "type"}
DRAWN: Final = {"BPMNShape", "BPMNEdge"}
DRAWING: Final[dict[tuple[str, str], Targets]] = {
    ("BPMNEdge", "sourceElement"): frozenset(DRAWN),
    ("BPMNEdge", "targetElement"): frozenset(DRAWN),
    ("BPMNShape", "choreographyActivityShape"): only("BPMNShape"),
    ("BPMNLabel", "labelStyle"): only("BPMNLabelStyle"),
}


def check_references(diagram: Diagram) -> None:
    for tag, _, node in diagram.elements:
        if tag:
            _attributes(diagram, tag, node)
            _child(diagram, tag, node)
        elif isinstance(node.tag, str) and node.tag.startswith(DI):
            _drawing(diagram, node.tag[len(DI) :], node)


def _attributes(diagram: Diagram, tag: str, node: etree._Element) -> None:
    for key, text in node.attrib.items():
        name = str(key)
        place = (tag, name) if (tag, name) in ATTRIBUTES else ("", name)
        if place in ATTRIBUTES and tag != "itemDefinition":
            _judge(diagram, node, name, str(text), ATTRIBUTES[place])


def _child(diagram: Diagram, tag: str, node: etree._Element) -> None:
    around = node.getparent()
    outer = local(around) if around is not None else ""
    place = (outer, tag) if (outer, tag) in CHILDREN else ("", tag)
    if place in CHILDREN and outer:
        _judge(diagram, node, tag, node.text or "", CHILDREN[place], around)


def _judge(
    diagram: Diagram,
    node: etree._Element,
    name: str,
    text: str,
    allowed: Targets,
    owner: etree._Element | None = None,
) -> None:
    text = text.strip()
    if (name in NAMES and diagram.dialect) or (name in TYPES and diagram.outside(node, text)):
        return
    found = diagram.resolve(node, text)
    tag = local(owner if owner is not None else node)
    if found is None:
        diagram.report.add("BPMN-104", node, tag=tag, name=name, id=text)
    elif allowed is not None and found.xml is not None and local(found.xml) not in allowed:
        _wrong(diagram, node, tag, name, text, found.xml, allowed)


def _wrong(
    diagram: Diagram,
    node: etree._Element,
    tag: str,
    name: str,
    text: str,
    found: etree._Element,
    allowed: frozenset[str],
) -> None:
    kind = etree.QName(found).localname
    expected = ", ".join(sorted(allowed)[:8])
    diagram.report.add("BPMN-105", node, tag=tag, name=name, id=text, found=kind, expected=expected)


def _drawing(diagram: Diagram, tag: str, node: etree._Element) -> None:
    for (owner, name), allowed in DRAWING.items():
        text = (node.get(name) or "").strip()
        if owner != tag or not text:
            continue
        found = diagram.resolve(node, text)
        if found is None:
            diagram.report.add("BPMN-104", node, tag=tag, name=name, id=text)
        elif found.xml is not None and allowed is not None:
            kind = etree.QName(found.xml).localname
            # tools also name the model element that the edge begins at
            if kind not in allowed and not (kind in INTERACTING and tag == "BPMNEdge"):
                _wrong(diagram, node, tag, name, text, found.xml, allowed)
