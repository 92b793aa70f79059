"""What the coordination group's form knows when it opens (F21), and what an escalated case is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import financing_escalation as escalation
from workflow_service.casefile import management_report, naming
from workflow_service.casefile.base import Row, today
from workflow_service.store import UnitOfWork, parameters
from workflow_service.store import casefile_financing as financing
from workflow_service.store import casefile_pages as pages
from workflow_service.store import coordination as group
from workflow_service.store import meetings as query
from workflow_service.store import meetings_agenda as agenda

FORM = "coordination_minutes"


def prefill(uow: UnitOfWork, inputs: Mapping[str, Any]) -> Row:
    """F21 in each step, for whoever holds the task: the report, the members, the escalated splits."""
    if inputs.get("step") == "carry_out":
        return {"decision_text": _decision_text(uow, str(inputs.get("decision_id") or ""))}
    meeting = query.meeting_row(uow, str(inputs.get("meeting_id") or ""))
    series = query.series_row(uow, meeting["series_id"]) if meeting is not None else None
    if meeting is None or series is None:
        return {}
    if inputs.get("step") == "renew":
        return _agreement(uow, series)
    topics = [one["subject"] or {} for one in group.topics(uow, meeting["id"])]
    data: Row = {"report_text": management_report.summary(meeting["report"] or {}, uow.actor.language)}
    if inputs.get("step") == "agenda":
        return data | {"topics": topics or None}
    return data | _hold(uow, meeting, series, topics)


def _decision_text(uow: UnitOfWork, decision_id: str) -> str | None:
    row = agenda.decision(uow, decision_id) if decision_id else None
    if row is None:
        return None
    due = calendar.long_date(row["due_on"], uow.actor.language) if row["due_on"] else ""
    return f"{(row['what'] or {}).get('text', '')}\n{due}"


def _members(uow: UnitOfWork, series: Row) -> list[Row]:
    return [{"member": one.user_id, "name": one.name} for one in query.members(uow, series, today(uow))]


def _hold(uow: UnitOfWork, meeting: Row, series: Row, topics: list[Mapping[str, Any]]) -> Row:
    waiting = escalated_items(uow, meeting["id"])
    names = case_names(uow, [row["case_id"] for row in waiting])
    cases, shares = [], []
    for row in waiting:
        name = names[row["case_id"]]
        why = f"{escalation.why_text(uow, row)}\n\n{escalation.known_text(uow, row)}"
        cases.append({"financing": row["id"], "case_text": name, "why_text": why})
        shares += [
            {"share": one["id"], "share_text": f"{name}: {one['sector']}", "pct": one["pct"]}
            for one in escalation.share_rows(uow, row)
        ]
    lines = [f"{number}. {one.get('what')} ({one.get('why')})" for number, one in enumerate(topics, 1)]
    return {
        "topics_text": "\n".join(lines) or None,
        "chair": series["chair_id"],
        "attendance": _members(uow, series),
        "escalated": [row["id"] for row in waiting],
        "escalations": cases or None,
        "escalated_shares": shares or None,
    }


def _agreement(uow: UnitOfWork, series: Row) -> Row:
    """The agreement in force, and the year after it."""
    found = group.agreements(uow, series["id"])
    now = found[0] if found else None
    begins = max(today(uow), now["valid_to"] + timedelta(days=1)) if now else today(uow)
    length = str(parameters.parameter_value(uow, "agreement_length", today(uow)) or "P12M")
    due = calendar.add(calendar.end_of_day(begins, uow.zone), length, "calendar", uow.zone, frozenset())
    ends: date = due.astimezone(uow.zone).date() - timedelta(days=1)
    text = (now["content"] or {}).get("text") if now else None
    return {
        "agreement_now": text,
        "agreement_text": text,
        "valid_from": begins.isoformat(),
        "valid_to": ends.isoformat(),
        "signatures": _members(uow, series),
    }


def escalated_items(uow: UnitOfWork, meeting_id: str) -> list[Row]:
    """The splits on a meeting's agenda that still wait for the group, in its order."""
    found = []
    for item in group.items(uow, meeting_id):
        row = financing.agreement(uow, item["ref_id"])
        if row is not None and row["state"] == escalation.ESCALATED:
            found.append(row)
    return found


def case_names(uow: UnitOfWork, case_ids: list[str]) -> dict[str, str]:
    """What an escalated case is called in the group: initials, age and number; the number alone where the
    case is restricted to named people (INV-14). The look is logged."""
    found = called(uow, case_ids)
    uow.looked_at(None, [one.child_id for one in found.values() if one.child_id])
    return {case_id: one.name for case_id, one in found.items()}


@dataclass(frozen=True)
class Called:
    """`name`: what the case is called in the group; `age` as on a big screen; `child_id`: whose initials it
    says, None where it says none."""

    name: str
    age: str
    child_id: str | None


def called(uow: UnitOfWork, case_ids: list[str]) -> dict[str, Called]:
    """The same without noting the look: for a page that follows a meeting and asks again and again."""
    known = pages.case_names(uow, case_ids)
    restricted = group.restricted(uow, case_ids)
    language, day = uow.actor.language, today(uow)
    found = {}
    for case_id, one in known.items():
        if case_id in restricted:
            found[case_id] = Called(f"{'Case' if language == 'en' else 'Sag'} {one.number}", "", None)
            continue
        child = one.child_id if one.child_name else None
        age = naming.age_text(one.birth_date, one.expected_date, day, language)
        found[case_id] = Called(naming.display(one, day, language), age, child)
    return found
