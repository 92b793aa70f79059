"""Idempotency-Key: a repeated write gets its first answer again (draft-ietf-httpapi-idempotency-key-header).

The key is claimed before the work and the answer stored with it, in one transaction: either both are there or
neither. A second request with the same key waits for the first one's commit and then finds the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from workflow_service.errors import Invalid
from workflow_service.store.running import tenant_key
from workflow_service.store.tables.records import idempotency
from workflow_service.store.uow import UnitOfWork


@dataclass(frozen=True)
class Answer:
    """What was answered the first time: the HTTP status and the body's bytes."""

    status: int
    body: bytes


def claim(uow: UnitOfWork, user_id: str, key: str, request_hash: str) -> Answer | None:
    """None when the key is new and now ours; else the first answer. Raises `Invalid` when the key was used
    for another request."""
    insert = (sqlite if uow.sqlite else postgresql).insert(idempotency)
    row = {
        "tenant_id": uow.tenant_id,
        "user_id": user_id,
        "key": key,
        "request_hash": request_hash,
        "created_at": uow.now,
        "status": 0,
    }
    mine = insert.values(row).on_conflict_do_nothing().returning(idempotency.c.status)
    if uow.execute(mine).first() is not None:
        return None
    found = uow.row(
        sa.select(idempotency).where(
            idempotency.c.tenant_id == uow.tenant_id,
            idempotency.c.user_id == user_id,
            idempotency.c.key == key,
        )
    )
    if found is None or found["request_hash"] != request_hash:
        raise Invalid(
            "idempotency_key_reused",
            "Nøglen i Idempotency-Key er brugt til en anden forespørgsel. Brug en ny hver gang.",
            "The Idempotency-Key was used for another request. Use a new key for each request.",
        )
    body = uow.open_bytes(found["key_id"], "idempotency", _place(user_id, key), "answer", found["answer"])
    return Answer(found["status"], body or b"")


def remember(uow: UnitOfWork, user_id: str, key: str, answer: Answer) -> None:
    """Stores the answer with the claimed key; sealed, because it may name a family."""
    key_id = tenant_key(uow)
    values: dict[str, Any] = {
        "status": answer.status,
        "key_id": key_id,
        "answer": uow.seal(key_id, "idempotency", _place(user_id, key), "answer", answer.body),
    }
    uow.batch.update(idempotency, {"tenant_id": uow.tenant_id, "user_id": user_id, "key": key}, values)


def purge(uow: UnitOfWork, before: datetime) -> int:
    """Forgets answers older than `before`; how many."""
    old = idempotency.c.created_at < before
    return uow.execute(idempotency.delete().where(idempotency.c.tenant_id == uow.tenant_id, old)).rowcount


def _place(user_id: str, key: str) -> str:
    return f"{user_id}/{key}"
