"""Seals: every minute the heads of all chains that moved, chained per tenant, anchored outside the database.

A chain alone cannot show that its end was cut off or that it was rewritten as a whole; a seal can, and the
anchor file shows it of the seals. What happened since the last seal (a minute) is covered by the chain only.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson

from workflow_service.store import UnitOfWork
from workflow_service.store import audit as query

SCHEME = b"oef-seal-1\n"
# an event carries the moment its transaction began and may commit after a seal of a later moment
OVERLAP = timedelta(minutes=15)


def seal(uow: UnitOfWork) -> int | None:
    """Seals the heads that moved since the last seal; the seal's number, or None when nothing moved."""
    last = query.last_seal(uow)
    since = None if last is None else last["at"] - OVERLAP
    moved = query.heads_moved_since(uow, since)
    if since is not None:
        for earlier in query.seals(uow, since=since):
            for chain_id, (seq, _) in read_heads(earlier).items():
                if chain_id in moved and moved[chain_id][0] == seq:
                    del moved[chain_id]
    if not moved:
        return None
    number = 1 if last is None else last["number"] + 1
    heads = {chain_id: [seq, head.hex()] for chain_id, (seq, head) in moved.items()}
    row = {
        "number": number,
        "at": uow.now,
        "heads": orjson.dumps(heads, option=orjson.OPT_SORT_KEYS).decode(),
    }
    digest = seal_hash(uow.tenant_id, None if last is None else last["hash"], row)
    query.add_seal(uow, {**row, "hash": digest})
    return number


def anchor(uow: UnitOfWork, path: Path) -> int:
    """Appends to the anchor file every committed seal it lacks; how many. The file is flushed to the disk.

    Run it in a unit of work after the one that sealed: the file never names a seal that was rolled back.
    """
    after = max(read_anchor(path, uow.tenant_id), default=0)
    count = 0
    with path.open("ab") as file:
        while page := query.seals(uow, after=after):
            for row in page:
                line = {"tenant": uow.tenant_id, "number": row["number"], "at": row["at"].isoformat()}
                file.write(orjson.dumps({**line, "hash": row["hash"].hex()}) + b"\n")
            after = page[-1]["number"]
            count += len(page)
        file.flush()
        os.fsync(file.fileno())
    return count


def read_anchor(path: Path, tenant_id: int) -> dict[int, bytes]:
    """Seal number → hash, as the anchor file remembers them; empty when there is no file yet."""
    if not path.exists():
        return {}
    lines = [orjson.loads(line) for line in path.read_bytes().splitlines() if line]
    return {line["number"]: bytes.fromhex(line["hash"]) for line in lines if line["tenant"] == tenant_id}


def read_heads(row: Mapping[str, Any]) -> dict[str, tuple[int, bytes]]:
    """What a seal covers: chain id → (number of events, head)."""
    return {chain: (seq, bytes.fromhex(head)) for chain, (seq, head) in orjson.loads(row["heads"]).items()}


def seal_hash(tenant_id: int, before: bytes | None, row: Mapping[str, Any]) -> bytes:
    """SHA-256 over the seal before and this one's number, moment and heads."""
    canonical = orjson.dumps(
        [tenant_id, row["number"], row["at"].isoformat(timespec="microseconds"), row["heads"]]
    )
    return hashlib.sha256(SCHEME + (before or b"") + b"\n" + canonical).digest()
