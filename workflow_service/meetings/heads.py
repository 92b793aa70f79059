"""INV-11 where a coordination group is put together: its chair, its deputy chair, its members."""

from __future__ import annotations

from collections.abc import Sequence

from workflow_service.casefile import guards
from workflow_service.errors import Conflict
from workflow_service.rules import Violation
from workflow_service.rules import team_meetings as rule
from workflow_service.rules.team_meetings import TeamMember
from workflow_service.store import UnitOfWork
from workflow_service.store import coordination as group
from workflow_service.store import meetings as query

HEADS, CHAIRS = "department_head", "coordination_chair"


def require_heads(
    uow: UnitOfWork, members: Sequence[str], chair_id: str | None, deputy_chair_id: str | None
) -> None:
    """The chair is the head of the child-disability area, members and the deputy chair are heads of
    departments. Raises Invalid with `chair`, `deputy_chair`, `members.<n>`."""
    chairs, heads = group.holders(uow, CHAIRS), group.holders(uow, HEADS)
    names = query.user_names(uow, [one for one in (*members, deputy_chair_id) if one])
    found = rule.chaired_by_the_head(chair_id, chairs)
    if deputy_chair_id is not None:
        deputy = [TeamMember(deputy_chair_id, names.get(deputy_chair_id, ""))]
        broken = rule.members_are_heads(deputy, heads, chairs)
        found += [Violation(one.rule, "deputy_chair", one.da, one.en) for one in broken]
    people = [TeamMember(one, names.get(one, "")) for one in members]
    found += rule.members_are_heads(people, heads, chairs)
    guards.refuse(found, uow.actor.language)


def require_first(uow: UnitOfWork) -> None:
    """A municipality has one coordination group. Raises Conflict."""
    if query.all_series(uow, query.COORDINATION):
        raise Conflict(
            "group_exists",
            "Koordinationsgruppen har allerede faste møder. Ret dem i stedet.",
            "The coordination group has its meetings already. Change them instead.",
        )
