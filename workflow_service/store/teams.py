"""Standing core teams with their members, and the register of external experts (domain.md 3, 5.1 P04)."""

from __future__ import annotations

import json
from collections.abc import Sequence

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
