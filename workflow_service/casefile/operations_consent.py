"""Operations of consent (S01): who is asked, what each answered, what is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from workflow_service.casefile import consents, guards, holds
from workflow_service.casefile.base import Answers, Row, as_date, as_moment, case_of, named, rows_of, today
from workflow_service.casefile.prefill_plan import agreement_parties
from workflow_service.errors import Invalid
from workflow_service.runtime.operations import Call, OutMessage, Result
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_sharing as sharing
from workflow_service.store.casefile_rows import add, change

ONE_DAY = timedelta(days=1)


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
    reminder = _reminder(call, consent_id, giver, start, end)
    return Result(variables={"consent_id": consent_id}, messages=reminder)


def _reminder(
    call: Call, consent_id: str, giver: str, start: date | None, end: date | None
) -> tuple[OutMessage, ...]:
    """The course of the family hears when it must ask again; of a consent too short for it nothing."""
    remind_on = end - consents.REMIND_BEFORE if end else None
    if start is None or remind_on is None or remind_on <= start:
        return ()
    told = {"consent_id": consent_id, "giver": giver, "remind_on": remind_on.isoformat()}
    return (OutMessage("consent_given", call.business_key, told),)


def check_consent_renewal(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P01, four weeks before a consent lapses: must its giver be asked again? Not when everything was taken
    back, when a longer one was given meanwhile, or when it ends because the child turns 18."""
    case = case_of(uow, call)
    rows = sharing.consents(uow, case["id"])
    mine = next((one for one in rows if one["id"] == call.inputs.get("consent_id")), None)
    needed = mine is not None and _lapses(uow, case, mine, rows)
    return Result(variables={"renewal_needed": needed})


def _lapses(uow: UnitOfWork, case: Row, mine: Row, rows: list[Row]) -> bool:
    if mine["giver_id"] not in agreement_parties(uow, case):
        return False
    if not consents.holds(mine, today(uow)) or all(one["withdrawn_at"] for one in mine["parties"]):
        return False
    adult = consents.adult_on(uow, case)
    if adult is not None and mine["giver_id"] != case["child_id"] and mine["valid_to"] >= adult - ONE_DAY:
        return False
    return not any(
        one["giver_id"] == mine["giver_id"]
        and one["answer"] == "given"
        and one["valid_to"] > mine["valid_to"]
        for one in rows
    )


def stop_pending_sharing(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P01, a consent was taken back: material that was to be shared with names is shared without them, and
    `sharing_pending` says whether somebody must be told (an analysis or network meeting is called)."""
    case = case_of(uow, call)
    pending = False
    named_material = consents.EXTERNAL_EXPERTS in consents.covered(uow, case)
    for meeting in query.meetings(uow, case["id"]):
        minutes = meeting["minutes"] or {}
        if meeting["state"] != "planned" or meeting["type"] not in ("network", "analysis"):
            continue
        if meeting["type"] == "analysis":
            if named_material or minutes.get("material_form") != "identifiable":
                continue
            changed: Row = {"minutes": {**minutes, "material_form": "pseudonymised"}}
            changed["version"] = meeting["version"] + 1
            change(uow, tables.meeting, case["key_id"], meeting["id"], changed)
        pending = True
    return Result(variables={"sharing_pending": pending})


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
