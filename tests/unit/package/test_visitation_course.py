"""The course of a visitation meeting: decisions are found and talked about, or there are none."""

from tests.unit.package.test_course import Course

BEGUN = {"meeting_id": "meeting-1", "meeting_at": "2026-11-26T09:00:00+01:00"}


def begun(has_decisions: bool) -> Course:
    answers = {"refresh_prepared_decisions": {"has_decisions": has_decisions}}
    course = Course("visitation_meeting", BEGUN, **answers)
    assert course.trail == ["list_prepared_decisions"]
    course.fire("meeting_time")
    return course


def test_a_meeting_with_decisions_is_held_and_ends() -> None:
    course = begun(has_decisions=True)
    (task,) = course.open.values()
    assert task.element == "hold_visitation_meeting"
    course.complete("hold_visitation_meeting")
    assert (course.open, course.state) == ({}, "completed")


def test_a_meeting_without_decisions_falls_out() -> None:
    course = begun(has_decisions=False)
    assert course.trail[-1] == "skip_visitation_meeting"
    assert (course.open, course.state) == ({}, "completed")
