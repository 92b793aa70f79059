"""Replaying an instance's commands: the history must lead to the stored state (design.md 3)."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow_service import engine
from workflow_service.engine import Command, CompleteOperation, Context, Execution, FailOperation
from workflow_service.errors import Rejection
from workflow_service.runtime import Locked, Runtime
from workflow_service.runtime.context import engine_context
from workflow_service.store import UnitOfWork
from workflow_service.store import check as query
from workflow_service.store.check import Logged

COMMANDS: dict[str, type[Any]] = {
    "complete_user_task": engine.CompleteUserTask,
    "fire_timer": engine.FireTimer,
    "deliver_message": engine.DeliverMessage,
    "throw_signal": engine.ThrowSignal,
    "complete_operation": engine.CompleteOperation,
    "fail_operation": engine.FailOperation,
    "fail_user_task": engine.FailUserTask,
    "retry": engine.Retry,
    "edit_data": engine.EditData,
    "skip": engine.Skip,
}
# transitions that leave the diagram's state as it is
QUIET = ("suspend_instance", "resume_instance", "retry_external")


class CannotReplay(Exception):
    """The log does not hold enough: it is cut, or was written by something else."""


def replay(uow: UnitOfWork, runtime: Runtime, locked: Locked) -> bool:
    """Do the logged commands lead to the stored snapshot? Raises `CannotReplay` where they cannot be run."""
    stored = uow.open_bytes(locked.key_id, "process_instance", locked.id, "snapshot", locked.snapshot)
    state: bytes | None = None
    for row in query.commands(uow, locked.id, locked.key_id):
        if row.command not in QUIET:
            state = _step(uow, runtime, row, state)
    return state == stored


def _step(uow: UnitOfWork, runtime: Runtime, row: Logged, state: bytes | None) -> bytes:
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
    execution.outcome()
    return execution.snapshot()


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
