"""Completing a user task: model rules, the task's own operation, then the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service.engine import CompleteUserTask, FailUserTask, require_small
from workflow_service.errors import Conflict, Rejection
from workflow_service.runtime.neck import Advanced, Turn, advance, call_of, load
from workflow_service.runtime.operations import Call, Operation, OperationError, Result
from workflow_service.states import Event


def complete_user_task(
    turn: Turn,
    task: Mapping[str, Any],
    inputs: Mapping[str, Any],
    submission_id: str,
    clean: Mapping[str, Any],
) -> Advanced:
    """`task`: the row locked with its instance; `clean`: what the form let through.

    The guards look first (a model rule that is broken changes nothing), then the operation writes the case
    file, and only then does the diagram go on, seeing the submission and what the operation found out.
    """
    require_small(clean, turn.runtime.budgets)
    remember(turn)
    element = turn.release.diagrams.element(task["task_process"], task["element"])
    task_id = str(task["task_id"])
    call = call_of(turn, element, task["scope"], task_id, submission_id, inputs)
    registry = turn.runtime.registry
    registry.guards(turn.uow, call, clean)
    variables = dict(clean)
    operation = element.attributes.get("operation")
    turn.event = Event.TASK_COMPLETED
    turn.task_id, turn.element = task_id, element.id
    turn.facts = {"form": task["form_key"], "submission": submission_id}
    if operation:
        done = _operate(turn, registry.operations[operation], call, clean)
        if isinstance(done, FailUserTask):
            turn.facts["error"] = done.error_code
            return advance(turn, done)
        variables |= turn.take(done)
        turn.uow.crash("after-operation")
    return advance(turn, CompleteUserTask(task_id, variables))


def remember(turn: Turn) -> None:
    """Keeps what the command changes, so that it can be taken back (`runtime.undo`)."""
    locked = turn.locked
    memory = turn.uow.remember(locked.id, locked.version + 1)
    memory.key_id, memory.seq = locked.key_id, locked.chain.seq
    memory.place = (locked.case_id, locked.team_id, locked.unit_id)
    # the log gets it as it is when the command is written
    turn.given["memory"] = memory


def _operate(turn: Turn, operation: Operation, call: Call, clean: Mapping[str, Any]) -> Result | FailUserTask:
    """What the operation found out, or the business error that the diagram catches. What it refuses and the
    diagram does not catch by its code is refused to the person; then nothing has changed."""
    uow = turn.uow
    if not turn.release.caught:
        try:
            return operation(uow, call, clean)
        except OperationError as error:
            raise _uncaught(error) from error
    uow.flush()
    with uow.savepoint() as undo:
        try:
            result = operation(uow, call, clean)
            uow.flush()
            return result
        except OperationError as error:
            undo()
            if not _catches(turn, call, error.code):
                raise _uncaught(error) from error
            return FailUserTask(call.task_id or "", error.code, error.message)
        except Rejection as error:
            undo()
            if error.code not in turn.release.caught or not _catches(turn, call, error.code, by_name=True):
                raise
            return FailUserTask(call.task_id or "", error.code, str(error))


def _catches(turn: Turn, call: Call, code: str, *, by_name: bool = False) -> bool:
    return load(turn).catches(call.task_id or "", code, by_name=by_name)


def _uncaught(error: OperationError) -> Conflict:
    told = error.message or error.code
    return Conflict(
        error.code,
        f"Opgaven kan ikke afsluttes sådan: {told}",
        f"The task cannot be completed like this: {told}",
    )
