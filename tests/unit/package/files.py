"""The committed package as the tests read it: diagrams, twins, tables and texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[3]
BPMN = ROOT / "bpmn"
FORMS = ROOT / "forms"
B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
C = "{http://camunda.org/schema/1.0/bpmn}"
OEF = "{https://oef.dk/schema/1.0/bpmn}"
PACKAGE = json.loads((BPMN / "package.json").read_text())
PROCESSES: list[str] = PACKAGE["processes"]
_PARAMETER = re.compile(r'parameter\("([^"]+)"\)')


@lru_cache
def diagram(key: str) -> etree._Element:
    """The root of a process definition."""
    return etree.parse(str(BPMN / key / f"{key}.bpmn")).getroot()


def elements(key: str, *tags: str) -> list[etree._Element]:
    """The BPMN elements of these tags, in document order."""
    return list(diagram(key).iter(*(B + tag for tag in tags)))


def user_tasks() -> Iterator[tuple[str, etree._Element]]:
    """(process key, user task) of the whole package."""
    for key in PROCESSES:
        for task in elements(key, "userTask"):
            yield key, task


def twin(key: str) -> dict[str, dict[str, str]]:
    """The English texts of a process definition, by element id."""
    return json.loads((BPMN / key / f"{key}.en.json").read_text())


def keys(name: str) -> set[str]:
    """The keys of a data file: parameters, legal_bases or guidance."""
    return {row["key"] for row in rows(name)}


def rows(name: str) -> list[dict[str, str]]:
    return json.loads((BPMN / "data" / f"{name}.json").read_text())


def parameters_used(key: str) -> set[str]:
    """Every parameter key that an attribute or a text of the diagram names."""
    nodes = list(diagram(key).iter(etree.Element))
    texts = [text for node in nodes for text in (*node.values(), node.text or "")]
    return {found for text in texts for found in _PARAMETER.findall(text)}


def following(key: str, start: str, without: str) -> set[str]:
    """The elements that a token can reach from `start` in this diagram without passing `without`."""
    flows = [(f.get("sourceRef"), f.get("targetRef")) for f in elements(key, "sequenceFlow")]
    seen, todo = {start}, [start]
    while todo:
        at = todo.pop()
        new = {target for source, target in flows if source == at and target != without} - seen
        seen |= new
        todo += new
    return seen
