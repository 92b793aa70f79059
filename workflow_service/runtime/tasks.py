"""Completing a user task: model rules, the task's own operation, then the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service.engine import CompleteUserTask, require_small
from workflow_service.runtime.neck import Advanced, Turn, advance, call_of
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
    element = turn.release.diagrams.element(task["task_process"], task["element"])
    task_id = str(task["task_id"])
    call = call_of(turn, element, task["scope"], task_id, submission_id, inputs)
    registry = turn.runtime.registry
    registry.guards(turn.uow, call, clean)
    variables = dict(clean)
    operation = element.attributes.get("operation")
    if operation:
        variables |= turn.take(registry.operations[operation](turn.uow, call, clean))
        turn.uow.crash("after-operation")
    turn.event = Event.TASK_COMPLETED
    turn.task_id, turn.element = task_id, element.id
    turn.facts = {"form": task["form_key"], "submission": submission_id}
    return advance(turn, CompleteUserTask(task_id, variables))
