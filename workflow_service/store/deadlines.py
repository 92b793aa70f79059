"""Queries of deadlines: whom to tell next, what was told, what was postponed, and the clocks of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from workflow_service.states import JobState
from workflow_service.store.casefile_rows import as_day
from workflow_service.store.tables.deadlines import deadline_step, postponement
from workflow_service.store.tables.running import user_task
from workflow_service.store.uow import UnitOfWork

Row = Mapping[str, Any]
OPEN = "('created', 'claimed', 'delegated')"

# while a case rests, nobody is told of what the model or the municipality itself has set; of the law's
# deadlines and of what was agreed with people as always
_AWAKE = (
    "(t.clock_type NOT IN ('model', 'local') OR NOT EXISTS (SELECT 1 FROM case_file p"
    " WHERE p.tenant_id = t.tenant_id AND p.id = t.case_id AND p.paused_at IS NOT NULL))"
)

_TASK = (
    "SELECT t.id, t.instance_id, t.release_id, t.process_key, t.element, t.name, t.role, t.case_id,"
    " t.assignee, t.clock, t.created_at, t.due_at, t.told_at, t.state, i.key_id, i.business_key,"
    " i.team_id, i.unit_id, t.scope_kind, t.scope_id"
    " FROM user_task t JOIN process_instance i ON i.tenant_id = t.tenant_id AND i.id = t.instance_id"
    f" WHERE t.tenant_id = ? AND t.step_at <= ? AND t.state IN {OPEN} AND i.state = 'active' AND {_AWAKE}"
)


def to_look_at(uow: UnitOfWork, limit: int) -> list[str]:
    """Ids of open tasks whose next step has come, the earliest first; those of suspended instances wait."""
    rows = uow.rows(f"{_TASK} ORDER BY t.step_at, t.id LIMIT ?", uow.tenant_id, uow.now, limit)
    return [str(row["id"]) for row in rows]


def task_to_tell(uow: UnitOfWork, task_id: str) -> Row | None:
    """The task as it stands now, when it is still to be looked at."""
    return uow.row(f"{_TASK} AND t.id = ?", uow.tenant_id, uow.now, task_id)


def next_look(uow: UnitOfWork) -> datetime | None:
    """When the next step of any task comes (`to_look_at`); None when nothing waits."""
    found = uow.value(
        "SELECT t.step_at FROM user_task t"
        " JOIN process_instance i ON i.tenant_id = t.tenant_id AND i.id = t.instance_id"
        f" WHERE t.tenant_id = ? AND t.step_at IS NOT NULL AND t.state IN {OPEN} AND i.state = 'active'"
        f" AND {_AWAKE}"
        " ORDER BY t.step_at LIMIT 1",
        uow.tenant_id,
    )
    return uow.moment(found)


def steps_of(uow: UnitOfWork, task_id: str) -> list[Row]:
    """What was told of a task's deadlines, the oldest first."""
    return uow.rows(
        "SELECT id, due_at, step, at FROM deadline_step WHERE tenant_id = ? AND task_id = ? ORDER BY at, id",
        uow.tenant_id,
        task_id,
    )


def add_step(
    uow: UnitOfWork,
    task_id: str,
    due_at: datetime,
    step: str,
    *,
    step_id: str | None = None,
    instance_id: str | None = None,
) -> None:
    """Writes that this step of this deadline was told; the table's key refuses a second one."""
    row = {"id": step_id or uow.new_id(), "task_id": task_id, "due_at": due_at, "step": step, "at": uow.now}
    uow.insert(deadline_step, {**row, "instance_id": instance_id, "ended_at": None})


def look_again(uow: UnitOfWork, task_id: str, at: datetime | None, told: str | None = None) -> None:
    """When to look at the task next; `told`: the step that somebody was reminded of now."""
    values: dict[str, Any] = {"step_at": at}
    if told is not None:
        values |= {"told": told, "told_at": uow.now}
    uow.update(user_task, task_id, values)


def look_at_all_by(uow: UnitOfWork, at: datetime) -> int:
    """The steps themselves change at that moment: every open deadline is looked at then, or before. How many
    are moved up."""
    return len(
        uow.rows(
            f"UPDATE user_task SET step_at = ? WHERE tenant_id = ? AND due_at IS NOT NULL AND state IN {OPEN}"
            " AND (step_at IS NULL OR step_at > ?) RETURNING id",
            at,
            uow.tenant_id,
            at,
        )
    )


def settled(uow: UnitOfWork, limit: int) -> list[Row]:
    """Escalations whose task is done or has another deadline: id, instance_id and whether it still runs."""
    return uow.rows(
        "SELECT d.id, d.instance_id, i.state FROM deadline_step d"
        " JOIN user_task t ON t.tenant_id = d.tenant_id AND t.id = d.task_id"
        " JOIN process_instance i ON i.tenant_id = d.tenant_id AND i.id = d.instance_id"
        " WHERE d.tenant_id = ? AND d.instance_id IS NOT NULL AND d.ended_at IS NULL"
        f" AND (t.state NOT IN {OPEN} OR t.due_at <> d.due_at) AND i.state <> 'suspended'"
        " ORDER BY d.id LIMIT ?",
        uow.tenant_id,
        limit,
    )


def end_step(uow: UnitOfWork, step_id: str) -> None:
    uow.update(deadline_step, step_id, {"ended_at": uow.now})


def overdue_task(uow: UnitOfWork, instance_id: str) -> str | None:
    """The task that this escalation is about."""
    found = uow.value(
        "SELECT task_id FROM deadline_step WHERE tenant_id = ? AND instance_id = ?",
        uow.tenant_id,
        instance_id,
    )
    return None if found is None else str(found)


def postponements(uow: UnitOfWork, task_id: str) -> list[Row]:
    """What was written about this task's deadline, the newest first, without what was taken back (sealed)."""
    return uow.rows(
        "SELECT p.id, p.due_before, p.due_after, p.moved, p.counted, p.at, p.by_id, p.key_id, p.reason,"
        " u.name AS by_name FROM postponement p"
        " LEFT JOIN app_user u ON u.tenant_id = p.tenant_id AND u.id = p.by_id"
        " WHERE p.tenant_id = ? AND p.task_id = ? AND p.undone_at IS NULL ORDER BY p.id DESC",
        uow.tenant_id,
        task_id,
    )


def add_postponement(
    uow: UnitOfWork,
    task_id: str,
    key_id: str,
    before: datetime,
    after: datetime,
    reason: str,
    *,
    counted: bool = False,
) -> str:
    """A deadline that was moved, or (when `after` is `before`) why it is missed; `counted`: the date it is
    counted from was wrong."""
    row_id = uow.new_id()
    uow.insert(
        postponement,
        {
            "id": row_id,
            "task_id": task_id,
            "due_before": before,
            "due_after": after,
            "moved": after != before,
            "counted": counted,
            "at": uow.now,
            "by_id": uow.actor.user_id,
            "key_id": key_id,
            "reason": uow.seal(key_id, "postponement", row_id, "reason", reason),
            "undone_at": None,
        },
    )
    return row_id


def undo_postponement(uow: UnitOfWork, row_id: str) -> None:
    uow.update(postponement, row_id, {"undone_at": uow.now})


def timers_of_case(uow: UnitOfWork, case_id: str) -> list[Row]:
    """Every timer that runs in a course of the case, the earliest first."""
    return uow.rows(
        "SELECT j.id, j.element, j.timer_at, i.release_id, i.process_key FROM job j"
        " JOIN process_instance i ON i.tenant_id = j.tenant_id AND i.id = j.instance_id"
        " WHERE i.tenant_id = ? AND i.case_id = ? AND j.kind = 'timer' AND j.state IN (?, ?)"
        " ORDER BY j.timer_at, j.id",
        uow.tenant_id,
        case_id,
        str(JobState.PENDING),
        str(JobState.LOCKED),
    )


def clocks_of_case(uow: UnitOfWork, case_id: str) -> list[Row]:
    """Every open task of the case with a deadline: what its clock says, without what was written about it."""
    return uow.rows(
        "SELECT t.id AS task_id, i.release_id, t.process_key AS task_process, t.element, t.clock,"
        " t.clock_type, t.since, t.created_at, t.due_at, t.first_due, t.told, t.told_at,"
        " NULL AS counted_from, NULL AS noted FROM user_task t"
        " JOIN process_instance i ON i.tenant_id = t.tenant_id AND i.id = t.instance_id"
        " WHERE t.tenant_id = ? AND t.case_id = ? AND t.due_at IS NOT NULL"
        f" AND t.state IN {OPEN} ORDER BY t.due_at, t.id",
        uow.tenant_id,
        case_id,
    )


def ended_lost_earnings(uow: UnitOfWork, case_id: str) -> list[tuple[str, date]]:
    """The release of the case's own course, and the day on which compensation for lost earnings ended, or
    ends by a decision with notice; of each time it did."""
    rows = uow.rows(
        'SELECT i.release_id, m."end" AS ended FROM measure m'
        " JOIN case_file c ON c.tenant_id = m.tenant_id AND c.id = m.case_id"
        " JOIN process_instance i ON i.tenant_id = c.tenant_id AND i.id = c.instance_id"
        " LEFT JOIN decision d ON d.tenant_id = m.tenant_id AND d.id = m.decision_id"
        " WHERE m.tenant_id = ? AND m.case_id = ?"
        " AND (m.state = 'ended' OR (m.state = 'started' AND d.matter = 'end' AND d.outcome = 'ended'))"
        " AND m.catalogue_item = 'lost_earnings' AND m.\"end\" IS NOT NULL ORDER BY m.id",
        uow.tenant_id,
        case_id,
    )
    return [(str(row["release_id"]), day) for row in rows if (day := as_day(row["ended"])) is not None]


def courses_of(uow: UnitOfWork, case_id: str) -> list[str]:
    """The courses of the case that have not ended, in the order in which they are locked."""
    rows = uow.rows(
        "SELECT id FROM process_instance WHERE tenant_id = ? AND case_id = ?"
        " AND state IN ('active', 'suspended') ORDER BY id",
        uow.tenant_id,
        case_id,
    )
    return [str(row["id"]) for row in rows]


def tell_apart_anew(uow: UnitOfWork, case_id: str, before: str, after: str) -> None:
    """What open tasks of the case are about (`user_task.about`) has got another day."""
    uow.rows(
        "UPDATE user_task SET about = ? WHERE tenant_id = ? AND case_id = ? AND about = ?"
        f" AND state IN {OPEN} RETURNING id",
        after,
        uow.tenant_id,
        case_id,
        before,
    )


def releases_in_use(uow: UnitOfWork) -> list[str]:
    """The releases on which courses run now."""
    rows = uow.rows(
        "SELECT DISTINCT release_id FROM process_instance WHERE tenant_id = ? AND state = 'active'",
        uow.tenant_id,
    )
    return sorted(str(row["release_id"]) for row in rows)


def courses_waiting_at(uow: UnitOfWork, elements: list[str]) -> list[str]:
    """Active courses with an open task or a timer at one of these elements."""
    marks = ", ".join("?" for _ in elements)
    rows = uow.rows(
        "SELECT i.id FROM process_instance i WHERE i.tenant_id = ? AND i.state = 'active' AND ("
        " EXISTS (SELECT 1 FROM user_task t WHERE t.tenant_id = i.tenant_id AND t.instance_id = i.id"
        f" AND t.state IN {OPEN} AND t.element IN ({marks}))"
        " OR EXISTS (SELECT 1 FROM job j WHERE j.tenant_id = i.tenant_id AND j.instance_id = i.id"
        f" AND j.kind = 'timer' AND j.state = 'pending' AND j.element IN ({marks}))) ORDER BY i.id",
        uow.tenant_id,
        *elements,
        *elements,
    )
    return [str(row["id"]) for row in rows]


def clock_row(uow: UnitOfWork, task_id: str) -> Row | None:
    """The deadline of an open task."""
    return uow.row(
        "SELECT due_at, first_due, clock_type FROM user_task WHERE tenant_id = ? AND id = ?"
        f" AND state IN {OPEN}",
        uow.tenant_id,
        task_id,
    )


def postponed_in(uow: UnitOfWork, instance_id: str) -> list[Any]:
    """The deadlines that people moved in this course, as they are now."""
    rows = uow.rows(
        "SELECT due_at FROM user_task WHERE tenant_id = ? AND instance_id = ? AND first_due IS NOT NULL"
        f" AND state IN {OPEN}",
        uow.tenant_id,
        instance_id,
    )
    return [row["due_at"] for row in rows]


def parameter_change(uow: UnitOfWork, change_id: str) -> Row | None:
    return uow.row(
        "SELECT key, value_after, reason FROM parameter_change WHERE tenant_id = ? AND id = ?",
        uow.tenant_id,
        change_id,
    )


def parameter_changes(uow: UnitOfWork, key: str) -> list[Row]:
    """What people changed about a parameter, the newest first."""
    return uow.rows(
        "SELECT c.value_before, c.value_after, c.valid_from, c.at, c.courses, c.reason, u.name AS by_name"
        " FROM parameter_change c LEFT JOIN app_user u ON u.tenant_id = c.tenant_id AND u.id = c.by_id"
        " WHERE c.tenant_id = ? AND c.key = ? ORDER BY c.at DESC, c.id DESC LIMIT 50",
        uow.tenant_id,
        key,
    )
