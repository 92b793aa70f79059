"""Starting a course from the case page."""

import re

from tests.pages import COORDINATOR, INTAKE, LEADER, Town


def start_page(town: Town, process: str = "coordinator_handover") -> str:
    return f"/cases/{town.case()}/start/{process}"


def test_the_case_page_offers_what_its_reader_may_start(town: Town):
    for login in (LEADER, COORDINATOR):
        page = town.enter(login).get(f"/cases/{town.case()}").text
        assert "Start netværksmøde" in page and "Skift koordinator" in page


def test_it_is_asked_once_more_and_begins_with_its_first_task(town: Town):
    leader = town.enter(LEADER)
    asked = leader.get(start_page(town)).text
    assert "Familien er ikke uden koordinator på noget tidspunkt" in asked
    once = {"once": re.search(r'name="once" value="(\w+)"', asked)[1]}
    begun = leader.post(start_page(town), once, at=start_page(town))
    assert begun.status_code == 303 and "/tasks/" in begun.location
    again = leader.post(start_page(town), once, at="/cases")
    assert again.location == begun.location
    page = leader.get(f"/cases/{town.case()}").text
    assert "Andre forløb i sagen" in page and "Forløbet er startet: Koordinatoren skal skiftes" in page


def test_a_second_change_of_coordinator_is_told_that_one_runs(town: Town):
    leader = town.enter(LEADER)
    leader.post(start_page(town), {"once": "a"}, at=start_page(town))
    assert "Det er allerede i gang i sagen." in leader.get(start_page(town)).text
    assert leader.post(start_page(town), {"once": "b"}, at="/cases").status_code == 409


def test_that_a_family_declines_is_told_to_its_course_from_the_case_page(town: Town):
    coordinator, at = town.enter(COORDINATOR), f"/cases/{town.case()}/tell/family_withdraws"
    assert at in coordinator.get(f"/cases/{town.case()}").text
    assert "Forløbet går videre med det, kommunen har pligt til" in coordinator.get(at).text
    told = coordinator.post(at, at=at)
    assert (told.status_code, told.location.endswith(f"/cases/{town.case()}")) == (303, True)
    assert "Registrér familiens fravalg" in coordinator.get(f"/cases/{town.case()}").text
    assert coordinator.post(at.replace("withdraws", "sings"), at="/cases").status_code == 409
    assert town.enter(INTAKE).get(at).status_code == 404


def test_the_first_task_of_another_s_role_waits_with_them(town: Town):
    leader = town.enter(LEADER)
    at = start_page(town, "network_meeting")
    assert leader.post(at, {"once": "c"}, at=at).location.endswith(f"/cases/{town.case()}")
    assert "Aftal formålet med familien" in town.enter(COORDINATOR).get("/").text


def test_nobody_starts_what_is_not_for_a_case_or_not_theirs(town: Town):
    leader = town.enter(LEADER)
    assert leader.get(start_page(town, "case_main")).status_code == 409
    assert town.enter(INTAKE).get(start_page(town)).status_code == 404
    assert "Skift koordinator" not in leader.get("/start").text
