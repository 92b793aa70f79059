"""Runs the DMN Technology Compatibility Kit: `python -m tests.conformance.run_tck [folder]`.

Prints counts per level and every failure that has no entry in EXCEPTIONS. Exit code 1 when level 2 is not
complete, when level 3 passes fewer than FLOOR cases, or when an exception passes after all (then it must
leave the list).
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

from tests.conformance.exceptions import EXCEPTIONS
from workflow_service.decisions.loading import load
from workflow_service.decisions.model import DecisionModel, ServiceNode
from workflow_service.decisions.xml import Element, child, children, clean
from workflow_service.feel import FeelError, Scope
from workflow_service.feel.limits import Run
from workflow_service.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from workflow_service.feel.values import Value, equal, kind

KIT = Path(__file__).resolve().parents[1] / "data" / "dmn-tck"
LEVEL_2, LEVEL_3 = "compliance-level-2", "compliance-level-3"
FLOOR = 3259
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NUMBERS = {"decimal", "double", "integer", "int", "float", "long"}
_TEMPORAL = {"date": parse_date, "time": parse_time, "duration": parse_duration, "dateTime": parse_date_time}
_SCOPE = Scope(datetime(2026, 11, 23, 9, 30, tzinfo=UTC), ZoneInfo("Europe/Copenhagen"))
_TOLERANCE = Decimal("1e-8")  # the kit writes results of divisions with some ten digits


@dataclass(frozen=True)
class Result:
    """One test case: where it is from and, when it failed, why."""

    level: str
    group: str
    case: str
    failure: str | None

    @property
    def name(self) -> str:
        return f"{self.group}/{self.case}"


def read_value(element: Element | None) -> Value:
    """A value of a test file as a FEEL value."""
    if element is None or element.get(_XSI + "nil") == "true":
        return None
    listed, simple = child(element, "list"), child(element, "value")
    components = children(element, "component")
    if listed is not None:
        nil = listed.get(_XSI + "nil") == "true"
        return None if nil else [read_value(item) for item in children(listed, "item")]
    if components:
        return {clean(item.get("name")): read_value(item) for item in components}
    if simple is None or simple.get(_XSI + "nil") == "true":
        return None
    return _simple(clean(simple.get(_XSI + "type") or "xsd:string").split(":")[1], simple.text or "")


def _simple(sort: str, text: str) -> Value:
    if sort in _NUMBERS:
        return Decimal(text) if re.fullmatch(r"[-+.\deE]+", text.strip()) else f"not a FEEL number: {text}"
    if sort == "boolean":
        return text.strip() == "true"
    if sort in _TEMPORAL:
        value: Any = _TEMPORAL[sort](text.strip().removeprefix("+"))
        return text if value is None else value
    return text


def same(expected: Value, found: Value) -> bool:
    """Whether a result is the expected one; numbers to within the kit's own rounding."""
    if expected is None or found is None:
        return expected is found
    sort = kind(expected)
    if sort != kind(found):
        return False
    if sort == "number":
        wide = max(Decimal(1), abs(Decimal(expected)), abs(Decimal(found)))
        return abs(Decimal(expected) - Decimal(found)) <= _TOLERANCE * wide
    if sort == "list":
        return len(expected) == len(found) and all(map(same, expected, found))
    if sort == "context":
        return expected.keys() == found.keys() and all(same(expected[key], found[key]) for key in expected)
    if sort in ("time", "date and time") and (expected.utcoffset() != found.utcoffset()):
        return False
    return equal(Run(None), expected, found) is True


def _model(file: Path) -> DecisionModel:
    others = {other.name: other.read_bytes() for other in sorted(file.parent.glob("*.dmn")) if other != file}
    model, found = load(file.read_bytes(), file.name, others)
    if model is None:
        raise AssertionError(f"{file}: {found}")
    return model


def _identifiers(model: DecisionModel) -> dict[str, str]:
    """Decision and service ids by name."""
    return {model.name(identifier): identifier for identifier in (*model.services, *model.decisions)}


def _run_case(model: DecisionModel, ids: dict[str, str], case: Element) -> str | None:
    """Why the case fails, or None."""
    inputs = {clean(node.get("name")): read_value(node) for node in children(case, "inputNode")}
    sort = case.get("type") or "decision"
    for node in children(case, "resultNode"):
        name = clean(node.get("name"))
        target = name if sort == "decision" else clean(case.get("invocableName"))
        expected = read_value(child(node, "expected"))
        found, why = _evaluate(model, ids.get(target), target, inputs)
        service = model.nodes.get(f"{model.namespace}#{ids.get(target)}")
        if isinstance(service, ServiceNode) and len(service.outputs) > 1 and type(found) is dict:
            found = found.get(name)
        if not same(expected, found):
            return f"{name}: expected {expected!r}, found {found!r}; {'; '.join(why[:3])}"
    return None


def _evaluate(
    model: DecisionModel, identifier: str | None, name: str, inputs: dict[str, Value]
) -> tuple[Value, list[str]]:
    try:
        if identifier is None:
            return model.call_knowledge(name, inputs, _SCOPE)
        return model.evaluate_with_warnings(identifier, inputs, _SCOPE, lenient=True)
    except FeelError as problem:
        return None, [str(problem)]


def run(part: str = "") -> Iterator[Result]:
    """All test cases of the folders whose path holds `part`."""
    models: dict[Path, tuple[DecisionModel, dict[str, str]]] = {}
    for file in sorted(KIT.glob("*/*/*-test-*.xml")):
        if part not in str(file.relative_to(KIT)):
            continue
        root = etree.parse(file).getroot()
        path = file.parent / clean(root.findtext("{*}modelName"))
        if path not in models:
            model = _model(path)
            models[path] = (model, _identifiers(model))
        for case in root.iter("{*}testCase"):
            failure = _run_case(*models[path], case)
            yield Result(file.parts[-3], file.parts[-2], case.get("id") or "?", failure)


def main(part: str = "") -> int:
    """Print the counts; the exit code."""
    started = time.perf_counter()
    results = list(run(part))
    passed = Counter(result.level for result in results if result.failure is None)
    total = Counter(result.level for result in results)
    for level in sorted(total):
        print(f"{level}: {passed[level]} of {total[level]}")
    print(f"{time.perf_counter() - started:.1f} s")
    unexpected = [result for result in results if result.failure and result.name not in EXCEPTIONS]
    for result in unexpected:
        print(f"FAILED {result.name}: {result.failure}")
    reasons = Counter(
        EXCEPTIONS[result.name] for result in results if result.failure and result.name in EXCEPTIONS
    )
    for reason, count in reasons.most_common():
        print(f"{count} named exceptions: {reason}")
    stale = [result.name for result in results if result.failure is None and result.name in EXCEPTIONS]
    for name in stale:
        print(f"PASSES but is named an exception: {name}")
    complete = passed[LEVEL_2] == total[LEVEL_2] and (bool(part) or passed[LEVEL_3] >= FLOOR)
    return 0 if complete and not unexpected and not stale else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
