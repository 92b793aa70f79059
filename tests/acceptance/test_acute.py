"""P12: danger is assessed within 24 hours, support starts before the analysis meeting with its decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.acceptance.story import Story, Town
from workflow_service import inbox, runtime
from workflow_service.casefile import start_measure
from workflow_service.errors import Rejection
from workflow_service.store import casefile as case_query
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import notifications as notified

FOUND = {
    "what_happened": "Mor er indlagt, og barnet var alene i nat.",
    "danger_now": True,
    "safe_until": "Mormor, til mandag",
    "early_reason": "Barnet kan ikke være alene, til analysemødet er holdt.",
    "hearing_left_out": "Mor er indlagt og kan ikke svare nu.",
}
ACTS = [
    {"text": "Mormor henter barnet", "kind": "act"},
    {"text": "Støtte i hjemmet fra i aften", "kind": "supportive", "catalogue_item": "home_support"},
]


def reported(town: Town, until: str = "prepare_assessment_meeting") -> Story:
    """Asta's family is being assessed when somebody reports danger."""
    asta = town.story("Asta", until)
    case = asta.read(case_query.case_row)
    with town.driver.acting(town.driver.user("notification_officer1")) as uow:
        found = runtime.correlate(uow, town.neck, "acute_need", case["number"], {"case_id": asta.case_id})
    assert found.instance_id == asta.instance_id
    return asta


def assess(story: Story, login: str, **more: Any) -> None:
    driver = story.town.driver
    item = story.task("assess_danger")
    with driver.acting(driver.user(login)) as uow:
        known = inbox.read_form(uow, story.town.neck, item.id).data
    given = {**known, **FOUND, "acts_now": ACTS, "took_part": [driver.user(login)], **more}
    story.town.complete(driver.user(login), item.id, given)


def support(story: Story) -> dict[str, Any]:
    """The one supportive measure of the case; its benefits were applied for."""
    (found,) = [row for row in story.read(case_query.measures) if row["kind"] == "supportive"]
    return dict(found)


def leader(story: Story) -> str:
    return "team_leader1" if story.family.team == "north" else "team_leader2"


def test_the_case_is_marked_acute_and_the_leader_assesses_within_24_hours(town: Town) -> None:
    asta = reported(town)
    item = asta.task("assess_danger")
    now = town.driver.clock.now()
    assert (item.role, item.clock_type, item.due_at) == ("team_leader", "law", now + timedelta(hours=24))
    with town.driver.acting(town.driver.user(leader(asta))) as uow:
        clock = inbox.read_task(uow, town.neck, item.id).clock
    assert clock is not None and (clock.starts, clock.since) == ("Det akutte behov blev meldt", now)
    assert clock.law is not None and clock.breach == "Teamlederen får en opgave"
    assert "acute" in asta.read(case_query.case_row)["flags"]
    assert {"acute"} <= {flag.code for flag in asta.page("family_coordinator2").flags}
    town.driver.travel(now + timedelta(hours=24))
    assert asta.task("acute_overdue").role == "team_leader"


def test_acute_support_starts_before_the_analysis_meeting_with_reason_and_decision(town: Town) -> None:
    asta = reported(town)
    assess(asta, leader(asta))
    measure = support(asta)
    assert (measure["kind"], measure["state"]) == ("supportive", "proposed")
    asta.does("prepare_decision", lambda answers: answers.update(burdensome=True))
    # the hearing is left out, with the reason of the acute assessment
    assert "send_hearing" not in asta.tasks()
    asta.decides()
    measure = support(asta)
    assert measure["state"] == "started" and measure["decision_id"]
    assert asta.read(case_query.case_row)["analysis_held_at"] is None
    (early,) = asta.read(notified.early_starts)
    assert early["started_before_analysis"] and early["reason"] == FOUND["early_reason"]
    (found,) = [row for row in asta.read(decided.decisions) if row["id"] == measure["decision_id"]]
    assert found["content"]["hearing_left_out"] == FOUND["hearing_left_out"]


def test_early_starts_are_counted_by_ground(town: Town) -> None:
    asta = reported(town)
    assess(asta, leader(asta))
    asta.decides()
    now = town.driver.clock.now()
    with town.database.begin(write=False) as uow:
        counted = notified.count_early_starts(uow, now - timedelta(days=1), now + timedelta(days=1))
    assert counted == {"acute": 1}


def test_the_same_support_without_an_acute_situation_is_refused(town: Town) -> None:
    asta = reported(town)
    assess(asta, leader(asta))
    measure = support(asta)
    refused: list[Rejection] = []
    with town.driver.acting(town.driver.user(leader(asta))) as uow:
        try:
            start_measure(uow, asta.case_id, measure["id"])
        except Rejection as error:
            refused.append(error)
    assert [one.code for one in refused] == ["inv_06"]


def test_without_danger_nothing_starts_and_the_mark_is_taken_off(town: Town) -> None:
    asta = reported(town)
    assess(asta, leader(asta), danger_now=False)
    assert {row["kind"] for row in asta.read(case_query.measures)} == {"benefit"}
    assert "acute" not in asta.read(case_query.case_row)["flags"]


def test_after_21_days_without_a_meeting_the_leader_gets_a_task(town: Town) -> None:
    asta = reported(town)
    assess(asta, leader(asta))
    asta.decides()
    town.driver.travel(town.driver.clock.now() + timedelta(days=22))
    assert asta.task("catch_up_overdue").role == "team_leader"
