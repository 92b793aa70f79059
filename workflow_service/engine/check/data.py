"""Data of any model (BPMN 2.0.2, 10.4): rules 170 to 184."""

from __future__ import annotations

from lxml import etree

from workflow_service.engine.bpmn import EMBEDDED, EVENT_KINDS, B, local, text_of, true
from workflow_service.engine.check.diagram import Diagram
from workflow_service.engine.check.work import same_type

# Set, its members, what it may say of them, and the set on the other side.
SETS = (
    ("inputSet", "dataInput", "dataInputRefs", ("optionalInputRefs", "whileExecutingInputRefs")),
    ("outputSet", "dataOutput", "dataOutputRefs", ("optionalOutputRefs", "whileExecutingOutputRefs")),
)
SEEN_EVERYWHERE = frozenset({"dataStore", "dataStoreReference"})
MESSAGES = {"messageRef": "itemRef", "signalRef": "structureRef", "errorRef": "structureRef",
            "escalationRef": "structureRef"}  # fmt: skip


def check_data(diagram: Diagram) -> None:
    for tag, _, node in diagram.elements:
        if tag in ("dataInputAssociation", "dataOutputAssociation"):
            _association(diagram, tag, node)
        elif tag == "ioSpecification":
            _specification(diagram, node)
        elif tag in ("dataObject", "dataInput", "dataOutput"):
            _item(diagram, tag, node)
        elif tag == "dataObjectReference":
            if not node.get("dataObjectRef"):
                diagram.report.add("BPMN-179", node)
            if node.get("itemSubjectRef"):
                diagram.report.add("BPMN-180", node)
        elif tag.endswith("Event") and tag != "implicitThrowEvent":
            _event(diagram, node)
        elif tag == "multiInstanceLoopCharacteristics":
            _collection(diagram, node)


def _item(diagram: Diagram, tag: str, node: etree._Element) -> None:
    if tag == "dataObject" and node.find(B + "dataState") is not None:
        diagram.report.add("BPMN-181", node)
    reference = node.get("itemSubjectRef")
    found = diagram.resolve(node, reference) if reference else None
    if found is not None and found.xml is not None and local(found.xml) == "itemDefinition":
        here, there = true(node, "isCollection"), true(found.xml, "isCollection")
        # only a Data Object's own default speaks when nothing is written (table 10.52)
        if here != there and (tag == "dataObject" or node.get("isCollection") is not None):
            texts = {True: "true", False: "false"}
            diagram.report.add("BPMN-178", node, here=texts[here], there=texts[there], id=found.xml.get("id"))


def _association(diagram: Diagram, tag: str, node: etree._Element) -> None:
    report, owner = diagram.report, node.getparent()
    ends = {name: _items(diagram, node, name) for name in ("sourceRef", "targetRef")}
    inner, outer = ("targetRef", "sourceRef") if tag == "dataInputAssociation" else ("sourceRef", "targetRef")
    for item in ends[inner]:
        if owner is not None and owner not in item.iterancestors():
            rule = "BPMN-170" if inner == "targetRef" else "BPMN-171"
            report.add(rule, node, id=item.get("id"))
    for item in ends[outer]:
        if owner is not None and not _visible(item, owner):
            report.add("BPMN-172", node, id=item.get("id"))
    told = node.find(B + "transformation") is not None or node.find(B + "assignment") is not None
    count = len(node.findall(B + "sourceRef"))
    if count > 1 and not told:
        report.add("BPMN-173", node, count=count)
    elif not told and ends["sourceRef"] and ends["targetRef"]:
        _same_item(diagram, node, ends["sourceRef"][0], ends["targetRef"][0])


def _items(diagram: Diagram, node: etree._Element, name: str) -> list[etree._Element]:
    found = [diagram.resolve(child, child.text or "") for child in node.findall(B + name)]
    return [f.xml for f in found if f is not None and f.xml is not None]


def _visible(item: etree._Element, owner: etree._Element) -> bool:
    """Whether `owner` is in the scope that holds the item (10.4.1, lifecycle and visibility)."""
    if local(item) in SEEN_EVERYWHERE:
        return True
    home = item.getparent()
    if home is not None and local(home) == "ioSpecification":
        home = home.getparent()
    return home is not None and (home is owner or home in owner.iterancestors())


def _same_item(
    diagram: Diagram, node: etree._Element, source: etree._Element, target: etree._Element
) -> None:
    subjects = [_subject(diagram, item) for item in (source, target)]
    here, there = subjects
    if here and there and not same_type(diagram, source, here, target, there):
        diagram.report.add("BPMN-174", node, source=here, target=there)


def _subject(diagram: Diagram, item: etree._Element) -> str | None:
    """The item definition an item has, a reference by what it refers to."""
    for name in ("dataObjectRef", "dataStoreRef"):
        found = diagram.resolve(item, str(item.get(name))) if item.get(name) else None
        if found is not None and found.xml is not None:
            return found.xml.get("itemSubjectRef")
    return item.get("itemSubjectRef")


def _specification(diagram: Diagram, node: etree._Element) -> None:
    for set_tag, item_tag, members, others in SETS:
        own = {item.get("id") for item in node.findall(B + item_tag)}
        used: set[str] = set()
        for one in node.findall(B + set_tag):
            listed = _texts(one, members)
            used |= listed
            for name in listed - own:
                if name in diagram.by_id:
                    diagram.report.add("BPMN-176", one, id=name, name=members)
            for other in others:
                for name in _texts(one, other) - listed:
                    if name in diagram.by_id:
                        diagram.report.add("BPMN-176", one, id=name, name=other)
        for alone in own - used:
            if alone:
                diagram.report.add("BPMN-175", diagram.by_id.get(alone, node), id=alone, set=set_tag)
    _paired(diagram, node)


def _texts(node: etree._Element, tag: str) -> set[str]:
    return {(child.text or "").strip() for child in node.findall(B + tag)}


def _paired(diagram: Diagram, node: etree._Element) -> None:
    """outputSetRefs and inputSetRefs say the same from both sides (table 10.60 and 10.61)."""
    out = {str(one.get("id")): _texts(one, "outputSetRefs") for one in node.findall(B + "inputSet")}
    back = {str(one.get("id")): _texts(one, "inputSetRefs") for one in node.findall(B + "outputSet")}
    for one, others in out.items():
        for other in others:
            if other in diagram.by_id and one not in back.get(other, set()):
                diagram.report.add("BPMN-177", node, one=one, other=other)
    for other, ones in back.items():
        for one in ones:
            if one in diagram.by_id and other not in out.get(one, set()):
                diagram.report.add("BPMN-177", node, one=other, other=one)


def _event(diagram: Diagram, node: etree._Element) -> None:
    """With several definitions one data input or output each, in their order, of the same type (10.5.1)."""
    items = [child for child in node if local(child) in ("dataInput", "dataOutput")]
    definitions = [c for c in node if local(c) in EVENT_KINDS or local(c) == "eventDefinitionRef"]
    if not items or not definitions:
        return
    if len(items) != len(definitions):
        diagram.report.add("BPMN-182", node, data=len(items), events=len(definitions))
        return
    for item, definition in zip(items, definitions, strict=True):
        here = item.get("itemSubjectRef")
        there, carrier = _payload(diagram, definition)
        if here and there and carrier is not None and not same_type(diagram, item, here, carrier, there):
            diagram.report.add("BPMN-184", item, here=here, there=there)


def _payload(diagram: Diagram, definition: etree._Element) -> tuple[str | None, etree._Element | None]:
    """The item definition of what an event definition carries, and who says so."""
    for name, attribute in MESSAGES.items():
        found = diagram.resolve(definition, str(definition.get(name))) if definition.get(name) else None
        if found is not None and found.xml is not None:
            return found.xml.get(attribute), found.xml
    return None, None


def _collection(diagram: Diagram, loop: etree._Element) -> None:
    """Of a task its own data input, of a sub-process a data object around it (table 10.28)."""
    owner = loop.getparent()
    if owner is None or diagram.dialect:
        return
    for tag in ("loopDataInputRef", "loopDataOutputRef"):
        text = text_of(loop, tag)
        found = diagram.resolve(loop, text) if text else None
        if found is None or found.xml is None:
            continue
        own = owner in found.xml.iterancestors()
        fits = own or (local(owner) in EMBEDDED and _visible(found.xml, owner))
        if not fits:
            diagram.report.add("BPMN-183", loop, id=text)
