"""The daily work: tomorrow's is laid out first, and a series whose work fails stops no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.unit.casefile.municipality import Municipality
from tests.unit.meetings.planning import PLAN, local, make
from workflow_service.app.wiring import make_fire
from workflow_service.clock import FrozenClock
from workflow_service.meetings import daily, series
from workflow_service.runtime import Runtime
from workflow_service.schedule import run_due
from workflow_service.store import meetings as query
from workflow_service.store import tables


def test_one_series_that_fails_stops_neither_the_others_nor_tomorrow(
    town: Municipality, rt: Runtime, clock: FrozenClock
) -> None:
    broken = make(town)
    with town.database.begin() as uow:
        plan = replace(PLAN, name="Visitation", place="Lokale 9")
        seats = [series.Seat(town.ids["lis"], "", "health")]
        other = series.create(uow, query.VISITATION, plan, unit_id=town.unit, seats=seats)
        # the jobs that begin courses are not the point here
        uow.rows("UPDATE job SET state = 'cancelled' WHERE kind = 'series'")
        uow.update(tables.meeting_series, broken, {"rule": "FREQ=SOMETIMES"})
    run_due(town.database, make_fire(town.database, rt), local(2026, 3, 5), clock.travel)
    with town.database.begin(write=False) as uow:
        until = {one: (query.series_row(uow, one) or {})["planned_until"] for one in (broken, other)}
        failed = uow.rows("SELECT kind, ref FROM job WHERE state = 'failed'")
        waiting = uow.rows("SELECT due_at FROM job WHERE kind = ? AND state = 'pending'", daily.JOB)
    assert {(row["kind"], row["ref"]) for row in failed} == {(daily.SERIES_JOB, broken)}
    assert until == {broken: date(2027, 3, 3), other: date(2027, 3, 5)}
    assert len(waiting) == 1 and str(waiting[0]["due_at"]).startswith("2026-03-06")


def test_the_work_of_a_series_knows_since_when_it_is_to_look(
    town: Municipality, rt: Runtime, clock: FrozenClock
) -> None:
    make(town)
    clock.travel(local(2026, 3, 3) + timedelta(days=4))
    run_due(town.database, make_fire(town.database, rt), clock.now(), clock.travel)
    with town.database.begin(write=False) as uow:
        done = uow.rows("SELECT kind, timer_at FROM job WHERE kind IN (?, ?)", daily.JOB, daily.SERIES_JOB)
    # after four days of downtime the day's work is done once, for the day it was meant for
    at = {
        kind: sorted(str(row["timer_at"])[:10] for row in done if row["kind"] == kind)
        for kind in (daily.JOB, daily.SERIES_JOB)
    }
    assert at == {daily.JOB: ["2026-03-04", "2026-03-08"], daily.SERIES_JOB: ["2026-03-04"]}
