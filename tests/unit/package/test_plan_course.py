"""The legal deadline of a child's plan (barnets lov § 91) runs beside the making of the plan (P05)."""

from __future__ import annotations

from tests.unit.package.files import OEF, user_tasks
from tests.unit.package.test_course import ZONE, Course

DECIDED = {"started_measures": 1, "child_plan_due": "2027-02-23"}


def clocks(course: Course) -> dict[str, str]:
    return {timer.element: str(timer.due_at.astimezone(ZONE).date()) for timer in course.timers.values()}


def test_the_clock_runs_only_when_a_plan_is_decided() -> None:
    without = Course().run("agree_with_family")
    decided = Course(start_measures=DECIDED).run("agree_with_family")
    assert "child_plan_deadline_reached" not in clocks(without)
    assert clocks(decided)["child_plan_deadline_reached"] == "2027-02-23"


def test_when_it_has_run_out_the_team_leader_gets_a_task_by_law() -> None:
    course = Course(start_measures=DECIDED).run("agree_with_family")
    course.fire("child_plan_deadline_reached")
    task = next(one for one in course.open.values() if one.element == "child_plan_overdue")
    (drawn,) = [node for _, node in user_tasks() if node.get("id") == task.element]
    assert (task.lane, drawn.get(OEF + "clockType")) == ("team_leader", "law")


def test_the_plan_in_force_stops_the_clock() -> None:
    course = Course(start_measures=DECIDED).run("closure_assessment")
    assert "child_plan_deadline_reached" not in clocks(course)
