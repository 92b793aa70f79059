"""Plan revision (P06): the family's plan changes in a new version, and the one before stays readable."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.acceptance.story import Story, Town
from tests.acceptance.test_courses_on_a_case import Course, begin
from workflow_service import inbox
from workflow_service.calendar import long_date
from workflow_service.casefile import timeline
from workflow_service.casefile.plan_page import compare_page, plan_page
from workflow_service.errors import Conflict
from workflow_service.store import casefile as case_query

COORDINATOR = "family_coordinator2"


@pytest.fixture
def asta(town: Town) -> Story:
    """Asta's plan is in force and her family's support runs."""
    story = town.story("Asta", "approve_plan")
    story.does("approve_plan")
    return story


def kind(answers: dict[str, Any], wanted: str) -> dict[str, Any]:
    return next(row for row in answers["measures"] if row["kind"] == wanted)


def pages(story: Story, read: Any, *numbers: int) -> Any:
    with story.town.driver.acting(story.town.driver.user(COORDINATOR)) as uow:
        return read(uow, story.case_id, *numbers)


def closes_one_goal(answers: dict[str, Any]) -> None:
    """The short goal is reached; the family writes the next one."""
    short = next(row for row in answers["goals"] if row["horizon"] == "short")
    fresh = {**short, "goal_uid": None, "change": "new", "text": "Asta cykler til skole med en ven."}
    short |= {"change": "close", "outcome": "achieved"}
    answers["goals"].append(fresh)


def test_the_family_gets_a_new_version_and_the_old_one_can_still_be_read(asta: Story) -> None:
    revision = begin(asta, "plan_revision", COORDINATOR)
    revision.does("describe_development")
    revision.does("adjust_goals", closes_one_goal)
    revision.does("revise_measures", lambda said: kind(said, "supportive").update(change="adjust", cost=5000))
    running = kind_of(asta, "supportive")
    assert float(running["cost"]) != 5000 and "prepare_decision" in revision.tasks()
    revision.decides()
    assert float(kind_of(asta, "supportive")["cost"]) == 5000
    revision.runs("agree_with_family", "approve_plan")
    assert revision.state() == "completed"
    page, before = pages(asta, plan_page), pages(asta, plan_page, 1)
    assert [(one.number, one.state) for one in page.versions] == [(2, "active"), (1, "superseded")]
    assert "Asta cykler" in page.plan.goals["short"][0].goal.text
    assert before.plan.goals["short"] and "Asta cykler" not in before.plan.goals["short"][0].goal.text
    compared = pages(asta, compare_page).comparison
    assert sorted(str(one.change) for one in compared.goals) == ["closed", "kept", "new"]
    assert [one.outcome for one in compared.goals if one.change == "closed"] == ["nået"]
    assert [one.after.cost for one in compared.measures if one.change == "adjusted"] == [5000.0]


def kind_of(story: Story, wanted: str) -> Any:
    return next(row for row in story.read(case_query.measures) if row["kind"] == wanted)


def test_each_parent_gets_the_new_version_and_the_course_tells_it(asta: Story) -> None:
    begin(asta, "plan_revision", COORDINATOR).runs(
        "describe_development", "adjust_goals", "revise_measures", "agree_with_family", "approve_plan"
    )
    letters = [row for row in asta.journal("letter") if "version 2" in row["title"]]
    assert {row["recipients"][0]["name"] for row in letters} == {"Kirstine Holst", "Nikolaj Holst"}
    events = pages(asta, timeline).events
    assert "Den fælles plan, version 2" in [event.label for event in events]


def test_a_measure_ends_only_when_it_is_decided(asta: Story) -> None:
    revision = begin(asta, "plan_revision", COORDINATOR)
    revision.runs("describe_development", "adjust_goals")
    revision.does("revise_measures", lambda said: kind(said, "supportive").update(change="end"))
    assert kind_of(asta, "supportive")["state"] == "started"
    revision.does("prepare_decision")
    refusal = revision.refused("decide", lambda said: said.update(reason=""))
    assert "reason" in refusal.fields
    revision.decides()
    assert kind_of(asta, "supportive")["state"] == "ended"


def test_lost_earnings_end_with_notice_on_the_day_the_letter_names(asta: Story) -> None:
    """INV-21: the day, and until when they are run off, stand in the letter; until then they run."""
    last = asta.town.driver.clock.now().date() + timedelta(days=30)
    revision = begin(asta, "plan_revision", COORDINATOR)
    revision.runs("describe_development", "adjust_goals")
    revision.does("revise_measures", lambda said: earnings(said["measures"]).update(change="end"))
    revision.does("prepare_decision")
    late = revision.refused("decide", lambda said: said.update(ends_on="2020-01-01"))
    assert "ends_on" in late.fields
    revision.does("decide", lambda said: said.update(ends_on=last.isoformat()))
    revision.runs("agree_with_family", "approve_plan")
    assert (earnings_of(asta)["state"], earnings_of(asta)["end"]) == ("started", last)
    text = next(row["content"]["text"] for row in asta.journal("letter") if "Afgørelse: Tabt" in row["title"])
    run_off = last + timedelta(weeks=14)
    assert f"ophører {long_date(last)}." in text and f"til og med {long_date(run_off)}." in text
    clocks = pages(asta, lambda uow, case_id: inbox.case_clocks(uow, asta.town.neck, case_id))
    assert run_off in [one.due_at.date() for one in clocks if "Afvikling" in one.name]
    asta.town.driver.travel(asta.town.driver.clock.now() + timedelta(days=31))
    assert (earnings_of(asta)["state"], earnings_of(asta)["end"]) == ("ended", last)


def earnings(rows: list[Any]) -> Any:
    return next(row for row in rows if row["catalogue_item"] == "lost_earnings")


def earnings_of(story: Story) -> Any:
    return earnings(story.read(case_query.measures))


def test_a_new_problem_area_brings_the_analysis_meeting_first(asta: Story) -> None:
    revision = begin(asta, "plan_revision", COORDINATOR)
    revision.does("describe_development", lambda said: said.update(new_problem_area=True))
    assert list(revision.tasks()) == ["propose_experts"]


def test_disagreement_is_written_down_and_the_version_comes_all_the_same(asta: Story) -> None:
    def disagrees(said: dict[str, Any]) -> None:
        said["agreements"][0].update(answer="disagree", words="Det går for hurtigt.")

    revision = begin(asta, "plan_revision", COORDINATOR)
    revision.runs("describe_development", "adjust_goals", "revise_measures")
    revision.does("agree_with_family", disagrees)
    revision.runs("offer_new_talk")
    revision.does("agree_after_new_talk", disagrees)
    revision.runs("decide_disagreement", "approve_plan")
    newest = asta.read(case_query.plans)[0]
    assert (newest["state"], newest["agreement"]) == ("active", "disagree")
    assert "disagreement" in [flag.code for flag in asta.page(COORDINATOR).flags]


def test_what_is_refused_says_what_to_do(asta: Story) -> None:
    revision = begin(asta, "plan_revision", COORDINATOR)
    assert "change_reason" in revision.refused("describe_development", without_reason).fields
    revision.does("describe_development")
    lost = revision.refused("adjust_goals", lambda said: said["goals"].append(dict(said["goals"][0])))
    assert "skal stå på listen én gang" in lost.da
    with pytest.raises(Conflict, match="already_running_on_case"):
        begin(asta, "plan_revision", COORDINATOR)


def without_reason(said: dict[str, Any]) -> None:
    said["change_reason"] = ""


def test_the_team_leader_hears_of_a_revision_that_takes_more_than_fourteen_days(asta: Story) -> None:
    revision: Course = begin(asta, "plan_revision", COORDINATOR)
    revision.waits("revision_overdue")
    assert revision.task("revision_overdue").role == "team_leader"
