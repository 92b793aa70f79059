"""Invitations to the meetings that the family takes part in: one letter to each parent and to the young
person, with time, place, who comes, and a slip for the answer (domain.md 7.1, INV-23)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import lists
from workflow_service.casefile.base import Answers, Row, as_moment, first_name, rows_of
from workflow_service.casefile.letter_templates import COMMON, template
from workflow_service.casefile.letters import Recipient, Written, family_for_letters, write_letter
from workflow_service.store import UnitOfWork

# F03m `attendance[].role`
ROLES: lists.Words = {
    "parent": ("forælder", "parent"),
    "guardian": ("værge", "guardian"),
    "child": ("barnet eller den unge", "the child or young person"),
    "coordinator": ("familiekoordinator", "family coordinator"),
    "core_member": ("kerneteamet", "core team"),
    "case_professional": ("fagperson i sagen", "professional in the case"),
    "bisidder": ("bisidder", "support person"),
    "interpreter": ("tolk", "interpreter"),
    "network": ("netværk", "network"),
}
MODES: lists.Words = {
    "physical": ("vi mødes på stedet", "we meet in person"),
    "online": ("online", "online"),
    "hybrid": ("på stedet, og man kan være med online", "in person, and one can join online"),
}
# F03m `child_participation`, as the parents read it and as the young person does
_CHILD: lists.Words = {
    "present": ("{child} er selv med til mødet.", "{child} comes to the meeting."),
    "before_meeting": ("Vi taler med {child} før mødet.", "We talk with {child} before the meeting."),
    "drawing_pictures_video": (
        "{child} kan fortælle med en tegning, billeder eller video.",
        "{child} can tell with a drawing, pictures or a video.",
    ),
    "through_person": ("{through} fortæller for {child}.", "{through} speaks for {child}."),
}
_YOUNG: lists.Words = {
    "present": ("Du er selv med til mødet.", "You come to the meeting."),
    "before_meeting": ("Vi taler med dig før mødet.", "We talk with you before the meeting."),
    "drawing_pictures_video": (
        "Du kan fortælle med en tegning, billeder eller video.",
        "You can tell with a drawing, pictures or a video.",
    ),
    "through_person": ("{through} fortæller for dig.", "{through} speaks for you."),
}


def invitation(
    uow: UnitOfWork,
    case: Row,
    key: str,
    when: datetime,
    answers: Answers,
    more: Callable[[Recipient, str], Mapping[str, str]],
) -> Written:
    """The letter `key` to each custody holder and the young person from 15. `answers` holds `place`; `more`
    the fields of this meeting for one receiver, given the child's first name."""
    family = family_for_letters(uow, case, with_young=True)
    child = first_name(family.child["name"])

    def values(to: Recipient) -> Mapping[str, str]:
        at = calendar.moment_text(when, uow.zone, to.language)
        slip = {"name": to.name, "when": at, "case_number": str(case["number"])}
        return {
            "to_child": "ja" if to.is_child else "",
            "when": at,
            "place": str(answers.get("place") or ""),
            "slip": template(uow, COMMON).part("meeting_slip", slip, to.language),
            **more(to, child),
        }

    return write_letter(uow, case, key, family, values)


def assessment_invitation(uow: UnitOfWork, case: Row, answers: Answers, *, moved: bool = False) -> Written:
    """F03m prepare: the invitation to the assessment meeting. `moved`: the meeting was planned before."""
    when = as_moment(uow, answers.get("when")) or uow.now

    def more(to: Recipient, child: str) -> Mapping[str, str]:
        return {
            "moved": "ja" if moved else "",
            "mode": lists.label(MODES, str(answers.get("mode") or "physical"), to.language),
            "attendees": _people(rows_of(answers, "attendance"), to.language),
            "child_part": _child_part(answers, child, to),
            "bisidder": str(answers.get("bisidder") or ""),
            "interpreter": str(answers.get("interpreter") or ""),
        }

    return invitation(uow, case, "assessment_invitation", when, answers, more)


def network_invitation(
    uow: UnitOfWork, case: Row, answers: Answers, purpose: str, *, moved: bool = False
) -> Written:
    """F11 invite: the invitation to the network meeting, for the family to pass on to whom it invited.
    `purpose` as the family said it."""
    when = as_moment(uow, answers.get("when")) or uow.now
    invited = [*rows_of(answers, "invited_by_family"), *rows_of(answers, "professionals")]

    def more(to: Recipient, child: str) -> Mapping[str, str]:
        told = {"moved": "ja" if moved else "", "purpose": purpose}
        return {**told, "attendees": _people(invited, to.language)}

    return invitation(uow, case, "network_invitation", when, answers, more)


def transition_invitation(uow: UnitOfWork, case: Row, answers: Answers, *, moved: bool = False) -> Written:
    """F-T invite: the invitation to the meeting about life as an adult."""
    when = as_moment(uow, answers.get("when")) or uow.now

    def more(to: Recipient, child: str) -> Mapping[str, str]:
        return {
            "moved": "ja" if moved else "",
            "attendees": _people(rows_of(answers, "invited"), to.language),
        }

    return invitation(uow, case, "transition_invitation", when, answers, more)


def _people(rows: Iterable[Mapping[str, Any]], language: str) -> str:
    """One line each: name, and the role in words."""
    lines = []
    for row in rows:
        if not row.get("name"):
            # a draft may have rows that nobody has filled in yet
            continue
        role = str(row.get("role") or "")
        said = lists.label(ROLES, role, language) if role in ROLES else role
        lines.append(f"{row['name']} ({said})" if said else str(row["name"]))
    return "\n".join(lines)


def _child_part(answers: Answers, child: str, to: Recipient) -> str:
    words = _YOUNG if to.is_child else _CHILD
    names = {"child": child, "through": str(answers.get("child_through") or "")}
    said = [lists.label(words, way, to.language) for way in answers.get("child_participation") or ()]
    return "\n".join(line.format(**names) for line in said)
