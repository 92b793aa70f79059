"""The BPMN 2.0 schema, compiled once, and its errors in plain words."""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

import SpiffWorkflow.bpmn.parser
from lxml import etree

from workflow_service.engine.bpmn import B
from workflow_service.engine.check.diagram import Diagram

MAX_MESSAGES = 20
_lock = threading.Lock()
_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?([^']+)'")
_ATTRIBUTE = re.compile(r"attribute '(?:\{[^}]*\})?([^']+)'")
_VALUE = re.compile(r": '(.*)' is not a valid value of the atomic type '(?:\{[^}]*\})?(?:xs:)?(\w+)'")
_NAMES = re.compile(r"\{[^}]*\}([\w.-]+)")
_REQUIRED = re.compile(r"The attribute '([^']+)' is required but missing")
_ENUMERATION = re.compile(r"The value '(.*)' is not an element of the set \{(.*)\}")


@lru_cache(maxsize=1)
def schema() -> etree.XMLSchema:
    """The schema files come with the library's wheel."""
    path = Path(SpiffWorkflow.bpmn.parser.__file__).parent / "schema" / "BPMN20.xsd"
    return etree.XMLSchema(file=str(path))


def check_schema(diagram: Diagram) -> None:
    """Add what the schema finds; double ids are told better by another rule."""
    root, report = diagram.root, diagram.report
    with _lock:  # the compiled schema keeps one log for all
        validator = schema()
        if validator.validate(root):
            return
        log: Any = validator.error_log
        entries = [(entry.line, entry.message) for entry in log]
    lines: dict[Any, str] = {}
    for _, name, node in diagram.elements:
        if name:
            lines.setdefault(node.sourceline, name)
    for line, message in entries[:MAX_MESSAGES]:
        value = _VALUE.search(message)
        if value and value[2] == "ID" and value[1] in diagram.duplicates:
            continue
        danish, english = plain(message)
        report.at("BPMN-005", lines.get(line), line, detail=english, detail_da=danish)


def plain(message: str) -> tuple[str, str]:
    """(Danish, English) of what the validator said."""
    element = _ELEMENT.search(message)
    attribute = _ATTRIBUTE.search(message)
    name = element[1] if element else "?"
    required = _REQUIRED.search(message)
    if required:
        return (
            f"»{name}« mangler attributten »{required[1]}«.",
            f"“{name}” lacks the attribute “{required[1]}”.",
        )
    found = _ENUMERATION.search(message)
    if found and attribute:
        return (
            f"»{found[1]}« er ikke en af de tilladte værdier for »{attribute[1]}«: {found[2]}.",
            f"“{found[1]}” is not one of the values allowed for “{attribute[1]}”: {found[2]}.",
        )
    found = _VALUE.search(message)
    if found:
        where = attribute[1] if attribute else name
        return (
            f"»{found[1]}« er ikke en gyldig værdi for »{where}« i »{name}«.",
            f"“{found[1]}” is not a valid value of “{where}” in “{name}”.",
        )
    if "is not allowed" in message and attribute:
        return (
            f"»{name}« må ikke have attributten »{attribute[1]}«.",
            f"“{name}” may not have the attribute “{attribute[1]}”.",
        )
    return _about_content(message, name)


def _about_content(message: str, name: str) -> tuple[str, str]:
    expected = ", ".join(_NAMES.findall(message.split("Expected is", 1)[-1])) if "Expected" in message else ""
    if "This element is not expected" in message:
        return (
            f"»{name}« må ikke stå her{f'. Her kan stå: {expected}' if expected else ''}.",
            f"“{name}” may not stand here{f'. Possible here: {expected}' if expected else ''}.",
        )
    if "Missing child element" in message:
        return (
            f"»{name}« mangler indhold{f': {expected}' if expected else ''}.",
            f"“{name}” lacks content{f': {expected}' if expected else ''}.",
        )
    if "No matching global" in message:
        return f"»{name}« er ikke BPMN 2.0.", f"“{name}” is not BPMN 2.0."
    text = message.replace(B, "")
    return f"skemaet siger: {text}", text
