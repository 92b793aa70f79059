"""Reminders and escalations: who is told of a deadline, and when (domain.md 9: `reminder_steps`,
`escalation_path`).

The rows are the truth: each open task says when it is to be looked at next (`step_at`), each step that was
told is a row that cannot be written twice. After downtime the latest reminder counts, and of the escalation
path one role at a time, each with the time of `escalation_response`. A reminder is seen in the work list, and
goes as a mail without names where mails can be sent (INV-18); an escalation is a task for the next role.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from workflow_service import access, calendar
from workflow_service.calendar import Clock, Next, Reminder, Telling, Told
from workflow_service.casefile import clocks, duty
from workflow_service.errors import Unavailable
from workflow_service.runtime import Beside, Runtime, correlate, start_instance
from workflow_service.runtime.records import scope_of
from workflow_service.store import Database, UnitOfWork, absences, outbox, people
from workflow_service.store import casefile as casefile_query
from workflow_service.store import deadlines as query
from workflow_service.store import inbox as list_query

log = logging.getLogger(__name__)
PAGE = 50
# of a task that could not be looked at: a fault of ours must not stop the others
AGAIN = timedelta(hours=1)
PROCESS = "deadline_escalation"
SETTLED = "deadline_settled"
TO = "to:"

Row = Mapping[str, Any]


def tell_of_deadlines(
    database: Database, runtime: Runtime, stopping: Callable[[], bool] = lambda: False
) -> int:
    """Everything that is to be told of now; how many reminders and escalations. Each in a transaction of its
    own; any number of callers at a time tell each step once. Raises `Unavailable` when the database is away.
    """
    told = 0
    while not stopping():
        with database.begin(purpose="deadlines", write=False) as uow:
            ended = query.settled(uow, PAGE)
        for row in ended:
            with database.begin(purpose="deadlines") as uow:
                _settle(uow, runtime, row)
        with database.begin(purpose="deadlines", write=False) as uow:
            tasks = query.to_look_at(uow, PAGE)
        for task_id in tasks:
            told += _look(database, runtime, task_id)
        if not tasks and not ended:
            break
    return told


def _look(database: Database, runtime: Runtime, task_id: str) -> int:
    """One task. A fault is logged (no words of a family) and the task looked at again later."""
    try:
        return _tell(database, runtime, task_id)
    except Unavailable:
        raise
    except Exception as error:
        log.warning("deadline of task %s: %s", task_id, type(error).__name__, exc_info=error)
        with database.begin(purpose="deadlines") as uow:
            query.look_again(uow, task_id, uow.now + AGAIN)
        return 0


def _tell(database: Database, runtime: Runtime, task_id: str) -> int:
    """First the next role, in a transaction of its own (a start locks the case, and locks go from the family
    to its courses); then the reminder, with when to look again."""
    told = 0
    with database.begin(purpose="deadlines") as uow:
        row = query.task_to_tell(uow, task_id)
        role = _next(uow, runtime, row).role if row is not None else None
        if row is not None and role is not None:
            _escalate(uow, runtime, row, role)
            told += 1
    with database.begin(purpose="deadlines") as uow:
        row = query.task_to_tell(uow, task_id)
        if row is None:
            return told
        wanted = _next(uow, runtime, row)
        name = wanted.reminder.name if wanted.reminder is not None else None
        if wanted.reminder is not None:
            _remind(uow, row, wanted.reminder)
            told += 1
        query.look_again(uow, task_id, wanted.again, name)
    return told


def rules_of(uow: UnitOfWork) -> Telling:
    """What the parameters say today. Raises `NotFound` when one of them is not set."""
    path = (role.strip() for role in clocks.text_of(uow, "escalation_path").split(","))
    steps = calendar.parse_steps(clocks.text_of(uow, "reminder_steps"))
    response = clocks.set_parameter(uow, "escalation_response")
    length = (str(response.value), response.calendar_kind)
    return Telling(steps, tuple(role for role in path if role), length, duty.office(uow))


def _next(uow: UnitOfWork, runtime: Runtime, row: Row) -> Next:
    """What the task asks for, as everything stands now."""
    due = uow.moment(row["due_at"])
    since = uow.moment(row["told_at"]) or uow.moment(row["created_at"])
    assert due is not None and since is not None
    rows = [one for one in query.steps_of(uow, str(row["id"])) if uow.moment(one["due_at"]) == due]
    roles = tuple(
        (one["step"].removeprefix(TO), at)
        for one in rows
        if one["step"].startswith(TO) and (at := uow.moment(one["at"])) is not None
    )
    told = Told(frozenset(one["step"] for one in rows), roles)
    clock = runtime.releases.get(uow, str(row["release_id"])).clock(row["clock"] or "")
    goes_on, rules = escalates(clock), rules_of(uow)
    if goes_on and due <= uow.now:
        rules = replace(rules, path=_path(uow, row, rules.path))
    return calendar.look(due, since, told, row["role"], escalates=goes_on, now=uow.now, rules=rules)


def escalates(clock: Clock | None) -> bool:
    """Only what D7 says escalates; of what draws its own follow-up (N01) it says `task`."""
    return clock is not None and clock.breach == "escalate"


def _place(uow: UnitOfWork, row: Row) -> Beside | None:
    """Where leaders are looked for before there is a case: the team and the unit of the course, or the unit's
    standing team while it has none. None in a case: its own place counts."""
    if row["case_id"] is not None:
        return None
    unit_id = None if row["unit_id"] is None else str(row["unit_id"])
    team_id = casefile_query.team_of_unit(uow, unit_id) if row["team_id"] is None else str(row["team_id"])
    return Beside(str(row["key_id"]), row["business_key"], team_id, unit_id)


def _path(uow: UnitOfWork, row: Row, path: tuple[str, ...]) -> tuple[str, ...]:
    """The roles that can be told. Before there is a case nobody holds the roles of a case, and a unit may
    lack one: such a role is passed over, because the work list would show the task to nobody. The first role
    stays, which says who answers for a role outside the path, and so does the one whose task it is."""
    place = _place(uow, row)
    if place is None:
        return path
    return tuple(
        role for n, role in enumerate(path) if n == 0 or role == row["role"] or _is_held(uow, role, place)
    )


def _is_held(uow: UnitOfWork, role: str, place: Beside) -> bool:
    return bool(people.holders(uow, role, *scope_of(role, place)))


def _escalate(uow: UnitOfWork, runtime: Runtime, row: Row, role: str) -> None:
    """A task for the next role, once: the step's row stands in the same transaction."""
    due = uow.moment(row["due_at"])
    assert due is not None
    hours, place = not calendar.ends_with_day(due, uow.zone), _place(uow, row)
    step_id = uow.new_id()
    local = due.astimezone(uow.zone)
    day = calendar.long_date(local.date())
    variables = {
        "escalation_id": step_id,
        # a deadline in hours does not wait for the office to open
        "escalated_to": _on_duty(uow, role, place) if hours else role,
        "overdue_name": row["name"],
        "overdue_holder": _holder(uow, row),
        "overdue_due": f"{day} {calendar.clock_text(due, uow.zone)}" if hours else day,
    }
    case_id = None if row["case_id"] is None else str(row["case_id"])
    started = start_instance(uow, runtime, PROCESS, variables, case_id=case_id, beside=place)
    query.add_step(uow, str(row["id"]), due, TO + role, step_id=step_id, instance_id=started.locked.id)


def _on_duty(uow: UnitOfWork, role: str, place: Beside | None) -> str:
    """Who is told now: outside office hours the duty officer, where there is one."""
    now = duty.on_duty(uow, role)
    return now if place is None or _is_held(uow, now, place) else role


def _holder(uow: UnitOfWork, row: Row) -> str:
    """Who has it and in which role; where there is no case to tell the same tasks apart, of which team or
    unit."""
    role = access.role_name(row["role"], "da")
    name = list_query.user_name(uow, str(row["assignee"])) if row["assignee"] else ""
    told = [name, role.lower()] if name else [role]
    if row["case_id"] is None:
        scope_id = None if row["scope_id"] is None else str(row["scope_id"])
        told.append(people.place_name(uow, row["scope_kind"], scope_id))
    return ", ".join(part for part in told if part)


def _remind(uow: UnitOfWork, row: Row, step: Reminder) -> None:
    due = uow.moment(row["due_at"])
    assert due is not None
    query.add_step(uow, str(row["id"]), due, step.name)
    if "mail" not in uow.ways or row["assignee"] is None:
        return
    holder = people.read_user(uow, absences.reached_instead(uow, str(row["assignee"])))
    if not holder.email:
        return
    outbox.add(
        uow,
        kind="mail",
        topic="deadline_reminder",
        idempotency_key=f"reminder-{row['id']}-{due:%Y%m%d%H%M}-{step.name}",
        payload={
            "to": holder.email,
            "language": holder.language,
            "case_number": row["business_key"],
            "task_id": str(row["id"]),
            "at": uow.now.isoformat(),
        },
        key_id=str(row["key_id"]),
        instance_id=str(row["instance_id"]),
        case_id=None if row["case_id"] is None else str(row["case_id"]),
        ref_id=str(row["id"]),
    )


def _settle(uow: UnitOfWork, runtime: Runtime, row: Row) -> None:
    """The task is done or has another deadline: the escalation's own task ends, where it is still open."""
    if row["state"] == "active":
        correlate(uow, runtime, SETTLED, str(row["id"]), {})
    query.end_step(uow, str(row["id"]))


__all__ = ["escalates", "rules_of", "tell_of_deadlines"]
