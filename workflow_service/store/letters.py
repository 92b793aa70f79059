"""The words of letters: templates of the release in effect (design.md 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service.store.uow import UnitOfWork

Row = Mapping[str, Any]

_COLUMNS = "d.id, d.key, d.version, d.name, d.content, d.created_at"
_IN_EFFECT = (
    " FROM definition d JOIN release_definition r ON r.tenant_id = d.tenant_id AND r.definition_id = d.id"
    " WHERE d.tenant_id = ? AND d.kind = 'letter' AND r.release_id = (SELECT id FROM release"
    " WHERE tenant_id = ? AND effective_at <= ? ORDER BY number DESC LIMIT 1)"
)


def letter(uow: UnitOfWork, key: str) -> Row | None:
    """The letter's words as the newest release in effect has them: a letter is written today, so it follows
    the law and the telephone hours of today, also in a course that runs on an older release."""
    sql = f"SELECT {_COLUMNS}{_IN_EFFECT} AND d.key = ?"
    found = uow.rows_once(sql, uow.tenant_id, uow.tenant_id, uow.now, key)
    return found[0] if found else None


def letters(uow: UnitOfWork) -> list[Row]:
    """All of them, by key."""
    sql = f"SELECT {_COLUMNS}{_IN_EFFECT} ORDER BY d.key"
    return uow.rows(sql, uow.tenant_id, uow.tenant_id, uow.now)


def versions(uow: UnitOfWork, key: str) -> list[Row]:
    """Every version of a letter, newest first, with the first release that has it: its number, when it takes
    effect, who published it and with which note."""
    return uow.rows(
        f"SELECT {_COLUMNS}, e.number, e.effective_at, p.note, u.name AS by_name FROM definition d"
        " LEFT JOIN release e ON e.tenant_id = d.tenant_id AND e.number = (SELECT min(x.number)"
        " FROM release x JOIN release_definition r ON r.tenant_id = x.tenant_id AND r.release_id = x.id"
        " WHERE r.tenant_id = d.tenant_id AND r.definition_id = d.id)"
        " LEFT JOIN deployment p ON p.tenant_id = e.tenant_id AND p.release_id = e.id"
        " LEFT JOIN app_user u ON u.tenant_id = p.tenant_id AND u.id = p.deployed_by"
        " WHERE d.tenant_id = ? AND d.kind = 'letter' AND d.key = ? ORDER BY d.version DESC",
        uow.tenant_id,
        key,
    )
