"""Queries of visitation meetings (T07): decisions that wait for whoever decides, and what was recommended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow_service.store.casefile_rows import Row, as_day, bound, fetch
from workflow_service.store.tables import meetings as tables
from workflow_service.store.uow import UnitOfWork

_SEATED = ("child_disability_adviser", "department_head", "grant_authority", "team_leader")


@dataclass(frozen=True)
class Waiting:
    """A prepared decision (F25) whose task `decide` is open. `key_id` is the family's key."""

    decision_id: str
    task_id: str
    case_id: str
    family_id: str
    key_id: str
    due_at: datetime | None
    application_due: date | None
    acute: bool

    @property
    def due(self) -> date | None:
        """The day it must be decided: an application's own deadline before that of the task."""
        if self.application_due is not None:
            return self.application_due
        return None if self.due_at is None else self.due_at.date()


def waiting(uow: UnitOfWork, unit_id: str) -> list[Waiting]:
    """What is to be decided in the cases of a unit, at whatever level (D5), by deadline. A case restricted to
    named people is theirs alone (INV-14) and not among these."""
    rows = uow.rows(
        "SELECT k.id, k.case_id, k.due_at, k.inputs, i.key_id AS task_key, c.key_id, c.family_id, c.flags"
        " FROM user_task k JOIN process_instance i ON i.tenant_id = k.tenant_id AND i.id = k.instance_id"
        " JOIN case_file c ON c.tenant_id = k.tenant_id AND c.id = k.case_id"
        " WHERE k.tenant_id = ? AND k.process_key = 'decision' AND k.element = 'decide'"
        " AND c.unit_id = ?"
        " AND k.state IN ('created', 'claimed', 'delegated') AND NOT c.restricted ORDER BY k.due_at, k.id",
        uow.tenant_id,
        unit_id,
    )
    found = {}
    for row in rows:
        inputs = uow.open(str(row["task_key"]), "user_task", str(row["id"]), "inputs", row["inputs"]) or {}
        if inputs.get("decision_id"):
            found[str(inputs["decision_id"])] = row
    due = _applications(uow, sorted(found))
    made = [
        Waiting(
            decision_id,
            str(row["id"]),
            str(row["case_id"]),
            str(row["family_id"]),
            str(row["key_id"]),
            uow.moment(row["due_at"]),
            due.get(decision_id),
            '"acute"' in row["flags"],
        )
        for decision_id, row in found.items()
    ]
    return sorted(made, key=lambda one: (one.due or date.max, one.decision_id))


def _applications(uow: UnitOfWork, decision_ids: list[str]) -> dict[str, date]:
    """By decision: the deadline of the application it is about."""
    if not decision_ids:
        return {}
    rows = uow.rows(
        "SELECT d.id, a.due FROM decision d JOIN application a ON a.tenant_id = d.tenant_id"
        " AND a.id = d.matter_id WHERE d.tenant_id = ? AND d.matter = 'application'"
        f" AND d.id IN ({', '.join('?' for _ in decision_ids)})",
        uow.tenant_id,
        *decision_ids,
    )
    return {str(row["id"]): day for row in rows if (day := as_day(row["due"])) is not None}


def items(uow: UnitOfWork, meeting_id: str) -> list[Row]:
    """The agenda in its order; each item names its decision by `ref_id`."""
    where = "t.meeting_id = ? AND t.ref_id IS NOT NULL"
    return fetch(uow, tables.agenda_item, where, meeting_id, tail="ORDER BY t.position, t.id")


def meeting_of_instance(uow: UnitOfWork, instance_id: str) -> Row | None:
    """The meeting that a course is about."""
    found = fetch(uow, tables.team_meeting, "t.instance_id = ?", instance_id)
    return found[0] if found else None


def recommendation(uow: UnitOfWork, decision_id: str) -> Row | None:
    """The newest recommendation about a decision, with `starts_at` of its meeting."""
    found = fetch(
        uow,
        tables.meeting_decision,
        "t.ref_id = ? AND t.kind = 'visitation'",
        decision_id,
        tail="ORDER BY t.id DESC LIMIT 1",
    )
    if not found:
        return None
    at: Any = uow.value(
        "SELECT starts_at FROM team_meeting WHERE tenant_id = ? AND id = ?",
        uow.tenant_id,
        found[0]["meeting_id"],
    )
    return {**found[0], "starts_at": uow.moment(at)}


def units_to_plan(uow: UnitOfWork, unit_ids: list[str]) -> list[tuple[str, str]]:
    """Units that receive families and hold no visitation meetings yet: (id, name) by name."""
    if not unit_ids:
        return []
    rows = uow.rows(
        "SELECT u.id, u.name FROM unit u WHERE u.tenant_id = ?"
        f" AND u.id IN ({', '.join('?' for _ in unit_ids)})"
        " AND EXISTS (SELECT 1 FROM core_team c WHERE c.tenant_id = u.tenant_id AND c.unit_id = u.id)"
        " AND NOT EXISTS (SELECT 1 FROM meeting_series s WHERE s.tenant_id = u.tenant_id AND s.unit_id = u.id"
        " AND s.kind = 'visitation' AND s.state = 'active') ORDER BY u.name, u.id",
        uow.tenant_id,
        *unit_ids,
    )
    return [(str(row["id"]), row["name"]) for row in rows]


def unit(uow: UnitOfWork, unit_id: str) -> Row | None:
    """A unit: id, name, sector."""
    row = uow.row("SELECT id, name, sector FROM unit WHERE tenant_id = ? AND id = ?", uow.tenant_id, unit_id)
    return None if row is None else {**row, "id": str(row["id"])}


def candidates(uow: UnitOfWork, unit_id: str) -> list[tuple[str, str, str]]:
    """Who can sit in a unit's visitation meeting: (id, name, role) of those who lead, advise or grant there,
    by name; once each."""
    marks = ", ".join(f"'{one}'" for one in _SEATED)
    rows = uow.rows(
        "SELECT u.id, u.name, MIN(h.role) AS role, u.sort_name FROM membership h"
        " JOIN app_user u ON u.tenant_id = h.tenant_id AND u.id = h.user_id"
        f" WHERE h.tenant_id = ? AND h.role IN ({marks}) AND u.active"
        " AND h.valid_from <= ? AND (h.valid_to IS NULL OR h.valid_to > ?)"
        " AND (h.scope_kind = 'unit' AND h.scope_id = ? OR h.scope_kind = 'team' AND h.scope_id IN"
        " (SELECT c.id FROM core_team c WHERE c.tenant_id = h.tenant_id AND c.unit_id = ?))"
        " GROUP BY u.id, u.name, u.sort_name ORDER BY u.sort_name, u.id",
        uow.tenant_id,
        bound(uow, uow.now),
        bound(uow, uow.now),
        unit_id,
        unit_id,
    )
    return [(str(row["id"]), row["name"], row["role"]) for row in rows]


__all__ = [
    "Waiting",
    "candidates",
    "items",
    "meeting_of_instance",
    "recommendation",
    "unit",
    "units_to_plan",
    "waiting",
]
