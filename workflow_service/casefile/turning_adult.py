"""The 18th birthday (P01): the parents' authority ends, their consents lapse, the young person decides; and
the correction of a date of birth, which moves every wait for a birthday."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from workflow_service.casefile.base import Answers, Row, as_date, case_of, child_of
from workflow_service.casefile.documents import write_entry
from workflow_service.casefile.sources import Sources
from workflow_service.casefile.transition_dates import child_reaches, corrected, reaches, require_birth_date
from workflow_service.errors import Conflict
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_sharing as sharing
from workflow_service.store.casefile_rows import change


def end_parents_authority(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P01, 18th birthday: custody ends on that day, and with it every consent a parent gave. The young person
    is the party from now on and the receiver of letters (domain.md 5.1, S01)."""
    case = case_of(uow, call)
    adult_on = child_reaches(uow, case, "adult_age")
    _end_custody(uow, case, adult_on)
    lapsed = lapse_consents(uow, case, adult_on)
    write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="note",
        title="Den unge er fyldt 18 år",
        content={
            "text": "Forældremyndigheden er ophørt, og forældrenes samtykker gælder ikke mere. Afgørelser og"
            " breve går nu til den unge selv."
        },
    )
    return Result(variables={"lapsed_consents": lapsed})


def _end_custody(uow: UnitOfWork, case: Row, on: date) -> None:
    for one in query.relations(uow, case["family_id"]):
        if one["child_id"] == case["child_id"] and (one["valid_to"] is None or one["valid_to"] > on):
            change(uow, tables.parent_relation, case["key_id"], one["id"], {"valid_to": on})


def lapse_consents(uow: UnitOfWork, case: Row, adult_on: date) -> int:
    """No consent of a parent reaches the 18th birthday; how many were shortened."""
    last = adult_on - timedelta(days=1)
    lapsed = 0
    for one in sharing.consents(uow, case["id"]):
        if one["giver_id"] != case["child_id"] and one["valid_to"] is not None and one["valid_to"] > last:
            change(uow, tables.consent, case["key_id"], one["id"], {"valid_to": last})
            lapsed += 1
    return lapsed


def correct_birth_date(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """The child's date of birth was wrong: the right one is written, consents are shortened to it, and every
    course that waits for a birthday looks again.

    Raises Invalid for a day to come, Conflict without a child.
    """
    case = case_of(uow, call)
    child = child_of(case, query.persons(uow, case["family_id"]))
    if child is None:
        raise Conflict(
            "child_missing",
            "Barnet er ikke skrevet op endnu. Registrér henvendelsen først.",
            "The child is not written down yet. Register the inquiry first.",
        )
    born = require_birth_date(uow, as_date(answers.get("birth_date")))
    change(uow, tables.person, case["key_id"], child["id"], {"birth_date": born, "expected_date": None})
    lapse_consents(uow, case, reaches(born, "P18Y"))
    return Result(variables={"birth_date": born.isoformat()}, messages=corrected(uow, case))


def prefill(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """The date that stands now."""
    child = child_of(case, query.persons(uow, case["family_id"]))
    known = child["birth_date"] or child["expected_date"] if child else None
    text = known.isoformat() if known else None
    return {"birth_date": text, "known_birth_date": text}, {}
