"""Users as the case file needs them: who may be chosen, who takes part, who is already involved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from workflow_service.store.casefile_rows import as_day, as_id, bound
from workflow_service.store.tables import people as tables
from workflow_service.store.uow import UnitOfWork


@dataclass(frozen=True)
class Colleague:
    """A user of the service as others see them."""

    id: str
    name: str
    phone: str | None
    email: str | None
    profession: str | None
    unit_id: str | None
    active: bool
    sort_name: str
    # away now, and until which day as far as anybody knows (T08)
    away: bool = False
    away_until: date | None = None


_COLUMNS = "u.id, u.name, u.phone, u.email, u.profession, u.unit_id, u.active, u.sort_name"
_AWAY = "LEFT JOIN absence a ON a.tenant_id = u.tenant_id AND a.user_id = u.id AND a.state = 'running'"
_VALID = "m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)"


def _colleague(row: Mapping[str, Any]) -> Colleague:
    return Colleague(
        str(row["id"]),
        row["name"],
        row["phone"],
        row["email"],
        row["profession"],
        as_id(row["unit_id"]),
        bool(row["active"]),
        row["sort_name"],
    )


def colleagues(uow: UnitOfWork, user_ids: Iterable[str | None]) -> dict[str, Colleague]:
    """These users by id, in one query; unknown ids are left out."""
    wanted = sorted({one for one in user_ids if one})
    if not wanted:
        return {}
    rows = uow.rows(
        f"SELECT {_COLUMNS}, a.id AS absence_id, a.last_on FROM app_user u {_AWAY} WHERE u.tenant_id = ?"
        f" AND u.id IN ({', '.join('?' for _ in wanted)})",
        uow.tenant_id,
        *wanted,
    )
    return {
        str(row["id"]): replace(
            _colleague(row), away=row["absence_id"] is not None, away_until=as_day(row["last_on"])
        )
        for row in rows
    }


def users_with_roles(uow: UnitOfWork, roles: Iterable[str]) -> list[Colleague]:
    """Active users who hold one of `roles` anywhere now, in alphabetical order; no role named: all users."""
    wanted = sorted(set(roles))
    held = ""
    values: list[Any] = []
    if wanted:
        held = (
            " AND EXISTS (SELECT 1 FROM membership m WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id"
            f" AND m.role IN ({', '.join('?' for _ in wanted)}) AND {_VALID})"
        )
        now = bound(uow, uow.now)
        values = [*wanted, now, now]
    rows = uow.rows(
        f"SELECT {_COLUMNS} FROM app_user u WHERE u.tenant_id = ? AND u.active{held}"
        " ORDER BY u.sort_name, u.id",
        uow.tenant_id,
        *values,
    )
    return [_colleague(row) for row in rows]


def holders(uow: UnitOfWork, role: str, scope_kind: str, scope_id: str) -> list[str]:
    """Ids of the users who hold `role` at exactly this scope now, of their own and not for somebody away."""
    now = bound(uow, uow.now)
    rows = uow.rows(
        "SELECT DISTINCT m.user_id FROM membership m WHERE m.tenant_id = ? AND m.role = ?"
        f" AND m.scope_kind = ? AND m.scope_id = ? AND m.ground <> 'substitute' AND {_VALID}"
        " ORDER BY m.user_id",
        uow.tenant_id,
        role,
        scope_kind,
        scope_id,
        now,
        now,
    )
    return [str(row["user_id"]) for row in rows]


def works_at(uow: UnitOfWork, user_id: str, team_id: str | None, unit_id: str | None) -> bool:
    """Is this an active user who holds a role at the team or the unit now?"""
    now = bound(uow, uow.now)
    found = uow.value(
        "SELECT u.id FROM app_user u JOIN membership m ON m.tenant_id = u.tenant_id AND m.user_id = u.id"
        " WHERE u.tenant_id = ? AND u.id = ? AND u.active AND (u.valid_to IS NULL OR u.valid_to >= ?)"
        f" AND {_VALID} AND ((m.scope_kind = 'team' AND m.scope_id = ?)"
        " OR (m.scope_kind = 'unit' AND m.scope_id = ?)) LIMIT 1",
        uow.tenant_id,
        user_id,
        bound(uow, uow.now.astimezone(uow.zone).date()),
        now,
        now,
        team_id,
        unit_id,
    )
    return found is not None


def grant(
    uow: UnitOfWork, user_id: str, role: str, case_id: str, ground: str, until: datetime | None = None
) -> None:
    """Gives `user_id` a role on one case from now on."""
    uow.insert(
        tables.membership,
        {
            "id": uow.new_id(),
            "user_id": user_id,
            "role": role,
            "scope_kind": "case",
            "scope_id": case_id,
            "valid_from": uow.now,
            "valid_to": until,
            "ground": ground,
        },
    )


@dataclass(frozen=True)
class TeamMember:
    """A member of a standing core team."""

    user_id: str
    name: str
    profession: str
    sector: str
    sections: tuple[str, ...]
    deputy_id: str | None
    phone: str | None
    email: str | None


def team_members(uow: UnitOfWork, team_id: str | None) -> list[TeamMember]:
    """The members of a core team today, in alphabetical order."""
    if team_id is None:
        return []
    today = bound(uow, uow.now.astimezone(uow.zone).date())
    rows = uow.rows(
        "SELECT t.user_id, u.name, t.profession, t.sector, t.sections, t.deputy_id, u.phone, u.email"
        " FROM team_membership t JOIN app_user u ON u.tenant_id = t.tenant_id AND u.id = t.user_id"
        " WHERE t.tenant_id = ? AND t.team_id = ? AND u.active"
        " AND (t.valid_from IS NULL OR t.valid_from <= ?) AND (t.valid_to IS NULL OR t.valid_to >= ?)"
        " ORDER BY u.sort_name, t.user_id",
        uow.tenant_id,
        team_id,
        today,
        today,
    )
    return [
        TeamMember(
            str(row["user_id"]),
            row["name"],
            row["profession"],
            row["sector"],
            tuple(json.loads(row["sections"] or "[]")),
            as_id(row["deputy_id"]),
            row["phone"],
            row["email"],
        )
        for row in rows
    ]


def caseloads(uow: UnitOfWork) -> dict[str, int]:
    """Open cases of each coordinator."""
    rows = uow.rows(
        "SELECT coordinator_id, count(*) AS n FROM case_file WHERE tenant_id = ? AND closed_at IS NULL"
        " AND coordinator_id IS NOT NULL GROUP BY coordinator_id",
        uow.tenant_id,
    )
    return {str(row["coordinator_id"]): int(row["n"]) for row in rows}


def users_with_open_tasks(uow: UnitOfWork, family_id: str) -> frozenset[str]:
    """Users who have taken an open task in any case of the family (INV-05)."""
    rows = uow.rows(
        "SELECT DISTINCT assignee FROM user_task WHERE tenant_id = ? AND assignee IS NOT NULL"
        " AND state IN ('created', 'claimed', 'delegated') AND case_id IN"
        " (SELECT id FROM case_file WHERE tenant_id = ? AND family_id = ?)",
        uow.tenant_id,
        uow.tenant_id,
        family_id,
    )
    return frozenset(str(row["assignee"]) for row in rows)


def users_with_case_roles(uow: UnitOfWork, family_id: str) -> frozenset[str]:
    """Users who hold a working role on any case of the family, or are in a core team that has one (INV-05).

    The role of external expert is left out: it is what the invitation itself gives.
    """
    now = bound(uow, uow.now)
    rows = uow.rows(
        "SELECT m.user_id FROM membership m WHERE m.tenant_id = ? AND m.scope_kind = 'case'"
        f" AND m.role <> 'external_expert' AND {_VALID}"
        " AND m.scope_id IN (SELECT id FROM case_file WHERE tenant_id = ? AND family_id = ?)"
        " UNION SELECT t.user_id FROM team_membership t WHERE t.tenant_id = ?"
        " AND (t.valid_to IS NULL OR t.valid_to >= ?)"
        " AND t.team_id IN (SELECT team_id FROM case_file WHERE tenant_id = ? AND family_id = ?)",
        uow.tenant_id,
        now,
        now,
        uow.tenant_id,
        family_id,
        uow.tenant_id,
        bound(uow, uow.now.astimezone(uow.zone).date()),
        uow.tenant_id,
        family_id,
    )
    return frozenset(str(row["user_id"]) for row in rows)


@dataclass(frozen=True)
class Expert:
    """An external professional in the register."""

    id: str
    name: str
    organisation: str
    expertise: str
    tags: tuple[str, ...]
    contact: str | None
    user_id: str | None
    valid_to: date | None = None


def experts(uow: UnitOfWork, *, ended: bool = False) -> list[Expert]:
    """The register of external experts, by name: those who can be invited today, with `ended` all."""
    today = bound(uow, uow.now.astimezone(uow.zone).date())
    narrowed = "" if ended else " AND (valid_to IS NULL OR valid_to >= ?)"
    rows = uow.rows(
        "SELECT id, name, organisation, expertise, tags, contact, user_id, valid_to FROM expert"
        f" WHERE tenant_id = ?{narrowed} ORDER BY name, id",
        uow.tenant_id,
        *(() if ended else (today,)),
    )
    return [
        Expert(
            str(row["id"]),
            row["name"],
            row["organisation"],
            row["expertise"],
            tuple(json.loads(row["tags"] or "[]")),
            row["contact"],
            as_id(row["user_id"]),
            as_day(row["valid_to"]),
        )
        for row in rows
    ]
