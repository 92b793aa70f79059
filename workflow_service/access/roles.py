"""The roles of domain.md 4: their names, where each is held, and what holding one lets a person see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """Where a role is held. A tenant-wide role has no scope id."""

    CASE = "case"
    TEAM = "team"
    UNIT = "unit"
    SECTOR = "sector"
    TENANT = "tenant"


@dataclass(frozen=True)
class Role:
    """One role. `scope` is the kind of scope a task for this role gets when the diagram says no other."""

    id: str
    da: str
    en: str
    scope: Scope


_ALL = (
    Role("family_coordinator", "Familiekoordinator", "Family coordinator", Scope.CASE),
    Role("core_team_member", "Kerneteammedlem", "Core team member", Scope.CASE),
    Role("case_professional", "Involveret fagperson", "Involved professional", Scope.CASE),
    Role("external_expert", "Ekstern fagperson", "External expert", Scope.CASE),
    Role("school_social_worker", "Skolesocialrådgiver", "School social worker", Scope.CASE),
    Role("school_daycare_staff", "Lærer eller pædagog", "School or day-care staff", Scope.CASE),
    Role("relay_holder", "Stafetholder", "Relay holder", Scope.CASE),
    Role("regional_professional", "Regional fagperson", "Regional professional", Scope.CASE),
    Role("team_leader", "Teamleder", "Team leader", Scope.TEAM),
    Role("child_disability_adviser", "Børnehandicaprådgiver", "Child disability adviser", Scope.TEAM),
    Role("intake_worker", "Modtagelse", "Intake", Scope.UNIT),
    Role("notification_officer", "Modtagevagt", "Notification officer", Scope.UNIT),
    Role("duty_officer", "Social døgnvagt", "Out-of-hours duty officer", Scope.UNIT),
    Role("department_head", "Afdelingschef", "Head of department", Scope.UNIT),
    Role("manager", "Leder (afdeling)", "Manager (department)", Scope.UNIT),
    Role("controller", "Controller", "Controller", Scope.UNIT),
    Role("grant_authority", "Bevillingsansvarlig", "Grant authority", Scope.SECTOR),
    Role("coordination_chair", "Formand for koordinationsgruppen", "Coordination chair", Scope.TENANT),
    Role("process_owner", "Procesejer", "Process owner", Scope.TENANT),
    Role("system_admin", "Systemadministrator", "System administrator", Scope.TENANT),
    Role("auditor", "Logansvarlig", "Log auditor", Scope.TENANT),
    # not a person of domain.md 4: the account of a connected system (remote workers, message senders)
    Role("integration", "Fagsystem", "Connected system", Scope.TENANT),
)

ROLES: Mapping[str, Role] = {role.id: role for role in _ALL}

ROLE_SCOPE: Mapping[str, Scope] = {role.id: role.scope for role in _ALL}


class Sight(StrEnum):
    """Which cases of its scope a membership opens. Only `WHOLE` opens a restricted case."""

    WHOLE = "whole"
    UNRESTRICTED = "unrestricted"
    INTAKE = "intake"
    ACUTE = "acute"


# Everything not named here opens no case (deny by default): external experts read the material of their
# own task, grant authorities and controllers their own decisions, the rest no case content at all.
SIGHT: Mapping[tuple[str, Scope], tuple[Sight, ...]] = {
    ("family_coordinator", Scope.CASE): (Sight.WHOLE,),
    ("core_team_member", Scope.CASE): (Sight.WHOLE,),
    # named on one case: an escalation, or a restricted case that needs its leader
    ("team_leader", Scope.CASE): (Sight.WHOLE,),
    ("department_head", Scope.CASE): (Sight.WHOLE,),
    # named on a case that was closed to their unit or team because of a suspicion (INV-14)
    ("intake_worker", Scope.CASE): (Sight.WHOLE,),
    ("notification_officer", Scope.CASE): (Sight.WHOLE,),
    ("duty_officer", Scope.CASE): (Sight.WHOLE,),
    ("child_disability_adviser", Scope.CASE): (Sight.WHOLE,),
    ("team_leader", Scope.TEAM): (Sight.UNRESTRICTED,),
    ("child_disability_adviser", Scope.TEAM): (Sight.UNRESTRICTED,),
    ("manager", Scope.UNIT): (Sight.UNRESTRICTED,),
    ("intake_worker", Scope.UNIT): (Sight.INTAKE,),
    ("notification_officer", Scope.UNIT): (Sight.INTAKE, Sight.ACUTE),
    ("duty_officer", Scope.UNIT): (Sight.ACUTE,),
}


def role_name(role: str, language: str) -> str:
    """The role's name in `language` ("da" or "en"); an unknown role is shown by its id."""
    found = ROLES.get(role)
    if found is None:
        return role
    return found.en if language == "en" else found.da
