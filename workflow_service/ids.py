"""Identifiers: UUIDv7 (RFC 9562 5.7), so that a key's order is the order of business time."""

from __future__ import annotations

import secrets
import threading
from datetime import UTC, datetime

_lock = threading.Lock()
_last = 0


def new_id(now: datetime) -> str:
    """A new identifier as dashed lower-case text.

    `now`: the aware business moment. Inside one process ids made in one millisecond keep their order
    (a counter continues from the last one), so rows written together sort as they were written.
    """
    global _last
    stamp = int(now.timestamp() * 1000) << 12
    with _lock:
        _last = stamp if stamp >> 12 != _last >> 12 else _last + 1
        value = _last
    head = (value >> 12) & ((1 << 48) - 1)
    number = head << 80 | 7 << 76 | (value & 0xFFF) << 64 | 2 << 62 | secrets.randbits(62)
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def moment_of(text: str) -> datetime | None:
    """The business moment (UTC, to the millisecond) in which an identifier of ours was made; None for one
    that does not carry its time."""
    digits = text.replace("-", "")
    if len(digits) != 32 or digits[12] != "7":
        return None
    return datetime.fromtimestamp(int(digits[:12], 16) / 1000, UTC)
