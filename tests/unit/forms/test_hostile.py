"""Whatever arrives, the answer is clean data or Invalid: never another exception, never a long wait."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.forms.support import SAMPLES, context, form, judge, problems, sample, small
from workflow_service.errors import Invalid

BOMB: list = []
for _ in range(5_000):
    BOMB = [BOMB]

HOSTILE = [
    None,
    True,
    -1,
    10**400,
    1e308,
    float("nan"),
    float("inf"),
    "1e999999999",
    "\x00",
    "\ud800",
    "x" * 100_001,
    "9" * 5_000,
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "0000-00-00T00:00",
    "9999-12-31T23:59+14:00",
    "0001-01-01T00:00-14:00",
    "2026-11-23T13:00+24:00",
    [],
    [None],
    [[1]],
    [{}] * 501,
    {},
    {"a": {"b": 1}},
    BOMB,
]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_field_survives_every_hostile_value(name):
    one = form(name.partition(".")[0])
    for key in sample(name):
        for value in HOSTILE:
            try:
                one.load({**sample(name), key: value}, context(name))
            except Invalid as error:
                assert error.fields


def test_every_column_survives_every_hostile_value():
    for name, path in [("common_plan.goals", "goals"), ("common_plan.measures", "measures")]:
        first = sample(name)[path][0]
        for key in first:
            for value in HOSTILE:
                found = problems(name, {path: [{**first, key: value}]})
                assert all(at.startswith((path, "next_follow_up")) for at in found)


@pytest.mark.parametrize("data", [None, 3, "text", [], [{}], True])
def test_what_is_no_object_is_refused(data):
    assert judge(form("inquiry"), data) == {"": ["Svarene kunne ikke læses. Prøv igen."]}


def test_a_million_rows_are_refused_at_once():
    start = time.perf_counter()
    found = problems("common_plan.goals", {"goals": [{}] * 1_000_000})
    assert list(found) == [""]
    assert time.perf_counter() - start < 2


def test_rows_in_rows_are_counted_together():
    inner = [{"information": [{"text": "a", "source": "b"}] * 499}] * 499
    assert list(problems("ics_assessment.synthesis", {"headings": inner})) == [""]


def test_unknown_keys_are_dropped_however_deep_they_are():
    clean = form("note").load(
        {**sample("note.note"), "approved_by": BOMB, "__class__": 1}, context("note.note")
    )
    assert "approved_by" not in clean and "__class__" not in clean


def test_the_step_cannot_be_chosen_by_the_person():
    one = form("common_plan")
    clean = one.load(
        {**sample("common_plan.agree"), "step": "approve", "approved": True}, context("common_plan.agree")
    )
    assert "approved" not in clean and "step" not in clean


def test_a_task_without_a_known_step_cannot_be_completed():
    assert list(judge(form("common_plan"), {}, step="final")) == ["step"]
    assert list(judge(form("common_plan"), {}, step=None)) == ["step"]


def test_a_hidden_answer_lends_its_value_to_nobody():
    one = small(
        {"type": "textfield", "key": "a", "label": "A", "conditional": {"hide": '=b = "show"'}},
        {"type": "textfield", "key": "b", "label": "B", "conditional": {"hide": "=true"}},
    )
    assert one.load({"a": "x", "b": "show"}, context()) == {"a": "x"}


ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(SAMPLES), data=st.data())
def test_random_answers_give_clean_data_or_invalid(name, data):
    one = form(name.partition(".")[0])
    keys = [info.path for info in one.fields if "[]" not in info.path]
    answers = data.draw(st.dictionaries(st.sampled_from(keys), ANSWERS, max_size=8))
    try:
        one.load({**sample(name), **answers}, context(name))
    except Invalid as error:
        assert error.fields
