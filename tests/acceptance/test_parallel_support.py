"""Parallel support, the second way past INV-06: help that cannot wait begins beside the assessment, decided,
with consent and with its reason; every other door stays shut."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.acceptance.story import Story, Town
from tests.acceptance.test_courses_on_a_case import LEADER, Course, begin, form_data
from workflow_service import runtime
from workflow_service.casefile import start_measure
from workflow_service.errors import Conflict, Invalid, Rejection
from workflow_service.store import casefile as case_query
from workflow_service.store import coordination_report as report
from workflow_service.store import notifications as notified
from workflow_service.store import on_case, overrides

KEY = "parallel_support"


def assessed(town: Town) -> Story:
    """Asta's family is being assessed; the applications of the beginning are decided."""
    return town.story("Asta", "child_conversation")


def support(story: Story) -> dict[str, Any]:
    (found,) = [row for row in story.read(case_query.measures) if row["kind"] == "supportive"]
    return dict(found)


def passed_by(story: Story) -> list[dict[str, Any]]:
    return list(story.read(lambda uow, case: overrides.of_case(uow, case, "INV-06")))


def offered(story: Story) -> list[str]:
    town = story.town
    with town.driver.acting(town.driver.user(LEADER)) as uow:
        row = on_case.courses(uow, story.case_id)[0]
        return runtime.startable_on(uow, town.neck.releases.get(uow, str(row["newest_id"])), row)


def described(asta: Story) -> Course:
    course = begin(asta, KEY, "family_coordinator2")
    course.does("describe_support")
    return course


def test_it_begins_before_the_meeting_with_decision_reason_and_date_and_is_counted(town: Town) -> None:
    asta = assessed(town)
    course = described(asta)
    refused = pytest.raises(Rejection)
    with town.driver.acting(town.driver.user(LEADER)) as uow, refused as caught:
        start_measure(uow, asta.case_id, support(asta)["id"])
    assert caught.value.code == "inv_06" and "»Støtte under udredningen«" in caught.value.da
    said = course.answers("prepare_decision")["parallel_reason"]
    why = course.refused("prepare_decision", lambda one: one.pop("parallel_reason"))
    assert isinstance(why, Invalid) and list(why.fields) == ["parallel_reason"]
    course.decides()
    measure = support(asta)
    assert measure["state"] == "started" and measure["decision_id"]
    assert (measure["next_follow_up"] - measure["start"]).days in (89, 90, 91, 92)
    (early,) = asta.read(notified.early_starts)
    assert (early["ground"], early["started_before_analysis"]) == ("parallel", True)
    (passed,) = passed_by(asta)
    assert (passed["ground"], passed["reason"]) == ("parallel", said)
    with town.database.begin(write=False) as uow:
        assert report.early_measures(uow, measure["started_at"]).part == 1
    # nobody follows it up before the plan, so this course does
    town.driver.travel(town.driver.clock.now() + timedelta(days=85))
    item = course.task("follow_up_support")
    assert (item.role, item.clock_type) == ("family_coordinator", "law")
    course.does("follow_up_support")
    assert course.state() == "completed" and support(asta)["next_follow_up"] is None


def test_refused_or_without_consent_nothing_begins(town: Town) -> None:
    asta = assessed(town)
    for change in ({"outcome": "refused"}, {"consent": False}):
        course = described(asta)
        course.does("prepare_decision")
        course.runs(*[one for one in ("obtain_child_view",) if one in course.tasks()])
        course.does("decide", lambda one, change=change: one.update(change))
        assert course.state() == "completed"
    rows = [row for row in asta.read(case_query.measures) if row["kind"] == "supportive"]
    assert {(row["state"], row["held_back"]) for row in rows} == {("refused", False), ("proposed", True)}
    assert passed_by(asta) == []


def test_what_waits_for_consent_alone_begins_with_it_before_the_meeting(town: Town) -> None:
    asta = assessed(town)
    course = described(asta)
    while course.tasks():
        (element,) = course.tasks()
        course.does(element, lambda one: one.update(consent=False) if "consent" in one else None)
    assert support(asta)["held_back"]
    consent = begin(asta, "consent", "family_coordinator2")
    while "obtain_consent" in consent.tasks():
        consent.does("obtain_consent", lambda one: one.update(purposes=["support"]))
    measure = support(asta)
    assert (measure["state"], measure["held_back"]) == ("started", False)
    assert [one["ground"] for one in passed_by(asta)] == ["parallel"] and measure["next_follow_up"]


def test_the_meeting_sees_it_and_afterwards_the_way_is_shut(town: Town) -> None:
    asta = assessed(town)
    described(asta).decides()
    asta.comes_to("hold_analysis_meeting")
    assert "støtte i hjemmet" in form_data(asta, "hold_analysis_meeting")["existing_support"]
    assert KEY in offered(asta)
    asta.comes_to("review_with_family")
    assert KEY not in offered(asta)
    with pytest.raises(Conflict) as caught:
        begin(asta, KEY)
    assert caught.value.code == "analysis_held"
