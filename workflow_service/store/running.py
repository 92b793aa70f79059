"""Queries of `runtime`: locking an instance with all that a command needs, jobs, messages, subscriptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow_service.store import tables
from workflow_service.store.uow import UnitOfWork

Row = Mapping[str, Any]

# nobody coordinates a closed case, but for the time that something goes on there (`runtime.closed_cases`)
_COORDINATOR = """
CASE WHEN c.status <> 'closed' THEN c.coordinator_id ELSE
(SELECT m.user_id FROM membership m WHERE m.tenant_id = c.tenant_id AND m.scope_kind = 'case'
AND m.scope_id = c.id AND m.role = 'family_coordinator' AND m.valid_to IS NULL AND m.cover_id IS NULL)
END AS coordinator_id
"""
_INSTANCE = f"""
i.id AS instance_id, i.release_id, i.process_key, i.business_key, i.state AS instance_state, i.phase,
i.key_id, i.case_id, i.team_id, i.unit_id, i.started_by, i.version, i.snapshot, i.audit_head, i.audit_seq,
k.wrapped, {_COORDINATOR}, c.restricted, c.status AS case_status, c.flags AS case_flags
"""
_JOINS = """
JOIN key k ON k.tenant_id = i.tenant_id AND k.id = i.key_id
LEFT JOIN case_file c ON c.tenant_id = i.tenant_id AND c.id = i.case_id
"""
_TASK = """
t.id AS task_id, t.process_key AS task_process, t.element, t.scope, t.name, t.form_key, t.role, t.scope_kind,
t.scope_id, t.assignee, t.owner, t.state AS task_state, t.priority, t.clock_type, t.created_at, t.due_at,
t.follow_up_at, t.clock, t.since, t.told, t.told_at, t.first_due, t.counted_from, t.noted,
t.completed_at, t.completed_by, t.inputs, t.version AS task_version
"""
_JOB = "id, kind, state, instance_id, element, ref, due_at, timer_at, attempts, lock_owner"
_JOB_AND_INSTANCE = ", ".join(f"j.{one} AS job_{one}" for one in _JOB.split(", ")) + f", {_INSTANCE}"


def _for_update(uow: UnitOfWork, tables: str) -> str:
    # SQLite's BEGIN IMMEDIATE already holds the only write lock
    return "" if uow.sqlite else f" FOR UPDATE OF {tables}"


def lock_instance(uow: UnitOfWork, instance_id: str) -> Row | None:
    """The instance row, locked until the transaction ends, with its key and its case's coordinator."""
    return uow.row(
        f"SELECT {_INSTANCE} FROM process_instance i {_JOINS}"
        f" WHERE i.tenant_id = ? AND i.id = ?{_for_update(uow, 'i')}",
        uow.tenant_id,
        instance_id,
    )


def lock_task(uow: UnitOfWork, task_id: str) -> Row | None:
    """A user task together with its instance, both locked, the instance first.

    The task is locked as well because PostgreSQL, after waiting for another transaction, reads only locked
    rows anew: otherwise the second of two completions would still see an open task.
    """
    return uow.row(
        f"SELECT {_TASK}, {_INSTANCE} FROM user_task t"
        f" JOIN process_instance i ON i.tenant_id = t.tenant_id AND i.id = t.instance_id {_JOINS}"
        f" WHERE t.tenant_id = ? AND t.id = ?{_for_update(uow, 'i, t')}",
        uow.tenant_id,
        task_id,
    )


def read_task(uow: UnitOfWork, task_id: str) -> Row | None:
    """The same without a lock."""
    found = uow.rows_once(
        f"SELECT {_TASK}, {_INSTANCE} FROM user_task t"
        f" JOIN process_instance i ON i.tenant_id = t.tenant_id AND i.id = t.instance_id {_JOINS}"
        " WHERE t.tenant_id = ? AND t.id = ?",
        uow.tenant_id,
        task_id,
    )
    return found[0] if found else None


def read_instance(uow: UnitOfWork, instance_id: str) -> Row | None:
    return uow.row(
        f"SELECT {_INSTANCE}, i.started_at, i.ended_at FROM process_instance i {_JOINS}"
        " WHERE i.tenant_id = ? AND i.id = ?",
        uow.tenant_id,
        instance_id,
    )


def coordinator_of(uow: UnitOfWork, case_id: str) -> str | None:
    """Who coordinates the case now."""
    found = uow.value(
        f"SELECT {_COORDINATOR} FROM case_file c WHERE c.tenant_id = ? AND c.id = ?", uow.tenant_id, case_id
    )
    return None if found is None else str(found)


def offered(uow: UnitOfWork, instance_id: str, roles: tuple[str, ...]) -> list[Mapping[str, Any]]:
    """The instance's tasks that are offered to one of these roles and taken by nobody."""
    marks = ", ".join("?" for _ in roles)
    return uow.rows(
        "SELECT id, process_key, element, version FROM user_task WHERE tenant_id = ? AND instance_id = ?"
        f" AND state = 'created' AND assignee IS NULL AND role IN ({marks}) ORDER BY id",
        uow.tenant_id,
        instance_id,
        *roles,
    )


def user_ids(uow: UnitOfWork, logins: tuple[str, ...]) -> dict[str, str]:
    """Login -> id of the active users among them."""
    marks = ", ".join("?" for _ in logins)
    rows = uow.rows(
        f"SELECT login, id FROM app_user WHERE tenant_id = ? AND active AND login IN ({marks})",
        uow.tenant_id,
        *logins,
    )
    return {str(row["login"]): str(row["id"]) for row in rows}


def next_case_number(uow: UnitOfWork, year: int) -> int:
    """The next number of that year, counted in the tenant row (locked, so no number is given twice)."""
    return int(
        uow.value(
            "UPDATE tenant SET case_number = CASE WHEN case_year = ? THEN case_number + 1 ELSE 1 END,"
            " case_year = ? WHERE tenant_id = ? RETURNING case_number",
            year,
            year,
            uow.tenant_id,
        )
    )


def business_key_taken(uow: UnitOfWork, process_key: str, business_key: str) -> bool:
    found = uow.value(
        "SELECT 1 FROM process_instance WHERE tenant_id = ? AND business_key = ? AND process_key = ? LIMIT 1",
        uow.tenant_id,
        business_key,
        process_key,
    )
    return found is not None


def read_job(uow: UnitOfWork, job_id: str, *, lock: bool = False) -> Row | None:
    """A job; `lock` for one that belongs to no instance, whose lock would stand for it."""
    tail = " FOR UPDATE" if lock and not uow.sqlite else ""
    return uow.row(
        f"SELECT {_JOB} FROM job WHERE tenant_id = ? AND id = ?{tail}",
        uow.tenant_id,
        job_id,
    )


def lock_job(uow: UnitOfWork, job_id: str) -> tuple[Row, Row | None] | None:
    """A job and its instance (None for a job without one), both locked, the instance first as a completion
    does it; one statement where there is an instance. None when there is no such job.

    The job is locked as well for the reason that `lock_task` gives.
    """
    found = uow.row(
        f"SELECT {_JOB_AND_INSTANCE} FROM job j"
        f" JOIN process_instance i ON i.tenant_id = j.tenant_id AND i.id = j.instance_id {_JOINS}"
        f" WHERE j.tenant_id = ? AND j.id = ?{_for_update(uow, 'i, j')}",
        uow.tenant_id,
        job_id,
    )
    if found is None:
        alone = read_job(uow, job_id, lock=True)
        return None if alone is None else (alone, None)
    return {column: found[f"job_{column}"] for column in _JOB.split(", ")}, found


HELD = "suspended"


def hold_jobs(uow: UnitOfWork, instance_id: str) -> None:
    """Locks the instance's pending jobs without an end: nobody claims them until it is resumed."""
    uow.rows(
        "UPDATE job SET state = 'locked', lock_owner = ?, locked_until = NULL"
        " WHERE tenant_id = ? AND instance_id = ? AND state = 'pending' RETURNING id",
        HELD,
        uow.tenant_id,
        instance_id,
    )


def release_jobs(uow: UnitOfWork, instance_id: str) -> list[str]:
    """Frees them again; the ids of those that are due by now."""
    rows = uow.rows(
        "UPDATE job SET state = 'pending', lock_owner = NULL WHERE tenant_id = ? AND instance_id = ?"
        " AND state = 'locked' AND lock_owner = ? RETURNING id, due_at",
        uow.tenant_id,
        instance_id,
        HELD,
    )
    return [str(row["id"]) for row in rows if (uow.moment(row["due_at"]) or uow.now) <= uow.now]


def subscriptions(uow: UnitOfWork, kind: str, name: str, correlation_key: str | None) -> list[Row]:
    """Who waits for it, oldest instance first. Signals have no key."""
    if kind == "signal":
        return uow.rows(
            "SELECT instance_id, ref, element FROM subscription WHERE tenant_id = ? AND kind = 'signal'"
            " AND name = ? ORDER BY instance_id, ref",
            uow.tenant_id,
            name,
        )
    return uow.rows(
        "SELECT instance_id, ref, element FROM subscription WHERE tenant_id = ? AND kind = 'message'"
        " AND name = ? AND correlation_key = ? ORDER BY instance_id, ref",
        uow.tenant_id,
        name,
        correlation_key,
    )


def known_message(uow: UnitOfWork, message_id: str) -> Row | None:
    """A message that was received with this sender's id before."""
    return uow.row(
        "SELECT id, state, to_instance FROM message WHERE tenant_id = ? AND message_id = ?",
        uow.tenant_id,
        message_id,
    )


def read_message(uow: UnitOfWork, row_id: str) -> Row | None:
    return uow.row(
        "SELECT id, kind, name, correlation_key, state, from_instance, to_instance, key_id, received_at,"
        " variables FROM message WHERE tenant_id = ? AND id = ?",
        uow.tenant_id,
        row_id,
    )


def unmatched_messages(uow: UnitOfWork, names: tuple[str, ...]) -> list[Row]:
    """Messages that found nobody yet, oldest first; somebody now waits for one of these names."""
    marks = ", ".join("?" for _ in names)
    return uow.rows(
        "SELECT id, name, correlation_key FROM message WHERE tenant_id = ? AND state = 'unmatched'"
        f" AND kind = 'message' AND name IN ({marks}) ORDER BY id",
        uow.tenant_id,
        *names,
    )


def tenant_key(uow: UnitOfWork) -> str:
    """The tenant's own data key, for what belongs to no family (made once)."""
    found = uow.value(
        "SELECT id FROM key WHERE tenant_id = ? AND owner_kind = 'tenant' ORDER BY id LIMIT 1", uow.tenant_id
    )
    return str(found) if found is not None else uow.new_key("tenant", uow.new_id())


def open_incident(uow: UnitOfWork, incident_id: str) -> Row | None:
    return uow.row(
        "SELECT id, instance_id, ref, element, code, da, en, detail, created_at, resolved_at FROM incident"
        " WHERE tenant_id = ? AND id = ?",
        uow.tenant_id,
        incident_id,
    )


def open_incidents(uow: UnitOfWork, instance_id: str, refs: Sequence[str]) -> list[str]:
    """The ids of the instance's incidents at these places that nobody has resolved."""
    rows = uow.rows(
        "SELECT id, ref FROM incident WHERE tenant_id = ? AND instance_id = ? AND resolved_at IS NULL",
        uow.tenant_id,
        instance_id,
    )
    return [str(row["id"]) for row in rows if row["ref"] in refs]


def resolve_incident(uow: UnitOfWork, incident_id: str) -> None:
    """The actor has resolved it now."""
    done = {"resolved_at": uow.now, "resolved_by": uow.actor.user_id}
    uow.update(tables.incident, incident_id, done)


def read_external_task(uow: UnitOfWork, task_id: str) -> Row | None:
    return uow.row(
        "SELECT id, instance_id, element, topic, state, lock_owner, locked_until, retries FROM external_task"
        " WHERE tenant_id = ? AND id = ?",
        uow.tenant_id,
        task_id,
    )


@dataclass(frozen=True)
class DefinitionRow:
    """One definition of a release with its content."""

    id: str
    kind: str
    key: str
    version: int
    name: str
    file: str
    content: bytes
    translation: bytes | None
    sha256: str = ""


def release_definitions(uow: UnitOfWork, release_id: str) -> list[DefinitionRow]:
    rows = uow.rows(
        "SELECT d.id, d.kind, d.key, d.version, d.name, d.file, d.content, d.translation, d.sha256"
        " FROM definition d"
        " JOIN release_definition r ON r.tenant_id = d.tenant_id AND r.definition_id = d.id"
        " WHERE r.tenant_id = ? AND r.release_id = ? ORDER BY d.kind, d.key",
        uow.tenant_id,
        release_id,
    )
    return [
        DefinitionRow(
            str(row["id"]),
            row["kind"],
            row["key"],
            int(row["version"]),
            row["name"],
            row["file"],
            bytes(row["content"]),
            None if row["translation"] is None else bytes(row["translation"]),
            row["sha256"],
        )
        for row in rows
    ]


def current_release(uow: UnitOfWork, at: datetime) -> Row | None:
    """The newest release in effect: new instances start on it."""
    return uow.row(
        "SELECT id, number, effective_at FROM release WHERE tenant_id = ? AND effective_at <= ?"
        " ORDER BY number DESC LIMIT 1",
        uow.tenant_id,
        at,
    )
