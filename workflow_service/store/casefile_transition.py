"""Queries of the transition to adulthood (P10), of the waits for a birthday, and of department heads."""

from __future__ import annotations

from datetime import date

from workflow_service.store.casefile_rows import Row, as_day, bound, fetch
from workflow_service.store.tables import transition as tables
from workflow_service.store.uow import UnitOfWork


def transition(uow: UnitOfWork, case_id: str) -> Row | None:
    """The transition of the case's child, None when it has not begun."""
    found = fetch(uow, tables.transition_plan, "t.case_id = ?", case_id, tail="ORDER BY t.id DESC")
    return found[0] if found else None


def areas(uow: UnitOfWork, plan_id: str) -> list[Row]:
    """The areas in the order they were written."""
    return fetch(uow, tables.transition_area, "t.plan_id = ?", plan_id, tail="ORDER BY t.id")


def waiting_keys(uow: UnitOfWork, case_id: str, message: str) -> list[str]:
    """The correlation keys with which courses of this case wait for this message."""
    rows = uow.rows(
        "SELECT s.correlation_key FROM subscription s"
        " JOIN process_instance i ON i.tenant_id = s.tenant_id AND i.id = s.instance_id"
        " WHERE s.tenant_id = ? AND s.kind = 'message' AND s.name = ? AND i.case_id = ?"
        " ORDER BY s.correlation_key",
        uow.tenant_id,
        message,
        case_id,
    )
    return [str(row["correlation_key"]) for row in rows]


def department_heads(uow: UnitOfWork, unit_id: str | None) -> list[str]:
    """Who leads the department of this unit, and the one of adult social services; each once."""
    now = bound(uow, uow.now)
    rows = uow.rows(
        "SELECT DISTINCT m.user_id FROM membership m"
        " JOIN unit u ON u.tenant_id = m.tenant_id AND u.id = m.scope_id"
        " WHERE m.tenant_id = ? AND m.role = 'department_head' AND m.scope_kind = 'unit'"
        " AND (u.id = ? OR u.sector = 'adult_social')"
        " AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?) ORDER BY m.user_id",
        uow.tenant_id,
        unit_id,
        now,
        now,
    )
    return [str(row["user_id"]) for row in rows]


def birth_date(uow: UnitOfWork, child_id: str | None) -> date | None:
    """When the child was born, or is expected."""
    if child_id is None:
        return None
    row = uow.row(
        "SELECT birth_date, expected_date FROM person WHERE tenant_id = ? AND id = ?", uow.tenant_id, child_id
    )
    return None if row is None else as_day(row["birth_date"]) or as_day(row["expected_date"])
