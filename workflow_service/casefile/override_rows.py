"""Where a model rule was passed by, as it allows (domain.md 6): one row a time, written in that transaction.

The reason is sealed. Who sees the case reads it; everybody who leads reads how often.
"""

from __future__ import annotations

from workflow_service.casefile.base import Answers, Row, today
from workflow_service.store import UnitOfWork, tables
from workflow_service.store.casefile_rows import add

DECLINED, NO_TALK, OPEN_AREAS = "family_declined", "not_by_talk", "open_areas"


def note_override(
    uow: UnitOfWork,
    case: Row,
    rule: str,
    ground: str,
    reason: str,
    *,
    about_id: str | None = None,
    asked_by: str | None = None,
) -> None:
    """Writes that the case passed by this rule now. `reason`: why, in the words of whoever asked;
    `asked_by`: who asked the actor for it, None where nobody has to be asked."""
    values = {
        "case_id": case["id"],
        "rule": rule,
        "ground": ground,
        "about_id": about_id,
        "reason": reason,
        "asked_by": asked_by,
        "decided_by": uow.actor.user_id,
        "decided_at": uow.now,
    }
    add(uow, tables.rule_override, case["key_id"], values)


def note_child_view(uow: UnitOfWork, case: Row, view_id: str, how: str, reason: str) -> None:
    """INV-12: a child's view that was not learnt by a talk, with the special reason. Whoever learnt it
    answers for it; the rule asks no leader."""
    if "talk" not in how.split(","):
        note_override(uow, case, "INV-12", NO_TALK, reason, about_id=view_id)


def ask_head(uow: UnitOfWork, answers: Answers, state: str) -> Row:
    """What the transition's content keeps while a head of department is asked; {"asked": None} when nobody
    is. `state`: what the transition becomes when the head lets the area pass."""
    if answers.get("areas_open") is not True:
        return {"asked": None, "sent_back": None}
    told = {"reason": answers.get("areas_open_reason"), "by": uow.actor.user_id, "state": state}
    return {"asked": {**told, "on": today(uow).isoformat()}, "sent_back": None}
