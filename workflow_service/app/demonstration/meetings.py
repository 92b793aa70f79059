"""The core teams of the demonstration meet: every fourth week, minuted case by case, once a deviation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from workflow_service import inbox, meetings
from workflow_service.app.demonstration.driver import Driver
from workflow_service.app.demonstration.people import TEAMS, Place
from workflow_service.inbox import TaskQuery
from workflow_service.meetings import attendance, deputies, minuting, planning, series
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as case_query
from workflow_service.store import meetings as query
from workflow_service.store import meetings_agenda as agenda

# key of the team -> leader, weekday (Monday is 0), hour, place
_TEAMS = {
    "north": ("team_leader1", 3, 13, "Rådhuset, lokale 2"),
    "south": ("team_leader2", 1, 9, "Familiehuset Syd, mødelokalet"),
}
# who stands in for whom: a colleague of the same profession in the other team
_DEPUTIES = {
    "north": (("core_team_member1", "core_team_member7"), ("core_team_member2", "core_team_member8")),
    "south": (("core_team_member9", "core_team_member3"), ("core_team_member10", "core_team_member5")),
}
_DAYS = ("MO", "TU", "WE", "TH", "FR")
# how long after its beginning a meeting is closed
_LASTS = timedelta(hours=2)
# the third meeting of the south fell on a day of snow
_DEVIATION = ("south", 3)
_SAID = (
    "Familien sover bedre, og skolen melder om roligere morgener.",
    "Støtten er kommet godt i gang. Forældrene fortæller, at de har fået luft.",
    "Barnet har været med til at vælge aktivitet og glæder sig til den.",
    "Der er aftalt en fast kontaktperson i skolen. Fraværet er faldet.",
    "Ikke meget nyt. Familien ønsker, at planen fortsætter, som den er.",
)


@dataclass
class Cadence:
    """Plans the meetings of both teams and holds them when their time has come."""

    driver: Driver
    place: Place
    due: list[tuple[datetime, str, str]] = field(default_factory=list)
    held: dict[str, int] = field(default_factory=dict)

    def plan(self) -> None:
        """Each team leader plans a year of status meetings."""
        for key, (leader, weekday, hour, where) in _TEAMS.items():
            with self.driver.acting(self.driver.user(leader)) as uow:
                first = _first(uow, weekday)
                rule = f"FREQ=WEEKLY;INTERVAL=4;BYDAY={_DAYS[weekday]}"
                name = f"Statusmøder i {TEAMS[key]}"
                plan = planning.Plan(name, rule, first, time(hour), 120, where)
                series.create(uow, query.STATUS, plan, team_id=self.place.teams[key])
        self._look()

    def name_deputies(self) -> None:
        """Each team leader says who stands in for the members, as far as these work in the model by now."""
        for key, (leader, *_) in _TEAMS.items():
            with self.driver.acting(self.driver.user(leader)) as uow:
                found = query.all_series(uow, query.STATUS)
                row = next(one for one in found if one["team_id"] == self.place.teams[key])
                offered = deputies.choices(uow, row)
                for member, deputy in _DEPUTIES[key]:
                    seat, named = self.driver.user(member), self.driver.user(deputy)
                    if named in dict(offered[seat]):
                        deputies.set_deputy(uow, row["id"], seat, named)

    def hold_due(self) -> None:
        """Holds what should have been held by now."""
        if not self.due or self.due[0][0] > self.driver.clock.now():
            return
        self._look()
        while self.due and self.due[0][0] <= self.driver.clock.now():
            _, meeting_id, key = self.due.pop(0)
            self._hold(meeting_id, key)
        self._look()

    def _look(self) -> None:
        """What is to come, by time: people move and add meetings."""
        found = []
        with self.driver.database.begin(write=False) as uow:
            for one in query.all_series(uow, query.STATUS):
                key = next(key for key, team in self.place.teams.items() if team == one["team_id"])
                found += [
                    (row["starts_at"] + _LASTS, row["id"], key)
                    for row in query.occurrences(uow, one["id"])
                    if row["state"] in query.OPEN_STATES
                ]
        self.due = sorted(found)

    def _hold(self, meeting_id: str, key: str) -> None:
        leader = self.driver.user(_TEAMS[key][0])
        number = self.held[key] = self.held.get(key, 0) + 1
        deviates = (key, number) == _DEVIATION
        self._keep_agreements()
        with self.driver.acting(leader) as uow:
            minuting.begin(uow, meeting_id)
            attendance.everybody_is_here(uow, meeting_id)
            if deviates:
                minuting.set_room(uow, meeting_id, "online", _TEAMS[key][3])
        for item in self._items(meeting_id):
            with self.driver.acting(leader) as uow:
                _discuss(uow, item, number)
        with self.driver.acting(leader) as uow:
            why = "Sne: de fleste sad hjemme, og mødet blev holdt på skærm." if deviates else None
            closed = meetings.close(uow, self.driver.neck, meeting_id, deviation_why=why)
        for task_id in closed.next_task_ids:
            self._finish(leader, task_id, closed.replacement_at)

    def _items(self, meeting_id: str) -> list[str]:
        with self.driver.database.begin(write=False) as uow:
            found = agenda.items(uow, meeting_id)
        return [one["id"] for one in found if one["state"] in ("waiting", "now")]

    def _finish(self, leader: str, task_id: str, replacement_at: datetime | None) -> None:
        """The leader approves the minutes, after a deviation with a new date first."""
        if replacement_at is None:
            with self.driver.acting(leader) as uow:
                inbox.complete_task(uow, self.driver.neck, task_id, {"minutes_read": True})
            return
        with self.driver.acting(leader) as uow:
            given = {"replacement_at": replacement_at.isoformat()}
            done = inbox.complete_task(uow, self.driver.neck, task_id, given)
        for following in done.task_ids:
            self._finish(leader, following, None)

    def _keep_agreements(self) -> None:
        """Before they meet again, most have done what they took on."""
        with self.driver.database.begin(write=False) as uow:
            page = inbox.list_tasks(
                uow, self.driver.neck, TaskQuery("all", filters={"open": True}, limit=200)
            )
        for one in page.items:
            if one.element == "carry_out_action" and one.assignee is not None:
                with self.driver.acting(one.assignee) as uow:
                    inbox.complete_task(uow, self.driver.neck, one.id, {"outcome": "done"})


def _first(uow: UnitOfWork, weekday: int) -> date:
    day = uow.now.astimezone(uow.zone).date() + timedelta(days=28)
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _discuss(uow: UnitOfWork, item_id: str, number: int) -> None:
    """One case: who may not hear it goes out, what has happened, nothing changes, now and then an action."""
    row = agenda.item(uow, item_id)
    assert row is not None
    case = case_query.case_row(uow, row["case_id"])
    if case is None or case["status"] == CaseStatus.CLOSED:
        minuting.defer(uow, item_id, "Forløbet er afsluttet, siden dagsordenen blev lavet.")
        return
    minuting.take_up(uow, item_id)
    attendance.has_left(uow, item_id)
    place = int(row["position"]) + number
    minuting.write_text(uow, item_id, "development", "", _SAID[place % len(_SAID)])
    minuting.choose(uow, item_id, "decision", None, "no_change")
    owner, _ = agenda.coordinators(uow, [row["case_id"]])[row["case_id"]]
    if owner is not None and place % 4 == 0:
        due = uow.now.astimezone(uow.zone).date() + timedelta(days=14)
        minuting.agree(uow, item_id, "Ring til familien, og fortæl, hvad teamet talte om.", owner, due)
    minuting.finish(uow, item_id)
