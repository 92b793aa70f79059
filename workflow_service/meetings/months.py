"""The months of the coordination group (INV-11): held, cancelled beforehand by decision, or missed."""

from __future__ import annotations

from datetime import date

from workflow_service.meetings.base import local, today
from workflow_service.rules import team_meetings as rule
from workflow_service.rules.team_meetings import Month
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import Row


def month_of(uow: UnitOfWork, meeting: Row) -> Month:
    """The month that a cancelled meeting lies in, with the decision that cancelled it."""
    return Month(
        _first(local(uow, meeting["starts_at"]).date()),
        meeting["state"] == "held",
        _cancelled_on(uow, meeting),
        meeting["cancelled_why"] or "",
    )


def months(uow: UnitOfWork, series: Row) -> list[Month]:
    """Each month since the group's first meeting, up to this one, the oldest first. A month in which the
    group met is held, whatever was cancelled in it."""
    found: dict[date, Month] = {}
    this = _first(today(uow))
    meetings = query.occurrences(uow, series["id"])
    first = _first(min((local(uow, one["starts_at"]).date() for one in meetings), default=this))
    while first <= this:
        found[first] = Month(first, held=False)
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    for meeting in meetings:
        one = month_of(uow, meeting)
        known = found.get(one.first)
        if known is None or known.held:
            continue
        if one.held or (one.cancelled_on is not None and known.cancelled_on is None):
            found[one.first] = one
    return list(found.values())


def state_of(month: Month, today: date) -> str:
    """held, planned_deviation, missed (past and neither), coming (not over yet)."""
    if month.held:
        return "held"
    if rule.is_planned_deviation(month):
        return "planned_deviation"
    return "missed" if rule.months_missed([month], today) else "coming"


def _first(day: date) -> date:
    return day.replace(day=1)


def _cancelled_on(uow: UnitOfWork, meeting: Row) -> date | None:
    """The day of the decision; what the rule itself left out was decided by nobody."""
    if meeting["state"] != "cancelled" or meeting["cancelled_by"] is None or meeting["cancelled_at"] is None:
        return None
    return local(uow, meeting["cancelled_at"]).date()
