"""A closed case goes straight to the active period again, and can be closed again."""

from tests.unit.package.test_course import Course


def test_a_reopened_case_is_followed_again_until_it_is_closed_again() -> None:
    course = Course("case_reopening", {"case_id": "case-1", "family_id": "family-1", "child_id": "child-1"})
    assert course.elements() == {"reopen_case"}
    assert next(iter(course.open.values())).lane == "team_leader"
    course.run()
    assert course.state == "active" and "closing_agreed" in course.subscriptions
    course.hear("closing_agreed")
    course.run()
    assert course.state == "completed"
    steps = ("reopen_case", "take_up_case", "closure_assessment", "close_case")
    assert [step for step in course.trail if step in steps] == list(steps)


def test_a_reopened_case_hears_what_any_case_hears_and_skips_what_it_went_through() -> None:
    course = Course("case_reopening", {"case_id": "case-1", "family_id": "family-1", "child_id": "child-1"})
    heard = {"benefit_application", "family_withdraws", "family_moved", "new_notification", "acute_need"}
    assert not heard & set(course.subscriptions)
    course.run()
    assert heard <= set(course.subscriptions)
    assert not {"call_intake", "register_inquiry", "hold_analysis_meeting"} & set(course.trail)
    assert "find_birthday" in course.trail


def test_an_application_is_decided_and_a_withdrawal_recorded_after_the_reopening() -> None:
    course = Course("case_reopening", {"case_id": "case-1", "family_id": "family-1", "child_id": "child-1"})
    course.run()
    told = {"application_id": "a-1", "application_due": "2026-12-20", "application_received": "2026-11-23"}
    course.hear("benefit_application", **told)
    course.hear("family_withdraws")
    assert {"prepare_decision", "record_withdrawal"} <= course.elements()
    course.run()
    assert "start_benefit" in course.trail and course.state == "active"


def test_a_family_that_moves_ends_the_reopened_course() -> None:
    course = Course("case_reopening", {"case_id": "case-1", "family_id": "family-1", "child_id": "child-1"})
    course.run()
    course.hear("family_moved")
    assert course.elements() == {"notify_new_municipality"}
    course.run()
    assert course.state == "completed" and course.trail[-1] == "close_case"
