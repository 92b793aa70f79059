"""Queries of the list of jobs, for people who look after the service: numbers and codes, no case content."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow_service.errors import Malformed
from workflow_service.store.columns import parse_moment
from workflow_service.store.uow import UnitOfWork

Row = Mapping[str, Any]

# more than this are not counted one by one
COUNTED = 1000
# what each view of the list holds; `?` is now
VIEWS = {
    "due": ("j.state = 'pending' AND j.due_at <= ?", True),
    "waiting": ("j.state = 'pending' AND j.due_at > ?", True),
    "held": ("j.state = 'locked'", False),
    "failed": ("j.state = 'failed'", False),
}


def page(
    uow: UnitOfWork, view: str, *, kind: str | None, limit: int, after: str | None
) -> tuple[list[Row], str | None]:
    """Jobs of a view (a key of `VIEWS`), the one due first coming first, and where the next page begins.

    Each has id, kind, state, element, ref, due_at, attempts, last_error and of its instance business_key,
    release_id, process_key. Raises `Malformed` for an `after` that this did not give.
    """
    where, values = _view(uow, view)
    if kind:
        where += " AND j.kind = ?"
        values.append(kind)
    if after:
        at, job_id = _read_place(after)
        where += " AND (j.due_at, j.id) > (?, ?)"
        values += [at, job_id]
    rows = uow.rows(
        "SELECT j.id, j.kind, j.state, j.element, j.ref, j.due_at, j.attempts, j.last_error,"
        " i.business_key, i.release_id, i.process_key FROM job j"
        " LEFT JOIN process_instance i ON i.tenant_id = j.tenant_id AND i.id = j.instance_id"
        f" WHERE {where} ORDER BY j.due_at, j.id LIMIT ?",
        *values,
        limit + 1,
    )
    found: list[Row] = [
        {**row, "id": str(row["id"]), "due_at": parse_moment(row["due_at"])} for row in rows[:limit]
    ]
    more = len(rows) > limit
    return found, f"{found[-1]['due_at'].isoformat()}_{found[-1]['id']}" if more else None


def counts(uow: UnitOfWork) -> dict[str, int]:
    """How many jobs each view holds, counted up to `COUNTED` + 1."""
    found = {}
    for view in VIEWS:
        where, values = _view(uow, view)
        sql = f"SELECT count(*) FROM (SELECT 1 FROM job j WHERE {where} LIMIT {COUNTED + 1}) AS found"
        found[view] = int(uow.value(sql, *values))
    return found


def kinds(uow: UnitOfWork, view: str) -> list[str]:
    """The kinds that the first thousand jobs of a view are of."""
    where, values = _view(uow, view)
    rows = uow.rows(
        f"SELECT DISTINCT kind FROM (SELECT j.kind FROM job j WHERE {where} ORDER BY j.due_at, j.id"
        f" LIMIT {COUNTED}) AS found ORDER BY kind",
        *values,
    )
    return [row["kind"] for row in rows]


def _view(uow: UnitOfWork, view: str) -> tuple[str, list[Any]]:
    condition, by_time = VIEWS[view]
    return f"j.tenant_id = ? AND {condition}", [uow.tenant_id, uow.now] if by_time else [uow.tenant_id]


def _read_place(after: str) -> tuple[datetime, str]:
    at, _, job_id = after.partition("_")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or len(job_id) != 36 or job_id.count("-") != 4:
        raise Malformed(
            "cursor_invalid",
            "Sidehenvisningen kan ikke læses. Begynd forfra på listen.",
            "The cursor cannot be read. Start again from the first page.",
        )
    return moment, job_id
