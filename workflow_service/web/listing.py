"""What the reader asked of the work list, and finding it.

The store filters by deadline and role. The words of a task and the child's name are sealed or made when they
are read, so text and clock type are looked for in the tasks themselves, `SCANNED` at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from workflow_service import access, inbox
from workflow_service.errors import NotFound
from workflow_service.inbox import TaskItem, TaskQuery
from workflow_service.runtime import Runtime
from workflow_service.states import ClockType
from workflow_service.store import UnitOfWork, running
from workflow_service.web.sealed import seal, unseal
from workflow_service.web.words import first_sentence

PAGE = 50
MOST = 200
SCANNED = 1000
# of the query string of a list, the sealed text in it
LONGEST = 1500
TABS = ("mine", "roles", "team", "waiting", "done")
DUES = ("overdue", "today", "week")


@dataclass(frozen=True)
class Asked:
    """The tab and filters of the address. `shown`: how many rows are wanted on the page."""

    tab: str = "mine"
    due: str = ""
    clock: str = ""
    role: str = ""
    text: str = ""
    shown: int = PAGE
    cursor: str = ""

    @property
    def is_filtered(self) -> bool:
        return bool(self.due or self.clock or self.role or self.text)

    @property
    def scans(self) -> bool:
        return bool(self.clock or self.text or self.due in ("today", "week"))

    def query(self) -> str:
        """The query string of this list, for links back to it."""
        values = {
            "tab": self.tab if self.tab != "mine" else "",
            "due": self.due,
            "clock": self.clock,
            "role": self.role,
            "f": seal(self.text),
            "shown": self.shown if self.shown != PAGE else "",
            "cursor": self.cursor,
        }
        return urlencode({key: value for key, value in values.items() if value})

    def other_tab(self, tab: str) -> str:
        return Asked(tab).query()

    def is_chip(self, key: str, value: str) -> bool:
        return not (self.due or self.clock) if not key else getattr(self, key) == value

    def with_chip(self, key: str, value: str) -> str:
        """The list with this chip alone; role and text stay."""
        plain = replace(self, due="", clock="", cursor="", shown=PAGE)
        return (replace(plain, **{key: value}) if key else plain).query()  # type: ignore[arg-type]

    def longer(self) -> str:
        """The same list with more rows, from the top, so that going back finds the place again."""
        return replace(self, shown=self.shown + PAGE).query()

    def onward(self, cursor: str) -> str:
        """The list from where this page ends."""
        return replace(self, cursor=cursor).query()


@dataclass(frozen=True)
class Found:
    """`more`: the query string that shows more, "" when this is all. `cut`: the search stopped at
    `SCANNED` tasks."""

    items: tuple[TaskItem, ...]
    total: int
    exact: bool
    more: str = ""
    cut: bool = False


def read_asked(args: Mapping[str, str], text: str | None = None) -> Asked:
    """The list of an address; what it cannot mean is left out. `text` is what was typed just now."""
    shown = args.get("shown", "")
    role = args.get("role", "")
    clock, due = args.get("clock", ""), args.get("due", "")
    return Asked(
        tab=args.get("tab", "") if args.get("tab", "") in TABS else "mine",
        due=due if due in DUES else "",
        clock=clock if clock in list(ClockType) else "",
        role=role if role in access.ROLES else "",
        text=(unseal(args.get("f", "")) if text is None else text).strip()[:100],
        shown=min(MOST, max(PAGE, int(shown)))
        if shown.isascii() and shown.isdigit() and len(shown) < 5
        else PAGE,
        cursor=args.get("cursor", "")[:300],
    )


def find(uow: UnitOfWork, rt: Runtime, asked: Asked) -> Found:
    """The tasks the reader asked for. Raises `Malformed` for a cursor that is not ours."""
    filters: dict[str, Any] = {"role": asked.role or None, "due_before": _due_before(uow, asked.due)}
    if asked.scans:
        return _scan(uow, rt, asked, filters)
    found = inbox.list_tasks(uow, rt, TaskQuery(asked.tab, asked.shown, asked.cursor or None, filters))
    more = ""
    if found.next_cursor:
        more = asked.longer() if asked.shown < MOST and not asked.cursor else asked.onward(found.next_cursor)
    return Found(found.items, found.total, found.total_is_exact, more)


def _due_before(uow: UnitOfWork, due: str) -> datetime | None:
    if due == "overdue":
        return uow.now
    local = uow.now.astimezone(uow.zone)
    days = {"today": 1, "week": 7 - local.weekday()}.get(due)
    if days is None:
        return None
    return datetime.combine(local.date() + timedelta(days=days), time(), uow.zone)


def _scan(uow: UnitOfWork, rt: Runtime, asked: Asked, filters: Mapping[str, Any]) -> Found:
    kept: list[TaskItem] = []
    cursor, looked = None, 0
    while True:
        part = inbox.list_tasks(uow, rt, TaskQuery(asked.tab, MOST, cursor, filters))
        looked += len(part.items)
        kept += [item for item in part.items if _fits(uow, item, asked)]
        cursor = part.next_cursor
        if cursor is None or looked >= SCANNED:
            break
    shown = kept[: asked.shown]
    more = asked.longer() if len(kept) > len(shown) and asked.shown < MOST else ""
    return Found(tuple(shown), len(kept), cursor is None, more, cursor is not None)


def _fits(uow: UnitOfWork, item: TaskItem, asked: Asked) -> bool:
    if asked.clock and item.clock_type != asked.clock:
        return False
    if asked.due in ("today", "week") and (item.due_at is None or item.due_at <= uow.now):
        return False
    wanted = asked.text.casefold()
    return any(
        wanted in (text or "").casefold() for text in (item.name, item.about, item.subject, item.case_number)
    )


def reasons(uow: UnitOfWork, rt: Runtime, items: Iterable[TaskItem]) -> dict[str, str]:
    """Why each task is there, in a sentence: task id -> what the diagram of the newest release says."""
    wanted = list(items)
    release = running.current_release(uow, uow.now) if wanted else None
    if release is None:
        return {}
    compiled = rt.releases.get(uow, str(release["id"]))
    found = {}
    for item in wanted:
        try:
            text = compiled.text(item.process_key, item.element, "documentation", uow.actor.language)
        except NotFound:
            # an older release had this step
            continue
        found[item.id] = first_sentence(text)
    return found
