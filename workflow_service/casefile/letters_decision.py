"""Letters of a decision (S02): hearing, decision, complaint. One to each party, with nothing of another's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import clocks, decisions, lists, measure_changes
from workflow_service.casefile.base import Row, as_date, first_name, today
from workflow_service.casefile.letter_templates import template
from workflow_service.casefile.letters import (
    YOUNG_PERSON,
    Family,
    Recipient,
    Way,
    family_for_letters,
    post_letter,
    recipient_of,
    send_letter,
    way_to,
)
from workflow_service.casefile.prefill_plan import hidden_words
from workflow_service.store import UnitOfWork, law
from workflow_service.store import casefile as query

ANKESTYRELSEN = "Ankestyrelsen"


def family_of_parties(uow: UnitOfWork, case: Row, party_ids: Iterable[str]) -> Family:
    """The family with these parties as recipients. A child under 15 has no Digital Post of its own: its
    letter goes on paper to its home."""
    family = family_for_letters(uow, case)
    wanted = list(dict.fromkeys(party_ids))
    found = []
    for person in family.persons:
        if person["id"] not in wanted:
            continue
        is_child = person["id"] == case["child_id"]
        one = recipient_of(person, list(family.households), is_child)
        born = person["birth_date"]
        if is_child and born is not None and calendar.ages(born, today(uow)) < YOUNG_PERSON:
            one = replace(one, cpr=None, digital_post=None)
        found.append(one)
    return replace(family, recipients=tuple(found))


def send_hearing_letters(uow: UnitOfWork, case: Row, row: Row, answers: Mapping[str, Any]) -> int:
    """The hearing about a prepared decision to those chosen among its parties; how many got it."""
    allowed = set(decisions.parties(uow, case, str(row["kind"])))
    chosen = [str(one) for one in answers.get("recipients") or () if one in allowed]
    due = as_date(answers.get("due"))

    def values(to: Recipient) -> Mapping[str, str]:
        return {
            "matter": decisions.matter_name(uow, case, row, to.language),
            "information": str(answers.get("information") or ""),
            "until": _day(due, to.language),
        }

    return send_letter(uow, case, "hearing_letter", family_of_parties(uow, case, chosen), values)


def send_decision(uow: UnitOfWork, case: Row, row: Row) -> int:
    """The decision to each party; how many got it (0 while contact is held back). On access to the file it
    goes to the one who asked, whoever that is."""
    hidden = hidden_words(uow, case)

    def values(language: str, *, to_child: bool = False) -> Mapping[str, str]:
        name = decisions.matter_name(uow, case, row, language)
        kept = frozenset[str]() if to_child else hidden
        told = decision_text(uow, row, name, kept, language, to_child=to_child)
        return {"matter": name, "decision": told}

    if row["matter"] == decisions.ACCESS:
        return send_to_requester(uow, case, row, "decision_letter", values)
    family = family_of_parties(uow, case, decisions.parties(uow, case, str(row["kind"])))
    return send_letter(
        uow, case, "decision_letter", family, lambda to: values(to.language, to_child=to.is_child)
    )


def decision_text(
    uow: UnitOfWork,
    row: Row,
    name: str,
    hidden: frozenset[str],
    language: str = "da",
    *,
    to_child: bool = False,
) -> str:
    """The decision in plain words with reason, the child's view, legal basis and how to complain. `hidden`
    are the child's words that its parents may not read; `to_child`: the child or young person reads it. What
    a caseworker wrote stands as it was written."""
    content = row["content"] or {}
    basis = law.legal_basis(uow, row["legal_basis"], today(uow)) if row["legal_basis"] else None

    def said(key: str) -> str:
        text = str(content.get(key) or "")
        return "" if any(words and words in text for words in hidden) else text

    # the form carries it for parents, in Danish
    guidance = str(content.get("complaint_guidance") or "") if language == "da" and not to_child else ""
    values = {
        "matter": name,
        "outcome": lists.label(decisions.OUTCOMES, row["outcome"], language).casefold(),
        **{key: said(key) for key in ("reason", "facts", "child_view", "purpose", "duration")},
        "no_consent": "ja" if content.get("consent") is False else "",
        **_end_days(uow, row, language),
        "plan_due": _day(row.get("plan_due"), language),
        "legal_basis": "" if basis is None else f"{basis.citation}: {basis.text(language)}",
        "guidance": guidance or decisions.complaint_guidance(uow, language, to_child=to_child),
        "to_child": "ja" if to_child else "",
        "complaint_until": _day(row.get("complaint_until"), language),
    }
    return template(uow, "decision_letter").part("decision", values, language)


def _end_days(uow: UnitOfWork, row: Row, language: str) -> dict[str, str]:
    """The day support ends, and until when lost earnings are run off after it (`run_off`)."""
    ends = measure_changes.ends_on(row, today(uow)) is not None
    last = as_date((row["content"] or {}).get("ends_on")) if ends else None
    measures = query.measures(uow, row["case_id"]) if last else []
    lost = any(one["id"] == row["matter_id"] and one["catalogue_item"] == "lost_earnings" for one in measures)
    until = clocks.ends_on(uow, "run_off", last) if last and lost else None
    return {"ends_on": _day(last, language), "run_off_until": _day(until, language)}


def _day(value: date | None, language: str) -> str:
    return calendar.long_date(value, language) if value else ""


def send_to_party(
    uow: UnitOfWork,
    case: Row,
    person_ids: Iterable[str],
    key: str,
    values: Callable[[Recipient], Mapping[str, str]],
) -> int:
    """The letter `key` with these values to each of these people of the family."""
    return send_letter(uow, case, key, family_of_parties(uow, case, person_ids), values)


def send_to_requester(
    uow: UnitOfWork, case: Row, row: Row, key: str, values: Callable[[str], Mapping[str, str]]
) -> int:
    """A letter on access to the file to the one who asked for it, of the family or not; 1. `values` take the
    language."""
    asked = decisions.requester_of(uow, row)
    way = way_to(uow, case, asked["requester_id"], asked["requester"])
    first = first_name(str(way.to["name"]))
    post_letter(uow, case, key, lambda language: {**values(language), "first_name": first}, way)
    return 1


def send_to_ankestyrelsen(uow: UnitOfWork, case: Row, values: Mapping[str, str]) -> str:
    """The file that goes on with a complaint; the id of its journal entry."""
    way = Way({"name": ANKESTYRELSEN}, {"authority": ANKESTYRELSEN})
    return post_letter(uow, case, "complaint_file", values, way)
