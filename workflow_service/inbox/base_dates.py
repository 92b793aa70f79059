"""A date that deadlines are counted from was wrong: what would move, and moving it (domain.md 8, D7).

The date itself, the due dates, the timers with their escalations and the reminders change in one transaction.
What a person has put off stays as agreed, and what the family was told in writing stays as told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from workflow_service import access, calendar
from workflow_service.casefile import base_dates as dates
from workflow_service.casefile.base import Row
from workflow_service.casefile.base_dates import BaseDate, End
from workflow_service.casefile.counting import Counted
from workflow_service.casefile.pages import visible_case
from workflow_service.engine import Recounted
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.inbox.moves import Move, moved
from workflow_service.runtime import Locked, Runtime, correct_dates, counted_from, from_row, lock
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork, on_case, running, tables
from workflow_service.store import casefile as case_query
from workflow_service.store import deadlines as query

SHORTEST, LONGEST = 5, 500


@dataclass(frozen=True)
class Preview:
    """`before` and `after`: the date in words. `due`: what would be the last day of the deadline, where there
    is one; `ends`: of clocks in hours. `kept`: clocks that stay
    because a person put them off; `task_ids`: open tasks with a deadline that is counted from the date."""

    base: BaseDate
    before: str
    after: str
    due: date | None
    ends: tuple[End, ...]
    moves: tuple[Move, ...]
    kept: int
    task_ids: tuple[str, ...]


def may_correct(uow: UnitOfWork, case: Row) -> bool:
    """May the actor correct dates of the case? Who may see it was asked before."""
    return _denial(uow, case) is None


def _denial(uow: UnitOfWork, case: Row) -> access.Denial | None:
    if case["status"] == CaseStatus.CLOSED:
        return access.CASE_CLOSED
    team, unit = case["team_id"], case["unit_id"]
    flags = frozenset(case["flags"])
    facts = access.CaseFacts(case["id"], team, unit, case["status"], bool(case["restricted"]), flags)
    return access.may_correct_dates(uow.actor, facts)


def corrects(uow: UnitOfWork, case_id: str) -> bool:
    """Is the page of dates worth a link for the actor, who sees the case?"""
    case = case_query.case_row(uow, case_id)
    return case is not None and case["awareness_date"] is not None and may_correct(uow, case)


def read(uow: UnitOfWork, case_id: str) -> tuple[Row, list[BaseDate]]:
    """The case and its dates to correct. Raises `NotFound`, also when the actor does not see it."""
    case = visible_case(uow, case_id)
    return case, dates.base_dates(uow, case)


def preview(
    uow: UnitOfWork, runtime: Runtime, case_id: str, key: str, day: date, hour: time | None = None
) -> Preview:
    """What would move with another day (and `hour`, local, where hours count); changes nothing. Raises
    `Forbidden`, `NotFound`, `Invalid`, and `Conflict` when the course has decided on the old date."""
    case, _ = read(uow, case_id)
    access.require(_denial(uow, case))
    base = dates.base_date(uow, case, key)
    return look(uow, runtime, query.courses_of(uow, case_id), base, dates.corrected(uow, base, day, hour))


def look(
    uow: UnitOfWork, runtime: Runtime, courses: Iterable[str], base: BaseDate, found: Counted
) -> Preview:
    """What would move in these courses with another date; changes nothing."""
    moves: list[Move] = []
    tasks: list[str] = []
    kept = 0
    for instance_id in courses:
        row = running.read_instance(uow, instance_id)
        if row is None:
            continue
        locked = from_row(uow, row)
        counted = counted_from(uow, runtime, locked, found.variables, found.of)
        if counted is None:
            continue
        tasks += [one.ref for one in counted if one.kind == "task"]
        going, stays = moved(uow, locked, counted)
        kept += stays
        moves += [Move.of(uow, runtime, locked, one, before) for one, before in going]
    ordered = tuple(sorted(moves, key=lambda one: (one.before, one.name)))
    language = uow.actor.language
    before, after = dates.said(uow, base, found, language)
    ends = tuple(dates.ends(base, found, language))
    return Preview(base, before, after, found.due, ends, ordered, kept, tuple(tasks))


def correct(
    uow: UnitOfWork,
    runtime: Runtime,
    case_id: str,
    key: str,
    day: date,
    reason: str,
    hour: time | None = None,
) -> int:
    """Writes the right date and moves what is counted from it; how many clocks. Raises like `preview`,
    `Invalid` without a reason, and `Conflict` when the family was told of a later date, or a course that
    counts from it is suspended."""
    if on_case.lock_case(uow, case_id) is None:
        raise NotFound("case_not_found", "Sagen findes ikke.", "The case does not exist.")
    case, _ = read(uow, case_id)
    access.require(_denial(uow, case))
    base = dates.base_date(uow, case, key)
    found = dates.corrected(uow, base, day, hour)
    text = reason_of(reason)
    _require_untold(base)
    count = move(uow, runtime, query.courses_of(uow, case_id), base, found, text)
    if found.about is not None:
        query.tell_apart_anew(uow, case_id, *found.about)
    dates.enter(uow, case, base, found, text)
    return count


def move(
    uow: UnitOfWork, runtime: Runtime, courses: Iterable[str], base: BaseDate, found: Counted, reason: str
) -> int:
    """Writes the right date on its row and moves these courses; how many clocks."""
    count = sum(_in_course(uow, runtime, lock(uow, one), base, found, reason) for one in courses)
    dates.write(uow, base, found)
    return count


def reason_of(reason: str) -> str:
    """Why a date is corrected. Raises `Invalid` when nothing is said."""
    text = reason.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        raise Invalid(
            "reason_missing",
            "Skriv, hvorfor datoen rettes. Mellem 5 og 500 tegn.",
            "Write why the date is corrected. Between 5 and 500 characters.",
            {"reason": ["Skriv en grund. / Write a reason."]},
        )
    return text


def _require_untold(base: BaseDate) -> None:
    if base.told_on is None:
        return
    day = calendar.long_date(base.told_on)
    raise Conflict(
        "family_told",
        f"Den, der venter, fik {day} skriftlig besked om en ny dato. Den står. Aftal en senere ved opgaven,"
        " eller skriv igen.",
        "Whoever waits was told a new date in writing. It stands. Agree on a later one at the task, or write"
        " again.",
    )


def _in_course(
    uow: UnitOfWork,
    runtime: Runtime,
    locked: Locked,
    base: BaseDate,
    found: Counted,
    reason: str,
) -> int:
    """One course of the case: its variables, tasks and timers. How many clocks moved."""
    counted = counted_from(uow, runtime, locked, found.variables, found.of)
    if counted is None:
        return 0
    going, _ = moved(uow, locked, counted)
    before, after = dates.said(uow, base, found)
    note = f"{base.label('da')}: {after}, ikke {before}. {reason}"
    timers: dict[str, datetime] = {}
    facts: list[dict[str, Any]] = []
    for one, was in going:
        assert one.after is not None
        facts.append({"element": one.element, "from": was.isoformat(), "to": one.after.isoformat()})
        if one.kind == "timer":
            timers[one.ref] = one.after
        else:
            _move_task(uow, locked, one, was, note)
    right = next(iter(found.values.values()))
    known = base.moment if base.hours and base.moment else base.day
    told = {"date": base.kind, "from": known.isoformat(), "to": right.isoformat(), "clocks": facts}
    correct_dates(uow, runtime, locked, found.variables, found.of, timers, reason=reason, facts=told)
    return len(going)


def _move_task(uow: UnitOfWork, locked: Locked, one: Recounted, before: datetime, note: str) -> None:
    """The reminders of the new deadline begin anew; the task says why it was counted again."""
    assert one.after is not None
    values: dict[str, Any] = {"due_at": one.after, "told_at": uow.now, "told": None, "step_at": uow.now}
    if one.since is not None:
        values["since"] = one.since
    uow.update(tables.user_task, one.ref, {**values, "counted_from": before})
    query.add_postponement(uow, one.ref, locked.key_id, before, one.after, note, counted=True)


__all__ = ["Preview", "correct", "look", "may_correct", "move", "preview", "read", "reason_of"]
