"""Activities of any model (BPMN 2.0.2, 10.3): rules 107 to 109 and 150 to 161."""

from __future__ import annotations

import re

from lxml import etree

from workflow_service.engine.bpmn import ACTIVITIES, EMBEDDED, TASKS, B, C, local, text_of, true
from workflow_service.engine.check.diagram import Diagram, FlowNode, ScopeView

BEHAVIOR = {"One": "oneBehaviorEventRef", "None": "noneBehaviorEventRef"}
NOT_AD_HOC = frozenset({"startEvent", "endEvent", "choreographyTask", "subChoreography", "callChoreography"})


def check_work(diagram: Diagram, scopes: list[ScopeView]) -> None:
    for scope in scopes:
        if scope.tag == "adHocSubProcess":
            _ad_hoc(diagram, scope)
        for node in scope.nodes.values():
            if node.tag in ACTIVITIES:
                _activity(diagram, node)


def _ad_hoc(diagram: Diagram, scope: ScopeView) -> None:
    for child in scope.xml:
        if local(child) in NOT_AD_HOC:
            diagram.report.add("BPMN-150", child, tag=local(child))
    if not any(node.tag in ACTIVITIES for node in scope.nodes.values()):
        diagram.report.add("BPMN-151", scope.xml)


def _activity(diagram: Diagram, node: FlowNode) -> None:
    xml, report = node.xml, diagram.report
    loop = xml.find(B + "multiInstanceLoopCharacteristics")
    if loop is not None:
        _repetition(diagram, node, loop)
    if node.tag in EMBEDDED and xml.find(B + "ioSpecification") is not None and loop is None:
        report.add("BPMN-160", xml)
    for name in ("startQuantity", "completionQuantity"):
        if _below_one(xml.get(name)):
            report.add("BPMN-161", xml, name=name, text=xml.get(name))
    if node.tag == "receiveTask" and true(xml, "instantiate") and node.incoming:
        report.add("BPMN-156", xml)
    if node.tag == "scriptTask" and text_of(xml, "script") and not (xml.get("scriptFormat") or "").strip():
        report.add("BPMN-158", xml)
    if node.tag == "callActivity":
        _call(diagram, xml)
    if node.tag in TASKS:
        _message_data(diagram, node)


def _below_one(text: str | None) -> bool:
    """A quantity below 1; what is no number is told by the schema."""
    return text is not None and re.fullmatch(r"\s*(0+|-\d+)\s*", text) is not None


def _repetition(diagram: Diagram, node: FlowNode, loop: etree._Element) -> None:
    report = diagram.report
    collection = text_of(loop, "loopDataInputRef")
    if loop.find(B + "loopCardinality") is not None and (collection or loop.get(C + "collection")):
        report.add("BPMN-153", node.xml)
    behavior = loop.get("behavior") or "All"
    missing = BEHAVIOR.get(behavior)
    if missing and not loop.get(missing):
        report.add("BPMN-154", node.xml, behavior=behavior, missing=missing)
    if behavior == "Complex" and loop.find(B + "complexBehaviorDefinition") is None:
        report.add("BPMN-154", node.xml, behavior=behavior, missing="complexBehaviorDefinition")
    for item, reference in (("inputDataItem", "loopDataInputRef"), ("outputDataItem", "loopDataOutputRef")):
        if loop.find(B + item) is not None and not text_of(loop, reference) and not diagram.dialect:
            report.add("BPMN-155", node.xml, tag=item, missing=reference)


def _call(diagram: Diagram, xml: etree._Element) -> None:
    """A call has exactly the data inputs and outputs of what it calls."""
    called = xml.get("calledElement")
    found = diagram.resolve(xml, called) if called else None
    inside = found.xml.find(B + "ioSpecification") if found is not None and found.xml is not None else None
    here = xml.find(B + "ioSpecification")
    if inside is None:
        return  # outside, or it leaves its data open
    counts = [_counts(here), _counts(inside)]
    if counts[0] != counts[1]:
        report = diagram.report
        report.add("BPMN-152", xml, id=called, here=_shown(counts[0]), there=_shown(counts[1]))


def _counts(specification: etree._Element | None) -> tuple[int, int]:
    if specification is None:
        return 0, 0
    return len(specification.findall(B + "dataInput")), len(specification.findall(B + "dataOutput"))


def _shown(counts: tuple[int, int]) -> str:
    return f"{counts[0]} + {counts[1]}"


def _message_data(diagram: Diagram, node: FlowNode) -> None:
    """What goes into or comes out of a task that talks to the outside has its message's type (10.3.3)."""
    xml = node.xml
    operation = _element(diagram, xml, xml.get("operationRef"))
    message = _element(diagram, xml, xml.get("messageRef"))
    into, out = (_operation_message(diagram, operation, tag) for tag in ("inMessageRef", "outMessageRef"))
    talks = node.tag in ("sendTask", "receiveTask")
    if talks and operation is not None and message is not None and into is not None and message is not into:
        diagram.report.add("BPMN-159", xml, id=operation.get("id"))
    specification = xml.find(B + "ioSpecification")
    if specification is None:
        return
    if node.tag == "serviceTask" and operation is not None:
        _one_set(diagram, xml, specification, "dataInput", into, exactly=True)
        _one_set(diagram, xml, specification, "dataOutput", out)
    elif node.tag == "sendTask":
        _one_set(diagram, xml, specification, "dataInput", message if message is not None else into)
    elif node.tag == "receiveTask":
        _one_set(diagram, xml, specification, "dataOutput", message if message is not None else into)


def _one_set(
    diagram: Diagram,
    xml: etree._Element,
    specification: etree._Element,
    tag: str,
    message: etree._Element | None,
    exactly: bool = False,
) -> None:
    items = specification.findall(B + tag)
    sets = specification.findall(B + ("inputSet" if tag == "dataInput" else "outputSet"))
    typed = message is not None and message.get("itemRef")
    # a message without a type may carry what it likes, in parts
    if typed and (len(items) > 1 or len(sets) > 1 or (exactly and not items)):
        text = f"{len(items)} {tag}, {len(sets)} sets"
        diagram.report.add("BPMN-157", xml, detail=text, detail_da=text.replace(" sets", " sæt"))
    elif items and message is not None:
        here, there = items[0].get("itemSubjectRef"), message.get("itemRef")
        if here and there and not same_type(diagram, items[0], here, message, there):
            diagram.report.add("BPMN-157", xml, detail=f"{here} ≠ {there}", detail_da=f"{here} ≠ {there}")


def _element(diagram: Diagram, at: etree._Element, text: str | None) -> etree._Element | None:
    found = diagram.resolve(at, text) if text else None
    return found.xml if found is not None else None


def _operation_message(diagram: Diagram, operation: etree._Element | None, tag: str) -> etree._Element | None:
    child = operation.find(B + tag) if operation is not None else None
    return _element(diagram, child, child.text) if child is not None else None


def same_type(diagram: Diagram, one: etree._Element, first: str, other: etree._Element, second: str) -> bool:
    """Whether two references to item definitions mean equivalent ones, as far as can be seen here."""
    here, there = diagram.resolve(one, first), diagram.resolve(other, second)
    if here is None or there is None or here.xml is None or there.xml is None or here.xml is there.xml:
        return True
    structures = [xml.get("structureRef") for xml in (here.xml, there.xml)]
    return structures[0] is not None and structures[0] == structures[1]


def check_roles(diagram: Diagram) -> None:
    """Roles bind what their resource declares (8.4.12); subscriptions what their key names (8.4.2)."""
    for tag, _, node in diagram.elements:
        if tag == "correlationSubscription":
            _subscription(diagram, node)
        reference = node.find(B + "resourceRef") if tag else None
        resource = _element(diagram, node, reference.text) if reference is not None else None
        if resource is None:
            continue
        own = {p.get("id"): p for p in resource.findall(B + "resourceParameter")}
        bound = {b.get("parameterRef"): b for b in node.findall(B + "resourceParameterBinding")}
        for name, binding in bound.items():
            if (name or "").split(":")[-1] not in own and (name or "").split(":")[-1] in diagram.by_id:
                diagram.report.add("BPMN-108", binding, id=name)
        for name, parameter in own.items():
            if true(parameter, "isRequired") and name not in {(b or "").split(":")[-1] for b in bound}:
                diagram.report.add("BPMN-109", node, id=name)


def _subscription(diagram: Diagram, node: etree._Element) -> None:
    key = _element(diagram, node, node.get("correlationKeyRef"))
    if key is None:
        return
    names = {(p.text or "").strip().split(":")[-1] for p in key.findall(B + "correlationPropertyRef")}
    for binding in node.findall(B + "correlationPropertyBinding"):
        name = (binding.get("correlationPropertyRef") or "").split(":")[-1]
        if name in diagram.by_id and name not in names:
            diagram.report.add("BPMN-107", binding, id=name)
