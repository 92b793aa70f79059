"""What was passed on in a case: the register on its page, over the API, and in an access to the file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests import pages
from tests.acceptance.doors import app_of
from tests.acceptance.story import Story, Town
from tests.acceptance.test_access_to_the_file import (
    asked_for_access,
    form_of,
    refusal_is_decided,
    text_of,
    the_other_parent,
)
from tests.acceptance.test_consent import answered, coordinator
from tests.acceptance.test_courses_on_a_case import begin
from workflow_service.app.demonstration import PASSWORD
from workflow_service.casefile.exchanges import Exchange, exchanges
from workflow_service.store import casefile_sharing as sharing
from workflow_service.store import logins

TEACHER = "Inger Vang"


def register(story: Story, login: str) -> list[Exchange]:
    with story.town.driver.acting(story.town.driver.user(login)) as uow:
        return exchanges(uow, story.case_id)[1]


def network(story: Story, login: str) -> None:
    """The family wants a network meeting, and a teacher comes."""
    course = begin(story, "network_meeting", login)
    course.does("agree_purpose_with_family")
    course.does("invite_network")
    story.town.driver.travel(story.town.driver.clock.now() + timedelta(days=8))
    course.does("hold_network_meeting")


def looks(town: Town, case_id: str, route: str) -> int:
    with town.database.begin(write=False) as uow:
        sql = "SELECT COUNT(*) FROM access_log WHERE case_id = ? AND route LIKE ?"
        return int(uow.value(sql, case_id, f"%{route}%") or 0)


def test_a_network_meeting_stands_in_the_register_and_in_the_file_that_is_given(town: Town) -> None:
    sofia = town.story("Sofia", "prepare_assessment_meeting")
    login, father = coordinator(sofia), the_other_parent(sofia)
    assert register(sofia, login) == []
    network(sofia, login)
    (one,) = register(sofia, login)
    assert (one.to, one.role, one.kind) == (TEACHER, "lærer", "network_meeting")
    (yes,) = one.consents
    assert yes.text == "Familiens ja til mødet" and yes.entry_id not in (None, one.entry_id)
    reads_over_the_api(sofia, login, one)
    reads_the_page(sofia, login)
    given_to(sofia, login, father)


def reads_over_the_api(sofia: Story, login: str, one: Exchange) -> None:
    town, path = sofia.town, f"/process-instances/{sofia.instance_id}/exchanges"
    status, body = town.api().call(town.driver.user(login), "GET", path)
    (item,) = body["items"]
    assert status == 200 and (item["to"], item["document_id"]) == (TEACHER, one.entry_id)
    assert item["consents"][0]["document_id"] == one.consents[0].entry_id and item["reason"] == ""
    assert item["law"]["citation"] == "forvaltningsloven § 28"
    assert looks(town, sofia.case_id, "exchanges") == 1
    # a coordinator of the other district
    stranger = town.driver.user("family_coordinator3" if login[-1] in "12" else "family_coordinator1")
    assert town.api().call(stranger, "GET", path)[0] == 404
    assert town.api().call(town.driver.user("process_owner1"), "GET", path)[0] == 403


def reads_the_page(sofia: Story, login: str) -> None:
    town = sofia.town
    with town.database.begin() as uow:
        logins.set_password(uow, town.driver.user(login), PASSWORD)
    visitor = pages.Town(app_of(town), town.database, town.driver.clock).enter(login)
    for path in (f"/cases/{sofia.case_id}/exchanges", f"/cases/{sofia.case_id}"):
        shown = visitor.get(path).text
        assert "Udvekslede oplysninger" in shown and TEACHER in shown, path


def given_to(sofia: Story, login: str, father: dict[str, Any]) -> None:
    """The father's copy ends with the register, as far as its documents are given to him whole."""
    run = asked_for_access(sofia, father["id"], login)
    item, known = form_of(sofia, run, login)
    held = [row["verdict"] for row in known["documents"] if "etværksmøde" in row["document_title"]]
    assert held and set(held) == {"give"}
    answered(sofia, item, login)
    item, _ = form_of(sofia, run, login)
    answered(sofia, item, login)
    refusal_is_decided(sofia, run)
    (request,) = sofia.read(sharing.access_requests)
    text, _ = text_of(request["bundle"])
    register_at = text.rindex("Udvekslede oplysninger")
    assert f"Til: {TEACHER}, lærer" in text[register_at:] and "Familiens ja til mødet" in text[register_at:]
    # what the father was given is one more line, with the right to it
    newest = register(sofia, login)[0]
    assert (newest.kind, newest.to, newest.consents) == ("access", father["name"], ())
    assert newest.law is not None and newest.law.citation == "forvaltningsloven § 9"
