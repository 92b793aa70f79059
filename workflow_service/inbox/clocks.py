"""The clock behind a task, and every clock that runs in a case, in words: what started it, how it is counted,
what stands behind it, when it ends and what happens then (domain.md 8, D7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from workflow_service import calendar, ids
from workflow_service.calendar import Clock
from workflow_service.engine import Element
from workflow_service.runtime import Release, Runtime
from workflow_service.runtime.records import parameter_of
from workflow_service.store import UnitOfWork
from workflow_service.store import deadlines as query
from workflow_service.store import law as law_query
from workflow_service.store.law import LegalBasis
from workflow_service.store.parameters import Parameter


@dataclass(frozen=True)
class Note:
    """What somebody wrote about a deadline: a postponement, (`moved` False) why a legal one is missed, or
    (`counted`) that the date it is counted from was wrong."""

    id: str
    at: datetime
    by: str
    reason: str
    before: datetime
    after: datetime
    moved: bool
    mine: bool
    counted: bool = False


@dataclass(frozen=True)
class ClockView:
    """`starts`: what begins it, in words; `since`: when that was, where it is known. `length` in words,
    `counted`: how its days count (clock, calendar, weekday, working_day; "" for an agreed date). `law`: its
    legal basis. `first_due`: the deadline before it was postponed."""

    name: str
    type: str
    starts: str
    since: datetime | None
    length: str
    counted: str
    law: LegalBasis | None
    due_at: datetime
    breach: str
    first_due: datetime | None = None
    told: str | None = None
    told_at: datetime | None = None
    notes: tuple[Note, ...] = ()


RUN_OFF = "run_off"
REMINDER = ("Påmindelse", "A reminder")
BEGAN = ("Opgaven kom", "The task came")


def law_keys(release: Release, task: Mapping[str, Any]) -> tuple[str, ...]:
    """The legal basis of the task's clock, to be read with others in one statement."""
    clock = release.clock(task["clock"] or "")
    return (clock.law,) if clock is not None and clock.law else ()


def clock_of(
    uow: UnitOfWork,
    runtime: Runtime,
    release: Release,
    task: Mapping[str, Any],
    laws: Mapping[str, LegalBasis],
) -> ClockView | None:
    """The clock of a task (a row of `store.running`); None when it has no deadline. Only a postponed task
    costs a statement more."""
    due = uow.moment(task["due_at"])
    if due is None:
        return None
    key = task["clock"]
    clock = release.clock(key or "")
    parameter = _parameter(uow, runtime, clock.parameter if clock else key)
    since = uow.moment(task["since"])
    counted_by = clock.parameter if clock else key
    counted_from_task = (
        since is None and counted_by is not None and counted_by == parameter_of(_due(release, task))
    )
    if counted_from_task:
        since = uow.moment(task["created_at"])
    return ClockView(
        name=parameter.label(uow.actor.language) if parameter else "",
        type=task["clock_type"],
        starts=clock.starts(uow.actor.language) if clock else _say(uow, *BEGAN) if counted_from_task else "",
        since=since,
        length=_length(uow, parameter),
        counted=parameter.calendar_kind if parameter else "",
        law=laws.get(clock.law or "") if clock else None,
        due_at=due,
        breach=clock.at_breach(uow.actor.language) if clock else _say(uow, *REMINDER),
        first_due=uow.moment(task["first_due"]),
        told=task["told"],
        told_at=uow.moment(task["told_at"]),
        notes=notes_of(uow, str(task["task_id"])) if task["noted"] or task["counted_from"] else (),
    )


def task_clocks(uow: UnitOfWork, runtime: Runtime, case_id: str) -> dict[str, ClockView]:
    """The clock of each open task of the case that has a deadline, by the task's id; what people wrote about
    it stands on the task alone. Who may see the case was decided before; two statements."""
    rows = query.clocks_of_case(uow, case_id)
    found = [(row, runtime.releases.get(uow, str(row["release_id"]))) for row in rows]
    laws = _laws(uow, {key for row, release in found for key in law_keys(release, row)})
    views = ((str(row["task_id"]), clock_of(uow, runtime, release, row, laws)) for row, release in found)
    return {task_id: view for task_id, view in views if view is not None}


def _laws(uow: UnitOfWork, keys: set[str]) -> dict[str, LegalBasis]:
    today = uow.now.astimezone(uow.zone).date()
    return {one.key: one for one in law_query.legal_bases(uow, today, keys)} if keys else {}


def _due(release: Release, task: Mapping[str, Any]) -> str | None:
    return release.diagrams.element(task["task_process"], task["element"]).due


def _say(uow: UnitOfWork, da: str, en: str) -> str:
    return en if uow.actor.language == "en" else da


def _parameter(uow: UnitOfWork, runtime: Runtime, key: str | None) -> Parameter | None:
    today = uow.now.astimezone(uow.zone).date()
    return runtime.parameters(uow).get(key, today) if key else None


def _length(uow: UnitOfWork, parameter: Parameter | None) -> str:
    if parameter is None or parameter.unit != "duration":
        return ""
    return calendar.in_words(str(parameter.value), uow.actor.language)


def notes_of(uow: UnitOfWork, task_id: str) -> tuple[Note, ...]:
    """What was written about the deadline, the newest first."""
    rows = query.postponements(uow, task_id)
    uow.learn_keys(str(row["key_id"]) for row in rows)
    return tuple(_note(uow, row) for row in rows)


def _note(uow: UnitOfWork, row: Mapping[str, Any]) -> Note:
    row_id, at = str(row["id"]), uow.moment(row["at"])
    before, after = uow.moment(row["due_before"]), uow.moment(row["due_after"])
    assert at is not None and before is not None and after is not None
    reason = uow.open(str(row["key_id"]), "postponement", row_id, "reason", row["reason"]) or ""
    mine = row["by_id"] is not None and str(row["by_id"]) == uow.actor.user_id
    name, moved, counted = row["by_name"] or "", bool(row["moved"]), bool(row["counted"])
    return Note(row_id, at, name, str(reason), before, after, moved, mine, counted)


def case_clocks(uow: UnitOfWork, runtime: Runtime, case_id: str) -> tuple[ClockView, ...]:
    """The clocks that run in the case's courses beside its tasks: what is to be reached before a timer falls
    (`oef:clock` at the timer). Who may see the case was decided before; three statements."""
    found: dict[tuple[str, datetime], tuple[Clock, datetime, datetime | None]] = {}
    for row in query.timers_of_case(uow, case_id):
        release = runtime.releases.get(uow, str(row["release_id"]))
        element = _with_clock(release, row["process_key"], row["element"])
        clock = release.clock(element.attributes["clock"]) if element is not None else None
        at = uow.moment(row["timer_at"])
        if element is None or clock is None or at is None:
            continue
        due = _lead(uow, runtime, element, at)
        since = ids.moment_of(str(row["id"])) if element.attributes.get("clockFrom") == "here" else None
        found.setdefault((clock.key, due), (clock, due, since))
    for clock, due, since in _running_off(uow, runtime, case_id):
        found.setdefault((clock.key, due), (clock, due, since))
    laws = _laws(uow, {clock.law for clock, _, _ in found.values() if clock.law})
    views = (_running(uow, runtime, *one, laws) for one in found.values())
    return tuple(sorted(views, key=lambda one: one.due_at))


def _running_off(
    uow: UnitOfWork, runtime: Runtime, case_id: str
) -> list[tuple[Clock, datetime, datetime | None]]:
    """Lost earnings that have ended are paid out for `run_off` from then on (D7). Nothing happens when that
    is over, so no timer stands for it: the day of the end is what it is counted from."""
    parameter = _parameter(uow, runtime, RUN_OFF)
    found: list[tuple[Clock, datetime, datetime | None]] = []
    for release_id, end in query.ended_lost_earnings(uow, case_id):
        clock = runtime.releases.get(uow, release_id).clock(RUN_OFF)
        if clock is None or parameter is None:
            continue
        length, kind = str(parameter.value), parameter.calendar_kind
        began = datetime.combine(end, time(), uow.zone)
        due = calendar.add(began, length, kind, uow.zone, calendar.DANISH_HOLIDAYS)
        if due >= uow.now:
            found.append((clock, due, began))
    return found


def _with_clock(release: Release, root: str, element: str) -> Element | None:
    """The timer's element, in the process of the course or one that it calls."""
    own = release.diagrams.processes.get(root)
    for info in (own, *release.diagrams.processes.values()):
        found = info.elements.get(element) if info is not None else None
        if found is not None and "clock" in found.attributes:
            return found
    return None


def _lead(uow: UnitOfWork, runtime: Runtime, element: Element, at: datetime) -> datetime:
    """A timer that falls some time before its deadline (`oef:clockLead`, a parameter) stands for that."""
    lead = _parameter(uow, runtime, element.attributes.get("clockLead"))
    if lead is None:
        return at
    return calendar.add(at, str(lead.value), lead.calendar_kind, uow.zone, calendar.DANISH_HOLIDAYS)


def _running(
    uow: UnitOfWork,
    runtime: Runtime,
    clock: Clock,
    due: datetime,
    since: datetime | None,
    laws: Mapping[str, LegalBasis],
) -> ClockView:
    language = uow.actor.language
    parameter = _parameter(uow, runtime, clock.parameter)
    return ClockView(
        name=parameter.label(language) if parameter else clock.key,
        type=clock.type,
        starts=clock.starts(language),
        since=since,
        length=_length(uow, parameter),
        counted=parameter.calendar_kind if parameter else "",
        law=laws.get(clock.law or ""),
        due_at=due,
        breach=clock.at_breach(language),
    )
