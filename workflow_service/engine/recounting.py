"""What becomes of the clocks that run when a parameter gets another value, and moving them.

Nothing is moved by itself: `recounted` only says what each clock would be; the command `MoveTimers` carries
the moments that somebody agreed to, so that a replay gives the same.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from workflow_service.engine.data import Data, Local, visible
from workflow_service.engine.expressions import Formula
from workflow_service.engine.failures import Failure
from workflow_service.engine.journal import is_open, tokens
from workflow_service.engine.release import CompiledRelease
from workflow_service.engine.tokens import WAITING, Token

if TYPE_CHECKING:
    from workflow_service.engine.case import Case

# a task and its timer were counted in one breath; a due date of a day ends at 23.59, a clock a minute later
SAME_SECONDS = 90


@dataclass(frozen=True)
class Recounted:
    """A clock that is counted by the parameter. `ref`: the task or timer, `kind` task or timer, `before` the
    moment a timer waits for (of a task its row knows it), `after` what it would be; None when it cannot be
    counted. `since`: when the clock of a task would have begun, where its diagram says so."""

    ref: str
    element: str
    process: str
    kind: str
    before: datetime | None
    after: datetime | None
    since: datetime | None = None


# a variable that several occurrences have, and the value that one of them has
Of = tuple[str, str] | None


def counted_by(release: CompiledRelease, key: str) -> frozenset[tuple[str, str]]:
    """(process, element) of the tasks and timers whose time names the parameter."""
    found = set()
    for definition in release.definitions.values():
        for spec in definition.specs.values():
            if _names(_due(spec), key) or any(_names(one, key) for one in _timers(spec)):
                found.add((spec.element.process, spec.element.id))
    return frozenset(found)


def reading(release: CompiledRelease, names: Iterable[str]) -> frozenset[tuple[str, str]]:
    """(process, element) of the tasks and timers whose time is counted from one of these variables."""
    wanted = [_variable(name) for name in names]
    found = set()
    for definition in release.definitions.values():
        for spec in definition.specs.values():
            formulas = [one for one in (_due(spec), *_timers(spec)) if one is not None]
            if any(name.search(one.text) for one in formulas for name in wanted):
                found.add((spec.element.process, spec.element.id))
    return frozenset(found)


def recounted(case: Case, key: str, began: Callable[[str], datetime]) -> tuple[Recounted, ...]:
    """Every clock of the instance that the parameter counts, with the values of the case's context. `began`
    gives the moment at which a task or timer (by its id) began to wait: a duration is counted from there."""
    found = []
    real = case.context
    try:
        for token in list(tokens(case)):
            formula, how, kind = _formula(token, key)
            if formula is None:
                continue
            case.context = dataclasses.replace(real, now=began(token.id))
            element = token.task_spec.element
            due = token.internal_data.get("due")
            before = datetime.fromisoformat(due) if kind == "timer" and due else None
            after = _counted(formula, how, token, case)
            found.append(Recounted(token.id, element.id, element.process, kind, before, after))
    finally:
        case.context = real
    return tuple(found)


def counted_from(
    case: Case, dates: Mapping[str, str], of: Of, began: Callable[[str], datetime]
) -> tuple[Recounted, ...]:
    """Every clock of the instance whose time names one of these variables, as it would be if they had these
    values; nothing is changed. `of`: only where this variable has this value (one application of several).
    `began` as in `recounted`."""
    found = []
    real = case.context
    try:
        for token in list(tokens(case)):
            formula, how, kind = _reads(token, dates)
            if formula is None or not _is_about(token.data, of):
                continue
            case.context = dataclasses.replace(real, now=began(token.id))
            element = token.task_spec.element
            due = token.internal_data.get("due")
            before = datetime.fromisoformat(due) if kind == "timer" and due else None
            data = {**visible(token.data), **dates}
            after = _tried(formula, how, data, case)
            start = getattr(token.task_spec.program, "clock_start", None) if kind == "task" else None
            since = _tried(start, "began", data, case) if start is not None else None
            found.append(Recounted(token.id, element.id, element.process, kind, before, after, since))
    finally:
        case.context = real
    return tuple(found)


def knows(case: Case, names: Iterable[str], of: Of) -> bool:
    """Has the instance one of these variables anywhere (where `of` holds)?"""
    wanted = set(names)
    return any(wanted & home.keys() for home in _homes(case, of))


def value_of(case: Case, name: str) -> object:
    """The value of a variable wherever it lives in the instance; None when there is none."""
    return next((home[name] for home in _homes(case, None) if name in home), None)


def correct_dates(case: Case, dates: Mapping[str, str], of: Of) -> None:
    """Gives the variables these values wherever they live (where `of` holds); clocks are moved by `move`."""
    for home in _homes(case, of):
        home.update({name: value for name, value in dates.items() if name in home})
    case.changed()


def _homes(case: Case, of: Of) -> list[Data]:
    """Every place in which variables live: the scopes, and what stands in front of them."""
    found: dict[int, Data] = {}
    for scope in case.scopes():
        found[id(scope.vars)] = scope.vars
        for token in scope.tasks.values():
            data = token.data
            while isinstance(data, Local):
                found[id(data)] = data
                data = data.outer
    return [home for home in found.values() if _is_about(home, of)]


def _is_about(data: Data, of: Of) -> bool:
    return of is None or visible(data).get(of[0]) == of[1]


def _reads(token: Token, names: Iterable[str]) -> tuple[Formula | None, str, str]:
    def reads(formula: Formula | None) -> bool:
        return formula is not None and any(_variable(name).search(formula.text) for name in names)

    if is_open(token) and reads(due := _due(token.task_spec)):
        return due, "deadline", "task"
    if _waits(token):
        for formula in _timers(token.task_spec):
            if reads(formula):
                return formula, "timer_due", "timer"
    return None, "", ""


def _variable(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.\"]){re.escape(name)}(?![\w\"])")


def move(case: Case, moves: Iterable[tuple[str, datetime]]) -> None:
    """Timers wait for another moment; what does not wait any more is passed over."""
    for ref, at in moves:
        token = case.find(ref)
        if token is not None and _waits(token):
            token.internal_data["due"] = at.isoformat()


def _waits(token: Token) -> bool:
    return token._state == WAITING and "due" in token.internal_data and "cycle" not in token.internal_data


def _formula(token: Token, key: str) -> tuple[Formula | None, str, str]:
    if is_open(token) and _names(due := _due(token.task_spec), key):
        return due, "deadline", "task"
    if _waits(token):
        for formula in _timers(token.task_spec):
            if _names(formula, key):
                return formula, "timer_due", "timer"
    return None, "", ""


def _due(spec: object) -> Formula | None:
    program = getattr(spec, "program", None)
    return None if program is None else program.due


def _timers(spec: object) -> list[Formula]:
    program = getattr(spec, "program", None)
    event = None if program is None else program.event
    parts = () if event is None else event.all
    return [part.formula for part in parts if part.kind == "timer" and part.formula is not None]


def _names(formula: Formula | None, key: str) -> bool:
    found = formula is not None and re.search(rf'parameter\(\s*"{re.escape(key)}"\s*\)', formula.text)
    return bool(found)


def _counted(formula: Formula, how: str, token: Token, case: Case) -> datetime | None:
    return _tried(formula, how, visible(token.data), case)


def _tried(formula: Formula, how: str, data: Data, case: Case) -> datetime | None:
    try:
        at: datetime | None = getattr(formula, how)(data, case.context)
    except Failure:
        return None
    return at


def attached(case: Case, task_id: str, due: datetime) -> tuple[str, ...]:
    """The boundary timers of a task that fall when its deadline does: they are moved with it."""
    return tuple(
        token.id
        for token in tokens(case)
        if token.internal_data.get("host") == task_id
        and _waits(token)
        and abs((datetime.fromisoformat(token.internal_data["due"]) - due).total_seconds()) < SAME_SECONDS
    )
