"""The register of notifications, held contact, and complaints from the case page."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.pages import COORDINATOR, LEADER, Town

OFFICER = "notification_officer1"


def registered(town: Town) -> str:
    """The officer begins a notification; the address of its first task."""
    officer = town.enter(OFFICER)
    asked = officer.get("/start").text
    assert "En bekymring for et barn modtages" in asked
    once = re.search(r'name="once" value="(\w+)"', asked)[1]
    begun = officer.post("/start", {"process": "notification_triage", "once": once}, at="/start")
    assert begun.status_code == 303
    return str(begun.location)


def test_an_officer_begins_a_notification_and_finds_it_in_the_register(town: Town) -> None:
    before = re.search(r"(\d+) underretning", town.enter(OFFICER).get("/notifications").text)
    assert "/tasks/" in registered(town)
    page = town.enter(OFFICER).get("/notifications").text
    assert f"{int(before[1]) + 1 if before else 1} underretning" in page and "Skal skrives ned" in page
    assert "Underretninger" in town.enter(LEADER).get("/notifications").text


def test_the_moment_a_notification_came_is_corrected_after_its_page_has_said_what_moves(town: Town) -> None:
    registered(town)
    officer = town.enter(OFFICER)
    here = re.search(r'href="(/notifications/[\w-]+/received)"', officer.get("/notifications").text)[1]
    assert "Underretningen blev modtaget" in officer.get(here).text
    wanted = {"day": (town.clock.now() - timedelta(days=1)).date().isoformat(), "time": "08:15"}
    seen = officer.post(here, wanted, at=here).text
    assert "Vurderes senest" in seen and "kl. 08.15" in seen
    given = {**wanted, "apply": "yes", "reason": "Den lå i postkassen fra i går."}
    refused = officer.post(here, {**given, "reason": ""}, at=here)
    assert refused.status_code == 422 and "Skriv, hvorfor datoen rettes" in refused.text
    assert officer.post(here, given, at=here).status_code == 303
    assert "kl. 08.15" in officer.get("/notifications").text
    assert town.enter(COORDINATOR).get(here).status_code == 403


def test_the_register_is_for_those_who_receive_and_follow_up(town: Town) -> None:
    assert town.enter(COORDINATOR).get("/notifications").status_code == 403
    assert "Underretninger</a>" not in town.enter(COORDINATOR).get("/").text


def test_the_case_page_says_when_no_decision_was_taken(town: Town) -> None:
    page = town.enter(COORDINATOR).get(f"/cases/{town.case()}").text
    assert "Afgørelser" in page


def test_a_complaint_needs_a_decision_of_the_case(town: Town) -> None:
    coordinator = town.enter(COORDINATOR)
    unknown = f"/cases/{town.case()}/decisions/01890000-0000-7000-8000-000000000009/complaint"
    assert coordinator.get(unknown).status_code == 409
    assert coordinator.post(unknown, {}, at="/cases").status_code == 409


def test_contact_that_is_not_held_has_nothing_to_release(town: Town) -> None:
    coordinator = town.enter(COORDINATOR)
    page = f"/cases/{town.case()}/contact"
    assert "Der er intet holdt tilbage." in coordinator.get(page).text
    assert coordinator.post(page, {"reason": "x", "letters": "send"}, at=page).status_code == 409
