"""The active period (P07) in every order: never stuck, never doubled, its memory bounded; and its ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.package.test_course import Course

BEGUN = {
    "case_id": "case-1",
    "family_id": "family-1",
    "child_id": "child-1",
    "birth_date": "2017-03-14",
    "coordinator_id": "user-1",
    "plan_id": "plan-1",
    "sectors": ["school"],
    "parents_have_measures": False,
}
VISIT = {"visit": "none", "next_visit": "2027-06-01", "visit_due": "2027-06-15", "child_view_missing": False}
CHECKIN = {"checkin_due": False, "next_checkin": "2027-05-01"}
SURVEY = {"survey_due": False, "next_survey": "2027-09-01"}
# one at a time each: a visit, a talk, a survey
ROUNDS = (("hear_child", "follow_up", "review_benefit"), ("family_checkin",), ("family_survey",))
ALWAYS = {"closing_agreed", "development_reported", "end_decided", "measure_ends"}
TOLD: Mapping[str, Mapping[str, Any]] = {
    "status_meeting_decision": {"decision": "revise_plan"},
    "revision_needed": {"reason": "follow_up"},
    "measure_ends": {"measure_id": "m-1"},
    "end_decided": {"ends_on": "2027-01-29"},
    "development_reported": {"text": "Noah sover ikke."},
}
# decisions that run beside each other, each with a course of its own
MOST_ENDINGS = 3
SNAPSHOT_LIMIT = 40_000


def begin() -> Course:
    return Course("active_period", BEGUN)


def actions(course: Course) -> list[Callable[[], None]]:
    """All that can happen now: a task is done, a timer falls due, a message comes (but the end)."""
    found: list[Callable[[], None]] = [
        lambda element=element: course.complete(element) for element in sorted(course.elements())
    ]
    found += [
        lambda element=element: course.fire(element)
        for element in sorted({timer.element for timer in course.timers.values()})
    ]
    endings = sum(task.element in ("prepare_decision", "decide") for task in course.open.values())
    for name in sorted(course.subscriptions):
        if name == "closing_agreed" or (name == "measure_ends" and endings >= MOST_ENDINGS):
            continue
        found.append(lambda name=name: course.hear(name, **TOLD.get(name, {})))
    return found


def lives(course: Course) -> None:
    """What holds after every step."""
    assert course.state == "active"
    assert set(course.subscriptions) >= ALWAYS
    open_now = Counter(task.element for task in course.open.values())
    waits = Counter(timer.element for timer in course.timers.values())
    for round_, wait in zip(ROUNDS, ("visit_time", "checkin_time", "survey_time"), strict=True):
        assert sum(open_now[element] for element in round_) + waits[wait] == 1, (round_, open_now, waits)
    revising = {task.process for task in course.open.values()} & {"plan_revision", "analysis_meeting"}
    assert not (revising and "revision_needed" in course.subscriptions)
    assert {task.data.get("coordinator_id", "user-1") for task in course.open.values()} <= {"user-1"}
    assert len(course.snapshot) < SNAPSHOT_LIMIT


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 15)), min_size=8, max_size=25))
def test_in_whatever_order_things_happen_the_period_lives_and_can_be_closed(
    steps: list[tuple[int, int]],
) -> None:
    course = begin()
    for which, found in steps:
        due, told = ("follow_up", "benefit_review", "none")[found % 3], found % 2 == 0
        course.answers = course.answers | {
            "find_visit": VISIT | {"visit": due, "child_view_missing": told},
            "find_checkin": CHECKIN | {"checkin_due": told},
            "find_survey": SURVEY | {"survey_due": found % 4 == 0},
            "note_status_decision": {"revise": found % 3 != 0, "reason": "status_meeting"},
        }
        possible = actions(course)
        possible[which % len(possible)]()
        lives(course)
    course.hear("closing_agreed")
    assert course.state == "completed" and not course.elements()


def test_a_visit_hears_the_child_first_and_then_counts_the_next_one() -> None:
    course = begin()
    course.answers = course.answers | {
        "find_visit": VISIT | {"visit": "follow_up", "child_view_missing": True}
    }
    course.fire("visit_time")
    assert "hear_child" in course.elements()
    course.complete("hear_child")
    course.answers = course.answers | {"find_visit": VISIT}
    course.complete("follow_up")
    assert course.trail[-3:] == ["hear_child", "follow_up", "find_visit"]
    assert "follow_up" not in course.elements()


def test_a_talk_that_was_had_otherwise_takes_the_check_in_away() -> None:
    course = begin()
    course.answers = course.answers | {"find_checkin": CHECKIN | {"checkin_due": True}}
    course.fire("checkin_time")
    assert "family_checkin" in course.elements()
    course.answers = course.answers | {"find_checkin": CHECKIN}
    course.hear("checkins_changed")
    assert "family_checkin" not in course.elements() and course.trail[-1] == "find_checkin"


def test_a_status_meeting_that_revises_the_plan_is_followed_by_its_dates() -> None:
    course = begin()
    course.hear("status_meeting_decision", decision="revise_plan")
    assert "revision_needed" not in course.subscriptions
    while {task.process for task in course.open.values()} or "meeting_time" in {
        timer.element for timer in course.timers.values()
    }:
        if course.open:
            course.complete(next(iter(course.open.values())).element)
        else:
            course.fire("meeting_time")
    assert course.trail.count("follow_new_plan") == 1 and "revision_needed" in course.subscriptions


def test_what_is_to_end_is_decided_beside_the_rest() -> None:
    course = begin()
    course.hear("measure_ends", measure_id="m-1")
    assert course.elements() == {"prepare_decision"} and set(course.subscriptions) >= ALWAYS
    while course.open:
        course.complete(next(iter(course.elements())))
    assert course.trail.count("end_measure") == 1 and course.state == "active"
