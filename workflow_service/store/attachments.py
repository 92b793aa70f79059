"""Queries of attachments: what each is, its bytes, and what nobody will read any more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from workflow_service.states import OPEN_TASK_STATES
from workflow_service.store import tables
from workflow_service.store.casefile_rows import Row, add, fetch
from workflow_service.store.uow import UnitOfWork

PART = 512 * 1024
HELD, REMOVED, FILED, REPLACED = "held", "removed", "filed", "replaced"


def store(uow: UnitOfWork, key_id: str, values: Mapping[str, Any], content: bytes) -> str:
    """Adds a file: `values` are its columns but those that the bytes give; its id."""
    attachment_id = uow.new_id()
    digest = hashlib.sha256()
    count = 0
    for count, start in enumerate(range(0, len(content), PART), start=1):
        place = (key_id, "attachment_part", f"{attachment_id}/{count}", "content")
        sealed = uow.seal(*place, content[start : start + PART]) or b""
        digest.update(sealed)
        part = {"attachment_id": attachment_id, "number": count, "content": sealed}
        uow.insert(tables.attachment_part, part)
        # each piece goes at once, so that a large file is not held twice
        uow.flush()
    own = {"id": attachment_id, "size": len(content), "parts": count, "digest": digest.digest()}
    return add(uow, tables.attachment, key_id, {**values, **own})


def content(uow: UnitOfWork, row: Row) -> bytes:
    """The bytes of a file. Raises `KeyDestroyed` after erasure, `CannotOpen` when they were tampered with."""
    sql = (
        "SELECT number, content FROM attachment_part"
        " WHERE tenant_id = ? AND attachment_id = ? ORDER BY number"
    )
    pieces = []
    for part in uow.rows(sql, uow.tenant_id, row["id"]):
        place = (row["key_id"], "attachment_part", f"{row['id']}/{part['number']}", "content")
        pieces.append(uow.open_bytes(*place, part["content"]) or b"")
    return b"".join(pieces)


def one(uow: UnitOfWork, attachment_id: str) -> Row | None:
    found = fetch(uow, tables.attachment, "t.id = ?", attachment_id)
    return found[0] if found else None


def of_task(uow: UnitOfWork, task_id: str) -> list[Row]:
    """Every file that was put on the task, in the order they came."""
    return fetch(uow, tables.attachment, "t.task_id = ?", task_id, tail="ORDER BY t.id")


def by_ids(uow: UnitOfWork, ids: Iterable[str]) -> list[Row]:
    """These files, in the order they came."""
    wanted = sorted({one for one in ids if len(one) == 36})
    if not wanted:
        return []
    marks = ", ".join("?" for _ in wanted)
    return fetch(uow, tables.attachment, f"t.id IN ({marks})", *wanted, tail="ORDER BY t.id")


def set_state(uow: UnitOfWork, row: Row, state: str, **more: Any) -> None:
    uow.update(tables.attachment, row["id"], {"state": state, "changed_at": uow.now, **more})


def left_over(uow: UnitOfWork, before: datetime, most: int) -> list[str]:
    """Files that no answer took: put on a task that is not open any more, or taken away again, and untouched
    since `before`. What was answered once stays, also in its earlier versions."""
    marks = ", ".join("?" for _ in OPEN_TASK_STATES)
    rows = uow.rows(
        "SELECT a.id FROM attachment a"
        " LEFT JOIN user_task t ON t.tenant_id = a.tenant_id AND t.id = a.task_id"
        " WHERE a.tenant_id = ? AND a.state <> ? AND a.submission_id IS NULL AND a.changed_at < ?"
        f" AND (a.state = ? OR t.id IS NULL OR t.state NOT IN ({marks})) ORDER BY a.id LIMIT {int(most)}",
        uow.tenant_id,
        FILED,
        before,
        REMOVED,
        *sorted(OPEN_TASK_STATES),
    )
    return [str(row["id"]) for row in rows]


def delete(uow: UnitOfWork, ids: Sequence[str]) -> None:
    """Takes files out of the database for good."""
    for attachment_id in ids:
        keys = {"tenant_id": uow.tenant_id, "attachment_id": attachment_id}
        uow.batch.delete(tables.attachment_part, keys)
        uow.batch.delete(tables.attachment, {"tenant_id": uow.tenant_id, "id": attachment_id})


def broken(uow: UnitOfWork) -> list[str]:
    """Files that do not have all their parts, parts without a file, and files filed with no answer."""
    rows = uow.rows(
        "SELECT a.id FROM attachment a WHERE a.tenant_id = ? AND a.parts <> (SELECT count(*) FROM"
        " attachment_part p WHERE p.tenant_id = a.tenant_id AND p.attachment_id = a.id)"
        " UNION SELECT p.attachment_id FROM attachment_part p WHERE p.tenant_id = ? AND NOT EXISTS (SELECT 1"
        " FROM attachment a WHERE a.tenant_id = p.tenant_id AND a.id = p.attachment_id)"
        " UNION SELECT a.id FROM attachment a WHERE a.tenant_id = ? AND a.state = 'filed' AND NOT EXISTS"
        " (SELECT 1 FROM form_submission s WHERE s.tenant_id = a.tenant_id AND s.id = a.submission_id)",
        uow.tenant_id,
        uow.tenant_id,
        uow.tenant_id,
    )
    return sorted({str(row["id"]) for row in rows})


def changed_bytes(uow: UnitOfWork, row: Row) -> bool:
    """Are the sealed parts other than those that were stored? Needs no key."""
    digest = hashlib.sha256()
    sql = "SELECT content FROM attachment_part WHERE tenant_id = ? AND attachment_id = ? ORDER BY number"
    for part in uow.rows(sql, uow.tenant_id, row["id"]):
        digest.update(bytes(part["content"]))
    return digest.digest() != bytes(row["digest"])
