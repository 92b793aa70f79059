"""A parameter gets another value from a day on, and what becomes of the clocks that run (domain.md 9).

Nothing is counted anew silently: a person sees which tasks and timers would move, from when to when, and
decides with a reason. Clocks that a person has postponed stay as they were agreed. Each course is moved in a
transaction of its own, by a job, together with the dates of the case file that are counted by the value
(`recounting_dates`); what began before keeps its value otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from workflow_service import access, calendar
from workflow_service.engine import Recounted, counted_by
from workflow_service.errors import Conflict, Invalid, NotFound, Rejection
from workflow_service.inbox import recounting_dates as dated
from workflow_service.inbox.moves import Move, moved
from workflow_service.inbox.recounting_dates import Stays
from workflow_service.runtime import DueJob, Locked, Runtime, from_row, lock, move_clocks, recounted
from workflow_service.states import Event, InstanceState
from workflow_service.store import UnitOfWork, jobs, on_case, running, tables
from workflow_service.store import deadlines as query
from workflow_service.store import parameters as reference
from workflow_service.store.parameters import Parameter

KIND = "recount"
# of more courses the page shows the first; all of them are moved
SHOWN = 200
LONGEST = 500
LONGEST_LIST = 4000
AHEAD = timedelta(days=731)

_LISTS: dict[str, Callable[[str], object]] = {
    "closing_days": lambda text: calendar.parse_closing_days(text, range(2024, 2029)),
    "blocked_weeks": calendar.parse_blocked_weeks,
}


# values that stand for what the service is built on or was founded with: shown, and never changed here
FIXED: dict[str, tuple[str, str]] = {
    "timezone": (
        "Tidszonen blev valgt, da kommunen blev oprettet. Alle tidspunkter står i den, og den kan ikke"
        " ændres.",
        "The time zone was chosen when the municipality was made. All times stand in it, and it cannot be"
        " changed.",
    ),
    "holidays": (
        "Der tælles med de danske helligdage, og dem kan ingen ændre her. Kommunens egne lukkedage skrives"
        " under »Lukkedage og ferieuger«.",
        "The Danish public holidays are counted, and nobody can change them here. The municipality's own"
        " closing days are written under “Closing days and holiday weeks”.",
    ),
}


@dataclass(frozen=True)
class Preview:
    """`moves` of the first `SHOWN` of `courses`; `kept`: clocks that stay because a person postponed them,
    `stays`: dates that stay because a letter told them."""

    value: Parameter
    moves: tuple[Move, ...]
    kept: int
    courses: int
    stays: tuple[Stays, ...] = ()


def proposed(uow: UnitOfWork, runtime: Runtime, key: str, value: str, valid_from: date) -> Parameter:
    """The parameter as it would be. Raises `NotFound` for an unknown key, `Conflict` for one that nobody can
    change (`FIXED`), `Invalid` with what is wrong."""
    today = uow.now.astimezone(uow.zone).date()
    found = runtime.parameters(uow).get(key, today)
    if found is None:
        raise NotFound("parameter_not_found", "Værdien findes ikke.", "There is no such value.")
    if key in FIXED:
        raise Conflict("parameter_fixed", *FIXED[key])
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
    stays = dated.complaint_times(uow, value, SHOWN)
    kept = 0
    for instance_id in courses[:SHOWN]:
        row = running.read_instance(uow, instance_id)
        if row is None:
            continue
        locked = from_row(uow, row)
        found, postponed = _moves(uow, runtime, locked, value)
        kept += postponed
        moves += [Move.of(uow, runtime, locked, one, before) for one, before in found]
        for follows in dated.following(uow, runtime, locked, value):
            if follows.found.told_on is not None:
                stays += dated.stays(uow, locked, follows)
                continue
            kept += follows.kept
            moves += dated.moves(uow, runtime, locked, follows)
    ordered = tuple(sorted(moves, key=lambda one: (one.name, one.before)))
    told = tuple(sorted(stays, key=lambda one: (one.name, one.due)))
    return Preview(value, ordered, kept, len(courses), told)


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
    locked = _lock(uow, str(told["instance"]))
    if change is None or locked.state != InstanceState.ACTIVE:
        return
    today = uow.now.astimezone(uow.zone).date()
    found = runtime.parameters(uow).get(change["key"], today)
    if found is None:
        return
    value = replace(found, value=reference.typed(change["value_after"], found.unit))
    said = {"parameter": change["key"], "change": str(told["change"])}
    reason = str(change["reason"])
    _recount_clocks(uow, runtime, locked, value, said, reason)
    for follows in dated.following(uow, runtime, locked, value):
        if follows.found.told_on is None:
            dated.carry_out(uow, runtime, locked, follows, said, reason)


def _lock(uow: UnitOfWork, instance_id: str) -> Locked:
    """The course, after its case: dates of both change."""
    row = running.read_instance(uow, instance_id)
    if row is not None and row["case_id"] is not None:
        on_case.lock_case(uow, str(row["case_id"]))
    return lock(uow, instance_id)


def _recount_clocks(
    uow: UnitOfWork, runtime: Runtime, locked: Locked, value: Parameter, said: dict[str, str], reason: str
) -> None:
    """The clocks that the diagram itself counts by the parameter."""
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
        facts_of = {**said, "clocks": facts}
        move_clocks(uow, runtime, locked, timers, event=Event.CLOCKS_RECOUNTED, reason=reason, facts=facts_of)


def _courses(uow: UnitOfWork, runtime: Runtime, key: str) -> list[str]:
    """The courses in which a clock runs now that the parameter counts, in the diagram or in the case file."""
    elements: set[str] = set()
    for release_id in query.releases_in_use(uow):
        release = runtime.releases.get(uow, release_id)
        elements |= {element for _, element in counted_by(release.diagrams, key)}
    waiting = query.courses_waiting_at(uow, sorted(elements)) if elements else []
    return sorted({*waiting, *dated.courses(uow, runtime, key)})


def _moves(
    uow: UnitOfWork, runtime: Runtime, locked: Locked, value: Parameter
) -> tuple[list[tuple[Recounted, datetime]], int]:
    return moved(uow, locked, recounted(uow, runtime, locked, value))


__all__ = ["KIND", "Preview", "change_parameter", "preview", "proposed", "recount"]
