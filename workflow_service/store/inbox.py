"""Queries of the work list: which tasks a person sees, in which tab, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow_service.store.uow import UnitOfWork
from workflow_service.store.visibility import visible_cases

Row = Mapping[str, Any]

TABS = ("mine", "roles", "team", "waiting", "done")

_COLUMNS = """
t.id, t.instance_id, t.release_id, t.process_key, t.element, t.name, t.about, t.form_key, t.role,
t.scope_kind, t.scope_id, t.case_id, t.assignee, t.owner, t.state, t.priority, t.clock_type, t.created_at,
t.due_at, t.follow_up_at, t.told, t.told_at, t.first_due, t.counted_from, t.noted,
t.completed_at, t.completed_by, t.version, i.business_key, i.phase, u.name AS assignee_name
"""
_JOINS = """
JOIN process_instance i ON i.tenant_id = t.tenant_id AND i.id = t.instance_id
LEFT JOIN app_user u ON u.tenant_id = t.tenant_id AND u.id = t.assignee
"""
# a task without a deadline comes last
_LAST = "9999-12-31 00:00:00.000000"


def _offered(uow: UnitOfWork) -> tuple[str, tuple[Any, ...]]:
    """Ids of open, unclaimed tasks whose role the actor holds at the task's scope. A restricted case is
    reached through a role on the case itself only (access.holds_task_role)."""
    in_force = "m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)"
    sql = (
        "SELECT t.id FROM membership m JOIN user_task t ON t.tenant_id = m.tenant_id AND t.role = m.role"
        " AND t.scope_kind = m.scope_kind AND t.scope_id = m.scope_id AND t.state = 'created'"
        " LEFT JOIN case_file c ON c.tenant_id = t.tenant_id AND c.id = t.case_id"
        f" WHERE m.tenant_id = ? AND m.user_id = ? AND {in_force}"
        " AND (c.id IS NULL OR NOT c.restricted OR t.scope_kind = 'case')"
    )
    values: tuple[Any, ...] = (uow.tenant_id, uow.actor.user_id, uow.now, uow.now)
    sql += (
        " UNION ALL SELECT t.id FROM membership m JOIN user_task t ON t.tenant_id = m.tenant_id"
        " AND t.role = m.role AND t.case_id = m.scope_id AND t.state = 'created' AND t.scope_kind <> 'case'"
        " JOIN case_file c ON c.tenant_id = t.tenant_id AND c.id = t.case_id AND c.restricted"
        f" WHERE m.tenant_id = ? AND m.user_id = ? AND m.scope_kind = 'case' AND {in_force}"
    )
    values += values
    wide = [m.role for m in uow.actor.memberships if m.scope_kind == "tenant"]
    if wide:
        marks = ", ".join("?" for _ in wide)
        sql += (
            " UNION ALL SELECT t.id FROM user_task t WHERE t.tenant_id = ? AND t.scope_kind = 'tenant'"
            f" AND t.scope_id IS NULL AND t.state = 'created' AND t.role IN ({marks})"
        )
        values += (uow.tenant_id, *wide)
    return sql, values


_NAMED = {"case": "t.case_id", "role": "t.role", "process": "t.process_key"}


def _own(uow: UnitOfWork) -> tuple[str, tuple[Any, ...]]:
    """Tasks that the actor has, and those of people the actor stands in for (access.stands_in)."""
    parts: list[str] = ["t.assignee = ?"]
    values: list[Any] = [uow.actor.user_id]
    for one in uow.actor.stands_in:
        part = "t.assignee = ?"
        values.append(one.absent_id)
        if one.kind != "all":
            part += f" AND {_NAMED[one.kind]} = ?"
            values.append(one.what)
        for kind, what in sorted(one.others):
            part += f" AND ({_NAMED[kind]} IS NULL OR {_NAMED[kind]} <> ?)"
            values.append(what)
        if one.since is not None:
            part += " AND t.created_at >= ?"
            values.append(one.since)
        parts.append(part)
    return f"({' OR '.join(parts)})" if len(parts) > 1 else parts[0], tuple(values)


def _condition(uow: UnitOfWork, tab: str) -> tuple[str, tuple[Any, ...]]:
    me = uow.actor.user_id
    if tab == "mine":
        holder, some = _own(uow)
        return (
            f"{holder} AND t.state IN ('claimed', 'delegated')"
            " AND (t.follow_up_at IS NULL OR t.follow_up_at <= ?)",
            (*some, uow.now),
        )
    if tab == "roles":
        sql, values = _offered(uow)
        return f"t.id IN ({sql})", values
    if tab == "done":
        cases, values = visible_cases(uow)
        return (
            f"t.completed_by = ? AND t.state = 'completed' AND (t.case_id IS NULL OR t.case_id IN ({cases}))",
            (me, *values),
        )
    if tab == "waiting":
        # what I asked somebody to do, and what others hold in the families I coordinate
        return (
            "t.state IN ('created', 'claimed', 'delegated') AND (t.assignee IS NULL OR t.assignee <> ?)"
            " AND (t.owner = ? OR t.case_id IN (SELECT id FROM case_file WHERE tenant_id = ?"
            " AND (coordinator_id = ? OR substitute_id = ?)))",
            (me, me, uow.tenant_id, me, me),
        )
    cases, values = visible_cases(uow)
    return (
        "t.state IN ('created', 'claimed', 'delegated') AND (t.assignee IS NULL OR t.assignee <> ?)"
        f" AND t.case_id IN ({cases})",
        (me, *values),
    )


def tab_totals(uow: UnitOfWork) -> dict[str, int]:
    """Exact number of tasks in each tab but "done", in one statement."""
    parts, values = [], []
    for tab in TABS[:-1]:
        condition, some = _condition(uow, tab)
        parts.append(
            f"(SELECT count(*) FROM user_task t WHERE t.tenant_id = ? AND {condition}) AS {tab}_total"
        )
        values += [uow.tenant_id, *some]
    row = uow.row(f"SELECT {', '.join(parts)}", *values) or {}
    return {tab: int(row[f"{tab}_total"]) for tab in TABS[:-1]}


def page(
    uow: UnitOfWork,
    tab: str,
    *,
    limit: int,
    after: tuple[datetime | None, str] | None,
    filters: Mapping[str, Any],
) -> list[Row]:
    """One page in order of deadline (done: newest first). `after`: the last row of the page before.

    `filters`: assignee, role, state, instance_id, case_id, due_before, number (text within the case number).
    """
    condition, values = _condition(uow, tab) if tab != "all" else _readable(uow)
    sql = f"SELECT {_COLUMNS} FROM user_task t {_JOINS} WHERE t.tenant_id = ? AND {condition}"
    given: list[Any] = [uow.tenant_id, *values]
    sql, given = _filtered(sql, given, filters)
    far = _LAST if uow.sqlite else datetime.fromisoformat(_LAST + "+00:00")
    if tab == "done":
        if after is not None:
            sql += " AND (t.completed_at, t.id) < (?, ?)"
            given += [after[0], after[1]]
        return uow.rows(f"{sql} ORDER BY t.completed_at DESC, t.id DESC LIMIT ?", *given, limit)
    due = "COALESCE(t.due_at, ?)"
    if after is not None:
        sql += f" AND ({due}, t.id) > (?, ?)"
        given += [far, after[0] or far, after[1]]
    return uow.rows(f"{sql} ORDER BY {due}, t.id LIMIT ?", *given, far, limit)


def _readable(uow: UnitOfWork) -> tuple[str, tuple[Any, ...]]:
    """Everything the actor may read: own tasks, offered ones, and those of visible cases; of an unseen case
    the open ones only (access.may_read_task)."""
    offered, some = _offered(uow)
    cases, values = visible_cases(uow)
    me = uow.actor.user_id
    own, mine = _own(uow)
    return (
        "((t.case_id IS NULL OR t.state IN ('created', 'claimed', 'delegated'))"
        f" AND ({own} OR t.owner = ? OR t.completed_by = ? OR t.id IN ({offered}))"
        f" OR t.case_id IN ({cases}))",
        (*mine, me, me, *some, *values),
    )


_FILTERS = {
    "assignee": "t.assignee = ?",
    "role": "t.role = ?",
    "instance_id": "t.instance_id = ?",
    "case_id": "t.case_id = ?",
    "due_before": "t.due_at < ?",
    "state": "t.state = ?",
}


def _filtered(sql: str, values: list[Any], filters: Mapping[str, Any]) -> tuple[str, list[Any]]:
    for name, wanted in filters.items():
        if wanted is None:
            continue
        if name == "open":
            sql += " AND t.state IN ('created', 'claimed', 'delegated')"
        elif name == "number":
            sql += " AND i.business_key LIKE ? ESCAPE '!'"
            text = str(wanted).replace("!", "!!").replace("%", "!%").replace("_", "!_")
            values.append(f"%{text}%")
        else:
            sql += f" AND {_FILTERS[name]}"
            values.append(wanted)
    return sql, values


def count(uow: UnitOfWork, tab: str, filters: Mapping[str, Any], limit: int) -> int:
    """How many there are, counted up to `limit`."""
    condition, values = _condition(uow, tab) if tab != "all" else _readable(uow)
    sql = f"SELECT 1 FROM user_task t {_JOINS} WHERE t.tenant_id = ? AND {condition}"
    sql, given = _filtered(sql, [uow.tenant_id, *values], filters)
    return int(uow.value(f"SELECT count(*) FROM ({sql} LIMIT ?) AS found", *given, limit))


def one(uow: UnitOfWork, task_id: str) -> Row | None:
    """A task as the list shows it; whether the actor may see it is for the caller."""
    return uow.row(
        f"SELECT {_COLUMNS} FROM user_task t {_JOINS} WHERE t.tenant_id = ? AND t.id = ?",
        uow.tenant_id,
        task_id,
    )


def read_draft(uow: UnitOfWork, task_id: str, user_id: str) -> Row | None:
    return uow.row(
        "SELECT saved_at, data FROM task_draft WHERE tenant_id = ? AND task_id = ? AND user_id = ?",
        uow.tenant_id,
        task_id,
        user_id,
    )


def draft_writers(uow: UnitOfWork, task_id: str, user_id: str) -> list[str]:
    """Names of others who have a draft of this task ("Jonas Friis arbejder også på opgaven")."""
    rows = uow.rows(
        "SELECT u.name FROM task_draft d JOIN app_user u ON u.tenant_id = d.tenant_id AND u.id = d.user_id"
        " WHERE d.tenant_id = ? AND d.task_id = ? AND d.user_id <> ? ORDER BY u.sort_name",
        uow.tenant_id,
        task_id,
        user_id,
    )
    return [row["name"] for row in rows]


def user_name(uow: UnitOfWork, user_id: str) -> str:
    found = uow.value("SELECT name FROM app_user WHERE tenant_id = ? AND id = ?", uow.tenant_id, user_id)
    return str(found) if found is not None else ""


def submissions(uow: UnitOfWork, instance_id: str, limit: int) -> list[Row]:
    """The latest answers of an instance, newest first (sealed)."""
    return uow.rows(
        "SELECT s.id, s.task_id, s.element, s.form_key, s.form_id, s.submitted_by, s.submitted_at, s.key_id,"
        " s.data, u.name AS by_name FROM form_submission s"
        " LEFT JOIN app_user u ON u.tenant_id = s.tenant_id AND u.id = s.submitted_by"
        " WHERE s.tenant_id = ? AND s.instance_id = ? AND s.undone_at IS NULL AND NOT EXISTS (SELECT 1"
        " FROM form_submission c WHERE c.tenant_id = s.tenant_id AND c.task_id = s.task_id"
        " AND c.version > s.version AND c.undone_at IS NULL) ORDER BY s.id DESC LIMIT ?",
        uow.tenant_id,
        instance_id,
        limit,
    )


def submission_of(uow: UnitOfWork, task_id: str) -> Row | None:
    """What was answered to the task, as it stands now: the newest correction, nothing that was taken back."""
    return uow.row(
        "SELECT id, element, form_key, form_id, submitted_by, submitted_at, key_id, data, version"
        " FROM form_submission WHERE tenant_id = ? AND task_id = ? AND undone_at IS NULL"
        " ORDER BY version DESC LIMIT 1",
        uow.tenant_id,
        task_id,
    )
