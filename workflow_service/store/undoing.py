"""Queries of taking a completion back: has anybody gone on, and the rows as they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from workflow_service.states import JobState, OutboxState
from workflow_service.store import tables
from workflow_service.store.casefile_rows import bound
from workflow_service.store.columns import metadata
from workflow_service.store.memory import KEYS, values_of
from workflow_service.store.uow import UnitOfWork

Row = dict[str, Any]


def last_event(uow: UnitOfWork, chain_id: str, seq: int) -> Row | None:
    """(kind, task_id) of the newest event of an instance's chain."""
    found = uow.row(
        "SELECT kind, task_id FROM audit_event WHERE tenant_id = ? AND chain_id = ? AND seq = ?",
        uow.tenant_id,
        chain_id,
        seq,
    )
    return None if found is None else dict(found)


def happened_elsewhere(uow: UnitOfWork, case_id: str, chain_id: str, since: datetime) -> bool:
    """Did anything happen in the case outside this instance at that moment or later?"""
    found = uow.value(
        "SELECT 1 FROM audit_event WHERE tenant_id = ? AND case_id = ? AND chain_id <> ? AND at >= ? LIMIT 1",
        uow.tenant_id,
        case_id,
        chain_id,
        bound(uow, since),
    )
    return found is not None


def touched(uow: UnitOfWork, task_ids: Sequence[str]) -> bool:
    """Has somebody begun to write in one of these tasks?"""
    return bool(task_ids) and (
        uow.value(
            f"SELECT 1 FROM task_draft WHERE tenant_id = ? AND task_id IN ({_marks(task_ids)}) LIMIT 1",
            uow.tenant_id,
            *task_ids,
        )
        is not None
    )


def worked_on(uow: UnitOfWork, operation_ids: Sequence[str]) -> bool:
    """Has a remote worker taken one of these external tasks?"""
    return bool(operation_ids) and (
        uow.value(
            "SELECT 1 FROM external_task WHERE tenant_id = ? AND lock_owner IS NOT NULL"
            f" AND id IN ({_marks(operation_ids)}) LIMIT 1",
            uow.tenant_id,
            *operation_ids,
        )
        is not None
    )


def withdraw_letters(uow: UnitOfWork, ids: Sequence[str]) -> bool:
    """Takes effects out of the outbox that have not begun to leave; False when one of them has."""
    return _delete(uow, "outbox", ids, (OutboxState.PENDING,)) == len(ids)


def withdraw_messages(uow: UnitOfWork, ids: Sequence[str]) -> bool:
    """Takes back messages that nobody got; False when one was delivered or is on its way."""
    if not ids:
        return True
    marks = _marks(ids)
    # a message that waits has its job; what has its job in hand cannot be stopped
    uow.rows(
        f"UPDATE job SET state = 'cancelled' WHERE tenant_id = ? AND ref IN ({marks}) AND state = 'pending'",
        uow.tenant_id,
        *ids,
    )
    moving = uow.value(
        f"SELECT 1 FROM job WHERE tenant_id = ? AND ref IN ({marks}) AND state = '{JobState.LOCKED}' LIMIT 1",
        uow.tenant_id,
        *ids,
    )
    return moving is None and _delete(uow, "message", ids, ("pending", "unmatched", "unheard")) == len(ids)


def _delete(uow: UnitOfWork, table: str, ids: Sequence[str], states: Sequence[str]) -> int:
    if not ids:
        return 0
    found = uow.rows(
        f'DELETE FROM "{table}" WHERE tenant_id = ? AND id IN ({_marks(ids)})'
        f" AND state IN ({_marks(states)}) RETURNING id",
        uow.tenant_id,
        *ids,
        *states,
    )
    return len(found)


def forget(uow: UnitOfWork, made: Sequence[tuple[str, str]]) -> None:
    """Removes rows a command made, the last one first."""
    for table, row_id in reversed(made):
        uow.batch.delete(metadata.tables[table], dict(zip(KEYS, (uow.tenant_id, row_id), strict=True)))
    uow.batch.flush()


def restore(uow: UnitOfWork, instance_id: str, version: int) -> int:
    """Puts rows back as they were before that transition, the last change first; how many there were."""
    images = uow.rows(
        "SELECT table_name, row_id, image FROM row_image WHERE tenant_id = ? AND instance_id = ?"
        " AND version = ? ORDER BY id DESC",
        uow.tenant_id,
        instance_id,
        version,
    )
    for row in images:
        table, values = metadata.tables[row["table_name"]], values_of(row["table_name"], row["image"])
        keys = {"tenant_id": uow.tenant_id, "id": str(row["row_id"])}
        if "id" in values:
            # the whole row was kept: it was removed
            uow.batch.replace(table, KEYS, {**values, **keys})
        else:
            uow.batch.update(table, keys, values)
        uow.batch.flush()
    uow.rows("DELETE FROM row_image WHERE tenant_id = ? AND instance_id = ?", uow.tenant_id, instance_id)
    return len(images)


def submission(uow: UnitOfWork, task_id: str) -> Row | None:
    """(id, key_id, data) of what was answered; None when there is a correction of it or nothing."""
    rows = uow.rows(
        "SELECT id, key_id, data FROM form_submission WHERE tenant_id = ? AND task_id = ?"
        " AND undone_at IS NULL",
        uow.tenant_id,
        task_id,
    )
    return dict(rows[0]) if len(rows) == 1 else None


def filed_as(uow: UnitOfWork, case_id: str, submission_id: str) -> list[str]:
    """The journal entries a submission became."""
    rows = uow.rows(
        "SELECT id FROM journal_entry WHERE tenant_id = ? AND case_id = ? AND submission_id = ?",
        uow.tenant_id,
        case_id,
        submission_id,
    )
    return [str(row["id"]) for row in rows]


def holders(uow: UnitOfWork, task_ids: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
    """task id -> (assignee, owner)."""
    rows = uow.rows(
        f"SELECT id, assignee, owner FROM user_task WHERE tenant_id = ? AND id IN ({_marks(task_ids)})",
        uow.tenant_id,
        *task_ids,
    )
    return {
        str(row["id"]): (
            None if row["assignee"] is None else str(row["assignee"]),
            None if row["owner"] is None else str(row["owner"]),
        )
        for row in rows
    }


def keep_as_draft(uow: UnitOfWork, task_id: str, user_id: str, key_id: str, data: Any) -> None:
    """What was answered is the person's draft again."""
    keys = {"tenant_id": uow.tenant_id, "task_id": task_id, "user_id": user_id}
    sealed = uow.seal(key_id, "task_draft", task_id, "data", data)
    uow.batch.replace(tables.task_draft, tuple(keys), {**keys, "saved_at": uow.now, "data": sealed})


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" for _ in values)
