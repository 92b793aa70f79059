"""Queries of deployments: the release in effect, definitions by content, and what is written anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service.store import tables
from workflow_service.store.uow import UnitOfWork

Row = Mapping[str, Any]


def newest_release(uow: UnitOfWork) -> Row | None:
    """The newest release, in effect or not: a deployment builds on it. Locks the tenant against another."""
    if not uow.sqlite:
        uow.value("SELECT tenant_id FROM tenant WHERE tenant_id = ? FOR UPDATE", uow.tenant_id)
    return uow.row(
        "SELECT id, number FROM release WHERE tenant_id = ? ORDER BY number DESC LIMIT 1", uow.tenant_id
    )


def release_contents(uow: UnitOfWork, release_id: str) -> list[Row]:
    """(id, kind, key, version, name, file, sha256) of each definition in a release."""
    return uow.rows(
        "SELECT d.id, d.kind, d.key, d.version, d.name, d.file, d.sha256 FROM definition d"
        " JOIN release_definition r ON r.tenant_id = d.tenant_id AND r.definition_id = d.id"
        " WHERE r.tenant_id = ? AND r.release_id = ? ORDER BY d.kind, d.key",
        uow.tenant_id,
        release_id,
    )


def last_version(uow: UnitOfWork, kind: str, key: str) -> int:
    found = uow.value(
        "SELECT max(version) FROM definition WHERE tenant_id = ? AND kind = ? AND key = ?",
        uow.tenant_id,
        kind,
        key,
    )
    return int(found or 0)


def reference_keys(uow: UnitOfWork) -> tuple[set[str], set[str]]:
    """Keys of the legal bases and of the guidance texts a diagram may name."""
    bases = uow.rows("SELECT DISTINCT key FROM legal_basis WHERE tenant_id = ?", uow.tenant_id)
    texts = uow.rows("SELECT key FROM guidance WHERE tenant_id = ?", uow.tenant_id)
    return {row["key"] for row in bases}, {row["key"] for row in texts}


def add_definition(uow: UnitOfWork, row: Row) -> None:
    uow.insert(tables.definition, row)


def add_release(uow: UnitOfWork, release: Row, definition_ids: list[str], deployment: Row) -> None:
    uow.insert(tables.release, release)
    for definition_id in definition_ids:
        uow.insert(tables.release_definition, {"release_id": release["id"], "definition_id": definition_id})
    uow.insert(tables.deployment, deployment)


def releases(uow: UnitOfWork, limit: int) -> list[Row]:
    """Releases, newest first, with who deployed them, when and why, and how many instances run on each."""
    return uow.rows(
        "SELECT r.id, r.number, r.effective_at, r.created_at, d.note, u.name AS by_name,"
        " (SELECT count(*) FROM process_instance i WHERE i.tenant_id = r.tenant_id AND i.release_id = r.id"
        " AND i.state IN ('active', 'suspended')) AS running"
        " FROM release r LEFT JOIN deployment d ON d.tenant_id = r.tenant_id AND d.release_id = r.id"
        " LEFT JOIN app_user u ON u.tenant_id = d.tenant_id AND u.id = d.deployed_by"
        " WHERE r.tenant_id = ? ORDER BY r.number DESC LIMIT ?",
        uow.tenant_id,
        limit,
    )


def definitions(uow: UnitOfWork, kind: str, key: str | None, latest: bool) -> list[Row]:
    """Definitions of a kind, newest version first."""
    sql = (
        "SELECT d.id, d.kind, d.key, d.version, d.name, d.file, d.sha256, d.created_at FROM definition d"
        " WHERE d.tenant_id = ? AND d.kind = ?"
    )
    values: list[Any] = [uow.tenant_id, kind]
    if key is not None:
        sql += " AND d.key = ?"
        values.append(key)
    if latest:
        sql += (
            " AND d.version = (SELECT max(e.version) FROM definition e WHERE e.tenant_id = d.tenant_id"
            " AND e.kind = d.kind AND e.key = d.key)"
        )
    return uow.rows(f"{sql} ORDER BY d.key, d.version DESC", *values)


def definition(uow: UnitOfWork, definition_id: str) -> Row | None:
    return uow.row(
        "SELECT id, kind, key, version, name, file, sha256, created_at, content FROM definition"
        " WHERE tenant_id = ? AND id = ?",
        uow.tenant_id,
        definition_id,
    )
