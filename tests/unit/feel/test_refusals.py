"""Texts that cannot be read, and texts written to do harm."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from workflow_service.feel import (
    FeelError,
    FeelRuntimeError,
    FeelSyntaxError,
    LimitExceeded,
    UnknownName,
    compile_expression,
)


def nested(depth: int) -> list[object]:
    data: list[object] = []
    for _ in range(depth):
        data = [data]
    return data


@pytest.mark.parametrize(
    ("text", "position"), [("1 +", 3), ("(1", 2), ('"abc', 0), ("a b", 2), ("if a then b", 11), ("[1, 2", 5)]
)
def test_syntax_errors_tell_where(text: str, position: int) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    assert caught.value.position == position
    assert caught.value.da != caught.value.en


def test_an_unknown_name_is_refused_with_the_nearest_known() -> None:
    with pytest.raises(UnknownName) as caught:
        compile_expression("amuont > 5", ["amount"])
    assert caught.value.name == "amuont"
    assert "Mente du »amount«?" in caught.value.da


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "1" + ")" * 5000,
        "[" * 5000,
        "-" * 5000 + "1",
        "not(" * 3000 + "true" + ")" * 3000,
        "if a then b else " * 3000 + "1",
        "a" + ".a" * 3000,
        "a in (" * 3000,
        "-".join(["[1..a["] * 40),
        '"' + "a" * 200_000 + '"',
    ],
    ids=lambda text: text[:12],
)
def test_texts_too_deep_or_too_long_are_syntax_errors(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_expression(text)


def test_a_long_sum_is_fine() -> None:
    assert compile_expression("+".join(["1"] * 2000)).evaluate({}) == 2000


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..1000, j in 1..1000 return i * j",
        "for i in 1..100000000000 return i",
        "{f: function(f, n) f(f, n + 1), r: f(f, 0)}.r",
        'for i in 1..60 return if i = 1 then "abcdefgh" else partial[-1] + partial[-1]',
        "for i in 1..60 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])",
        "string(for i in 1..50 return if i = 1 then [1] else [partial[-1], partial[-1]])",
        "{l: for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]], r: l[-1] = l[-1]}.r",
    ],
)
def test_budgets_stop_what_grows(text: str) -> None:
    with pytest.raises(LimitExceeded):
        compile_expression(text).evaluate({})


def test_data_nested_too_deep_are_refused() -> None:
    with pytest.raises(LimitExceeded):
        compile_expression("a").evaluate({"a": nested(5000)})


def test_foreign_objects_are_refused() -> None:
    with pytest.raises(FeelRuntimeError):
        compile_expression("a").evaluate({"a": object()})
    assert compile_expression("a.__class__").evaluate({"a": "text"}) is None


def test_a_budget_belongs_to_one_evaluation() -> None:
    expression = compile_expression("count(for i in 1..40000 return i + n)")
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda n: expression.evaluate({"n": n}), range(8))) == [40000] * 8


def test_warnings_belong_to_one_thread() -> None:
    expression = compile_expression("missing + 1")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: expression.evaluate_with_warnings({})[1], range(40)))
    assert all(len(warnings) == 2 for warnings in found)


def test_every_error_has_both_languages() -> None:
    with pytest.raises(FeelError) as caught:
        compile_expression("now()").evaluate({})
    assert caught.value.sentence("da") != caught.value.sentence("en")
