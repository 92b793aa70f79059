"""The guide's examples are true."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from workflow_service.feel import Limits, Scope, compile_expression, compile_unary_tests
from workflow_service.feel.lexer import MAX_DEPTH, MAX_TEXT

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "feel.md"
TEXT = GUIDE.read_text(encoding="utf-8")
EXAMPLES, CELLS, TRAPS = (
    TEXT.split("\n## I en ")[0],
    TEXT.split("\n## I en ")[1],
    TEXT.split("\n## Fælder")[1],
)
ROWS = re.findall(r"^\| `(.+?)` \| `(.+?)` \|", EXAMPLES + TRAPS, re.MULTILINE)
TESTS = re.findall(r"^\| `(.+?)` \| `(.+?)` \| (?:`(.+?)` )?\|$", CELLS.split("\n## ")[0], re.MULTILINE)
CASE = {
    "barn": {"navn": "Noah", "født": date(2017, 3, 1)},
    "indkomst": 412000,
    "sektor": "skole",
    "bekymring": 7,
    "børn": [{"navn": "Noah", "alder": 9}, {"navn": "Ida", "alder": 16}],
    "svar": None,
}
SCOPE = Scope(
    datetime(2026, 11, 23, 12, tzinfo=UTC), ZoneInfo("Europe/Copenhagen"), {"svarfrist": "P28D"}.__getitem__
)


def test_the_guide_has_examples() -> None:
    assert (len(ROWS), len(TESTS)) == (23, 7)


@pytest.mark.parametrize(("text", "answer"), ROWS)
def test_an_example_gives_what_the_guide_says(text: str, answer: str) -> None:
    found = compile_expression(text, CASE.keys()).evaluate(CASE, SCOPE)
    assert found == compile_expression(answer).evaluate({})


@pytest.mark.parametrize(("cell", "passes", "fails"), TESTS)
def test_a_cell_passes_what_the_guide_says(cell: str, passes: str, fails: str) -> None:
    tests = compile_unary_tests(cell)
    assert tests.evaluate({"?": compile_expression(passes).evaluate({})}) is True
    assert not fails or tests.evaluate({"?": compile_expression(fails).evaluate({})}) is False


def test_a_missing_limit_does_not_pass() -> None:
    assert compile_unary_tests("< grænse").evaluate({"?": 5, "grænse": None}) is None


def test_the_limits_are_those_of_the_guide() -> None:
    assert f"{MAX_TEXT:,}".replace(",", ".") + " tegn" in TRAPS
    assert f"ligge {MAX_DEPTH} lag" in TRAPS
    assert f"{Limits().steps:,}".replace(",", ".") + " trin" in TRAPS
