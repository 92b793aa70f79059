"""A task's row as `access` wants to see it, and the checks every command on a task begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from workflow_service import access, calendar
from workflow_service.errors import Conflict, NotFound
from workflow_service.runtime import Locked, from_row
from workflow_service.states import TaskState
from workflow_service.store import UnitOfWork
from workflow_service.store import inbox as list_query
from workflow_service.store import running as query


@dataclass(frozen=True)
class TaskRow:
    """The task's columns, its instance and the facts for `access`."""

    row: Mapping[str, Any]
    locked: Locked
    facts: access.TaskFacts

    @property
    def id(self) -> str:
        return self.facts.task_id


def _optional(value: Any) -> str | None:
    return None if value is None else str(value)


def _task(uow: UnitOfWork, row: Mapping[str, Any]) -> TaskRow:
    locked = from_row(uow, row)
    facts = access.TaskFacts(
        task_id=str(row["task_id"]),
        role=row["role"],
        scope_kind=row["scope_kind"],
        scope_id=_optional(row["scope_id"]),
        state=row["task_state"],
        assignee=_optional(row["assignee"]),
        owner=_optional(row["owner"]),
        case=locked.case_facts(),
        process=row["task_process"],
        created_at=uow.moment(row["created_at"]),
    )
    return TaskRow(row, locked, facts)


def not_found() -> NotFound:
    return NotFound(
        "task_not_found",
        "Opgaven findes ikke, eller du har ikke adgang til den. Gå tilbage til dine opgaver.",
        "The task does not exist, or you have no access to it. Go back to your tasks.",
    )


def read(uow: UnitOfWork, task_id: str) -> TaskRow:
    """The task without a lock. Raises `NotFound` also when the actor may not know of it."""
    row = query.read_task(uow, task_id)
    if row is None:
        raise not_found()
    task = _task(uow, row)
    access.require_sight(access.may_read_task(uow.actor, task.facts))
    return task


def lock(uow: UnitOfWork, task_id: str) -> TaskRow:
    """The task with its instance locked, in whatever state. Raises `NotFound` as `read` does."""
    row = query.lock_task(uow, task_id)
    if row is None:
        raise not_found()
    task = _task(uow, row)
    access.require_sight(access.may_know_task(uow.actor, task.facts))
    return task


def lock_open(uow: UnitOfWork, task_id: str) -> TaskRow:
    """The task with its instance locked, still open and on an active instance.

    Raises `NotFound`, or `Conflict` that says who finished it and when.
    """
    row = query.lock_task(uow, task_id)
    if row is None:
        raise not_found()
    task = _task(uow, row)
    # one who came second is told so (409) even when the case went on to others meanwhile
    access.require_sight(access.may_know_task(uow.actor, task.facts))
    require_open(uow, task)
    task.locked.require_active()
    for_whom = access.on_behalf_of(uow.actor, task.facts)
    if for_whom is not None:
        # what the substitute does is written down as theirs, for the one who is away (T08)
        uow.actor = replace(uow.actor, on_behalf_of=for_whom)
    return task


def require_open(uow: UnitOfWork, task: TaskRow) -> None:
    """Expected an open task; says what was found instead (style.md 4.2)."""
    state = task.facts.state
    if state == TaskState.COMPLETED:
        by = task.row["completed_by"]
        name = list_query.user_name(uow, str(by)) if by else ""
        at = uow.moment(task.row["completed_at"]) or uow.now
        da, en = (calendar.clock_text(at, uow.zone, language) for language in ("da", "en"))
        raise Conflict(
            "task_completed",
            f"Opgaven er allerede løst{' af ' + name if name else ''} {da}. Dit svar er ikke gemt.",
            f"{name or 'Somebody'} has already completed this task at {en}. Your answer was not saved.",
        )
    if state == TaskState.CANCELLED:
        raise Conflict(
            "task_cancelled",
            "Opgaven er bortfaldet, fordi forløbet er gået videre. Åbn sagen for at se, hvor den er nu.",
            "The task was cancelled because the process moved on. Open the case to see where it is now.",
        )
