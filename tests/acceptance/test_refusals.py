"""What the model forbids is refused in plain Danish: in the form, through the API and past both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.acceptance.doors import by_operation
from tests.acceptance.story import Answers, Story, Town
from workflow_service.casefile import start_measure
from workflow_service.errors import Forbidden, Invalid, NotFound, Rejection
from workflow_service.store import casefile as case_query

PARENT = "hører til familien. Familien deltager ikke i analysemødet."
INVOLVED = "har en sag med familien. Analysemødet skal have øjne udefra."
WAIT = "Analysemødet er ikke holdt endnu. Støtten kan først starte bagefter."


def past_the_form(story: Story, operation: str, answers: Answers) -> Rejection:
    """The operation itself refuses, whatever form and diagram let through."""
    refusal = by_operation(story, operation, answers)
    assert refusal is not None
    return refusal


def expert(at: int, name: str) -> Callable[[Answers], Any]:
    """Puts this name on the list of experts."""
    return lambda answers: answers["experts"][at].update(name=name, register_id=None, contact="51 09 00 00")


def test_new_support_may_not_start_before_the_analysis_meeting(town: Town) -> None:
    """Scenario 1, INV-06: with the meeting held, support dated before it is refused as well."""
    asta = town.story("Asta", "propose_measures")
    held = asta.read(case_query.case_row)["analysis_held_at"].date()

    def earlier(answers: Answers) -> None:
        support = next(row for row in answers["measures"] if row["kind"] == "supportive")
        support["start"] = (held - timedelta(days=1)).isoformat()
        answers["next_follow_up"] = (held + timedelta(days=80)).isoformat()

    refusal = asta.refused("propose_measures", earlier)
    assert refusal.da.startswith("Analysemødet blev holdt den ") and refusal.da.endswith("(Regel 6)")
    assert "supportive" not in {row["kind"] for row in asta.read(case_query.measures)}


def test_before_the_analysis_meeting_nothing_proposes_or_starts_support(town: Town) -> None:
    asta = town.story("Asta", "propose_experts")
    support = {"kind": "supportive", "catalogue_item": "respite", "existing": False, "start": "2026-05-01"}
    refusal = past_the_form(asta, "propose_measures", {"measures": [support], "next_follow_up": "2026-07-01"})
    assert refusal.da.startswith(WAIT) and "»Akut indsats«" in refusal.da


def test_support_without_a_decision_does_not_start(town: Town) -> None:
    asta = town.story("Asta", "propose_measures")
    asta.does("propose_measures")
    waiting = next(row for row in asta.read(case_query.measures) if row["kind"] == "supportive")
    with pytest.raises(Invalid) as caught, town.database.begin() as uow:
        start_measure(uow, asta.case_id, waiting["id"])
    assert caught.value.da.startswith("Indsatsen har ingen afgørelse.")


def test_a_parent_is_not_invited_to_the_analysis_meeting(town: Town) -> None:
    """Scenario 2, INV-04: neither by the form nor past it, neither as written nor turned around."""
    asta = town.story("Asta", "propose_experts")
    for name in ("Kirstine Holst", "kirstine  holst", "Holst, Kirstine"):
        refusal = asta.refused("propose_experts", expert(0, name))
        assert PARENT in refusal.da and refusal.da.endswith("(Regel 4)")
    answers = asta.answers("propose_experts")
    expert(1, "Nikolaj Holst")(answers)
    assert PARENT in past_the_form(asta, "propose_experts", answers).da


def test_a_parent_does_not_attend_the_analysis_meeting(town: Town) -> None:
    asta = town.story("Asta", "hold_analysis_meeting")
    guest = {"name": "Nikolaj Holst", "role": "case_professional", "present": True}
    refusal = asta.refused("hold_analysis_meeting", lambda answers: answers["attendance"].append(guest))
    assert PARENT in refusal.da


def test_an_expert_has_no_open_case_with_the_family(town: Town) -> None:
    """Scenario 2, INV-05: somebody of another sector's case, somebody of the core team, the coordinator."""
    asta = town.story("Asta", "propose_experts")
    for name in ("Hella Lyng", "Karen Dahl", "Jonas Friis"):
        refusal = asta.refused("propose_experts", expert(0, name))
        assert name in refusal.da and INVOLVED in refusal.da and refusal.da.endswith("(Regel 5)")
    answers = asta.answers("propose_experts")
    expert(0, "Hella Lyng")(answers)
    assert INVOLVED in past_the_form(asta, "propose_experts", answers).da


def test_a_coordinator_comes_from_the_child_disability_area(town: Town) -> None:
    """Scenario 3, INV-01: the form does not offer her, the rule refuses her."""
    asta = town.story("Asta", "appoint_coordinator")
    karen = town.driver.user("core_team_member1")
    refusal = asta.refused("appoint_coordinator", lambda answers: answers.update(coordinator=karen))
    assert isinstance(refusal, Invalid) and list(refusal.fields) == ["coordinator"]
    answers = {**asta.answers("appoint_coordinator"), "coordinator": karen}
    refusal = past_the_form(asta, "appoint_coordinator", answers)
    assert refusal.da == (
        "Familiekoordinatoren skal være rådgiver på børnehandicapområdet, og det er Karen Dahl ikke."
        " Vælg en anden. (Regel 1)"
    )
    assert asta.read(case_query.case_row)["coordinator_id"] is None


def test_the_plan_rests_on_what_the_child_says_now(town: Town) -> None:
    """INV-12: words of the child older than three months carry no decision."""
    asta = town.story("Asta", "agree_with_family")
    town.driver.travel(town.driver.clock.now() + timedelta(days=70))
    refusal = asta.refused("agree_with_family")
    assert "er for gammelt. Spørg barnet igen. (Regel 12)" in refusal.da


def test_the_assessment_begins_with_the_family_in_the_room(town: Town) -> None:
    asta = town.story("Asta", "hold_assessment_meeting")

    def without_parents(answers: Answers) -> None:
        for row in answers["attendance"]:
            if row["role"] == "parent":
                row.update(present=False, reason="Syge.")

    assert isinstance(asta.refused("hold_assessment_meeting", without_parents), Invalid)


def test_the_wrong_role_is_refused(town: Town) -> None:
    asta = town.story("Asta", "appoint_coordinator")
    refusal = asta.refused("appoint_coordinator", login="family_coordinator2")
    assert isinstance(refusal, Forbidden)
    assert refusal.da.startswith("Opgaven er til rollen teamleder her i sagen, og den rolle har du ikke.")
    # who may not know of the family hears that there is nothing
    assert isinstance(asta.refused("appoint_coordinator", login="team_leader2"), NotFound)
    assert isinstance(asta.refused("appoint_coordinator", login="process_owner1"), NotFound)


def test_a_case_with_suspected_abuse_is_closed_to_all_but_those_who_work_on_it(town: Town) -> None:
    """INV-14: the case is restricted; no letter goes to the parents by itself."""
    anton = town.story("Anton", "map_open_sector_cases")
    for login in ("child_disability_adviser4", "manager1", "intake_worker1", "family_coordinator1"):
        with pytest.raises(NotFound):
            anton.page(login)
    assert anton.page("family_coordinator4").child is not None
    anton.comes_to("offer_family_guide")
    assert anton.journal("letter") == []
