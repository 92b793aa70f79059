"""Names, scopes and shapes."""

from __future__ import annotations

import pytest

from workflow_service.feel import UnknownName, compile_expression


def test_members_with_spaces_are_read_by_their_declaration() -> None:
    names = {"family": {"date of birth": None, "children": {"first name": None}}}
    assert compile_expression("family.date of birth", names).paths == {"family.date of birth"}
    found = compile_expression('family.children[first name = "Ida"]', names)
    assert found.evaluate({"family": {"children": [{"first name": "Ida"}]}}) == [{"first name": "Ida"}]


def test_names_made_inside_the_text_are_not_read_from_outside() -> None:
    text = "{rate: 2, f: function(x) x * rate + base, out: f(3)}.out"
    expression = compile_expression(text, ["base"])
    assert expression.reads == {"base"}
    assert expression.evaluate({"base": 1}) == 7


def test_names_inside_a_filter_may_be_members_nobody_declared() -> None:
    assert compile_expression("children[age < 15]", ["children"]).reads == {"children", "age"}


def test_a_loop_variable_ends_with_its_loop() -> None:
    with pytest.raises(UnknownName):
        compile_expression("count(for c in list return c) + c", ["list"])


def test_the_same_text_is_compiled_once() -> None:
    assert compile_expression("a + 1", ["a", "b"]) is compile_expression("a + 1", ["b", "a"])
    assert compile_expression("a + 1") is not compile_expression("a + 1", ["a"])
