"""The agenda of a status meeting of a team with very many cases: made, brought up to date, read."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from tests import postgres
from tests.benchmarks.figures import Figure, benchmark
from tests.conftest import KEY, NOW, add_tenant, prepare_template
from tests.statements import counted
from tests.unit.casefile.municipality import Municipality
from tests.unit.meetings.planning import make
from workflow_service.clock import FrozenClock
from workflow_service.meetings import agenda
from workflow_service.store import Database, UnitOfWork, tables
from workflow_service.store import meetings as query
from workflow_service.store import meetings_agenda as agenda_query
from workflow_service.store.casefile_rows import Row, add
from workflow_service.store.migrate import migrate

CASES = int(os.environ.get("OEF_BENCH_CASES", "2000"))
NOTES = 6
WEEKS = {
    (acute, falling, turning): 4 if acute or falling else 8 if turning else 12
    for acute in (True, False)
    for falling in (True, False)
    for turning in (True, False)
}


@benchmark
def agenda_sqlite() -> Iterator[Figure]:
    """On SQLite."""
    with tempfile.TemporaryDirectory(prefix="oef-bench-") as folder:
        database = Database(f"sqlite:///{Path(folder)}/oef.db", KEY, clock=FrozenClock(NOW))
        migrate(database)
        add_tenant(database)
        yield from _agenda("sqlite", database)
        database.close()


@benchmark
def agenda_postgresql() -> Iterator[Figure]:
    """On PostgreSQL with fsync."""
    with postgres.durable_server() as server:
        prepare_template(server)
        database = Database(server.url("oef_template"), KEY, clock=FrozenClock(NOW))
        yield from _agenda("postgresql", database)
        database.close()


def _agenda(name: str, database: Database) -> Iterator[Figure]:
    town = Municipality(database).found()
    series_id = make(town)
    with database.begin() as uow:
        for number in range(CASES):
            _a_case(uow, town, number)
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as link:
            link.exec_driver_sql("VACUUM ANALYZE")

    def build(uow: UnitOfWork) -> int:
        return agenda.build(uow, WEEKS, *_meeting(uow, series_id))

    def read(uow: UnitOfWork) -> int:
        return len(agenda_query.items(uow, _meeting(uow, series_id)[0]["id"]))

    for what, work in (("made", build), ("kept_fresh", build), ("read", read)):
        yield from _timed(f"agenda.{name}.{what}", database, work)


def _meeting(uow: UnitOfWork, series_id: str) -> tuple[Row, Row]:
    series = query.series_row(uow, series_id)
    assert series is not None
    return query.occurrences(uow, series_id)[0], series


def _timed(name: str, database: Database, work: Callable[[UnitOfWork], int]) -> Iterator[Figure]:
    with counted(database) as sent:
        begun, own = time.perf_counter(), time.process_time()
        with database.begin(purpose="bench") as uow:
            count = work(uow)
        took, own = time.perf_counter() - begun, time.process_time() - own
    setting = f"{count:,} of {CASES:,} cases on the agenda"
    yield Figure(f"{name}.seconds", took, "s", None, setting)
    yield Figure(f"{name}.processor", own, "s", None, setting)
    yield Figure(f"{name}.statements", float(len(sent)), "", None, setting)


def _a_case(uow: UnitOfWork, town: Municipality, number: int) -> None:
    """One with goals, a measure, meetings that discussed it, and often something that has happened."""
    family_id = uow.new_id()
    key_id = uow.new_key("family", family_id)
    add(uow, tables.family, key_id, {"id": family_id, "display_name": "Berg", "created_at": NOW})
    case: Row = {
        "number": f"2026-{number:05}",
        "family_id": family_id,
        "instance_id": uow.new_id(),
        "status": "active",
        "flags": json.dumps(["acute"] if number % 50 == 0 else []),
        "team_id": town.team,
        "unit_id": town.unit,
        "opened_at": NOW - timedelta(days=30 + number % 700),
        "coordinator_id": town.ids["mette"],
    }
    case_id = add(uow, tables.case_file, key_id, case)
    goal = uow.new_id()
    for n in range(NOTES):
        visit = {
            "case_id": case_id,
            "follow_up_id": uow.new_id(),
            "date": date(2026, 1, 1) + timedelta(days=n),
        }
        add(uow, tables.progress_note, key_id, {**visit, "goal_uid": goal, "score": (number + n) % 10})
    support = {"kind": "supportive", "state": "started", "next_follow_up": date(2026, 3, 1 + number % 28)}
    add(uow, tables.measure, key_id, {"case_id": case_id, "existing": True, **support})
    if number % 2:
        add(uow, tables.development, key_id, {"case_id": case_id, "at": NOW, "source": "note"})
    item = {"meeting_id": uow.new_id(), "case_id": case_id, "family_id": family_id, "position": 1}
    more = {"planned_minutes": 8, "reasons": "[]", "state": "discussed"}
    add(uow, tables.agenda_item, key_id, {**item, **more, "discussed_at": NOW - timedelta(days=28)})
