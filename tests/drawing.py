"""Changes to the diagrams of the package, as a process owner would draw them."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from workflow_service.app.demonstration import package_files

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
OEF = "{https://oef.dk/schema/1.0/bpmn}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
Change = Callable[[etree._Element], None]


def shipped() -> dict[str, bytes]:
    """The diagrams that come with the service, by path."""
    return {path: content for path, content in package_files().items() if path.endswith(".bpmn")}


def file_of(key: str) -> str:
    return f"bpmn/{key}/{key}.bpmn"


def redrawn(key: str, *changes: Change) -> dict[str, bytes]:
    """The package's diagrams, that of `key` changed."""
    files = shipped()
    root = etree.fromstring(files[file_of(key)])
    for change in changes:
        change(root)
    return {**files, file_of(key): etree.tostring(root, xml_declaration=True, encoding="UTF-8")}


def find(root: etree._Element, element: str) -> etree._Element:
    (found,) = [node for node in root.iter() if node.get("id") == element]
    return found


def way(source: str, target: str) -> Change:
    """One more flow; out of a gateway with choices it has a condition."""

    def change(root: etree._Element) -> None:
        name, start, end = f"{source}_to_{target}", find(root, source), find(root, target)
        _list(start, "outgoing", name)
        _list(end, "incoming", name)
        flow = etree.SubElement(_scope(start), MODEL + "sequenceFlow", id=name)
        flow.set("sourceRef", source)
        flow.set("targetRef", target)
        if start.tag == MODEL + "exclusiveGateway":
            etree.SubElement(flow, MODEL + "conditionExpression").text = "=case_id = null"
        _in_order(_scope(start))

    return change


def task_between(source: str, target: str, task: str, **attributes: str) -> Change:
    """A task of the municipality's own between two elements that a flow joins."""

    def change(root: etree._Element) -> None:
        (flow,) = [
            one
            for one in root.iter(MODEL + "sequenceFlow")
            if (one.get("sourceRef"), one.get("targetRef")) == (source, target)
        ]
        node = etree.SubElement(_scope(find(root, source)), MODEL + "userTask", id=task, name="Ring først")
        for name, value in attributes.items():
            prefix, _, local = name.partition("__")
            node.set({"camunda": CAMUNDA, "oef": OEF}[prefix] + local, value)
        flow.set("targetRef", task)
        for one in find(root, target).findall(MODEL + "incoming"):
            if one.text == flow.get("id"):
                one.text = f"{task}_to_{target}"
        _list(node, "incoming", str(flow.get("id")))
        _list(node, "outgoing", f"{task}_to_{target}")
        after = etree.SubElement(_scope(node), MODEL + "sequenceFlow", id=f"{task}_to_{target}")
        after.set("sourceRef", task)
        after.set("targetRef", target)
        _in_order(_scope(node))

    return change


def attribute(element: str, name: str, value: str | None) -> Change:
    """An extension attribute of ours set, or taken away."""

    def change(root: etree._Element) -> None:
        node = find(root, element)
        if value is None:
            del node.attrib[OEF + name]
        else:
            node.set(OEF + name, value)

    return change


def lane(name: str, role: str) -> Change:
    """One more lane, without elements."""

    def change(root: etree._Element) -> None:
        lanes = next(root.iter(MODEL + "laneSet"))
        etree.SubElement(lanes, MODEL + "lane", id="lane_more", name=name).set(OEF + "role", role)

    return change


def _scope(node: etree._Element) -> etree._Element:
    parent = node.getparent()
    assert parent is not None
    return parent


def _list(node: etree._Element, tag: str, flow: str) -> None:
    """The element's list of flows, behind what the schema puts before it."""
    entry = etree.Element(MODEL + tag)
    entry.text = flow
    tags = ["documentation", "extensionElements", "incoming", "outgoing"]
    before = {MODEL + one for one in tags[: tags.index(tag) + 1]}
    at = sum(child.tag in before for child in node)
    node.insert(at, entry)


def _in_order(scope: etree._Element) -> None:
    """Artifacts stand behind all flow elements."""
    for tag in ("association", "group", "textAnnotation"):
        for node in scope.findall(MODEL + tag):
            scope.append(node)
