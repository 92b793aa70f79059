"""An evaluation is bounded in what it goes through, not only in how often it turns: counted, never timed."""

from __future__ import annotations

import pytest

from workflow_service import feel

LONG = "abc " * 60_000


@pytest.mark.parametrize(
    "text",
    [
        'for i in 1..30000 return contains(t, "zzz")',
        "for i in 1..30000 return upper case(t)",
        "for i in 1..30000 return substring(t, 2)",
        'for i in 1..30000 return t + "x"',
        'for i in 1..30000 return replace(t, "q", "b")',
        "for i in 1..30000 return i ** 0.37",
        "for i in 1..30000 return log(i)",
    ],
)
def test_heavy_work_on_each_turn_uses_the_budget_up(text: str) -> None:
    with pytest.raises(feel.LimitExceeded):
        feel.compile_expression(text).evaluate({"t": LONG})


@pytest.mark.parametrize("text", ["upper case(t)", 'contains(t, "zzz")', 't + "x"', "2 ** 0.5", "exp(1)"])
def test_a_long_text_or_a_root_now_and_then_is_no_matter(text: str) -> None:
    assert feel.compile_expression(text).evaluate({"t": LONG}) is not None
