"""The leader's own answer where a model rule may be passed by (domain.md 6, Override: INV-03, INV-17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service.casefile import guards
from workflow_service.casefile.base import Answers, Row, case_of
from workflow_service.casefile.facts import held_assessment
from workflow_service.casefile.override_rows import DECLINED, OPEN_AREAS, note_override
from workflow_service.casefile.prefill_transition import areas_text
from workflow_service.casefile.sources import Sources
from workflow_service.errors import Conflict
from workflow_service.rules.overrides import leader_answers
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile_people as people
from workflow_service.store import casefile_transition as transitions
from workflow_service.store.casefile_rows import change

# -- INV-03: the family declined ------------------------------------------------------------------------


def approve_without_family(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """The team leader approves that the assessment goes on though the family was not at its meeting, or sends
    it back for a new one. Raises Invalid for anybody else, Conflict when there is no such meeting."""
    case = case_of(uow, call)
    meeting = held_assessment(uow, case["id"])
    minutes = (meeting["minutes"] or {}) if meeting else {}
    if meeting is None or not minutes.get("family_declined"):
        raise Conflict(
            "nothing_to_approve",
            "Familien var med til udredningsmødet. Der er ikke noget at godkende.",
            "The family took part in the assessment meeting. There is nothing to approve.",
        )
    known = guards.known(uow, case["id"], "INV-19")
    guards.refuse(leader_answers("INV-03", known.team_leaders, uow.actor.user_id), uow.actor.language)
    approved = answers.get("approved") is True
    if approved:
        reason = str(minutes.get("family_declined_reason") or "")
        asked_by = minutes.get("minuted_by")
        note_override(uow, case, "INV-03", DECLINED, reason, about_id=meeting["id"], asked_by=asked_by)
    else:
        told = {**minutes, "sent_back": answers.get("approval_note")}
        change(uow, tables.meeting, case["key_id"], meeting["id"], {"minutes": told})
    return Result(variables={"decline_approved": approved})


# -- INV-17: an area that is not settled ----------------------------------------------------------------


def let_areas_pass(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """A head of department lets the transition go on with an open area, or sends it back. Raises Invalid for
    anybody else, Conflict when nobody asked."""
    case = case_of(uow, call)
    plan = transitions.transition(uow, case["id"])
    content = dict((plan["content"] or {}) if plan else {})
    asked = content.pop("asked", None)
    if plan is None or not asked:
        raise Conflict(
            "nothing_to_approve",
            "Der er ikke spurgt om et område, der ikke er på plads.",
            "Nobody has asked about an area that is not settled.",
        )
    heads = transitions.department_heads(uow, case["unit_id"])
    guards.refuse(leader_answers("INV-17", heads, uow.actor.user_id), uow.actor.language)
    approved = answers.get("approved") is True
    values: Row = {"content": {**content, "sent_back": None if approved else answers.get("approval_note")}}
    if approved:
        note_override(
            uow, case, "INV-17", OPEN_AREAS, asked["reason"], about_id=plan["id"], asked_by=asked["by"]
        )
        values |= {"overridden": True, "state": asked["state"], f"{asked['state']}_at": uow.now}
    change(uow, tables.transition_plan, case["key_id"], plan["id"], values)
    return Result(variables={"areas_approved": approved})


# -- the leader's form ----------------------------------------------------------------------------------


def prefill(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """What the leader is asked: who asks, why, and how the areas stand. A head of department reads no more of
    the case than that."""
    if inputs.get("step") == DECLINED:
        meeting = held_assessment(uow, case["id"])
        minutes = (meeting["minutes"] or {}) if meeting else {}
        return _asked(uow, minutes.get("minuted_by"), minutes.get("family_declined_reason")), {}
    plan = transitions.transition(uow, case["id"])
    asked = ((plan["content"] or {}) if plan else {}).get("asked")
    if plan is None or not asked:
        return {}, {}
    return {**_asked(uow, asked["by"], asked["reason"]), "areas_text": areas_text(uow, plan)}, {}


def _asked(uow: UnitOfWork, user_id: Any, reason: Any) -> Row:
    one = people.colleagues(uow, (user_id,)).get(str(user_id))
    return {"asked_by_name": one.name if one else None, "asked_reason": reason}


__all__ = ["approve_without_family", "let_areas_pass", "prefill"]
