"""The guide's examples are true."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from workflow_service.feel import Scope, compile_expression

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "feel.md"
ROWS = re.findall(r"^\| `(.+?)` \| `(.+?)` \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
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
    assert len(ROWS) == 16


@pytest.mark.parametrize(("text", "answer"), ROWS)
def test_an_example_gives_what_the_guide_says(text: str, answer: str) -> None:
    found = compile_expression(text, CASE.keys()).evaluate(CASE, SCOPE)
    assert found == compile_expression(answer).evaluate({})
