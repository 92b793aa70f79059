"""Which elements, events and positions a story really passed through: its diagram beside its activities."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from tests.oracle.adapters import EngineCase
from workflow_service.engine.bpmn import B, event_definitions, local, true

FORMS = {"timeDuration": "duration", "timeDate": "date", "timeCycle": "cycle"}


def passed(files: list[bytes], case: EngineCase) -> set[tuple[str, str]]:
    """(element or position, what of it): ("boundaryEvent (non-interrupting)", "timer cycle") ..."""
    done = {(a.process, a.element) for a in case.activities if a.event == "completed"}
    out: set[tuple[str, str]] = set()
    for data in files:
        for process in etree.fromstring(data).iter(B + "process"):
            for node in process.iter(etree.Element):
                name = (str(process.get("id")), str(node.get("id")))
                if name in done:
                    out |= set(told(node))
                if local(node) == "boundaryEvent" and (name[0], handler_of(process, node)) in done:
                    out.add((position(node), "compensation"))
    return out


def handler_of(process: etree._Element, boundary: etree._Element) -> str:
    """The activity that undoes for a compensation boundary event."""
    for association in process.iter(B + "association"):
        if association.get("sourceRef") == boundary.get("id"):
            return str(association.get("targetRef"))
    return ""


def told(node: etree._Element) -> Iterator[tuple[str, str]]:
    tag = local(node)
    yield tag, ""
    definitions = event_definitions(node)
    if not tag.endswith("Event"):
        yield from repeated(node, tag)
        return
    place = position(node)
    if len(definitions) > 1:
        yield place, "parallel" if true(node, "parallelMultiple") else "multiple"
        return
    for kind, definition in definitions:
        yield place, kind
        for child in definition:
            if local(child) in FORMS:
                yield place, f"timer {FORMS[local(child)]}"
    if not definitions:
        yield place, "none"


def repeated(node: etree._Element, tag: str) -> Iterator[tuple[str, str]]:
    for loop in node:
        if local(loop) == "multiInstanceLoopCharacteristics":
            order = "sequential" if true(loop, "isSequential") else "parallel"
            by = "cardinality" if loop.find(B + "loopCardinality") is not None else "collection"
            yield "multiInstanceLoopCharacteristics", ""
            yield tag, f"{order} by {by}"
            if loop.find(B + "completionCondition") is not None:
                yield "multiInstanceLoopCharacteristics", f"{order} until"
        elif local(loop) == "standardLoopCharacteristics":
            yield "standardLoopCharacteristics", "before" if true(loop, "testBefore") else "after"
            yield "standardLoopCharacteristics", ""


def position(node: etree._Element) -> str:
    """As `engine.elements.POSITIONS` names it."""
    tag, parent = local(node), node.getparent()
    if tag == "startEvent" and parent is not None and true(parent, "triggeredByEvent"):
        stays = not true(node, "isInterrupting", default=True)
        return "event sub-process (non-interrupting)" if stays else "event sub-process"
    if tag == "boundaryEvent" and not true(node, "cancelActivity", default=True):
        return "boundaryEvent (non-interrupting)"
    return tag
