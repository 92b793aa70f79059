"""Standing core teams with their members, and the register of external experts (domain.md 3, 5.1 P04)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow_service.store.casefile_rows import Row, as_day, as_id, bound
from workflow_service.store.tables.casefile import core_team, expert, team_membership
from workflow_service.store.uow import UnitOfWork

# has the user `u` a seat today, or stands in for somebody who has? in a core team, or a group's meetings
_SEAT = (
    "SELECT 1 FROM {table} w WHERE w.tenant_id = u.tenant_id AND (w.user_id = u.id OR w.deputy_id = u.id)"
    " AND (w.valid_from IS NULL OR w.valid_from <= ?) AND (w.valid_to IS NULL OR w.valid_to >= ?)"
)
HAS_SEAT = (
    f"(EXISTS ({_SEAT.format(table='team_membership')}) OR EXISTS ({_SEAT.format(table='series_member')}))"
)


def seat_values(uow: UnitOfWork) -> tuple[object, ...]:
    """The parameters of `HAS_SEAT`: the local day, four times."""
    return (bound(uow, uow.now.astimezone(uow.zone).date()),) * 4


def has_seat(uow: UnitOfWork, user_id: str) -> bool:
    """Does the user belong to standing meetings as a member or a named deputy, with or without a role?"""
    found = uow.value(
        f"SELECT u.id FROM app_user u WHERE {HAS_SEAT} AND u.tenant_id = ? AND u.id = ?",
        *seat_values(uow),
        uow.tenant_id,
        user_id,
    )
    return found is not None


_OPEN = "('created', 'claimed', 'delegated')"


@dataclass(frozen=True)
class Team:
    """A standing core team. `sections`: keys of the legal bases that somebody in it must cover; of `gap` its
    leader has said why nobody does."""

    id: str
    name: str
    unit_id: str
    unit: str
    sections: tuple[str, ...]
    gap: tuple[str, ...]
    gap_reason: str | None
    gap_at: datetime | None
    gap_by: str | None


@dataclass(frozen=True)
class Seat:
    """A member of a team with the days of the membership (both included, None: open)."""

    user_id: str
    name: str
    profession: str
    sector: str
    sections: tuple[str, ...]
    deputy_id: str | None
    deputy: str | None
    valid_from: date | None
    valid_to: date | None
    active: bool = True

    def sits(self, on: date) -> bool:
        """Is the membership in force on that day?"""
        begun = self.valid_from is None or self.valid_from <= on
        return self.active and begun and (self.valid_to is None or self.valid_to >= on)


@dataclass(frozen=True)
class Held:
    """A case in which a member has a part (coordinator, substitute, member) or tasks."""

    case_id: str
    number: str
    parts: tuple[str, ...]
    tasks: int


def all_teams(uow: UnitOfWork, team_id: str | None = None) -> list[Team]:
    """Every standing team by name, or the one."""
    narrowed = "" if team_id is None else " AND c.id = ?"
    rows = uow.rows(
        "SELECT c.id, c.name, c.unit_id, u.name AS unit, c.sections, c.gap_sections, c.gap_reason, c.gap_at,"
        " b.name AS gap_by FROM core_team c"
        " JOIN unit u ON u.tenant_id = c.tenant_id AND u.id = c.unit_id"
        " LEFT JOIN app_user b ON b.tenant_id = c.tenant_id AND b.id = c.gap_by"
        f" WHERE c.tenant_id = ?{narrowed} ORDER BY c.name, c.id",
        uow.tenant_id,
        *(() if team_id is None else (team_id,)),
    )
    return [
        Team(
            str(row["id"]),
            row["name"],
            str(row["unit_id"]),
            row["unit"],
            _keys(row["sections"]),
            _keys(row["gap_sections"]),
            row["gap_reason"],
            uow.moment(row["gap_at"]),
            row["gap_by"],
        )
        for row in rows
    ]


def _keys(text: str | None) -> tuple[str, ...]:
    return tuple(json.loads(text or "[]"))


def seats(uow: UnitOfWork, team_id: str | None = None) -> dict[str, list[Seat]]:
    """Everybody who sits, sat or will sit in the team (None: in each), by team, in alphabetical order."""
    narrowed = "" if team_id is None else " AND t.team_id = ?"
    rows = uow.rows(
        "SELECT t.team_id, t.user_id, u.name, u.active, t.profession, t.sector, t.sections, t.deputy_id,"
        " d.name AS deputy, t.valid_from, t.valid_to FROM team_membership t"
        " JOIN app_user u ON u.tenant_id = t.tenant_id AND u.id = t.user_id"
        " LEFT JOIN app_user d ON d.tenant_id = t.tenant_id AND d.id = t.deputy_id"
        f" WHERE t.tenant_id = ?{narrowed} ORDER BY u.sort_name, t.user_id",
        uow.tenant_id,
        *(() if team_id is None else (team_id,)),
    )
    found: dict[str, list[Seat]] = {}
    for row in rows:
        found.setdefault(str(row["team_id"]), []).append(_seat(row))
    return found


def _seat(row: Mapping[str, Any]) -> Seat:
    return Seat(
        str(row["user_id"]),
        row["name"],
        row["profession"],
        row["sector"],
        _keys(row["sections"]),
        as_id(row["deputy_id"]),
        row["deputy"],
        as_day(row["valid_from"]),
        as_day(row["valid_to"]),
        bool(row["active"]),
    )


def by_role(uow: UnitOfWork, team_id: str) -> list[tuple[str, str, str]]:
    """Who works in the team by a role that is a profession (the advisers) today: (profession, id, name)."""
    now = bound(uow, uow.now)
    rows = uow.rows(
        "SELECT DISTINCT u.profession, u.id, u.name, u.sort_name FROM membership m"
        " JOIN app_user u ON u.tenant_id = m.tenant_id AND u.id = m.user_id AND u.active"
        " WHERE m.tenant_id = ? AND m.scope_kind = 'team' AND m.scope_id = ? AND m.role = u.profession"
        " AND m.ground <> 'substitute' AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)"
        " ORDER BY u.sort_name, u.id",
        uow.tenant_id,
        team_id,
        now,
        now,
    )
    return [(row["profession"], str(row["id"]), row["name"]) for row in rows]


def work_of(uow: UnitOfWork, team_id: str, user_id: str) -> list[Held]:
    """The open cases of the team in which the user has a part or an open task, by number."""
    now = bound(uow, uow.now)
    rows = uow.rows(
        "SELECT c.id, c.number, c.coordinator_id, c.substitute_id,"
        " (SELECT count(*) FROM user_task t WHERE t.tenant_id = c.tenant_id AND t.case_id = c.id"
        f" AND t.assignee = ? AND t.state IN {_OPEN}) AS tasks,"
        " (SELECT count(*) FROM membership m WHERE m.tenant_id = c.tenant_id AND m.scope_kind = 'case'"
        " AND m.scope_id = c.id AND m.user_id = ? AND m.role = 'core_team_member'"
        " AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)) AS parts"
        " FROM case_file c WHERE c.tenant_id = ? AND c.team_id = ? AND c.closed_at IS NULL"
        # a case under suspicion is named to nobody who does not work on it (INV-14)
        " AND NOT c.restricted ORDER BY c.number",
        user_id,
        user_id,
        now,
        now,
        uow.tenant_id,
        team_id,
    )
    found = []
    for row in rows:
        held = {
            "coordinator": as_id(row["coordinator_id"]) == user_id,
            "substitute": as_id(row["substitute_id"]) == user_id,
            "member": bool(row["parts"]),
        }
        parts = tuple(part for part, holds in held.items() if holds)
        if parts or row["tasks"]:
            found.append(Held(str(row["id"]), row["number"], parts, int(row["tasks"])))
    return found


def case_mix(uow: UnitOfWork, team_id: str) -> list[Row]:
    """What the needs of the team's open cases are told by, a row a case: the child's `birth_date`,
    `expected_date` and `details`, the case's `flags`, and the `sectors` with an open case about the family.

    Cases whose child is not written down yet are left out, and restricted ones: nobody may learn of these,
    not even from a share (INV-14). Two statements, however many cases there are.
    """
    open_cases = "c.tenant_id = ? AND c.team_id = ? AND c.closed_at IS NULL AND NOT c.restricted"
    involved = uow.rows(
        "SELECT DISTINCT i.case_id, i.sector FROM case_file c"
        " JOIN sector_involvement i ON i.tenant_id = c.tenant_id AND i.case_id = c.id AND i.closed IS NULL"
        f" WHERE {open_cases}",
        uow.tenant_id,
        team_id,
    )
    sectors: dict[str, list[str]] = {}
    for row in involved:
        sectors.setdefault(str(row["case_id"]), []).append(row["sector"])
    rows = uow.rows(
        "SELECT c.id AS case_id, c.flags, p.id, p.key_id, p.birth_date, p.expected_date, p.details, k.wrapped"
        " FROM case_file c JOIN person p ON p.tenant_id = c.tenant_id AND p.id = c.child_id"
        " JOIN key k ON k.tenant_id = p.tenant_id AND k.id = p.key_id"
        f" WHERE {open_cases} ORDER BY c.id",
        uow.tenant_id,
        team_id,
    )
    return [_told(uow, row) | {"sectors": sectors.get(str(row["case_id"]), [])} for row in rows]


def _told(uow: UnitOfWork, row: Mapping[str, Any]) -> Row:
    key_id, details = str(row["key_id"]), row["details"]
    uow.learn_key(key_id, None if row["wrapped"] is None else bytes(row["wrapped"]))
    return {
        "flags": json.loads(row["flags"]),
        "birth_date": as_day(row["birth_date"]),
        "expected_date": as_day(row["expected_date"]),
        "details": uow.open(key_id, "person", str(row["id"]), "details", details) if details else None,
    }


def put_seat(uow: UnitOfWork, team_id: str, seat: Seat, *, again: bool) -> None:
    """Writes a membership; `again`: in the place of the one that the user has (had) in the team."""
    values = {
        "profession": seat.profession,
        "sector": seat.sector,
        "sections": json.dumps(list(seat.sections)),
        "deputy_id": seat.deputy_id,
        "valid_from": seat.valid_from,
        "valid_to": seat.valid_to,
    }
    if again:
        uow.execute(team_membership.update().where(*_of(uow, team_id, seat.user_id)).values(**values))
    else:
        uow.insert(team_membership, {"team_id": team_id, "user_id": seat.user_id, **values})


def _of(uow: UnitOfWork, team_id: str, user_id: str) -> tuple[Any, ...]:
    mine = team_membership.c.tenant_id == uow.tenant_id
    return mine, team_membership.c.team_id == team_id, team_membership.c.user_id == user_id


def set_sections(uow: UnitOfWork, team_id: str, sections: Sequence[str]) -> None:
    """What somebody in the team must cover."""
    uow.update(core_team, team_id, {"sections": json.dumps(list(sections))})


def set_gap(uow: UnitOfWork, team_id: str, sections: Sequence[str], reason: str | None) -> None:
    """Why the sections are left without anybody; no sections: none is any more."""
    said = {"gap_reason": reason, "gap_at": uow.now, "gap_by": uow.actor.user_id}
    none = dict.fromkeys(said)
    values = {"gap_sections": json.dumps(list(sections)), **(said if sections else none)}
    uow.update(core_team, team_id, values)


def lock_team(uow: UnitOfWork, team_id: str) -> None:
    """Holds the team until the transaction ends: what two leaders change at once is judged in turn."""
    if not uow.sqlite:
        sql = "SELECT id FROM core_team WHERE tenant_id = ? AND id = ? FOR UPDATE"
        uow.value(sql, uow.tenant_id, team_id)


def create_team(uow: UnitOfWork, name: str, unit_id: str) -> str:
    """A standing core team of a unit; its id."""
    team_id = uow.new_id()
    uow.insert(core_team, {"id": team_id, "name": name, "unit_id": unit_id, "created_at": uow.now})
    return team_id


def add_member(
    uow: UnitOfWork,
    team_id: str,
    user_id: str,
    *,
    profession: str,
    sector: str,
    sections: Sequence[str] = (),
    deputy_id: str | None = None,
) -> None:
    """Takes a user into a core team from today. `sections`: keys of the legal bases the member covers."""
    uow.insert(
        team_membership,
        {
            "team_id": team_id,
            "user_id": user_id,
            "profession": profession,
            "sector": sector,
            "sections": json.dumps(list(sections)),
            "deputy_id": deputy_id,
            "valid_from": uow.now.astimezone(uow.zone).date(),
        },
    )


def set_deputy(uow: UnitOfWork, team_id: str, user_id: str, deputy_id: str | None) -> None:
    """Who stands in for a member of a core team; None for nobody."""
    seat = (
        (team_membership.c.tenant_id == uow.tenant_id)
        & (team_membership.c.team_id == team_id)
        & (team_membership.c.user_id == user_id)
    )
    uow.execute(team_membership.update().where(seat).values(deputy_id=deputy_id))


def stand_ins(uow: UnitOfWork, team_id: str, day: date) -> dict[str, list[tuple[str, str]]]:
    """By member of the core team on `day`: the active colleagues who have the same profession or sit in the
    team too, and whoever is the deputy already, as (id, name) by alphabet; external experts left out. One
    statement for the whole team."""
    today = bound(uow, day)
    rows = uow.rows(
        "SELECT m.user_id AS member_id, u.id, u.name FROM team_membership m"
        " LEFT JOIN app_user u ON u.tenant_id = m.tenant_id AND u.id <> m.user_id AND u.active"
        " AND (u.id = m.deputy_id OR (u.profession = m.profession OR EXISTS (SELECT 1 FROM team_membership o"
        " WHERE o.tenant_id = u.tenant_id AND o.user_id = u.id"
        " AND (o.team_id = m.team_id OR o.profession = m.profession)"
        " AND (o.valid_to IS NULL OR o.valid_to >= ?)))"
        " AND NOT EXISTS (SELECT 1 FROM expert e WHERE e.tenant_id = u.tenant_id AND e.user_id = u.id))"
        " WHERE m.tenant_id = ? AND m.team_id = ? AND (m.valid_from IS NULL OR m.valid_from <= ?)"
        " AND (m.valid_to IS NULL OR m.valid_to >= ?) ORDER BY u.sort_name, u.id",
        today,
        uow.tenant_id,
        team_id,
        today,
        today,
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        offered = found.setdefault(str(row["member_id"]), [])
        if row["id"] is not None:
            offered.append((str(row["id"]), row["name"]))
    return found


def put_expert(uow: UnitOfWork, expert_id: str, values: Mapping[str, Any]) -> None:
    """Changes what the register says of an expert (`tags`: a list)."""
    tags = {"tags": json.dumps(list(values["tags"]))} if "tags" in values else {}
    uow.update(expert, expert_id, {**values, **tags})


def add_expert(
    uow: UnitOfWork,
    name: str,
    organisation: str,
    expertise: str,
    *,
    tags: Sequence[str] = (),
    contact: str | None = None,
    user_id: str | None = None,
) -> str:
    """Puts an external professional into the register; the id. `user_id`: the expert's own login, if any."""
    expert_id = uow.new_id()
    uow.insert(
        expert,
        {
            "id": expert_id,
            "name": name,
            "organisation": organisation,
            "expertise": expertise,
            "tags": json.dumps(list(tags)),
            "contact": contact,
            "user_id": user_id,
            "valid_to": None,
        },
    )
    return expert_id
