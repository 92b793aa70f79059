"""The core team's status meeting (T01) from ten days before to approved minutes."""

from __future__ import annotations

from tests.unit.package.test_course import Course

BEGUN = {"meeting_id": "meeting-1", "meeting_at": "2026-12-03T09:00:00+01:00"}
HELD = {"hold_status_meeting": {"was_held": True}, "refresh_agenda": {"coordinators": ["user-1", "user-2"]}}


def begin(**changed: dict[str, object]) -> Course:
    return Course("status_meeting_series", BEGUN, begins="meeting_is_near", **{**HELD, **changed})


def test_the_agenda_is_made_at_once_and_the_invitation_waits_for_its_day() -> None:
    course = begin()
    assert course.trail == ["build_agenda"] and not course.open
    course.fire("invitation_time")
    assert course.trail[-1] == "send_status_invitation"
    (task,) = course.open.values()
    assert (task.element, task.lane) == ("adjust_agenda", "team_leader")


def test_each_coordinator_is_asked_whether_or_not_the_leader_has_seen_the_agenda() -> None:
    for leader_answers in (True, False):
        course = begin()
        course.fire("invitation_time")
        if leader_answers:
            course.complete("adjust_agenda")
            course.fire("update_time")
        else:
            course.fire("updates_begin")
        told = [task.data["coordinator"] for task in course.open.values()]
        assert told == ["user-1", "user-2"] and course.elements() == {"update_before_meeting"}


def to_the_meeting(course: Course) -> Course:
    course.fire("invitation_time")
    course.fire("updates_begin")
    course.complete("update_before_meeting")
    # the meeting does not wait for who has not written
    course.fire("meeting_begins")
    assert course.elements() == {"hold_status_meeting"}
    return course


def test_a_held_meeting_ends_with_its_minutes() -> None:
    course = to_the_meeting(begin())
    course.complete("hold_status_meeting")
    assert course.elements() == {"approve_status_minutes"}
    course.complete("approve_status_minutes")
    assert course.state == "completed" and "record_deviation" not in course.trail


def test_a_deviation_finds_a_new_date_before_the_minutes_are_approved() -> None:
    course = to_the_meeting(begin(hold_status_meeting={"was_held": False}))
    course.complete("hold_status_meeting")
    assert course.elements() == {"record_deviation"}
    course.complete("record_deviation")
    course.complete("approve_status_minutes")
    assert course.state == "completed"


def test_minutes_that_are_late_are_asked_for_once_and_the_meeting_stays_open() -> None:
    course = to_the_meeting(begin())
    course.fire("minutes_late")
    assert course.elements() == {"hold_status_meeting", "minutes_overdue"}
    course.complete("minutes_overdue")
    assert course.elements() == {"hold_status_meeting"} and "minutes_late" not in {
        timer.element for timer in course.timers.values()
    }
    course.complete("hold_status_meeting")
    course.complete("approve_status_minutes")
    assert course.state == "completed"


def test_a_meeting_without_cases_is_held_on_time() -> None:
    course = begin(refresh_agenda={"coordinators": []})
    course.fire("invitation_time")
    course.fire("updates_begin")
    assert not course.open
    course.fire("meeting_time")
    assert course.elements() == {"hold_status_meeting"}
