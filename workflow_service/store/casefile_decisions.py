"""Queries of applications, decisions, hearings and complaints (S02)."""

from __future__ import annotations

from datetime import date

from workflow_service.store.casefile_rows import Row, as_day, fetch
from workflow_service.store.tables import decisions as tables
from workflow_service.store.uow import UnitOfWork


def applications(uow: UnitOfWork, case_id: str) -> list[Row]:
    """What the family applied for, in the order it came."""
    return fetch(uow, tables.application, "t.case_id = ?", case_id, tail="ORDER BY t.id")


def application(uow: UnitOfWork, application_id: str) -> Row | None:
    found = fetch(uow, tables.application, "t.id = ?", application_id)
    return found[0] if found else None


def decisions(uow: UnitOfWork, case_id: str) -> list[Row]:
    """The case's decisions, newest first; those being prepared too."""
    return fetch(uow, tables.decision, "t.case_id = ?", case_id, tail="ORDER BY t.id DESC")


def taken(uow: UnitOfWork, case_id: str) -> list[Row]:
    """The decisions that were taken, newest first: id, matter, outcome, decided_at, complaint_until, what was
    `applied` for or which `item` it is about, the state of the newest `complaint`. Nothing sealed."""
    rows = uow.rows_once(
        "SELECT d.id, d.matter, d.outcome, d.decided_at, d.complaint_until, a.type AS applied,"
        " m.catalogue_item AS item, (SELECT c.state FROM complaint c WHERE c.tenant_id = d.tenant_id"
        " AND c.decision_id = d.id ORDER BY c.id DESC LIMIT 1) AS complaint FROM decision d"
        " LEFT JOIN application a ON a.tenant_id = d.tenant_id AND a.id = d.matter_id"
        " LEFT JOIN measure m ON m.tenant_id = d.tenant_id AND m.id = d.matter_id"
        " WHERE d.tenant_id = ? AND d.case_id = ? AND d.state = 'decided' ORDER BY d.id DESC",
        uow.tenant_id,
        case_id,
    )
    return [
        {
            **row,
            "decided_at": uow.moment(row["decided_at"]),
            "complaint_until": as_day(row["complaint_until"]),
        }
        for row in rows
    ]


def open_to_complaint(uow: UnitOfWork, day: date, limit: int) -> list[tuple[str, Row]]:
    """Decisions about which a complaint is in time that day, each with its case number, the first to close
    first."""
    where = "t.state = 'decided' AND t.complaint_until >= ?"
    tail = f"ORDER BY t.complaint_until, t.id LIMIT {int(limit)}"
    rows = fetch(uow, tables.decision, where, day, tail=tail)
    ids = sorted({row["case_id"] for row in rows})
    if not ids:
        return []
    found = uow.rows(
        f"SELECT id, number FROM case_file WHERE tenant_id = ? AND id IN ({', '.join('?' for _ in ids)})",
        uow.tenant_id,
        *ids,
    )
    numbers = {str(one["id"]): str(one["number"]) for one in found}
    return [(numbers[row["case_id"]], row) for row in rows]


def decision(uow: UnitOfWork, decision_id: str) -> Row | None:
    found = fetch(uow, tables.decision, "t.id = ?", decision_id)
    return found[0] if found else None


def hearings(uow: UnitOfWork, decision_id: str) -> list[Row]:
    """The hearings before a decision, newest first."""
    return fetch(uow, tables.party_hearing, "t.decision_id = ?", decision_id, tail="ORDER BY t.id DESC")


def complaints(uow: UnitOfWork, case_id: str) -> list[Row]:
    """Complaints about the case's decisions, newest first."""
    return fetch(uow, tables.complaint, "t.case_id = ?", case_id, tail="ORDER BY t.id DESC")


def complaint_of(uow: UnitOfWork, instance_id: str) -> Row | None:
    """The complaint that an instance of S02's complaint part is about."""
    found = fetch(uow, tables.complaint, "t.instance_id = ?", instance_id)
    return found[0] if found else None
