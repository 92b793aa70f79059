"""Letters about an application: that it has come and when it is decided at the latest, and the new date when
the deadline does not hold (retssikkerhedsloven § 3, stk. 2)."""

from __future__ import annotations

from collections.abc import Mapping

from workflow_service import calendar
from workflow_service.casefile import decisions, lists
from workflow_service.casefile.base import Answers, Row, as_date, today
from workflow_service.casefile.letters import Family, Recipient, Written, deliver, write_letter
from workflow_service.casefile.letters_decision import family_of_parties
from workflow_service.store import UnitOfWork, law, tables
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import casefile_people as people
from workflow_service.store.casefile_rows import change


def send_receipts(uow: UnitOfWork, case: Row) -> None:
    """The receipt of every application that has none yet, to each party. Called when the screening has shown
    whether the parents may be written to: never before an honour-related risk is assessed (INV-15)."""
    for row in decided.applications(uow, case["id"]):
        if row["receipt_on"] is None and row["state"] == "received":
            deliver(uow, case, receipt(uow, case, row))
            change(uow, tables.application, case["key_id"], row["id"], {"receipt_on": today(uow)})


def receipt(uow: UnitOfWork, case: Row, row: Row) -> Written:
    """What was applied for, when it came, and by when it is decided."""
    basis = law.legal_basis(uow, row["section"], today(uow))
    handler = _handler(uow, case)

    def values(to: Recipient) -> Mapping[str, str]:
        return {
            **_about(row, to),
            "section": basis.citation if basis else "",
            "until": calendar.long_date(row["due"], to.language),
            "handler": handler,
        }

    refers = {"application": row["id"]}
    return write_letter(uow, case, "application_receipt", _parties(uow, case, row), values, refers)


def new_date_letter(uow: UnitOfWork, case: Row, row: Row, answers: Answers) -> Written:
    """Why the decision does not come in time, and the day on which it comes (`delay_reason`, `new_date`)."""
    day = as_date(answers.get("new_date"))

    def values(to: Recipient) -> Mapping[str, str]:
        return {
            **_about(row, to),
            "due": calendar.long_date(row["due"], to.language) if row["due"] else "",
            "delay_reason": str(answers.get("delay_reason") or ""),
            "answer_by": calendar.long_date(day, to.language) if day else "",
        }

    refers = {"application": row["id"]}
    return write_letter(uow, case, "new_decision_date", _parties(uow, case, row), values, refers)


def _parties(uow: UnitOfWork, case: Row, row: Row) -> Family:
    kind = decisions.kind_of_section(row["section"])
    return family_of_parties(uow, case, decisions.parties(uow, case, kind))


def _about(row: Row, to: Recipient) -> dict[str, str]:
    return {
        "to_child": "ja" if to.is_child else "",
        "matter": lists.label(decisions.APPLIED_FOR, row["type"], to.language),
        "received": calendar.long_date(row["received"], to.language),
    }


def _handler(uow: UnitOfWork, case: Row) -> str:
    """Who has the application in hand while the case has no coordinator, with telephone."""
    if case["coordinator_id"] or uow.actor.user_id is None:
        return ""
    one = people.colleagues(uow, (uow.actor.user_id,)).get(uow.actor.user_id)
    return "" if one is None else ", ".join(filter(None, (one.name, one.phone)))
