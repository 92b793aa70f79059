"""Joint financing (P08): from the plan to a split in force, refusals and escalation, and new splits."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.doors import refused_everywhere
from tests.acceptance.story import Story, Town
from tests.acceptance.test_courses_on_a_case import Course, begin
from workflow_service import inbox, runtime
from workflow_service.casefile import open_entry
from workflow_service.casefile.financing_operations import end_agreements, record_cost, tell_of_new_plan
from workflow_service.casefile.financing_page import financing_page
from workflow_service.errors import Forbidden, NotFound
from workflow_service.store import casefile as case_query
from workflow_service.store import casefile_financing as financing

FIRST = ("describe_measure_and_gain", "propose_split", "controller_check")
CONTROLLER = "controller1"


@pytest.fixture
def family(town: Town) -> Story:
    """A family with a case in a second sector; its plan waits for the family's word."""
    return town.story("Noah", "agree_with_family")


def versions(story: Story) -> list[dict[str, Any]]:
    return list(story.read(financing.agreements))


def course_of(story: Story) -> Course:
    """The course that the plan began by itself."""
    with story.town.database.begin(write=False) as uow:
        sql = "SELECT id FROM process_instance WHERE process_key = 'financing_over_time'"
        found = uow.value(sql)
    assert found is not None
    return Course(story.town, story.family, str(found), of=story.case_id)


def seen(course: Course, element: str) -> Any:
    """What the form of the open task shows to the one who has it."""
    item = course.task(element)
    with course.town.driver.acting(course.town.driver.who(item)) as uow:
        return inbox.read_form(uow, course.town.neck, item.id).data


def approves(course: Course) -> None:
    while "sector_approval" in course.tasks():
        course.does("sector_approval")


def thirds(*percentages: str) -> Any:
    def change(given: dict[str, Any]) -> None:
        first = given["shares"][0]
        units = [row["unit"] for row in given["shares"]]
        sectors = ("disability_child", "employment", "school")
        given["shares"] = [
            {**first, "sector": sector, "unit": units[at % len(units)], "pct": pct}
            for at, (sector, pct) in enumerate(zip(sectors, percentages, strict=True))
        ]

    return change


def test_the_plan_begins_the_split_beside_itself_and_waits_for_nothing(family: Story) -> None:
    course = course_of(family)
    assert set(course.tasks()) == {"describe_measure_and_gain"}
    family.does("agree_with_family")
    family.comes_to("approve_plan")
    family.does("approve_plan")
    # the plan is in force although the expense is not shared yet
    assert family.read(case_query.plans)[0]["state"] == "active"
    page = financing_view(family, CONTROLLER)
    assert page.pays_now == "Børn og Familie Nord" and page.sheet is not None
    assert page.sheet.line.state == "weighed"


def financing_view(story: Story, login: str) -> Any:
    with story.town.driver.acting(story.town.driver.user(login)) as uow:
        return financing_page(uow, story.case_id)


def test_thirds_lack_a_hundredth_and_each_sector_approves_its_own_share(family: Story) -> None:
    course = course_of(family)
    course.does("describe_measure_and_gain")
    refusal = course.refused("propose_split", thirds("33.33", "33.33", "33.33"))
    assert refusal.fields["shares"] == [
        "Andelene er tilsammen 99,99 %. Der mangler 0,01 %. De skal være præcis 100,00 %. Brug »Læg resten"
        " på«, eller ret en andel. (Regel 10)"
    ]
    refused_everywhere(
        course,
        "propose_split",
        10,
        thirds("33.33", "33.33", "33.33"),
        "propose_split",
        "shares",
        financing_id=versions(family)[0]["id"],
    )
    course.does("propose_split", thirds("33.34", "33.33", "33.33"))
    course.does("controller_check")
    tasks = course.town.driver.open_tasks(course.instance_id)
    assert [item.element for item in tasks] == ["sector_approval"] * 3
    # the family's own sector is granted by its level (D5), the others by the grant authority of their unit
    assert {item.role for item in tasks} == {"child_disability_adviser", "grant_authority"}
    given = {"decision": "approved"}
    other = next(item for item in tasks if item.role == "grant_authority" and item.assignee)
    stranger = course.town.driver.user("grant_authority1")
    with pytest.raises(Forbidden):
        course.town.complete(stranger, other.id, given)
    approves(course)
    newest = versions(family)[0]
    shares = family.read(lambda uow, case: financing.shares(uow, newest["id"]))
    assert newest["state"] == "active" and sum(one["amount"] for one in shares) == newest["total_cost"]
    assert [str(one["pct"]) for one in shares] == ["33.34", "33.33", "33.33"]
    with family.town.driver.acting(family.town.driver.user(CONTROLLER)) as uow:
        assert financing_page(uow, family.case_id).sheet is not None
        entry = family.journal("document")[0]["id"]
        with pytest.raises(NotFound):
            open_entry(uow, entry)  # financing data, not what the assessment says


def test_a_refused_share_is_renegotiated_twice_and_then_waits_for_the_coordination_group(
    family: Story,
) -> None:
    course = course_of(family)
    course.runs(*FIRST)

    def no(given: dict[str, Any]) -> None:
        given.clear()
        given.update(decision="refused", note="Der er ikke midler i år.")

    for last in (False, False, True):
        course.does("sector_approval", no)
        approves(course)
        assert set(course.tasks()) == (set() if last else {"renegotiate"})
        if not last:
            assert "Der er ikke midler i år." in seen(course, "renegotiate")["refusals_text"]
            course.runs("renegotiate", "controller_check")
    assert versions(family)[0]["state"] == "escalated" and course.state() == "active"


def test_a_new_split_comes_with_time_cost_or_plan_and_shows_the_difference(family: Story) -> None:
    course = course_of(family)
    course.runs(*FIRST)
    approves(course)
    first = versions(family)[0]
    with family.town.driver.acting(family.town.driver.user("team_leader1")) as uow:
        month = first["period_from"]
        fine = record_cost(uow, family.case_id, first["id"], month, month, first["total_cost"])
        deviation, beyond = record_cost(
            uow, family.case_id, first["id"], month, month, first["total_cost"] * Decimal("1.2")
        )
        assert fine == (Decimal("0.00"), False) and (deviation, beyond) == (Decimal("20.00"), True)
        runtime.correlate(uow, family.town.neck, "cost_deviated", first["id"], {})
    assert versions(family)[0]["reason"] == "cost_deviation" and versions(family)[1]["state"] == "active"

    def shift(given: dict[str, Any]) -> None:
        given["shares"] = given["shares"][:2]
        given["shares"][0]["pct"], given["shares"][1]["pct"] = "70.00", "30.00"

    course.does("describe_measure_and_gain")
    course.does("propose_split", shift)
    course.does("controller_check")
    approves(course)
    now, before = versions(family)[:2]
    assert (now["state"], now["number"], before["state"]) == ("active", 2, "superseded")
    difference = financing_view(family, "team_leader1").sheet.differences
    told = [(one.before or "", one.after or "") for one in difference]
    assert any("33,34 %" in before and "70,00 %" in after for before, after in told)
    assert any(before and not after for before, after in told)  # a sector that no longer shares
    with family.town.driver.acting(family.town.driver.user("team_leader1")) as uow:
        runtime.correlate(uow, family.town.neck, "plan_revised", family.case_id, {})
    assert versions(family)[0]["reason"] == "plan_revised"
    with family.town.database.begin() as uow:
        ended = end_agreements(uow, family.case_id)
    # its course sits in the new split and watches over the old one no more
    assert ended == ()
    assert [one["state"] for one in versions(family)[:2]] == ["ended", "ended"] and now["id"] == versions(
        family
    )[1]["id"]


def test_a_split_that_still_waits_on_the_18th_birthday_lapses_with_its_task(family: Story) -> None:
    course = course_of(family)
    course.does("describe_measure_and_gain")
    assert set(course.tasks()) == {"propose_split"}
    tomorrow = family.town.driver.clock.now().date() + timedelta(days=1)
    corrected = begin(family, "birth_date_correction")
    adult = tomorrow.replace(year=tomorrow.year - 18).isoformat()
    corrected.does("correct_birth_date", lambda given: given.update(birth_date=adult))
    family.town.driver.travel(family.town.driver.clock.now() + timedelta(days=2))
    assert course.state() == "completed" and course.tasks() == {}
    assert versions(family)[0]["state"] == "ended"
    # and none begins after it
    late = begin(family, "financing_over_time")
    assert late.state() == "completed" and versions(family)[0]["state"] == "not_eligible"


def test_a_revised_plan_is_heard_by_every_split_of_the_case(family: Story) -> None:
    both = [course_of(family), begin(family, "financing_over_time")]
    for course in both:
        course.runs(*FIRST)
        approves(course)
    assert {one["state"] for one in versions(family)} == {"active"} and len(versions(family)) == 2
    with family.town.driver.acting(family.town.driver.user("team_leader1")) as uow:
        case = case_query.case_row(uow, family.case_id) or {}
        for others in tell_of_new_plan(uow, case):
            runtime.correlate(uow, family.town.neck, others.name, others.correlation_key, {})
        # what the diagram of the revision throws itself
        runtime.correlate(uow, family.town.neck, "plan_revised", family.case_id, {})
    assert [set(course.tasks()) for course in both] == [{"describe_measure_and_gain"}] * 2
    assert {one["reason"] for one in versions(family)[:2]} == {"plan_revised"}
