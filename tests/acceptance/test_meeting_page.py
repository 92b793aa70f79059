"""Acceptance 4 and 20 from the page: a status meeting is held, minuted by two and closed from its checklist;
a sector without consent sees only »Sag 1«."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from tests import apps
from tests.acceptance.story import Town
from tests.acceptance.test_status_meetings import Team
from tests.pages import csrf
from workflow_service.config import Settings
from workflow_service.store import sessions

SAID = "Asta sover igennem."


class Page:
    """The meeting's page as somebody reads and writes it without scripts."""

    def __init__(self, team: Team, app: Flask, login: str, path: str) -> None:
        self.client, self.path = app.test_client(), path
        user_id = team.town.driver.user(login)
        with team.town.database.begin() as uow:
            secret = sessions.create_session(uow, user_id, team.now(), timedelta(hours=8))
        self.client.set_cookie("oef_session", secret)

    def read(self, more: str = "") -> str:
        return self.client.get(self.path + more, follow_redirects=True).text

    def send(self, where: str, **form: str) -> str:
        """Sends the form whose address ends so; the page that follows."""
        page = self.read()
        found = re.search(rf'action="([^"]*/{where})"', page)
        address = found[1] if found else f"{self.path}/{where}"
        answer = self.client.post(address, data={"csrf_token": csrf(page), **form}, follow_redirects=True)
        return answer.text


@pytest.fixture
def team(town: Town) -> Team:
    return Team.of(town.story("Asta", "active"))


@pytest.fixture
def pages(team: Team) -> dict[str, Page]:
    """The page of the first meeting, just begun, for its leader, the coordinator and a member who
    sits for a sector that nobody has consented to."""
    first = team.coming()[0]
    team.to(first["starts_at"] + timedelta(minutes=5))
    settings = Settings(secret_key="s" * 32)
    app = apps.service(team.town.database, team.town.neck, settings, team.town.driver.clock)
    coordinator = team.story.page().coordinator
    assert coordinator is not None
    logins = {"leader": "team_leader1", "member": "core_team_member1"}
    with team.town.database.begin() as uow:
        sector = "UPDATE team_membership SET sector = 'addiction' WHERE tenant_id = 1 AND user_id = ?"
        uow.rows(sector, team.town.driver.user("core_team_member1"))
        sql = "SELECT login FROM app_user WHERE id = ?"
        logins["coordinator"] = str(uow.value(sql, coordinator.id))
    return {who: Page(team, app, login, f"/meetings/{first['id']}/run") for who, login in logins.items()}


def test_a_meeting_is_held_on_the_page_and_each_case_gets_what_was_decided(
    team: Team, pages: dict[str, Page]
) -> None:
    leader, coordinator = pages["leader"], pages["coordinator"]
    leader.send("attendance", everybody="1")
    assert "Derfor er sagen på:" in leader.send("begin")
    coordinator.send("text", field="development", base="", text=SAID)
    leader.send("text", field="development", base="", text="Mor er glad.")
    leader.send("choice", field="decision", base="", value="no_change")
    coordinator.send("left")
    assert SAID in leader.read() and "Mor er glad." in leader.read()
    assert "Sag 1: ingen ændring" not in leader.read("/close")
    leader.send("finish")
    leader.send("room", mode="online", place="Teams")
    assert "(Regel 8)" in leader.read("/close") and "Det sker, når mødet afsluttes" not in leader.read(
        "/close"
    )
    leader.send("room", mode="physical", place="Rådhuset, lokale 2.14")
    assert "Det sker, når mødet afsluttes" in leader.read("/close")
    closed = leader.send("close")
    assert "Det blev sendt" in closed and "referatet lægges på sagen" in closed
    (entry,) = [one for one in team.story.journal("meeting") if one["title"] == "Referat af statusmødet"]
    assert SAID in str(entry["content"]) and "Mor er glad." in str(entry["content"])


def test_a_sector_without_consent_sees_only_the_number(team: Team, pages: dict[str, Page]) -> None:
    """Acceptance 20."""
    leader, member = pages["leader"], pages["member"]
    leader.send("attendance", everybody="1")
    leader.send("begin")
    leader.send("text", field="development", base="", text=SAID)
    for more in ("", "/screen?names=shown", "/parts"):
        shown = member.read(more)
        assert "Sag 1" in shown and "Gå ud, mens den drøftes" in shown
        assert SAID not in shown and "Asta" not in shown and team.story.page().number not in shown
    assert member.client.get(f"{member.path}/close").status_code == 403


def test_only_the_leader_closes_and_only_with_everything_in_order(team: Team, pages: dict[str, Page]) -> None:
    leader, coordinator = pages["leader"], pages["coordinator"]
    leader.send("attendance", everybody="1")
    leader.send("begin")
    assert "Tag stilling til sag 1" in leader.read("/close")
    assert "Tag stilling til sag 1" in leader.send("close")
    assert coordinator.client.get(f"{coordinator.path}/close").status_code == 403
    assert "afsluttet som afvigelse" in leader.send(
        "close", **{"as": "deviation", "why": "Kun to kunne komme."}
    )
