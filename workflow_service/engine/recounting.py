"""What becomes of the clocks that run when a parameter gets another value, and moving them.

Nothing is moved by itself: `recounted` only says what each clock would be; the command `MoveTimers` carries
the moments that somebody agreed to, so that a replay gives the same.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from workflow_service.engine.data import visible
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
    counted."""

    ref: str
    element: str
    process: str
    kind: str
    before: datetime | None
    after: datetime | None


def counted_by(release: CompiledRelease, key: str) -> frozenset[tuple[str, str]]:
    """(process, element) of the tasks and timers whose time names the parameter."""
    found = set()
    for definition in release.definitions.values():
        for spec in definition.specs.values():
            if _names(_due(spec), key) or any(_names(one, key) for one in _timers(spec)):
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
    try:
        at: datetime | None = getattr(formula, how)(visible(token.data), case.context)
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
