"""Dates that operations worked out from a parameter, when it gets another value (domain.md 8 and 9).

Their rows in the case file, the variables of the course, its tasks and its timers change in one transaction,
in which the course is moved (`recounting.recount`); what a letter says stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow_service.casefile import worked_out
from workflow_service.casefile.worked_out import RowDate, WorkedOut
from workflow_service.engine import Recounted, reading
from workflow_service.inbox.moves import Move, moved
from workflow_service.runtime import Locked, Runtime, correct_dates, counted_from, value_of
from workflow_service.states import Event
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as case_query
from workflow_service.store import deadlines as query
from workflow_service.store.parameters import Parameter, supposing


@dataclass(frozen=True)
class Stays:
    """A date that the value would change and that stays, because it was told in the letter of `told_on`."""

    name: str
    number: str | None
    due: datetime
    told_on: date


@dataclass(frozen=True)
class Following:
    """Dates of a course that change, with the clocks that are counted from them; `kept`: those that stay
    because a person put them off."""

    found: WorkedOut
    clocks: list[tuple[Recounted, datetime]]
    kept: int


def courses(uow: UnitOfWork, runtime: Runtime, key: str) -> set[str]:
    """The courses that wait for a date which the parameter counts and an operation worked out."""
    names, elements = worked_out.names_counted_by(key), set[str]()
    for release_id in query.releases_in_use(uow) if names else ():
        release = runtime.releases.get(uow, release_id)
        elements |= {element for _, element in reading(release.diagrams, names)}
    waiting = query.courses_waiting_at(uow, sorted(elements)) if elements else []
    return {*waiting, *worked_out.courses_beside(uow, key)}


def following(uow: UnitOfWork, runtime: Runtime, locked: Locked, value: Parameter) -> list[Following]:
    """What changes in the course, and what stays as told (`found.told_on`); nothing is written."""
    case = case_query.case_row(uow, locked.case_id) if locked.case_id else None
    course = worked_out.Course(locked.id, case, lambda name: value_of(uow, runtime, locked, name))
    with supposing(uow, value):
        dates = worked_out.of_course(uow, course, value.key)
    out = []
    for one in dates:
        counted = counted_from(uow, runtime, locked, one.variables, one.of)
        if counted is None:
            continue
        clocks, kept = moved(uow, locked, counted)
        if one.rows or clocks or kept:
            out.append(Following(one, clocks, kept))
    return out


def moves(uow: UnitOfWork, runtime: Runtime, locked: Locked, one: Following) -> Iterator[Move]:
    """The dates of the case file and the clocks that would move."""
    label = one.found.label(uow.actor.language)
    for row in one.found.rows:
        yield Move(label, "date", "", locked.business_key, row.before, row.after)
    for clock, before in one.clocks:
        yield Move.of(uow, runtime, locked, clock, before)


def stays(uow: UnitOfWork, locked: Locked, one: Following) -> Iterator[Stays]:
    """The dates of `one` that a letter has told."""
    told = one.found.told_on
    for row in one.found.rows if told is not None else ():
        assert told is not None
        yield Stays(one.found.label(uow.actor.language), locked.business_key, row.before, told)


def complaint_times(uow: UnitOfWork, value: Parameter, limit: int) -> list[Stays]:
    """The time for complaints about decisions that were sent: no course waits for it."""
    if value.key != "complaint_deadline":
        return []
    with supposing(uow, value):
        found = worked_out.complaint_times(uow, limit)
    label = worked_out.LABELS["complaint_time"][uow.actor.language == "en"]
    return [Stays(label, number, row.before, told) for number, row, told in found]


def carry_out(
    uow: UnitOfWork, runtime: Runtime, locked: Locked, one: Following, change: dict[str, str], reason: str
) -> None:
    """Writes the dates, and lets the course count from them."""
    timers: dict[str, datetime] = {}
    facts: list[dict[str, Any]] = [_fact(row) for row in one.found.rows]
    for clock, before in one.clocks:
        assert clock.after is not None
        facts.append({"element": clock.element, "from": before.isoformat(), "to": clock.after.isoformat()})
        if clock.kind == "timer":
            timers[clock.ref] = clock.after
        else:
            values = {"due_at": clock.after, "told_at": uow.now, "told": None, "step_at": uow.now}
            uow.update(tables.user_task, clock.ref, values)
    worked_out.write(uow, one.found)
    said = {**change, "clocks": facts}
    dates, of = one.found.variables, one.found.of
    event = Event.CLOCKS_RECOUNTED
    correct_dates(uow, runtime, locked, dates, of, timers, reason=reason, facts=said, event=event)


def _fact(row: RowDate) -> dict[str, Any]:
    return {"date": row.table.name, "from": row.before.isoformat(), "to": row.after.isoformat()}
