"""Read models of the case file: names for lists, my families, the journal's line of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow_service.store import visibility
from workflow_service.store.casefile_rows import Row, as_day, as_id, bound, fetch
from workflow_service.store.tables import casefile as tables
from workflow_service.store.uow import UnitOfWork


@dataclass(frozen=True)
class CaseName:
    """What a case is called by: its child's name and birth, its number. `own`: the actor works on it."""

    case_id: str
    number: str
    child_id: str | None
    child_name: str | None
    birth_date: date | None
    expected_date: date | None
    own: bool


_NAME = (
    "c.id, c.number, c.coordinator_id, c.substitute_id, c.child_id, p.id AS p_id, p.key_id AS p_key,"
    " p.name AS p_name, p.birth_date, p.expected_date, k.wrapped"
)
_NAME_JOINS = (
    " LEFT JOIN person p ON p.tenant_id = c.tenant_id AND p.id = c.child_id"
    " LEFT JOIN key k ON k.tenant_id = p.tenant_id AND k.id = p.key_id"
)


def case_names(uow: UnitOfWork, case_ids: Sequence[str]) -> dict[str, CaseName]:
    """The names of these cases, in one query. Who may see them was decided when they were listed."""
    wanted = sorted(set(case_ids))
    if not wanted:
        return {}
    rows = uow.rows(
        f"SELECT {_NAME} FROM case_file c{_NAME_JOINS}"
        f" WHERE c.tenant_id = ? AND c.id IN ({', '.join('?' for _ in wanted)})",
        uow.tenant_id,
        *wanted,
    )
    return {str(row["id"]): _name(uow, row) for row in rows}


def _name(uow: UnitOfWork, row: Mapping[str, Any]) -> CaseName:
    name = None
    if row["p_name"] is not None:
        key_id, person_id = str(row["p_key"]), str(row["p_id"])
        uow.learn_key(key_id, None if row["wrapped"] is None else bytes(row["wrapped"]))
        name = uow.open(key_id, "person", person_id, "name", row["p_name"])
    case_id = str(row["id"])
    me = uow.actor.user_id
    on_case = any(m.scope_kind == "case" and m.scope_id == case_id for m in uow.actor.memberships)
    own = on_case or (me is not None and me in (as_id(row["coordinator_id"]), as_id(row["substitute_id"])))
    return CaseName(
        case_id,
        row["number"],
        as_id(row["child_id"]),
        name,
        as_day(row["birth_date"]),
        as_day(row["expected_date"]),
        own,
    )


def _own(uow: UnitOfWork) -> tuple[str, list[Any]]:
    """A condition on case_file c: the actor coordinates it, stands in for it, or has a role on it."""
    on_case = sorted({m.scope_id for m in uow.actor.memberships if m.scope_kind == "case" and m.scope_id})
    marks = f" OR c.id IN ({', '.join('?' for _ in on_case)})" if on_case else ""
    return f"(c.coordinator_id = ? OR c.substitute_id = ?{marks})", [
        uow.actor.user_id,
        uow.actor.user_id,
        *on_case,
    ]


# a case at rest is shown as that, wherever its course stands
_SHOWN = "CASE WHEN c.paused_at IS NULL THEN c.status ELSE 'paused' END"


def cases(
    uow: UnitOfWork, *, own: bool, phase: str = "", limit: int = 500, offset: int = 0
) -> tuple[list[dict[str, Any]], int]:
    """Cases the actor may see, the nearest deadline first, and how many there are in all; one statement.

    `own`: only those the actor works on. Without `phase` (a status code) the open ones.
    """
    visible, values = visibility.visible_cases(uow)
    mine, my_values = _own(uow) if own else ("1 = 1", [])
    rows = uow.rows(
        f"SELECT {_NAME}, {_SHOWN} AS status, c.flags, u.name AS coordinator, t.due_at,"
        " count(*) OVER () AS total"
        f" FROM case_file c{_NAME_JOINS}"
        " LEFT JOIN app_user u ON u.tenant_id = c.tenant_id AND u.id = c.coordinator_id"
        " LEFT JOIN (SELECT case_id, min(due_at) AS due_at FROM user_task WHERE tenant_id = ?"
        " AND state IN ('created', 'claimed', 'delegated') GROUP BY case_id) t ON t.case_id = c.id"
        f" WHERE c.tenant_id = ? AND {f'{_SHOWN} = ?' if phase else 'c.closed_at IS NULL'}"
        f" AND {mine} AND c.id IN ({visible})"
        " ORDER BY CASE WHEN t.due_at IS NULL THEN 1 ELSE 0 END, t.due_at, c.number"
        f" LIMIT {int(limit)} OFFSET {int(offset)}",
        uow.tenant_id,
        uow.tenant_id,
        *([phase] if phase else []),
        *my_values,
        *values,
    )
    found = [
        {
            "name": _name(uow, row),
            "status": row["status"],
            "flags": row["flags"],
            "coordinator_id": as_id(row["coordinator_id"]),
            "coordinator": row["coordinator"],
            "due_at": uow.moment(row["due_at"]),
        }
        for row in rows
    ]
    return found, int(rows[0]["total"]) if rows else 0


def planned_meetings(uow: UnitOfWork, since: datetime, limit: int) -> list[tuple[CaseName, str, datetime]]:
    """(case, type, when) of the next meetings not yet held, in the actor's own cases and those the actor is
    invited to; one statement."""
    visible, values = visibility.visible_cases(uow)
    mine, my_values = _own(uow)
    rows = uow.rows(
        f"SELECT {_NAME}, m.type, m.planned_at FROM meeting m"
        f" JOIN case_file c ON c.tenant_id = m.tenant_id AND c.id = m.case_id{_NAME_JOINS}"
        " WHERE m.tenant_id = ? AND m.state = 'planned' AND m.held_at IS NULL AND m.planned_at >= ?"
        f" AND ({mine} OR EXISTS (SELECT 1 FROM attendance a WHERE a.tenant_id = m.tenant_id"
        f" AND a.meeting_id = m.id AND a.user_id = ? AND a.invited)) AND c.id IN ({visible})"
        f" ORDER BY m.planned_at, m.id LIMIT {int(limit)}",
        uow.tenant_id,
        bound(uow, since),
        *my_values,
        uow.actor.user_id,
        *values,
    )
    found = []
    for row in rows:
        at = uow.moment(row["planned_at"])
        if at is not None:
            found.append((_name(uow, row), str(row["type"]), at))
    return found


@dataclass(frozen=True)
class CaseDate:
    """A date of a case as a calendar may show it: no name, no kind, no place (INV-18). `id`: the meeting;
    None for a visit, which has a day (`on`) and no hour."""

    id: str | None
    case_id: str
    state: str
    version: int
    at: datetime | None
    on: date | None = None


def meetings_between(uow: UnitOfWork, since: datetime, until: datetime) -> list[CaseDate]:
    """The meetings between two moments in the actor's own cases and those the actor is invited to, those that
    are off among them, by time; one statement."""
    visible, values = visibility.visible_cases(uow)
    mine, my_values = _own(uow)
    rows = uow.rows(
        "SELECT m.id, m.case_id, m.state, m.version, m.planned_at FROM meeting m"
        " JOIN case_file c ON c.tenant_id = m.tenant_id AND c.id = m.case_id"
        # what a team's meeting said of a case stands in the team's calendar already
        " WHERE m.tenant_id = ? AND m.type <> 'status' AND m.planned_at >= ? AND m.planned_at < ?"
        f" AND ({mine} OR EXISTS (SELECT 1 FROM attendance a WHERE a.tenant_id = m.tenant_id"
        f" AND a.meeting_id = m.id AND a.user_id = ? AND a.invited)) AND c.id IN ({visible})"
        " ORDER BY m.planned_at, m.id",
        uow.tenant_id,
        bound(uow, since),
        bound(uow, until),
        *my_values,
        uow.actor.user_id,
        *values,
    )
    return [
        CaseDate(
            str(row["id"]),
            str(row["case_id"]),
            row["state"],
            int(row["version"]),
            uow.moment(row["planned_at"]),
        )
        for row in rows
    ]


def visits_between(uow: UnitOfWork, since: date, until: date) -> list[CaseDate]:
    """The days of visits in the cases that the actor coordinates or stands in for, the next of each case."""
    rows = uow.rows(
        "SELECT m.case_id, MIN(m.next_follow_up) AS day FROM measure m"
        " JOIN case_file c ON c.tenant_id = m.tenant_id AND c.id = m.case_id"
        " WHERE m.tenant_id = ? AND m.state = 'started' AND c.closed_at IS NULL"
        " AND (c.coordinator_id = ? OR c.substitute_id = ?) AND m.next_follow_up >= ?"
        " AND m.next_follow_up < ? GROUP BY m.case_id ORDER BY day, m.case_id",
        uow.tenant_id,
        uow.actor.user_id,
        uow.actor.user_id,
        bound(uow, since),
        bound(uow, until),
    )
    return [CaseDate(None, str(row["case_id"]), "planned", 0, None, as_day(row["day"])) for row in rows]


def cases_by_number(uow: UnitOfWork, number: str, limit: int = 20) -> list[CaseName]:
    """Visible cases whose number begins with these digits and dashes."""
    visible, values = visibility.visible_cases(uow)
    rows = uow.rows(
        f"SELECT {_NAME} FROM case_file c{_NAME_JOINS} WHERE c.tenant_id = ? AND c.number LIKE ?"
        f" AND c.id IN ({visible}) ORDER BY c.number LIMIT {int(limit)}",
        uow.tenant_id,
        "".join(c for c in number if c.isascii() and (c.isdigit() or c == "-")) + "%",
        *values,
    )
    return [_name(uow, row) for row in rows]


@dataclass(frozen=True)
class CaseOfFamily:
    """A case of a family as a list shows it."""

    name: CaseName
    status: str
    coordinator: str
    closed: bool


def visible_family_cases(uow: UnitOfWork, family_id: str) -> list[CaseOfFamily]:
    """The family's cases that the actor may see, open ones first, in one statement."""
    visible, values = visibility.visible_cases(uow)
    rows = uow.rows(
        f"SELECT {_NAME}, {_SHOWN} AS status, c.closed_at, u.name AS coordinator"
        f" FROM case_file c{_NAME_JOINS}"
        " LEFT JOIN app_user u ON u.tenant_id = c.tenant_id AND u.id = c.coordinator_id"
        f" WHERE c.tenant_id = ? AND c.family_id = ? AND c.id IN ({visible})"
        " ORDER BY CASE WHEN c.closed_at IS NULL THEN 0 ELSE 1 END, c.number",
        uow.tenant_id,
        family_id,
        *values,
    )
    return [
        CaseOfFamily(_name(uow, row), row["status"], row["coordinator"] or "", row["closed_at"] is not None)
        for row in rows
    ]


def involvements_of(uow: UnitOfWork, case_ids: Iterable[str]) -> list[Row]:
    """Open involvements of other sectors in these cases."""
    wanted = sorted(set(case_ids))
    if not wanted:
        return []
    where = f"t.closed IS NULL AND t.case_id IN ({', '.join('?' for _ in wanted)})"
    return fetch(uow, tables.sector_involvement, where, *wanted, tail="ORDER BY t.id")


# what happened in a case, each thing once: a completion's audit event is left to its submission, a form's
# journal entry too. References are text, because their kinds differ.
_EVENTS = (
    "SELECT e.at AS at, e.kind AS kind, e.actor AS actor, CAST(e.seq AS text) AS ref, e.element AS element,"
    " 'event' AS source, e.on_behalf_of AS on_behalf_of FROM audit_event e"
    " WHERE e.tenant_id = ? AND e.case_id = ?"
    " AND e.kind <> 'user_task.completed'"
    " UNION ALL SELECT s.submitted_at, 'user_task.completed', s.submitted_by, CAST(s.id AS text), s.element,"
    " 'submission', s.on_behalf_of FROM form_submission s"
    " WHERE s.tenant_id = ? AND s.case_id = ? AND s.version = 1"
    " UNION ALL SELECT j.at, j.kind, j.author_id, CAST(j.id AS text), j.form_key, 'journal',"
    " {null} FROM journal_entry j WHERE j.tenant_id = ? AND j.case_id = ? AND j.submission_id IS NULL"
    " UNION ALL SELECT m.held_at, m.type, {null}, CAST(m.id AS text), m.state, 'meeting', {null}"
    " FROM meeting m WHERE m.tenant_id = ? AND m.case_id = ? AND m.held_at IS NOT NULL"
)


def events(
    uow: UnitOfWork, case_id: str, limit: int, before: tuple[datetime, str, str] | None
) -> list[Mapping[str, Any]]:
    """The newest events of a case in one query: at, kind, actor, ref, element, source (event, submission,
    journal, meeting), on_behalf_of. `before` is (at, source, ref) of the last one already shown."""
    union = _EVENTS.format(null="NULL" if uow.sqlite else "CAST(NULL AS uuid)")
    values: list[Any] = [uow.tenant_id, case_id] * 4
    where = ""
    if before is not None:
        at = bound(uow, before[0])
        where = " WHERE at < ? OR (at = ? AND (source < ? OR (source = ? AND ref < ?)))"
        values += [at, at, before[1], before[1], before[2]]
    rows = uow.rows(
        f"SELECT at, kind, actor, ref, element, source, on_behalf_of FROM ({union}) u{where}"
        f" ORDER BY at DESC, source DESC, ref DESC LIMIT {int(limit)}",
        *values,
    )
    return [
        {
            **row,
            "at": uow.moment(row["at"]),
            "actor": as_id(row["actor"]),
            "on_behalf_of": as_id(row["on_behalf_of"]),
        }
        for row in rows
    ]


def entries(uow: UnitOfWork, entry_ids: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Title and restriction of these journal entries."""
    wanted = sorted(set(entry_ids))
    if not wanted:
        return {}
    rows = uow.rows(
        "SELECT id, key_id, title, restricted, author_id FROM journal_entry WHERE tenant_id = ?"
        f" AND id IN ({', '.join('?' for _ in wanted)})",
        uow.tenant_id,
        *wanted,
    )
    uow.learn_keys(str(row["key_id"]) for row in rows)
    return {
        str(row["id"]): {
            "title": uow.open(str(row["key_id"]), "journal_entry", str(row["id"]), "title", row["title"]),
            "restricted": bool(row["restricted"]),
            "author_id": as_id(row["author_id"]),
        }
        for row in rows
    }
