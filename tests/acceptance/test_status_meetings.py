"""Acceptance scenario 4: a team's status meetings for a year, one of them held, one a deviation (T01)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from tests.acceptance.story import Story, Town
from workflow_service import meetings
from workflow_service.audit import verify_all
from workflow_service.casefile import case_page
from workflow_service.errors import Conflict, Forbidden, Invalid
from workflow_service.inbox import TaskQuery, complete_task, list_tasks
from workflow_service.meetings import agenda, rescheduling, series
from workflow_service.meetings.words import reason_words
from workflow_service.monitoring import check
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import meetings as query
from workflow_service.store import meetings_agenda as agenda_query
from workflow_service.store.casefile_rows import Row, change

WHY = "To fra teamet er på kursus den dag."


class Team:
    """A core team with its leader and its series; `story`: the family whose case it has."""

    def __init__(self, town: Town, key: str, story: Story | None = None) -> None:
        self.town, self._story = town, story
        self.team_id = town.place.teams[key]
        self.leader = town.driver.user("team_leader1" if key == "north" else "team_leader2")
        today = self.now().date()
        first = today + timedelta(days=(3 - today.weekday()) % 7 + 14)
        plan = series.Plan("Statusmøder", "FREQ=WEEKLY;INTERVAL=4;BYDAY=TH", first, time(13), 120, "Lokale 2")
        with self.acting() as uow:
            self.series_id = series.create(uow, query.STATUS, plan, team_id=self.team_id)

    @classmethod
    def of(cls, story: Story) -> Team:
        """The team of the family's case."""
        return cls(story.town, story.family.team, story)

    @property
    def story(self) -> Story:
        assert self._story is not None, "this team has no case"
        return self._story

    def now(self) -> datetime:
        with self.town.database.begin(write=False) as uow:
            return uow.now.astimezone(uow.zone)

    def acting(self, user_id: str | None = None) -> Any:
        return self.town.driver.acting(user_id or self.leader)

    def read(self, what: Any, *args: Any) -> Any:
        with self.town.database.begin(write=False) as uow:
            return what(uow, *args)

    def coming(self) -> list[Row]:
        rows = self.read(query.occurrences, self.series_id)
        return [one for one in rows if one["state"] in query.OPEN_STATES]

    def tasks(self, meeting: Row) -> dict[str, str]:
        """The open tasks of the meeting's course: their ids by element."""
        row = self.read(query.meeting_row, meeting["id"])
        sql = "SELECT id, element FROM user_task WHERE instance_id = ? AND state IN ('created', 'claimed')"
        with self.town.database.begin(write=False) as uow:
            return {one["element"]: str(one["id"]) for one in uow.rows(sql, row["instance_id"])}

    def offered(self) -> set[str]:
        """What the leader's work list offers."""
        with self.acting() as uow:
            return {one.element for one in list_tasks(uow, self.town.neck, TaskQuery("roles")).items}

    def to(self, moment: datetime) -> None:
        self.town.driver.travel(moment)

    def items(self, meeting: Row) -> list[Row]:
        found: list[Row] = self.read(agenda_query.items, meeting["id"])
        return found

    def minutes(self, meeting: Row, **said: Any) -> None:
        """Everybody is there; the first case is discussed, the others wait for the next time."""
        with self.acting() as uow:
            owner = query.series_row(uow, self.series_id)
            assert owner is not None
            for one in query.members(uow, owner, uow.now.date()):
                row = {"meeting_id": meeting["id"], "user_id": one.user_id, "state": "present"}
                left = [item["id"] for item in agenda_query.items(uow, meeting["id"])]
                told = "[]" if one.sector == "disability_child" else str(left).replace("'", '"')
                uow.insert(tables.team_attendance, _attended(uow, row, told))
            for item in agenda_query.items(uow, meeting["id"]):
                self._discuss(uow, item, said)

    def _discuss(self, uow: UnitOfWork, item: Row, said: dict[str, Any]) -> None:
        values = {"state": "discussed", "development": "Noah sover igennem.", "decision": "no_change", **said}
        change(uow, tables.agenda_item, item["key_id"], item["id"], values)


def _attended(uow: UnitOfWork, row: Row, left_for: str) -> Row:
    empty = {"deputy_id": None, "reason_code": None, "recorded_by": None, "recorded_at": None, "version": 1}
    return {"id": uow.new_id(), **empty, **row, "left_for": left_for}


@pytest.fixture
def team(town: Town) -> Team:
    """Asta's family gets support; her team has just got its status meetings."""
    return Team.of(town.story("Asta", "active"))


def act(team: Team, meeting: Row, owner: str) -> None:
    """An agreed action on the first case of the meeting."""
    with team.acting() as uow:
        item = agenda_query.items(uow, meeting["id"])[0]
        uow.insert(
            tables.agenda_action,
            {
                "id": (action_id := uow.new_id()),
                "key_id": item["key_id"],
                "item_id": item["id"],
                "case_id": item["case_id"],
                "what": uow.seal(item["key_id"], "agenda_action", action_id, "what", "Ring til skolen."),
                "owner_id": owner,
                "due_on": date(2027, 1, 8),
                "done_at": None,
                "done_by": None,
                "outcome": None,
                "version": 1,
            },
        )


def test_a_year_of_meetings_one_moved_and_the_right_cases_on_the_agenda(team: Team) -> None:
    rows = team.coming()
    assert 12 <= len(rows) <= 14
    with team.town.database.begin(write=False) as uow:
        days = [one["starts_at"].astimezone(uow.zone) for one in rows]
    assert {one.hour for one in days} == {13} and all(one.weekday() < 5 for one in days)
    with team.acting() as uow:
        rescheduling.move(uow, team.town.neck, rows[1]["id"], rows[1]["starts_at"] + timedelta(days=1), WHY)
    first = rows[0]
    team.to(first["starts_at"] - timedelta(days=10) + timedelta(minutes=1))
    # a new case: discussed at most every fourth week
    (item,) = team.items(first)
    assert item["case_id"] == team.story.case_id
    assert "undiscussed" in [one["code"] for one in item["reasons"]]
    with team.acting() as uow:
        assert reason_words(uow, item["reasons"][0]).endswith(".")
        assert agenda.refresh(uow, team.town.neck, first["id"]) == 1
    assert set(team.tasks(first)) == set()
    team.to(first["starts_at"] - timedelta(days=6))
    assert set(team.tasks(first)) == {"adjust_agenda"} <= team.offered()
    team.to(first["starts_at"] - timedelta(days=2))
    assert set(team.tasks(first)) == {"update_before_meeting"}


def test_the_next_meeting_begins_although_nobody_finished_the_last(team: Team) -> None:
    first, second = team.coming()[:2]
    team.to(second["starts_at"] + timedelta(minutes=1))
    assert set(team.tasks(first)) == {"hold_status_meeting", "minutes_overdue"}
    assert set(team.tasks(second)) == {"hold_status_meeting"}


def test_closing_sends_each_case_its_decision_once_and_the_minutes_stand_in_the_case(team: Team) -> None:
    first = team.coming()[0]
    team.to(first["starts_at"] + timedelta(hours=1))
    coordinator = team.story.page().coordinator
    assert coordinator is not None
    owner = team.town.driver.user("core_team_member1")
    team.minutes(first, decision="revise_plan", decision_note="Målet er nået.")
    act(team, first, owner)
    with team.acting() as uow:
        closed = meetings.close(uow, team.town.neck, first["id"])
    assert [(one.case_id, one.decision, one.actions, one.started) for one in closed.sent] == [
        (team.story.case_id, "revise_plan", 1, "plan_revision")
    ]
    with pytest.raises(Conflict), team.acting() as uow:
        meetings.close(uow, team.town.neck, first["id"])
    team.to(team.now() + timedelta(minutes=1))
    assert "describe_development" in team.story.tasks()
    sent = team.read(
        lambda uow: uow.value("SELECT count(*) FROM message WHERE name = 'status_meeting_decision'")
    )
    assert sent == 1
    (entry,) = [one for one in team.story.journal("meeting") if one["title"] == "Referat af statusmødet"]
    assert ["Beslutning", "Revidér plan"] in entry["content"]["answers"]
    # the action is a task of its owner, with the case's name
    found = team.town.driver.open_tasks_of_case(team.story.case_id)
    action = next(one for one in found if one.element == "carry_out_action")
    assert action.assignee == owner
    with team.acting(owner) as uow:
        complete_task(uow, team.town.neck, action.id, {"outcome": "done"})
    assert set(team.tasks(first)) == {"approve_status_minutes"}
    holds(team)


def test_online_is_refused_and_a_deviation_gets_another_date(team: Team) -> None:
    first = team.coming()[0]
    team.to(first["starts_at"] + timedelta(hours=1))
    team.minutes(first)
    with team.acting() as uow:
        row = query.meeting_row(uow, first["id"])
        assert row is not None
        change(uow, tables.team_meeting, row["key_id"], row["id"], {"mode": "online"})
    with pytest.raises(Invalid) as told, team.acting() as uow:
        meetings.close(uow, team.town.neck, first["id"])
    assert told.value.code == "inv_08"
    assert team.read(query.meeting_row, first["id"])["state"] == "open"
    with team.acting() as uow:
        closed = meetings.close(uow, team.town.neck, first["id"], deviation_why="Sne: alle blev hjemme.")
    assert closed.state == "deviation" and closed.replacement_at is not None
    assert closed.replacement_at - first["starts_at"] <= timedelta(days=14)
    task = team.tasks(first)["record_deviation"]
    taken = closed.replacement_at + timedelta(days=1 if closed.replacement_at.weekday() < 4 else -1)
    with team.acting() as uow:
        rescheduling.add_meeting(uow, team.series_id, taken, WHY, minutes=30)
    with pytest.raises(Conflict, match="meets_that_day"), team.acting() as uow:
        complete_task(uow, team.town.neck, task, {"replacement_at": taken.isoformat()})
    with team.acting() as uow:
        complete_task(uow, team.town.neck, task, {"replacement_at": closed.replacement_at.isoformat()})
    extra = next(one for one in team.coming() if one["replacement_of"])
    assert (extra["starts_at"], extra["replacement_of"]) == (closed.replacement_at, first["id"])
    holds(team)


def test_a_meeting_is_not_closed_while_something_is_missing(team: Team) -> None:
    first = team.coming()[0]
    with pytest.raises(Conflict), team.acting() as uow:
        meetings.close(uow, team.town.neck, first["id"])
    team.to(first["starts_at"] + timedelta(hours=1))
    (item,) = team.items(first)
    with pytest.raises(Invalid) as told, team.acting() as uow:
        meetings.close(uow, team.town.neck, first["id"])
    fields = told.value.fields or {}
    assert f"items.{item['id']}" in fields and "attendance.0" in fields
    team.minutes(first, decision="network_meeting", development=None)
    with pytest.raises(Invalid) as told, team.acting() as uow:
        meetings.close(uow, team.town.neck, first["id"])
    assert set(told.value.fields or {}) == {
        f"items.{item['id']}.development",
        f"items.{item['id']}.actions",
    }
    with pytest.raises(Forbidden), team.acting(team.town.driver.user("core_team_member1")) as uow:
        meetings.close(uow, team.town.neck, first["id"])


def test_a_network_meeting_decided_at_the_meeting_begins_on_the_case(team: Team) -> None:
    first = team.coming()[0]
    team.to(first["starts_at"] + timedelta(hours=1))
    team.minutes(first, decision="network_meeting")
    act(team, first, team.leader)
    with team.acting() as uow:
        meetings.close(uow, team.town.neck, first["id"])
    team.to(team.now() + timedelta(minutes=1))
    found = {one.element for one in team.town.driver.open_tasks_of_case(team.story.case_id)}
    assert "agree_purpose_with_family" in found


def test_a_moved_meeting_begins_again_for_its_new_time(team: Team) -> None:
    first = team.coming()[0]
    team.to(first["starts_at"] - timedelta(days=6))
    before = team.read(query.meeting_row, first["id"])["instance_id"]
    with team.acting() as uow:
        rescheduling.move(uow, team.town.neck, first["id"], first["starts_at"] + timedelta(days=5), WHY)
    team.to(team.now() + timedelta(days=2))
    row = team.read(query.meeting_row, first["id"])
    assert row["state"] == "open" and row["instance_id"] not in (None, before)
    assert len(team.items(first)) == 1
    with team.town.driver.acting(team.leader) as uow:
        assert case_page(uow, team.story.case_id)


def holds(team: Team) -> None:
    """History replays, and every chain is whole."""
    with team.town.database.begin(write=False) as uow:
        assert verify_all(uow) == []
    assert list(check(team.town.database, team.town.neck)) == []
