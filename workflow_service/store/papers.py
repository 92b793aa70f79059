"""Queries of the papers of a case: its journal as a list, what became of its letters, who printed what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow_service.store import tables
from workflow_service.store.uow import UnitOfWork


@dataclass(frozen=True)
class Sending:
    """What became of a letter: pending, sending, sent, failed or unknown; `sent_at` when it was sent."""

    state: str
    sent_at: datetime | None


@dataclass(frozen=True)
class Printing:
    """A print: when, by whom."""

    at: datetime
    by: str


def sendings(uow: UnitOfWork, entry_ids: Sequence[str]) -> dict[str, Sending]:
    """entry id -> what became of the letter, of those that were to leave."""
    found = _rows(uow, "SELECT ref_id, state, sent_at FROM outbox WHERE tenant_id = ? AND ref_id", entry_ids)
    return {str(row["ref_id"]): Sending(row["state"], uow.moment(row["sent_at"])) for row in found}


def prints(uow: UnitOfWork, entry_ids: Sequence[str]) -> dict[str, list[Printing]]:
    """entry id -> its prints, newest first."""
    found: dict[str, list[Printing]] = {}
    sql = (
        "SELECT p.entry_id, p.printed_at, u.name FROM document_print p"
        " LEFT JOIN app_user u ON u.tenant_id = p.tenant_id AND u.id = p.printed_by"
        " WHERE p.tenant_id = ? AND p.entry_id"
    )
    for row in _rows(uow, sql, entry_ids, " ORDER BY p.id DESC"):
        at = uow.moment(row["printed_at"])
        assert at is not None
        found.setdefault(str(row["entry_id"]), []).append(Printing(at, row["name"] or ""))
    return found


def add_print(uow: UnitOfWork, case_id: str, entry_id: str) -> None:
    """The actor prints the entry now."""
    values = {"id": uow.new_id(), "case_id": case_id, "entry_id": entry_id}
    uow.insert(tables.document_print, {**values, "printed_at": uow.now, "printed_by": uow.actor.user_id})


def _rows(uow: UnitOfWork, sql: str, ids: Sequence[str], tail: str = "") -> list[Any]:
    if not ids:
        return []
    marks = ", ".join("?" for _ in ids)
    return list(uow.rows(f"{sql} IN ({marks}){tail}", uow.tenant_id, *ids))
