"""Closing a meeting of the coordination group that was minuted live (T02): what it has said becomes the
answers of its task (F21), so that page and form go the same way."""

from __future__ import annotations

from collections.abc import Mapping

from workflow_service.casefile import financing_escalation as escalation
from workflow_service.casefile import guards
from workflow_service.meetings import closing, coordination, coordination_agenda, course, group_points
from workflow_service.meetings.base import led_meeting, said, today
from workflow_service.rules import Violation
from workflow_service.rules.team_meetings import TeamMember
from workflow_service.runtime import Runtime
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings as query
from workflow_service.store import meetings_run as stored
from workflow_service.store.casefile_rows import Row

HOLD = "hold_coordination_meeting"


def close(
    uow: UnitOfWork, rt: Runtime, meeting_id: str, *, not_held_why: str | None = None
) -> closing.Closed:
    """Closes the meeting for its chair: each decision becomes a task, each raised case gets its answer. With
    `not_held_why` it was not held, and everything waits for the next agenda.

    Raises Invalid with every field that is missing (INV-09, INV-11, F21), Conflict when it has not begun or
    is closed, NotFound, Forbidden.
    """
    meeting, series = led_meeting(uow, meeting_id)
    closing.require_running(uow, meeting)
    if not_held_why is not None:
        why = said(not_held_why, ("mødet ikke blev holdt", "the meeting was not held"))
        done = course.complete(uow, rt, meeting, HOLD, {"was_held": False, "not_held_reason": why})
        return closing.Closed(meeting_id, "deviation", (), 0, None, done.task_ids)
    guards.refuse(violations(uow, meeting, series), uow.actor.language)
    done = course.complete(uow, rt, meeting, HOLD, _answers(uow, meeting, series))
    items = stored.items(uow, meeting_id)
    agreed = stored.action_counts(uow, [one["id"] for one in items])
    sent = tuple(
        closing.Sent(one["id"], one["case_id"], one["decision"], agreed.get(one["id"], 0), None)
        for one in items
        if one["sent_at"] is not None
    )
    deferred = sum(one["state"] == "deferred" for one in items)
    return closing.Closed(meeting_id, "held", sent, deferred, None, done.task_ids)


def violations(uow: UnitOfWork, meeting: Row, series: Row) -> list[Violation]:
    """What stands in the way of closing it as held; paths `chair`, `attendance.<n>`, `items.<id>.<field>`."""
    found: list[Violation] = []
    members = [TeamMember(m.user_id, m.name, m.sector) for m in query.members(uow, series, today(uow))]
    waiting = {row["id"]: row for row in coordination_agenda.waiting(uow, meeting["id"])}
    about = coordination.violations(uow, series, members, waiting, _answers(uow, meeting, series))
    found += [one for one in about if (one.path or "").startswith(("chair", "attendance"))]
    for number, item in enumerate(stored.items(uow, meeting["id"]), 1):
        path = f"items.{item['id']}"
        if item["state"] == "discussed":
            lacking = group_points.missing(uow, item)
            found += [Violation(one.rule, f"{path}.{one.path}", one.da, one.en) for one in lacking]
        elif item["state"] != "deferred" and not coordination_agenda.is_report(item):
            da = f"Tag stilling til punkt {number}: drøft det, eller udsæt det med en grund."
            en = f"Decide about item {number}: discuss it, or defer it with a reason."
            found.append(Violation("F21", path, da, en))
    return found


def _answers(uow: UnitOfWork, meeting: Row, series: Row) -> Row:
    """F21 hold, as the page has minuted it. Decisions with owner and date are read where they stand."""
    recorded = stored.attendance(uow, meeting["id"])
    raised = [one for one in stored.items(uow, meeting["id"]) if one["ref_id"] is not None]
    shares = [
        {"share": share, "pct": pct}
        for one in raised
        if one["decision"] == escalation.SPLIT
        for share, pct in group_points.shares_of(uow, one).items()
    ]
    return {
        "was_held": True,
        "chair": group_points.chair_of(meeting, series),
        "attendance": [
            _attended(one.user_id, recorded.get(one.user_id) or {})
            for one in query.members(uow, series, today(uow))
        ],
        "escalations": [_answered(one) for one in raised],
        "escalated_shares": shares,
    }


def _attended(user_id: str, row: Mapping[str, str | None]) -> Row:
    names = {"state": "state", "reason": "reason_code", "deputy": "deputy_id"}
    return {"member": user_id, **{name: row.get(column) for name, column in names.items()}}


def _answered(item: Row) -> Row:
    if item["state"] == "deferred":
        return {"financing": item["ref_id"], "outcome": escalation.DEFERRED, "reason": item["deferred_why"]}
    return {"financing": item["ref_id"], "outcome": item["decision"], "reason": item["decision_note"] or ""}
