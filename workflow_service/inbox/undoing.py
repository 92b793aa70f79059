"""Undoing one's own completion, right after it (domain.md 14, Correctness)."""

from __future__ import annotations

from workflow_service.errors import Forbidden
from workflow_service.inbox import facts
from workflow_service.runtime import Runtime, undo_completion
from workflow_service.runtime.undo import WINDOW
from workflow_service.store import UnitOfWork


def undo_task(uow: UnitOfWork, runtime: Runtime, task_id: str) -> None:
    """Takes back the completion of a task: it is open again, with what was answered as draft.

    Only by who completed it, while that person could still complete it. Raises `NotFound`, `Forbidden`, or
    `Conflict` when the process has gone on.
    """
    task = facts.lock(uow, task_id)
    uow.crash("after-lock")
    by = task.row["completed_by"]
    if by is None or str(by) != uow.actor.user_id:
        raise Forbidden(
            "not_yours",
            "Kun den, der har afsluttet opgaven, kan fortryde det.",
            "Only who completed the task can undo it.",
        )
    undo_completion(uow, runtime, task.locked, task.id)


def may_undo(uow: UnitOfWork, task_id: str) -> bool:
    """Is it worth offering: the actor completed the task a moment ago? Whether nobody has gone on is known
    when it is asked for."""
    row = facts.read(uow, task_id).row
    at = uow.moment(row["completed_at"])
    return str(row["completed_by"]) == uow.actor.user_id and at is not None and at + WINDOW > uow.now


__all__ = ["may_undo", "undo_task"]
