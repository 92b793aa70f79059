"""Queries of the checker: counts that must agree, and everything one instance left in the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow_service.store.keys import CannotOpen
from workflow_service.store.uow import UnitOfWork

PAGE = 200

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Waits:
    """What the rows say an instance waits for: ids of tasks and operations, refs of the rest."""

    tasks: frozenset[str] = frozenset()
    timers: frozenset[str] = frozenset()
    subscriptions: frozenset[str] = frozenset()
    operations: frozenset[str] = frozenset()
    incidents: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Logged:
    """One row of the command log, opened. `payload`: command, answers, ids, given (runtime writes it)."""

    version: int
    command: str
    at: Any
    release_id: str
    payload: Mapping[str, Any] = field(default_factory=dict)


def instance_ids(uow: UnitOfWork) -> Iterator[str]:
    """Every instance, oldest first, read in pages."""
    last = ""
    while True:
        after, values = ("AND id > ? ", (last,)) if last else ("", ())
        sql = f"SELECT id FROM process_instance WHERE tenant_id = ? {after}ORDER BY id LIMIT {PAGE}"
        page = [str(row["id"]) for row in uow.rows(sql, uow.tenant_id, *values)]
        yield from page
        if len(page) < PAGE:
            return
        last = page[-1]


def transitions(uow: UnitOfWork) -> list[Row]:
    """Instances whose version is not the number of their commands: id, version, commands, last."""
    return uow.rows(
        "SELECT i.id, i.version, count(c.version) AS commands, max(c.version) AS last FROM process_instance i"
        " LEFT JOIN command_log c ON c.tenant_id = i.tenant_id AND c.instance_id = i.id"
        " WHERE i.tenant_id = ? GROUP BY i.id, i.version"
        " HAVING count(c.version) <> i.version OR max(c.version) <> i.version",
        uow.tenant_id,
    )


def completions(uow: UnitOfWork) -> list[Row]:
    """Completed tasks (id, instance_id, submissions, events) that lack their one submission or event."""
    return uow.rows(
        "SELECT * FROM (SELECT t.id, t.instance_id,"
        " (SELECT count(*) FROM form_submission s WHERE s.tenant_id = t.tenant_id AND s.task_id = t.id"
        " AND s.version = 1 AND s.undone_at IS NULL)"
        " AS submissions,"
        # a completion that was taken back is none
        " (SELECT sum(CASE WHEN e.kind = 'user_task.undone' THEN -1 ELSE 1 END) FROM audit_event e"
        " WHERE e.tenant_id = t.tenant_id AND e.chain_id = t.instance_id"
        " AND e.task_id = t.id AND e.kind IN ('user_task.completed', 'user_task.undone')) AS events"
        " FROM user_task t WHERE t.tenant_id = ? AND t.state = 'completed') AS counted"
        " WHERE submissions <> 1 OR events IS NULL OR events <> 1",
        uow.tenant_id,
    )


def submissions_of_open_tasks(uow: UnitOfWork) -> list[Row]:
    """Submissions (task_id, instance_id) whose task is not completed: half a completion."""
    return uow.rows(
        "SELECT s.task_id, s.instance_id FROM form_submission s"
        " LEFT JOIN user_task t ON t.tenant_id = s.tenant_id AND t.id = s.task_id"
        " WHERE s.tenant_id = ? AND s.undone_at IS NULL AND (t.state IS NULL OR t.state <> 'completed')",
        uow.tenant_id,
    )


def completed_tasks(uow: UnitOfWork, task_ids: list[str]) -> set[str]:
    """Which of these tasks are completed."""
    found: set[str] = set()
    for start in range(0, len(task_ids), PAGE):
        part = task_ids[start : start + PAGE]
        marks = ", ".join("?" for _ in part)
        sql = f"SELECT id FROM user_task WHERE tenant_id = ? AND state = 'completed' AND id IN ({marks})"
        found.update(str(row["id"]) for row in uow.rows(sql, uow.tenant_id, *part))
    return found


def overdue_jobs(uow: UnitOfWork) -> tuple[int, int]:
    """How many jobs gave up, and how many seconds the oldest pending one is overdue."""
    failed = uow.value("SELECT count(*) FROM job WHERE tenant_id = ? AND state = 'failed'", uow.tenant_id)
    oldest = uow.value("SELECT min(due_at) FROM job WHERE tenant_id = ? AND state = 'pending'", uow.tenant_id)
    due = uow.moment(oldest)
    late = 0 if due is None else max(0, int((uow.now - due).total_seconds()))
    return int(failed), late


def stuck_effects(uow: UnitOfWork) -> tuple[int, int]:
    """How many effects of the outbox are still being sent at their deadline, and how many seconds the oldest
    is past it."""
    row = uow.row(
        "SELECT count(*) AS n, min(deadline_at) AS oldest FROM outbox"
        " WHERE tenant_id = ? AND state = 'sending' AND deadline_at <= ?",
        uow.tenant_id,
        uow.now,
    )
    oldest = uow.moment(row["oldest"]) if row else None
    return (
        (0, 0) if row is None or oldest is None else (int(row["n"]), int((uow.now - oldest).total_seconds()))
    )


def timeless_effects(uow: UnitOfWork) -> list[str]:
    """Effects that are sent without a time, or have a time and are not sent."""
    rows = uow.rows(
        "SELECT id FROM outbox WHERE tenant_id = ? AND (state = 'sent') <> (sent_at IS NOT NULL) ORDER BY id",
        uow.tenant_id,
    )
    return [str(row["id"]) for row in rows]


def unposted_letters(uow: UnitOfWork) -> list[str]:
    """Letters of the journal that are not in the outbox."""
    rows = uow.rows(
        "SELECT id FROM journal_entry j WHERE j.tenant_id = ? AND j.kind = 'letter' AND NOT EXISTS"
        " (SELECT 1 FROM outbox o WHERE o.tenant_id = j.tenant_id AND o.ref_id = j.id AND o.kind = 'letter')"
        " ORDER BY id",
        uow.tenant_id,
    )
    return [str(row["id"]) for row in rows]


def unwritten_letters(uow: UnitOfWork) -> list[str]:
    """Letters of the outbox that are not in the journal."""
    rows = uow.rows(
        "SELECT id FROM outbox o WHERE o.tenant_id = ? AND o.kind = 'letter' AND NOT EXISTS (SELECT 1 FROM"
        " journal_entry j WHERE j.tenant_id = o.tenant_id AND j.id = o.ref_id AND j.kind = 'letter')"
        # a notification without a case keeps the letters to its notifier itself
        " AND NOT EXISTS (SELECT 1 FROM notification n WHERE n.tenant_id = o.tenant_id AND n.id = o.ref_id)"
        " ORDER BY id",
        uow.tenant_id,
    )
    return [str(row["id"]) for row in rows]


def waits(uow: UnitOfWork, instance_id: str) -> Waits:
    """What the rows say this instance waits for."""

    def named(column: str, rest: str) -> frozenset[str]:
        sql = f"SELECT {column} AS name FROM {rest}"
        return frozenset(str(row["name"]) for row in uow.rows(sql, uow.tenant_id, instance_id))

    mine = "WHERE tenant_id = ? AND instance_id = ?"
    return Waits(
        named("id", f"user_task {mine} AND state IN ('created', 'claimed', 'delegated')"),
        named("ref", f"job {mine} AND kind = 'timer' AND state IN ('pending', 'locked', 'failed')"),
        named("ref", f"subscription {mine}"),
        named("id", f"external_task {mine} AND state NOT IN ('done', 'cancelled')"),
        # where connected systems gave up, the diagram still waits for its operation
        named(
            "ref",
            f"incident {mine} AND resolved_at IS NULL AND ref NOT LIKE 'external:%' AND ref NOT LIKE 'job:%'",
        ),
    )


def commands(uow: UnitOfWork, instance_id: str, key_id: str) -> list[Logged]:
    """The instance's commands in order. Raises `KeyDestroyed` after erasure.

    Commands from before the family was known are sealed with the instance's first key.
    """
    first = uow.rows(
        "SELECT id FROM key WHERE tenant_id = ? AND owner_kind = 'instance' AND owner_id = ?",
        uow.tenant_id,
        instance_id,
    )
    keys = [key_id, *(str(row["id"]) for row in first if str(row["id"]) != key_id)]
    rows = uow.rows(
        "SELECT version, command, at, release_id, payload FROM command_log"
        " WHERE tenant_id = ? AND instance_id = ? ORDER BY version",
        uow.tenant_id,
        instance_id,
    )
    return [
        Logged(
            int(row["version"]),
            row["command"],
            uow.moment(row["at"]),
            str(row["release_id"]),
            _payload(uow, keys, f"{instance_id}/{row['version']}", row["payload"]),
        )
        for row in rows
    ]


def _payload(uow: UnitOfWork, keys: list[str], row_id: str, sealed: bytes) -> Mapping[str, Any]:
    for key_id in keys[:-1]:
        try:
            return dict(uow.open(key_id, "command_log", row_id, "payload", sealed))
        except CannotOpen:
            continue
    return dict(uow.open(keys[-1], "command_log", row_id, "payload", sealed))
