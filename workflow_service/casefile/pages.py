"""The case page and one journal entry: reads, each in few queries."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from workflow_service.casefile import attachments, consents, digital_post, handover, lists
from workflow_service.casefile.base import ADULTS, Row, case_by_id, today
from workflow_service.casefile.contacts import standing
from workflow_service.casefile.facts import oldest_child_view
from workflow_service.casefile.naming import age_text, display
from workflow_service.casefile.views import (
    CasePage,
    ChildVoice,
    Code,
    EntryText,
    EntryView,
    GoalView,
    MeasureView,
    MeetingView,
    NextClock,
    PersonCard,
    PlanView,
)
from workflow_service.errors import NotFound
from workflow_service.store import UnitOfWork, visibility
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people
from workflow_service.store import casefile_sharing as sharing
from workflow_service.store.casefile_pages import CaseName
from workflow_service.store.casefile_people import Colleague

_PHASES = ("intake", "assessment", "analysis", "planning", "active")
JOURNAL_LENGTH = 20
_MAY_READ_RESTRICTED = frozenset({"family_coordinator", "team_leader", "department_head"})


def visible_case(uow: UnitOfWork, case_id: str) -> Row:
    """The case, if the actor may see it; NotFound otherwise, so that nobody learns of its existence."""
    if not visibility.may_see(uow, case_id):
        return case_by_id(uow, None)
    return case_by_id(uow, case_id)


def case_page(uow: UnitOfWork, case_id: str) -> CasePage:
    """Everything of a case on one page; the look at its people is logged. Raises NotFound."""
    case = visible_case(uow, case_id)
    language = uow.actor.language
    persons = query.persons(uow, case["family_id"])
    present = query.participants(uow, case_id)
    entries = query.journal(uow, case_id, limit=JOURNAL_LENGTH)
    ids = [case["coordinator_id"], case["substitute_id"]]
    ids += [one["user_id"] for one in present] + [one["author_id"] for one in entries]
    found = people.colleagues(uow, ids)
    uow.looked_at(case_id, [one["id"] for one in persons])
    calling = standing(uow, case, found)
    meetings = query.meetings(uow, case_id)
    family = _family_cards(uow, case, persons)
    child = next((one for one in family if one.id == case["child_id"]), None)
    return CasePage(
        case_id=case_id,
        number=case["number"],
        name=_own_name(uow, case, persons),
        family_name=case["family_name"],
        instance_id=case["instance_id"],
        status=code_of(lists.STATUSES, "paused" if case["paused_at"] else case["status"], language),
        rests_until=case["resume_on"],
        rests_because=case["pause_reason"] or "",
        phases=_phases(case["status"], language),
        flags=flags_of(case["flags"], language),
        opened_at=case["opened_at"],
        closed_at=case["closed_at"],
        awareness_date=case["awareness_date"],
        analysis_held_at=case["analysis_held_at"],
        version=case["version"],
        child=child,
        voice=_voice(uow, case),
        family=tuple(one for one in family if one is not child),
        colleagues=_colleague_cards(case, present, found, language),
        coordinator=_user_card(calling.coordinator, "family_coordinator", language),
        substitute=_user_card(calling.substitute, "substitute", language),
        away=calling.away(language),
        plan=_plan(uow, case, {one["id"]: one["name"] for one in persons}),
        measures=_measures(uow, case),
        meetings=tuple(_meeting(one, language) for one in meetings),
        matters=handover.what_matters(meetings),
        next_clock=_next_clock(uow, case_id),
        journal=[entry_view(one, found) for one in entries if may_read(uow, case, one)],
        consents=consents.views(uow, case, {one["id"]: one["name"] or "" for one in persons}),
    )


def code_of(words: lists.Words, code: str, language: str) -> Code:
    """A code with its word."""
    return Code(code, lists.label(words, code, language))


def flags_of(flags: Iterable[str], language: str) -> tuple[Code, ...]:
    """The flags of a case (domain.md 3) with their words."""
    return tuple(code_of(lists.FLAGS, one, language) for one in flags if one in lists.FLAGS)


def _phases(status: str, language: str) -> tuple[tuple[Code, str], ...]:
    """The path bar: each phase with done, current or ahead. A closed case has them all behind it."""
    at = _PHASES.index(status) if status in _PHASES else len(_PHASES) if status == "closed" else -1
    return tuple(
        (
            code_of(lists.STATUSES, phase, language),
            "done" if number < at else "current" if number == at else "ahead",
        )
        for number, phase in enumerate(_PHASES)
    )


def _own_name(uow: UnitOfWork, case: Row, persons: list[Row]) -> str:
    """On the page itself the child is called by name, whoever reads: who gets here may see the case."""
    child: Row = next((one for one in persons if one["id"] == case["child_id"]), {})
    known = CaseName(
        case["id"],
        case["number"],
        case["child_id"],
        child.get("name"),
        child.get("birth_date"),
        child.get("expected_date"),
        True,
    )
    return display(known, today(uow), uow.actor.language)


def _family_cards(uow: UnitOfWork, case: Row, persons: list[Row]) -> list[PersonCard]:
    language, day = uow.actor.language, today(uow)
    homes = query.households(uow, case["family_id"])
    custody = {
        one["adult_id"]
        for one in query.relations(uow, case["family_id"])
        if one["custody"] and (one["valid_to"] is None or one["valid_to"] > day)
    }
    cards = []
    for one in persons:
        lived = [home for home in homes if one["id"] in home["members"]]
        hidden = bool(one["address_protected"]) or any(home["protected"] for home in lived)
        contact = one["contact"] or {}
        cards.append(
            PersonCard(
                id=one["id"],
                name=one["name"] or "",
                part=one["relation"],
                part_label=lists.label(lists.RELATIONS, one["relation"], language),
                profession="",
                sector="",
                phone=contact.get("phone"),
                email=contact.get("email"),
                custody=one["id"] in custody,
                age=""
                if one["relation"] in ADULTS
                else age_text(one["birth_date"], one["expected_date"], day, language),
                interpreter=one["interpreter"],
                address_protected=hidden,
                addresses=() if hidden else tuple(str(home["address"]) for home in lived if home["address"]),
            )
        )
    return cards


_PARTS: lists.Words = {
    "family_coordinator": ("Familiekoordinator", "Family coordinator"),
    "substitute": ("Afløser", "Substitute"),
    "core_team": ("Kerneteam", "Core team"),
    "case_professional": ("Fagperson", "Professional"),
    "external_expert": ("Ekstern fagperson", "External expert"),
}


def _user_card(one: Colleague | None, part: str, language: str) -> PersonCard | None:
    if one is None:
        return None
    return PersonCard(
        one.id,
        one.name,
        part,
        lists.label(_PARTS, part, language),
        lists.label(lists.PROFESSIONS, one.profession, language),
        "",
        one.phone,
        one.email,
    )


def _colleague_cards(
    case: Row, present: list[Row], found: Mapping[str, Colleague], language: str
) -> tuple[PersonCard, ...]:
    cards = []
    for one in present:
        user = found.get(one["user_id"])
        person = one["person"] or {}
        cards.append(
            PersonCard(
                id=one["user_id"] or one["id"],
                name=user.name if user else str(person.get("name") or ""),
                part=one["part"],
                part_label=lists.label(_PARTS, one["part"], language),
                profession=lists.label(lists.PROFESSIONS, one["profession"], language),
                sector=lists.label(lists.SECTORS, one["sector"], language),
                phone=user.phone if user else person.get("phone"),
                email=user.email if user else person.get("email"),
            )
        )
    return tuple(cards)


def _voice(uow: UnitOfWork, case: Row) -> ChildVoice | None:
    views = query.newest_child_views(uow, case["id"], 1)
    if not views:
        return None
    one = views[0]
    return ChildVoice(
        date=one["date"],
        how=tuple(lists.label(lists.HOW_HEARD, how, uow.actor.language) for how in one["how"].split(",")),
        words=str(one["content"].get("words") or ""),
        observation=str(one["content"].get("observation") or ""),
        hidden_from_parents=bool(one["hide_from_parents"]),
        old=one["date"] < oldest_child_view(uow),
        files=attachments.shown_of(uow, one["content"].get("attachments") or ()),
    )


def _plan(uow: UnitOfWork, case: Row, names: Mapping[str, str]) -> PlanView | None:
    """The active plan; while there is none, the draft."""
    plans = query.plans(uow, case["id"])
    if not plans:
        return None
    plan = next((one for one in plans if one["state"] == "active"), plans[0])
    return PlanView(
        plan["id"],
        plan["number"],
        plan["state"],
        (plan["content"] or {}).get("family_vision"),
        plan["agreement"],
        plan["approved_at"],
        plan["next_follow_up"],
        tuple(
            GoalView(
                goal["goal_uid"],
                goal["text"],
                goal["goal_type"],
                goal["horizon"],
                names.get(goal["whose_need"], ""),
                lists.label(lists.SECTORS, goal["sector"], uow.actor.language),
                bool(goal["from_family"]),
                goal["indicator"],
                goal["baseline"],
                goal["target"],
                goal["latest"],
                goal["start"],
                goal["end"],
                goal["source_plan"],
            )
            for goal in query.goals(uow, plan["id"])
        ),
    )


def _measures(uow: UnitOfWork, case: Row) -> tuple[MeasureView, ...]:
    return tuple(
        MeasureView(
            one["id"],
            lists.label(lists.MEASURES, one["catalogue_item"], uow.actor.language),
            one["kind"],
            one["state"],
            one["start"],
            one["end"],
            bool(one["existing"]),
            bool(one["held_back"]),
        )
        for one in query.measures(uow, case["id"])
    )


def _meeting(one: Row, language: str) -> MeetingView:
    label = lists.label(lists.MEETINGS, one["type"], language)
    return MeetingView(
        one["id"],
        one["type"],
        label,
        one["planned_at"],
        one["held_at"],
        one["place"],
        one["mode"],
        one["state"],
    )


def _next_clock(uow: UnitOfWork, case_id: str) -> NextClock | None:
    row = query.next_due(uow, case_id)
    due = uow.moment(row["due_at"]) if row else None
    if row is None or due is None:
        return None
    assignee = None if row["assignee"] is None else str(row["assignee"])
    return NextClock(
        str(row["id"]), row["name"], row["element"], row["process_key"], row["clock_type"], due, assignee
    )


def may_read(uow: UnitOfWork, case: Row, entry: Row) -> bool:
    """A restricted entry is read by its author and by who leads the case; other entries by all who see it."""
    if not entry["restricted"] or entry["author_id"] == uow.actor.user_id:
        return True
    return uow.actor.user_id == case["coordinator_id"] or any(
        m.role in _MAY_READ_RESTRICTED and m.scope_id in (case["id"], case["team_id"], case["unit_id"])
        for m in uow.actor.memberships
    )


def entry_view(one: Row, found: Mapping[str, Colleague], language: str = "da") -> EntryView:
    """A journal entry as lists show it in `language`; `found` are its author among others."""
    author = found.get(one["author_id"])
    return EntryView(
        one["id"],
        one["at"],
        one["kind"],
        one["title"],
        author.name if author else None,
        tuple(str(to.get("name") or "") for to in one["recipients"] or ()),
        one["corrects_id"],
        bool(one["restricted"]),
        tuple(_way(to, language) if one["kind"] == "letter" else "" for to in one["recipients"] or ()),
        len((one["content"] or {}).get("attachments") or ()),
    )


def _way(to: Mapping[str, Any], language: str) -> str:
    """How a letter goes to a receiver, where that is certain; a list has no room for more."""
    way = digital_post.way_of(to)
    return "" if way == digital_post.UNKNOWN else lists.label(digital_post.WAYS, way, language)


def open_entry(uow: UnitOfWork, entry_id: str) -> EntryText:
    """A whole journal entry. Raises NotFound also when the actor may not read it."""
    entry = query.journal_entry(uow, entry_id)
    case = visible_case(uow, entry["case_id"]) if entry else None
    if entry is None or case is None or not may_read(uow, case, entry):
        raise NotFound(
            "entry_not_found",
            "Dokumentet findes ikke, eller du har ikke adgang til det.",
            "The document does not exist, or you have no access to it.",
        )
    seen = [str(to["person_id"]) for to in entry["recipients"] or () if to.get("person_id")]
    uow.looked_at(case["id"], [*seen, *([case["child_id"]] if case["child_id"] else [])])
    content = entry["content"] or {}
    answers = tuple((str(label), str(text)) for label, text in content.get("answers") or ())
    shown = entry_view(entry, people.colleagues(uow, (entry["author_id"],)), uow.actor.language)
    return EntryText(shown, case["id"], str(content.get("text") or ""), answers, content)


def access_bundle(uow: UnitOfWork, request_id: str) -> tuple[str, bytes]:
    """(file name, PDF) of an access request as it was sent. Raises NotFound also when the actor may not see
    the case, or nothing was sent yet."""
    found = sharing.access_request(uow, request_id)
    case = visible_case(uow, found["case_id"]) if found else None
    if found is None or case is None or not found["bundle"]:
        raise NotFound(
            "bundle_not_found",
            "Dokumenterne findes ikke, eller du har ikke adgang til dem.",
            "The documents do not exist, or you have no access to them.",
        )
    uow.looked_at(case["id"], [one for one in (case["child_id"], found["requester_id"]) if one])
    return f"aktindsigt-{case['number']}.pdf", base64.b64decode(found["bundle"])
