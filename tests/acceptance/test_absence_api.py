"""Absences over the API: begun, filled in, taken back, ended early (T08)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from tests.acceptance.story import Town
from tests.acceptance.through_api import Api

ABSENT, SUBSTITUTE, LEADER = "child_disability_adviser1", "family_coordinator1", "team_leader1"


class Desk:
    """People of the town who ask the API, each by log-in."""

    def __init__(self, town: Town) -> None:
        self.town, self.api = town, Api(town.database, town.neck, town.driver.clock)

    def asks(self, login: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        return self.api.call(self.town.driver.user(login), method, path, body)

    def lists(self, login: str) -> Any:
        status, found = self.asks(login, "GET", "/absences")
        assert status == 200
        return found

    def begins(self, login: str, user: str | None = None) -> Any:
        body = {} if user is None else {"user_id": self.town.driver.user(user)}
        status, begun = self.asks(login, "POST", "/absences", body)
        assert status == 201, begun
        return begun

    def fills_in(self, login: str, task_id: str, first: date, last: date | None) -> None:
        days = {"last_on": last.isoformat()} if last else {"unknown_end": True}
        answers = {"first_on": first.isoformat(), "substitute": self.town.driver.user(SUBSTITUTE), **days}
        given = {"variables": {**answers, "tasks": "all"}}
        status, told = self.asks(login, "POST", f"/user-tasks/{task_id}/complete", given)
        assert status == 200, told

    def comes(self, day: date) -> None:
        with self.town.database.begin(write=False) as uow:
            zone = uow.zone
        self.town.driver.travel(datetime.combine(day, time(9), tzinfo=zone))

    def next_monday(self) -> date:
        today = self.town.driver.clock.now().date()
        return today + timedelta(days=7 - today.weekday())


@pytest.fixture
def desk(town: Town) -> Desk:
    return Desk(town)


def test_a_week_away_is_begun_filled_in_and_ended_early(desk: Desk) -> None:
    first = desk.next_monday()
    begun = desk.begins(ABSENT)
    (own,) = desk.lists(ABSENT)["own"]
    assert (own["id"], own["state"], own["task_id"]) == (begun["id"], "draft", begun["task_id"])
    assert desk.asks(ABSENT, "POST", "/absences", {})[1]["code"] == "absence_unfinished"
    assert desk.lists(LEADER)["others"] == [], "a draft is its writer's"
    desk.fills_in(ABSENT, begun["task_id"], first, first + timedelta(days=4))
    (seen,) = desk.lists(LEADER)["others"]
    assert (seen["user_id"], seen["state"]) == (desk.town.driver.user(ABSENT), "planned")
    assert (seen["first_on"], seen["task_id"]) == (first.isoformat(), None)
    back = f"/absences/{begun['id']}/back"
    assert desk.asks(ABSENT, "POST", back)[1]["code"] == "not_away"
    desk.comes(first)
    (covered,) = desk.lists(SUBSTITUTE)["covered"]
    assert covered["id"] == begun["id"] and covered["state"] == "running"
    assert desk.asks(SUBSTITUTE, "POST", back)[0] == 404
    assert desk.asks(ABSENT, "POST", f"/absences/{begun['id']}/withdraw")[1]["code"] == "absence_begun"
    assert desk.asks(ABSENT, "POST", back) == (200, {"id": begun["id"]})
    assert desk.lists(SUBSTITUTE)["covered"] == []


def test_a_leader_begins_it_for_somebody_they_lead_and_takes_it_back(desk: Desk) -> None:
    led = {one["id"] for one in desk.lists(LEADER)["led"]}
    assert desk.town.driver.user(ABSENT) in led
    begun = desk.begins(LEADER, ABSENT)
    assert desk.asks(ABSENT, "POST", "/absences", {"user_id": desk.town.driver.user(LEADER)})[0] == 404
    desk.fills_in(LEADER, begun["task_id"], desk.next_monday(), None)
    (own,) = desk.lists(ABSENT)["own"]
    assert (own["state"], own["last_on"], len(own["substitutes"])) == ("planned", None, 1)
    assert desk.asks(LEADER, "POST", f"/absences/{begun['id']}/withdraw")[0] == 200
    assert desk.lists(ABSENT)["own"] == []


def test_nobody_learns_of_an_absence_that_is_not_theirs(desk: Desk) -> None:
    begun = desk.begins(ABSENT)
    for what in ("back", "withdraw"):
        assert desk.asks("team_leader2", "POST", f"/absences/{begun['id']}/{what}")[0] == 404
    assert desk.asks("process_owner1", "GET", "/absences")[0] == 403
