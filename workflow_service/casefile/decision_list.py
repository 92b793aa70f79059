"""The decisions of a case as its page lists them: matter, outcome, day, and until when one can complain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from workflow_service.casefile import lists
from workflow_service.casefile.base import today
from workflow_service.casefile.decisions import APPLIED_FOR, MATTERS, OUTCOMES
from workflow_service.casefile.pages import visible_case
from workflow_service.errors import Conflict
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile_decisions as decided


@dataclass(frozen=True)
class DecisionItem:
    """A decision that was taken. `late`: the deadline for complaints has passed; `complaint`: the state of
    the newest complaint about it, "" when there is none."""

    id: str
    matter: str
    outcome: str
    decided_at: datetime
    complaint_until: date | None
    late: bool
    complaint: str


def decision_list(uow: UnitOfWork, case_id: str) -> list[DecisionItem]:
    """The decisions that were taken in a case the caller has shown to be visible, newest first; one query."""
    language, day = uow.actor.language, today(uow)
    return [
        DecisionItem(
            id=str(row["id"]),
            matter=_matter(row["matter"], row["applied"], row["item"], language),
            outcome=lists.label(OUTCOMES, row["outcome"], language),
            decided_at=row["decided_at"],
            complaint_until=row["complaint_until"],
            late=row["complaint_until"] is not None and row["complaint_until"] < day,
            complaint=str(row["complaint"] or ""),
        )
        for row in decided.taken(uow, case_id)
    ]


def _matter(matter: str, applied: str | None, item: str | None, language: str) -> str:
    if applied is not None:
        return lists.label(APPLIED_FOR, applied, language)
    return lists.label(lists.MEASURES, item, language) if item else lists.label(MATTERS, matter, language)


def require_complaint_possible(uow: UnitOfWork, case_id: str, decision_id: str) -> DecisionItem:
    """The decision a complaint is to be registered about. Raises NotFound when the actor may not see the
    case, Conflict when the decision is not there or a complaint about it is being dealt with."""
    case = visible_case(uow, case_id)
    found = next((one for one in decision_list(uow, case["id"]) if one.id == decision_id), None)
    if found is None:
        raise Conflict(
            "decision_not_in_case",
            "Afgørelsen findes ikke i sagen. Vælg den på sagens side.",
            "The decision is not in the case. Choose it on the case page.",
        )
    if found.complaint == "received":
        raise Conflict(
            "complaint_under_way",
            "Der er allerede en klage i gang over afgørelsen. Se opgaven på sagens side.",
            "A complaint about the decision is already being dealt with. See the task on the case page.",
        )
    return found
