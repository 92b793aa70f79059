"""Figures of management information (domain.md 11): counts and dates only, nothing is decrypted.

Each query answers with what is counted and how many cases stand behind it; what is shown of small numbers is
decided by whoever makes the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow_service.store.casefile_rows import as_day, bound
from workflow_service.store.uow import UnitOfWork

_OPEN_TASK = "('created', 'claimed', 'delegated')"


@dataclass(frozen=True)
class Ratio:
    """`part` of `whole`; `behind`: how many cases (or meetings, months) the whole is about."""

    part: int
    whole: int
    behind: int


def _ratio(uow: UnitOfWork, sql: str, *values: Any) -> Ratio:
    row = uow.row(sql, *(bound(uow, value) for value in values))
    assert row is not None
    whole = int(row["whole"] or 0)
    return Ratio(int(row["part"] or 0), whole, int(row.get("behind", whole) or 0))


def days_to_plan(uow: UnitOfWork, since: datetime) -> list[int]:
    """K01: days from awareness to the first plan in force, of the plans approved since."""
    rows = uow.rows(
        "SELECT c.awareness_date, MIN(p.approved_at) AS at FROM common_plan p JOIN case_file c"
        " ON c.tenant_id = p.tenant_id AND c.id = p.case_id WHERE p.tenant_id = ?"
        " AND p.approved_at IS NOT NULL AND c.awareness_date IS NOT NULL"
        " GROUP BY c.id, c.awareness_date HAVING MIN(p.approved_at) >= ?",
        uow.tenant_id,
        bound(uow, since),
    )
    found = []
    for row in rows:
        at, aware = uow.moment(row["at"]), as_day(row["awareness_date"])
        if at is not None and aware is not None:
            found.append((at.astimezone(uow.zone).date() - aware).days)
    return sorted(found)


def notifications_assessed(uow: UnitOfWork, since: datetime) -> Ratio:
    """K03: assessed within 24 hours, of those whose time has come."""
    return _ratio(
        uow,
        "SELECT count(*) AS whole, SUM(CASE WHEN assessed_at <= assess_by THEN 1 ELSE 0 END) AS part"
        " FROM notification WHERE tenant_id = ? AND received_at >= ?"
        " AND (assessed_at IS NOT NULL OR assess_by <= ?)",
        uow.tenant_id,
        since,
        uow.now,
    )


def status_meetings(uow: UnitOfWork, since: datetime) -> Ratio:
    """K04: held in one room with a quorum, of those that were planned; what the rule itself left out was not
    planned."""
    return _ratio(
        uow,
        "SELECT count(*) AS whole, SUM(CASE WHEN m.state = 'held' THEN 1 ELSE 0 END) AS part"
        " FROM team_meeting m JOIN meeting_series s ON s.tenant_id = m.tenant_id AND s.id = m.series_id"
        " WHERE m.tenant_id = ? AND s.kind = 'status' AND m.starts_at >= ? AND m.starts_at < ?"
        " AND NOT (m.state = 'cancelled' AND m.cancelled_by IS NULL)",
        uow.tenant_id,
        since,
        uow.now,
    )


def seats_filled(uow: UnitOfWork, since: datetime) -> Ratio:
    """K05: present or deputised, of the seats at the status meetings that took place."""
    return _ratio(
        uow,
        "SELECT count(*) AS whole, SUM(CASE WHEN a.state IN ('present', 'deputy') THEN 1 ELSE 0 END) AS part"
        " FROM team_attendance a JOIN team_meeting m ON m.tenant_id = a.tenant_id AND m.id = a.meeting_id"
        " JOIN meeting_series s ON s.tenant_id = m.tenant_id AND s.id = m.series_id WHERE a.tenant_id = ?"
        " AND s.kind = 'status' AND m.state IN ('held', 'deviation') AND a.state IS NOT NULL"
        " AND m.starts_at >= ?",
        uow.tenant_id,
        since,
    )


def early_measures(uow: UnitOfWork, since: datetime) -> Ratio:
    """K06: support and what the team itself set going that began before the analysis meeting."""
    return _ratio(
        uow,
        "SELECT count(*) AS whole, count(DISTINCT m.case_id) AS behind, SUM(CASE WHEN c.analysis_held_at"
        " IS NULL OR m.started_at < c.analysis_held_at THEN 1 ELSE 0 END) AS part FROM measure m"
        " JOIN case_file c ON c.tenant_id = m.tenant_id AND c.id = m.case_id WHERE m.tenant_id = ?"
        " AND m.state IN ('started', 'ended') AND NOT m.existing AND m.started_at >= ?"
        " AND (m.kind = 'supportive' OR m.kind = 'other_sector' AND m.team_initiated)",
        uow.tenant_id,
        since,
    )


def family_goals(uow: UnitOfWork) -> Ratio:
    """K09: goals the family put into words, of those in the plans in force."""
    return _ratio(
        uow,
        "SELECT count(*) AS whole, count(DISTINCT p.case_id) AS behind,"
        " SUM(CASE WHEN g.from_family THEN 1 ELSE 0 END) AS part FROM goal g JOIN common_plan p"
        " ON p.tenant_id = g.tenant_id AND p.id = g.plan_id WHERE g.tenant_id = ? AND p.state = 'active'",
        uow.tenant_id,
    )


def children_heard(uow: UnitOfWork, since: date) -> Ratio:
    """K09: open cases in the active period whose child was heard since."""
    return _ratio(
        uow,
        "SELECT count(*) AS whole, SUM(CASE WHEN EXISTS (SELECT 1 FROM child_view v WHERE"
        " v.tenant_id = c.tenant_id AND v.case_id = c.id AND v.date >= ?) THEN 1 ELSE 0 END) AS part"
        " FROM case_file c WHERE c.tenant_id = ? AND c.status = 'active'",
        since,
        uow.tenant_id,
    )


def concrete_plans(uow: UnitOfWork) -> Ratio:
    """K10: plans in force with a short and a long goal that both have an indicator."""
    has = (
        "EXISTS (SELECT 1 FROM goal g WHERE g.tenant_id = p.tenant_id AND g.plan_id = p.id"
        " AND g.horizon = '{}' AND g.indicator IS NOT NULL)"
    )
    return _ratio(
        uow,
        f"SELECT count(*) AS whole, SUM(CASE WHEN {has.format('short')} AND {has.format('long')}"
        " THEN 1 ELSE 0 END) AS part FROM common_plan p WHERE p.tenant_id = ? AND p.state = 'active'",
        uow.tenant_id,
    )


def analyses_with_experts(uow: UnitOfWork, since: datetime, least: int) -> Ratio:
    """K11: analysis meetings at which at least so many external experts were."""
    return _ratio(
        uow,
        "SELECT count(*) AS whole, SUM(CASE WHEN (SELECT count(*) FROM attendance a WHERE"
        " a.tenant_id = m.tenant_id AND a.meeting_id = m.id AND a.part = 'external_expert' AND a.present)"
        " >= ? THEN 1 ELSE 0 END) AS part FROM meeting m WHERE m.tenant_id = ? AND m.type = 'analysis'"
        " AND m.state = 'held' AND m.held_at >= ?",
        least,
        uow.tenant_id,
        since,
    )


def shared_cases(uow: UnitOfWork) -> Ratio:
    """K14: cases with a split in force, of those in which one could be shared."""
    return _ratio(
        uow,
        "SELECT count(DISTINCT case_id) AS whole, count(DISTINCT CASE WHEN state = 'active' THEN case_id END)"
        " AS part FROM financing_agreement WHERE tenant_id = ? AND state NOT IN ('weighed', 'not_eligible')",
        uow.tenant_id,
    )


def cases_of_coordinators(uow: UnitOfWork) -> Ratio:
    """K15: (open cases, coordinators)."""
    return _ratio(
        uow,
        "SELECT count(*) AS part, count(*) AS behind, count(DISTINCT coordinator_id) AS whole FROM case_file"
        " WHERE tenant_id = ? AND closed_at IS NULL AND coordinator_id IS NOT NULL",
        uow.tenant_id,
    )


def late_tasks(uow: UnitOfWork) -> Mapping[str, Ratio]:
    """K24 by kind of clock: open tasks beyond their deadline, of all with one; the cases of the late ones."""
    rows = uow.rows(
        "SELECT clock_type, count(*) AS whole, SUM(CASE WHEN due_at < ? THEN 1 ELSE 0 END) AS part,"
        " count(DISTINCT CASE WHEN due_at < ? THEN case_id END) AS behind FROM user_task"
        f" WHERE tenant_id = ? AND state IN {_OPEN_TASK} AND due_at IS NOT NULL GROUP BY clock_type",
        bound(uow, uow.now),
        bound(uow, uow.now),
        uow.tenant_id,
    )
    return {
        str(row["clock_type"]): Ratio(int(row["part"] or 0), int(row["whole"]), int(row["behind"] or 0))
        for row in rows
    }


def applications_in_time(uow: UnitOfWork, since: date, until: date) -> Ratio:
    """K27: applications decided by their deadline, of those whose deadline fell between two days."""
    rows = uow.rows(
        "SELECT a.case_id, a.due, d.decided_at FROM application a LEFT JOIN decision d"
        " ON d.tenant_id = a.tenant_id AND d.id = a.decision_id"
        " WHERE a.tenant_id = ? AND a.due >= ? AND a.due <= ?",
        uow.tenant_id,
        bound(uow, since),
        bound(uow, until),
    )
    kept = 0
    for row in rows:
        at, due = uow.moment(row["decided_at"]), as_day(row["due"])
        kept += at is not None and due is not None and at.astimezone(uow.zone).date() <= due
    return Ratio(kept, len(rows), len({str(row["case_id"]) for row in rows}))


def complaints_changed(uow: UnitOfWork, since: datetime) -> Ratio:
    """K27: complaints in which the re-assessment changed something, of those that were answered."""
    return _ratio(
        uow,
        "SELECT count(*) AS whole, count(DISTINCT case_id) AS behind, SUM(CASE WHEN outcome <> 'maintained'"
        " THEN 1 ELSE 0 END) AS part FROM complaint"
        " WHERE tenant_id = ? AND received_at >= ? AND outcome IS NOT NULL",
        uow.tenant_id,
        since,
    )


def decisions_in_time(uow: UnitOfWork, series_id: str, until: date) -> Ratio:
    """K17: decisions of the group that were done by their deadline, of those whose deadline has passed."""
    rows = uow.rows(
        "SELECT d.due_on, d.done_at FROM meeting_decision d JOIN team_meeting m ON m.tenant_id = d.tenant_id"
        " AND m.id = d.meeting_id WHERE d.tenant_id = ? AND m.series_id = ? AND d.kind = 'action'"
        " AND (d.due_on < ? OR d.done_at IS NOT NULL)",
        uow.tenant_id,
        series_id,
        bound(uow, until),
    )
    kept = 0
    for row in rows:
        at, due = uow.moment(row["done_at"]), as_day(row["due_on"])
        kept += at is not None and due is not None and at.astimezone(uow.zone).date() <= due
    return Ratio(kept, len(rows), len(rows))


def deviations(uow: UnitOfWork, since: datetime) -> list[dict[str, Any]]:
    """Status meetings since then that were not held as they should be: id, series name, when, what."""
    rows = uow.rows(
        "SELECT m.id, s.name, m.starts_at, m.state, m.mode FROM team_meeting m JOIN meeting_series s"
        " ON s.tenant_id = m.tenant_id AND s.id = m.series_id WHERE m.tenant_id = ? AND s.kind = 'status'"
        " AND m.starts_at >= ? AND m.starts_at < ? AND m.state <> 'held'"
        " AND NOT (m.state = 'cancelled' AND m.cancelled_by IS NULL) ORDER BY m.starts_at, m.id",
        uow.tenant_id,
        bound(uow, since),
        bound(uow, uow.now),
    )
    return [{**row, "id": str(row["id"]), "starts_at": uow.moment(row["starts_at"])} for row in rows]


def financing(uow: UnitOfWork, until: date, most: int, since: date) -> dict[str, int]:
    """The controller's item: splits in force, to be looked at up to a day, late, and with a cost recorded
    since then that deviates more than `most` per cent."""
    row = uow.row(
        "SELECT count(*) AS active, SUM(CASE WHEN reassess_on <= ? THEN 1 ELSE 0 END) AS due,"
        " SUM(CASE WHEN reassess_on < ? THEN 1 ELSE 0 END) AS late FROM financing_agreement"
        " WHERE tenant_id = ? AND state = 'active'",
        bound(uow, until),
        bound(uow, uow.now.astimezone(uow.zone).date()),
        uow.tenant_id,
    )
    deviated = uow.value(
        "SELECT count(DISTINCT k.agreement_id) FROM financing_cost k WHERE k.tenant_id = ?"
        " AND k.period_to >= ? AND CAST(k.agreed AS NUMERIC) > 0 AND ABS(CAST(k.actual AS NUMERIC)"
        " - CAST(k.agreed AS NUMERIC)) * 100 > ? * CAST(k.agreed AS NUMERIC)",
        uow.tenant_id,
        bound(uow, since),
        most,
    )
    assert row is not None
    return {name: int(row[name] or 0) for name in ("active", "due", "late")} | {
        "deviated": int(deviated or 0)
    }
