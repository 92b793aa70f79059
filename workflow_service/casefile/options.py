"""The answers a form offers: one query for each source that a form names. The same list judges the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workflow_service import calendar
from workflow_service.casefile import (
    absences,
    access_file,
    attachments,
    consents,
    financing_prefill,
    lists,
    misdirected,
    notifications,
    visitation,
)
from workflow_service.casefile.base import Row, case_by_id, today
from workflow_service.casefile.decisions import matter_name, parties, title_of
from workflow_service.casefile.prefill_plan import agreement_parties
from workflow_service.casefile.prefill_transition import young_consents
from workflow_service.errors import NotFound
from workflow_service.forms import Option
from workflow_service.store import UnitOfWork, law
from workflow_service.store import casefile as query
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import casefile_people as people

ANYBODY = "any"


def options(
    uow: UnitOfWork,
    case_id: str | None,
    source: str,
    instance_id: str | None = None,
    task_id: str | None = None,
) -> list[Option]:
    """The options of `source` in this case, with labels in the actor's language; users by alphabet.

    `case_id` None (a form without a case) leaves the sources of a case empty; what a notification may be
    about is asked of its course (`instance_id`), which files are there of the task (`task_id`). Raises
    NotFound for a source nobody knows.
    """
    name, _, argument = source.partition(":")
    if name == "users":
        roles = () if argument == ANYBODY else tuple(argument.split("+"))
        return [Option(one.id, one.name) for one in people.users_with_roles(uow, roles)]
    if name in _LISTS:
        return [Option(code, lists.label(_LISTS[name], code, uow.actor.language)) for code in _LISTS[name]]
    if name == "legal_basis":
        return _legal_bases(uow, argument)
    if name == "expert_register":
        return [Option(one.id, f"{one.name}, {one.organisation}") for one in people.experts(uow)]
    if name == "notification_matches":
        return notifications.match_options(uow, case_id, instance_id)
    if name == "visitation_items":
        return visitation.item_options(uow, instance_id)
    if name == "visitation_members":
        return visitation.member_options(uow, instance_id)
    if name == "cover_parts":
        return absences.part_options(uow, instance_id)
    if name == "attachments":
        return attachments.task_options(uow, task_id) if task_id else []
    build = _CASE_SOURCES.get(name)
    if build is None:
        raise NotFound(
            "source_unknown",
            f"Formularen henter svar fra »{source}«, og den liste findes ikke.",
            f'The form takes its answers from "{source}", and there is no such list.',
        )
    return build(uow, case_by_id(uow, case_id)) if case_id else []


_LISTS: Mapping[str, lists.Words] = {
    "sectors": lists.SECTORS,
    "professions": lists.PROFESSIONS,
    "measure_catalogue": lists.MEASURES,
    "consent_parties": consents.PARTIES,
    "case_subjects": {key: words for key, words in lists.STATUSES.items() if key != "closed"},
}


def _legal_bases(uow: UnitOfWork, purpose: str) -> list[Option]:
    """The sections in force, marked where nobody has confirmed one; `application` narrows them to what a
    family can apply for (§§ 32 and 81–90)."""
    rows = law.legal_bases(uow, today(uow))
    if purpose == "application":
        rows = [one for one in rows if _applied_for(one.key)]
    doubtful = "not confirmed" if uow.actor.language == "en" else "ikke bekræftet"
    return [Option(one.key, one.citation if one.verified else f"{one.citation} ({doubtful})") for one in rows]


def _applied_for(key: str) -> bool:
    number = key.removeprefix("barnets_lov_").split("_")[0]
    return key.startswith("barnets_lov_") and number.isdigit() and (number == "32" or 81 <= int(number) <= 90)


def person_label(uow: UnitOfWork, person: Row) -> str:
    """`Noah Berg (barnet)`."""
    return f"{person['name']} ({lists.label(lists.RELATIONS, person['relation'], uow.actor.language)})"


def _family(uow: UnitOfWork, case: Row) -> list[Option]:
    return [Option(one["id"], person_label(uow, one)) for one in query.persons(uow, case["family_id"])]


def _children(uow: UnitOfWork, case: Row) -> list[Option]:
    rows = query.persons(uow, case["family_id"])
    return [Option(one["id"], one["name"]) for one in rows if one["relation"] in ("child", "sibling")]


def _core_team(uow: UnitOfWork, case: Row) -> list[Option]:
    language = uow.actor.language
    return [
        Option(one.user_id, f"{one.name}, {lists.label(lists.PROFESSIONS, one.profession, language)}")
        for one in people.team_members(uow, case["team_id"])
    ]


def _colleagues(uow: UnitOfWork, case: Row) -> list[Option]:
    """Users who work on the case: coordinator, substitute, core team, participants."""
    ids = [case["coordinator_id"], case["substitute_id"]]
    ids += [one["user_id"] for one in query.participants(uow, case["id"])]
    ids += [one.user_id for one in people.team_members(uow, case["team_id"])]
    found = people.colleagues(uow, ids)
    return [Option(one.id, one.name) for one in sorted(found.values(), key=lambda one: one.sort_name)]


def _case_people(uow: UnitOfWork, case: Row) -> list[Option]:
    """Anybody who can be responsible for a goal: the family, the colleagues, professionals without login."""
    others = [
        Option(one["id"], one["person"]["name"])
        for one in query.participants(uow, case["id"])
        if one["person"] and not one["user_id"]
    ]
    return [*_family(uow, case), *_colleagues(uow, case), *others]


def _notes(uow: UnitOfWork, case: Row) -> list[Option]:
    rows = query.journal(uow, case["id"], kinds=("note",), limit=50)
    return [
        Option(one["id"], f"{calendar.short_date(one['at'].astimezone(uow.zone).date())}: {one['title']}")
        for one in rows
        if not one["restricted"]
    ]


def _goals(uow: UnitOfWork, case: Row) -> list[Option]:
    plans = query.plans(uow, case["id"])
    rows = query.goals(uow, plans[0]["id"]) if plans else []
    return [Option(one["goal_uid"], one["text"]) for one in rows]


def _measures(uow: UnitOfWork, case: Row) -> list[Option]:
    language = uow.actor.language
    return [
        Option(one["id"], lists.label(lists.MEASURES, one["catalogue_item"], language))
        for one in query.measures(uow, case["id"])
        if one["state"] == "proposed"
    ]


def _parties(uow: UnitOfWork, case: Row) -> list[Option]:
    names = {one["id"]: person_label(uow, one) for one in query.persons(uow, case["family_id"])}
    return [Option(one, names[one]) for one in agreement_parties(uow, case) if one in names]


def _decisions(uow: UnitOfWork, case: Row) -> list[Option]:
    """The decisions (F25) that were taken in the case."""
    language = uow.actor.language
    return [
        Option(one["id"], title_of(uow, one, matter_name(uow, case, one), language))
        for one in decided.decisions(uow, case["id"])
        if one["state"] == "decided"
    ]


def _decision_parties(uow: UnitOfWork, case: Row) -> list[Option]:
    """Who can be a party: the custody holders, and the child from 10 (barnets lov § 3)."""
    names = {one["id"]: person_label(uow, one) for one in query.persons(uow, case["family_id"])}
    found = parties(uow, case, "supportive")
    return [Option(one, names[one]) for one in found if one in names]


_CASE_SOURCES: Mapping[str, Callable[[UnitOfWork, Row], list[Option]]] = {
    "family_members": _family,
    "children": _children,
    "core_team_members": _core_team,
    "case_professionals": _colleagues,
    "case_people": _case_people,
    "notes": _notes,
    "plan_goals": _goals,
    "plan_measures": _measures,
    "agreement_parties": _parties,
    "decisions": _decisions,
    "decision_parties": _decision_parties,
    "consent_givers": consents.giver_options,
    "consented_parties": consents.party_options,
    "access_documents": access_file.document_options,
    "letters": misdirected.letter_options,
    "letter_receivers": consents.giver_options,
    "units": financing_prefill.unit_options,
    "financing_measures": financing_prefill.measure_options,
    "young_consents": young_consents,
}
