"""Queries of a change of coordinator: the open tasks that go along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service.store.uow import UnitOfWork


def open_tasks_of(
    uow: UnitOfWork, case_id: str, user_id: str, except_instance: str | None = None
) -> list[Mapping[str, Any]]:
    """The case's open tasks that this user has or waits for the return of, in the order in which instances
    are locked."""
    return uow.rows(
        "SELECT id, name, due_at, assignee, owner FROM user_task WHERE tenant_id = ? AND case_id = ?"
        " AND state IN ('created', 'claimed', 'delegated') AND (assignee = ? OR owner = ?)"
        " AND instance_id <> ? ORDER BY instance_id, id",
        uow.tenant_id,
        case_id,
        user_id,
        user_id,
        except_instance or uow.new_id(),
    )
