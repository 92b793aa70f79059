"""XML to simpler XML, so that one parser and few specs carry all of BPMN.

Links become flows, conditional and several flows out of an activity become an inclusive gateway, compensation
boundaries and event sub-processes become marks, global tasks become processes of one task, event definitions
by reference become copies, data objects (they are variables of the scope) disappear.
Ids that are made here hold a `~`, which no XML id may hold: they cannot collide.
"""

from __future__ import annotations

import copy
from typing import Final

from lxml import etree

from workflow_service.engine.bpmn import (
    ACTIVITIES,
    EMBEDDED,
    FLOW_NODES,
    B,
    N,
    event_definitions,
    flow_nodes,
    local,
    true,
    unprefixed,
)
from workflow_service.engine.reading import associations

IMPLICIT_SPLITS: Final = ACTIVITIES | {
    "startEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
}
GLOBAL_TASKS: Final = {
    "globalTask": "task",
    "globalUserTask": "userTask",
    "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask",
    "globalBusinessRuleTask": "businessRuleTask",
}
DATA: Final = ("ioSpecification", "dataInputAssociation", "dataOutputAssociation", "property")


def normalise(root: etree._Element) -> etree._Element:
    """Change `root` in place and give it back. The diagram has passed the check."""
    by_id = {str(e.get("id")): e for e in root.iter() if isinstance(e.tag, str) and e.get("id")}
    _inline_definitions(root, by_id)
    _mark_compensation(root, by_id)
    _name_loop_data(root, by_id)
    for tag in DATA:
        for node in list(root.iter(B + tag)):
            _remove(node)
    _unfold_global_tasks(root)
    for scope in list(root.iter(B + "process", *(B + tag for tag in EMBEDDED))):
        _join_links(scope)
        _split_flows(scope)
        if true(scope, "triggeredByEvent"):
            scope.set(N + "event", "1")
    return root


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _inline_definitions(root: etree._Element, by_id: dict[str, etree._Element]) -> None:
    for reference in list(root.iter(B + "eventDefinitionRef")):
        parent = reference.getparent()
        target = by_id.get(unprefixed(reference.text))
        if parent is not None and target is not None:
            parent.replace(reference, copy.deepcopy(target))


def _name_loop_data(root: etree._Element, by_id: dict[str, etree._Element]) -> None:
    """Loops keep the names of the data behind their data inputs and outputs, which are removed."""
    behind = associations(root)
    for tag in ("loopDataInputRef", "loopDataOutputRef"):
        for node in root.iter(B + tag):
            reference = unprefixed(node.text)
            data = by_id.get(behind.get(reference, reference))
            if data is not None:
                node.text = data.get("name") or data.get("id")


def _mark_compensation(root: etree._Element, by_id: dict[str, etree._Element]) -> None:
    boundaries = [
        node
        for node in root.iter(B + "boundaryEvent")
        if any(kind == "compensation" for kind, _ in event_definitions(node))
    ]
    hosts: dict[str, etree._Element | None] = {
        str(node.get("id")): by_id.get(str(node.get("attachedToRef"))) for node in boundaries
    }
    for association in root.iter(B + "association"):
        host = hosts.get(unprefixed(association.get("sourceRef")))
        if host is not None:
            host.set(N + "handler", unprefixed(association.get("targetRef")))
    for node in boundaries:
        _remove(node)


def _unfold_global_tasks(root: etree._Element) -> None:
    for tag, task in GLOBAL_TASKS.items():
        for node in root.findall(B + tag):
            process = etree.SubElement(root, B + "process", id=node.get("id") or "", isExecutable="true")
            inner = etree.SubElement(process, B + task)
            for name, value in node.attrib.items():
                inner.set(name, value)
            inner.set("id", f"{node.get('id')}~task")
            inner.extend(list(node))
            root.remove(node)


def _join_links(scope: etree._Element) -> None:
    targets: dict[str | None, etree._Element] = {}
    for tag, node in flow_nodes(scope):
        for kind, definition in event_definitions(node):
            if tag == "intermediateCatchEvent" and kind == "link":
                targets[definition.get("name")] = node
                node.remove(definition)
    for tag, node in list(flow_nodes(scope)):
        for kind, definition in event_definitions(node):
            if tag == "intermediateThrowEvent" and kind == "link":
                target = targets.get(definition.get("name"))
                if target is not None:
                    _flow(scope, f"{node.get('id')}~link", str(node.get("id")), str(target.get("id")))
                node.remove(definition)


def _split_flows(scope: etree._Element) -> None:
    leaving: dict[str | None, list[etree._Element]] = {}
    for flow in scope.findall(B + "sequenceFlow"):
        leaving.setdefault(flow.get("sourceRef"), []).append(flow)
    for node in list(scope):
        if local(node) not in IMPLICIT_SPLITS & FLOW_NODES:
            continue
        flows = leaving.get(node.get("id"), [])
        if len(flows) < 2 and not any(flow.find(B + "conditionExpression") is not None for flow in flows):
            continue
        split = etree.SubElement(scope, B + "inclusiveGateway", {"id": f"{node.get('id')}~split"})
        split.set(N + "of", str(node.get("id")))
        if node.get("default"):
            split.set("default", node.attrib.pop("default"))
        for flow in flows:
            flow.set("sourceRef", str(split.get("id")))
        _flow(scope, f"{node.get('id')}~out", str(node.get("id")), str(split.get("id")))


def _flow(scope: etree._Element, flow_id: str, source: str, target: str) -> None:
    etree.SubElement(scope, B + "sequenceFlow", id=flow_id, sourceRef=source, targetRef=target)
