"""Our FEEL and the browser's (feelin, inside form-js) on random expressions and on those of our diagrams.

Where the two differ, `differences` names the clause of the standard; everything else is a defect.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

from tests.differential.differences import DIFFERENCES
from tests.differential.grammar import DATA, Grammar
from workflow_service.feel import FeelError, Range, Scope, compile_expression
from workflow_service.feel.formatting import as_text
from workflow_service.feel.limits import Run
from workflow_service.feel.values import Value, kind

BPMN = Path(__file__).resolve().parents[2] / "bpmn"
ANSWERS: tuple[dict[str, object], ...] = (
    {"meeting_at": "2026-12-01T09:00:00Z", "part": {"due": "2026-12-24", "owner": "ppr"}, "conflict": True},
    {"eligibility": "eligible", "acute": False, "abuse_suspicion": True, "agreement": "agree"},
    {"eligibility": "screen_more", "honour_risk": True, "quorum": True, "identifiable": False},
)
HERE = Path(__file__).parent
SCOPE = Scope(datetime(2026, 11, 23, 9, 30, tzinfo=UTC), ZoneInfo("UTC"))
PATIENCE = 60


def browser(texts: list[str], data: dict[str, object]) -> list[Any]:
    """What feelin makes of the texts, all in one process."""
    done = subprocess.run(
        [Path(sys.executable).with_name("node"), HERE / "feelin.mjs"],
        input=json.dumps({"data": data, "texts": texts}).encode(),
        capture_output=True,
        timeout=PATIENCE,
        check=True,
        env={"TZ": "UTC"},
    )
    answers: list[Any] = json.loads(done.stdout)
    return answers


def told(value: Value) -> Any:
    """One of our values in the form in which `feelin.mjs` tells the browser's."""
    sort = kind(value)
    if sort == "list":
        return [told(item) for item in value]
    if sort == "context":
        return {"kind": sort, "members": {key: told(item) for key, item in value.items()}}
    if isinstance(value, Range):
        ends = [value.start_included, value.end_included]
        return {"kind": sort, "ends": ends, "start": told(value.start), "end": told(value.end)}
    if sort in ("null", "boolean", "string", "number"):
        return value
    return {"kind": "duration" if "duration" in sort else sort, "text": as_text(Run(None), value)}


def ours(text: str, data: dict[str, object]) -> Any:
    try:
        return told(compile_expression(text, data.keys()).evaluate(data, SCOPE))
    except FeelError as problem:
        return {"kind": "error", "text": str(problem)}


def same(left: Any, right: Any) -> bool:
    """Equal but for the last digits of the browser's binary numbers."""
    if isinstance(left, Decimal) and isinstance(right, (int, float)) and not isinstance(right, bool):
        return math.isclose(float(left), right, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return type(left) is type(right) and bool(left == right)


def compare(count: int, seed: int) -> list[tuple[str, Any, Any]]:
    """Expressions whose values differ: text, ours, the browser's."""
    grammar = Grammar(seed)
    texts = sorted({grammar.expression() for _ in range(count)})
    found = [
        (text, ours(text, DATA), theirs) for text, theirs in zip(texts, browser(texts, DATA), strict=True)
    ]
    return [one for one in found if not same(one[1], one[2])]


def diagram_expressions() -> list[str]:
    """Every FEEL text of the shipped diagrams."""
    found: set[str] = set()
    for file in sorted(BPMN.rglob("*.bpmn")):
        for element in etree.parse(file).getroot().iter():
            texts = [*element.attrib.values(), element.text or ""]
            found.update(text.strip()[1:] for text in texts if text.strip().startswith("="))
    return sorted(text for text in found if "parameter(" not in text)  # a function of the server alone


def test_random_expressions_mean_the_same_in_browser_and_server() -> None:
    assert compare(600, 1) == []


def test_expressions_of_the_diagrams_mean_the_same_in_both() -> None:
    # the browser's clock is the machine's, ours is the case's: what day it is cannot be compared
    texts = [text for text in diagram_expressions() if "today()" not in text]
    assert len(texts) > 10
    different = []
    for number, names in enumerate(({}, *ANSWERS)):
        data = {name: names.get(name) for text in texts for name in compile_expression(text).reads}
        found = zip(texts, browser(texts, data), strict=True)
        different += [(number, text, theirs) for text, theirs in found if not same(ours(text, data), theirs)]
    assert different == []


def test_every_named_difference_is_one() -> None:
    theirs = browser([text for text, *_ in DIFFERENCES], {})
    for (text, mine, other, clause), found in zip(DIFFERENCES, theirs, strict=True):
        assert same(ours(text, {}), told_plain(mine)), text
        assert same(told_plain(other), found), (text, found)
        assert mine != other and clause, text


def told_plain(value: Any) -> Any:
    """A value of the table with its numbers as ours are."""
    if isinstance(value, list):
        return [told_plain(item) for item in value]
    return Decimal(str(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
