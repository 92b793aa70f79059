"""When a child reaches an age, and what the 18th birthday changes for parties, letters and consents."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.unit.casefile.journey import CHILD, FATHER, MOTHER, Journey
from workflow_service.casefile import consents
from workflow_service.casefile.base import case_by_id
from workflow_service.casefile.decisions import parties
from workflow_service.casefile.letters import family_for_letters
from workflow_service.casefile.operations_plan import expect_adult_housing
from workflow_service.casefile.prefill_plan import agreement_parties, common_plan
from workflow_service.casefile.transition_dates import reaches
from workflow_service.casefile.transition_page import transition_page
from workflow_service.errors import Conflict, Invalid
from workflow_service.store import casefile as query
from workflow_service.store import casefile_transition as transitions
from workflow_service.store import tables
from workflow_service.store.casefile_rows import change


@pytest.mark.parametrize(
    ("born", "age", "on"),
    [
        ("2010-06-01", "P16Y", "2026-06-01"),
        ("2010-06-01", "P15Y6M", "2025-12-01"),
        ("2008-02-29", "P18Y", "2026-03-01"),
        ("2008-02-29", "P16Y", "2024-02-29"),
        ("2008-08-31", "P17Y6M", "2026-03-01"),
        ("2008-12-31", "P18Y", "2026-12-31"),
        ("2009-06-30", "P17Y6M", "2026-12-30"),
    ],
)
def test_an_age_is_reached_on_the_birthday_or_the_next_day_there_is(born: str, age: str, on: str) -> None:
    assert reaches(date.fromisoformat(born), age) == date.fromisoformat(on)


def aged(berg: Journey, years: int, days: int = 0) -> Journey:
    """The Berg family with a child who turned `years` so many days ago."""
    day = berg.now().date() - timedelta(days=days)
    berg.to_master_data(birth_date=day.replace(year=day.year - years).isoformat())
    return berg


def read(berg: Journey, what: Any) -> Any:
    with berg.acting() as uow:
        case = case_by_id(uow, berg.case_id)
        names = {one["id"]: one["name"] for one in query.persons(uow, case["family_id"])}
        return {names[one] for one in what(uow, case)}


def recipients(uow: Any, case: Any) -> list[str]:
    return [one.person_id for one in family_for_letters(uow, case).recipients]


@pytest.mark.parametrize("what", [agreement_parties, lambda u, c: parties(u, c, "benefit"), recipients])
def test_from_18_the_young_person_alone_agrees_is_the_party_and_gets_the_letters(
    berg: Journey, what: Any
) -> None:
    aged(berg, 17, 364)
    assert {MOTHER, FATHER} <= read(berg, what)
    berg.travel(3)
    assert read(berg, what) == {CHILD}


def test_a_consent_of_the_young_person_may_reach_past_the_birthday_and_a_parent_s_not(
    berg: Journey,
) -> None:
    aged(berg, 17, 300)
    with berg.acting() as uow:
        case = case_by_id(uow, berg.case_id)
        adult = consents.adult_on(uow, case)
        assert adult is not None
        assert consents.last_day(uow, case, uow.now.date()) == adult - timedelta(days=1)
        assert consents.last_day(uow, case, adult) > adult


def test_the_transition_begins_once(berg: Journey) -> None:
    aged(berg, 16)
    begun = berg.serve("begin_transition")
    assert begun.variables["contact_due"] == (berg.now().date() + timedelta(days=30)).isoformat()
    with pytest.raises(Conflict):
        berg.serve("begin_transition")


def test_an_area_that_is_not_settled_is_refused_whatever_the_diagram_says(berg: Journey) -> None:
    aged(berg, 17, 200)
    berg.serve("begin_transition")
    for operation in ("record_readiness", "confirm_transition"):
        with pytest.raises(Invalid) as caught:
            berg.serve(operation)
        assert caught.value.code == "inv_17"
    with berg.acting() as uow:
        assert (transitions.transition(uow, berg.case_id or "") or {})["state"] == "begun"


def area_row(area: str, **more: Any) -> dict[str, Any]:
    return {"area": area, "status": "yellow", "owner_name": "Gerda", "start_date": "2027-03-01", **more}


def applied(berg: Journey) -> dict[str, bool]:
    with berg.acting() as uow:
        plan = transitions.transition(uow, berg.case_id or "") or {}
        return {one["area"]: bool(one["application"]) for one in transitions.areas(uow, plan["id"])}


def test_a_tick_that_is_taken_away_ends_what_was_to_be_applied_for(berg: Journey) -> None:
    aged(berg, 16)
    berg.serve("begin_transition")
    berg.serve("clarify_areas", areas=[area_row("housing", application=True), area_row("support")])
    assert {area for area, ticked in applied(berg).items() if ticked} == {"housing"}
    again = berg.serve("clarify_areas", areas=[area_row("housing", application=False)])
    assert again.variables["applications"] == [] and not any(applied(berg).values())


def test_a_step_that_does_not_ask_leaves_what_is_applied_for(berg: Journey) -> None:
    aged(berg, 17, 200)
    berg.serve("begin_transition")
    berg.serve("clarify_areas", areas=[area_row("housing", application=True)])
    every = [area_row(area, decision="Aftalt.") for area in applied(berg)]
    berg.serve("record_readiness", areas=every)
    assert applied(berg)["housing"]


def test_whether_a_home_as_an_adult_is_expected_is_asked_of_the_young_and_known_of_the_child(
    berg: Journey,
) -> None:
    berg.to_analysis_closed()
    berg.write_goals()
    with berg.acting("mette") as uow:
        case = case_by_id(uow, berg.case_id)
        child = next(one for one in query.persons(uow, case["family_id"]) if one["id"] == case["child_id"])
        asked = common_plan(uow, case, {"step": "measures"})[0]["asks_adult_housing"]
        assert asked is False
        born = uow.now.date().replace(year=uow.now.year - 15)
        change(uow, tables.person, case["key_id"], child["id"], {"birth_date": born})
        uow.flush()
        assert common_plan(uow, case, {"step": "measures"})[0]["asks_adult_housing"] is True
        expect_adult_housing(uow, case, {"adult_housing_expected": True})
        uow.flush()
        assert common_plan(uow, case, {"step": "revise"})[0]["adult_housing_expected"] is True
    facts = berg.serve("read_transition_facts", "mette").variables
    assert facts["adult_housing_expected"] is True


def test_the_page_says_when_it_begins_and_then_where_the_areas_stand(berg: Journey) -> None:
    aged(berg, 15)
    with berg.acting("tove") as uow:
        before = transition_page(uow, berg.case_id or "")
    assert before.begun_on is None and before.begins_on == reaches(before.adult_on or date.max, "-P2Y")
    berg.serve("begin_transition")
    with berg.acting("tove") as uow:
        page = transition_page(uow, berg.case_id or "")
    assert len(page.areas) == 6 and {one.label for one in page.areas} == {"Ikke begyndt"}
