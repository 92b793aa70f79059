"""Each model rule of the course of a case is refused at the page, through the API and past both."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from tests.acceptance.doors import refused_at_the_task, refused_everywhere
from tests.acceptance.story import Answers, Story, Town
from workflow_service.store import casefile as case_query
from workflow_service.store import tables
from workflow_service.store.casefile_decisions import decisions
from workflow_service.store.casefile_rows import change


def coordinator_twice(given: Answers) -> None:
    given["substitute"] = given["coordinator"]


def without_parents(given: Answers) -> None:
    given["attendance"] = [row for row in given["attendance"] if row["role"] != "parent"]


def an_expert_named(given: Answers, name: str) -> None:
    given["experts"][0].update(name=name, register_id=None, contact="51 09 00 00")


def with_a_guest(given: Answers, name: str, role: str) -> None:
    given["attendance"].append({"name": name, "role": role, "present": True})


def goal_of_nobody(given: Answers) -> None:
    given["goals"][0]["whose_need"] = None


def support_from(given: Answers, start: date) -> None:
    support = next(row for row in given["measures"] if row["kind"] == "supportive")
    support["start"] = start.isoformat()
    given["next_follow_up"] = (start + timedelta(days=80)).isoformat()


def no_date(given: Answers) -> None:
    given["next_follow_up"] = None


def no_reason(given: Answers) -> None:
    given["reason"] = ""


def as_it_is(given: Answers) -> None:
    """Nothing in the answers is wrong: what is known of the case is."""


def test_the_coordinator_is_an_adviser_and_the_substitute_another(town: Town) -> None:
    asta = town.story("Asta", "appoint_coordinator")
    karen = town.driver.user("core_team_member1")
    refused_everywhere(
        asta,
        "appoint_coordinator",
        1,
        lambda given: given.update(coordinator=karen),
        "appoint_coordinator",
        "coordinator",
    )
    refused_everywhere(asta, "appoint_coordinator", 2, coordinator_twice, "appoint_coordinator")


def test_the_assessment_meeting_needs_the_family(town: Town) -> None:
    asta = town.story("Asta", "hold_assessment_meeting")
    refused_everywhere(asta, "hold_assessment_meeting", 3, without_parents, "hold_assessment_meeting")


def test_nobody_of_the_family_and_nobody_involved_comes_to_the_analysis_meeting(town: Town) -> None:
    asta = town.story("Asta", "propose_experts")

    def invites(name: str, number: int) -> None:
        refused_everywhere(
            asta, "propose_experts", number, lambda given: an_expert_named(given, name), "propose_experts"
        )

    invites("Kirstine Holst", 4)
    invites("Hella Lyng", 5)
    asta.comes_to("hold_analysis_meeting")

    def attends(name: str, role: str, number: int) -> None:
        refused_everywhere(
            asta,
            "hold_analysis_meeting",
            number,
            lambda given: with_a_guest(given, name, role),
            "hold_analysis_meeting",
        )

    attends("Nikolaj Holst", "case_professional", 4)
    attends("Hella Lyng", "external_expert", 5)


def test_the_plan_is_held_to_its_rules(town: Town) -> None:
    asta = town.story("Asta", "write_goals")
    refused_everywhere(asta, "write_goals", 7, goal_of_nobody, "write_goals", "goals.0.whose_need")
    asta.comes_to("propose_measures")
    held = asta.read(case_query.case_row)["analysis_held_at"].date()
    before = partial(support_from, start=held - timedelta(days=1))
    refused_everywhere(asta, "propose_measures", 6, before, "propose_measures")
    refused_everywhere(asta, "propose_measures", 16, no_date, "propose_measures", "next_follow_up")
    asta.does("propose_measures")
    while "decide" not in asta.tasks():
        asta.does(next(one for one in ("prepare_decision", "obtain_child_view") if one in asta.tasks()))
    decision = asta.read(decisions)[0]["id"]
    refused_everywhere(asta, "decide", 21, no_reason, "decide", "reason", decision_id=decision)
    asta.waits("agree_with_family")
    asta.town.driver.travel(asta.town.driver.clock.now() + timedelta(days=120))
    refused_everywhere(asta, "agree_with_family", 12, as_it_is, "record_agreement")


def test_parents_are_not_contacted_before_the_risk_is_assessed(town: Town) -> None:
    asta = town.story("Asta", "first_talk")
    suspects_honour_conflict(asta)
    refused_at_the_task(asta, "first_talk", 15, as_it_is)


def suspects_honour_conflict(story: Story) -> None:
    """The suspicion comes up after the screening."""
    case = story.read(case_query.case_row)
    with story.town.database.begin() as uow:
        change(uow, tables.family, case["key_id"], case["family_id"], {"honour_conflict": True})
