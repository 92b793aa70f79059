"""Letters of a decision (S02): hearing, decision, complaint. One to each party, with nothing of another's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import decisions, lists
from workflow_service.casefile.base import Row, as_date, first_name, today
from workflow_service.casefile.letters import (
    YOUNG_PERSON,
    Family,
    Letter,
    Recipient,
    contact_card,
    family_for_letters,
    post,
    recipient_of,
    send,
    signature,
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
    family = family_of_parties(uow, case, chosen)
    due = as_date(answers.get("due"))
    until = f"Svar senest {calendar.long_date(due)}." if due else ""
    card, sign = contact_card(uow, case), signature(uow, case)

    def text(to: Recipient) -> str:
        return (
            f"Kære {first_name(to.name)}\n\n"
            f"Kommunen skal træffe afgørelse om: {name}. Der er oplysninger, som du skal kende og kan svare"
            f" på, før vi beslutter noget.\n\n{answers.get('information') or ''}\n\n"
            f"Du kan skrive eller ringe til familiekoordinatoren. {until} Hører vi ikke fra dig, træffer vi"
            f" afgørelsen ud fra det, vi ved.\n\n{card}\n\n{sign}"
        )

    return send(uow, case, "hearing_letter", f"Partshøring: {name}", family, text)


def send_decision(uow: UnitOfWork, case: Row, row: Row, name: str) -> int:
    """The decision to each party; how many got it (0 while contact is held back)."""
    family = family_of_parties(uow, case, decisions.parties(uow, case, str(row["kind"])))
    hidden = hidden_words(uow, case)
    card, sign = contact_card(uow, case), signature(uow, case)

    def text(to: Recipient) -> str:
        body = decision_text(uow, row, name, hidden=frozenset() if to.is_child else hidden)
        return f"Kære {first_name(to.name)}\n\n{body}\n\n{card}\n\n{sign}"

    return send(uow, case, "decision_letter", f"Afgørelse: {name}", family, text)


def decision_text(uow: UnitOfWork, row: Row, name: str, hidden: frozenset[str]) -> str:
    """The decision in plain Danish with reason, the child's view, legal basis and how to complain. `hidden`
    are the child's words that its parents may not read."""
    content = row["content"] or {}
    outcome = lists.label(decisions.OUTCOMES, row["outcome"], "da").casefold()
    basis = parameters.legal_basis(uow, row["legal_basis"], today(uow)) if row["legal_basis"] else None
    parts = [f"Vi har truffet en afgørelse om: {name}\nResultat: {outcome}"]
    for heading, key in (
        ("Begrundelse", "reason"),
        ("Det har vi lagt vægt på", "facts"),
        ("Barnets syn, og hvordan det indgår", "child_view"),
        ("Formål", "purpose"),
        ("Forventet varighed", "duration"),
    ):
        said = str(content.get(key) or "")
        if said and not any(words and words in said for words in hidden):
            parts.append(f"{heading}\n{said}")
    if content.get("consent") is False:
        waits = "Støtten begynder først, når alle, der har forældremyndighed, har givet samtykke."
        parts.append(f"Samtykke\n{waits}")
    if row.get("plan_due"):
        parts.append(f"Barnets plan\nPlanen er klar senest {calendar.long_date(row['plan_due'])}.")
    if basis is not None:
        parts.append(f"Retsgrundlag\n{basis.citation}: {basis.text('da')}")
    guidance = str(content.get("complaint_guidance") or decisions.complaint_guidance(uow))
    if row.get("complaint_until"):
        guidance += f" Klagefristen udløber {calendar.long_date(row['complaint_until'])}."
    parts.append(f"Hvis I vil klage\n{guidance}")
    return "\n\n".join(parts)


def send_to_party(
    uow: UnitOfWork, case: Row, person_ids: Iterable[str], topic: str, title: str, body: str
) -> int:
    """A letter with this body to each of these people of the family."""
    family = family_of_parties(uow, case, person_ids)
    card, sign = contact_card(uow, case), signature(uow, case)

    def text(to: Recipient) -> str:
        return f"Kære {first_name(to.name)}\n\n{body}\n\n{card}\n\n{sign}"

    return send(uow, case, topic, title, family, text)


def send_to_ankestyrelsen(uow: UnitOfWork, case: Row, title: str, body: str) -> str:
    """The file that goes on with a complaint; the id of its journal entry."""
    text = f"Til {ANKESTYRELSEN}\n\nSagsnummer: {case['number']}\n\n{body}\n\n{signature(uow, case)}"
    to = {"name": ANKESTYRELSEN}
    return post(uow, case, Letter("complaint_file", title, text, to, {"authority": ANKESTYRELSEN}))
