"""Queries of the coordination group (T02): what waits for it, what it decided, its agreements."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from workflow_service.store.casefile_rows import Row, as_id, bound, fetch
from workflow_service.store.tables import financing as money
from workflow_service.store.tables import meetings as tables
from workflow_service.store.uow import UnitOfWork

ACTION, ESCALATION = "action", "escalation"


def items(uow: UnitOfWork, meeting_id: str) -> list[Row]:
    """The escalated cases on a meeting's agenda (`ref_id`: the split), in its order."""
    where, tail = "t.meeting_id = ? AND t.ref_id IS NOT NULL", "ORDER BY t.position, t.id"
    rows = fetch(uow, tables.agenda_item, where, meeting_id, tail=tail)
    return [{**row, "reasons": json.loads(row["reasons"])} for row in rows]


def topics(uow: UnitOfWork, meeting_id: str) -> list[Row]:
    """The items of a meeting that are about no family and are not the report, in its order."""
    where, tail = (
        "t.meeting_id = ? AND t.case_id IS NULL AND t.subject IS NOT NULL",
        "ORDER BY t.position, t.id",
    )
    return fetch(uow, tables.agenda_item, where, meeting_id, tail=tail)


def restricted(uow: UnitOfWork, case_ids: list[str]) -> frozenset[str]:
    """Which of these cases only named people see (INV-14)."""
    wanted = sorted(set(case_ids))
    if not wanted:
        return frozenset()
    marks = ", ".join("?" for _ in wanted)
    sql = f"SELECT id FROM case_file WHERE tenant_id = ? AND restricted AND id IN ({marks})"
    return frozenset(str(row["id"]) for row in uow.rows(sql, uow.tenant_id, *wanted))


def open_decisions(uow: UnitOfWork, series_id: str) -> list[Row]:
    """Decisions of earlier meetings that nobody has reported on, the oldest deadline first."""
    return fetch(
        uow,
        tables.meeting_decision,
        "t.kind = 'action' AND t.done_at IS NULL AND t.meeting_id IN"
        " (SELECT id FROM team_meeting WHERE tenant_id = t.tenant_id AND series_id = ?)",
        series_id,
        tail="ORDER BY t.due_on, t.id",
    )


def escalated(uow: UnitOfWork) -> list[Row]:
    """Splits of joint financing that wait for the group, the oldest first."""
    return fetch(uow, money.financing_agreement, "t.state = 'escalated'", tail="ORDER BY t.id")


def disputed(uow: UnitOfWork) -> list[Row]:
    """Splits that a sector has refused and that are negotiated again."""
    return fetch(
        uow,
        money.financing_agreement,
        "t.state IN ('proposed', 'checked') AND t.rounds > 0",
        tail="ORDER BY t.id",
    )


def case_numbers(uow: UnitOfWork, case_ids: list[str]) -> dict[str, str]:
    """Case number by id."""
    wanted = sorted(set(case_ids))
    if not wanted:
        return {}
    marks = ", ".join("?" for _ in wanted)
    rows = uow.rows(
        f"SELECT id, number FROM case_file WHERE tenant_id = ? AND id IN ({marks})", uow.tenant_id, *wanted
    )
    return {str(row["id"]): str(row["number"]) for row in rows}


def families(uow: UnitOfWork, case_ids: list[str]) -> dict[str, str]:
    """Family id by case id."""
    wanted = sorted(set(case_ids))
    if not wanted:
        return {}
    marks = ", ".join("?" for _ in wanted)
    sql = f"SELECT id, family_id FROM case_file WHERE tenant_id = ? AND id IN ({marks})"
    return {str(row["id"]): str(row["family_id"]) for row in uow.rows(sql, uow.tenant_id, *wanted)}


def holders(uow: UnitOfWork, role: str) -> frozenset[str]:
    """Who holds a role now, wherever: the heads of departments, the chair of the group."""
    now = bound(uow, uow.now)
    rows = uow.rows(
        "SELECT DISTINCT m.user_id FROM membership m JOIN app_user u ON u.tenant_id = m.tenant_id"
        " AND u.id = m.user_id WHERE m.tenant_id = ? AND m.role = ? AND u.active"
        " AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)",
        uow.tenant_id,
        role,
        now,
        now,
    )
    return frozenset(str(row["user_id"]) for row in rows)


def names_of(uow: UnitOfWork, role: str) -> list[tuple[str, str]]:
    """(user id, name) of everybody who holds a role now, by alphabet."""
    wanted = sorted(holders(uow, role))
    if not wanted:
        return []
    marks = ", ".join("?" for _ in wanted)
    sql = f"SELECT id, name FROM app_user WHERE tenant_id = ? AND id IN ({marks}) ORDER BY sort_name, id"
    return [(str(row["id"]), str(row["name"])) for row in uow.rows(sql, uow.tenant_id, *wanted)]


# -- the priority agreement --------------------------------------------------------------------------


def agreements(uow: UnitOfWork, series_id: str) -> list[Row]:
    """The priority agreements of the group, the newest first."""
    tail = "ORDER BY t.valid_from DESC, t.id DESC"
    return fetch(uow, tables.priority_agreement, "t.series_id = ?", series_id, tail=tail)


def agreement(uow: UnitOfWork, agreement_id: str) -> Row | None:
    found = fetch(uow, tables.priority_agreement, "t.id = ?", agreement_id)
    return found[0] if found else None


def last_day_agreed(uow: UnitOfWork, series_id: str) -> date | None:
    """The last day that an agreement covers."""
    return max((row["valid_to"] for row in agreements(uow, series_id)), default=None)


def renewal_is_open(uow: UnitOfWork, series_id: str) -> bool:
    """Is the renewal already a task of an earlier meeting?"""
    sql = (
        "SELECT 1 FROM user_task k JOIN team_meeting m ON m.tenant_id = k.tenant_id"
        " AND m.instance_id = k.instance_id WHERE k.tenant_id = ? AND m.series_id = ?"
        " AND k.element = 'renew_priority_agreement'"
        " AND k.state IN ('created', 'claimed', 'delegated') LIMIT 1"
    )
    return uow.value(sql, uow.tenant_id, series_id) is not None


def open_task_of(uow: UnitOfWork, instance_id: str) -> dict[str, Any] | None:
    """The open task of a meeting's course: id, element, who has it."""
    row = uow.row(
        "SELECT id, element, assignee FROM user_task WHERE tenant_id = ? AND instance_id = ?"
        " AND state IN ('created', 'claimed', 'delegated') ORDER BY id DESC LIMIT 1",
        uow.tenant_id,
        instance_id,
    )
    return None if row is None else {**row, "id": str(row["id"]), "assignee": as_id(row["assignee"])}
