"""Queries of the courses that run on a case beside its own: what may be started there, what runs there."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from workflow_service.store.uow import UnitOfWork

Row = Mapping[str, Any]

_CASE = """
c.id AS case_id, c.number, c.family_id, c.child_id, c.instance_id AS main_id, c.team_id, c.unit_id,
c.coordinator_id, c.restricted, c.status, c.flags, c.analysis_held_at,
(SELECT p.birth_date FROM person p WHERE p.tenant_id = c.tenant_id AND p.id = c.child_id) AS birth_date
"""


def lock_case(uow: UnitOfWork, case: str) -> Row | None:
    """The case with this id or number, locked until the transaction ends, so that two people cannot start the
    same course at once; with the family's key, which is learned."""
    try:
        column = "id" if uuid.UUID(case) else ""
    except ValueError:
        column = "number"
    # SQLite's BEGIN IMMEDIATE already holds the only write lock
    lock = "" if uow.sqlite else " FOR UPDATE OF c"
    row = uow.row(
        f"SELECT {_CASE}, c.key_id, k.wrapped FROM case_file c"
        " JOIN key k ON k.tenant_id = c.tenant_id AND k.id = c.key_id"
        f" WHERE c.tenant_id = ? AND c.{column} = ?{lock}",
        uow.tenant_id,
        case,
    )
    if row is not None:
        uow.learn_key(str(row["key_id"]), None if row["wrapped"] is None else bytes(row["wrapped"]))
    return row


def running(uow: UnitOfWork, case_id: str, process_key: str) -> str | None:
    """The course of this process that runs on the case now."""
    found = uow.value(
        "SELECT id FROM process_instance WHERE tenant_id = ? AND case_id = ? AND process_key = ?"
        " AND state IN ('active', 'suspended') LIMIT 1",
        uow.tenant_id,
        case_id,
        process_key,
    )
    return None if found is None else str(found)


def waits_for(uow: UnitOfWork, instance_id: str) -> dict[str, str]:
    """The messages that a course under way waits for: element -> name of the message."""
    rows = uow.rows(
        "SELECT s.element, s.name FROM subscription s JOIN process_instance i"
        " ON i.tenant_id = s.tenant_id AND i.id = s.instance_id"
        " WHERE s.tenant_id = ? AND s.instance_id = ? AND s.kind = 'message' AND i.state = 'active'",
        uow.tenant_id,
        instance_id,
    )
    return {str(row["element"]): str(row["name"]) for row in rows}


def beside(uow: UnitOfWork, case_id: str, instance_id: str) -> list[str]:
    """The other courses of the case that have not ended."""
    rows = uow.rows(
        "SELECT id FROM process_instance WHERE tenant_id = ? AND case_id = ? AND id <> ?"
        " AND state IN ('active', 'suspended') ORDER BY id",
        uow.tenant_id,
        case_id,
        instance_id,
    )
    return [str(row["id"]) for row in rows]


def last_coordinator(uow: UnitOfWork, case_id: str) -> str | None:
    """Who coordinates the case, or did until it was closed."""
    sql = "SELECT coordinator_id FROM case_file WHERE tenant_id = ? AND id = ?"
    found = uow.value(sql, uow.tenant_id, case_id)
    return None if found is None else str(found)


def runs_beside(uow: UnitOfWork, case_id: str, instance_id: str, keys: Collection[str]) -> bool:
    """Is another course of one of these processes under way on the case?"""
    marks = ", ".join("?" for _ in keys)
    return (
        uow.value(
            "SELECT id FROM process_instance WHERE tenant_id = ? AND case_id = ? AND id <> ?"
            f" AND state IN ('active', 'suspended') AND process_key IN ({marks}) LIMIT 1",
            uow.tenant_id,
            case_id,
            instance_id,
            *sorted(keys),
        )
        is not None
    )


def courses(uow: UnitOfWork, case_id: str) -> list[Row]:
    """Every course of the case, the oldest first, each with the case's facts and the release in effect now
    (`newest_id`); who may see the case was decided before."""
    return uow.rows(
        "SELECT i.id AS instance_id, i.release_id, i.process_key, i.state, i.started_at, i.ended_at,"
        f" {_CASE},"
        " (SELECT r.id FROM release r WHERE r.tenant_id = c.tenant_id AND r.effective_at <= ?"
        " ORDER BY r.number DESC LIMIT 1) AS newest_id"
        " FROM case_file c JOIN process_instance i ON i.tenant_id = c.tenant_id AND i.case_id = c.id"
        " WHERE c.tenant_id = ? AND c.id = ? ORDER BY i.id",
        uow.now,
        uow.tenant_id,
        case_id,
    )
