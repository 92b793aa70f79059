"""Queries of the audit room: events, the heads of their chains, and seals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from workflow_service.store.tables.records import audit_event, seal
from workflow_service.store.uow import UnitOfWork

PAGE = 500

Row = Mapping[str, Any]


def add_event(uow: UnitOfWork, row: Row) -> None:
    """Adds one event at flush."""
    uow.insert(audit_event, row)


def events(uow: UnitOfWork, chain_id: str) -> list[Row]:
    """All events of a chain in their order; `at` as an aware moment, ids as text."""
    sql = (
        "SELECT chain_id, seq, kind, at, actor, on_behalf_of, instance_id, case_id, task_id, element, key_id,"
        " reason, facts, hash FROM audit_event WHERE tenant_id = ? AND chain_id = ? ORDER BY seq"
    )
    return [_event(uow, row) for row in uow.rows(sql, uow.tenant_id, chain_id)]


def _event(uow: UnitOfWork, row: Row) -> Row:
    named = ("chain_id", "actor", "on_behalf_of", "instance_id", "case_id", "task_id", "key_id")
    texts = {name: None if row[name] is None else str(row[name]) for name in named}
    return {**row, **texts, "at": uow.moment(row["at"]), "hash": bytes(row["hash"])}


def chain_heads(uow: UnitOfWork) -> Iterator[tuple[str, int, bytes | None]]:
    """Every chain as its owner's row knows it: id, number of events, head. Read in pages by id."""
    for table in ("process_instance", "case_file", "meeting_series", "register", "job"):
        # nearly no job has a chain
        own = "AND audit_seq IS NOT NULL " if table == "job" else ""
        last = None
        while True:
            after = own if last is None else f"{own}AND id > ? "
            sql = (
                f"SELECT id, audit_seq, audit_head FROM {table}"
                f" WHERE tenant_id = ? {after}ORDER BY id LIMIT {PAGE}"
            )
            page = uow.rows(sql, uow.tenant_id, *(() if last is None else (last,)))
            for row in page:
                head = row["audit_head"]
                yield str(row["id"]), row["audit_seq"], None if head is None else bytes(head)
            if len(page) < PAGE:
                break
            last = page[-1]["id"]


def lock_register(uow: UnitOfWork, kind: str) -> tuple[str, bytes | None, int]:
    """The register of that kind (made when it is asked for first), held until the transaction ends: its id,
    and where its chain stands."""
    uow.rows(
        "INSERT INTO register (tenant_id, id, kind, audit_seq) VALUES (?, ?, ?, 0)"
        " ON CONFLICT (tenant_id, kind) DO NOTHING RETURNING id",
        uow.tenant_id,
        uow.new_id(),
        kind,
    )
    row = uow.row(
        "SELECT id, audit_head, audit_seq FROM register WHERE tenant_id = ? AND kind = ?"
        + ("" if uow.sqlite else " FOR UPDATE"),
        uow.tenant_id,
        kind,
    )
    assert row is not None
    head = row["audit_head"]
    return str(row["id"]), None if head is None else bytes(head), int(row["audit_seq"])


def orphaned_chains(uow: UnitOfWork) -> list[str]:
    """Chains with events whose owner's row is gone."""
    sql = (
        "SELECT DISTINCT e.chain_id FROM audit_event e WHERE e.tenant_id = ?"
        " AND NOT EXISTS"
        " (SELECT 1 FROM process_instance p WHERE p.tenant_id = e.tenant_id AND p.id = e.chain_id)"
        " AND NOT EXISTS"
        " (SELECT 1 FROM case_file c WHERE c.tenant_id = e.tenant_id AND c.id = e.chain_id)"
        " AND NOT EXISTS"
        " (SELECT 1 FROM meeting_series m WHERE m.tenant_id = e.tenant_id AND m.id = e.chain_id)"
        " AND NOT EXISTS"
        " (SELECT 1 FROM register r WHERE r.tenant_id = e.tenant_id AND r.id = e.chain_id)"
        " AND NOT EXISTS"
        " (SELECT 1 FROM job j WHERE j.tenant_id = e.tenant_id AND j.id = e.chain_id)"
    )
    return [str(row["chain_id"]) for row in uow.rows(sql, uow.tenant_id)]


def heads_moved_since(uow: UnitOfWork, since: datetime | None) -> dict[str, tuple[int, bytes]]:
    """The last event (number, hash) of each chain that got one at or after `since` (None: of every chain)."""
    sql = (
        "SELECT e.chain_id, e.seq, e.hash FROM audit_event e WHERE e.tenant_id = ?{}"
        " AND NOT EXISTS (SELECT 1 FROM audit_event l WHERE l.tenant_id = e.tenant_id"
        " AND l.chain_id = e.chain_id AND l.seq > e.seq)"
    )
    if since is None:
        rows = uow.rows(sql.format(""), uow.tenant_id)
    else:
        rows = uow.rows(sql.format(" AND e.at >= ?"), uow.tenant_id, since)
    return {str(row["chain_id"]): (row["seq"], bytes(row["hash"])) for row in rows}


def event_hashes(uow: UnitOfWork, places: list[tuple[str, int]]) -> dict[tuple[str, int], bytes]:
    """The stored hashes of the events at these places (chain id, number); absent when there is none."""
    found: dict[tuple[str, int], bytes] = {}
    for start in range(0, len(places), PAGE):
        part = places[start : start + PAGE]
        marks = ", ".join("(?, ?)" for _ in part)
        sql = (
            "SELECT chain_id, seq, hash FROM audit_event WHERE tenant_id = ?"
            f" AND (chain_id, seq) IN (VALUES {marks})"
        )
        if not uow.sqlite:
            sql = sql.replace("(?, ?)", "(?::uuid, ?)")
        values = [value for place in part for value in place]
        for row in uow.rows(sql, uow.tenant_id, *values):
            found[str(row["chain_id"]), row["seq"]] = bytes(row["hash"])
    return found


def add_seal(uow: UnitOfWork, row: Row) -> None:
    """Adds a seal at flush; a second writer of the same number fails on the primary key."""
    uow.insert(seal, row)


def last_seal(uow: UnitOfWork) -> Row | None:
    """The newest seal: number, at, heads (JSON text), hash."""
    found = seals(uow, newest=True)
    return found[0] if found else None


def seals(
    uow: UnitOfWork, *, after: int = 0, since: datetime | None = None, newest: bool = False
) -> list[Row]:
    """A page of seals with a number above `after`, in order; `since` leaves out older ones."""
    extra = "" if since is None else " AND at >= ?"
    tail = "DESC LIMIT 1" if newest else f"LIMIT {PAGE}"
    sql = (
        "SELECT number, at, heads, hash FROM seal"
        f" WHERE tenant_id = ? AND number > ?{extra} ORDER BY number {tail}"
    )
    rows = uow.rows(sql, uow.tenant_id, after, *(() if since is None else (since,)))
    return [{**row, "at": uow.moment(row["at"]), "hash": bytes(row["hash"])} for row in rows]
