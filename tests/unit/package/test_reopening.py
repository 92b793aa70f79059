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
    steps = ("reopen_case", "closure_assessment_again", "close_case")
    assert [step for step in course.trail if step in steps] == list(steps)
