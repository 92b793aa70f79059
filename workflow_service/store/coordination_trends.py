"""Rows behind the figures of the report that compare two moments (domain.md 11: K02, K07, K08, K13, K16, K20,
K22). Dates, numbers and ids only: nothing is decrypted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from workflow_service.store.casefile_rows import as_day, bound
from workflow_service.store.coordination_report import Ratio
from workflow_service.store.uow import UnitOfWork

# F20: 1 to 5 about the cooperation
ITEMS = ("coherence", "involvement", "flexibility", "trust", "entry", "everyday", "ownership")


def investigations(uow: UnitOfWork, since: datetime) -> list[tuple[str, datetime, datetime]]:
    """K02: (case, decided, finished) of the investigations that were decided and finished since."""
    rows = uow.rows(
        "SELECT p.case_id, p.completed_at, MAX(d.decided_at) AS decided_at FROM assessment_part p"
        " JOIN decision d ON d.tenant_id = p.tenant_id AND d.case_id = p.case_id"
        " AND d.matter = 'investigation' AND d.state = 'decided' AND d.decided_at <= p.completed_at"
        " WHERE p.tenant_id = ? AND p.type = 'investigation' AND p.completed_at >= ?"
        " GROUP BY p.id, p.case_id, p.completed_at",
        uow.tenant_id,
        bound(uow, since),
    )
    return [
        (str(row["case_id"]), _moment(uow, row["decided_at"]), _moment(uow, row["completed_at"]))
        for row in rows
    ]


def answers(uow: UnitOfWork, since: date) -> list[tuple[str, date, date]]:
    """K07: (case, asked, answered) of what families asked and somebody has answered since."""
    rows = uow.rows(
        "SELECT case_id, asked, date FROM contact WHERE tenant_id = ? AND asked IS NOT NULL AND date >= ?",
        uow.tenant_id,
        bound(uow, since),
    )
    return [(str(row["case_id"]), _day(row["asked"]), _day(row["date"])) for row in rows]


def steady_cases(uow: UnitOfWork, since: datetime) -> Ratio:
    """K08: open cases at least as old as `since` whose coordinator has not changed after it."""
    row = uow.row(
        "SELECT count(*) AS whole, SUM(CASE WHEN EXISTS (SELECT 1 FROM activity a JOIN process_instance i"
        " ON i.tenant_id = a.tenant_id AND i.id = a.instance_id WHERE a.tenant_id = c.tenant_id"
        " AND i.case_id = c.id AND a.process_key = 'coordinator_handover' AND a.element = 'transfer_case'"
        " AND a.state = 'completed' AND a.left_at >= ?) THEN 0 ELSE 1 END) AS part"
        " FROM case_file c WHERE c.tenant_id = ?"
        " AND c.closed_at IS NULL AND c.coordinator_id IS NOT NULL AND c.opened_at <= ?",
        bound(uow, since),
        uow.tenant_id,
        bound(uow, since),
    )
    assert row is not None
    whole = int(row["whole"])
    return Ratio(int(row["part"] or 0), whole, whole)


def plans(uow: UnitOfWork) -> list[dict[str, Any]]:
    """K13: every plan that was ever in force, by case and number: when approved, when the case ended."""
    rows = uow.rows(
        "SELECT p.case_id, p.number, p.approved_at, c.closed_at FROM common_plan p JOIN case_file c"
        " ON c.tenant_id = p.tenant_id AND c.id = p.case_id WHERE p.tenant_id = ?"
        " AND p.approved_at IS NOT NULL ORDER BY p.case_id, p.number",
        uow.tenant_id,
    )
    return [
        {
            "case_id": str(row["case_id"]),
            "number": int(row["number"]),
            "approved_at": _moment(uow, row["approved_at"]),
            "closed_at": uow.moment(row["closed_at"]),
        }
        for row in rows
    ]


def developments(uow: UnitOfWork) -> dict[str, list[datetime]]:
    """K13: when something important was reported, by case, the oldest first."""
    rows = uow.rows("SELECT case_id, at FROM development WHERE tenant_id = ? ORDER BY at", uow.tenant_id)
    found: dict[str, list[datetime]] = {}
    for row in rows:
        found.setdefault(str(row["case_id"]), []).append(_moment(uow, row["at"]))
    return found


def surveys(uow: UnitOfWork) -> list[dict[str, Any]]:
    """K16, K20: every survey of the families, the oldest first."""
    names = (*ITEMS, "wellbeing_child", "wellbeing_parent")
    rows = uow.rows(
        f"SELECT case_id, date, answered, {', '.join(names)} FROM family_survey WHERE tenant_id = ?"
        " ORDER BY date, id",
        uow.tenant_id,
    )
    return [
        {**row, "case_id": str(row["case_id"]), "date": _day(row["date"]), "answered": bool(row["answered"])}
        for row in rows
    ]


def ladder(uow: UnitOfWork) -> tuple[float | None, int]:
    """K22: (the mean step of the measures under way that have one, how many cases they are of)."""
    row = uow.row(
        "SELECT AVG(intrusiveness * 1.0) AS mean, count(DISTINCT case_id) AS behind FROM measure"
        " WHERE tenant_id = ? AND state = 'started' AND intrusiveness IS NOT NULL",
        uow.tenant_id,
    )
    assert row is not None
    return (None if row["mean"] is None else float(row["mean"])), int(row["behind"])


def placed(uow: UnitOfWork) -> Ratio:
    """K22: open cases with a child placed outside the home, of all open ones."""
    row = uow.row(
        "SELECT count(*) AS whole, SUM(CASE WHEN EXISTS (SELECT 1 FROM measure m WHERE"
        " m.tenant_id = c.tenant_id AND m.case_id = c.id AND m.state = 'started' AND m.kind = 'placement')"
        " THEN 1 ELSE 0 END) AS part FROM case_file c WHERE c.tenant_id = ? AND c.closed_at IS NULL",
        uow.tenant_id,
    )
    assert row is not None
    whole = int(row["whole"])
    return Ratio(int(row["part"] or 0), whole, whole)


def _moment(uow: UnitOfWork, value: Any) -> datetime:
    found = uow.moment(value)
    assert found is not None
    return found


def _day(value: Any) -> date:
    found = as_day(value)
    assert found is not None
    return found
