"""Lists of families: "Mine familier", the next meetings and the search by number, each in few queries."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from workflow_service.casefile import lists
from workflow_service.casefile.base import today
from workflow_service.casefile.naming import display
from workflow_service.casefile.pages import code_of, flags_of
from workflow_service.casefile.views import FamilyItem, FamilyPage, PlannedMeeting, SearchHit
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile_pages as pages_query
from workflow_service.store.casefile_pages import CaseName


def my_families(uow: UnitOfWork) -> list[FamilyItem]:
    """The actor's open cases, the one with the nearest deadline first; logged as one look."""
    return list(families(uow, own=True).items)


def families(uow: UnitOfWork, *, own: bool, phase: str = "", limit: int = 500, offset: int = 0) -> FamilyPage:
    """The actor's own cases, or all the actor may see, nearest deadline first; without `phase` the open ones.
    Logged as one look."""
    language, day = uow.actor.language, today(uow)
    rows, total = pages_query.cases(uow, own=own, phase=phase, limit=limit, offset=offset)
    _looked(uow, [row["name"] for row in rows])
    items = tuple(
        FamilyItem(
            row["name"].case_id,
            row["name"].number,
            display(row["name"], day, language),
            code_of(lists.STATUSES, row["status"], language),
            flags_of(json.loads(row["flags"]), language),
            row["coordinator"],
            row["coordinator_id"] == uow.actor.user_id,
            row["due_at"],
        )
        for row in rows
    )
    return FamilyPage(items, total)


def planned_meetings(uow: UnitOfWork, since: datetime, limit: int = 12) -> list[PlannedMeeting]:
    """The actor's next meetings from `since` (aware) on, soonest first; logged as one look."""
    found = pages_query.planned_meetings(uow, since, limit)
    _looked(uow, [name for name, _, _ in found])
    day, language = today(uow), uow.actor.language
    return [
        PlannedMeeting(
            name.case_id, name.number, display(name, day, language),
            lists.label(lists.MEETINGS, kind, language), at,
        )
        for name, kind, at in found
    ]  # fmt: skip


def _looked(uow: UnitOfWork, names: Iterable[CaseName]) -> None:
    seen = [one.child_id for one in names if one.child_id]
    if seen:
        uow.looked_at(None, seen)


def search(uow: UnitOfWork, text: str) -> list[SearchHit]:
    """Visible cases whose number begins with `text`; nothing for less than four digits."""
    wanted = text.strip()
    if sum(c.isdigit() for c in wanted) < 4:
        return []
    found = pages_query.cases_by_number(uow, wanted)
    _looked(uow, found)
    day, language = today(uow), uow.actor.language
    return [SearchHit(one.case_id, one.number, display(one, day, language)) for one in found]
