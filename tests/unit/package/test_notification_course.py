"""A notification and an acute situation run through the real engine beside a family's course."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.unit.package.test_course import Course
from workflow_service import engine

STAMPED = {
    "notification_id": "notification-1",
    "received_at": "2026-11-23T10:00:00+01:00",
    "on_duty": "duty_officer",
    "assessed": False,
}
CALM = {"assessed": True, "danger": False, "case_known": True, "case_needed": False}
JOINED = {"case_id": "case-1", "case_number": "2026-0417", "reassessment": "none"}
ACUTE = {
    "acute_id": "acute-1",
    "reported_at": "2026-11-23T10:00:00+01:00",
    "assess_by": "2026-11-24T10:00:00+01:00",
    "assessor": "duty_officer",
}


def told(message: str, **changed: Mapping[str, Any]) -> Course:
    """Something is told to a family's course that waits for its first talk."""
    known: dict[str, Mapping[str, Any]] = {
        "open_notification": STAMPED,
        "receive_notification": {"anonymous": False, "professional": True},
        "assess_24h": CALM,
        "join_case": JOINED,
        "screen_notification": {"next_step": "inform", "outcome": "none"},
        "report_acute": ACUTE,
        "assess_danger": {"danger_now": True, "acute_measures": ["measure-1"]},
        "start_acute_measure": {"catch_up": "ahead"},
        "check_catch_up": {"caught_up": False},
    }
    course = Course(**{**known, **changed}).run("first_talk")
    course.apply(engine.DeliverMessage(message, course.subscriptions[message], {}))
    return course


def done(course: Course, *elements: str) -> Course:
    """These tasks are completed, in this order."""
    for element in elements:
        task = next(one for one in course.open.values() if one.element == element)
        course.apply(engine.CompleteUserTask(task.id, course.answers.get(element, {})))
    return course


def test_who_is_on_duty_gets_the_task_with_24_hours_from_receipt() -> None:
    course = told("new_notification")
    (task,) = [one for one in course.open.values() if one.element == "receive_notification"]
    assert task.groups == ("duty_officer",) and task.due is not None
    assert task.due.isoformat() == "2026-11-24T09:00:00+00:00"


def test_the_assessment_is_reminded_of_twice_and_then_followed_up_until_it_is_made() -> None:
    course = done(
        told("new_notification", escalate_assessment={"overseer": "duty_officer"}), "receive_notification"
    )
    for element in ("half_time_gone", "little_time_left", "assessment_late"):
        course.fire(element)
    assert course.trail.count("remind_assessor") == 2
    assert "duty_follow_up" in course.elements()
    done(course, "assess_24h")
    assert "duty_follow_up" not in course.elements()


def test_danger_reports_an_acute_need_to_the_case() -> None:
    course = told("new_notification", assess_24h={**CALM, "danger": True})
    done(course, "receive_notification", "assess_24h")
    assert course.trail.index("join_case") < course.trail.index("acute_need")
    assert "acknowledge_receipt" in course.trail


def test_a_known_case_is_re_assessed_by_the_leader_or_by_coordinator_and_leader() -> None:
    for kind, element in (("independent", "reassess_case"), ("local", "reassess_locally")):
        course = told("new_notification", join_case={**JOINED, "reassessment": kind})
        done(course, "receive_notification", "assess_24h")
        assert element in course.elements()


def test_an_investigation_is_decided_and_the_professional_told() -> None:
    screened = {"next_step": "decide", "outcome": "investigation"}
    course = told("new_notification", screen_notification=screened)
    done(course, "receive_notification", "assess_24h", "screen_notification")
    assert "prepare_decision" in course.elements()
    done(course, "prepare_decision", "decide")
    assert "inform_professional_notifier" in course.elements()


def test_acute_support_is_decided_before_it_starts_and_the_meeting_is_asked_for_later() -> None:
    course = done(told("acute_need"), "assess_danger", "prepare_decision", "decide")
    assert course.trail.index("send_decision_letters") < course.trail.index("start_acute_measure")
    course.fire("catch_up_due")
    assert "catch_up_overdue" in course.elements()


def test_without_danger_nothing_is_decided() -> None:
    calm = {"danger_now": False, "acute_measures": []}
    course = done(told("acute_need", assess_danger=calm), "assess_danger")
    assert course.elements() == {"first_talk"}
