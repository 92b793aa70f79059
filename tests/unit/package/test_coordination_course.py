"""A meeting of the coordination group and one of its decisions run through the real engine (T02)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.unit.package.test_course import Course

NEAR = {"meeting_id": "meeting-1", "meeting_at": "2026-12-10T09:00:00+01:00"}
HELD = {"agreement_runs_out": False, "renew_by": "2027-06-30"}


def begun(**changed: Mapping[str, Any]) -> Course:
    """The course of a meeting, at the chair's preparation."""
    answers = {"prepare_agenda": {"cancelled": False}, "hold_coordination_meeting": HELD}
    course = Course("coordination_group_monthly", NEAR, **{**answers, **changed})
    course.fire("invitation_time")
    return course


def test_the_report_is_made_before_the_agenda_and_again_when_the_meeting_begins() -> None:
    course = begun()
    assert course.trail == ["build_report", "send_status_invitation"]
    course.complete("prepare_agenda")
    course.fire("meeting_time")
    assert course.trail[-1] == "build_report" and course.elements() == {"hold_coordination_meeting"}
    course.complete("hold_coordination_meeting")
    assert course.state == "completed"


def test_the_meeting_begins_although_nobody_prepared_it() -> None:
    course = begun()
    course.fire("meeting_begins")
    assert course.elements() == {"hold_coordination_meeting"}


def test_a_cancelled_month_ends_the_course() -> None:
    course = begun(prepare_agenda={"cancelled": True})
    course.complete("prepare_agenda")
    assert course.state == "completed" and "hold_coordination_meeting" not in course.trail


def test_the_agreement_is_renewed_after_the_meeting_when_it_runs_out() -> None:
    course = begun(hold_coordination_meeting={**HELD, "agreement_runs_out": True}).run(
        "renew_priority_agreement"
    )
    assert course.elements() == {"renew_priority_agreement"}
    course.complete("renew_priority_agreement")
    assert course.state == "completed"
