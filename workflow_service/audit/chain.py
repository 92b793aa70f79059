"""Chains of audit events: each hash covers the event before it, so nothing can be changed unseen.

One chain per process instance, or per case-file root for changes made outside one (design.md 3): its head
lives in the row that the command locks anyway, so chains cost no lock of their own.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from workflow_service.store import UnitOfWork
from workflow_service.store import audit as query

# the first bytes under every hash; a new way of hashing gets a new name
SCHEME = b"oef-audit-1\n"


@dataclass
class Chain:
    """The locked row's `audit_head` and `audit_seq` (`id` is the row's id: an instance's or a case file's).

    `record` moves `head` and `seq`; the caller writes them back with its own update of the row.
    """

    id: str
    head: bytes | None
    seq: int


def record(
    uow: UnitOfWork,
    chain: Chain,
    kind: str,
    *,
    case_id: str | None = None,
    instance_id: str | None = None,
    task_id: str | None = None,
    element: str | None = None,
    key_id: str | None = None,
    reason: str | None = None,
    facts: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Adds "the actor of `uow` did `kind` now" to the chain whose row `uow` has locked.

    `kind`: past tense, "user_task.completed". `reason`: free text, sealed with `key_id` (then required), and
    so are `changes`: {"before": …, "after": …}, JSON of any kind. `facts`: ids, codes, dates and numbers
    only, for they are stored in the clear.
    """
    if key_id is None and (reason is not None or changes is not None):
        raise TypeError("a reason is free text and changes hold data: they need the key that seals them")
    seq = chain.seq + 1
    if changes is not None and key_id is not None:
        kept = uow.seal(key_id, "audit_event", f"{chain.id}/{seq}", "changes", changes) or b""
        facts = {**(facts or {}), "changes": base64.b64encode(kept).decode()}
    sealed = uow.seal(key_id, "audit_event", f"{chain.id}/{seq}", "reason", reason) if key_id else None
    event: dict[str, Any] = {
        "chain_id": chain.id,
        "seq": seq,
        "kind": kind,
        "at": uow.now,
        "actor": uow.actor.user_id,
        "on_behalf_of": uow.actor.on_behalf_of,
        "instance_id": instance_id,
        "case_id": case_id,
        "task_id": task_id,
        "element": element,
        "key_id": key_id if sealed is not None else None,
        "reason": sealed,
        "facts": None if not facts else orjson.dumps(facts, option=orjson.OPT_SORT_KEYS).decode(),
    }
    chain.head = event_hash(uow.tenant_id, chain.head, event)
    chain.seq = seq
    query.add_event(uow, {**event, "hash": chain.head})


def changes_of(uow: UnitOfWork, event: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What an event says was changed: {"before": …, "after": …}; None when it changed no data. Raises
    `KeyDestroyed` after erasure."""
    kept = orjson.loads(event["facts"]).get("changes") if event["facts"] else None
    if kept is None:
        return None
    place = f"{event['chain_id']}/{event['seq']}"
    found: Mapping[str, Any] = uow.open(
        str(event["key_id"]), "audit_event", place, "changes", base64.b64decode(kept)
    )
    return found


def event_hash(tenant_id: int, before: bytes | None, event: Mapping[str, Any]) -> bytes:
    """SHA-256 over the hash before and every stored column of the event, the reason as ciphertext: erasing
    a family destroys its key and leaves the chain valid."""
    reason = event["reason"]
    canonical = orjson.dumps(
        [
            tenant_id,
            event["chain_id"],
            event["seq"],
            event["kind"],
            event["at"].isoformat(timespec="microseconds"),
            event["actor"],
            event["on_behalf_of"],
            event["instance_id"],
            event["case_id"],
            event["task_id"],
            event["element"],
            event["key_id"],
            None if reason is None else bytes(reason).hex(),
            event["facts"],
        ]
    )
    return hashlib.sha256(SCHEME + (before or b"") + b"\n" + canonical).digest()
