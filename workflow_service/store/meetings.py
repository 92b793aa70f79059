"""Queries of team meetings: series, their members, occurrences, who is away, which rooms are taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow_service.store.casefile_rows import Row, as_day, as_id, bound, fetch
from workflow_service.store.tables import meetings as tables
from workflow_service.store.uow import UnitOfWork

STATUS, COORDINATION, VISITATION = "status", "coordination", "visitation"
# still to come, or being held
OPEN_STATES = ("planned", "open", "running")
_OPEN = ", ".join(f"'{one}'" for one in OPEN_STATES)


@dataclass(frozen=True)
class Member:
    """Who belongs to a series on a day. `sector` is the one the member represents (INV-22)."""

    user_id: str
    name: str
    profession: str
    sector: str
    deputy_id: str | None
    email: str | None
    language: str


def all_series(uow: UnitOfWork, kind: str | None = None, *, ended: bool = False) -> list[Row]:
    """The series of the municipality, by name; ended ones only when asked for."""
    where = "1 = 1" if ended else "t.state = 'active'"
    if kind is None:
        return fetch(uow, tables.meeting_series, where, tail="ORDER BY t.name, t.id")
    return fetch(uow, tables.meeting_series, f"{where} AND t.kind = ?", kind, tail="ORDER BY t.name, t.id")


def series_row(uow: UnitOfWork, series_id: str) -> Row | None:
    found = fetch(uow, tables.meeting_series, "t.id = ?", series_id)
    return found[0] if found else None


def series_ids_of_user(uow: UnitOfWork, user_id: str, day: date) -> frozenset[str]:
    """Series that the user belongs to on `day`: as a member or deputy, or by an open case of the team that
    the user coordinates or stands in for."""
    today = bound(uow, day)
    rows = uow.rows(
        "SELECT s.id FROM meeting_series s JOIN team_membership m ON m.tenant_id = s.tenant_id"
        " AND m.team_id = s.team_id WHERE s.tenant_id = ? AND s.kind = 'status'"
        " AND (m.user_id = ? OR m.deputy_id = ?) AND (m.valid_to IS NULL OR m.valid_to >= ?)"
        " UNION SELECT m.series_id FROM series_member m WHERE m.tenant_id = ?"
        " AND (m.user_id = ? OR m.deputy_id = ?) AND (m.valid_to IS NULL OR m.valid_to >= ?)"
        " UNION SELECT s.id FROM meeting_series s JOIN case_file c ON c.tenant_id = s.tenant_id"
        " AND c.team_id = s.team_id WHERE s.tenant_id = ? AND s.kind = 'status' AND c.status <> 'closed'"
        " AND NOT c.restricted AND (c.coordinator_id = ? OR c.substitute_id = ?)",
        uow.tenant_id,
        user_id,
        user_id,
        today,
        uow.tenant_id,
        user_id,
        user_id,
        today,
        uow.tenant_id,
        user_id,
        user_id,
    )
    return frozenset(str(row["id"]) for row in rows)


def members(uow: UnitOfWork, series: Row, day: date) -> list[Member]:
    """Everybody of the series on `day`, by alphabet: the core team with its leader, or the named members."""
    today = bound(uow, day)
    columns = "u.id, u.name, u.email, u.language, u.sort_name"
    if series["kind"] == STATUS:
        rows = uow.rows(
            f"SELECT {columns}, m.profession, m.sector, m.deputy_id FROM team_membership m"
            " JOIN app_user u ON u.tenant_id = m.tenant_id AND u.id = m.user_id"
            " WHERE m.tenant_id = ? AND m.team_id = ? AND u.active"
            " AND (m.valid_from IS NULL OR m.valid_from <= ?) AND (m.valid_to IS NULL OR m.valid_to >= ?)"
            " ORDER BY u.sort_name, u.id",
            uow.tenant_id,
            series["team_id"],
            today,
            today,
        )
        found = [_member(row) for row in rows]
        known = {one.user_id for one in found}
        return found + [one for one in _leaders(uow, series) if one.user_id not in known]
    rows = uow.rows(
        f"SELECT {columns}, m.profession, m.sector, m.deputy_id FROM series_member m"
        " JOIN app_user u ON u.tenant_id = m.tenant_id AND u.id = m.user_id"
        " WHERE m.tenant_id = ? AND m.series_id = ? AND u.active"
        " AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to >= ?) ORDER BY u.sort_name, u.id",
        uow.tenant_id,
        series["id"],
        today,
        today,
    )
    return [_member(row) for row in rows]


def _leaders(uow: UnitOfWork, series: Row) -> list[Member]:
    now = bound(uow, uow.now)
    rows = uow.rows(
        "SELECT DISTINCT u.id, u.name, u.email, u.language, u.sort_name, 'team_leader' AS profession,"
        " n.sector AS sector, NULL AS deputy_id FROM membership h"
        " JOIN app_user u ON u.tenant_id = h.tenant_id AND u.id = h.user_id"
        " JOIN core_team c ON c.tenant_id = h.tenant_id AND c.id = h.scope_id"
        " JOIN unit n ON n.tenant_id = c.tenant_id AND n.id = c.unit_id"
        " WHERE h.tenant_id = ? AND h.role = 'team_leader' AND h.scope_kind = 'team' AND h.scope_id = ?"
        " AND u.active AND h.valid_from <= ? AND (h.valid_to IS NULL OR h.valid_to > ?)"
        " ORDER BY u.sort_name, u.id",
        uow.tenant_id,
        series["team_id"],
        now,
        now,
    )
    return [_member(row) for row in rows]


def _member(row: Mapping[str, Any]) -> Member:
    return Member(
        str(row["id"]),
        row["name"],
        row["profession"] or "",
        row["sector"] or "",
        as_id(row["deputy_id"]),
        row["email"],
        row["language"],
    )


def series_members(uow: UnitOfWork, series_id: str, day: date) -> list[Row]:
    """The rows of named members in force on `day` or later."""
    return fetch(
        uow,
        tables.series_member,
        "t.series_id = ? AND (t.valid_to IS NULL OR t.valid_to >= ?)",
        series_id,
        day,
    )


def team(uow: UnitOfWork, team_id: str) -> Row | None:
    """A standing core team: id, name, unit_id, the unit's sector."""
    row = uow.row(
        "SELECT c.id, c.name, c.unit_id, u.sector FROM core_team c"
        " JOIN unit u ON u.tenant_id = c.tenant_id AND u.id = c.unit_id WHERE c.tenant_id = ? AND c.id = ?",
        uow.tenant_id,
        team_id,
    )
    if row is None:
        return None
    return {**row, "id": str(row["id"]), "unit_id": str(row["unit_id"])}


# -- occurrences -------------------------------------------------------------------------------------


def meeting_row(uow: UnitOfWork, meeting_id: str) -> Row | None:
    found = fetch(uow, tables.team_meeting, "t.id = ?", meeting_id)
    return found[0] if found else None


def lock_meeting(uow: UnitOfWork, meeting_id: str) -> None:
    """Holds the occurrence until the transaction ends, so that it is opened, moved and closed once."""
    if not uow.sqlite:
        uow.row(
            "SELECT id FROM team_meeting WHERE tenant_id = ? AND id = ? FOR UPDATE", uow.tenant_id, meeting_id
        )


def lock_chain(uow: UnitOfWork, series_id: str) -> Row:
    """Where the audit chain of a series stands, held until the transaction ends: meetings of one series that
    are written at once each add to it in turn. audit_head, audit_seq, version."""
    row = uow.row(
        "SELECT audit_head, audit_seq, version FROM meeting_series WHERE tenant_id = ? AND id = ?"
        + ("" if uow.sqlite else " FOR UPDATE"),
        uow.tenant_id,
        series_id,
    )
    assert row is not None
    head = row["audit_head"]
    return {**row, "audit_head": None if head is None else bytes(head)}


def occurrences(
    uow: UnitOfWork, series_id: str, since: datetime | None = None, limit: int = 400
) -> list[Row]:
    """The meetings of a series by time, from `since` on; cancelled ones among them."""
    where, values = "t.series_id = ?", [series_id]
    if since is not None:
        return fetch(
            uow,
            tables.team_meeting,
            f"{where} AND t.starts_at >= ?",
            *values,
            since,
            tail=f"ORDER BY t.starts_at, t.id LIMIT {limit:d}",
        )
    return fetch(uow, tables.team_meeting, where, *values, tail=f"ORDER BY t.starts_at, t.id LIMIT {limit:d}")


def latest_held(uow: UnitOfWork, series_id: str, limit: int = 5) -> list[Row]:
    """The last meetings that were held or became a deviation, newest first."""
    return fetch(
        uow,
        tables.team_meeting,
        "t.series_id = ? AND t.state IN ('held', 'deviation')",
        series_id,
        tail=f"ORDER BY t.starts_at DESC LIMIT {limit:d}",
    )


def last_held(uow: UnitOfWork, series_id: str) -> Row | None:
    """The last meeting that really took place; a deviation is none."""
    found = fetch(
        uow,
        tables.team_meeting,
        "t.series_id = ? AND t.state = 'held'",
        series_id,
        tail="ORDER BY t.starts_at DESC LIMIT 1",
    )
    return found[0] if found else None


def coming(uow: UnitOfWork, series_ids: Iterable[str], since: datetime, until: datetime) -> list[Row]:
    """What stands in the calendar of these series between two moments, by time; cancelled ones too."""
    wanted = sorted(set(series_ids))
    if not wanted:
        return []
    marks = ", ".join("?" for _ in wanted)
    return fetch(
        uow,
        tables.team_meeting,
        f"t.series_id IN ({marks}) AND t.starts_at >= ? AND t.starts_at < ?",
        *wanted,
        since,
        until,
        tail="ORDER BY t.starts_at, t.id",
    )


def next_after(uow: UnitOfWork, series_id: str, moment: datetime) -> datetime | None:
    """When the series meets next after `moment`."""
    found = uow.value(
        f"SELECT MIN(starts_at) FROM team_meeting WHERE tenant_id = ? AND series_id = ? AND starts_at > ?"
        f" AND state IN ({_OPEN})",
        uow.tenant_id,
        series_id,
        bound(uow, moment),
    )
    return uow.moment(found)


def with_agenda(uow: UnitOfWork) -> list[Row]:
    """The meetings whose agenda is made and kept fresh until they begin."""
    return fetch(uow, tables.team_meeting, "t.state = 'open'", tail="ORDER BY t.starts_at, t.id")


def nominal_days(uow: UnitOfWork, series_id: str, since: date) -> frozenset[date]:
    """The rule's days from `since` on that have a row."""
    rows = uow.rows(
        "SELECT nominal_on FROM team_meeting WHERE tenant_id = ? AND series_id = ? AND nominal_on >= ?",
        uow.tenant_id,
        series_id,
        bound(uow, since),
    )
    return frozenset(day for row in rows if (day := as_day(row["nominal_on"])) is not None)


def forget_planned(uow: UnitOfWork, series_id: str, since: datetime) -> list[str]:
    """Removes what the old rule planned from `since` on and nobody has touched; the ids of their jobs."""
    untouched = (
        "tenant_id = ? AND series_id = ? AND starts_at >= ? AND moved_by IS NULL AND NOT extra"
        " AND (state = 'planned' OR state = 'cancelled' AND cancelled_by IS NULL)"
    )
    values = (uow.tenant_id, series_id, bound(uow, since))
    rows = uow.rows(f"SELECT id, job_id FROM team_meeting WHERE {untouched}", *values)
    for row in rows:
        uow.batch.delete(tables.team_meeting, {"tenant_id": uow.tenant_id, "id": str(row["id"])})
    return [str(row["job_id"]) for row in rows if row["job_id"] is not None]


# -- which room is taken ---------------------------------------------------------------------------------


def rooms_taken(uow: UnitOfWork, place: str, since: datetime, until: datetime) -> list[Row]:
    """Meetings of any series at `place` between two moments that are still to come: id, series_id,
    starts_at, ends_at, name."""
    rows = uow.rows(
        "SELECT m.id, m.series_id, m.starts_at, m.ends_at, s.name FROM team_meeting m"
        " JOIN meeting_series s ON s.tenant_id = m.tenant_id AND s.id = m.series_id"
        f" WHERE m.tenant_id = ? AND LOWER(m.place) = LOWER(?) AND m.state IN ({_OPEN})"
        " AND m.starts_at < ? AND m.ends_at > ? ORDER BY m.starts_at",
        uow.tenant_id,
        place,
        bound(uow, until),
        bound(uow, since),
    )
    return [
        {
            **row,
            "id": str(row["id"]),
            "series_id": str(row["series_id"]),
            "starts_at": uow.moment(row["starts_at"]),
            "ends_at": uow.moment(row["ends_at"]),
        }
        for row in rows
    ]


# -- the portfolio of a team (D3) --------------------------------------------------------------------


def portfolio(uow: UnitOfWork, team_id: str) -> tuple[int, int]:
    """(open cases, unresolved acute ones) of a core team."""
    row = uow.row(
        "SELECT COUNT(*) AS n, SUM(CASE WHEN flags LIKE ? THEN 1 ELSE 0 END) AS acute"
        " FROM case_file WHERE tenant_id = ? AND team_id = ? AND status <> 'closed'",
        '%"acute"%',
        uow.tenant_id,
        team_id,
    )
    return (0, 0) if row is None else (int(row["n"]), int(row["acute"] or 0))


def went_live(uow: UnitOfWork) -> date | None:
    """The local day the first release took effect: the municipality works by the model from then on."""
    found = uow.moment(uow.value("SELECT MIN(effective_at) FROM release WHERE tenant_id = ?", uow.tenant_id))
    return None if found is None else found.astimezone(uow.zone).date()


def open_task(uow: UnitOfWork, instance_id: str, element: str, user_id: str | None) -> str | None:
    """The open task of a course at this element; of several the one that is `user_id`'s."""
    row = uow.row(
        "SELECT id FROM user_task WHERE tenant_id = ? AND instance_id = ? AND element = ?"
        " AND state IN ('created', 'claimed', 'delegated')"
        " ORDER BY CASE WHEN assignee = ? THEN 0 ELSE 1 END, id LIMIT 1",
        uow.tenant_id,
        instance_id,
        element,
        user_id,
    )
    return None if row is None else str(row["id"])


def waits(uow: UnitOfWork, kind: str) -> bool:
    """Is a job of this kind waiting?"""
    sql = "SELECT 1 FROM job WHERE tenant_id = ? AND kind = ? AND state = 'pending' LIMIT 1"
    return uow.value(sql, uow.tenant_id, kind) is not None


def user_names(uow: UnitOfWork, user_ids: Iterable[str]) -> dict[str, str]:
    """Names by user id."""
    wanted = sorted(set(user_ids))
    if not wanted:
        return {}
    marks = ", ".join("?" for _ in wanted)
    sql = f"SELECT id, name FROM app_user WHERE tenant_id = ? AND id IN ({marks})"
    return {str(row["id"]): row["name"] for row in uow.rows(sql, uow.tenant_id, *wanted)}
