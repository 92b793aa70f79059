"""The work list: tabs with exact totals, pages by cursor, and one task as a person sees it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from workflow_service import access, casefile
from workflow_service.casefile import task_subjects
from workflow_service.errors import Malformed
from workflow_service.runtime import Runtime
from workflow_service.store import UnitOfWork
from workflow_service.store import inbox as query

COUNT_LIMIT = 1000
TABS = query.TABS
# the numbers this service gives, »2026-0417«
_OWN = re.compile(r"[0-9]{4}-[0-9]{4,}")


@dataclass(frozen=True)
class TaskQuery:
    """`tab`: mine, roles, team, waiting, done, or all (everything the actor may read). `filters`: see
    `store.inbox.page`. `limit` at most 200."""

    tab: str = "mine"
    limit: int = 50
    cursor: str | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TaskItem:
    """A row of the work list. `about` tells tasks of one name apart ("Merudgifter, søgt 20.11.2026"; empty
    where the name says it all). `subject` is how this reader may see the child ("Noah B., 9 år"). `told` is
    the last reminder ("-2d"), `first_due` the deadline before it was postponed, `counted_from` the one
    before the date it is counted from was corrected, `noted`: somebody wrote of it."""

    id: str
    instance_id: str
    process_key: str
    element: str
    name: str
    form_key: str | None
    role: str
    role_name: str
    case_id: str | None
    case_number: str | None
    subject: str
    phase: str | None
    state: str
    assignee: str | None
    assignee_name: str | None
    owner: str | None
    priority: int
    clock_type: str
    created_at: datetime
    due_at: datetime | None
    follow_up_at: datetime | None
    completed_at: datetime | None
    told: str | None = None
    told_at: datetime | None = None
    first_due: datetime | None = None
    counted_from: datetime | None = None
    noted: bool = False
    about: str = ""


@dataclass(frozen=True)
class TaskPage:
    """`total` counts to 1,000 when `total_is_exact` is false."""

    items: tuple[TaskItem, ...]
    next_cursor: str | None
    total: int
    total_is_exact: bool


def list_tasks(uow: UnitOfWork, runtime: Runtime, asked: TaskQuery) -> TaskPage:
    """One page of tasks in order of deadline. Raises `Malformed` for a cursor that is not ours."""
    after = _read_cursor(asked.cursor) if asked.cursor else None
    rows = query.page(uow, asked.tab, limit=asked.limit + 1, after=after, filters=asked.filters)
    more = len(rows) > asked.limit
    rows = rows[: asked.limit]
    total, exact = len(rows), True
    if more or after is not None:
        total = query.count(uow, asked.tab, asked.filters, COUNT_LIMIT + 1)
        exact = total <= COUNT_LIMIT
    items = _items(uow, runtime, rows)
    cursor = _cursor(asked.tab, rows[-1], uow) if more else None
    return TaskPage(items, cursor, min(total, COUNT_LIMIT), exact)


def tab_totals(uow: UnitOfWork) -> dict[str, int]:
    """The exact number of tasks in each tab except "done"."""
    return query.tab_totals(uow)


def _items(uow: UnitOfWork, runtime: Runtime, rows: list[Mapping[str, Any]]) -> tuple[TaskItem, ...]:
    case_ids = sorted({str(row["case_id"]) for row in rows if row["case_id"] is not None})
    names = casefile.names(uow, case_ids) if case_ids else {}
    return tuple(_item(uow, runtime, row, names) for row in rows)


def _item(uow: UnitOfWork, runtime: Runtime, row: Mapping[str, Any], names: Mapping[str, str]) -> TaskItem:
    name = row["name"]
    if uow.actor.language == "en":
        release = runtime.releases.get(uow, str(row["release_id"]))
        name = release.text(row["process_key"], row["element"], "name", "en")
    case_id = None if row["case_id"] is None else str(row["case_id"])
    created = uow.moment(row["created_at"])
    assert created is not None
    return TaskItem(
        id=str(row["id"]),
        instance_id=str(row["instance_id"]),
        process_key=row["process_key"],
        element=row["element"],
        name=name,
        form_key=row["form_key"],
        role=row["role"],
        role_name=access.role_name(row["role"], uow.actor.language),
        case_id=case_id,
        # before there is a case a course may be known by the key of the system that began it
        case_number=row["business_key"] if case_id or _OWN.fullmatch(row["business_key"] or "") else None,
        subject=names.get(case_id or "", ""),
        phase=row["phase"],
        state=row["state"],
        assignee=None if row["assignee"] is None else str(row["assignee"]),
        assignee_name=row["assignee_name"],
        owner=None if row["owner"] is None else str(row["owner"]),
        priority=int(row["priority"]),
        clock_type=row["clock_type"],
        created_at=created,
        due_at=uow.moment(row["due_at"]),
        follow_up_at=uow.moment(row["follow_up_at"]),
        completed_at=uow.moment(row["completed_at"]),
        told=row["told"],
        told_at=uow.moment(row["told_at"]),
        first_due=uow.moment(row["first_due"]),
        counted_from=uow.moment(row["counted_from"]),
        noted=bool(row["noted"]),
        about=task_subjects.words(row["about"], uow.actor.language),
    )


def read_item(uow: UnitOfWork, runtime: Runtime, task_id: str) -> TaskItem:
    """One task as the list shows it; the caller has checked that the actor may see it."""
    row = query.one(uow, task_id)
    assert row is not None
    return _items(uow, runtime, [row])[0]


def _cursor(tab: str, row: Mapping[str, Any], uow: UnitOfWork) -> str:
    at = uow.moment(row["completed_at"] if tab == "done" else row["due_at"])
    text = orjson.dumps([None if at is None else at.isoformat(), str(row["id"])])
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[datetime | None, str]:
    try:
        at, row_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return (None if at is None else datetime.fromisoformat(at)), str(row_id)
    except (ValueError, TypeError, binascii.Error):
        raise Malformed(
            "cursor_invalid",
            "Sidehenvisningen kan ikke læses. Begynd forfra på listen.",
            "The cursor cannot be read. Start again from the first page.",
        ) from None
