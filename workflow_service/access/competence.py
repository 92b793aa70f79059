"""Who may take a decision (S02): the level that table D5 names, at this case."""

from __future__ import annotations

from collections.abc import Mapping

from workflow_service.access.decisions import Denial
from workflow_service.access.facts import Actor, CaseFacts, is_system
from workflow_service.access.roles import Scope, role_name

GRANT_AUTHORITY = "grant_authority"
# from the lowest: who decides the larger sums decides the smaller ones too. The coordinator is an adviser of
# the child-disability area (INV-01).
_LADDER: Mapping[str, tuple[str, ...]] = {
    "adviser": ("child_disability_adviser", "family_coordinator", "team_leader", "department_head"),
    "team_leader": ("team_leader", "department_head"),
    "department_head": ("department_head",),
}


def may_decide(actor: Actor, case: CaseFacts, level: str) -> Denial | None:
    """Decide at `level` (a result of D5: adviser, team_leader, department_head, committee, statutory_body).

    What a committee has decided is entered by the grant authority, who also answers for another sector
    (`level` "grant_authority"); being one does not lift anybody up the ladder.
    """
    roles = _LADDER.get(level, (GRANT_AUTHORITY,))
    around = ((Scope.CASE, case.case_id), (Scope.TEAM, case.team_id), (Scope.UNIT, case.unit_id))
    places: set[tuple[str, str | None]] = {
        (str(kind), scope_id) for kind, scope_id in around if scope_id is not None
    }
    places.add((str(Scope.TENANT), None))
    if is_system(actor):
        return None
    if any(one.role in roles and (one.scope_kind, one.scope_id) in places for one in actor.memberships):
        return None
    lowest = roles[0]
    da, en = role_name(lowest, "da").lower(), role_name(lowest, "en").lower()
    return Denial(
        "beyond_your_competence",
        f"Afgørelsen kræver rollen {da} i sagen (beslutningstabel D5). Giv opgaven tilbage.",
        f"The decision takes the role {en} of the case (decision table D5). Give the task back.",
    )
