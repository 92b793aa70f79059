"""Misdirected letters (S04): what went to whom, how great the risk is, who was told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import clocks, guards
from workflow_service.casefile.base import Answers, Row, as_moment, case_of
from workflow_service.casefile.sources import Sources
from workflow_service.errors import Invalid, NotFound
from workflow_service.forms import Option
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_sharing as sharing
from workflow_service.store.casefile_rows import add, change

_RECALLED = {
    "yes": ("hentet tilbage", "taken back"),
    "no": ("ikke hentet tilbage", "not taken back"),
    "unknown": ("endnu uvist, om det er hentet tilbage", "not yet known whether it was taken back"),
}


def letter_options(uow: UnitOfWork, case: Row) -> list[Option]:
    """The letters of the journal, newest first, by title, day and recipient."""
    return [
        Option(
            one["id"],
            f"{one['title']}, {calendar.short_date(one['at'].astimezone(uow.zone).date())}: "
            + ", ".join(str(to.get("name") or "") for to in one["recipients"] or ()),
        )
        for one in query.journal(uow, case["id"], kinds=("letter",), limit=100)
        if not one["restricted"]
    ]


def record_misdirected(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """What, to whom, taken back; the clock of 72 hours runs from the discovery."""
    case = case_of(uow, call)
    discovered = as_moment(uow, answers.get("discovered_at")) or uow.now
    due = clocks.ends_at(uow, "breach_deadline", discovered)
    values = {
        "case_id": case["id"],
        "entry_id": answers.get("letter"),
        "what": answers["what"],
        "went_to": answers["went_to"],
        "recalled": answers["recalled"],
        "discovered_at": discovered,
        "due_at": due,
    }
    letter_id = add(uow, tables.misdirected_letter, case["key_id"], values)
    return Result(
        variables={"letter_id": letter_id, "due_at": due.isoformat(), "discovered_at": discovered.isoformat()}
    )


def _letter(uow: UnitOfWork, case: Row, call: Call) -> Row:
    found = sharing.misdirected_letter(uow, str(call.inputs.get("letter_id") or ""))
    if found is None or found["case_id"] != case["id"]:
        raise NotFound(
            "misdirected_letter_not_found",
            "Det fejlsendte brev findes ikke i sagen.",
            "The misdirected letter does not exist in the case.",
        )
    return found


def assess_breach(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """The auditor's assessment. With a high risk those affected are always told, whatever the form says."""
    case = case_of(uow, call)
    found = _letter(uow, case, call)
    tell = answers.get("tell_persons") is True
    if answers.get("risk") == "high" and not tell:
        da = "Risikoen er høj. Så skal de berørte have besked."
        en = "The risk is high. Those affected must be told."
        raise Invalid("breach_must_be_told", da, en, {"tell_persons": [da]})
    values = {
        "risk": answers["risk"],
        "reported": answers.get("reported") is True,
        "assessment": answers["assessment"],
        "assessed_at": uow.now,
        "assessed_by": uow.actor.user_id,
    }
    change(uow, tables.misdirected_letter, case["key_id"], found["id"], values)
    return Result(variables={"tell_persons": tell})


def tell_affected(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """Those affected were told. Contact with parents waits for the risk assessment (INV-15)."""
    guards.enforce(uow, call.case_id, ("INV-15",), answers)
    case = case_of(uow, call)
    found = _letter(uow, case, call)
    change(uow, tables.misdirected_letter, case["key_id"], found["id"], {"told_at": uow.now})
    return Result()


def prefill(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """What was recorded, for whoever assesses it without seeing the case."""
    if inputs.get("step") == "record":
        now = uow.now.astimezone(uow.zone)
        return {"discovered_at": now.replace(minute=0, second=0, microsecond=0).isoformat()}, {}
    found = sharing.misdirected_letter(uow, str(inputs.get("letter_id") or ""))
    if found is None or found["case_id"] != case["id"]:
        return {}, {}
    recalled = _RECALLED[found["recalled"]][uow.actor.language == "en"]
    return {"told_what": f"{found['what']} → {found['went_to']} ({recalled})"}, {}
