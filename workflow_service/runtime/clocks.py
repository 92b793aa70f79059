"""Clocks that run and are moved: by somebody who postpones a task, or by a parameter that got another value.

Each move is one transition with its command and its audit event; the reason is sealed with the instance's
key. Nothing is counted anew by itself (`engine.recounting`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow_service import calendar, ids
from workflow_service.engine import Context, CorrectDates, MoveTimers, Recounted
from workflow_service.runtime.context import Runtime
from workflow_service.runtime.instance import Locked
from workflow_service.runtime.neck import advance, begin_turn, load
from workflow_service.states import Event
from workflow_service.store import UnitOfWork
from workflow_service.store.parameters import Parameter


def move_clocks(
    uow: UnitOfWork,
    runtime: Runtime,
    locked: Locked,
    moves: Mapping[str, datetime],
    *,
    event: Event,
    reason: str | None,
    facts: Mapping[str, Any],
    task_id: str | None = None,
    element: str | None = None,
) -> None:
    """Lets timers (id → new moment) of the locked instance wait for another moment. Raises `Conflict` when
    the instance is not active. `facts` hold no words of a family."""
    turn = begin_turn(uow, runtime, locked)
    turn.event, turn.reason, turn.task_id, turn.element = event, reason, task_id, element
    turn.facts = dict(facts)
    advance(turn, MoveTimers(tuple(sorted(moves.items()))))


def correct_dates(
    uow: UnitOfWork,
    runtime: Runtime,
    locked: Locked,
    dates: Mapping[str, str],
    of: tuple[str, str] | None,
    moves: Mapping[str, datetime],
    *,
    reason: str,
    facts: Mapping[str, Any],
    event: Event = Event.BASE_DATE_CORRECTED,
) -> None:
    """Gives the variables that clocks are counted from other values, and lets timers wait for other moments.
    Raises as `move_clocks` does."""
    turn = begin_turn(uow, runtime, locked)
    turn.event, turn.reason, turn.facts = event, reason, dict(facts)
    advance(turn, CorrectDates(dict(dates), of, tuple(sorted(moves.items()))))


def counted_from(
    uow: UnitOfWork, runtime: Runtime, locked: Locked, dates: Mapping[str, str], of: tuple[str, str] | None
) -> tuple[Recounted, ...] | None:
    """What the instance's clocks would be with these dates (see `engine.recounting.counted_from`); None when
    it knows none of the variables, nor (where there are none) what they would be `of`."""
    execution = load(begin_turn(uow, runtime, locked))
    if not execution.knows(dates or (of or ())[:1], of):
        return None
    return execution.counted_from(dates, of, lambda ref: ids.moment_of(ref) or uow.now)


def value_of(uow: UnitOfWork, runtime: Runtime, locked: Locked, name: str) -> object:
    """The value of a variable of the instance; None when it has none of this name."""
    return load(begin_turn(uow, runtime, locked)).value_of(name)


def timers_at(
    uow: UnitOfWork, runtime: Runtime, locked: Locked, task_id: str, due: datetime
) -> tuple[str, ...]:
    """The timers at the edge of a task that fall with its deadline."""
    return load(begin_turn(uow, runtime, locked)).timers_at(task_id, due)


def recounted(
    uow: UnitOfWork, runtime: Runtime, locked: Locked, parameter: Parameter
) -> tuple[Recounted, ...]:
    """What the clocks of the instance that `parameter` counts would be if it had this value since each of
    them began."""
    turn = begin_turn(uow, runtime, locked)
    execution = load(turn)
    execution.look_from(lambda context: _with(uow, context, parameter))
    return execution.recounted(parameter.key, lambda ref: ids.moment_of(ref) or uow.now)


def _with(uow: UnitOfWork, context: Context, parameter: Parameter) -> Context:
    """The same context in which the parameter has this value."""

    def value_of(key: str) -> Any:
        return parameter.value if key == parameter.key else context.parameter(key)

    def deadline(start: datetime, value: str) -> datetime:
        if value != parameter.key:
            return context.deadline(start, value)
        length, kind = str(parameter.value), parameter.calendar_kind
        return calendar.add(start, length, kind, uow.zone, calendar.DANISH_HOLIDAYS)

    return dataclasses.replace(context, parameter=value_of, deadline=deadline)
