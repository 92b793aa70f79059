"""Support beside the assessment: decided first, begun when it may, and looked at when no plan does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.unit.package.test_course import Course

BEGUN = {"begun": True, "first_visit": "2027-02-09", "visit_due": "2027-02-23"}


def beside(**changed: Mapping[str, Any]) -> Course:
    known: dict[str, Mapping[str, Any]] = {
        "describe_support": {"measure_id": "measure-1"},
        "start_parallel_support": BEGUN,
        "check_parallel_follow_up": {"follow_up_here": True},
    }
    course = Course("parallel_support", {"case_id": "case-1"}, **{**known, **changed}).run("decide")
    course.complete("decide")
    return course


def test_it_is_decided_before_it_begins_and_followed_up_in_time() -> None:
    course = beside()
    order = [course.trail.index(one) for one in ("send_decision_letters", "start_parallel_support")]
    assert order == sorted(order)
    course.fire("visit_time")
    (task,) = course.open.values()
    assert task.element == "follow_up_support" and str(task.due)[:10] in ("2027-02-22", "2027-02-23")


def test_what_is_not_begun_ends_and_what_a_plan_follows_up_is_left_to_it() -> None:
    never = {"begun": False, "first_visit": None, "visit_due": None}
    assert beside(start_parallel_support=never).state == "completed"
    course = beside(check_parallel_follow_up={"follow_up_here": False})
    course.fire("visit_time")
    assert course.state == "completed" and "follow_up_support" not in course.trail
