"""Unary tests (DMN 1.5, 7.3.3 and table 55): what the cell of a decision table says of the input value."""

from __future__ import annotations

from datetime import date

import pytest

from workflow_service.feel import FeelSyntaxError, compile_expression, compile_unary_tests

NAMES = ["limit", "missing", "words"]
VARIABLES = {"limit": 10, "missing": None, "words": ["a", "b"]}

ROWS: list[tuple[str, object, bool | None]] = [
    ("-", 5, True),
    ("-", None, True),
    ("", 5, True),
    ("5", 5, True),
    ("5", 6, False),
    ("5", "5", False),
    ("-5", -5, True),
    ("5, 6", 6, True),
    ("5, 6", 7, False),
    ('"a"', "a", True),
    ('"a", "b"', "c", False),
    ("true", True, True),
    ("true", False, False),
    ("false", False, True),
    ("true", None, False),
    ("false", None, False),
    ("limit > 5", "skole", True),
    ("limit > 5", True, True),
    ("limit > 5", None, False),
    ("null", None, True),
    ("null", 5, False),
    ("null, 5", None, True),
    ("< 10", 5, True),
    ("< 10", 10, False),
    ("<= 10", 10, True),
    ("> 10", 11, True),
    (">= 10", 10, True),
    ("= 10", 10, True),
    ("!= 10", 10, False),
    ("!= 10", 11, True),
    ("< 10", None, None),
    ("< 10", "5", None),
    ("< limit", 5, True),
    ("< limit + 1", 10, True),
    ("< missing", 5, None),
    (">= missing", 5, None),
    ("< -1, > limit", 11, True),
    ("[1..5]", 1, True),
    ("[1..5]", 5, True),
    ("(1..5)", 1, False),
    ("]1..5[", 5, False),
    ("[1..5[", 5, False),
    ("(1..5]", 5, True),
    ("[1..limit]", 10, True),
    ("[1..missing]", 5, None),
    ('["a".."c"]', "b", True),
    ('[@"2026-01-01"..@"2026-02-01"]', date(2026, 1, 15), True),
    ("[1..5], 9, > 20", 9, True),
    ("[1..5], 9, > 20", 8, False),
    ("not(5)", 6, True),
    ("not(5)", 5, False),
    ("not(5, 6)", 6, False),
    ("not(< 10)", 11, True),
    ("not(< 10)", 5, False),
    ("not(< missing)", 5, None),
    ("not([1..5])", 7, True),
    ("not([1..5], > 8)", 9, False),
    ('not("a", "b")', "c", True),
    ("not(null)", 5, True),
    ("not(null)", None, False),
    ("not(true)", True, False),
    ("not(? > 3)", 5, False),
    ("? > 3", 5, True),
    ("? > 3 and ? < 5", 5, False),
    ("? = null", None, True),
    ("odd(?)", 5, True),
    ("list contains([1, 5], ?)", 5, True),
    ("? in [1..5]", 5, True),
    ("? in (1, 2)", 5, False),
    ('starts with(?, "sk")', "skole", True),
    ("every i in ? satisfies i > 1", [2, 3], True),
    ("count(?) > 1", [2, 3], True),
    ("words", "a", True),
    ("words", "c", False),
    ('["a", "b"]', "b", True),
    ('["a", "b"]', ["a", "b"], True),
    ("[1..3]", [2], None),
    ("[< 3, > 7]", 8, True),
    ("[[1..3], [5..7]]", 6, True),
    ("function(x) x > 3", 5, True),
    ("limit", 10, True),
    ("limit / 2", 5, True),
    ("missing", 5, False),
    ("missing", None, True),
    ('date("2026-01-01")', date(2026, 1, 1), True),
    ('< date("2026-01-01")', date(2025, 1, 1), True),
    ('duration("P1D")', 5, False),
]


@pytest.mark.parametrize(("text", "tested", "expected"), ROWS)
def test_a_cell_says_yes_no_or_cannot_tell(text: str, tested: object, expected: bool | None) -> None:
    tests = compile_unary_tests(text, NAMES)
    assert tests.evaluate({"?": tested, **VARIABLES}) is expected


@pytest.mark.parametrize(
    "text", ["5 in (< missing)", "5 in < missing", "5 in [1..missing]", "5 in (> missing)"]
)
def test_a_missing_limit_is_never_passed(text: str) -> None:
    assert compile_expression(text, NAMES).evaluate(VARIABLES) is None


@pytest.mark.parametrize("text", ["not(", "5,", "< ", "5 6", "(1, 5)"])
def test_cells_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_unary_tests(text, NAMES)
