"""Letters of a decision (S02): hearing, decision, complaint. One to each party, with nothing of another's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import decisions, lists
from workflow_service.casefile.base import Row, as_date, first_name, today
from workflow_service.casefile.letter_templates import template
from workflow_service.casefile.letters import (
    YOUNG_PERSON,
    Family,
    Recipient,
    common_values,
    family_for_letters,
    post_letter,
    reach_of,
    recipient_of,
    send,
    send_letter,
    stamp,
)
from workflow_service.casefile.prefill_plan import hidden_words
from workflow_service.store import UnitOfWork, parameters

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


def send_hearing_letters(
    uow: UnitOfWork, case: Row, kind: str | None, name: str, answers: Mapping[str, Any]
) -> int:
    """The hearing to those chosen among the parties; how many got it."""
    allowed = set(decisions.parties(uow, case, str(kind)))
    chosen = [str(one) for one in answers.get("recipients") or () if one in allowed]
    due = as_date(answers.get("due"))
    values = {
        "matter": name,
        "information": str(answers.get("information") or ""),
        "until": calendar.long_date(due) if due else "",
    }
    return send_letter(uow, case, "hearing_letter", family_of_parties(uow, case, chosen), values)


def send_decision(uow: UnitOfWork, case: Row, row: Row, name: str) -> int:
    """The decision to each party; how many got it (0 while contact is held back). On access to the file it
    goes to the one who asked, whoever that is."""
    if row["matter"] == decisions.ACCESS:
        text_of_it = decision_text(uow, row, name, hidden=hidden_words(uow, case))
        return send_to_requester(uow, case, row, "decision_letter", {"matter": name, "decision": text_of_it})
    family = family_of_parties(uow, case, decisions.parties(uow, case, str(row["kind"])))
    hidden = hidden_words(uow, case)
    for_child = decision_text(uow, row, name, hidden=frozenset(), to_child=True)
    for_parents = decision_text(uow, row, name, hidden=hidden)

    def text(to: Recipient) -> str:
        own = {"matter": name, "decision": for_child if to.is_child else for_parents}
        return words.text_of({**base, "first_name": first_name(to.name), **own})

    words = template(uow, "decision_letter")
    base = common_values(uow, case, family)
    title = words.title_of({**base, "matter": name})
    return send(uow, case, "decision_letter", title, family, text, {"template": stamp(words)})


def decision_text(
    uow: UnitOfWork, row: Row, name: str, hidden: frozenset[str], *, to_child: bool = False
) -> str:
    """The decision in plain Danish with reason, the child's view, legal basis and how to complain. `hidden`
    are the child's words that its parents may not read; `to_child`: the child or young person reads it."""
    content = row["content"] or {}
    basis = parameters.legal_basis(uow, row["legal_basis"], today(uow)) if row["legal_basis"] else None

    def said(key: str) -> str:
        text = str(content.get(key) or "")
        return "" if any(words and words in text for words in hidden) else text

    guidance = "" if to_child else str(content.get("complaint_guidance") or "")
    values = {
        "matter": name,
        "outcome": lists.label(decisions.OUTCOMES, row["outcome"], "da").casefold(),
        **{key: said(key) for key in ("reason", "facts", "child_view", "purpose", "duration")},
        "no_consent": "ja" if content.get("consent") is False else "",
        "plan_due": _day(row.get("plan_due")),
        "legal_basis": "" if basis is None else f"{basis.citation}: {basis.text('da')}",
        "guidance": guidance or decisions.complaint_guidance(uow, to_child=to_child),
        "to_child": "ja" if to_child else "",
        "complaint_until": _day(row.get("complaint_until")),
    }
    return template(uow, "decision_letter").part("decision", values)


def _day(value: date | None) -> str:
    return calendar.long_date(value) if value else ""


def send_to_party(
    uow: UnitOfWork, case: Row, person_ids: Iterable[str], key: str, values: Mapping[str, str]
) -> int:
    """The letter `key` with these values to each of these people of the family."""
    return send_letter(uow, case, key, family_of_parties(uow, case, person_ids), values)


def send_to_requester(uow: UnitOfWork, case: Row, row: Row, key: str, values: Mapping[str, str]) -> int:
    """A letter on access to the file to the one who asked for it, of the family or not; 1."""
    asked = decisions.requester_of(uow, row)
    to, reach = reach_of(uow, case, asked["requester_id"], asked["requester"])
    told = {**values, "first_name": first_name(str(to["name"]))}
    post_letter(uow, case, key, told, to, reach)
    return 1


def send_to_ankestyrelsen(uow: UnitOfWork, case: Row, values: Mapping[str, str]) -> str:
    """The file that goes on with a complaint; the id of its journal entry."""
    to = {"name": ANKESTYRELSEN}
    return post_letter(uow, case, "complaint_file", values, to, {"authority": ANKESTYRELSEN})
