"""P01 to P03 at their branches: an acute need, an investigation, a request that is refused."""

from __future__ import annotations

from typing import Any

from tests.acceptance.story import Story, Town
from workflow_service.store import casefile as case_query
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import notifications as notified


def urgent(given: dict[str, Any]) -> None:
    """The screening stops at the first question."""
    given["acute"] = True
    asked = ("disability_related", "significant_lasting", "serious_or_complex", "placement_considered")
    for key in (*asked, "violent_home", "outcome", "heard"):
        given.pop(key)


def serious(given: dict[str, Any]) -> None:
    given.update(serious_or_complex=True, outcome="full_investigation")


def decisions_on(story: Story, matter: str) -> list[dict[str, Any]]:
    return [row for row in story.read(decided.decisions) if row["matter"] == matter]


def test_an_acute_need_found_in_the_screening_is_assessed_within_24_hours_while_intake_goes_on(
    town: Town,
) -> None:
    asta = town.story("Asta", "screening")
    asta.does("screening", urgent)
    town.driver.travel(town.driver.clock.now())
    assert {"assess_danger", "appoint_coordinator"} <= set(asta.tasks())
    danger = asta.task("assess_danger")
    assert (danger.role, danger.clock_type) == ("team_leader", "law")
    (row,) = asta.read(notified.acutes)
    assert row["state"] == "open" and "acute" in asta.read(case_query.case_row)["flags"]


def test_what_is_reported_already_is_not_reported_again(town: Town) -> None:
    asta = town.story("Asta", "screening")
    asta.town.driver.tell("notification_officer1", "acute_need", asta.read(case_query.case_row)["number"])
    asta.does("screening", urgent)
    town.driver.travel(town.driver.clock.now())
    assert len(asta.read(notified.acutes)) == 1


def test_an_investigation_found_in_the_screening_is_decided_beside_the_first_talk(town: Town) -> None:
    asta = town.story("Asta", "screening")
    asta.does("screening", serious)
    asta.comes_to("first_talk")
    assert {"first_talk", "prepare_decision"} <= set(asta.tasks())
    asta.decides()
    (row,) = decisions_on(asta, "investigation")
    assert row["outcome"] == "granted" and row["legal_basis"] == "barnets_lov_20" and row["sent_at"]
    asta.comes_to("carry_out_part")
    assert len(decisions_on(asta, "investigation")) == 1
    told = [entry["title"] for entry in asta.journal("letter")]
    assert told.count("Afgørelse: Børnefaglig undersøgelse") == 2


def test_a_duty_found_in_the_assessment_is_decided_there_and_the_synthesis_waits_for_it(town: Town) -> None:
    asta = town.story("Asta", "screening")
    asta.does("screening", lambda given: given.update(serious_or_complex=False))
    asta.comes_to("choose_assessment_parts")
    asta.does("choose_assessment_parts", lambda given: given["parts"][0].update(type="investigation"))
    for _ in range(2):
        asta.does("carry_out_part")
    assert set(asta.tasks()) & {"ics_synthesis", "prepare_decision"} == {"prepare_decision"}
    asta.decides()
    assert "ics_synthesis" in asta.tasks() and len(decisions_on(asta, "investigation")) == 1


def test_a_request_of_a_family_outside_the_target_group_is_refused_by_a_decision(town: Town) -> None:
    ida = town.story("Ida", "screening")
    ida.does("screening")
    first = ida.task("prepare_decision")
    assert first.role == "team_leader"
    ida.comes_to("redirect_family")
    (row,) = decisions_on(ida, "refusal")
    assert row["outcome"] == "refused" and row["complaint_until"] is not None
    titles = [entry["title"] for entry in ida.journal("letter")]
    assert titles.count("Afgørelse: Familien er ikke i målgruppen for forløbet") == 2


def test_a_family_that_has_not_applied_is_advised_without_a_decision(town: Town) -> None:
    ida = town.story("Ida", "complete_master_data")
    ida.does("complete_master_data", lambda given: given.update(applications=[]))
    ida.does("screening")
    assert set(ida.tasks()) == {"redirect_family"} and decisions_on(ida, "refusal") == []
