"""The drawing (BPMN 2.0.2, chapter 12): rules 400 to 405."""

from __future__ import annotations

from lxml import etree

from workflow_service.engine.bpmn import FLOW_NODES, local
from workflow_service.engine.check.diagram import CHOREOGRAPHY_ACTIVITIES, DI, Diagram
from workflow_service.engine.check.references import CONVERSATIONS

DC = "{http://www.omg.org/spec/DD/20100524/DC}"
LINES = frozenset(
    {
        "sequenceFlow", "messageFlow", "association", "dataInputAssociation", "dataOutputAssociation",
        "conversationLink",
    }
)  # fmt: skip
PICTURES = frozenset(
    {
        "process", "collaboration", "choreography", "subProcess", "transaction", "adHocSubProcess",
        "subChoreography", "globalConversation", "globalChoreographyTask", "subConversation",
    }
)  # fmt: skip
SHAPES = (
    FLOW_NODES
    | CHOREOGRAPHY_ACTIVITIES
    | CONVERSATIONS
    | {
        "lane", "participant", "message", "group", "textAnnotation", "dataObject", "dataObjectReference",
        "dataStore", "dataStoreReference", "dataInput", "dataOutput", "property",
    }
)  # fmt: skip
# What one sees once in a picture. Data, messages and participants may be drawn again and again.
ONCE = FLOW_NODES | {"sequenceFlow", "messageFlow", "lane"}


def check_drawing(diagram: Diagram) -> None:
    for plane in diagram.root.iter(DI + "BPMNPlane"):
        _plane(diagram, plane)
        seen: set[etree._Element] = set()
        for shape in plane:
            tag = shape.tag[len(DI) :] if isinstance(shape.tag, str) else ""
            if tag in ("BPMNShape", "BPMNEdge"):
                _shape(diagram, tag, shape, seen)


def _plane(diagram: Diagram, plane: etree._Element) -> None:
    name = (plane.get("bpmnElement") or "").strip()
    if not name:
        return
    found = diagram.resolve(plane, name)
    if found is None:
        diagram.report.add("BPMN-400", plane, id=name)
    elif found.xml is not None and local(found.xml) not in PICTURES:
        diagram.report.add("BPMN-404", plane, id=name, tag=etree.QName(found.xml).localname)


def _shape(diagram: Diagram, tag: str, shape: etree._Element, seen: set[etree._Element]) -> None:
    report, name = diagram.report, (shape.get("bpmnElement") or "").strip()
    found = diagram.resolve(shape, name) if name else None
    if name and found is None:
        report.add("BPMN-400", shape, id=name)
    if found is not None and found.xml is not None:
        kind = local(found.xml)
        if kind not in (LINES if tag == "BPMNEdge" else SHAPES):
            kind = etree.QName(found.xml).localname
            report.add("BPMN-401", shape, shape=tag, id=name, tag=kind)
        elif kind in ONCE and found.xml in seen:
            report.add("BPMN-402", shape, id=name)
        seen.add(found.xml)
    _band(diagram, shape, local(found.xml) if found is not None and found.xml is not None else "")
    bounds = shape.find(DC + "Bounds")
    if tag == "BPMNShape" and bounds is not None and _flat(bounds):
        report.add("BPMN-405", shape)


def _band(diagram: Diagram, shape: etree._Element, kind: str) -> None:
    """A participant band names its participant, its activity and its kind."""
    given = [shape.get("participantBandKind"), shape.get("choreographyActivityShape")]
    if any(given) and (not all(given) or kind not in ("participant", "")):
        diagram.report.add("BPMN-403", shape)


def _flat(bounds: etree._Element) -> bool:
    try:
        return any(float(bounds.get(name) or 0) < 0 for name in ("width", "height"))
    except ValueError:
        return False  # told by the schema
