"""N01, domain.md 14, scenario 6: a notification is assessed within 24 clock hours, whatever day it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.acceptance.doors import refused_by_both
from tests.acceptance.notified import (
    CALM,
    DUTY,
    LEADER,
    OFFICER,
    TEACHER,
    Notification,
    at,
    child_of,
    registered,
    sent,
)
from tests.acceptance.story import Story, Town
from tests.acceptance.test_consent import coordinator
from workflow_service import casefile
from workflow_service.app.demonstration import FAMILIES
from workflow_service.casefile.notifications_register import register
from workflow_service.errors import Rejection
from workflow_service.store import casefile as case_query
from workflow_service.store import notifications as notified

FRIDAY = "2026-11-27T16:00"


def test_friday_16_turns_red_on_saturday_16_and_escalates_to_the_duty_officer(town: Town) -> None:
    at(town, FRIDAY)
    note = sent(town, concern_text="Barnet er alene hjemme.", notifier_type="police")
    # the key of the system that sent it is nothing to the reader of a work list
    assert note.item("receive_notification").case_number is None
    due = note.item("receive_notification").due_at
    assert due == town.driver.clock.now() + timedelta(hours=24)
    note.does("receive_notification", DUTY, **TEACHER, child_name="Karla Munk")
    item = note.item("assess_24h")
    assert (item.role, item.clock_type, item.due_at) == ("duty_officer", "law", due)
    at(town, "2026-11-28T15:59")
    assert set(note.tasks()) == {"assess_24h"} and note.row()["warned_at"] is not None
    at(town, "2026-11-28T16:00")
    late = note.item("duty_follow_up")
    assert late.role == "duty_officer" and note.row()["breached_at"] is not None
    note.assessed(DUTY)
    assert "duty_follow_up" not in note.tasks()


def test_what_a_system_sent_waits_in_the_form_and_the_clock_runs_from_its_arrival(town: Town) -> None:
    at(town, FRIDAY)
    note = sent(town, concern_text="Barnet er alene hjemme.", notifier_type="police")
    # the key of the system that sent it is nothing to the reader of a work list
    assert note.item("receive_notification").case_number is None
    known = note.form("receive_notification", DUTY)
    assert (known["concern_text"], known["notifier_type"]) == ("Barnet er alene hjemme.", "police")
    assert known["received_at"].startswith("2026-11-27T16:00")


def test_in_office_hours_the_officer_assesses_and_the_leader_hears_of_a_broken_deadline(town: Town) -> None:
    at(town, "2026-11-24T10:00")
    note = registered(town)
    assert note.item("assess_24h").role == "notification_officer"
    at(town, "2026-11-25T10:00")
    assert note.item("leader_follow_up").role == "team_leader"
    note.does("leader_follow_up", LEADER, date="2026-11-25", type="phone", text="Jeg har ringet.", done=True)
    assert note.row()["assessment"]["overdue"] == "Jeg har ringet."


def test_a_notification_without_danger_is_acknowledged_screened_and_answered(town: Town) -> None:
    at(town, "2026-11-24T10:00")
    note = registered(town)
    note.assessed()
    row = note.row()
    assert row["receipt_state"] == "sent" and row["receipt_sent_at"] < row["receipt_by"]
    screened = {"concern_types": ["school_absence"], "outcome": "none", "reason": "Skolen klarer det."}
    note.does("screen_notification", OFFICER, **screened)
    note.does(
        "inform_professional_notifier", OFFICER, notifier_informed="yes", notifier_text="Ingen undersøgelse."
    )
    assert note.tasks() == {}
    row = note.row()
    assert (row["state"], row["outcome"], row["notifier_informed"]) == ("closed", "none", "yes")
    assert [one["key"] for one in row["letters"]] == ["notification_receipt", "notification_answer"]


def test_an_anonymous_notifier_gets_no_receipt_and_no_answer(town: Town) -> None:
    at(town, "2026-11-24T10:00")
    note = registered(town, notifier_type="anonymous")
    assert note.row()["notifier"] == {}
    note.assessed()
    note.does("screen_notification", OFFICER, concern_types=["other"], outcome="none", reason="Intet nyt.")
    assert note.tasks() == {}
    row = note.row()
    assert row["receipt_state"] == "anonymous" and not row["letters"]


def opened_case(note: Notification) -> Story:
    """The family's own course that the notification opened."""
    with note.town.database.begin(write=False) as uow:
        row = uow.row("SELECT instance_id FROM case_file WHERE id = ?", note.row()["case_id"])
    assert row is not None
    return Story(note.town, FAMILIES[0], str(row["instance_id"]))


def test_danger_without_a_case_opens_one_and_starts_the_acute_course(town: Town) -> None:
    at(town, "2026-11-24T10:00")
    note = registered(town)
    note.assessed(danger_24h=True, acts_now=[{"text": "Vi kører ud nu"}])
    story = opened_case(note)
    assert {"register_inquiry", "assess_danger"} <= set(story.tasks())
    assert story.task("assess_danger").role == "team_leader"
    case = story.read(case_query.case_row)
    assert "acute" in case["flags"] and note.row()["key_id"] == case["key_id"]
    assert [entry["title"] for entry in story.journal("document")] == ["Underretning"]


def known_family(town: Town, until: str) -> Story:
    return town.story("Asta", until)


def about(story: Story) -> dict[str, object]:
    child = child_of(story)
    born = child["birth_date"].isoformat()
    return {"child_name": child["name"], "child_cpr": child["cpr"], "child_birth_date": born}


def test_the_family_is_found_by_cpr_number_and_confirmed_by_a_person(town: Town) -> None:
    asta = known_family(town, "first_talk")
    note = registered(town, **about(asta))
    options = note.form("assess_24h", OFFICER)["options_notification_matches"]
    assert [one["value"] for one in options] == [child_of(asta)["id"], "none"]
    assert note.form("assess_24h", OFFICER)["match"] == child_of(asta)["id"]
    note.assessed(match=child_of(asta)["id"])
    assert note.row()["case_id"] == asta.case_id


def test_without_a_number_the_family_is_found_by_name_and_birthday(town: Town) -> None:
    asta = known_family(town, "first_talk")
    note = registered(town, **{**about(asta), "child_cpr": None})
    options = note.form("assess_24h", OFFICER)["options_notification_matches"]
    assert options[0]["value"] == child_of(asta)["id"]
    other = registered(town, **{**about(asta), "child_cpr": None, "child_name": "Villads Krogh"})
    assert [one["value"] for one in other.form("assess_24h", OFFICER)["options_notification_matches"]] == [
        "none"
    ]


def test_in_a_known_case_coordinator_and_leader_look_at_it_together(town: Town) -> None:
    asta = known_family(town, "first_talk")
    note = registered(town, **about(asta))
    note.assessed(match=child_of(asta)["id"])
    login = coordinator(asta)
    told = {"reassessment": "Intet nyt om barnet."}
    alone = note.refused("reassess_locally", login, reassessed_by=[town.driver.user(login)], **told)
    assert alone.code == "inv_19" and "reassessed_by" in alone.fields
    both = [town.driver.user(login), leader_of(asta)]
    note.does("reassess_locally", login, reassessed_by=both, **told)
    assert set(note.tasks()) == {"screen_notification"}


def test_a_running_measure_against_youth_crime_asks_for_new_eyes_too(town: Town) -> None:
    asta = known_family(town, "propose_measures")

    def only_youth_crime(given: dict[str, Any]) -> None:
        running = next(row for row in given["measures"] if row["existing"])
        crime = {"kind": "other_sector", "catalogue_item": "youth_crime", "sector": "social_child"}
        given["measures"] = [{**running, **crime, "team_initiated": False}]
        given.pop("next_follow_up", None)

    asta.does("propose_measures", only_youth_crime)
    note = registered(town, **about(asta))
    note.assessed(match=child_of(asta)["id"])
    assert "reassess_case" in note.tasks()
    with town.database.begin(write=False) as uow:
        involved = notified.ever_worked(uow, asta.read(case_query.case_row)["family_id"])
    login = next(one for one in LEADERS if town.driver.user(one) == leader_of(asta))
    told = {"reassessment": "Indsatsen fortsætter."}
    old = note.refused("reassess_case", login, reassessed_by=sorted(involved)[:2], **told)
    assert old.code == "inv_19"


LEADERS = ("team_leader1", "team_leader2")


def leader_of(story: Story) -> str:
    with story.town.database.begin(write=False) as uow:
        case = case_query.case_row(uow, story.case_id)
        assert case is not None
        return next(
            user
            for user, _, kind, scope in case_query.held_roles(uow, ("team_leader",))
            if (kind, scope) == ("team", case["team_id"])
        )


def test_with_support_running_somebody_new_takes_part_in_the_re_assessment(town: Town) -> None:
    asta = known_family(town, "agree_with_family")
    note = registered(town, **about(asta))
    note.assessed(match=child_of(asta)["id"])
    leader = next(
        login for login in ("team_leader1", "team_leader2") if town.driver.user(login) == leader_of(asta)
    )
    told = {"reassessment": "Støtten er stadig den rette."}
    with town.database.begin(write=False) as uow:
        case = case_query.case_row(uow, asta.case_id)
        assert case is not None
        involved = notified.ever_worked(uow, case["family_id"])
    old = note.refused("reassess_case", leader, reassessed_by=sorted(involved)[:2], **told)
    assert old.code == "inv_19"
    item = note.item("reassess_case")
    known = {**note.form("reassess_case", leader), **told, "reassessed_by": sorted(involved)[:2]}
    refused_by_both(town, item, town.driver.user(leader), known, 19)
    new = town.driver.user("duty_officer1")
    note.does("reassess_case", leader, reassessed_by=[*sorted(involved)[:1], new], **told)
    assert note.row()["screening"]["reassessed_by"][-1] == new


def test_abuse_restricts_the_case_and_holds_letters_until_the_officer_releases_them(town: Town) -> None:
    asta = known_family(town, "first_talk")
    note = registered(town, **about(asta))
    suspected = {**CALM, "abuse_suspicion": True, "match": child_of(asta)["id"]}
    nobody = note.refused("assess_24h", OFFICER, **suspected, took_part=[town.driver.user(OFFICER)])
    assert "named_officer" in nobody.fields
    unnamed = {**note.form("assess_24h", OFFICER), **suspected, "took_part": [town.driver.user(OFFICER)]}
    item = note.item("assess_24h")
    refused_by_both(town, item, town.driver.user(OFFICER), unnamed, 14, "named_officer")
    note.assessed(**suspected, named_officer=town.driver.user(OFFICER))
    case = asta.read(case_query.case_row)
    assert case["restricted"] and {"contact_hold", "restricted", "abuse_suspicion"} <= set(case["flags"])
    assert asta.read(notified.open_hold)["officer_id"] == town.driver.user(OFFICER)


def test_letters_wait_for_the_named_officer_and_then_leave(town: Town) -> None:
    asta = known_family(town, "first_talk")
    # what the family applied for is decided by somebody who will not see the case once it is restricted
    asta.decides()
    note = registered(town, **about(asta))
    officer = town.driver.user(OFFICER)
    note.assessed(abuse_suspicion=True, match=child_of(asta)["id"], named_officer=officer)
    asta.comes_to("prepare_assessment_meeting")
    held = asta.read(notified.held_letters)
    assert held and "Velkomstbrev" in {row["title"] for row in held}
    sent_before = len(asta.journal("letter"))
    with pytest.raises(Rejection) as refused, town.driver.acting(leader_of(asta)) as uow:
        casefile.release_contact(uow, asta.case_id, "Det haster.", send=True)
    assert refused.value.code == "inv_14"
    with town.driver.acting(officer) as uow:
        left = casefile.release_contact(uow, asta.case_id, "Barnet er hørt, og det er aftalt.", send=True)
    assert left == len(held) and len(asta.journal("letter")) == sent_before + left
    case = asta.read(case_query.case_row)
    assert "contact_hold" not in case["flags"] and case["restricted"]


def test_a_restricted_notification_is_hidden_from_other_officers_in_the_register(town: Town) -> None:
    at(town, "2026-11-24T10:00")
    note = registered(town)
    note.assessed(abuse_suspicion=True, named_officer=town.driver.user(OFFICER))
    seen = {}
    for login in (OFFICER, DUTY):
        with town.driver.acting(town.driver.user(login)) as uow:
            (seen[login],) = register(uow)
    assert (seen[OFFICER].readable, seen[OFFICER].child) == (True, "Karla Munk")
    assert (seen[DUTY].readable, seen[DUTY].child, seen[DUTY].task_id) == (False, "", None)


def test_suspicion_of_abuse_always_leads_to_an_investigation(town: Town) -> None:
    at(town, "2026-11-24T10:00")
    note = registered(town)
    note.assessed(abuse_suspicion=True, named_officer=town.driver.user(OFFICER))
    screened = {"concern_types": ["violence"], "reason": "Blå mærker."}
    assert "outcome" in note.refused("screen_notification", OFFICER, **screened, outcome="none").fields
    note.does("screen_notification", OFFICER, **screened, outcome="investigation")
    assert "prepare_decision" in note.tasks()
