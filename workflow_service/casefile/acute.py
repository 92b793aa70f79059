"""Operations of an acute situation (P12): the danger is assessed, support starts before the analysis meeting
with its decision and its reason, and the meeting catches up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import clocks, counting, duty, early, notifications
from workflow_service.casefile.base import Answers, Row, case_of, named, rows_of, today, with_flags
from workflow_service.casefile.sources import Sources
from workflow_service.casefile.transition_dates import facts_changed
from workflow_service.errors import Conflict
from workflow_service.runtime.operations import Call, Result
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import notifications as notified
from workflow_service.store.casefile_rows import add, change

MEASURES = frozenset({"supportive", "placement"})
# the family's own analysis meeting is still ahead: it is the one that catches up
_AHEAD = frozenset({CaseStatus.INTAKE, CaseStatus.ASSESSMENT, CaseStatus.ANALYSIS})


def report_acute(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P12 begins: the 24 hours run from now, the case is marked acute, and whoever is on duty assesses."""
    case = case_of(uow, call)
    due = clocks.ends_at(uow, "acute_response", uow.now)
    told = call.inputs.get("notification_id") or variables.get("notification_id")
    values = {
        "case_id": case["id"],
        "notification_id": told,
        "state": "open",
        "reported_at": uow.now,
        "assess_by": due,
    }
    acute_id = add(uow, tables.acute_assessment, case["key_id"], values)
    query.change_case(uow, case, {"flags": with_flags(case, on=("acute",))})
    return Result(
        variables={
            "acute_id": acute_id,
            "reported_at": uow.now.isoformat(),
            "assess_by": due.isoformat(),
            "assessor": duty.on_duty(uow, "team_leader"),
        }
    )


def _situation(uow: UnitOfWork, case: Row, call: Call, variables: Mapping[str, Any]) -> Row:
    told = call.inputs.get("acute_id") or variables.get("acute_id")
    row = notified.acute(uow, str(told)) if told else None
    if row is None or row["case_id"] != case["id"]:
        raise Conflict(
            "acute_missing",
            "Den akutte situation findes ikke i sagen. Meld den igen.",
            "The acute situation does not exist in the case. Report it again.",
        )
    return row


def record_acute_assessment(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F32: what has happened, whether the child is in danger, what is done. Support and placement that is to
    begin now becomes a measure with its reason to go before the analysis meeting (INV-06), and waits for its
    decision (INV-21)."""
    case = case_of(uow, call)
    row = _situation(uow, case, call, answers)
    danger = answers.get("danger_now") is True
    left_out = danger and bool(str(answers.get("hearing_left_out") or "").strip())
    words = ("what_happened", "safe_until", "acts_now", "early_reason", "hearing_left_out", "took_part")
    values = {
        "state": "danger" if danger else "no_danger",
        "danger_now": danger,
        "hearing_left_out": left_out,
        "content": named(answers, *words),
        "assessed_at": uow.now,
        "assessed_by": uow.actor.user_id,
    }
    change(uow, tables.acute_assessment, case["key_id"], row["id"], values)
    acts = [one for one in rows_of(answers, "acts_now") if one.get("kind") in MEASURES] if danger else []
    measures = [_propose(uow, case, row, one, str(answers.get("early_reason") or "")) for one in acts]
    if not danger and not any(one["state"] == "open" for one in notified.acutes(uow, case["id"])):
        query.change_case(uow, case, {"flags": with_flags(case, off=("acute",))})
    return Result(variables={"danger_now": danger, "acute_measures": measures})


def _propose(uow: UnitOfWork, case: Row, row: Row, act: Mapping[str, Any], reason: str) -> str:
    measure_id = add(
        uow,
        tables.measure,
        case["key_id"],
        {
            "case_id": case["id"],
            "kind": str(act["kind"]),
            "catalogue_item": act.get("catalogue_item"),
            "purpose": act.get("text"),
            "start": today(uow),
            "team_initiated": True,
            "state": "proposed",
        },
    )
    early.allow(uow, case, measure_id, early.ACUTE, reason, acute_id=row["id"])
    return measure_id


def start_acute_measure(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P12: what was granted begins now, before the analysis meeting when it is not held (INV-06's way past),
    marked and counted (K06). Nothing begins without its decision (INV-21).

    `catch_up`: ahead (the family's own analysis meeting comes), again (the plan is revised, with a new
    meeting), none.
    """
    case = case_of(uow, call)
    row = _situation(uow, case, call, variables)
    waiting = {one["id"]: one for one in query.measures(uow, case["id"])}
    started = 0
    for one in notified.early_starts(uow, case["id"]):
        measure = waiting.get(one["measure_id"])
        mine = one["acute_id"] == row["id"] and one["started_at"] is None
        if measure is None or not mine or measure["state"] != "proposed" or measure["held_back"]:
            continue
        early.begin(uow, case, measure, one)
        started += 1
    until = counting.catch_up_by(uow, uow.now)
    values = {"state": "started" if started else row["state"], "catch_up_by": until if started else None}
    change(uow, tables.acute_assessment, case["key_id"], row["id"], values)
    return Result(
        variables={
            "started_measures": started,
            "catch_up": _catch_up(case) if started else "none",
        },
        # a child who is placed is on the way to adulthood from another day on (D6)
        messages=facts_changed(uow, case) if started else (),
    )


def _catch_up(case: Row) -> str:
    return "ahead" if case["status"] in _AHEAD else "again"


def check_catch_up(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P12: was an analysis meeting held since the acute situation was assessed?"""
    case = case_of(uow, call)
    row = _situation(uow, case, call, variables)
    since = row["assessed_at"] or row["reported_at"]
    meetings = query.meetings(uow, case["id"], "analysis")
    held = any(one["held_at"] is not None and one["held_at"] >= since for one in meetings)
    return Result(variables={"caught_up": held})


def hearing_left_out(uow: UnitOfWork, case: Row, measure_id: Any) -> str:
    """Why the parties of an acute measure are not heard first, in the words of F32; "" when they are."""
    begins = early.allowed(uow, case, measure_id)
    row = notified.acute(uow, begins["acute_id"]) if begins and begins["acute_id"] else None
    return str((row["content"] or {}).get("hearing_left_out") or "") if row else ""


def prefill(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """F32: what was reported. It is read from the notification, when one brought it."""
    row = notified.acute(uow, str(inputs.get("acute_id") or ""))
    if row is None or row["case_id"] != case["id"]:
        return {}, {}
    found = notified.notification(uow, row["notification_id"]) if row["notification_id"] else None
    english = uow.actor.language == "en"
    at = calendar.moment_text(row["reported_at"], uow.zone, uow.actor.language)
    told = f"Reported {at}" if english else f"Meldt {at}"
    if found is not None:
        told = notifications.text_of(uow, found, uow.actor.language)
    return {"situation_text": told}, {}


OPERATIONS = (report_acute, record_acute_assessment, start_acute_measure, check_catch_up)
