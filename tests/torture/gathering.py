"""A core team with two families and its status meetings, in a municipality that works and is killed.

The cases are rows without a course of their own: what a meeting sends them is counted, not lived through.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tests.acceptance.story import Town
from tests.conftest import KEY
from tests.torture.child import Bomb, note, planted
from workflow_service.app import make_fire
from workflow_service.clock import FrozenClock
from workflow_service.meetings import series
from workflow_service.runtime import Runtime
from workflow_service.schedule import run_pending
from workflow_service.store import Database, UnitOfWork, people, tables
from workflow_service.store import meetings as query
from workflow_service.store import meetings_agenda as agenda_query
from workflow_service.store.casefile_rows import Row, add, change

PATIENCE = 60
LEADER = "team_leader1"
# Work is done in the unit of work of the leader
Work = Callable[[UnitOfWork, Runtime], object]
fork = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Team:
    """`leader`: the user's id. `neck` is compiled already, and a child of this process has it too."""

    neck: Runtime
    leader: str
    series_id: str

    def first(self, database: Database) -> Row:
        with database.begin(write=False) as uow:
            return query.occurrences(uow, self.series_id)[0]


def gather(town: Town) -> Team:
    """The team of the north gets two families and a meeting every fourth Thursday."""
    leader = town.driver.user(LEADER)
    with town.driver.acting(leader) as uow:
        for number in (1, 2):
            _family(uow, town, number)
        today = uow.now.astimezone(uow.zone).date()
        first = today + timedelta(days=(3 - today.weekday()) % 7 + 14)
        plan = series.Plan("Statusmøder", "FREQ=WEEKLY;INTERVAL=4;BYDAY=TH", first, time(13), 120, "Lokale 2")
        series_id = series.create(uow, query.STATUS, plan, team_id=town.place.teams["north"])
    return Team(town.neck, leader, series_id)


def _family(uow: UnitOfWork, town: Town, number: int) -> None:
    family_id = uow.new_id()
    key_id = uow.new_key("family", family_id)
    add(uow, tables.family, key_id, {"id": family_id, "display_name": "Berg", "created_at": uow.now})
    case: Row = {
        "number": f"2026-{number:05}",
        "family_id": family_id,
        "instance_id": uow.new_id(),
        "status": "active",
        "flags": json.dumps(["acute"]),
        "team_id": town.place.teams["north"],
        "unit_id": next(iter(town.place.units.values())),
        "opened_at": uow.now - timedelta(days=90),
        "coordinator_id": town.driver.user("family_coordinator1"),
    }
    add(uow, tables.case_file, key_id, case)


def minuted(uow: UnitOfWork, team: Team, meeting: Row) -> None:
    """Everybody is there, both cases are discussed, and something is agreed for each."""
    owner = query.series_row(uow, team.series_id)
    assert owner is not None
    items = agenda_query.items(uow, meeting["id"])
    for one in query.members(uow, owner, uow.now.astimezone(uow.zone).date()):
        row = {"meeting_id": meeting["id"], "user_id": one.user_id, "state": "present", "version": 1}
        empty = {"deputy_id": None, "reason_code": None, "recorded_by": None, "recorded_at": None}
        left = [] if one.profession == "team_leader" else [item["id"] for item in items]
        uow.insert(tables.team_attendance, {"id": uow.new_id(), **empty, **row, "left_for": json.dumps(left)})
    for item in items:
        said = {"state": "discussed", "development": "Hun sover igennem.", "decision": "revise_plan"}
        change(uow, tables.agenda_item, item["key_id"], item["id"], said)
        action = {"item_id": item["id"], "case_id": item["case_id"], "what": "Ring til skolen."}
        owned = {"owner_id": team.leader, "due_on": date(2027, 1, 8)}
        add(uow, tables.agenda_action, item["key_id"], {**action, **owned})


# -- a process that works and is killed ---------------------------------------------------------------------


def killed(url: str, now: datetime, team: Team, work: Work | None, armed: str | None, nth: int) -> int | None:
    """A process of its own does `work` as the leader (None: what is due) until the bomb; its exit code."""
    child = fork.Process(target=_work, args=(url, now, team, work, armed, nth, None))
    child.start()
    child.join(PATIENCE)
    code = child.exitcode
    child.close()
    return code


def _work(
    url: str, now: datetime, team: Team, work: Work | None, armed: str | None, nth: int, answers: None
) -> None:
    database = Database(url, KEY, clock=FrozenClock(now))
    planted(database, Bomb(armed, nth))
    if work is None:
        run_pending(database, make_fire(database, team.neck))
    else:
        lead(database, team, work)
    database.close()
    # not the end of a test process: nothing of the parent's is tidied up here
    os._exit(0)


def lead(database: Database, team: Team, work: Work) -> None:
    """The leader does this in a unit of work of their own."""
    with database.begin(purpose="torture") as uow:
        actor = people.actor_of(uow, team.leader)
        assert actor is not None
        uow.actor = actor
        work(uow, team.neck)


__all__ = ["Team", "gather", "killed", "lead", "minuted", "note"]
