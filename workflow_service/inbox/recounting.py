"""A parameter gets another value from a day on, and what becomes of the clocks that run (domain.md 9).

Nothing is counted anew silently: a person sees which tasks and timers would move, from when to when, and
decides with a reason. Clocks that a person has postponed stay as they were agreed. Each course is moved in a
transaction of its own, by a job; what began before keeps its value otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from workflow_service import access, calendar
from workflow_service.engine import Recounted, counted_by
from workflow_service.errors import Invalid, NotFound, Rejection
from workflow_service.runtime import DueJob, Locked, Runtime, from_row, lock, move_clocks, recounted
from workflow_service.states import Event, InstanceState
from workflow_service.store import UnitOfWork, jobs, running, tables
from workflow_service.store import deadlines as query
from workflow_service.store import parameters as reference
from workflow_service.store.parameters import Parameter

KIND = "recount"
# of more courses the page shows the first; all of them are moved
SHOWN = 200
LONGEST = 500
LONGEST_LIST = 4000
AHEAD = timedelta(days=731)
# a moment that was counted to the millisecond is the same to the second
SAME_SECONDS = 61.0


_LISTS: dict[str, Callable[[str], object]] = {
    "closing_days": lambda text: calendar.parse_closing_days(text, range(2024, 2029)),
    "blocked_weeks": calendar.parse_blocked_weeks,
}


@dataclass(frozen=True)
class Move:
    """A clock that would move. `number`: the case's, no name; `kind`: task or timer."""

    name: str
    kind: str
    clock_type: str
    number: str | None
    before: datetime
    after: datetime

    @staticmethod
    def of(uow: UnitOfWork, runtime: Runtime, locked: Locked, one: Recounted, before: datetime) -> Move:
        """A clock of the course with the words of its diagram."""
        assert one.after is not None
        release = runtime.releases.get(uow, locked.release_id)
        name = release.text(one.process, one.element, "name", uow.actor.language)
        row = query.clock_row(uow, one.ref) if one.kind == "task" else None
        attributes = release.diagrams.element(one.process, one.element).attributes
        clock = release.clock(attributes.get("clock", ""))
        kind = row["clock_type"] if row else clock.type if clock else ""
        return Move(name, one.kind, kind, locked.business_key, before, one.after)


@dataclass(frozen=True)
class Preview:
    """`moves` of the first `SHOWN` of `courses`; `kept`: clocks that stay because a person postponed them."""

    value: Parameter
    moves: tuple[Move, ...]
    kept: int
    courses: int


def proposed(uow: UnitOfWork, runtime: Runtime, key: str, value: str, valid_from: date) -> Parameter:
    """The parameter as it would be. Raises `NotFound` for an unknown key, `Invalid` with what is wrong."""
    today = uow.now.astimezone(uow.zone).date()
    found = runtime.parameters(uow).get(key, today)
    if found is None:
        raise NotFound("parameter_not_found", "Værdien findes ikke.", "There is no such value.")
    text = value.strip()
    _check(key, found.unit, text)
    if not today < valid_from <= today + AHEAD:
        raise Invalid(
            "valid_from_invalid",
            "Vælg en dag fra i morgen og højst to år frem. Det, der er talt op til i dag, bliver stående.",
            "Choose a day from tomorrow, at most two years ahead. What was counted until today stands.",
            {"valid_from": ["Vælg en senere dag. / Choose a later day."]},
        )
    return replace(found, value=reference.typed(text, found.unit), valid_from=valid_from)


def _check(key: str, unit: str, text: str) -> None:
    try:
        if not text or len(text) > (LONGEST_LIST if key in _LISTS else 200):
            raise ValueError(text)
        if unit == "duration":
            _require_length(text)
        elif unit in reference.NUMBERS:
            float(text)
        elif key in _LISTS:
            _LISTS[key](text)
        elif key == "reminder_steps":
            calendar.parse_steps(text)
        elif key == "escalation_path":
            _require_roles(text)
        elif key == "weekday_definition" and text not in ("mon-sat", "mon-fri"):
            raise ValueError(text)
    except (ValueError, Rejection) as error:
        raise Invalid(
            "parameter_value_invalid",
            f"»{text}« passer ikke her. En varighed skrives fx P14D (14 dage), P4M (4 måneder) eller PT24H.",
            f'"{text}" does not fit here. Write a duration as P14D (14 days), P4M (4 months) or PT24H.',
            {"value": ["Ret værdien. / Correct the value."]},
        ) from error


def _require_length(text: str) -> None:
    calendar.parse_duration(text)
    if text.startswith("-"):
        raise ValueError(text)


def _require_roles(text: str) -> None:
    roles = [part.strip() for part in text.split(",")]
    if not set(roles) <= access.ROLES.keys() or len(set(roles)) != len(roles):
        raise ValueError(text)


def preview(uow: UnitOfWork, runtime: Runtime, value: Parameter) -> Preview:
    """What would move if the clocks that run were counted by `value`; changes nothing."""
    courses = _courses(uow, runtime, value.key)
    moves: list[Move] = []
    kept = 0
    for instance_id in courses[:SHOWN]:
        row = running.read_instance(uow, instance_id)
        if row is None:
            continue
        locked = from_row(uow, row)
        found, stays = _moves(uow, runtime, locked, value)
        kept += stays
        moves += [Move.of(uow, runtime, locked, one, before) for one, before in found]
    return Preview(value, tuple(sorted(moves, key=lambda m: (m.name, m.before))), kept, len(courses))


def change_parameter(uow: UnitOfWork, runtime: Runtime, value: Parameter, reason: str, *, move: bool) -> str:
    """Sets the value from its day on; with `move` the clocks that run are counted by it now, each course by a
    job. The id of the change. Raises `Invalid` without a reason."""
    text = reason.strip()
    if not text or len(text) > LONGEST:
        raise Invalid(
            "reason_missing",
            "Skriv, hvorfor værdien ændres. Højst 500 tegn.",
            "Write why the value is changed. At most 500 characters.",
            {"reason": ["Skriv en grund. / Write a reason."]},
        )
    today = uow.now.astimezone(uow.zone).date()
    before = runtime.parameters(uow).get(value.key, today)
    courses = _courses(uow, runtime, value.key) if move else []
    change_id = uow.new_id()
    uow.insert(
        tables.parameter_change,
        {
            "id": change_id,
            "key": value.key,
            "value_before": None if before is None else str(before.value),
            "value_after": str(value.value),
            "valid_from": value.valid_from,
            "at": uow.now,
            "by_id": uow.actor.user_id,
            "courses": len(courses),
            "reason": text,
        },
    )
    reference.set_parameter(uow, value)
    if value.key in ("reminder_steps", "escalation_path", "escalation_response"):
        begins = datetime.combine(value.valid_from, datetime.min.time(), uow.zone)
        query.look_at_all_by(uow, begins)
    for instance_id in courses:
        told = orjson.dumps({"change": change_id, "instance": instance_id}).decode()
        jobs.add(uow, KIND, uow.now, ref=told, instance_id=instance_id)
    runtime.forget_parameters()
    return change_id


def recount(uow: UnitOfWork, runtime: Runtime, job: DueJob) -> None:
    """The work of one job: the clocks of one course, counted by the value of the change."""
    told = orjson.loads(job.ref or "{}")
    change = query.parameter_change(uow, str(told["change"]))
    locked = lock(uow, str(told["instance"]))
    if change is None or locked.state != InstanceState.ACTIVE:
        return
    today = uow.now.astimezone(uow.zone).date()
    found = runtime.parameters(uow).get(change["key"], today)
    if found is None:
        return
    value = replace(found, value=reference.typed(change["value_after"], found.unit))
    moves, _ = _moves(uow, runtime, locked, value)
    timers: dict[str, datetime] = {}
    facts: list[dict[str, Any]] = []
    for one, before in moves:
        assert one.after is not None
        facts.append({"element": one.element, "from": before.isoformat(), "to": one.after.isoformat()})
        if one.kind == "timer":
            timers[one.ref] = one.after
        else:
            values = {"due_at": one.after, "told_at": uow.now, "told": None, "step_at": uow.now}
            uow.update(tables.user_task, one.ref, values)
    if moves:
        said = {"parameter": change["key"], "change": str(told["change"]), "clocks": facts}
        reason = str(change["reason"])
        move_clocks(uow, runtime, locked, timers, event=Event.CLOCKS_RECOUNTED, reason=reason, facts=said)


def _courses(uow: UnitOfWork, runtime: Runtime, key: str) -> list[str]:
    """The courses in which a clock that the parameter counts runs now."""
    elements: set[str] = set()
    for release_id in query.releases_in_use(uow):
        release = runtime.releases.get(uow, release_id)
        elements |= {element for _, element in counted_by(release.diagrams, key)}
    return query.courses_waiting_at(uow, sorted(elements)) if elements else []


def _moves(
    uow: UnitOfWork, runtime: Runtime, locked: Locked, value: Parameter
) -> tuple[list[tuple[Recounted, datetime]], int]:
    return moved(uow, locked, recounted(uow, runtime, locked, value))


def moved(
    uow: UnitOfWork, locked: Locked, counted: Iterable[Recounted]
) -> tuple[list[tuple[Recounted, datetime]], int]:
    """The clocks of the course that would move, each with its moment now, and how many stay as agreed."""
    found: list[tuple[Recounted, datetime]] = []
    kept = 0
    postponed = _postponed(uow, locked.id)
    for one in counted:
        row = query.clock_row(uow, one.ref) if one.kind == "task" else None
        before = one.before if row is None else uow.moment(row["due_at"])
        if one.after is None or before is None:
            continue
        if abs((one.after - before).total_seconds()) < SAME_SECONDS:
            continue
        with_task = (abs((at - before).total_seconds()) < SAME_SECONDS for at in postponed)
        if any(with_task) if row is None else row["first_due"] is not None:
            kept += 1
        else:
            found.append((one, before))
    return found, kept


def _postponed(uow: UnitOfWork, instance_id: str) -> list[datetime]:
    """The deadlines of the course that a person has moved; their timers moved with them."""
    return [at for value in query.postponed_in(uow, instance_id) if (at := uow.moment(value)) is not None]


def groups(moves: Iterable[Move]) -> dict[str, list[Move]]:
    """The moves by the name of their step."""
    found: dict[str, list[Move]] = {}
    for one in moves:
        found.setdefault(one.name, []).append(one)
    return found


__all__ = ["KIND", "Move", "Preview", "change_parameter", "groups", "moved", "preview", "proposed", "recount"]
