"""Operations of a complaint (S02, the complaint part): its own instance, nobody waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service import access, calendar
from workflow_service.casefile import decisions, lists, measure_changes
from workflow_service.casefile.base import (
    Answers,
    Row,
    as_date,
    as_moment,
    case_by_id,
    case_of,
    named,
    today,
)
from workflow_service.casefile.letters_decision import (
    decision_text,
    send_to_ankestyrelsen,
    send_to_party,
    send_to_requester,
)
from workflow_service.casefile.operations_decision import apply_decision
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.runtime.operations import Call, InstanceFacts, OutMessage, Result
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork, tables, visibility
from workflow_service.store import casefile_decisions as decided
from workflow_service.store.casefile_rows import add, change

UPHELD = frozenset({"upheld", "partly"})


def open_complaint(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """A complaint about a decision of the service reaches its case; `variables["decision_id"]` names it.

    Raises NotFound when there is no such decision, or when who told of it neither sees the case nor
    receives messages for the municipality.
    """
    row = decided.decision(uow, str(variables.get("decision_id") or ""))
    receives = access.may_pass(uow.actor, "messages.send") is None
    if row is None or row["state"] != "decided" or not (receives or visibility.may_see(uow, row["case_id"])):
        raise NotFound(
            "decision_not_found",
            "Afgørelsen findes ikke, eller du har ikke adgang til den.",
            "The decision does not exist, or you have no access to it.",
        )
    case = case_by_id(uow, row["case_id"])
    complaint_id = add(
        uow,
        tables.complaint,
        case["key_id"],
        {
            "case_id": case["id"],
            "decision_id": row["id"],
            "instance_id": call.instance_id,
            "state": "received",
            "content": {},
        },
    )
    facts = InstanceFacts(
        case["id"], case["key_id"], case["team_id"], case["unit_id"], case["coordinator_id"]
    )
    names = {"case_id": case["id"], "complaint_id": complaint_id, "decision_id": row["id"]}
    return Result(variables=names, facts=facts)


def _complaint(uow: UnitOfWork, call: Call) -> tuple[Row, Row, Row]:
    """(case, complaint, decision) of the instance."""
    case = case_of(uow, call)
    row = decided.complaint_of(uow, call.instance_id)
    found = decided.decision(uow, row["decision_id"]) if row else None
    if row is None or found is None:
        raise Conflict(
            "complaint_missing",
            "Klagen er ikke registreret i sagen.",
            "The complaint is not registered in the case.",
        )
    return case, row, found


def record_complaint(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F27 register: the words, the day, who re-assesses. A complaint after the deadline is shown as late."""
    case, row, found = _complaint(uow, call)
    _somebody_else(found, str(answers["reassessed_by"]))
    received = as_moment(uow, answers.get("received_at")) or uow.now
    day = received.astimezone(uow.zone).date()
    late = found["complaint_until"] is not None and day > found["complaint_until"]
    due = decisions.reassessed_by(uow, day)
    values = {
        "complainant_id": answers.get("complainant"),
        "received_at": received,
        "late": late,
        "due": due,
        "reassessor_id": answers["reassessed_by"],
        "content": {**(row["content"] or {}), **named(answers, "text")},
    }
    change(uow, tables.complaint, case["key_id"], row["id"], values)
    return Result(
        variables={
            "late": late,
            "reassessor": answers["reassessed_by"],
            "complained_at": received.isoformat(),
            "reassess_due": calendar.end_of_day(due, uow.zone).isoformat(),
        }
    )


def _somebody_else(found: Row, user_id: str | None) -> None:
    if user_id is not None and user_id == found["decided_by"]:
        raise Invalid(
            "same_decider",
            "Genvurderingen skal laves af en anden end den, der traf afgørelsen. Vælg en anden.",
            "Somebody else than who decided must re-assess. Choose another.",
            fields={"reassessed_by": ["Vælg en anden end den, der traf afgørelsen."]},
        )


def assess_late_complaint(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F27 late: a complaint after the deadline is dealt with only when somebody says why."""
    case, row, _ = _complaint(uow, call)
    accepted = answers.get("accept_late") is True
    content = {**(row["content"] or {}), **named(answers, "late_reason")}
    values: Row = {"content": content}
    if not accepted:
        values |= {"state": "rejected", "family_told_at": as_date(answers.get("family_told_at"))}
    change(uow, tables.complaint, case["key_id"], row["id"], values)
    return Result(variables={"accepted": accepted})


def reassess_decision(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F27 reassess: by somebody else than who decided. What is upheld becomes a new decision at once."""
    case, row, found = _complaint(uow, call)
    _somebody_else(found, uow.actor.user_id)
    outcome = str(answers["outcome"])
    content = {**(row["content"] or {}), **named(answers, "reason")}
    values = {
        "state": "reassessed",
        "outcome": outcome,
        "content": content,
        "reassessor_id": uow.actor.user_id,
        "family_told_at": as_date(answers.get("family_told_at")),
        "sent_on_at": None if outcome == "upheld" else as_date(answers.get("sent_on_at")) or today(uow),
    }
    change(uow, tables.complaint, case["key_id"], row["id"], values)
    if outcome in UPHELD:
        _decide_anew(uow, case, found, outcome, str(answers.get("reason") or ""))
    again = outcome in UPHELD and found["matter"] == decisions.ACCESS and case["status"] != CaseStatus.CLOSED
    # whoever asked for access need not ask again (S03)
    told = OutMessage("access_upheld", str(case["number"]), {"request_id": found["matter_id"]})
    return Result(variables={"outcome": outcome}, messages=(told,) if again else ())


def _decide_anew(uow: UnitOfWork, case: Row, found: Row, outcome: str, reason: str) -> None:
    values: Row = {
        key: found[key] for key in ("case_id", "matter", "matter_id", "kind", "legal_basis", "child_view_id")
    }
    granted = "granted" if outcome == "upheld" else "partly"
    values |= {
        "state": "decided",
        "outcome": "changed" if found["matter"] == "end" else granted,
        "content": {**(found["content"] or {}), "reason": reason},
        "prepared_at": uow.now,
        "decided_at": uow.now,
        "decided_by": uow.actor.user_id,
        "complaint_until": decisions.complaint_until(uow, today(uow)),
    }
    new_id = add(uow, tables.decision, case["key_id"], values)
    uow.batch.flush()
    if found["matter"] in ("application", "measure"):
        apply_decision(uow, case, {**values, "id": new_id})
    elif found["matter"] == "end" and "state" not in measure_changes.ending(found, today(uow)):
        # it had notice and still runs: it goes on
        change(uow, tables.measure, case["key_id"], found["matter_id"], {"end": None})


def send_complaint_answer(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """The answer to the complaint: the new decision, or that the old one stands and goes to Ankestyrelsen, or
    that the complaint came too late."""
    case, row, found = _complaint(uow, call)
    told = [row["complainant_id"]]
    if row["state"] != "rejected":
        told = [*decisions.parties_of(uow, case, found), *told]

    def values(language: str, *, to_child: bool = False) -> Mapping[str, str]:
        return _answer(uow, case, row, found, language, to_child=to_child)

    if found["matter"] == decisions.ACCESS:
        sent = send_to_requester(uow, case, found, "complaint_letter", values)
    else:
        sent = send_to_party(
            uow,
            case,
            filter(None, told),
            "complaint_letter",
            lambda to: values(to.language, to_child=to.is_child),
        )
    return Result(variables={"letters_sent": sent})


def _answer(
    uow: UnitOfWork, case: Row, row: Row, found: Row, language: str, *, to_child: bool
) -> Mapping[str, str]:
    """What the answer to a complaint says to one reader."""
    content = row["content"] or {}
    name = decisions.matter_name(uow, case, found, language)
    rejected = row["state"] == "rejected"
    values = {
        "matter": name,
        "rejected": "ja" if rejected else "",
        **{key: "ja" if row["outcome"] == key and not rejected else "" for key in COMPLAINT_OUTCOMES},
        "decision": "",
        "reason": "",
    }
    if rejected:
        return values | {"reason": str(content.get("late_reason") or "")}
    if row["outcome"] not in UPHELD:
        return values | {"reason": str(content.get("reason") or "")}
    newest = next((one for one in decided.decisions(uow, case["id"]) if one["state"] == "decided"), found)
    text = decision_text(uow, newest, name, frozenset(), language, to_child=to_child)
    return values | {"decision": text}


def forward_complaint(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """What is not upheld goes on to Ankestyrelsen with decision, complaint and re-assessment."""
    case, row, found = _complaint(uow, call)
    content = row["content"] or {}
    name = decisions.matter_name(uow, case, found, "da")
    received = row["received_at"].astimezone(uow.zone).date()
    values = {
        "matter": name,
        "received": calendar.long_date(received),
        "complaint": str(content.get("text") or ""),
        "result": lists.label(COMPLAINT_OUTCOMES, row["outcome"], "da").casefold(),
        "reason": str(content.get("reason") or ""),
        "decision": decision_text(uow, found, name, hidden=frozenset()),
    }
    send_to_ankestyrelsen(uow, case, values)
    change(uow, tables.complaint, case["key_id"], row["id"], {"state": "forwarded"})
    return Result()


COMPLAINT_OUTCOMES: lists.Words = {
    "upheld": ("Medhold", "Upheld"),
    "partly": ("Delvis medhold", "Upheld in part"),
    "maintained": ("Fastholdt", "Maintained"),
}
