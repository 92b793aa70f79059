"""Queries of a meeting that is being held: its items with their cases, scores, agreements, attendance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from workflow_service.store.casefile_rows import Row, as_day, as_id, bound, fetch
from workflow_service.store.meetings import STATUS, Member
from workflow_service.store.tables import meetings as tables
from workflow_service.store.uow import UnitOfWork


@dataclass(frozen=True)
class ItemCase:
    """What the agenda needs of a case without opening anything sealed."""

    case_id: str
    number: str
    status: str
    restricted: bool
    carriers: frozenset[str]
    birth_date: date | None
    expected_date: date | None


def items(uow: UnitOfWork, meeting_id: str) -> list[Row]:
    """The agenda in its order."""
    return fetch(uow, tables.agenda_item, "t.meeting_id = ?", meeting_id, tail="ORDER BY t.position, t.id")


def item_row(uow: UnitOfWork, item_id: str) -> Row | None:
    found = fetch(uow, tables.agenda_item, "t.id = ?", item_id)
    return found[0] if found else None


def cases(uow: UnitOfWork, case_ids: Iterable[str]) -> dict[str, ItemCase]:
    """The cases of an agenda in one query. `carriers`: coordinator and substitute."""
    wanted = sorted(set(case_ids))
    if not wanted:
        return {}
    rows = uow.rows(
        "SELECT c.id, c.number, c.status, c.restricted, c.coordinator_id, c.substitute_id,"
        " p.birth_date, p.expected_date FROM case_file c"
        " LEFT JOIN person p ON p.tenant_id = c.tenant_id AND p.id = c.child_id"
        f" WHERE c.tenant_id = ? AND c.id IN ({', '.join('?' for _ in wanted)})",
        uow.tenant_id,
        *wanted,
    )
    return {
        str(row["id"]): ItemCase(
            str(row["id"]),
            row["number"],
            row["status"],
            bool(row["restricted"]),
            frozenset(str(one) for one in (row["coordinator_id"], row["substitute_id"]) if one),
            as_day(row["birth_date"]),
            as_day(row["expected_date"]),
        )
        for row in rows
    }


def coordinators(uow: UnitOfWork, meeting_id: str) -> list[Member]:
    """Coordinators and substitutes of the cases on the agenda, by alphabet."""
    rows = uow.rows(
        "SELECT DISTINCT u.id, u.name, u.email, u.language, u.sort_name FROM agenda_item i"
        " JOIN case_file c ON c.tenant_id = i.tenant_id AND c.id = i.case_id"
        " JOIN app_user u ON u.tenant_id = c.tenant_id AND u.id IN (c.coordinator_id, c.substitute_id)"
        " WHERE i.tenant_id = ? AND i.meeting_id = ? AND u.active ORDER BY u.sort_name, u.id",
        uow.tenant_id,
        meeting_id,
    )
    return [_coordinator(row) for row in rows]


def _coordinator(row: Mapping[str, Any]) -> Member:
    sector = "disability_child"
    return Member(
        str(row["id"]), row["name"], "family_coordinator", sector, None, row["email"], row["language"]
    )


def bringers(uow: UnitOfWork, series: Row) -> list[Member]:
    """Coordinators and substitutes of the open cases of a status series' team, by alphabet: its meetings are
    theirs too, whether they are of the core team or not. A restricted case is not the team's (INV-14)."""
    if series["kind"] != STATUS:
        return []
    rows = uow.rows(
        "SELECT DISTINCT u.id, u.name, u.email, u.language, u.sort_name FROM case_file c"
        " JOIN app_user u ON u.tenant_id = c.tenant_id AND u.id IN (c.coordinator_id, c.substitute_id)"
        " WHERE c.tenant_id = ? AND c.team_id = ? AND c.status <> 'closed' AND NOT c.restricted AND u.active"
        " ORDER BY u.sort_name, u.id",
        uow.tenant_id,
        series["team_id"],
    )
    return [_coordinator(row) for row in rows]


def brings(uow: UnitOfWork, series: Row, user_id: str) -> bool:
    """Is this user among the `bringers` of the series?"""
    if series["kind"] != STATUS:
        return False
    found = uow.value(
        "SELECT 1 FROM case_file c WHERE c.tenant_id = ? AND c.team_id = ? AND c.status <> 'closed'"
        " AND NOT c.restricted AND (c.coordinator_id = ? OR c.substitute_id = ?) LIMIT 1",
        uow.tenant_id,
        series["team_id"],
        user_id,
        user_id,
    )
    return found is not None


def users(uow: UnitOfWork, user_ids: Iterable[str]) -> list[Member]:
    """Active users by id, by alphabet, as somebody who is invited; without a sector of their own."""
    wanted = sorted(set(user_ids))
    if not wanted:
        return []
    rows = uow.rows(
        "SELECT u.id, u.name, u.email, u.language, u.profession FROM app_user u WHERE u.tenant_id = ?"
        f" AND u.active AND u.id IN ({', '.join('?' for _ in wanted)}) ORDER BY u.sort_name, u.id",
        uow.tenant_id,
        *wanted,
    )
    return [
        Member(str(row["id"]), row["name"], row["profession"] or "", "", None, row["email"], row["language"])
        for row in rows
    ]


def scores(uow: UnitOfWork, item_id: str) -> dict[str, Row]:
    """The scores given for an item, by the goal's stable id."""
    return {
        row["goal_uid"]: row
        for row in fetch(uow, tables.agenda_goal_score, "t.item_id = ?", item_id, tail="ORDER BY t.id")
    }


def actions(uow: UnitOfWork, item_id: str) -> list[Row]:
    """What was agreed under an item, in the order it was said."""
    return fetch(uow, tables.agenda_action, "t.item_id = ?", item_id, tail="ORDER BY t.id")


def action_counts(uow: UnitOfWork, item_ids: Iterable[str]) -> dict[str, int]:
    """How much was agreed under each of these items."""
    wanted = sorted(set(item_ids))
    if not wanted:
        return {}
    rows = uow.rows(
        "SELECT item_id, COUNT(*) AS n FROM agenda_action WHERE tenant_id = ?"
        f" AND item_id IN ({', '.join('?' for _ in wanted)}) GROUP BY item_id",
        uow.tenant_id,
        *wanted,
    )
    return {str(row["item_id"]): int(row["n"]) for row in rows}


def action_row(uow: UnitOfWork, action_id: str) -> Row | None:
    found = fetch(uow, tables.agenda_action, "t.id = ?", action_id)
    return found[0] if found else None


def attendance(uow: UnitOfWork, meeting_id: str) -> dict[str, Row]:
    """What is recorded of each member, by user id."""
    return {
        row["user_id"]: row
        for row in fetch(uow, tables.team_attendance, "t.meeting_id = ?", meeting_id, tail="ORDER BY t.id")
    }


def last_discussed(uow: UnitOfWork, case_id: str, before_item: str) -> Row | None:
    """The item under which a meeting last talked about the case."""
    found = fetch(
        uow,
        tables.agenda_item,
        "t.case_id = ? AND t.discussed_at IS NOT NULL AND t.ref_id IS NULL AND t.id <> ?",
        case_id,
        before_item,
        tail="ORDER BY t.discussed_at DESC, t.id DESC LIMIT 1",
    )
    return found[0] if found else None


def revision(uow: UnitOfWork, meeting_id: str) -> int:
    """Grows with every change of the meeting, its agenda and its minutes; 0 when there is no such meeting."""
    found = uow.value(
        "SELECT version FROM team_meeting WHERE tenant_id = ? AND id = ?", uow.tenant_id, meeting_id
    )
    return int(found or 0)


def user_names(uow: UnitOfWork, user_ids: Iterable[str]) -> dict[str, str]:
    """The names of these users."""
    wanted = sorted(set(user_ids))
    if not wanted:
        return {}
    rows = uow.rows(
        f"SELECT id, name FROM app_user WHERE tenant_id = ? AND id IN ({', '.join('?' for _ in wanted)})",
        uow.tenant_id,
        *wanted,
    )
    return {str(as_id(row["id"])): row["name"] for row in rows}


def looked_lately(uow: UnitOfWork, case_id: str, user_id: str, within: timedelta) -> bool:
    """Does the access log say already that this user looks at the case? A page that follows a meeting asks
    again and again for what is on it."""
    since: datetime = uow.now - within
    found = uow.value(
        "SELECT 1 FROM access_log WHERE tenant_id = ? AND case_id = ? AND at >= ? AND user_id = ? LIMIT 1",
        uow.tenant_id,
        case_id,
        bound(uow, since),
        user_id,
    )
    return found is not None
