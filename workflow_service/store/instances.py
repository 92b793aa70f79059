"""Queries of lists that callers page through: instances, their history, jobs and incidents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workflow_service.errors import Malformed
from workflow_service.store.uow import UnitOfWork
from workflow_service.store.visibility import instance_condition

Row = Mapping[str, Any]

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_INSTANCE = """
SELECT i.id, i.process_key, i.release_id, i.business_key, i.state, i.phase, i.case_id, i.started_by,
i.started_at, i.ended_at,
(SELECT m.business_key FROM case_file f JOIN process_instance m
 ON m.tenant_id = f.tenant_id AND m.id = f.instance_id
 WHERE f.tenant_id = i.tenant_id AND f.id = i.case_id) AS case_number,
(SELECT d.version FROM release_definition r JOIN definition d
 ON d.tenant_id = r.tenant_id AND d.id = r.definition_id
 WHERE r.tenant_id = i.tenant_id AND r.release_id = i.release_id AND d.kind = 'process'
 AND d.key = i.process_key) AS version,
(SELECT count(*) FROM incident n WHERE n.tenant_id = i.tenant_id AND n.instance_id = i.id
 AND n.resolved_at IS NULL) AS open_incidents
"""
_OPEN_INCIDENT = (
    "EXISTS (SELECT 1 FROM incident n WHERE n.tenant_id = i.tenant_id AND n.instance_id = i.id"
    " AND n.resolved_at IS NULL)"
)
_FILTERS = {
    "key": "i.process_key = ?",
    "business_key": "i.business_key = ?",
    "state": "i.state = ?",
    "started_after": "i.started_at > ?",
    "started_before": "i.started_at < ?",
    "element": "EXISTS (SELECT 1 FROM activity a WHERE a.tenant_id = i.tenant_id AND a.instance_id = i.id"
    " AND a.state = 'active' AND a.element = ?)",
    "version": "EXISTS (SELECT 1 FROM release_definition r JOIN definition d"
    " ON d.tenant_id = r.tenant_id AND d.id = r.definition_id WHERE r.tenant_id = i.tenant_id"
    " AND r.release_id = i.release_id AND d.kind = 'process' AND d.key = i.process_key AND d.version = ?)",
}


def _visible(uow: UnitOfWork, filters: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """FROM and WHERE of the instances the actor may see and the filters let through."""
    seen, values = instance_condition(uow.actor, "i", tenant_id=uow.tenant_id)
    sql = f" FROM process_instance i WHERE i.tenant_id = ? AND {seen}"
    given: list[Any] = [uow.tenant_id, *values]
    for name, wanted in filters.items():
        if wanted is None:
            continue
        if name == "incident":
            sql += f" AND {'' if wanted else 'NOT '}{_OPEN_INCIDENT}"
        elif name == "variable":
            key, _, text = wanted.partition(":")
            sql += (
                " AND EXISTS (SELECT 1 FROM variable_index v WHERE v.tenant_id = i.tenant_id"
                " AND v.instance_id = i.id AND v.name = ? AND v.text_value = ?)"
            )
            given += [key, text]
        else:
            sql += f" AND {_FILTERS[name]}"
            given.append(wanted)
    return sql, given


def page(
    uow: UnitOfWork, filters: Mapping[str, Any], *, newest_first: bool, limit: int, after: str | None
) -> list[Row]:
    """Instances in order of their start. `filters`: key, version, business_key, state, element, incident
    (bool), started_after, started_before, variable ("name:value"); None means any."""
    sql, given = _visible(uow, filters)
    sql, given = _after(sql, given, "i", after, newest_first=newest_first)
    order = "DESC" if newest_first else "ASC"
    return uow.rows(f"{_INSTANCE}{sql} ORDER BY i.id {order} LIMIT ?", *given, limit)


def count(uow: UnitOfWork, filters: Mapping[str, Any], limit: int) -> int:
    """How many there are, counted up to `limit`."""
    sql, given = _visible(uow, filters)
    return int(uow.value(f"SELECT count(*) FROM (SELECT 1{sql} LIMIT ?) AS found", *given, limit))


def one(uow: UnitOfWork, instance_id: str) -> Row | None:
    """An instance as the list shows it, if the actor may see it."""
    sql, given = _visible(uow, {})
    return uow.row(f"{_INSTANCE}{sql} AND i.id = ?", *given, instance_id)


def activities(
    uow: UnitOfWork, instance_id: str, *, limit: int, after: str | None = None, active: bool = False
) -> list[Row]:
    """Passes through elements, oldest first; `active`: only where tokens are now."""
    sql = (
        "SELECT id, element, process_key, type, scope, state, entered_at, left_at FROM activity"
        " WHERE tenant_id = ? AND instance_id = ?"
    )
    given: list[Any] = [uow.tenant_id, instance_id]
    if active:
        sql += " AND state = 'active'"
    sql, given = _after(sql, given, "activity", after, newest_first=False)
    return uow.rows(f"{sql} ORDER BY id LIMIT ?", *given, limit)


def count_activities(uow: UnitOfWork, instance_id: str, limit: int) -> int:
    return int(
        uow.value(
            "SELECT count(*) FROM (SELECT 1 FROM activity WHERE tenant_id = ? AND instance_id = ? LIMIT ?)"
            " AS found",
            uow.tenant_id,
            instance_id,
            limit,
        )
    )


def jobs(
    uow: UnitOfWork, filters: Mapping[str, Any], *, limit: int, after: str | None
) -> tuple[list[Row], int]:
    """Jobs in order of their making, and how many there are. `filters`: state, instance_id."""
    sql, given = _plain("job j", "j", filters)
    total = _counted(uow, sql, [uow.tenant_id, *given])
    sql, given = _after(sql, given, "j", after, newest_first=False)
    columns = "j.id, j.kind, j.state, j.instance_id, j.element, j.due_at, j.attempts, j.last_error"
    return uow.rows(f"SELECT {columns}{sql} ORDER BY j.id LIMIT ?", uow.tenant_id, *given, limit), total


def incidents(
    uow: UnitOfWork,
    *,
    resolved: bool,
    instance_id: str | None,
    limit: int,
    after: str | None,
    everywhere: bool,
) -> tuple[list[Row], int]:
    """Incidents, newest first, and how many there are; of the instances the actor sees unless
    `everywhere`."""
    sql, given = _plain("incident n", "n", {"instance_id": instance_id})
    sql += f" AND n.resolved_at IS {'NOT ' if resolved else ''}NULL"
    if not everywhere:
        seen, values = instance_condition(uow.actor, "i", tenant_id=uow.tenant_id)
        sql += (
            " AND EXISTS (SELECT 1 FROM process_instance i WHERE i.tenant_id = n.tenant_id"
            f" AND i.id = n.instance_id AND {seen})"
        )
        given += values
    total = _counted(uow, sql, [uow.tenant_id, *given])
    sql, given = _after(sql, given, "n", after, newest_first=True)
    columns = "n.id, n.instance_id, n.element, n.code, n.da, n.en, n.created_at, n.resolved_at"
    rows = uow.rows(f"SELECT {columns}{sql} ORDER BY n.id DESC LIMIT ?", uow.tenant_id, *given, limit)
    return rows, total


def _plain(source: str, alias: str, filters: Mapping[str, Any]) -> tuple[str, list[Any]]:
    sql, given = f" FROM {source} WHERE {alias}.tenant_id = ?", []
    for name, wanted in filters.items():
        if wanted is not None:
            sql += f" AND {alias}.{name} = ?"
            given.append(wanted)
    return sql, given


def _after(
    sql: str, given: list[Any], alias: str, after: str | None, *, newest_first: bool
) -> tuple[str, list[Any]]:
    if after is None:
        return sql, given
    if not _ID.fullmatch(after):
        raise Malformed(
            "cursor_invalid",
            "Sidehenvisningen kan ikke læses. Begynd forfra på listen.",
            "The cursor cannot be read. Start again from the first page.",
        )
    return f"{sql} AND {alias}.id {'<' if newest_first else '>'} ?", [*given, after]


def _counted(uow: UnitOfWork, sql: str, given: list[Any], limit: int = 1001) -> int:
    return int(uow.value(f"SELECT count(*) FROM (SELECT 1{sql} LIMIT ?) AS found", *given, limit))
