"""Queries of absences and of who stands in (T08)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from workflow_service.store.casefile_rows import Row, bound, fetch
from workflow_service.store.columns import parse_moment
from workflow_service.store.tables import absences as tables
from workflow_service.store.uow import StandIn, UnitOfWork

# of every state but a draft and one that was withdrawn
KNOWN = "t.state IN ('planned', 'running', 'over')"

# beside a user `u` with a role `m`: for whom it is held, whom `u` stands in for, and what others do there
COLUMNS = (
    "hc.absent_id AS held_for, sc.id AS cover_id, sc.absent_id, sc.kind AS cover_kind, sc.what AS cover_what,"
    " sc.new_only, sc.began_at, oc.kind AS other_kind, oc.what AS other_what"
)
_RUNS = "sc.began_at IS NOT NULL AND sc.ended_at IS NULL"
_OTHERS = (
    "LEFT JOIN cover oc ON oc.tenant_id = sc.tenant_id AND oc.absence_id = sc.absence_id AND oc.kind <> 'all'"
)
JOINS = f"""LEFT JOIN cover hc ON hc.tenant_id = m.tenant_id AND hc.id = m.cover_id
LEFT JOIN cover sc ON sc.tenant_id = u.tenant_id AND sc.substitute_id = u.id AND {_RUNS}
{_OTHERS}"""


def stand_ins(rows: Iterable[Mapping[str, Any]]) -> tuple[StandIn, ...]:
    """What rows with `COLUMNS` say: each cover once."""
    covers: dict[str, Mapping[str, Any]] = {}
    others: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        if row["cover_id"] is None:
            continue
        cover_id = str(row["cover_id"])
        covers[cover_id] = row
        if row["other_kind"] is not None:
            others.setdefault(cover_id, set()).add((row["other_kind"], row["other_what"]))
    return tuple(
        StandIn(
            str(row["absent_id"]),
            row["cover_kind"],
            row["cover_what"],
            parse_moment(row["began_at"]) if row["new_only"] else None,
            frozenset(others.get(cover_id, ())) if row["cover_kind"] == "all" else frozenset(),
        )
        for cover_id, row in covers.items()
    )


def of_substitute(uow: UnitOfWork, user_id: str) -> tuple[StandIn, ...]:
    """For whom this user works now."""
    rows = uow.rows(
        "SELECT sc.id AS cover_id, sc.absent_id, sc.kind AS cover_kind, sc.what AS cover_what, sc.new_only,"
        f" sc.began_at, oc.kind AS other_kind, oc.what AS other_what FROM cover sc {_OTHERS}"
        f" WHERE sc.tenant_id = ? AND sc.substitute_id = ? AND {_RUNS}",
        uow.tenant_id,
        user_id,
    )
    return stand_ins(rows)


def absence(uow: UnitOfWork, absence_id: str) -> Row | None:
    found = fetch(uow, tables.absence, "t.id = ?", absence_id)
    return found[0] if found else None


def of_instance(uow: UnitOfWork, instance_id: str) -> Row | None:
    """The absence that this process instance follows."""
    found = fetch(uow, tables.absence, "t.instance_id = ?", instance_id)
    return found[0] if found else None


def between(uow: UnitOfWork, user_ids: Iterable[str], since: date, until: date) -> list[Row]:
    """When these people are away between two days (both included), without the notes."""
    wanted = sorted(set(user_ids))
    if not wanted:
        return []
    marks = ", ".join("?" for _ in wanted)
    rows = uow.rows(
        "SELECT t.id, t.user_id, t.first_on, t.last_on FROM absence t WHERE t.tenant_id = ?"
        f" AND t.user_id IN ({marks}) AND {KNOWN} AND t.first_on <= ?"
        " AND (t.last_on IS NULL OR t.last_on >= ?) ORDER BY t.first_on, t.id",
        uow.tenant_id,
        *wanted,
        bound(uow, until),
        bound(uow, since),
    )
    return [
        {
            "id": str(row["id"]),
            "user_id": str(row["user_id"]),
            "first_on": _day(row["first_on"]),
            "last_on": _day(row["last_on"]),
        }
        for row in rows
    ]


def is_away(row: Mapping[str, Any], day: date) -> bool:
    """Does this absence take in the day? Nobody knows the last day of some."""
    return bool(row["first_on"] <= day and (row["last_on"] is None or day <= row["last_on"]))


def shown(uow: UnitOfWork, user_ids: Iterable[str], since: date) -> list[Row]:
    """Absences of these people that are not past, with their notes; drafts left out."""
    wanted = sorted(set(user_ids))
    if not wanted:
        return []
    marks = ", ".join("?" for _ in wanted)
    where = f"t.user_id IN ({marks}) AND t.state IN ('draft', 'planned', 'running')"
    found = fetch(uow, tables.absence, where, *wanted, tail="ORDER BY t.first_on, t.id")
    return [one for one in found if one["last_on"] is None or one["last_on"] >= since]


def draft_of(uow: UnitOfWork, user_id: str) -> Row | None:
    """An absence of this user that was begun and not filled in."""
    found = fetch(uow, tables.absence, "t.user_id = ? AND t.state = 'draft'", user_id)
    return found[0] if found else None


def open_forms(uow: UnitOfWork, instance_ids: Iterable[str | None], user_id: str) -> dict[str, str]:
    """The open task of each of these courses that this user has, by instance."""
    wanted = sorted({one for one in instance_ids if one})
    if not wanted:
        return {}
    rows = uow.rows(
        f"SELECT instance_id, id FROM user_task WHERE tenant_id = ? AND instance_id IN ({_marks(wanted)})"
        " AND assignee = ? AND state IN ('created', 'claimed', 'delegated')",
        uow.tenant_id,
        *wanted,
        user_id,
    )
    return {str(row["instance_id"]): str(row["id"]) for row in rows}


def people_of(uow: UnitOfWork, team_ids: Iterable[str], unit_ids: Iterable[str]) -> dict[str, str]:
    """Names of the active people of these teams and units by id, in alphabetical order."""
    teams, units = sorted(set(team_ids)), sorted(set(unit_ids))
    if not teams and not units:
        return {}
    now = bound(uow, uow.now)
    parts: list[str] = []
    values: list[Any] = []
    if teams:
        parts.append(
            "u.id IN (SELECT m.user_id FROM membership m WHERE m.tenant_id = ? AND m.scope_kind = 'team'"
            f" AND m.scope_id IN ({_marks(teams)}) AND m.ground <> 'substitute'"
            " AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?))"
        )
        values += [uow.tenant_id, *teams, now, now]
        parts.append(
            "u.id IN (SELECT t.user_id FROM team_membership t WHERE t.tenant_id = ?"
            f" AND t.team_id IN ({_marks(teams)})"
            " AND (t.valid_to IS NULL OR t.valid_to >= ?))"
        )
        values += [uow.tenant_id, *teams, bound(uow, uow.now.astimezone(uow.zone).date())]
    if units:
        parts.append(f"u.unit_id IN ({_marks(units)})")
        values += units
    rows = uow.rows(
        f"SELECT u.id, u.name FROM app_user u WHERE u.tenant_id = ? AND u.active AND ({' OR '.join(parts)})"
        " ORDER BY u.sort_name, u.id",
        uow.tenant_id,
        *values,
    )
    return {str(row["id"]): row["name"] for row in rows}


def _marks(values: list[str]) -> str:
    return ", ".join("?" for _ in values)


def covers(uow: UnitOfWork, absence_ids: Iterable[str]) -> list[Row]:
    """Who stands in for what of these absences."""
    wanted = sorted(set(absence_ids))
    if not wanted:
        return []
    marks = ", ".join("?" for _ in wanted)
    return fetch(uow, tables.cover, f"t.absence_id IN ({marks})", *wanted, tail="ORDER BY t.kind, t.id")


def stood_in_for(uow: UnitOfWork, user_id: str) -> list[Row]:
    """The absences that this user stands in for or is going to."""
    return fetch(
        uow,
        tables.absence,
        "t.state IN ('planned', 'running') AND t.id IN (SELECT c.absence_id FROM cover c"
        " WHERE c.tenant_id = t.tenant_id AND c.substitute_id = ? AND c.ended_at IS NULL)",
        user_id,
        tail="ORDER BY t.first_on, t.id",
    )


def running_covers_of(uow: UnitOfWork, absent_ids: Iterable[str]) -> list[Row]:
    """What others do for these users now."""
    wanted = sorted(set(absent_ids))
    if not wanted:
        return []
    marks = ", ".join("?" for _ in wanted)
    where = f"t.absent_id IN ({marks}) AND t.began_at IS NOT NULL AND t.ended_at IS NULL"
    return fetch(uow, tables.cover, where, *wanted)


def reached_instead(uow: UnitOfWork, user_id: str) -> str:
    """Who gets the mail that is for this user: the substitute while somebody ill is away (T08)."""
    found = uow.value(
        "SELECT c.substitute_id FROM cover c"
        " JOIN absence a ON a.tenant_id = c.tenant_id AND a.id = c.absence_id"
        " WHERE c.tenant_id = ? AND c.absent_id = ? AND c.kind = 'all' AND c.began_at IS NOT NULL"
        " AND c.ended_at IS NULL AND a.quiet",
        uow.tenant_id,
        user_id,
    )
    return user_id if found is None else str(found)


def quiet(uow: UnitOfWork, user_ids: Iterable[str]) -> frozenset[str]:
    """Those of these users who are ill now and get no mails."""
    wanted = sorted(set(user_ids))
    if not wanted:
        return frozenset()
    marks = ", ".join("?" for _ in wanted)
    rows = uow.rows(
        f"SELECT user_id FROM absence WHERE tenant_id = ? AND user_id IN ({marks}) AND state = 'running'"
        " AND quiet",
        uow.tenant_id,
        *wanted,
    )
    return frozenset(str(row["user_id"]) for row in rows)


def for_family(uow: UnitOfWork, user_id: str, case_id: str) -> str | None:
    """Who works on the case while this user is away; None when nobody was named."""
    rows = uow.rows(
        "SELECT c.substitute_id FROM cover c WHERE c.tenant_id = ? AND c.absent_id = ?"
        " AND c.began_at IS NOT NULL AND c.ended_at IS NULL"
        " AND (c.kind = 'all' OR c.kind = 'case' AND c.what = ?) ORDER BY c.kind DESC",
        uow.tenant_id,
        user_id,
        case_id,
    )
    # "case" comes before "all" in this order: what is said of the family itself counts
    return str(rows[0]["substitute_id"]) if rows else None


def memberships_of(uow: UnitOfWork, user_id: str) -> list[Mapping[str, Any]]:
    """The roles that this user holds of their own now."""
    now = bound(uow, uow.now)
    return uow.rows(
        "SELECT role, scope_kind, scope_id, valid_to FROM membership WHERE tenant_id = ? AND user_id = ?"
        " AND ground <> 'substitute' AND valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)",
        uow.tenant_id,
        user_id,
        now,
        now,
    )


def lent_memberships(uow: UnitOfWork, cover_id: str) -> list[str]:
    """Ids of the roles that came with a cover and are still held."""
    rows = uow.rows(
        "SELECT id FROM membership WHERE tenant_id = ? AND cover_id = ?"
        " AND (valid_to IS NULL OR valid_to > ?)",
        uow.tenant_id,
        cover_id,
        bound(uow, uow.now),
    )
    return [str(row["id"]) for row in rows]


def taken_while_covering(uow: UnitOfWork, cover_id: str, substitute_id: str) -> list[Mapping[str, Any]]:
    """Open tasks that the substitute took by a role that came with the cover, in the order in which
    instances are locked."""
    return uow.rows(
        "SELECT t.id FROM user_task t WHERE t.tenant_id = ? AND t.assignee = ?"
        " AND t.state IN ('claimed', 'delegated') AND EXISTS (SELECT 1 FROM membership m"
        " WHERE m.tenant_id = t.tenant_id AND m.cover_id = ? AND m.role = t.role"
        " AND m.scope_kind = t.scope_kind AND m.scope_id = t.scope_id)"
        " AND NOT EXISTS (SELECT 1 FROM membership o WHERE o.tenant_id = t.tenant_id"
        " AND o.user_id = t.assignee AND o.role = t.role AND o.scope_kind = t.scope_kind"
        " AND o.scope_id = t.scope_id AND o.ground <> 'substitute'"
        " AND (o.valid_to IS NULL OR o.valid_to > ?))"
        " ORDER BY t.instance_id, t.id",
        uow.tenant_id,
        substitute_id,
        cover_id,
        bound(uow, uow.now),
    )


def coordinated(uow: UnitOfWork, user_id: str) -> list[str]:
    """Ids of the open cases that this user coordinates."""
    rows = uow.rows(
        "SELECT id FROM case_file WHERE tenant_id = ? AND coordinator_id = ? AND closed_at IS NULL"
        " ORDER BY number",
        uow.tenant_id,
        user_id,
    )
    return [str(row["id"]) for row in rows]


def substitutes_of(uow: UnitOfWork, user_id: str) -> dict[str, int]:
    """How many of this coordinator's families each substitute stands on."""
    rows = uow.rows(
        "SELECT substitute_id, count(*) AS n FROM case_file WHERE tenant_id = ? AND coordinator_id = ?"
        " AND closed_at IS NULL AND substitute_id IS NOT NULL GROUP BY substitute_id",
        uow.tenant_id,
        user_id,
    )
    return {str(row["substitute_id"]): int(row["n"]) for row in rows}


def law_clocks(uow: UnitOfWork, user_id: str, until: Any) -> list[Mapping[str, Any]]:
    """Open tasks of this user with a deadline of the law before `until`, the first one on top."""
    return uow.rows(
        "SELECT t.id, t.name, t.due_at, i.business_key FROM user_task t"
        " JOIN process_instance i ON i.tenant_id = t.tenant_id AND i.id = t.instance_id"
        " WHERE t.tenant_id = ? AND t.assignee = ? AND t.state IN ('created', 'claimed', 'delegated')"
        " AND t.clock_type = 'law' AND t.due_at IS NOT NULL AND t.due_at < ? ORDER BY t.due_at, t.id",
        uow.tenant_id,
        user_id,
        bound(uow, until),
    )


def done_for(uow: UnitOfWork, absent_id: str, since: Any) -> list[Mapping[str, Any]]:
    """What substitutes did on behalf of this user: element, name, case number, who and when."""
    return uow.rows(
        "SELECT e.at, t.name, i.business_key, u.name AS by_name FROM audit_event e"
        " JOIN user_task t ON t.tenant_id = e.tenant_id AND t.id = e.task_id"
        " JOIN process_instance i ON i.tenant_id = t.tenant_id AND i.id = t.instance_id"
        " LEFT JOIN app_user u ON u.tenant_id = e.tenant_id AND u.id = e.actor"
        " WHERE e.tenant_id = ? AND e.on_behalf_of = ? AND e.kind = 'user_task.completed' AND e.at >= ?"
        " ORDER BY e.at, e.chain_id, e.seq",
        uow.tenant_id,
        absent_id,
        bound(uow, since),
    )


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


__all__ = [
    "COLUMNS",
    "JOINS",
    "absence",
    "between",
    "coordinated",
    "covers",
    "done_for",
    "draft_of",
    "for_family",
    "is_away",
    "law_clocks",
    "lent_memberships",
    "memberships_of",
    "of_instance",
    "of_substitute",
    "open_forms",
    "people_of",
    "quiet",
    "reached_instead",
    "running_covers_of",
    "shown",
    "stand_ins",
    "stood_in_for",
    "substitutes_of",
    "taken_while_covering",
]
