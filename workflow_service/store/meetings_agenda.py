"""Queries of agendas: what has happened in a team's cases, set by set, and what stands on the agenda."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow_service.store import visibility
from workflow_service.store.casefile_rows import Row, as_day, bound, fetch
from workflow_service.store.tables import meetings as tables
from workflow_service.store.uow import UnitOfWork


@dataclass(frozen=True)
class TeamCase:
    """An open, unrestricted case of a team. `discussed_at`: when a status meeting last took it."""

    id: str
    key_id: str
    family_id: str
    status: str
    flags: frozenset[str]
    opened_at: datetime
    discussed_at: datetime | None
    coordinator_id: str | None


_OF_TEAM = (
    " JOIN case_file c ON c.tenant_id = t.tenant_id AND c.id = t.case_id"
    " WHERE t.tenant_id = ? AND c.team_id = ? AND c.status <> 'closed' AND NOT c.restricted"
)


def team_cases(uow: UnitOfWork, team_id: str) -> list[TeamCase]:
    """The team's open cases. One that is restricted is not the whole team's (INV-14): it is left out."""
    rows = uow.rows(
        "SELECT c.id, c.key_id, c.family_id, c.status, c.flags, c.opened_at, c.coordinator_id, d.discussed_at"
        " FROM case_file c LEFT JOIN (SELECT tenant_id, case_id, MAX(discussed_at) AS discussed_at"
        " FROM agenda_item WHERE tenant_id = ? AND discussed_at IS NOT NULL AND ref_id IS NULL"
        " GROUP BY tenant_id, case_id) d"
        " ON d.tenant_id = c.tenant_id AND d.case_id = c.id"
        " WHERE c.tenant_id = ? AND c.team_id = ? AND c.status <> 'closed' AND NOT c.restricted"
        " ORDER BY c.id",
        uow.tenant_id,
        uow.tenant_id,
        team_id,
    )
    return [_team_case(uow, row) for row in rows]


def seen_of_team(uow: UnitOfWork, team_id: str) -> list[str]:
    """Ids of the team's open cases that the actor may see, without the restricted ones (`team_cases`)."""
    seen, values = visibility.visible_cases(uow)
    rows = uow.rows(
        "SELECT id FROM case_file WHERE tenant_id = ? AND team_id = ? AND status <> 'closed'"
        f" AND NOT restricted AND id IN ({seen}) ORDER BY id",
        uow.tenant_id,
        team_id,
        *values,
    )
    return [str(row["id"]) for row in rows]


def _team_case(uow: UnitOfWork, row: Mapping[str, Any]) -> TeamCase:
    opened = uow.moment(row["opened_at"])
    assert opened is not None
    return TeamCase(
        str(row["id"]),
        str(row["key_id"]),
        str(row["family_id"]),
        row["status"],
        frozenset(json.loads(row["flags"])),
        opened,
        uow.moment(row["discussed_at"]),
        None if row["coordinator_id"] is None else str(row["coordinator_id"]),
    )


def developments(uow: UnitOfWork, team_id: str) -> dict[str, tuple[datetime, int]]:
    """By case: when the newest development that no meeting has discussed was reported, and how many."""
    rows = uow.rows(
        f"SELECT t.case_id, MAX(t.at) AS at, COUNT(*) AS n FROM development t{_OF_TEAM}"
        " AND t.discussed_at IS NULL GROUP BY t.case_id",
        uow.tenant_id,
        team_id,
    )
    return {str(row["case_id"]): (at, int(row["n"])) for row in rows if (at := uow.moment(row["at"]))}


def follow_ups(uow: UnitOfWork, team_id: str, until: date) -> dict[str, date]:
    """By case: the first follow-up of a running measure that falls due up to `until`."""
    return _days(
        uow,
        f"SELECT t.case_id, MIN(t.next_follow_up) AS day FROM measure t{_OF_TEAM}"
        " AND t.state = 'started' AND t.next_follow_up <= ? GROUP BY t.case_id",
        uow.tenant_id,
        team_id,
        bound(uow, until),
    )


def financing_due(uow: UnitOfWork, team_id: str, until: date) -> dict[str, date]:
    """By case: the first split of expenses that is to be looked at again up to `until`."""
    return _days(
        uow,
        f"SELECT t.case_id, MIN(t.reassess_on) AS day FROM financing_agreement t{_OF_TEAM}"
        " AND t.state = 'active' AND t.reassess_on <= ? GROUP BY t.case_id",
        uow.tenant_id,
        team_id,
        bound(uow, until),
    )


def acute_measures(uow: UnitOfWork, team_id: str) -> frozenset[str]:
    """Cases in which support began before the analysis meeting was held (INV-06)."""
    rows = uow.rows(
        f"SELECT DISTINCT t.case_id FROM measure t{_OF_TEAM} AND t.state = 'started' AND NOT t.existing"
        " AND t.kind NOT IN ('benefit', 'advice') AND c.analysis_held_at IS NULL",
        uow.tenant_id,
        team_id,
    )
    return frozenset(str(row["case_id"]) for row in rows)


def falling_goals(uow: UnitOfWork, team_id: str) -> frozenset[str]:
    """Cases in which the newest score of a goal is lower than the one before."""
    rows = uow.rows(
        "SELECT DISTINCT a.case_id FROM (SELECT t.case_id, t.goal_uid, t.score,"
        " ROW_NUMBER() OVER (PARTITION BY t.case_id, t.goal_uid ORDER BY t.date DESC, t.id DESC) AS place,"
        " LEAD(t.score) OVER (PARTITION BY t.case_id, t.goal_uid ORDER BY t.date DESC, t.id DESC) AS earlier"
        f" FROM progress_note t{_OF_TEAM}) a WHERE a.place = 1 AND a.score < a.earlier",
        uow.tenant_id,
        team_id,
    )
    return frozenset(str(row["case_id"]) for row in rows)


def _days(uow: UnitOfWork, sql: str, *values: Any) -> dict[str, date]:
    rows = uow.rows(sql, *values)
    return {str(row["case_id"]): day for row in rows if (day := as_day(row["day"])) is not None}


# -- the agenda --------------------------------------------------------------------------------------


def items(uow: UnitOfWork, meeting_id: str) -> list[Row]:
    """What stands on an agenda, in its order; `reasons` as a list."""
    rows = fetch(uow, tables.agenda_item, "t.meeting_id = ?", meeting_id, tail="ORDER BY t.position, t.id")
    for row in rows:
        row["reasons"] = json.loads(row["reasons"])
    return rows


def item(uow: UnitOfWork, item_id: str) -> Row | None:
    rows = fetch(uow, tables.agenda_item, "t.id = ?", item_id)
    for row in rows:
        row["reasons"] = json.loads(row["reasons"])
    return rows[0] if rows else None


def bare_items(uow: UnitOfWork, meeting_id: str) -> dict[str, Row]:
    """By case: what keeping an agenda fresh must know of its items; nothing is decrypted."""
    rows = uow.rows(
        "SELECT id, case_id, position, state, reasons, added_by, update_text IS NOT NULL AS updated"
        " FROM agenda_item WHERE tenant_id = ? AND meeting_id = ? AND ref_id IS NULL",
        uow.tenant_id,
        meeting_id,
    )
    return {
        str(row["case_id"]): {**row, "id": str(row["id"]), "updated": bool(row["updated"])} for row in rows
    }


def closed(uow: UnitOfWork, case_ids: Iterable[str]) -> frozenset[str]:
    """Those of these cases that have been closed."""
    wanted = sorted(set(case_ids))
    if not wanted:
        return frozenset()
    rows = uow.rows(
        "SELECT id FROM case_file WHERE tenant_id = ? AND status = 'closed'"
        f" AND id IN ({', '.join('?' for _ in wanted)})",
        uow.tenant_id,
        *wanted,
    )
    return frozenset(str(row["id"]) for row in rows)


def actions(uow: UnitOfWork, meeting_id: str) -> list[Row]:
    """What was agreed at a meeting, in the order it was written."""
    where = "t.item_id IN (SELECT id FROM agenda_item WHERE tenant_id = t.tenant_id AND meeting_id = ?)"
    return fetch(uow, tables.agenda_action, where, meeting_id, tail="ORDER BY t.id")


def actions_of_case(uow: UnitOfWork, case_id: str) -> list[Row]:
    """What was agreed for a case at closed meetings, newest first."""
    where = (
        "t.case_id = ? AND EXISTS (SELECT 1 FROM agenda_item i WHERE i.tenant_id = t.tenant_id"
        " AND i.id = t.item_id AND i.sent_at IS NOT NULL)"
    )
    return fetch(uow, tables.agenda_action, where, case_id, tail="ORDER BY t.id DESC")


def action(uow: UnitOfWork, action_id: str) -> Row | None:
    rows = fetch(uow, tables.agenda_action, "t.id = ?", action_id)
    return rows[0] if rows else None


def scores(uow: UnitOfWork, meeting_id: str) -> list[Row]:
    """The goal scores given at a meeting."""
    where = "t.item_id IN (SELECT id FROM agenda_item WHERE tenant_id = t.tenant_id AND meeting_id = ?)"
    return fetch(uow, tables.agenda_goal_score, where, meeting_id, tail="ORDER BY t.id")


def attendance(uow: UnitOfWork, meeting_id: str) -> list[Row]:
    rows = fetch(uow, tables.team_attendance, "t.meeting_id = ?", meeting_id, tail="ORDER BY t.id")
    for row in rows:
        row["left_for"] = json.loads(row["left_for"] or "[]")
    return rows


def coordinators(uow: UnitOfWork, case_ids: Iterable[str]) -> dict[str, tuple[str | None, str | None]]:
    """By case: (coordinator, substitute)."""
    wanted = sorted(set(case_ids))
    if not wanted:
        return {}
    rows = uow.rows(
        "SELECT id, coordinator_id, substitute_id FROM case_file WHERE tenant_id = ?"
        f" AND id IN ({', '.join('?' for _ in wanted)})",
        uow.tenant_id,
        *wanted,
    )
    return {
        str(row["id"]): (
            None if row["coordinator_id"] is None else str(row["coordinator_id"]),
            None if row["substitute_id"] is None else str(row["substitute_id"]),
        )
        for row in rows
    }


def decisions(uow: UnitOfWork, meeting_id: str) -> list[Row]:
    """What a coordination group or a visitation meeting decided, in the order it was written."""
    return fetch(uow, tables.meeting_decision, "t.meeting_id = ?", meeting_id, tail="ORDER BY t.id")


def decision(uow: UnitOfWork, decision_id: str) -> Row | None:
    rows = fetch(uow, tables.meeting_decision, "t.id = ?", decision_id)
    return rows[0] if rows else None
