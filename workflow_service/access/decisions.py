"""Who may: each decision takes an actor and facts and gives None (allowed) or a `Denial` that says why.

Deny by default. A restricted case is reached through a role on the case itself, never through a team, a unit
or a sector (domain.md 4, INV-14).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflow_service.access.facts import Actor, CaseFacts, InstanceFacts, StandsIn, TaskFacts, is_system
from workflow_service.access.roles import ROLES, SIGHT, Scope, Sight, role_name
from workflow_service.errors import Forbidden, NotFound
from workflow_service.states import OPEN_TASK_STATES


@dataclass(frozen=True)
class Denial:
    """Why not: a stable code and the sentence for the screen."""

    code: str
    da: str
    en: str


def require(denial: Denial | None) -> None:
    """Raises `Forbidden` when there is a denial: the caller may know of the thing but not do this."""
    if denial is not None:
        raise Forbidden(denial.code, denial.da, denial.en)


def require_sight(denial: Denial | None) -> None:
    """Raises `NotFound` when there is a denial: the caller may not even know that it exists."""
    if denial is not None:
        raise NotFound(denial.code, denial.da, denial.en)


NOT_SEEN = Denial(
    "not_found",
    "Det findes ikke, eller du har ikke adgang til det. Se efter, om adressen er rigtig.",
    "It does not exist, or you have no access to it. Check that the address is right.",
)


# the very sentences for what does not exist at all: an answer must not tell the two apart
TASK_NOT_SEEN = Denial(
    "task_not_found",
    "Opgaven findes ikke, eller du har ikke adgang til den. Gå tilbage til dine opgaver.",
    "The task does not exist, or you have no access to it. Go back to your tasks.",
)
INSTANCE_NOT_SEEN = Denial(
    "instance_not_found",
    "Forløbet findes ikke, eller du har ikke adgang til det.",
    "The process instance does not exist, or you have no access to it.",
)

_SCOPES = {str(scope): scope for scope in Scope}


def holds(actor: Actor, role: str, scope_kind: str, scope_id: str | None) -> bool:
    """Does the actor hold `role` at exactly this scope?"""
    return any(
        m.role == role and m.scope_kind == scope_kind and m.scope_id == scope_id for m in actor.memberships
    )


def leads_team(actor: Actor, team_id: str) -> bool:
    """Is the actor the leader of this core team, who says who sits in it?"""
    return is_system(actor) or holds(actor, "team_leader", Scope.TEAM, team_id)


def sights(actor: Actor) -> Mapping[tuple[Scope, Sight], frozenset[str]]:
    """The ids of scopes the actor sees cases of, by kind of scope and of sight (absent: empty)."""
    found: dict[tuple[Scope, Sight], set[str]] = defaultdict(set)
    for m in actor.memberships:
        scope = _SCOPES.get(m.scope_kind)
        if m.scope_id is None or scope is None:
            continue
        for sight in SIGHT.get((m.role, scope), ()):
            found[scope, sight].add(m.scope_id)
    return defaultdict(frozenset, {key: frozenset(ids) for key, ids in found.items()})


EARLY_ROLES = {
    Scope.TEAM: frozenset({"team_leader"}),
    Scope.UNIT: frozenset({"manager", "intake_worker"}),
}


def early_scopes(actor: Actor, scope: Scope) -> frozenset[str]:
    """Teams or units whose instances the actor sees before a case exists."""
    roles = EARLY_ROLES.get(scope, frozenset())
    return frozenset(
        m.scope_id for m in actor.memberships if m.role in roles and m.scope_kind == scope and m.scope_id
    )


def may_see_case(actor: Actor, case: CaseFacts) -> Denial | None:
    """The same rule as `store.visibility`, on one case's facts (domain.md 4)."""
    if is_system(actor):
        return None
    seen = sights(actor)
    if case.case_id in seen[Scope.CASE, Sight.WHOLE]:
        return None
    if case.restricted:
        return NOT_SEEN
    if case.team_id in seen[Scope.TEAM, Sight.UNRESTRICTED]:
        return None
    if case.unit_id in seen[Scope.UNIT, Sight.UNRESTRICTED]:
        return None
    if case.status == "intake" and case.unit_id in seen[Scope.UNIT, Sight.INTAKE]:
        return None
    if "acute" in case.flags and case.unit_id in seen[Scope.UNIT, Sight.ACUTE]:
        return None
    return NOT_SEEN


def may_see_financing(actor: Actor, case: CaseFacts) -> Denial | None:
    """Financing data: whoever sees the case, and the controller of its unit, who sees nothing else of it
    (domain.md 4). A restricted case is not opened by a unit (INV-14)."""
    if may_see_case(actor, case) is None:
        return None
    if case.restricted or case.unit_id is None:
        return NOT_SEEN
    return None if holds(actor, "controller", Scope.UNIT, case.unit_id) else NOT_SEEN


def may_write_financing(actor: Actor, case: CaseFacts) -> Denial | None:
    """Read a split in from a sheet, record what a measure cost: the family's coordinator, the team's leader,
    the controller of the unit."""
    if is_system(actor) or _leads(actor, case, None, None):
        return None
    if holds(actor, "family_coordinator", Scope.CASE, case.case_id):
        return None
    if not case.restricted and case.unit_id and holds(actor, "controller", Scope.UNIT, case.unit_id):
        return None
    return Denial(
        "financing_not_yours",
        "Kun familiekoordinatoren, teamlederen eller controlleren kan skrive her. Spørg en af dem.",
        "Only the family coordinator, the team leader or the controller can write here. Ask one of them.",
    )


class Extent(StrEnum):
    """What a task's form may be filled with."""

    CASE = "case"
    TASK = "task"


def form_extent(actor: Actor, case: CaseFacts) -> Extent:
    """Whoever sees the case finds the form filled with what the case holds. Whoever only holds the task (an
    expert, a grant authority, somebody whose sight has ended) finds what the task itself brings and what is
    the same for everybody: headings, today's date (domain.md 4: least privilege)."""
    return Extent.CASE if may_see_case(actor, case) is None else Extent.TASK


def may_see_instance(actor: Actor, instance: InstanceFacts) -> Denial | None:
    """A process instance is seen with its case; before a case exists by its starter, its team's leader and
    those who receive or lead in its unit."""
    if is_system(actor):
        return None
    if instance.case is not None:
        return None if may_see_case(actor, instance.case) is None else INSTANCE_NOT_SEEN
    if actor.user_id is not None and instance.started_by == actor.user_id:
        return None
    if instance.team_id in early_scopes(actor, Scope.TEAM):
        return None
    return None if instance.unit_id in early_scopes(actor, Scope.UNIT) else INSTANCE_NOT_SEEN


def may_steer_instance(actor: Actor, instance: InstanceFacts) -> Denial | None:
    """Cancel, suspend or resume: the team's leader, the unit's manager (domain.md 4: "pause"), and the
    starter as long as there is no case."""
    if is_system(actor):
        return None
    if _leads(actor, instance.case, instance.team_id, instance.unit_id):
        return None
    if instance.case is None and actor.user_id is not None and instance.started_by == actor.user_id:
        return None
    return Denial(
        "instance_not_yours_to_steer",
        "Kun teamlederen eller lederen af afdelingen kan stoppe eller genoptage forløbet. Spørg en af dem.",
        "Only the team leader or the department's manager can stop or resume this. Ask one of them.",
    )


def _leads(actor: Actor, case: CaseFacts | None, team_id: str | None, unit_id: str | None) -> bool:
    if case is not None:
        if holds(actor, "team_leader", Scope.CASE, case.case_id):
            return True
        if case.restricted:
            return False
        team_id, unit_id = case.team_id, case.unit_id
    if team_id is not None and holds(actor, "team_leader", Scope.TEAM, team_id):
        return True
    return unit_id is not None and holds(actor, "manager", Scope.UNIT, unit_id)


def may_correct_dates(actor: Actor, case: CaseFacts) -> Denial | None:
    """Correct a date that deadlines are counted from: the family's coordinator, who leads the case, and who
    receives it while it is in intake (they wrote the date down)."""
    if is_system(actor) or _leads(actor, case, None, None):
        return None
    unseen = may_see_case(actor, case)
    if unseen is not None:
        return unseen
    if holds(actor, "family_coordinator", Scope.CASE, case.case_id):
        return None
    receives = case.unit_id is not None and holds(actor, "intake_worker", Scope.UNIT, case.unit_id)
    if receives and case.status == "intake" and not case.restricted:
        return None
    return Denial(
        "dates_not_yours",
        "Kun familiekoordinatoren, teamlederen og modtagelsen kan rette datoen. Spørg en af dem.",
        "Only the family coordinator, the team leader and the reception can correct it. Ask one of them.",
    )


def may_correct_receipt(actor: Actor, unit_id: str | None, team_id: str | None) -> Denial | None:
    """Correct when a notification came: who receives for its unit, and who leads its team. Before there is a
    case nobody else knows of it."""
    receives = unit_id is not None and any(
        holds(actor, role, Scope.UNIT, unit_id) for role in ("notification_officer", "duty_officer")
    )
    leads = team_id is not None and holds(actor, "team_leader", Scope.TEAM, team_id)
    if is_system(actor) or receives or leads:
        return None
    return NOT_SEEN


def may_choose_letter_language(actor: Actor, case: CaseFacts) -> Denial | None:
    """Correct in which language letters to somebody of the family leave: the same people, for they write the
    family down."""
    denial = may_correct_dates(actor, case)
    if denial is None or denial.code != "dates_not_yours":
        return denial
    return Denial(
        "letter_language_not_yours",
        "Kun familiekoordinatoren, teamlederen og modtagelsen kan skifte sproget. Spørg en af dem.",
        "Only the family coordinator, the team leader and the reception can change the language. Ask one of"
        " them.",
    )


def may_remove_person(actor: Actor, case: CaseFacts) -> Denial | None:
    """Take somebody out of the family who was written down by mistake: the same people again."""
    denial = may_correct_dates(actor, case)
    if denial is None or denial.code != "dates_not_yours":
        return denial
    return Denial(
        "person_not_yours",
        "Kun familiekoordinatoren, teamlederen og modtagelsen kan fjerne en person. Spørg en af dem.",
        "Only the family coordinator, the team leader and the reception can remove a person. Ask one of"
        " them.",
    )


CASE_CLOSED = Denial(
    "case_closed",
    "Sagen er afsluttet, så ingen frister løber. Genåbn den først.",
    "The case is closed, so no deadline runs. Reopen it first.",
)


def may_start_on_case(actor: Actor, case: CaseFacts, roles: Collection[str]) -> Denial | None:
    """Start a course on a case that exists: whoever sees it and holds one of `roles` there, at the case, its
    team or its unit; on a restricted case only at the case itself (INV-14)."""
    if is_system(actor):
        return None
    unseen = may_see_case(actor, case)
    if unseen is not None:
        return unseen
    places = {(str(Scope.CASE), case.case_id)}
    if not case.restricted:
        places |= {(str(Scope.TEAM), case.team_id or ""), (str(Scope.UNIT), case.unit_id or "")}
    if any(m.role in roles and (m.scope_kind, m.scope_id) in places for m in actor.memberships):
        return None
    names_da = ", ".join(sorted(role_name(role, "da").lower() for role in roles))
    names_en = ", ".join(sorted(role_name(role, "en").lower() for role in roles))
    return Denial(
        "not_yours_to_start",
        f"Det kan kun startes af disse roller i sagen: {names_da}. Spørg en af dem.",
        f"Only these roles of the case can start it: {names_en}. Ask one of them.",
    )


def holds_task_role(actor: Actor, task: TaskFacts) -> bool:
    """Is the actor one of those the task is offered to?"""
    if task.case is not None and task.case.restricted and task.scope_kind != Scope.CASE:
        return holds(actor, task.role, Scope.CASE, task.case.case_id)
    return holds(actor, task.role, task.scope_kind, task.scope_id)


def stands_in(actor: Actor, task: TaskFacts) -> bool:
    """Does the actor do this task for the one who has it and is away (T08)?"""
    return task.assignee is not None and any(
        one.absent_id == task.assignee and _covers(one, task) for one in actor.stands_in
    )


def _covers(one: StandsIn, task: TaskFacts) -> bool:
    if one.since is not None and (task.created_at is None or task.created_at < one.since):
        return False
    named = {("role", task.role), ("process", task.process)}
    if task.case is not None:
        named.add(("case", task.case.case_id))
    return not named & one.others if one.kind == "all" else (one.kind, one.what) in named


def on_behalf_of(actor: Actor, task: TaskFacts) -> str | None:
    """Whose work the actor does with this task: of the one who has it and is away, or whose role it is."""
    if stands_in(actor, task):
        return task.assignee
    held = [
        m
        for m in actor.memberships
        if (m.role, m.scope_kind, m.scope_id) == (task.role, task.scope_kind, task.scope_id)
    ]
    lent = [m.absent_id for m in held if m.absent_id is not None]
    return lent[0] if lent and len(lent) == len(held) else None


def may_know_task(actor: Actor, task: TaskFacts) -> Denial | None:
    """May hear that the task exists and who finished it: assignee and owner, those it is offered to, and
    everybody who sees the case. More than that about a finished task: `may_read_task`."""
    if is_system(actor) or (actor.user_id is not None and actor.user_id in (task.assignee, task.owner)):
        return None
    if stands_in(actor, task):
        return None
    if holds_task_role(actor, task):
        return None
    if task.case is not None and may_see_case(actor, task.case) is None:
        return None
    return None if task.case is None and _leads(actor, None, *_place(task)) else TASK_NOT_SEEN


def may_read_task(actor: Actor, task: TaskFacts) -> Denial | None:
    """Open tasks are read by all who may know of them. A finished one opens its case to nobody who does not
    see the case any more, not even to the one who finished it (domain.md 4: least privilege)."""
    if is_system(actor) or task.case is None or task.state in OPEN_TASK_STATES:
        return may_know_task(actor, task)
    return None if may_see_case(actor, task.case) is None else TASK_NOT_SEEN


def _place(task: TaskFacts) -> tuple[str | None, str | None]:
    team = task.scope_id if task.scope_kind == Scope.TEAM else None
    return team, task.scope_id if task.scope_kind == Scope.UNIT else None


def may_claim(actor: Actor, task: TaskFacts) -> Denial | None:
    """Only those who hold the task's role at its scope."""
    if actor.user_id is not None and holds_task_role(actor, task):
        return None
    return _not_offered(task)


def may_work(actor: Actor, task: TaskFacts) -> Denial | None:
    """Save a draft, complete: the assignee, or somebody the free task is offered to."""
    if actor.user_id is None:
        return None if is_system(actor) else _not_offered(task)
    if task.assignee == actor.user_id or stands_in(actor, task):
        return None
    if task.assignee is None:
        return may_claim(actor, task)
    return Denial(
        "task_is_with_a_colleague",
        "Opgaven ligger hos en kollega. Bed kollegaen lægge den tilbage, eller spørg teamlederen.",
        "A colleague has this task. Ask the colleague to put it back, or ask the team leader.",
    )


may_complete = may_work


def may_give_up(actor: Actor, task: TaskFacts) -> Denial | None:
    """Put back, delegate or return a task: its assignee, and whoever may assign it."""
    if actor.user_id is not None and task.assignee == actor.user_id:
        return None
    if stands_in(actor, task):
        return None
    return may_assign(actor, task)


def may_assign(actor: Actor, task: TaskFacts) -> Denial | None:
    """Hand a task to somebody: the team's leader and the unit's manager (domain.md 4: "reassign")."""
    if is_system(actor) or _leads(actor, task.case, *_place(task)):
        return None
    return Denial(
        "task_not_yours_to_assign",
        "Kun teamlederen eller lederen af afdelingen kan fordele opgaven. Spørg en af dem.",
        "Only the team leader or the department's manager can assign this task. Ask one of them.",
    )


def may_receive(receiver: Actor, task: TaskFacts) -> Denial | None:
    """Can the task be handed to this person? Somebody who holds the role there or sees the case."""
    if holds_task_role(receiver, task):
        return None
    if task.case is not None and may_see_case(receiver, task.case) is None:
        return None
    return Denial(
        "receiver_has_no_access",
        "Kollegaen har ikke adgang til sagen og kan derfor ikke få opgaven. Vælg en anden.",
        "The colleague has no access to the case and so cannot get the task. Choose another.",
    )


def _not_offered(task: TaskFacts) -> Denial:
    da, en = role_name(task.role, "da"), role_name(task.role, "en")
    return Denial(
        "task_not_offered_to_you",
        f"Opgaven er til rollen {da.lower() if task.role in ROLES else da} her i sagen, og den rolle har du"
        " ikke. Spørg teamlederen, hvis du skal have den.",
        f"The task is for the role {en.lower() if task.role in ROLES else en} of this case, which you do not"
        " hold. Ask the team leader if you should.",
    )
