"""Activities, their extensions and the names they use: rules 060 to 079, 084 to 093."""

from __future__ import annotations

import re
from datetime import datetime

from lxml import etree

from workflow_service.engine import time as calendar
from workflow_service.engine.bpmn import ACTIVITIES, B, C, O, local, text_of
from workflow_service.engine.check.diagram import Diagram, FlowNode
from workflow_service.engine.check.known import Known, Names
from workflow_service.engine.reading import lanes_of

ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
CODE = ("class", "delegateExpression", "expression")
UNREAD = ("executionListener", "taskListener", "formData", "connector", "field")
KEY = re.compile(r"[A-Za-z][\w.-]*")
FEEL_FORMATS = ("feel", "text/feel", "")


def check_activities(diagram: Diagram, known: Known | None) -> None:
    for process in diagram.processes:
        roles = lanes_of(process)
        if known is not None:
            _names(diagram, process, known.roles, "BPMN-066", list(dict.fromkeys(roles.values())))
    lanes = {name: role for process in diagram.processes for name, role in lanes_of(process).items()}
    for node in diagram.all_nodes():
        _extensions(diagram, node)
        if node.tag in ACTIVITIES:
            _activity(diagram, node)
            _repetition(diagram, node)
        if known is not None:
            _known(diagram, node, known)
        if node.tag == "userTask":
            _user_task(diagram, node, lanes)


def _activity(diagram: Diagram, node: FlowNode) -> None:
    report, xml = diagram.report, node.xml
    topic = xml.get(C + "topic") or xml.get(O + "operation")
    code = next((name for name in CODE if xml.get(C + name)), None)
    if code:
        report.add("BPMN-090", xml, name=f"camunda:{code}")
    elif node.tag == "serviceTask" and not topic:
        report.add("BPMN-060", xml)
    elif node.tag == "businessRuleTask" and not topic and not xml.get(C + "decisionRef"):
        report.add("BPMN-062", xml)
    elif node.tag == "scriptTask":
        _script(diagram, xml)
    elif (node.tag == "receiveTask" and not xml.get("messageRef")) or (
        node.tag == "sendTask" and not topic and not xml.get("messageRef")
    ):
        report.add("BPMN-072", xml)
    elif node.tag == "callActivity" and not xml.get("calledElement"):
        report.add("BPMN-067", xml, name="")
    elif node.tag == "adHocSubProcess" and text_of(xml, "completionCondition"):
        report.add("BPMN-093", xml)
    if any((xml.get(name) or "1").strip() != "1" for name in ("startQuantity", "completionQuantity")):
        report.add("BPMN-077", xml)


def _script(diagram: Diagram, xml: etree._Element) -> None:
    language = (xml.get("scriptFormat") or "").strip()
    outputs = xml.find(f"{B}extensionElements/{C}inputOutput/{C}outputParameter")
    if language.lower() not in FEEL_FORMATS:
        diagram.report.add("BPMN-070", xml, name=language)
    elif not text_of(xml, "script") or (not xml.get(C + "resultVariable") and outputs is None):
        diagram.report.add("BPMN-071", xml)


def _repetition(diagram: Diagram, node: FlowNode) -> None:
    report = diagram.report
    loop = node.xml.find(B + "standardLoopCharacteristics")
    if loop is not None:
        maximum = loop.get("loopMaximum")
        if maximum is not None and not maximum.strip().isdigit():
            report.add("BPMN-078", node.xml, text=maximum)
        elif maximum is None and not text_of(loop, "loopCondition"):
            report.add("BPMN-076", node.xml)
    loop = node.xml.find(B + "multiInstanceLoopCharacteristics")
    if loop is None:
        return
    cardinality = text_of(loop, "loopCardinality")
    collection = loop.get(C + "collection") or text_of(loop, "loopDataInputRef")
    if bool(cardinality) == bool(collection):
        report.add("BPMN-074", node.xml)
    if cardinality and re.fullmatch(r"-\d+", cardinality):
        report.add("BPMN-078", node.xml, text=cardinality)
    if loop.get("behavior", "All") != "All":
        report.add("BPMN-075", node.xml)


def _user_task(diagram: Diagram, node: FlowNode, lanes: dict[str, str]) -> None:
    xml = node.xml
    for name in ("dueDate", "followUpDate"):
        text = (xml.get(C + name) or "").strip()
        if text and not text.startswith(("=", "${", "#{")) and not _deadline(text):
            diagram.report.add("BPMN-084", xml, text=text)
    text = (xml.get(C + "priority") or "").strip()
    if text and not text.startswith(("=", "${", "#{")) and not text.isdigit():
        diagram.report.add("BPMN-078", xml, text=text)
    assigned = any(xml.get(C + name) for name in ("candidateGroups", "candidateUsers", "assignee"))
    if not assigned and lanes and _lane(xml, lanes) is None:
        diagram.report.add("BPMN-065", xml)


def _lane(xml: etree._Element, lanes: dict[str, str]) -> str | None:
    """Its own lane or that of the sub-process around it."""
    node: etree._Element | None = xml
    while node is not None:
        if node.get("id") in lanes:
            return lanes[str(node.get("id"))]
        node = node.getparent()
    return None


def _deadline(text: str) -> bool:
    if KEY.fullmatch(text) and not re.match(r"P[\dT]", text):
        return True
    try:
        if text.startswith("P"):
            calendar.parse_duration(text)
        else:
            datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


# -- names ------------------------------------------------------------------------------------------


def _known(diagram: Diagram, node: FlowNode, known: Known) -> None:
    xml, report = node.xml, diagram.report
    form = xml.get(C + "formRef") or xml.get(C + "formKey")
    _names(diagram, xml, known.forms, "BPMN-064", [form])
    _names(diagram, xml, known.decisions, "BPMN-063", [xml.get(C + "decisionRef")])
    _names(diagram, xml, known.operations, "BPMN-061", [xml.get(O + "operation")])
    if node.tag == "callActivity":
        _names(diagram, xml, known.processes, "BPMN-067", [xml.get("calledElement")])
    groups = (xml.get(C + "candidateGroups") or "").split(",")
    _names(diagram, xml, known.roles, "BPMN-066", groups)
    users = xml.get(C + "candidateUsers") or ""
    # a task stores one role and the place where it is held (docs/decisions/0005)
    if known.roles is not None and (len(groups) > 1 or users):
        report.add("BPMN-094", xml, text=", ".join(filter(None, (*groups, users))))
    lists = (
        ("legalBasis", known.legal_bases, "lovgrundlag", "legal bases"),
        ("guidance", known.guidance, "vejledninger", "guidance"),
        ("about", known.about, "ting, en opgave kan handle om", "matters a task can be about"),
    )
    for attribute, names, danish, english in lists:
        for name in (xml.get(O + attribute) or "").split(","):
            if name.strip() and names is not None and name.strip() not in names:
                report.add("BPMN-069", xml, name=name.strip(), what_da=danish, what_en=english)


def _names(
    diagram: Diagram, xml: etree._Element, names: Names, rule: str, given: list[str | None] | list[str]
) -> None:
    """Literal names only: what FEEL computes is known at run time."""
    if names is None or any((name or "").strip().startswith("=") for name in given):
        return
    for name in given:
        if name and name.strip() and name.strip() not in names:
            diagram.report.add(rule, xml, name=name.strip())


# -- extensions -------------------------------------------------------------------------------------


def _extensions(diagram: Diagram, node: FlowNode) -> None:
    report = diagram.report
    extension = node.xml.find(B + "extensionElements")
    for child in extension if extension is not None else ():
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag.startswith(ZEEBE):
            report.add("BPMN-092", node.xml, name=tag[len(ZEEBE) :])
        elif tag.startswith(C) and tag[len(C) :] in UNREAD:
            report.add("BPMN-091", node.xml, name=f"camunda:{tag[len(C) :]}")
        elif tag == C + "inputOutput":
            _mappings(diagram, child)
        elif tag in (C + "in", C + "out") and local(node.xml) == "callActivity":
            _call_mapping(diagram, child)


def _mappings(diagram: Diagram, mapping: etree._Element) -> None:
    for parameter in mapping:
        if not isinstance(parameter.tag, str):
            continue
        if not parameter.get("name"):
            diagram.report.add("BPMN-085", parameter)
        for child in parameter:
            if isinstance(child.tag, str):
                name, tag = parameter.get("name"), etree.QName(child).localname
                diagram.report.add("BPMN-086", parameter, name=name, tag=tag)


def _call_mapping(diagram: Diagram, mapping: etree._Element) -> None:
    if mapping.get("variables") == "all" or mapping.get("businessKey"):
        return
    source = mapping.get("source") or mapping.get("sourceExpression")
    if not source or not mapping.get("target"):
        diagram.report.add("BPMN-085", mapping)
