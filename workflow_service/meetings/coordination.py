"""The coordination group (T02): what its course asks of the service, from the report to the agreement.

What the group decides goes out in the transaction that closes the meeting: a task for each decision's owner,
`escalation_decided` to each escalated case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import financing_escalation as escalation
from workflow_service.casefile import guards
from workflow_service.casefile.base import as_date, named, rows_of
from workflow_service.errors import Conflict, NotFound
from workflow_service.meetings import coordination_agenda, course, invitations, report
from workflow_service.meetings.base import change_meeting, note, parameter, today
from workflow_service.meetings.months import month_of
from workflow_service.rules import Violation
from workflow_service.rules import team_meetings as rule
from workflow_service.rules.team_meetings import Attended, Month, TeamMember
from workflow_service.runtime import Call, InstanceFacts, Operation, OutMessage, Result
from workflow_service.states import Event
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile_financing as financing
from workflow_service.store import coordination as group
from workflow_service.store import meetings as query
from workflow_service.store import meetings_agenda as agenda_query
from workflow_service.store.casefile_rows import Row, add, change

HEADS, CHAIRS = "department_head", "coordination_chair"
DECIDED, ACTION = "escalation_decided", "group_decided"
_OPEN = ("planned", "open", "running")


def build_report(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """T02, at T−10 days and again when the meeting begins: the report as it stands, and the escalated splits
    on the agenda. The course takes its meeting."""
    meeting, series = course.own_meeting(uow, call)
    coordination_agenda.refresh(uow, meeting)
    values: Row = {"report": report.collect(uow, meeting, series), "agenda_at": uow.now}
    if meeting["state"] == "planned":
        values |= {"state": "open", "instance_id": call.instance_id}
    change_meeting(uow, meeting, values)
    return Result(facts=InstanceFacts(None, series["key_id"], series["team_id"], series["unit_id"]))


def prepare_coordination_agenda(uow: UnitOfWork, call: Call, answers: Mapping[str, Any]) -> Result:
    """F21 agenda: the chair's items; or the month is cancelled by a decision that was taken before it began
    (INV-11), which counts as a planned deviation. Returns `cancelled`."""
    meeting, series = course.own_meeting(uow, call)
    if answers.get("cancelled") is not True:
        topics = [named(row, "what", "why") for row in rows_of(answers, "topics")]
        coordination_agenda.set_topics(uow, meeting, topics)
        change_meeting(uow, meeting, {})
        return Result(variables={"cancelled": False})
    decided = as_date(answers.get("cancelled_decided_at"))
    why = str(answers.get("cancelled_reason") or "").strip()
    month = Month(month_of(uow, meeting).first, held=False, cancelled_on=decided, cancelled_why=why)
    paths = {"cancelled": "cancelled_decided_at", "cancelled_why": "cancelled_reason"}
    refuse(uow, [(paths.get(one.path or "", ""), one) for one in rule.cancelled_beforehand(month)])
    assert decided is not None
    values = {"state": "cancelled", "cancelled_by": uow.actor.user_id, "cancelled_why": why}
    change_meeting(uow, meeting, {**values, "cancelled_at": _noon(uow, decided)})
    invitations.tell_cancelled(uow, meeting, series)
    note(uow, series, Event.MEETING_CANCELLED, why, meeting=meeting["id"])
    return Result(variables={"cancelled": True})


def refuse(uow: UnitOfWork, found: list[tuple[str, Violation]]) -> None:
    """Raises Invalid with each violation at a field of the form."""
    moved = [Violation(one.rule, path, one.da, one.en) for path, one in found]
    guards.refuse(moved, uow.actor.language)


def _noon(uow: UnitOfWork, day: date) -> datetime:
    return calendar.moment_of(day, time(12), uow.zone)


# -- the meeting itself ------------------------------------------------------------------------------


def hold_coordination_meeting(uow: UnitOfWork, call: Call, answers: Mapping[str, Any]) -> Result:
    """F21 hold: who chaired and who was there (INV-11, INV-09), what was decided, by whom until when, and
    about each escalated case. A meeting that was not held leaves everything for the next agenda.

    Raises Invalid with every field that is wrong. Returns `agreement_runs_out` and `renew_by`.
    """
    meeting, series = course.own_meeting(uow, call)
    if meeting["state"] not in _OPEN:
        raise Conflict(
            "meeting_not_running", "Mødet er lukket eller aflyst.", "The meeting is closed or cancelled."
        )
    closed = {"closed_at": uow.now, "closed_by": uow.actor.user_id, "minutes_state": "approved"}
    messages: list[OutMessage] = []
    if answers.get("was_held") is not True:
        why = str(answers.get("not_held_reason") or "")
        change_meeting(uow, meeting, {**closed, "state": "deviation", "deviation_why": why})
    else:
        members = [
            TeamMember(one.user_id, one.name, one.sector) for one in query.members(uow, series, today(uow))
        ]
        waiting = {row["id"]: row for row in coordination_agenda.waiting(uow, meeting["id"])}
        guards.refuse(violations(uow, series, members, waiting, answers), uow.actor.language)
        _write_attendance(uow, meeting["id"], answers)
        messages = _write_decisions(uow, meeting, answers) + _write_agreed(uow, meeting)
        messages += _write_escalations(uow, meeting, waiting, answers)
        coordination_agenda.end_topics(uow, meeting)
        minutes = {**(meeting["minutes"] or {}), **named(answers, "chair")}
        minutes["text"] = str(answers.get("minutes") or "").strip()
        change_meeting(uow, meeting, {**closed, "state": "held", "minutes": minutes})
    runs_out, renew_by = _renewal(uow, series, meeting)
    return Result(variables={"agreement_runs_out": runs_out, "renew_by": renew_by}, messages=tuple(messages))


def violations(
    uow: UnitOfWork,
    series: Row,
    members: list[TeamMember],
    waiting: Mapping[str, Row],
    answers: Mapping[str, Any],
) -> list[Violation]:
    """What stands in the way of closing the meeting as held: INV-11, INV-09, and a raised case without an
    answer (`waiting`: the splits on the agenda, by id)."""
    deputies = {series["deputy_chair_id"]} - {None}
    heads = group.holders(uow, CHAIRS)
    found = rule.chaired_by_the_head(answers.get("chair"), heads, deputies)
    came = attended(answers)
    accounted = rule.members_are_accounted_for(members, came)
    found += accounted
    share = Decimal(parameter(uow, "coordination_quorum", "0.5"))
    if not accounted and not rule.has_quorum(members, came, share):
        found.append(
            Violation(
                "INV-09",
                "attendance",
                "For få var til stede til at beslutte. Svar, at mødet ikke blev holdt. (Regel 9)",
                "Too few were present to decide. Answer that the meeting was not held. (Rule 9)",
            )
        )
    return found + _undecided(uow, waiting, answers)


def attended(answers: Mapping[str, Any]) -> list[Attended]:
    """Who was there, as the form says it."""
    return [
        Attended(str(row.get("member")), row.get("state"), str(row.get("reason") or ""), row.get("deputy"))
        for row in rows_of(answers, "attendance")
    ]


def _undecided(uow: UnitOfWork, waiting: Mapping[str, Row], answers: Mapping[str, Any]) -> list[Violation]:
    """Every escalated case has an answer, and shares that keep INV-10 where the expense is shared."""
    rows = {str(row.get("financing")): row for row in rows_of(answers, "escalations")}
    found = []
    if waiting.keys() - rows.keys():
        da = "Der er kommet en sag til gruppen, siden du åbnede siden. Hent siden igen."
        en = "A case has been raised to the group since you opened the page. Load it again."
        found.append(Violation("F21", "escalations", da, en))
    for financing_id, row in rows.items():
        if financing_id in waiting and row.get("outcome") == escalation.SPLIT:
            shares = _shares_of(uow, financing_id, answers)
            broken = escalation.refused(uow, waiting[financing_id], shares)
            found += [Violation(one.rule, "escalated_shares", one.da, one.en) for one in broken[:1]]
    return found


def _shares_of(uow: UnitOfWork, financing_id: str, answers: Mapping[str, Any]) -> dict[str, str]:
    own = {one["id"] for one in financing.shares(uow, financing_id)}
    rows = rows_of(answers, "escalated_shares")
    return {str(row["share"]): str(row.get("pct")) for row in rows if row.get("share") in own}


def _write_attendance(uow: UnitOfWork, meeting_id: str, answers: Mapping[str, Any]) -> None:
    """What the form says of each member, in place of what was noted while the meeting ran."""
    known = {row["user_id"]: row for row in agenda_query.attendance(uow, meeting_id)}
    for one in attended(answers):
        there, row = one.state == rule.PRESENT, known.get(one.user_id)
        values: Row = {"state": one.state, "deputy_id": None if there else one.deputy_id}
        values["reason_code"] = None if there else one.reason
        values |= {"recorded_by": uow.actor.user_id, "recorded_at": uow.now}
        if row is not None:
            change(uow, tables.team_attendance, "", row["id"], {**values, "version": row["version"] + 1})
        else:
            about = {"meeting_id": meeting_id, "user_id": one.user_id, "left_for": "[]"}
            add(uow, tables.team_attendance, None, {**values, **about})


def _write_decisions(uow: UnitOfWork, meeting: Row, answers: Mapping[str, Any]) -> list[OutMessage]:
    """Each decision of the form becomes a task of its owner with its date."""
    return [
        _decide(uow, meeting, meeting["key_id"], str(row["what"]), row["owner"], as_date(row.get("due")))
        for row in rows_of(answers, "decisions")
    ]


def _write_agreed(uow: UnitOfWork, meeting: Row) -> list[OutMessage]:
    """The same for what was decided while the meeting ran; about a family sealed with the family's key."""
    return [
        _decide(uow, meeting, one["key_id"], str(one["what"]), one["owner_id"], one["due_on"])
        for one in agenda_query.actions(uow, meeting["id"])
    ]


def _decide(
    uow: UnitOfWork, meeting: Row, key_id: str, what: str, owner_id: str, due: date | None
) -> OutMessage:
    values = {"meeting_id": meeting["id"], "kind": group.ACTION, "owner_id": owner_id, "due_on": due}
    decision_id = add(uow, tables.meeting_decision, key_id, {**values, "what": {"text": what}})
    told = {"decision_id": decision_id, "owner_id": owner_id, "due": due and due.isoformat()}
    return OutMessage(ACTION, decision_id, told)


def _write_escalations(
    uow: UnitOfWork, meeting: Row, waiting: Mapping[str, Row], answers: Mapping[str, Any]
) -> list[OutMessage]:
    """What was decided about each escalated case: kept with the meeting, told to the case. A deferred one
    comes back on the next agenda, because it still waits."""
    messages = []
    items = {row["ref_id"]: row for row in group.items(uow, meeting["id"])}
    for row in rows_of(answers, "escalations"):
        split, outcome = waiting.get(str(row.get("financing"))), str(row["outcome"])
        if split is None:
            continue
        item = items[split["id"]]
        values: Row = {"version": item["version"] + 1}
        if outcome == escalation.DEFERRED:
            values |= {"state": "deferred", "deferred_why": str(row["reason"])}
        else:
            decision_id = _keep(uow, meeting, split, outcome, row, answers)
            messages.append(OutMessage(DECIDED, split["id"], {"decision_id": decision_id}))
            values |= {"state": "discussed", "discussed_at": uow.now, "sent_at": uow.now}
            values |= {"decision": outcome, "decision_note": str(row["reason"])}
        change(uow, tables.agenda_item, item["key_id"], item["id"], values)
    return messages


def _keep(
    uow: UnitOfWork,
    meeting: Row,
    split: Row,
    outcome: str,
    row: Mapping[str, Any],
    answers: Mapping[str, Any],
) -> str:
    """The decision sealed with the family's key: it is about that family's support."""
    what: Row = {"reason": str(row["reason"])}
    if outcome == escalation.SPLIT:
        what["shares"] = _shares_of(uow, split["id"], answers)
    values = {"meeting_id": meeting["id"], "kind": group.ESCALATION, "case_id": split["case_id"]}
    values |= {"ref_id": split["id"], "outcome": outcome, "what": what}
    return add(uow, tables.meeting_decision, split["key_id"], values)


def _renewal(uow: UnitOfWork, series: Row, meeting: Row) -> tuple[bool, str]:
    """Does the priority agreement run out within `agreement_renewal` of this meeting, and nobody is renewing
    it? The last day it covers, today when there is none."""
    last = group.last_day_agreed(uow, series["id"])
    ends = last or today(uow)
    length = parameter(uow, "agreement_renewal", "P2M")
    limit = calendar.add(uow.now, length, "calendar", uow.zone, frozenset()).astimezone(uow.zone).date()
    due = last is None or last <= limit
    return due and not group.renewal_is_open(uow, series["id"]), max(ends, today(uow)).isoformat()


# -- the priority agreement, and what was decided ----------------------------------------------------


def renew_priority_agreement(uow: UnitOfWork, call: Call, answers: Mapping[str, Any]) -> Result:
    """F21 renew: the agreement of the departments with who agreed and when. The one before stays readable.
    Raises Invalid when a member has not answered, or nobody agreed."""
    meeting, series = course.own_meeting(uow, call)
    names = {one.user_id: one.name for one in query.members(uow, series, today(uow))}
    signed = []
    for row in rows_of(answers, "signatures"):
        agreed_on = as_date(row.get("agreed_on")) if row.get("agreed") is True else None
        told = {"member": row["member"], "name": names.get(str(row["member"]), ""), "note": row.get("note")}
        signed.append(
            {**told, "agreed": row.get("agreed") is True, "on": agreed_on and agreed_on.isoformat()}
        )
    missing = names.keys() - {one["member"] for one in signed}
    if missing or not any(one["agreed"] for one in signed):
        da = "Skriv for hvert medlem, om det siger ja, og hvornår. Mindst én skal sige ja."
        en = "Write for each member whether they agree, and when. At least one must agree."
        guards.refuse([Violation("F21", "signatures", da, en)], uow.actor.language)
    content = {
        "text": str(answers["agreement_text"]),
        "file": answers.get("agreement_file"),
        "signatures": signed,
    }
    values = {"series_id": series["id"], "meeting_id": meeting["id"], "content": content}
    values |= {"valid_from": as_date(answers["valid_from"]), "valid_to": as_date(answers["valid_to"])}
    add(uow, tables.priority_agreement, series["key_id"], {**values, "agreed_by": uow.actor.user_id})
    return Result()


def take_coordination_decision(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """The course of one decision belongs to the group's series: its key seals it."""
    meeting = query.meeting_row(uow, _decision(uow, call)["meeting_id"])
    series = query.series_row(uow, meeting["series_id"]) if meeting is not None else None
    if series is None:
        raise _no_decision()
    return Result(facts=InstanceFacts(None, series["key_id"], series["team_id"], series["unit_id"]))


def record_coordination_decision(uow: UnitOfWork, call: Call, answers: Mapping[str, Any]) -> Result:
    """F21 carry_out: the owner says how it went; it stands beside the decision."""
    row = _decision(uow, call)
    values = {"done_at": uow.now, "done_by": uow.actor.user_id, "outcome": str(answers["outcome"])}
    told = {**values, "done_note": answers.get("outcome_text"), "version": row["version"] + 1}
    change(uow, tables.meeting_decision, row["key_id"], row["id"], told)
    return Result()


def _decision(uow: UnitOfWork, call: Call) -> Row:
    wanted = call.inputs.get("decision_id")
    found = agenda_query.decision(uow, str(wanted)) if wanted else None
    if found is None or found["kind"] != group.ACTION:
        raise _no_decision()
    return found


def _no_decision() -> NotFound:
    return NotFound("decision_not_found", "Beslutningen findes ikke.", "The decision does not exist.")


OPERATIONS: Mapping[str, Operation] = {
    operation.__name__: operation
    for operation in (
        build_report,
        prepare_coordination_agenda,
        hold_coordination_meeting,
        renew_priority_agreement,
        take_coordination_decision,
        record_coordination_decision,
    )
}
