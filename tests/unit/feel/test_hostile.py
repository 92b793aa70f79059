"""Expressions written to do harm: each ends soon, in little memory, with a value or a typed error."""

from __future__ import annotations

import contextlib
import time
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflow_service.feel import FeelError, LimitExceeded, compile_expression, to_json
from workflow_service.feel.errors import FeelSyntaxError

SECONDS = 2.0  # of this thread's processor; the longest take a quarter of it on an idle machine
MEGABYTES = 64
DOUBLING = "for i in 1..60 return if i = 1 then {first} else {more}"
LETTERS = 'string join(for i in 1..9000 return "a")'


def doubling(first: str, more: str) -> str:
    return DOUBLING.format(first=first, more=more)


NUMBERS = [
    "10 ** (10 ** 9)",
    "9 ** 9 ** 9 ** 9",
    "(10 ** 6000) ** 100",
    "9e6000 * 9e6000",
    "exp(1e6000)",
    "modulo(1e6144, 1e-6143)",
    "decimal(1e6000, 6000)",
    'number("1e999999999")',
    "date(1e30, 1e30, 1)",
    "time(1e6000, 1, 1)",
    '@"P999999999D" * 1e30',
    'duration("P999999999999999999Y") * 1e18',
    '@"P1Y" * 1e6000',
    '@"P1Y" / 1e-6000',
    '@"P1D" / 1e-6000',
    '@"2020-01-01" + duration("P999999999999999999Y")',
    'substring("abc", 1e6000)',
    "[1, 2][1e6000]",
]
GROWTH = [
    "for i in 1..1e12 return i",
    "for i in -1e6000..1e6000 return i",
    "for i in 1..1e3, j in 1..1e3 return 1",
    "count(for i in [1..1e12] return i)",
    'for i in @"-999999999-01-01"..@"999999999-01-01" return i',
    "every x in [1..1e9] satisfies true",
    "some x in 1..99000, y in 1..99000 satisfies false",
    "for i in 1..99000 return string(1e6000)",
    "for i in 1..40000 return for j in partial return j",
    "for i in 1..40000 return 1.1 ** 1.1",
    "for i in 1..300, j in 1..300 return exp(1.1)",
    "for i in 1..3000 return concatenate(partial, [1])",
    "{l: for i in 1..5000 return partial, r: string(l)}.r",
    "for i in 1..5000 return if i = 1 then {} else context put(partial[-1], string(i), i)",
    "{f: function(n) f(n + 1), r: f(0)}.r",
    "{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1), r: f(50)}.r",
    "distinct values(for i in 1..20000 return i)",
    "{a: for i in 1..3000 return {x: i}, r: for i in a return a[x = i.x]}.r",
    doubling('"abcdefgh"', "partial[-1] + partial[-1]"),
    doubling('"abcdefgh"', "string join([partial[-1], partial[-1]])"),
    doubling('"a"', 'replace(partial[-1], "a", "aa")'),
    doubling("[1]", "concatenate(partial[-1], partial[-1])"),
    doubling("[1]", "flatten([partial[-1], partial[-1]])"),
    doubling("[1]", "[partial[-1], partial[-1]]"),
    doubling("{}", "{a: partial[-1], b: partial[-1]}"),
    f"count(flatten({doubling('[1]', '[partial[-1], partial[-1]]')}))",
]
PATTERNS = [
    f'matches({LETTERS}, "^(a+)+$b")',
    f'matches({LETTERS}, "(a*)*b")',
    f'replace({LETTERS}, "a*?$", "b")',
    f'split({LETTERS}, "(a|aa)+$b")',
    f'matches({LETTERS}, "a*a*a*a*a*a*b")',
    'matches("a", "((a{1000}){1000}){1000}")',
    'matches("a", "(a|b|c|d|e|f|g){1,1000}")',
    'for i in 1..9000 return matches("a", "\\\\p{L}" + string(i))',
    'for i in 1..2000 return matches(string(i), "^(a|b|c|d)*" + string(i) + "{500}$")',
]
LISTS_OF_ITEMS = "{a: for i in 1..30000 return i, r: count(for i in a return a[i])}.r"


def outcome(text: str) -> object:
    """The value of a text or its typed error; any other error is one of ours and fails the test."""
    try:
        return compile_expression(text).evaluate({})
    except FeelError as problem:
        assert problem.da != problem.en
        return problem


@pytest.mark.parametrize("text", [*NUMBERS, *GROWTH, *PATTERNS], ids=lambda text: text[:40])
def test_no_expression_takes_long(text: str) -> None:
    start = time.thread_time()
    outcome(text)
    assert time.thread_time() - start < SECONDS


KEPT = [
    text for text in GROWTH if "function" not in text and "exp(" not in text
]  # what only runs keeps nothing


@pytest.mark.parametrize("text", KEPT, ids=lambda text: text[:40])
def test_no_expression_takes_much_memory(text: str) -> None:
    tracemalloc.start()
    try:
        outcome(text)
        used = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert used < MEGABYTES * 1024 * 1024


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_out_of_all_size_are_null_or_numbers(text: str) -> None:
    found = compile_expression(text).evaluate({})
    assert found is None or found.is_finite()


@pytest.mark.parametrize("text", GROWTH, ids=lambda text: text[:40])
def test_what_grows_is_stopped(text: str) -> None:
    with pytest.raises(LimitExceeded):
        compile_expression(text).evaluate({})


def test_items_are_taken_by_position_without_going_through_the_list() -> None:
    start = time.thread_time()
    assert compile_expression(LISTS_OF_ITEMS).evaluate({}) == 30000
    assert time.thread_time() - start < SECONDS


@pytest.mark.parametrize(
    ("open_", "middle", "close"),
    [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("{a: ", "1", "}"),
        ("not(", "true", ")"),
        ("if true then ", "1", " else 2"),
        ("for i in [1] return ", "1", ""),
        ("some i in [1] satisfies ", "true", ""),
        ("function(x) ", "1", ""),
        ("(function(x) x)(", "1", ")"),
        ("-", "1", ""),
        ("1 in (", "1", ")"),
        ("[1][", "1", "]"),
        ("string(", "1", ")"),
        ("1 + (", "1", ")"),
        ("true and (", "true", ")"),
        ("1 instance of list<", "number", ">"),
    ],
)
@pytest.mark.parametrize("depth", [45, 60, 2000])
def test_depth_is_bounded_in_reading_running_and_printing(
    open_: str, middle: str, close: str, depth: int
) -> None:
    text = open_ * depth + middle + close * depth
    try:
        expression = compile_expression(text)
    except FeelSyntaxError:
        return
    assert depth == 45
    repr(expression)
    with contextlib.suppress(FeelError):  # too deep to run, or a function, which has no JSON
        to_json(expression.evaluate({}))


LITERALS = ["1", "2", "0.5", "1e6000", '"a"', '""', "true", "null", '@"2020-01-31"', '@"10:00:00"', '@"P1D"']
SIGNS = [*"+-*/=<>()[]{},:.?@;~", "**", "!=", "<=", ">=", "..", "//", "/*", "*/", '"', "'", "\\"]
WORDS = [
    "x",
    "y",
    "item",
    "partial",
    "and",
    "or",
    "in",
    "between",
    "instance",
    "of",
    "list",
    "if",
    "then",
    "i",
]
WORDS += ["else", "for", "return", "some", "every", "satisfies"]
OPENINGS = [
    "not(",
    "function(",
    "count(",
    "sum(",
    "string(",
    "replace(",
    "matches(",
    "split(",
    "date(",
    "sort(",
]
OPENINGS += [
    "flatten(",
    "range(",
    "substring(",
    "context put(",
    "concatenate(",
    "duration(",
    "number(",
    "abs(",
]
WHOLE = ["[1,2,3]", "{a:1}", ".a", "[1..3]", "]1..3[", "1..9", "<number>", "[-1]", "[item > 1]", "i in [1,2]"]
TOKENS = st.sampled_from([*LITERALS, *SIGNS, *WORDS, *OPENINGS, *WHOLE])


@settings(
    max_examples=800,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(TOKENS, min_size=1, max_size=24))
def test_token_soup_gives_a_value_or_a_typed_error(tokens: list[str]) -> None:
    start = time.thread_time()
    with contextlib.suppress(FeelError):
        compile_expression(" ".join(tokens)).evaluate({"x": [1, {"a": "b"}], "y": "text", "?": 3})
    assert time.thread_time() - start < SECONDS


PARTS = st.recursive(
    st.sampled_from(
        ["1", "-2", "1e6000", '"a"', "true", "null", "x", '@"2020-01-31"', '@"P1M"', "[1, null]"]
    ),
    lambda inner: st.one_of(
        st.tuples(
            inner, st.sampled_from([" + ", " * ", " ** ", " / ", " < ", " = ", " and ", " in "]), inner
        ),
        st.tuples(st.just("["), inner, st.just("]")),
        st.tuples(st.just("("), inner, st.just(")[1]")),
        st.tuples(st.just("if "), inner, st.just(" then "), inner, st.just(" else "), inner),
        st.tuples(st.just("for i in "), inner, st.just(" return "), inner),
        st.tuples(
            st.sampled_from(["string(", "count(", "sum(", "flatten(", "min(", "number("]), inner, st.just(")")
        ),
        st.tuples(st.just("{a: "), inner, st.just(", b: "), inner, st.just("}.b")),
    ).map("".join),
    max_leaves=12,
)


@settings(max_examples=250, deadline=None, database=None, derandomize=True)
@given(PARTS)
def test_every_wellformed_text_has_a_value(text: str) -> None:
    expression = compile_expression(text)
    with contextlib.suppress(LimitExceeded):
        to_json(expression.evaluate({"x": [1, "b"]}))
