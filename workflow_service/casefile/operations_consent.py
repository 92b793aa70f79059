"""Operations of consent (S01): who is asked, what each answered, what is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflow_service.casefile import consents, guards, holds
from workflow_service.casefile.base import Answers, Row, as_date, as_moment, case_of, named, rows_of, today
from workflow_service.casefile.prefill_plan import agreement_parties
from workflow_service.errors import Invalid
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile_sharing as sharing
from workflow_service.store.casefile_rows import add, change


def find_consent_givers(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """S01: everybody with custody, and the young person from 15; ids only."""
    return Result(variables={"givers": agreement_parties(uow, case_of(uow, call))})


def record_consent(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F17 obtain: one row for this giver, one for each party; a no is kept too.

    Contact with parents waits for the risk assessment (INV-15). Raises Invalid for somebody who is not asked
    for consent and for a consent that would hold too long, whatever the form says.
    """
    guards.enforce(uow, call.case_id, ("INV-15",), answers)
    case = case_of(uow, call)
    giver = str(answers["giver"])
    if giver not in agreement_parties(uow, case):
        _refuse(
            "giver",
            "Samtykket skal gives af en forælder med forældremyndighed eller den unge fra 15 år. Vælg en"
            " af dem.",
            "Consent is given by a parent with custody or by the young person from 15. Choose one of them.",
        )
    given = answers.get("answer") == "given"
    start, end = as_date(answers.get("valid_from")), as_date(answers.get("valid_to"))
    if given:
        _require_period(uow, case, start, end)
    consent_id = add(
        uow,
        tables.consent,
        case["key_id"],
        {
            "case_id": case["id"],
            "family_id": case["family_id"],
            "giver_id": giver,
            "for_person_id": answers["for_person"],
            "answer": "given" if given else "refused",
            "form": answers.get("form") if given else None,
            "legal_basis": call.element.attributes.get("legalBasis"),
            "purposes": sharing.codes(answers.get("purposes")),
            "information_types": sharing.codes(answers.get("information_types")),
            "content": named(answers, "if_no", "witness"),
            "valid_from": start if given else None,
            "valid_to": end if given else None,
            "remind_at": end - consents.REMIND_BEFORE if given and end else None,
            "recorded_at": uow.now,
            "submission_id": call.submission_id,
        },
    )
    for row in rows_of(answers, "parties") if given else []:
        values = {
            "consent_id": consent_id,
            "case_id": case["id"],
            "party": row["party"],
            "name": row.get("name"),
        }
        add(uow, tables.consent_party, case["key_id"], values)
    if given and holds.SUPPORT in (answers.get("purposes") or ()):
        holds.lift_holds(uow, case)
    return Result(variables={"consent_id": consent_id})


def _require_period(uow: UnitOfWork, case: Row, start: date | None, end: date | None) -> None:
    if start is None or end is None or end < start or end > consents.last_day(uow, case, start):
        _refuse(
            "valid_to",
            "Samtykket gælder for længe. Det slutter senest efter den længste tid, kommunen har bestemt, og"
            " altid før barnets 18-års fødselsdag. Skriv en tidligere dato.",
            "The consent is valid too long. It ends at the latest after the longest time the municipality"
            " has set, and always before the child's 18th birthday. Enter an earlier date.",
        )


def _refuse(field: str, da: str, en: str) -> None:
    raise Invalid(f"consent_{field}", da, en, {field: [da]})


def record_consent_withdrawal(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F17 withdraw: the parties to whom nothing may be passed on any more. Older consents of the same giver
    to the same party end with it: whoever takes a yes back takes back every yes."""
    case = case_of(uow, call)
    open_now = consents.open_parties(uow, case)
    by_id = {party["id"]: (consent, party) for consent, party in open_now}
    ended: set[str] = set()
    for row in rows_of(answers, "withdrawn"):
        found = by_id.get(str(row.get("party")))
        if found is None:
            _refuse(
                "withdrawn",
                "Samtykket gælder ikke længere, eller det hører til en anden sag. Vælg et af dem, der vises.",
                "The consent does not hold any more, or belongs to another case. Choose one of those shown.",
            )
            continue
        at = as_moment(uow, row.get("at")) or uow.now
        for consent, party in open_now:
            same = consent["giver_id"] == found[0]["giver_id"] and party["party"] == found[1]["party"]
            if same and party["id"] not in ended:
                change(
                    uow, tables.consent_party, case["key_id"], party["id"], {"withdrawn_at": min(at, uow.now)}
                )
                ended.add(party["id"])
    parties = sorted({by_id[one][1]["party"] for one in ended})
    return Result(variables={"withdrawn_parties": parties, "withdrawn_on": today(uow).isoformat()})
