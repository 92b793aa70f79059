"""Cursors of lists whose rows are in order of their id (ids are in order of time)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Any

from workflow_service.errors import Malformed

COUNT_LIMIT = 1000

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def read_cursor(cursor: str | None) -> str | None:
    """The id after which the page begins. Raises `Malformed` when the cursor is not ours."""
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (ValueError, binascii.Error):
        text = ""
    if not _ID.fullmatch(text):
        raise Malformed(
            "cursor_invalid",
            "Sidehenvisningen kan ikke læses. Begynd forfra på listen.",
            "The cursor cannot be read. Start again from the first page.",
        )
    return text


def page(rows: Sequence[Any], limit: int, total: int, items: Sequence[Any]) -> dict[str, Any]:
    """The answer of a list. `rows` were read one over `limit`, so that we know whether there are more;
    `total` was counted one over the limit of counting."""
    more = len(rows) > limit
    cursor = None
    if more:
        last = rows[limit - 1]
        cursor = base64.urlsafe_b64encode(str(last["id"]).encode()).decode().rstrip("=")
    return {
        "items": items[:limit],
        "next_cursor": cursor,
        "total": min(total, COUNT_LIMIT),
        "total_is_exact": total <= COUNT_LIMIT,
    }
