"""Regular expressions: XPath's meaning, in bounded time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow_service.feel import LimitExceeded, compile_expression
from workflow_service.feel.limits import Run
from workflow_service.feel.regex import compile_pattern


def matches(text: str, pattern: str) -> object:
    return compile_expression("matches(t, p)").evaluate({"t": text, "p": pattern})


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("610190-1234", r"^\d{6}-?\d{4}$", True),
        ("b", "[a-z-[aeiou]]", True),
        ("a", "[a-z-[aeiou]]", False),
        ("Æ", r"\p{Lu}", True),
        ("a\rb", "a.b", False),
        ("abab", r"(ab)\1", True),
    ],
)
def test_patterns_mean_what_xpath_says(text: str, pattern: str, expected: bool) -> None:
    assert matches(text, pattern) is expected


@pytest.mark.parametrize("pattern", ["(?=a)", "a**", "(a", "[a", r"\q", r"(a)[\1]", "a{3,2}"])
def test_what_xpath_does_not_have_is_null(pattern: str) -> None:
    assert matches("aaa", pattern) is None


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "a*a*a*a*a*b", "^(a?){40}b"])
def test_catastrophic_patterns_end(pattern: str) -> None:
    assert matches("a" * 200 + "c", pattern) is False


def test_what_cannot_be_bounded_is_refused() -> None:
    with pytest.raises(LimitExceeded):
        matches("a" * 60 + "b", r"^(a+)+\1$")


def test_replace_fills_in_groups() -> None:
    text = 'replace("610190-1234", "(\\d+)-(\\d+)", "$2/$1 \\$")'
    assert compile_expression(text).evaluate({}) == "1234/610190 $"


ATOM = st.sampled_from(["a", "b", "[ab]", "(a|ab)", "(b*)", "."])
PATTERN = st.lists(st.tuples(ATOM, st.sampled_from(["", "*", "+?", "?", "{1,2}"])), min_size=1, max_size=4)


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(PATTERN, st.text("abc", max_size=8))
def test_the_bounded_matcher_agrees_with_pythons(parts: list[tuple[str, str]], text: str) -> None:
    pattern = "".join(atom + repeat for atom, repeat in parts)
    machine = compile_pattern(pattern, "").machine
    assert machine is not None
    found = next(machine.find_all(Run(None), text), None)
    expected = re.search(pattern, text)
    assert (found[0] if found else None) == (expected.span() if expected else None)
