"""A plan revision (P06) runs through the real engine: its order, its ways round, its one deadline."""

from __future__ import annotations

from typing import Any

from tests.unit.package.files import parameters_used
from tests.unit.package.test_course import Course
from workflow_service import engine

BEGUN = {"case_id": "case-1", "family_id": "family-1", "coordinator_id": "user-1", "reason": "status_meeting"}
DESCRIBED = {"plan_id": "plan-2", "needs_analysis": False, "revision_due": "2026-12-07"}
CHANGES = [{"matter": "change", "matter_id": "measure-1"}, {"matter": "end", "matter_id": "measure-2"}]
REVISED = {
    "decisions": CHANGES,
    "measures_changed": True,
    "financing_affected": False,
    "needs_analysis": False,
}
USUAL = {"describe_development": DESCRIBED, "revise_measures": REVISED}


def revision(**changed: Any) -> Course:
    return Course("plan_revision", BEGUN, **(USUAL | changed))


def test_a_revision_goes_from_the_development_to_a_new_version() -> None:
    course = revision().run()
    steps = ["describe_development", "adjust_goals", "revise_measures", "decide", "decide", "start_measures"]
    steps += ["agree_with_family", "approve_plan", "publish_plan", "plan_revised"]
    assert [step for step in course.trail if step in steps] == steps
    assert course.state == "completed"


def test_a_new_problem_area_is_analysed_before_the_goals_change() -> None:
    course = revision(describe_development=DESCRIBED | {"needs_analysis": True}).run("adjust_goals")
    assert course.trail.count("hold_analysis_meeting") == 1 and "adjust_goals" not in course.trail


def test_something_far_more_intrusive_brings_the_analysis_meeting_and_the_goals_again() -> None:
    course = revision(revise_measures=REVISED | {"needs_analysis": True}).run("propose_experts")
    course.answers = course.answers | {"revise_measures": REVISED}
    course.run()
    assert course.trail.count("adjust_goals") == course.trail.count("revise_measures") == 2
    assert course.trail.index("hold_analysis_meeting") < course.trail.index("start_measures")


def test_when_no_measure_changes_nothing_is_decided_or_started() -> None:
    course = revision(revise_measures=REVISED | {"decisions": [], "measures_changed": False}).run()
    assert "decide" not in course.trail and "start_measures" not in course.trail
    assert course.trail[-2:] == ["publish_plan", "plan_revised"]


def test_joint_financing_begins_beside_the_revision_when_money_is_touched() -> None:
    course = revision(revise_measures=REVISED | {"financing_affected": True}).run("agree_with_family")
    assert "financing_wanted" in course.trail
    assert "financing_wanted" not in revision().run().trail


def test_disagreement_offers_one_talk_and_never_stops_the_new_version() -> None:
    words = {"agreement": "partly"}
    course = revision(agree_with_family=words, agree_after_new_talk=words).run()
    asked = [s for s in course.trail if s in ("offer_new_talk", "decide_disagreement", "plan_revised")]
    assert asked == ["offer_new_talk", "decide_disagreement", "plan_revised"]


def test_the_team_leader_is_told_when_it_takes_long_and_the_new_version_settles_it() -> None:
    course = revision().run("adjust_goals")
    assert "revision_due" in parameters_used("plan_revision")
    course.fire("revision_due_reached")
    overdue = next(task for task in course.open.values() if task.element == "revision_overdue")
    assert overdue.lane == "team_leader"
    while course.state == "active":
        task = next(one for one in course.open.values() if one.element != "revision_overdue")
        course.trail.append(task.element)
        course.apply(engine.CompleteUserTask(task.id, course.answers.get(task.element, {})))
    assert course.trail[-1] == "plan_revised" and not course.open
