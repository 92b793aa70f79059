"""What the forms of a decision already know (F25, F26, F27): the matter, its parties, the proposal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import clocks, decisions, early, lists, visitation
from workflow_service.casefile.base import Row, rows_of, today
from workflow_service.casefile.prefill_plan import child_words
from workflow_service.casefile.sources import Sources, source
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query
from workflow_service.store import casefile_decisions as decided

Built = tuple[Row, Sources]


def decision(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    """F25 in both steps. Whoever decides reads the proposal of who prepared it, also without sight of the
    case: it is their own decision (domain.md 4)."""
    row = _prepared(uow, case, inputs)
    matter = decisions.matter_of(uow, case, row or inputs)
    language = uow.actor.language
    names = {one["id"]: one["name"] for one in query.persons(uow, case["family_id"])}
    party_ids = decisions.parties_of(uow, case, matter)
    access = matter["matter"] == decisions.ACCESS
    words, told = child_words(uow, case) if not access else (None, None)
    data: Row = {
        "matter": matter["matter"],
        "kind": matter["kind"],
        "analysis_held": case["analysis_held_at"] is not None,
        "matter_text": _matter_text(matter, language),
        "parties": ", ".join(str(names[one]) for one in party_ids if one in names)
        or (str(decisions.requester_of(uow, matter)["requester"]["name"]) if access else ""),
        "child_words": words,
        "complaint_guidance": decisions.complaint_guidance(uow),
    }
    sources: Sources = {"child_words": told} if told is not None else {}
    if row is None:
        for key in ("legal_basis", "sector", "annual_amount", "purpose", "duration"):
            data[key] = matter.get(key)
        allowed = early.allowed(uow, case, matter["matter_id"])
        data["parallel_reason"] = allowed["reason"] if allowed else None
        if matter["matter"] == "end":
            data["ends_on"] = today(uow).isoformat()
        return data, sources
    content = row["content"] or {}
    for key in ("facts", "reason", "purpose", "duration", "plan_position", "parallel_reason", "ends_on"):
        data[key] = content.get(key)
    data["child_view"] = content.get("child_view") or content.get("child_view_draft")
    data |= {"outcome": row["outcome"], "legal_basis": row["legal_basis"]}
    data["meeting_text"] = visitation.recommendation_text(uow, row["id"])
    data["hearing_text"] = _hearing_text(uow, row, names)
    authority = str(inputs.get("authority") or "")
    data["authority_text"] = lists.label(decisions.AUTHORITIES, authority, language) or None
    prepared = source("forslaget", "the proposal", row["prepared_at"].astimezone(uow.zone).date())
    for key in ("facts", "reason", "purpose", "duration", "outcome", "legal_basis", "ends_on"):
        sources[key] = prepared
    return data, sources


def _matter_text(matter: Row, language: str) -> str:
    kind = lists.label(decisions.MATTERS, matter["matter"], language)
    return kind if kind == matter["name"] else f"{kind}: {matter['name']}"


def _prepared(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Row | None:
    decision_id = inputs.get("decision_id")
    row = decided.decision(uow, str(decision_id)) if decision_id else None
    return row if row is not None and row["case_id"] == case["id"] else None


def _hearing_text(uow: UnitOfWork, row: Row, names: Mapping[str, str]) -> str | None:
    hearings = decided.hearings(uow, row["id"])
    if not hearings:
        return None
    content = hearings[0]["content"] or {}
    lines = [
        f"{names.get(str(one.get('party')), '')}: {one.get('text')}" for one in rows_of(content, "replies")
    ]
    return "\n".join([*lines, str(content.get("changed") or "")]).strip() or None


def hearing(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    """F26: all parties, and the reply date by `hearing_deadline`; afterwards what was sent."""
    row = _prepared(uow, case, inputs)
    if row is None:
        return {}, {}
    data: Row = {"matter_text": decisions.matter_name(uow, case, row)}
    if inputs.get("step") == "send":
        data["recipients"] = decisions.parties(uow, case, str(row["kind"])) or None
        data["due"] = hearing_due(uow).isoformat()
        return data, {}
    hearings = decided.hearings(uow, row["id"])
    if hearings:
        data["information_sent"] = (hearings[0]["content"] or {}).get("information")
    return data, {}


def hearing_due(uow: UnitOfWork) -> date:
    """The reply date of a hearing sent today (`hearing_deadline`)."""
    return clocks.ends_on(uow, "hearing_deadline", today(uow))


def complaint(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    """F27: the decision complained of, its deadline, the complaint and how late it is."""
    row = _prepared(uow, case, inputs)
    if row is None:
        return {}, {}
    language, until = uow.actor.language, row["complaint_until"]
    data: Row = {
        "decision_text": decisions.title_of(uow, row, decisions.matter_name(uow, case, row), language),
        "complaint_until_text": None if until is None else calendar.long_date(until, language),
        "decided_by": row["decided_by"],
    }
    if inputs.get("step") == "register":
        return {**data, "received_at": uow.now.astimezone(uow.zone).isoformat(timespec="minutes")}, {}
    found = next(
        (one for one in decided.complaints(uow, case["id"]) if one["id"] == inputs.get("complaint_id")), None
    )
    content = (found["content"] or {}) if found else {}
    received = found["received_at"].astimezone(uow.zone).date() if found and found["received_at"] else None
    if received is not None and until is not None and received > until:
        data["late_text"] = _late(received - until, language)
    day = today(uow).isoformat()
    data |= {"complaint_text": content.get("text"), "family_told_at": day}
    if inputs.get("step") == "reassess":
        data["sent_on_at"] = day
    return data, {}


def _late(over: timedelta, language: str) -> str:
    if language == "en":
        return f"{over.days} day{'s' if over.days > 1 else ''} after the deadline"
    return f"{over.days} dag{'e' if over.days > 1 else ''} efter fristen"
