"""Rules about meetings: INV-03, INV-04, INV-05, INV-09."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workflow_service.rules.facts import Facts, FamilyMember, Invited, Involvement, Violation
from workflow_service.rules.matching import mentions, plain_name, same_contact, same_name

FAMILY_ROLES = frozenset({"parent", "guardian", "child", "sibling", "network", "family"})
_OUR_OWN = frozenset({"coordinator", "core_member", "core_team"})
_LEAST_CORE = 2
# how the assessment began, when the family was not there
DECLINED, APPROVED = "declined", "approved"


def family_meets_core_team(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-03: the assessment begins with a meeting of family, coordinator and core team. When the family
    declines, a reason is needed, and nothing goes on before the team leader has approved (the meeting is
    offered again). A submission that is no minutes is judged by what the case holds."""
    if "attendance" not in submission:
        yield from _has_begun(facts)
        return
    rows = [row for row in submission.get("attendance") or () if row.get("present") is not False]
    roles = [row.get("role") for row in rows]
    declined = submission.get("family_declined") is True
    if not declined and not {"parent", "guardian"} & set(roles):
        yield Violation(
            "INV-03",
            "attendance",
            "Familien mangler. Udredningen begynder med et møde, hvor mindst én forælder er med. Ønsker"
            " familien det ikke, så sæt kryds ved det og skriv grunden. (Regel 3)",
            "The family is missing. The assessment begins with a meeting with at least one parent."
            " If the family declines, tick that and write the reason. (Rule 3)",
        )
    if declined and not str(submission.get("family_declined_reason") or "").strip():
        yield Violation(
            "INV-03",
            "family_declined_reason",
            "Skriv familiens grund. Teamlederen skal godkende den, og mødet tilbydes igen. (Regel 3)",
            "Write the family's reason. The team leader must approve it, and the meeting is offered again."
            " (Rule 3)",
        )
    if "coordinator" not in roles:
        yield Violation(
            "INV-03",
            "attendance",
            "Familiekoordinatoren skal være med til mødet. Tilføj eller vælg en ny dato. (Regel 3)",
            "The family coordinator must take part. Add the coordinator or choose a new date. (Rule 3)",
        )
    if roles.count("core_member") < _LEAST_CORE:
        yield Violation(
            "INV-03",
            "attendance",
            "Mindst to fra kerneteamet skal være med til mødet. Tilføj dem, eller vælg en ny dato. (Regel 3)",
            "At least two members of the core team must take part. Add them or choose a new date. (Rule 3)",
        )


def _has_begun(facts: Facts) -> Iterator[Violation]:
    if facts.assessment_meeting == DECLINED:
        yield Violation(
            "INV-03",
            None,
            "Familien var ikke med til udredningsmødet, og teamlederen har ikke godkendt det endnu. Vent på"
            " svaret, eller indkald til et nyt møde. (Regel 3)",
            "The family did not take part in the assessment meeting, and the team leader has not approved it"
            " yet. Wait for the answer, or call a new meeting. (Rule 3)",
        )
    elif not facts.assessment_meeting:
        yield Violation(
            "INV-03",
            None,
            "Udredningen begynder med et møde mellem familien og kerneteamet. Hold mødet først. (Regel 3)",
            "The assessment begins with a meeting of the family and the core team. Hold it first. (Rule 3)",
        )


def no_family_at_analysis(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-04: nobody of the family or its network is invited to an analysis meeting or attends it; found by
    person, by role, by name and by telephone or e-mail."""
    for path, one in _listed(facts, submission):
        member = _as_family(facts, one)
        if member is not None:
            yield Violation(
                "INV-04",
                path,
                f"{member.name} hører til familien. Familien deltager ikke i analysemødet. Fjern navnet, og"
                " fortæl familien hvorfor, og hvornår de hører resultatet. (Regel 4)",
                f"{member.name} belongs to the family. The family does not take part in the analysis meeting."
                " Remove the name and tell the family why and when they will hear the result. (Rule 4)",
            )


def experts_are_not_involved(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-05: an external expert has no open involvement, team role or task concerning any family member."""
    for path, one in _listed(facts, submission):
        if one.part == "external_expert" and expert_conflict(facts, one):
            yield Violation(
                "INV-05",
                path,
                f"{one.name} har en sag med familien. Analysemødet skal have øjne udefra. Vælg en anden."
                " (Regel 5)",
                f"{one.name} has a case with the family. The analysis meeting needs eyes from outside."
                " Choose another. (Rule 5)",
            )


def expert_conflict(facts: Facts, one: Invited) -> str | None:
    """Why an expert is not from outside: "team_role", "task", "sector_involvement", or None."""
    ids = {one.user_id} if one.user_id else set()
    ids |= {user for user, name in facts.user_names.items() if same_name(name, one.name)}
    if ids & (facts.working_users | facts.core_team | {facts.coordinator_id, facts.substitute_id}):
        return "team_role"
    if ids & facts.task_users:
        return "task"
    if any(_professional_is(one, involvement) for involvement in facts.involvements):
        return "sector_involvement"
    return None


def everybody_is_accounted_for(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-09: everyone invited is recorded as present, or absent with a reason."""
    rows = [row for row in submission.get("attendance") or () if isinstance(row, Mapping)]
    for at, row in enumerate(rows):
        if row.get("present") is False and not row.get("reason"):
            yield Violation(
                "INV-09",
                f"attendance.{at}.reason",
                f"Skriv, hvorfor {row.get('name') or 'deltageren'} ikke var med. (Regel 9)",
                f"Write why {row.get('name') or 'the participant'} was absent. (Rule 9)",
            )
    named = {plain_name(str(row.get("name") or "")) for row in rows}
    missing = [one.name for one in facts.invited if plain_name(one.name) not in named]
    if missing:
        names = ", ".join(missing)
        yield Violation(
            "INV-09",
            "attendance",
            f"Alle indkaldte skal stå på listen. Her mangler {names}. Skriv, om de var til stede. (Regel 9)",
            f"Everybody invited must be on the list. {names} is missing. Write whether they came. (Rule 9)",
        )


def _listed(facts: Facts, submission: Mapping[str, Any]) -> Iterator[tuple[str, Invited]]:
    """Everybody a submission puts on the list, with the path of the row, and those invited before."""
    for at, row in enumerate(submission.get("experts") or ()):
        yield (
            f"experts.{at}.name",
            Invited(
                str(row.get("name") or ""),
                "external_expert",
                row.get("user_id"),
                row.get("person_id"),
                " ".join(str(row.get(key) or "") for key in ("contact", "email", "phone")),
            ),
        )
    for at, user_id in enumerate(submission.get("core_members") or ()):
        name = facts.user_names.get(str(user_id), "")
        yield f"core_members.{at}", Invited(name, "core_team", str(user_id), str(user_id))
    for at, row in enumerate(submission.get("attendance") or ()):
        part = "family" if row.get("role") in FAMILY_ROLES else str(row.get("role") or "")
        person_id = row.get("person_id") or row.get("person")
        yield (
            f"attendance.{at}.name",
            Invited(str(row.get("name") or ""), part, row.get("user_id"), person_id),
        )
    if not submission.get("experts") and not submission.get("attendance"):
        for one in facts.invited:
            yield "", one


def _as_family(facts: Facts, one: Invited) -> FamilyMember | None:
    # a member of the team who happens to be called as a parent is still no parent
    is_colleague = one.part in _OUR_OWN and any(
        same_name(one.name, facts.user_names.get(user_id, ""))
        for user_id in (*facts.core_team, facts.coordinator_id or "", facts.substitute_id or "")
    )
    for member in facts.family:
        if one.person_id == member.id or (not is_colleague and same_name(one.name, member.name)):
            return member
        if one.contact and same_contact(one.contact, " , ".join((*member.phones, *member.emails))):
            return member
    if one.part == "family":
        return FamilyMember(one.person_id or "", one.name or "Deltageren", "network")
    return None


def _professional_is(one: Invited, involvement: Involvement) -> bool:
    professional = involvement.professional
    return mentions(professional, one.name) or same_contact(one.contact, professional)
