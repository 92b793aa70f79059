from typing import Any

import pytest

from tests.unit.casefile.journey import EXPERTS, MOTHER, Journey
from workflow_service import casefile
from workflow_service.errors import Conflict, Invalid
from workflow_service.store import casefile as query


@pytest.fixture
def reported(berg: Journey) -> Journey:
    """The joint draft is approved; the analysis meeting comes next."""
    berg.to_report()
    return berg


def operate(berg: Journey, operation: str, answers: dict[str, Any], by: str = "mette", **inputs: Any) -> Any:
    """Writes past the form, as data coming through another door would."""
    with berg.acting(by) as uow:
        return casefile.OPERATIONS[operation](uow, berg.call(uow, operation, inputs=inputs), answers)


def invitation(berg: Journey, name: str, contact: str) -> dict[str, Any]:
    stranger = {"name": name, "organisation": "X", "expertise": "Y", "contact": contact}
    return {"experts": [EXPERTS[0], stranger], "when": berg.at(9), "mode": "physical", "core_members": []}


@pytest.mark.parametrize(
    ("name", "contact", "rule"),
    [
        (MOTHER, "x@y.example", "inv_04"),
        ("En Veninde", "20 11 22 33", "inv_04"),
        ("Birgit Dahl", "x@y.example", "inv_05"),
        ("Pia Ørsted", "x@y.example", "inv_05"),
    ],
)
def test_family_and_involved_experts_are_refused_past_the_form(
    reported: Journey, name: str, contact: str, rule: str
) -> None:
    with pytest.raises(Invalid) as refused:
        operate(reported, "propose_experts", invitation(reported, name, contact))
    assert refused.value.code == rule and "experts.1.name" in refused.value.fields


def test_the_same_is_refused_in_the_form_with_the_guards(reported: Journey) -> None:
    row = {"name": MOTHER, "organisation": "X", "expertise": "Y", "contact": "x@y.example"}
    with pytest.raises(Invalid) as refused:
        reported.propose_experts(experts=[EXPERTS[0], row])
    assert refused.value.code == "inv_04"


def test_a_parent_in_the_minutes_is_refused(reported: Journey) -> None:
    reported.propose_experts()
    rows = [{"name": "Sara Berg", "role": "case_professional", "present": True}]
    with pytest.raises(Invalid) as refused:
        operate(reported, "hold_analysis_meeting", {"attendance": rows})
    assert refused.value.code == "inv_04"


def test_an_involvement_found_after_the_invitation_is_a_conflict(reported: Journey) -> None:
    reported.propose_experts()
    assert reported.serve("check_expert_conflicts", "mette").variables["conflict"] is False
    reported.map_involvement("health", "Ole Munk, Region Øst")
    found = reported.serve("check_expert_conflicts", "mette").variables
    assert found == {"conflict": True, "conflict_reason": "sector_involvement"}
    with reported.acting("mette") as uow:
        inputs = {"step": "experts", **found}
        known = casefile.prefill(uow, reported.case_id or "", "analysis_invitation", "x", inputs)
    assert known.data["conflict_reason"].endswith("(Regel 5)")


def test_support_does_not_start_before_the_analysis_meeting(reported: Journey) -> None:
    reported.write_goals()
    with pytest.raises(Invalid) as refused:
        reported.propose_measures()
    assert refused.value.da.startswith("Analysemødet er ikke holdt endnu.")
    assert refused.value.da.endswith("(Regel 6)")


def test_the_same_support_is_refused_past_the_form(reported: Journey) -> None:
    reported.write_goals()
    answers = {
        "measures": [reported.measure("supportive", "home_support")],
        "next_follow_up": reported.day(60),
    }
    with pytest.raises(Invalid, match="inv_06"):
        operate(reported, "propose_measures", answers)


def test_a_benefit_never_waits_for_the_meeting(reported: Journey) -> None:
    reported.write_goals()
    rows = [reported.measure("benefit", "extra_costs")]
    result = operate(reported, "propose_measures", {"measures": rows})
    assert result.variables["measures_count"] == 1


def measures(journey: Journey) -> list[Any]:
    with journey.acting("mette") as uow:
        return query.measures(uow, journey.case_id or "")


def test_no_other_measure_is_written_over_one_that_runs(reported: Journey) -> None:
    reported.write_goals()
    running = {**reported.measure("benefit", "extra_costs"), "existing": True}
    operate(reported, "propose_measures", {"measures": [running]})
    kept = {**running, "measure_uid": measures(reported)[0]["id"]}
    operate(reported, "propose_measures", {"measures": [kept]})
    with pytest.raises(Invalid) as refused:
        operate(reported, "propose_measures", {"measures": [{**kept, "catalogue_item": "lost_earnings"}]})
    assert refused.value.da.startswith("»Merudgifter« er allerede i gang og ændres ikke her.")
    assert [row["catalogue_item"] for row in measures(reported)] == ["extra_costs"]


def test_without_experts_there_is_no_quorum_and_a_new_date(reported: Journey) -> None:
    reported.propose_experts()
    reported.travel(10)
    assert reported.hold_analysis(experts_present=False).variables["quorum"] is False
    with pytest.raises(Conflict):
        reported.serve("close_analysis", "mette")
    reported.propose_experts()
    reported.travel(10)
    assert reported.hold_analysis().variables["quorum"] is True


def test_the_report_keeps_draft_and_version(berg: Journey) -> None:
    berg.to_analysis_closed()
    with berg.acting() as uow:
        version, draft = query.reports(uow, berg.case_id or "")
    assert (version["state"], version["number"], draft["state"]) == ("version", 1, "draft")
    assert version["content"]["family_comments"] == "Det passer."
    assert version["content"]["qualified_at_analysis"] == "Enige."


def test_what_needs_a_decision_waits_and_advice_starts(berg: Journey) -> None:
    berg.to_plan()
    with berg.acting() as uow:
        states = {one["kind"]: one["state"] for one in query.measures(uow, berg.case_id or "")}
    assert states == {"supportive": "proposed", "advice": "started"}


def test_an_undecided_measure_cannot_be_started_by_hand(berg: Journey) -> None:
    berg.to_plan()
    with berg.acting("mette") as uow:
        rows = query.measures(uow, berg.case_id or "")
        waiting = next(one["id"] for one in rows if one["state"] == "proposed")
        with pytest.raises(Invalid, match="inv_21"):
            casefile.start_measure(uow, berg.case_id or "", waiting)


def test_disagreement_is_recorded_and_the_plan_goes_on(berg: Journey) -> None:
    berg.to_analysis_closed()
    berg.write_goals()
    berg.propose_measures()
    assert berg.agree(father="disagree").variables["agreement"] == "disagree"
    with berg.acting() as uow:
        (support,) = [m for m in query.measures(uow, berg.case_id or "") if m["kind"] == "supportive"]
    answers = {"leader_decision": "Planen går videre.", "not_started": [support["id"]]}
    berg.complete("decide_disagreement", "common_plan", answers, by="tove", step="disagreement")
    berg.complete("approve_plan", "common_plan", {"approved": True}, by="tove", step="approve")
    berg.serve("publish_plan", "mette")
    with berg.acting("mette") as uow:
        page = casefile.case_page(uow, berg.case_id or "")
    assert page.plan is not None and (page.plan.state, page.plan.agreement) == ("active", "disagree")
    assert "disagreement" in [flag.code for flag in page.flags]
    assert [one.held_back for one in page.measures if one.kind == "supportive"] == [True]


def test_an_old_view_of_the_child_stops_the_agreement(berg: Journey) -> None:
    berg.to_analysis_closed()
    berg.write_goals()
    berg.propose_measures()
    berg.travel(100)
    with pytest.raises(Invalid) as refused:
        berg.agree()
    assert refused.value.code == "inv_12" and "Spørg barnet igen" in refused.value.da


def test_other_sectors_goals_join_the_plan_once_with_their_source(berg: Journey) -> None:
    berg.to_analysis_closed()
    goals = [berg.goal("Sara kommer i job", source_plan="employment", whose_need=berg.persons()[MOTHER])]
    berg.complete("write_sector_goals", "common_plan", {"goals": goals}, step="sector_goals")
    berg.write_goals()
    assert berg.serve("merge_existing_plans", "mette").variables["merged_goals"] == 1
    assert berg.serve("merge_existing_plans", "mette").variables["merged_goals"] == 0
    with berg.acting() as uow:
        plan = query.plans(uow, berg.case_id or "")[0]
        assert query.goals(uow, plan["id"])[-1]["source_plan"] == "employment"


def test_a_second_version_needs_a_reason_and_keeps_the_goals_ids(berg: Journey) -> None:
    berg.to_plan()
    berg.write_goals_again()
    with pytest.raises(Invalid) as refused:
        operate(berg, "approve_plan", {"approved": True}, by="tove")
    assert refused.value.code == "inv_07" and list(refused.value.fields) == ["change_reason"]
    operate(berg, "approve_plan", {"approved": True, "change_reason": "Ny skole"}, by="tove")
    berg.serve("publish_plan", "mette")
    with berg.acting() as uow:
        second, first = query.plans(uow, berg.case_id or "")
        ids = [[goal["goal_uid"] for goal in query.goals(uow, p["id"])] for p in (first, second)]
    assert (first["state"], second["state"], second["number"]) == ("superseded", "active", 2)
    assert ids[0] == ids[1]


def test_a_closed_case_ends_the_access_it_gave(berg: Journey) -> None:
    berg.to_participants()
    berg.serve("close_case", "mette")
    with berg.acting() as uow:
        case = query.case_row(uow, berg.case_id or "") or {}
        left = uow.value(
            "SELECT count(*) FROM membership WHERE scope_id = ? AND valid_to IS NULL", berg.case_id
        )
        casefile.enter_phase(uow, berg.case_id or "", "active")
        assert (query.case_row(uow, berg.case_id or "") or {})["status"] == "closed"
    assert case["status"] == "closed" and left == 0
