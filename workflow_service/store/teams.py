"""Standing core teams with their members, and the register of external experts (domain.md 3, 5.1 P04)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date

from workflow_service.store.casefile_rows import bound
from workflow_service.store.tables.casefile import core_team, expert, team_membership
from workflow_service.store.uow import UnitOfWork


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


def stand_ins(
    uow: UnitOfWork, team_id: str, day: date, roles: Iterable[str]
) -> dict[str, list[tuple[str, str]]]:
    """By member of the core team on `day`: the active colleagues who have the same profession or sit in the
    team too and hold one of `roles` now, and whoever is the deputy already, as (id, name) by alphabet;
    external experts left out. One statement for the whole team."""
    held, now, today = sorted(roles), bound(uow, uow.now), bound(uow, day)
    rows = uow.rows(
        "SELECT m.user_id AS member_id, u.id, u.name FROM team_membership m"
        " LEFT JOIN app_user u ON u.tenant_id = m.tenant_id AND u.id <> m.user_id AND u.active"
        " AND (u.id = m.deputy_id OR (u.profession = m.profession OR EXISTS (SELECT 1 FROM team_membership o"
        " WHERE o.tenant_id = u.tenant_id AND o.user_id = u.id"
        " AND (o.team_id = m.team_id OR o.profession = m.profession)"
        " AND (o.valid_to IS NULL OR o.valid_to >= ?)))"
        " AND NOT EXISTS (SELECT 1 FROM expert e WHERE e.tenant_id = u.tenant_id AND e.user_id = u.id)"
        " AND EXISTS (SELECT 1 FROM membership h WHERE h.tenant_id = u.tenant_id AND h.user_id = u.id"
        f" AND h.role IN ({', '.join('?' for _ in held)})"
        " AND h.valid_from <= ? AND (h.valid_to IS NULL OR h.valid_to > ?)))"
        " WHERE m.tenant_id = ? AND m.team_id = ? AND (m.valid_from IS NULL OR m.valid_from <= ?)"
        " AND (m.valid_to IS NULL OR m.valid_to >= ?) ORDER BY u.sort_name, u.id",
        today,
        *held,
        now,
        now,
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
        },
    )
    return expert_id
