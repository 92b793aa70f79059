"""Expressions of DMN 1.5, chapter 10.3, and what they are: one row an expression, `text ⇒ value`.

The files of `standard/` go through the chapter: grammar, semantics of operators, every built-in function.
`␤` stands for a line break. A value is told with its kind where the text alone would not tell it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from workflow_service.feel import FeelSyntaxError, Range, Scope, compile_expression
from workflow_service.feel.builtins import BUILT_INS
from workflow_service.feel.formatting import as_text
from workflow_service.feel.limits import Run
from workflow_service.feel.values import Value, kind

FILES = sorted((Path(__file__).parent / "standard").glob("*.txt"))
SCOPE = Scope(datetime(2026, 11, 23, 9, 30, tzinfo=UTC), ZoneInfo("Europe/Copenhagen"))
OWN = {"parameter", "is defined"}


def rows(file: Path) -> list[tuple[str, str]]:
    lines = file.read_text(encoding="utf-8").splitlines()
    pairs = [line.rsplit(" ⇒ ", 1) for line in lines if line and not line.startswith("# ")]
    return [(text.replace("␤", "\n"), value) for text, value in pairs]


def told(value: Value) -> str:
    """A value as the files write it."""
    sort = kind(value)
    if sort == "string":
        return (
            '"'
            + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
            + '"'
        )
    if sort == "list":
        return "[" + ", ".join(map(told, value)) + "]"
    if sort == "context":
        return "{" + ", ".join(f"{key}: {told(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Range) and not value.operator:
        opening, closing = "[" if value.start_included else "(", "]" if value.end_included else ")"
        return f"{opening}{told(value.start)}..{told(value.end)}{closing}"
    plain = sort in ("null", "boolean", "number", "range", "function")
    return as_text(Run(None), value) if plain else f"{sort} {as_text(Run(None), value)}"


def answer(text: str) -> str:
    try:
        return told(compile_expression(text, ()).evaluate({}, SCOPE))
    except FeelSyntaxError:
        return "syntax error"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_row_has_the_standards_value(file: Path) -> None:
    found = rows(file)
    assert len(found) > 50
    assert [f"{text} ⇒ {answer(text)}" for text, _ in found] == [f"{text} ⇒ {value}" for text, value in found]


def test_the_rows_call_every_built_in_function() -> None:
    text = " ".join(text for file in FILES for text, _ in rows(file))
    assert [name for name in BUILT_INS.keys() - OWN if f"{name}(" not in text] == []


def test_no_row_is_there_twice() -> None:
    texts = [text for file in FILES for text, _ in rows(file)]
    assert len(texts) == len(set(texts)) > 1_500
