"""Queries of what recurs: when each ran last, how often, and what was missed while the service was down.

The service's own ticks are noted in real time, also where the municipality has a test clock: they are about
the machine. Processes that begin again and again are noted as `process/start event`, in business time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow_service.store.tables.clock import clock_tick
from workflow_service.store.uow import UnitOfWork


@dataclass(frozen=True)
class Tick:
    """`every`: seconds between two runs, 0 where a diagram says when. `missed`: runs left out since the
    beginning; after downtime a tick runs once. `owner`: host and process that ran it. `problem`: why the last
    run failed."""

    name: str
    every: float
    ran_at: datetime
    runs: int
    missed: int
    owner: str
    problem: str | None


def note(
    uow: UnitOfWork,
    name: str,
    every: float,
    at: datetime,
    *,
    runs: int,
    owner: str,
    problem: str | None = None,
    first: bool = False,
    missed: int = 0,
) -> int:
    """Notes `runs` runs of a tick, the last one at `at` (aware), and `missed` ones. `first`: of this process,
    so that what lies between is downtime, and what was missed in it is counted here. How many were missed."""
    before = _tick(uow, name)
    if before is not None and first:
        missed = max(0, int((at - before.ran_at).total_seconds() / every) - 1)
    row: dict[str, Any] = {
        "tenant_id": uow.tenant_id,
        "name": name,
        "every": every,
        "ran_at": at,
        "runs": runs + (before.runs if before else 0),
        "missed": missed + (before.missed if before else 0),
        "owner": owner,
        "problem": problem,
    }
    uow.batch.replace(clock_tick, ("tenant_id", "name"), row)
    return missed


def all_ticks(uow: UnitOfWork) -> list[Tick]:
    """Every tick that ever ran, by name."""
    rows = uow.rows(f"SELECT {_COLUMNS} FROM clock_tick WHERE tenant_id = ? ORDER BY name", uow.tenant_id)
    return [_read(uow, row) for row in rows]


_COLUMNS = "name, every, ran_at, runs, missed, owner, problem"


def _tick(uow: UnitOfWork, name: str) -> Tick | None:
    sql = f"SELECT {_COLUMNS} FROM clock_tick WHERE tenant_id = ? AND name = ?"
    row = uow.row(sql, uow.tenant_id, name)
    return None if row is None else _read(uow, row)


def _read(uow: UnitOfWork, row: Any) -> Tick:
    at = uow.moment(row["ran_at"])
    assert at is not None
    numbers = float(row["every"]), at, int(row["runs"]), int(row["missed"])
    return Tick(row["name"], *numbers, row["owner"], row["problem"])
