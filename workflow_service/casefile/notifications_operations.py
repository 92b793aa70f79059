"""Operations of a notification (N01): received, assessed within 24 hours, screened, answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow_service import rules
from workflow_service.casefile import clocks, duty, guards, notifications, notifications_case
from workflow_service.casefile.base import (
    Answers,
    Row,
    as_moment,
    case_by_id,
    case_of,
    named,
    today,
)
from workflow_service.casefile.notifications_case import amend, course_of
from workflow_service.casefile.notifications_letters import ANSWER, RECEIPT, send_to_notifier
from workflow_service.rules import Facts
from workflow_service.rules.notification import is_professional
from workflow_service.runtime.operations import Call, InstanceFacts, Result
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork, outbox, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people
from workflow_service.store import notifications as notified
from workflow_service.store.casefile_rows import add

OFFICER = "notification_officer"
_RECEIVERS = (OFFICER, duty.DUTY_OFFICER)
_TEXTS = ("notifier_name", "notifier_contact", "child_name", "child_cpr", "child_birth_date", "concern_text")


def open_notification(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """N01: the moment of receipt is stamped before anybody has written anything, so that the 24 hours run
    from it. What a connected system brought along (`notification_received`) waits in the form.

    Before the family is known the notification has a key of its own; in a course of a family it is the
    family's from the start.
    """
    case = case_by_id(uow, call.case_id) if call.case_id else None
    unit_id, role = _place(uow, call)
    if case is not None:
        unit_id = case["unit_id"]
    key_id = case["key_id"] if case else call.key_id or uow.new_key("instance", call.instance_id)
    told = as_moment(uow, variables.get("received_at"))
    received = min(told, uow.now) if told else uow.now
    brought = {name: variables[name] for name in _TEXTS if isinstance(variables.get(name), str)}
    kind = variables.get("notifier_type")
    values = {
        "case_id": case["id"] if case else None,
        "family_id": case["family_id"] if case else None,
        "instance_id": call.instance_id,
        "unit_id": unit_id,
        "team_id": case["team_id"] if case else query.team_of_unit(uow, unit_id),
        "state": "received",
        "notifier_type": kind if kind in notifications.NOTIFIERS else None,
        **_clocks(uow, received),
        **_said(brought),
    }
    row_id = add(uow, tables.notification, key_id, values)
    facts = None
    if case is None:
        facts = InstanceFacts(None, key_id, values["team_id"], unit_id)
    return Result(
        variables={
            "notification_id": row_id,
            "received_at": received.isoformat(),
            "on_duty": role,
            "assessed": False,
        },
        facts=facts,
    )


def _place(uow: UnitOfWork, call: Call) -> tuple[str | None, str]:
    """(unit, role) that receives it: whoever registers it by hand does so for the own role and unit; what a
    system sends goes to who is on duty."""
    for role in _RECEIVERS:
        mine = [m.scope_id for m in call.actor.memberships if m.role == role and m.scope_kind == "unit"]
        if mine:
            own = call.actor.unit_id
            return (own if own in mine else sorted(filter(None, mine))[0]), role
    unit_id = call.actor.unit_id
    if query.team_of_unit(uow, unit_id) is None:
        unit_id = query.unit_for_cases(uow)
    return unit_id, duty.on_duty(uow, OFFICER)


def _clocks(uow: UnitOfWork, received: datetime) -> Row:
    return {
        "received_at": received,
        "assess_by": clocks.ends_at(uow, "notification_assessment", received),
        "receipt_by": clocks.ends_at(uow, "notification_receipt", received),
    }


def _said(answers: Answers) -> Row:
    """The words of F12a as their columns."""
    notifier = {"name": answers.get("notifier_name"), "contact": answers.get("notifier_contact")}
    child = {
        "name": answers.get("child_name"),
        "cpr": answers.get("child_cpr"),
        "birth_date": answers.get("child_birth_date"),
    }
    return {
        "notifier": {key: value for key, value in notifier.items() if value},
        "child": {key: value for key, value in child.items() if value},
        "concern": answers.get("concern_text"),
    }


def receive_notification(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F12a: what was said, word for word. The clocks run from the receipt it names."""
    row = course_of(uow, call)
    received = as_moment(uow, answers.get("received_at")) or row["received_at"]
    kind = str(answers["notifier_type"])
    anonymous = kind == "anonymous"
    said = _said({**answers, **({"notifier_name": None, "notifier_contact": None} if anonymous else {})})
    values = {
        **_clocks(uow, received),
        **said,
        "notifier_type": kind,
        "state": "registered",
        "registered_at": uow.now,
        "registered_by": uow.actor.user_id,
        "receipt_state": "anonymous" if anonymous else None,
    }
    amend(uow, row, values)
    return Result(
        variables={
            "received_at": received.isoformat(),
            "anonymous": anonymous,
            "professional": is_professional(kind),
        }
    )


def find_family(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """N01: the person, the family and its open cases, by CPR number or by name and date of birth. Only a
    proposal: whoever assesses confirms it."""
    row = course_of(uow, call, variables)
    found = notifications.matches(uow, row)
    if len(found) == 1:
        amend(uow, row, {"person_id": found[0]["id"]})
    return Result(variables={"found_persons": len(found)})


def assess_notification(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F12b: is the child in danger, is abuse suspected, and which family is it about. A suspicion names who
    releases letters to the parents (INV-14)."""
    guards.refuse(rules.check("INV-14", Facts(today=today(uow)), answers), uow.actor.language)
    row = course_of(uow, call)
    danger = answers.get("danger_24h") is True
    abuse = answers.get("abuse_suspicion") is True
    values: Row = {
        "danger": danger,
        "abuse_suspicion": abuse,
        "assessment": {
            **(row["assessment"] or {}),
            **named(answers, "danger_reason", "took_part", "acts_now"),
        },
        "assessed_at": uow.now,
        "assessed_by": uow.actor.user_id,
        "officer_id": answers.get("named_officer") if abuse else None,
        "restricted": abuse,
        "state": "assessed",
        **_family_of(uow, row, str(answers.get("match") or notifications.NOBODY)),
    }
    amend(uow, row, values)
    return Result(
        variables={
            "assessed": True,
            "danger": danger,
            "case_known": row["case_id"] is not None,
            "case_needed": (danger or abuse) and row["case_id"] is None,
        }
    )


def _family_of(uow: UnitOfWork, row: Row, match: str) -> Row:
    """The family that was confirmed, with its open case: the child's own when it has one, else a sibling's.
    In a course of a family the case stays what it is."""
    if match == notifications.NOBODY:
        return {"person_id": None} if row["case_id"] is None else {}
    candidates = notifications.matches(uow, row) if row["case_id"] is None else []
    person = next((one for one in candidates if one["id"] == match), None)
    if person is None:
        return {"person_id": match if row["case_id"] else None}
    cases = notified.cases_of_families(uow, [person["family_id"]])
    own = next((one for one in cases if one["child_id"] == person["id"]), None) or next(iter(cases), None)
    return {
        "person_id": person["id"],
        "family_id": person["family_id"],
        "case_id": own["id"] if own else None,
    }


def remind_assessor(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """N01: half of the 24 hours are gone, or most of them. Whoever may take the task is told by mail, where
    mails can be sent; the register shows the reminder."""
    row = course_of(uow, call, variables)
    amend(uow, row, {"warned_at": uow.now})
    task_id = notified.open_task(uow, call.instance_id)
    if "mail" in uow.ways and task_id is not None and row["unit_id"]:
        role = str(variables.get("on_duty") or OFFICER)
        holders = people.holders(uow, role, "unit", row["unit_id"])
        for one in people.colleagues(uow, holders).values():
            if one.email:
                _mail(uow, row, task_id, one.email)
    return Result()


def _mail(uow: UnitOfWork, row: Row, task_id: str, to: str) -> None:
    outbox.add(
        uow,
        kind="mail",
        topic="notification_reminder",
        idempotency_key=f"reminder-{uow.new_id()}",
        # no name and nothing of the concern: a mail may be read by others (INV-18)
        payload={"to": to, "language": "da", "task_id": task_id, "at": uow.now.isoformat()},
        key_id=row["key_id"],
        instance_id=row["instance_id"],
        case_id=row["case_id"],
        ref_id=task_id,
    )


def escalate_assessment(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """N01: the 24 hours are over. The team leader follows up while the office is open, otherwise the duty
    officer; once is enough."""
    row = course_of(uow, call, variables)
    if row["breached_at"] is not None or row["assessed_at"] is not None:
        return Result(variables={"overseer": "none"})
    amend(uow, row, {"breached_at": uow.now})
    return Result(variables={"overseer": duty.on_duty(uow, "team_leader")})


def follow_up_notification(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F00: what was done about the notification that was not assessed in time; it stays with it."""
    row = course_of(uow, call)
    told = {**(row["assessment"] or {}), "overdue": str(answers.get("text") or "")}
    amend(uow, row, {"assessment": told})
    return Result()


def acknowledge_receipt(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """N01: the notifier gets a receipt, within six weekdays; a parent gets none while contact is held
    (INV-14)."""
    row = course_of(uow, call, variables)
    if send_to_notifier(uow, row, RECEIPT, {}):
        amend(uow, row, {"receipt_state": "sent", "receipt_sent_at": uow.now})
    else:
        amend(uow, row, {"receipt_state": "held"})
    return Result()


def record_reassessment(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F12c reassess: in a known case the notification is looked at anew, with new eyes where support or a
    placement runs (INV-19)."""
    guards.enforce(uow, call.case_id, ("INV-19",), answers)
    row = course_of(uow, call)
    told = {**(row["screening"] or {}), **named(answers, "reassessed_by", "reassessment")}
    amend(uow, row, {"screening": told})
    return Result()


def screen_notification(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F12c screen: what comes of it. `next_step`: decide on an investigation, revise the plan of an active
    case, open a case, or nothing but the answer to the notifier."""
    row = course_of(uow, call)
    outcome = str(answers["outcome"])
    told = {**(row["screening"] or {}), **named(answers, "concern_types", "reason")}
    amend(uow, row, {"screening": told, "outcome": outcome, "state": "screened"})
    return Result(variables={"next_step": _next_step(uow, call, outcome), "outcome": outcome})


def _next_step(uow: UnitOfWork, call: Call, outcome: str) -> str:
    if outcome == "none":
        return "inform"
    if call.case_id is None:
        return "open_case"
    if outcome == "investigation":
        return "decide"
    case = case_of(uow, call)
    return "revise" if case["status"] == CaseStatus.ACTIVE else "inform"


def inform_notifier(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F12c inform: a professional hears whether an assessment or support was started; a parent nothing while
    contact is held (INV-14)."""
    row = course_of(uow, call)
    asked = {**answers, "notifier_type": row["notifier_type"]}
    if call.case_id is not None:
        guards.enforce(uow, call.case_id, ("INV-14",), asked)
    if answers.get("notifier_informed") == "yes":
        send_to_notifier(uow, row, ANSWER, {"answer": str(answers.get("notifier_text") or "")})
    told = {**(row["screening"] or {}), **named(answers, "notifier_text", "omitted_reason")}
    amend(uow, row, {"screening": told, "notifier_informed": answers["notifier_informed"]})
    return Result()


def close_notification(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """N01: everything is done. Who is no professional needs no further answer."""
    row = course_of(uow, call, variables)
    told = row["notifier_informed"] or "not_professional"
    amend(uow, row, {"state": "closed", "closed_at": uow.now, "notifier_informed": told})
    return Result()


OPERATIONS = (
    open_notification,
    receive_notification,
    find_family,
    assess_notification,
    remind_assessor,
    escalate_assessment,
    follow_up_notification,
    notifications_case.join_case,
    acknowledge_receipt,
    record_reassessment,
    screen_notification,
    inform_notifier,
    close_notification,
)
