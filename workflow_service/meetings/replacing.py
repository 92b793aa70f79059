"""The meeting that replaces a deviation: within `replacement_window`, on a day that suits (domain.md 5.2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from workflow_service import calendar
from workflow_service.meetings.base import closures, local, parameter, today
from workflow_service.store import UnitOfWork, absences
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import Row

# people need notice: a replacement is proposed a week ahead when the window allows it
_NOTICE = 5


def window_ends(uow: UnitOfWork, meeting: Row) -> datetime:
    """The last moment at which the replacement may be held."""
    window = parameter(uow, "replacement_window", "P10D")
    return calendar.add(meeting["starts_at"], window, "working_day", uow.zone, closures(uow))


def proposed_at(uow: UnitOfWork, meeting: Row, series: Row) -> datetime:
    """A working day in the window at the usual hour, on which no member is away and the room is free, the
    first one with some notice; where every day has something against it the last of the window."""
    ends = local(uow, window_ends(uow, meeting)).date()
    at = local(uow, meeting["starts_at"]).time()
    closed = closures(uow)
    first = max(local(uow, meeting["starts_at"]).date(), today(uow)) + timedelta(days=1)
    days = [
        first + timedelta(days=n)
        for n in range((ends - first).days + 1)
        if calendar.counts(first + timedelta(days=n), "working_day", closed)
    ]
    if not days:
        return calendar.moment_of(calendar.next_working_day(first, closed), at, uow.zone)
    members = [one.user_id for one in query.members(uow, series, today(uow))]
    away = absences.between(uow, members, days[0], days[-1])
    length = meeting["ends_at"] - meeting["starts_at"]
    for day in [*days[_NOTICE - 1 :], *days[: _NOTICE - 1]]:
        moment = calendar.moment_of(day, at, uow.zone)
        if any(absences.is_away(row, day) for row in away) or closed.is_blocked(day):
            continue
        if not query.rooms_taken(uow, series["place"], moment, moment + length):
            return moment
    return calendar.moment_of(days[-1], at, uow.zone)
