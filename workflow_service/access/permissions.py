"""Permission classes: what a call or page asks of its caller before it looks at any case.

A class says which roles get through the door; what is behind it is filtered once more by case, team and unit.
"""

from __future__ import annotations

from collections.abc import Mapping

from workflow_service.access.decisions import Denial, may_see_instance, may_steer_instance
from workflow_service.access.facts import Actor, InstanceFacts, is_system
from workflow_service.access.roles import ROLES

PUBLIC = "public"
LOGIN = "login"

_CASE_WORK = frozenset(
    {
        "family_coordinator",
        "core_team_member",
        "case_professional",
        "external_expert",
        "school_social_worker",
        "school_daycare_staff",
        "relay_holder",
        "regional_professional",
        "team_leader",
        "child_disability_adviser",
        "intake_worker",
        "notification_officer",
        "duty_officer",
        "department_head",
        "manager",
        "controller",
        "grant_authority",
        "coordination_chair",
    }
)

# the classes `public` (anybody) and `login` (any user) need no role
PERMISSIONS: Mapping[str, frozenset[str]] = {
    # task lists and tasks: also of people without a case, whose list is empty
    # the log auditor assesses misdirected letters, and sees no case by it
    "tasks": _CASE_WORK | {"auditor"},
    # reading instances; each list is cut to what the caller may see
    "instances.read": _CASE_WORK | {"integration"},
    "instances.start": frozenset(
        {
            "family_coordinator",
            "child_disability_adviser",
            "team_leader",
            "intake_worker",
            "notification_officer",
            "duty_officer",
            "manager",
            "coordination_chair",
            "integration",
        }
    ),
    "instances.steer": frozenset(
        {
            "family_coordinator",
            "child_disability_adviser",
            "team_leader",
            "intake_worker",
            "manager",
            "coordination_chair",
            "integration",
        }
    ),
    "definitions.read": frozenset(ROLES) - {"external_expert"},
    "definitions.write": frozenset({"process_owner"}),
    # the register of notifications; each line is cut to what the reader may know (INV-14)
    "notifications": frozenset({"notification_officer", "duty_officer", "team_leader"}),
    "messages.send": frozenset({"integration", "intake_worker", "notification_officer"}),
    "signals.send": frozenset({"integration", "process_owner"}),
    # technical failures: ids, codes and texts without case content
    "operations": frozenset({"process_owner", "system_admin"}),
    # letters and mails on their way out: kinds, states and case numbers
    "outbox": frozenset({"system_admin"}),
    # of the instances one sees; those who run the service see them all
    "incidents": frozenset({"process_owner", "system_admin", "manager", "team_leader"}),
    "external_tasks": frozenset({"integration"}),
    # what counts deadlines and cases: values from a day on, with what moves
    "parameters": frozenset({"process_owner", "department_head"}),
    "users": frozenset({"system_admin"}),
    "audit": frozenset({"auditor"}),
    "monitoring": frozenset({"manager", "department_head", "coordination_chair", "process_owner"}),
    # families written down twice: those who receive and those who lead
    # files of other sectors: counts only, no case content
    "imports": frozenset({"team_leader", "system_admin"}),
    "merging": frozenset({"team_leader", "intake_worker"}),
    "cases": _CASE_WORK - {"external_expert", "controller", "grant_authority"},
    # dates and agendas of meetings that come again; what is said of a family is decided case by case
    "meetings": _CASE_WORK - {"external_expert"},
    # standing core teams and the register of external experts: who sits and helps where, no case content
    "teams": (_CASE_WORK - {"external_expert"}) | {"system_admin"},
    "teams.lead": frozenset({"team_leader"}),
    "experts": frozenset({"family_coordinator", "team_leader"}),
    # the coordination group is put together by its chair (INV-11)
    "coordination": frozenset({"coordination_chair"}),
    # financing data of a case: whoever sees it, and the controller of its unit, who sees no assessment text
    "financing": _CASE_WORK - {"external_expert", "grant_authority"},
    "financing.list": frozenset({"controller"}),
}


# a seat in a standing meeting, or to be the deputy of one, opens them before the first case gives a role: the
# meetings and their calendar, and what says that one is away (T08); each list holds what is one's own
OF_MEETINGS = frozenset({"meetings", "tasks"})


def may_pass(actor: Actor, permission: str) -> Denial | None:
    """May this actor use calls of the class `permission`? An unknown class lets nobody through."""
    if permission == PUBLIC or is_system(actor):
        return None
    if actor.user_id is not None:
        if permission == LOGIN:
            return None
        if any(m.role in PERMISSIONS.get(permission, frozenset()) for m in actor.memberships):
            return None
        if actor.meets and permission in OF_MEETINGS:
            return None
    return Denial(
        "role_missing",
        "Din rolle giver ikke adgang til dette. Bed systemadministratoren om den, hvis du mangler den.",
        "Your role gives no access to this. Ask the system administrator if you need it.",
    )


def led_units(actor: Actor) -> frozenset[str] | None:
    """The units whose figures a leader reads; None for all of them: whoever leads or looks after the whole
    municipality (domain.md 4: aggregates)."""
    if is_system(actor) or any(m.role in ("coordination_chair", "process_owner") for m in actor.memberships):
        return None
    return frozenset(
        m.scope_id
        for m in actor.memberships
        if m.role in ("manager", "department_head") and m.scope_kind == "unit" and m.scope_id is not None
    )


def may_deploy(actor: Actor) -> Denial | None:
    """Publish diagrams, forms and decision tables."""
    return may_pass(actor, "definitions.write")


def may_see_definitions(actor: Actor) -> Denial | None:
    """Read published diagrams; they hold no case content."""
    return may_pass(actor, "definitions.read")


def may_see_incidents(actor: Actor) -> Denial | None:
    """See jobs and technical failures."""
    return may_pass(actor, "operations")


def may_repair_instance(actor: Actor, instance: InstanceFacts) -> Denial | None:
    """Resolve its incidents: those who run the service, everywhere but without seeing what the case holds
    (domain.md 4), and those who lead the case."""
    if may_see_incidents(actor) is None:
        return None
    return may_see_instance(actor, instance) or may_steer_instance(actor, instance)


def may_administer_users(actor: Actor) -> Denial | None:
    """Create users, give and end roles."""
    return may_pass(actor, "users")
