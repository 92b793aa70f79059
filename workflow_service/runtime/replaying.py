"""Replaying an instance's commands: the history must lead to the stored state (design.md 3).

The checker compares with the stored snapshot; taking a completion back goes one command less far.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow_service import engine
from workflow_service.engine import Command, CompleteOperation, Context, Execution, FailOperation, Outcome
from workflow_service.errors import Rejection
from workflow_service.runtime.context import Runtime, engine_context
from workflow_service.store import UnitOfWork
from workflow_service.store.check import Logged

COMMANDS: dict[str, type[Any]] = {
    "complete_user_task": engine.CompleteUserTask,
    "fire_timer": engine.FireTimer,
    "deliver_message": engine.DeliverMessage,
    "move_timers": engine.MoveTimers,
    "correct_dates": engine.CorrectDates,
    "throw_signal": engine.ThrowSignal,
    "complete_operation": engine.CompleteOperation,
    "fail_operation": engine.FailOperation,
    "fail_user_task": engine.FailUserTask,
    "retry": engine.Retry,
    "edit_data": engine.EditData,
    "skip": engine.Skip,
}
# goes back to before the completion it takes back
UNDO = "undo_completion"
# transitions that leave the diagram's state as it is
QUIET = ("suspend_instance", "resume_instance", "retry_external", "retry_job")


class CannotReplay(Exception):
    """The log does not hold enough: it is cut, or was written by something else."""


@dataclass(frozen=True)
class Step:
    """One command of the log, run again: the snapshot after it, and what came of it (nothing for what leaves
    the diagram's state as it is, and for taking back)."""

    row: Logged
    state: bytes | None
    outcome: Outcome | None


def steps(uow: UnitOfWork, runtime: Runtime, log: Iterable[Logged]) -> Iterator[Step]:
    """Runs the commands one after the other. Raises `CannotReplay` where they cannot be run."""
    state: bytes | None = None
    before: bytes | None = None
    for row in log:
        if row.command in QUIET:
            yield Step(row, state, None)
        elif row.command == UNDO:
            state = before
            yield Step(row, state, None)
        else:
            before = state
            state, outcome = _step(uow, runtime, row, state)
            yield Step(row, state, outcome)


def _step(uow: UnitOfWork, runtime: Runtime, row: Logged, state: bytes | None) -> tuple[bytes, Outcome]:
    release = runtime.releases.get(uow, row.release_id)
    context = _context(uow, runtime, release, row)
    try:
        if row.command == "start_instance":
            given = row.payload
            execution = engine.start(
                release.diagrams,
                given["process_key"],
                given["variables"],
                context,
                given["business_key"],
                given.get("start_event"),
            )
        elif state is None:
            raise CannotReplay(f"the history begins with {row.command}")
        else:
            execution = engine.load(release.diagrams, state, context)
            _apply(execution, row)
        _answer(execution, row)
    except (Rejection, LookupError, StopIteration) as error:
        raise CannotReplay(f"version {row.version}, {row.command}: {type(error).__name__}") from error
    outcome = execution.outcome()
    return execution.snapshot(), outcome


def _context(uow: UnitOfWork, runtime: Runtime, release: Any, row: Logged) -> Context:
    """The world as it was at that command: its moment and the ids it drew."""
    then = copy.copy(uow)
    then.now = row.at
    ids = iter(row.payload["ids"])
    # what stopped a command then stops it again, and no budget or slow machine of today does
    spending = engine.Spending(replayed=row.payload.get("stops", ()))
    made = engine_context(then, runtime, release, [])
    return dataclasses.replace(made, new_id=lambda: str(next(ids)), spending=spending)


def _apply(execution: Execution, row: Logged) -> None:
    if row.command == "cancel_instance":
        execution.cancel()
        return
    execution.apply(_command(row.command, row.payload["command"]))


def _command(name: str, values: Mapping[str, Any]) -> Command:
    given = dict(values)
    if "due_at" in given:
        given["due_at"] = datetime.fromisoformat(given["due_at"])
    if "moves" in given:
        given["moves"] = tuple((ref, datetime.fromisoformat(at)) for ref, at in given["moves"])
    if given.get("of"):
        given["of"] = tuple(given["of"])
    command: Command = COMMANDS[name](**given)
    return command


def _answer(execution: Execution, row: Logged) -> None:
    """Gives the operations the answers they gave then, in the same order."""
    for kind, told in row.payload["answers"]:
        if kind == "done":
            execution.apply(CompleteOperation(*told))
        elif kind == "error":
            execution.apply(FailOperation(*told))
        else:
            execution.raise_incident(*told)
