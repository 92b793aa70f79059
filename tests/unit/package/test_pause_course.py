"""A case that rests is taken up again by a person, or on its day by itself."""

from __future__ import annotations

from tests.unit.package.test_course import Course

RESTS = {"pause_case": {"resume_on": "2027-02-01"}}


def test_the_leader_takes_the_case_up_before_its_day() -> None:
    course = Course("case_pause", {"case_id": "case-1"}, **RESTS).run()
    assert course.trail == ["pause_case", "resume_case"] and course.state == "completed"


def test_on_its_day_the_case_is_taken_up_by_itself() -> None:
    course = Course("case_pause", {"case_id": "case-1"}, **RESTS).run("resume_case")
    course.fire("resume_day")
    assert course.trail[-1] == "resume_on_day" and course.state == "completed" and not course.elements()
