"""What a condition is for sure, when only the step of a form is known."""

import pytest

from workflow_service.feel import compile_expression
from workflow_service.feel.certain import certain

CASES = [
    ('step != "hold"', True),
    ('step = "plan"', True),
    ('step = "plan" and x', None),
    ('step = "hold" and x', False),
    ('step != "hold" or x', True),
    ('not(step = "hold" or step = "split")', True),
    ('not(x = "a")', None),
    ('if step = "hold" and x = true then false else true', True),
    ('if x then step = "plan" else true', True),
    ("if x then true else false", None),
    ('x = "a"', None),
    ("step = x", None),
    ("step = null", None),
    ("step = 1", None),
    ("true", True),
    ('some step in ["plan"] satisfies step = "plan"', None),
]


@pytest.mark.parametrize(("text", "value"), CASES)
def test_a_condition_is_certain_only_when_nothing_else_decides(text: str, value: bool | None):
    assert certain(text, {"step": "plan"}) is value


@pytest.mark.parametrize(("text", "value"), [case for case in CASES if case[1] is not None])
def test_what_is_certain_holds_for_whatever_else_is_answered(text: str, value: bool):
    expression = compile_expression(text)
    for x in (None, True, False, "a", "plan", 1, [], {}):
        assert expression.evaluate({"step": "plan", "x": x}) is value, x
