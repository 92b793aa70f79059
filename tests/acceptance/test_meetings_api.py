"""Meetings over the API: planned, minuted with every field of F08s, closed; and the calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.acceptance.doors import app_of
from tests.acceptance.story import Town
from tests.acceptance.test_status_meetings import WHY, Team
from workflow_service.meetings import deputies
from workflow_service.store import meetings as query
from workflow_service.store import sessions
from workflow_service.store.casefile_rows import Row


class Api:
    """What a program sends on behalf of somebody; of `leader` where nobody is named."""

    def __init__(self, town: Town, leader: str) -> None:
        self.town, self.leader, self.client = town, leader, app_of(town).test_client()
        self.tokens: dict[str, str] = {}

    def call(
        self, method: str, path: str, body: Any = None, user: str = "", **headers: str
    ) -> tuple[int, Any]:
        user = user or self.leader
        if user not in self.tokens:
            with self.town.database.begin() as uow:
                self.tokens[user] = sessions.create_token(uow, user, "test", uow.now)
        given = {"Authorization": f"Bearer {self.tokens[user]}", **headers}
        sent = self.client.open(f"/api/v1{path}", method=method, json=body, headers=given)
        return sent.status_code, sent.json

    def ok(self, method: str, path: str, body: Any = None, user: str = "") -> Any:
        status, answer = self.call(method, path, body, user)
        assert status in (200, 201), (path, answer)
        return answer


@pytest.fixture
def team(town: Town) -> Team:
    return Team.of(town.story("Asta", "active"))


def begun(team: Team) -> Row:
    first = team.coming()[0]
    team.to(first["starts_at"] + timedelta(hours=1))
    return first


def test_a_series_is_read_changed_and_refused_over_the_api(team: Team) -> None:
    api = Api(team.town, team.leader)
    (line,) = api.ok("GET", "/meeting-series")["items"]
    assert line["id"] == team.series_id and line["leads"]
    at = f"/meeting-series/{team.series_id}"
    page = api.ok("GET", at)
    assert len(page["meetings"]) >= 12 and page["members"]
    first = page["meetings"][0]
    names = ("name", "rule", "at", "minutes", "place", "mode")
    plan = {**{name: page[name] for name in names}, "first_on": page["first_on"], "place": "Lokale 9"}
    status, answer = api.call("PUT", at, {**plan, "version": page["version"] - 1})
    assert (status, answer["code"]) == (409, "changed_meanwhile")
    assert api.ok("PUT", at, {**plan, "version": page["version"]})["version"] > page["version"]
    assert {one["place"] for one in api.ok("GET", at)["meetings"]} == {"Lokale 9"}
    assert api.call("PUT", at, {**plan, "minutes": 3})[0] == 422
    assert len(api.ok("POST", "/meeting-series/preview", plan)["items"]) == 24
    shown = api.ok("POST", "/meeting-series/preview", {**plan, "series_id": team.series_id})["items"]
    assert [one["starts_at"] for one in shown[:3]] == [one["starts_at"] for one in page["meetings"][:3]]
    member = team.town.driver.user("core_team_member1")
    first = api.ok("GET", at)["meetings"][0]
    assert api.call("POST", f"/meetings/{first['id']}/cancel", {"reason": WHY}, member)[0] == 403
    # another of the team stands in from now on; who may not open meetings cannot
    with team.town.database.begin(write=False) as uow:
        offered = deputies.choices(uow, query.series_row(uow, team.series_id) or {})
    sits, other = next((user, found[0][0]) for user, found in offered.items() if found)
    seat = f"{at}/members/{sits}/deputy"
    assert api.call("PUT", seat, {"deputy_id": other}, member)[0] == 403
    assert api.call("PUT", seat, {"deputy_id": team.town.driver.user("auditor1")})[0] == 422
    assert api.ok("PUT", seat, {"deputy_id": other})["version"]
    assert (sits, other) in {(one["user_id"], one["deputy_id"]) for one in api.ok("GET", at)["members"]}
    stranger = team.town.driver.user("team_leader2")
    assert (
        api.call("GET", at, user=stranger)[0]
        == api.call("GET", f"/meetings/{first['id']}", user=stranger)[0]
        == 404
    )
    assert api.call("POST", f"/meetings/{first['id']}/cancel", {"reason": ""})[0] == 422
    key = {"Idempotency-Key": "one"}
    once = api.call("POST", f"/meetings/{first['id']}/cancel", {"reason": WHY}, **key)
    assert once == api.call("POST", f"/meetings/{first['id']}/cancel", {"reason": WHY}, **key)
    assert api.call("POST", f"/meetings/{first['id']}/cancel", {"reason": WHY})[0] == 409
    # an acute case waits four weeks at most: the second cancellation says that it would wait longer
    with team.town.database.begin() as uow:
        uow.rows("UPDATE case_file SET flags = ? WHERE id = ?", '["acute"]', team.story.case_id)
    before, *rest = api.ok("GET", at)["meetings"][1:]
    (gap,) = api.ok("POST", f"/meetings/{rest[0]['id']}/cancel", {"reason": WHY})["gaps"]
    assert (gap["after"], gap["until"]) == (before["starts_at"], rest[1]["starts_at"]) and gap["short_at"]
    assert gap in api.ok("GET", at)["gaps"]


def test_the_whole_minutes_are_sent_at_once_and_the_case_gets_its_decision(team: Team) -> None:
    api, first = Api(team.town, team.leader), begun(team)
    at = f"/meetings/{first['id']}"
    found = api.ok("GET", at)
    (item,) = found["items"]
    assert item["shown"] and item["reasons"] and found["state"] == "open"
    there = [{"user_id": one["user_id"], "state": "present"} for one in found["attendance"]]
    owner = team.town.driver.user("core_team_member1")
    due = (team.now().date() + timedelta(days=14)).isoformat()
    case = {
        "item_id": item["id"],
        "development": "Asta sover igennem.",
        "decision": "revise_plan",
        "decision_note": "Målet er nået.",
        "financing_note": "not_relevant",
        "actions": [{"what": "Ring til skolen.", "owner_id": owner, "due_on": due}],
        "left": True,
    }
    given = {"mode": "physical", "place": "Lokale 2", "attendance": there, "cases": [case]}
    status, answer = api.call("POST", f"{at}/status-minutes", {**given, "mode": "online"})
    assert (status, answer["code"]) == (422, "inv_08")
    status, answer = api.call("POST", f"{at}/status-minutes", {**given, "cases": [{**case, "left": False}]})
    assert (status, answer["code"]) == (422, "inv_22")
    assert api.ok("GET", at)["state"] == "open"
    closed = api.ok("POST", f"{at}/status-minutes", given)
    assert [(one["decision"], one["actions"], one["started"]) for one in closed["sent"]] == [
        ("revise_plan", 1, "plan_revision")
    ]
    assert team.read(query.meeting_row, first["id"])["state"] == "held"
    (entry,) = [one for one in team.story.journal("meeting") if one["title"] == "Referat af statusmødet"]
    assert ["Begrundelse", "Målet er nået."] in entry["content"]["answers"]
    assert api.call("POST", f"{at}/status-minutes", given)[0] == 409


def test_two_programs_minute_field_by_field_and_lose_nothing(team: Team) -> None:
    api, first = Api(team.town, team.leader), begun(team)
    at = f"/meetings/{first['id']}"
    coordinator = next(
        one["user_id"] for one in api.ok("GET", at)["attendance"] if one["user_id"] != team.leader
    )
    (item,) = api.ok("GET", at)["items"]
    minutes = f"{at}/minutes/{item['id']}"
    assert api.call("PUT", minutes, {"development": {"text": "For tidligt."}})[0] == 409
    api.ok("POST", f"{at}/begin")
    api.ok("PUT", minutes, {"development": {"text": "Asta sover."}})
    api.ok("PUT", minutes, {"development": {"base": "Asta sover.", "text": "Asta sover. Far ringer."}})
    saved = api.ok(
        "PUT", minutes, {"development": {"base": "Asta sover.", "text": "Asta sover. Mor er glad."}}
    )
    assert "Far ringer." in saved["texts"]["development"] and "Mor er glad." in saved["texts"]["development"]
    api.ok("PUT", minutes, {"decision": {"value": "no_change"}})
    assert api.ok("GET", minutes)["decision"] == "no_change"
    assert api.call("PUT", minutes, {"decision": {"value": "perhaps"}})[0] == 422
    assert coordinator and api.call("POST", f"{minutes}/defer", {"reason": ""})[0] == 422
    after = api.ok("POST", f"{minutes}/defer", {"reason": "Mor er rejst."})
    assert after["next_item_id"] is None
    other = team.coming()[1]
    assert api.call("POST", f"/meetings/{other['id']}/minutes/{item['id']}/take-up")[0] == 404


def test_the_calendar_and_its_links_over_the_api(team: Team) -> None:
    api = Api(team.town, team.leader)
    day = team.coming()[0]["starts_at"].date()
    window = f"?from={day - timedelta(days=1)}&to={day + timedelta(days=40)}"
    found = api.ok("GET", f"/calendar{window}&show=teams")
    assert len(found["items"]) == 2 and all("Asta" not in str(one) for one in found["items"])
    assert len(api.ok("GET", f"/meetings{window}")["items"]) == 2
    assert api.call("GET", f"/calendar?from={day}&to={day - timedelta(days=1)}")[0] == 422
    made = api.ok("POST", "/calendar/feeds", {"series_id": team.series_id})
    ics = api.client.get(made["url"].removeprefix("http://localhost"))
    assert ics.status_code == 200 and b"BEGIN:VEVENT" in ics.data
    live = next(
        one for one in api.ok("GET", "/calendar/feeds")["items"] if one["series_id"] == team.series_id
    )
    api.ok("POST", f"/calendar/feeds/{live['id']}/revoke")
    assert api.client.get(made["url"].removeprefix("http://localhost")).status_code == 404
    assert api.call("POST", f"/calendar/feeds/{live['id']}/revoke")[0] == 404
