"""Another deadline for a task, always with a reason; a legal deadline stays, and it is written why it is
missed (danish.md: "Lovfristen kan ikke udskydes"). Both can be taken back."""

from __future__ import annotations

from datetime import date, datetime

from workflow_service import access, calendar
from workflow_service.access import TaskFacts
from workflow_service.errors import Conflict, Forbidden, Invalid, NotFound
from workflow_service.inbox import facts
from workflow_service.inbox.facts import TaskRow
from workflow_service.runtime import Runtime, move_clocks, timers_at
from workflow_service.states import ClockType, Event
from workflow_service.store import Actor, UnitOfWork, tables
from workflow_service.store import deadlines as query

LONGEST = 1_000


def may_move(actor: Actor, task: TaskFacts) -> bool:
    """Who may postpone: whoever may do the task, and whoever hands it out."""
    return access.may_complete(actor, task) is None or access.may_assign(actor, task) is None


def postpone(uow: UnitOfWork, runtime: Runtime, task_id: str, to: date, reason: str) -> datetime:
    """Gives the task another deadline: the end of the local day `to`; its timers move along.
    The new moment (UTC).

    Raises `Conflict` for a legal deadline (says what the law demands instead), for a task that is finished or
    has no deadline; `Invalid` without a reason, or for a day that is past or not later than the deadline;
    `Forbidden` when it is neither the actor's task nor theirs to hand out.
    """
    task, due = _locked(uow, task_id)
    text = _reason(reason)
    if task.row["clock_type"] == ClockType.LAW:
        raise _legal(uow, runtime, task)
    until = calendar.end_of_day(to, uow.zone).replace(second=0)
    if until <= max(due, uow.now):
        raise Invalid(
            "not_later",
            "Den nye frist skal ligge senere end den gamle og må ikke være passeret. Vælg en senere dag.",
            "The new deadline must be later than the old one and not in the past. Choose a later day.",
            {"due_at": ["Vælg en senere dag. / Choose a later day."]},
        )
    query.add_postponement(uow, task.id, task.locked.key_id, due, until, text)
    first = task.row["first_due"] or due
    _move(uow, runtime, task, due, until, first, Event.TASK_POSTPONED, text)
    return until


def explain_delay(uow: UnitOfWork, runtime: Runtime, task_id: str, reason: str) -> None:
    """Writes why a legal deadline is missed; the deadline stays. Raises as `postpone` does, and `Conflict`
    for a deadline that can be postponed."""
    task, due = _locked(uow, task_id)
    text = _reason(reason)
    if task.row["clock_type"] != ClockType.LAW:
        raise Conflict(
            "no_legal_deadline",
            "Det er ikke en lovfrist. Udskyd fristen i stedet.",
            "This is no legal deadline. Postpone it instead.",
        )
    query.add_postponement(uow, task.id, task.locked.key_id, due, due, text)
    uow.update(tables.user_task, task.id, {"noted": True})
    _tell(uow, runtime, task, {}, Event.TASK_DELAY_EXPLAINED, text, {"due_at": due.isoformat()})


def undo_postponement(uow: UnitOfWork, runtime: Runtime, task_id: str) -> None:
    """Takes the newest postponement (or explanation) of an open task back: by who wrote it or who hands the
    task out. Raises `NotFound` when there is none, `Forbidden`, `Conflict` when the task is finished or the
    old deadline was not the newest thing."""
    task, due = _locked(uow, task_id)
    # what was counted anew is no postponement: it is corrected where the date stands
    rows = [row for row in query.postponements(uow, task.id) if not row["counted"]]
    if not rows:
        raise NotFound(
            "postponement_not_found",
            "Fristen er ikke udskudt.",
            "The deadline was not postponed.",
        )
    newest = rows[0]
    mine = newest["by_id"] is not None and str(newest["by_id"]) == uow.actor.user_id
    if not mine and access.may_assign(uow.actor, task.facts) is not None:
        raise Forbidden(
            "not_your_postponement",
            "Kun den, der har skrevet det, eller lederen kan fortryde det.",
            "Only who wrote it or the leader can undo it.",
        )
    query.undo_postponement(uow, str(newest["id"]))
    before, after = uow.moment(newest["due_before"]), uow.moment(newest["due_after"])
    assert before is not None and after is not None
    noted = len(rows) > 1
    event = Event.TASK_POSTPONEMENT_UNDONE
    if not newest["moved"]:
        uow.update(tables.user_task, task.id, {"noted": noted})
        _tell(uow, runtime, task, {}, event, None, {"due_at": due.isoformat()})
        return
    first = uow.moment(task.row["first_due"]) if any(row["moved"] for row in rows[1:]) else None
    _move(uow, runtime, task, after, before, first, event, None, noted=noted)


def _locked(uow: UnitOfWork, task_id: str) -> tuple[TaskRow, datetime]:
    task = facts.lock_open(uow, task_id)
    if not may_move(uow.actor, task.facts):
        access.require(access.may_complete(uow.actor, task.facts))
    due = uow.moment(task.row["due_at"])
    if due is None:
        raise Conflict(
            "no_deadline",
            "Opgaven har ingen frist.",
            "The task has no deadline.",
        )
    return task, due


def _reason(text: str) -> str:
    clean = text.strip()
    if not clean or len(clean) > LONGEST:
        raise Invalid(
            "reason_missing" if not clean else "reason_too_long",
            "Skriv, hvorfor fristen ikke holder. Det kan læses på sagen. Højst 1.000 tegn.",
            "Write why the deadline does not hold. It can be read on the case. At most 1,000 characters.",
            {"reason": ["Skriv en grund. / Write a reason."]},
        )
    return clean


def _legal(uow: UnitOfWork, runtime: Runtime, task: TaskRow) -> Conflict:
    clock = runtime.releases.get(uow, task.locked.release_id).clock(task.row["clock"] or "")
    da = f" Ved overskridelse: {clock.breach_da[:1].lower()}{clock.breach_da[1:]}." if clock else ""
    en = f" When it is missed: {clock.breach_en[:1].lower()}{clock.breach_en[1:]}." if clock else ""
    return Conflict(
        "legal_deadline",
        f"Lovfristen kan ikke udskydes. Skriv i stedet, hvorfor den ikke nås.{da}",
        f"A legal deadline cannot be postponed. Write why it will be missed instead.{en}",
    )


def _move(
    uow: UnitOfWork,
    runtime: Runtime,
    task: TaskRow,
    old: datetime,
    new: datetime,
    first: datetime | None,
    event: Event,
    reason: str | None,
    *,
    noted: bool = True,
) -> None:
    """The task's row and the timers at its edge; the steps of the old deadline that have passed are not told
    again, those of the new one that are still to come are."""
    values = {"due_at": new, "first_due": first, "noted": noted, "told_at": uow.now, "told": None}
    uow.update(tables.user_task, task.id, {**values, "step_at": uow.now})
    moves = dict.fromkeys(timers_at(uow, runtime, task.locked, task.id, old), new)
    _tell(uow, runtime, task, moves, event, reason, {"from": old.isoformat(), "to": new.isoformat()})


def _tell(
    uow: UnitOfWork,
    runtime: Runtime,
    task: TaskRow,
    moves: dict[str, datetime],
    event: Event,
    reason: str | None,
    told: dict[str, str],
) -> None:
    move_clocks(
        uow,
        runtime,
        task.locked,
        moves,
        event=event,
        reason=reason,
        facts=told,
        task_id=task.id,
        element=task.row["element"],
    )
