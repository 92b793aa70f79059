"""The plan's page and the comparison of versions that the operations wrote (no process revises plans yet)."""

from typing import Any

import pytest

from tests.statements import counted
from tests.unit.casefile.journey import CHILD, Journey
from workflow_service import casefile
from workflow_service.casefile.plan_comparison import Worded, changed_words
from workflow_service.casefile.plan_page import compare_page, plan_page
from workflow_service.errors import NotFound


@pytest.fixture
def planned(berg: Journey) -> Journey:
    berg.to_plan()
    return berg


def operate(berg: Journey, operation: str, answers: dict[str, Any], by: str = "mette") -> None:
    with berg.acting(by) as uow:
        casefile.OPERATIONS[operation](uow, berg.call(uow, operation), answers)


def revise(berg: Journey) -> None:
    """A second version: one goal as it was, one with other words and owner, one new; the rest closed."""
    with berg.acting("mette") as uow:
        page = plan_page(uow, berg.case_id or "")
        known = casefile.prefill(uow, berg.case_id or "", "common_plan", "x", {"step": "goals"}).data["goals"]
    assert page.plan is not None and len(known) >= 2
    kept, adjusted = dict(known[0]), dict(known[1])
    adjusted |= {"text": adjusted["text"] + " hver uge", "sector": "school", "target": 9}
    fresh = {**kept, "goal_uid": None, "text": "Noah sover hele natten", "horizon": "short"}
    operate(berg, "write_goals", {"family_vision": "En rolig hverdag.", "goals": [kept, adjusted, fresh]})
    reason = "Skolen er begyndt at hente Noah."
    operate(berg, "approve_plan", {"approved": True, "change_reason": reason}, by="tove")
    operate(berg, "publish_plan", {})


def test_the_plan_shows_goals_by_horizon_with_need_sector_and_progress(planned: Journey) -> None:
    with planned.acting("mette") as uow:
        plan = plan_page(uow, planned.case_id or "").plan
    assert plan is not None and plan.version.number == 1 and plan.version.approved_by == "Tove Krag"
    (first, *_) = plan.goals["short"]
    assert first.goal.whose == CHILD and first.goal.sector and first.goal.indicator
    assert first.goal.baseline is not None and first.goal.latest == first.goal.baseline
    assert plan.goals["long"] and {one.answer for one in plan.agreements} == {"agree"}


def test_measures_stand_under_the_goal_they_serve_or_apart(planned: Journey) -> None:
    with planned.acting("mette") as uow:
        plan = plan_page(uow, planned.case_id or "").plan
    assert plan is not None
    under = [one for goals in plan.goals.values() for goal in goals for one in goal.measures]
    found = {one.kind.code: (one.kind.label, one.state) for one in (*under, *plan.loose_measures)}
    assert found["supportive"] == ("Støttende indsats", "proposed") and found["advice"][1] == "started"


def test_an_earlier_version_stays_readable_and_says_why_the_next_one_came(planned: Journey) -> None:
    revise(planned)
    with planned.acting("mette") as uow:
        page, first = plan_page(uow, planned.case_id or ""), plan_page(uow, planned.case_id or "", 1)
    assert [(one.number, one.state) for one in page.versions] == [(2, "active"), (1, "superseded")]
    assert page.versions[0].change_reason == "Skolen er begyndt at hente Noah."
    assert first.plan is not None and first.plan.version.state == "superseded"
    assert "Noah sover hele natten" not in [one.goal.text for one in first.plan.goals["short"]]


def test_goals_are_matched_by_their_stable_id(planned: Journey) -> None:
    revise(planned)
    with planned.acting("mette") as uow:
        page = compare_page(uow, planned.case_id or "")
    assert page.comparison is not None and page.before is not None and page.after is not None
    assert (page.before.number, page.after.number) == (1, 2)
    changes = [str(one.change) for one in page.comparison.goals]
    assert changes[:2] == ["adjusted", "new"] and changes.count("kept") == 1
    adjusted = page.comparison.goals[0]
    assert [one.text for one in adjusted.text.after if one.changed] == [" hver uge"]
    assert [one.field for one in adjusted.values if one.changed][:1] == ["sector"]


def test_versions_are_compared_the_older_first_however_asked(planned: Journey) -> None:
    revise(planned)
    with planned.acting("mette") as uow:
        page = compare_page(uow, planned.case_id or "", 2, 1)
        assert page.before is not None and page.before.number == 1
        with pytest.raises(NotFound):
            compare_page(uow, planned.case_id or "", 1, 7)


def test_a_case_without_plan_or_with_one_version_has_nothing_to_compare(berg: Journey) -> None:
    berg.inquire()
    with berg.acting("iben") as uow:
        page, side = plan_page(uow, berg.case_id or ""), compare_page(uow, berg.case_id or "")
    assert page.plan is None and page.versions == () and side.comparison is None
    with berg.acting("iben") as uow, pytest.raises(NotFound):
        plan_page(uow, berg.case_id or "", 1)


def test_who_may_not_see_the_case_finds_no_plan(planned: Journey) -> None:
    for read in (plan_page, compare_page):
        with planned.acting("lis") as uow, pytest.raises(NotFound):
            read(uow, planned.case_id or "")


def test_the_plan_takes_few_statements_however_many_goals(planned: Journey) -> None:
    with planned.acting("mette") as uow, counted(planned.town.database) as seen:
        plan_page(uow, planned.case_id or "")
    assert len(seen) <= 8


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("Noah går i skole", "Noah går i skole", [], []),
        ("Noah går i skole", "Noah går glad i skole", [], ["glad "]),
        ("to dage om ugen", "fire dage i ugen", ["to", "om"], ["fire", "i"]),
        ("går to dage", "går hver uge", ["to dage"], ["hver uge"]),
        ("", "Nyt", [], ["Nyt"]),
        ("Vi ønsker ro.", "Alle når at spise sammen.", ["Vi ønsker ro."], ["Alle når at spise sammen."]),
    ],
)
def test_only_whole_words_that_differ_are_marked(
    before: str, after: str, gone: list[str], come: list[str]
) -> None:
    found = changed_words(before, after)
    assert isinstance(found, Worded)
    assert "".join(one.text for one in found.before) == before
    assert "".join(one.text for one in found.after) == after
    assert [one.text for one in found.before if one.changed] == gone
    assert [one.text for one in found.after if one.changed] == come
