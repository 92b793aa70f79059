"""The meeting that replaces a deviation: within `replacement_window`, on a day that suits (domain.md 5.2)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from workflow_service import calendar
from workflow_service.meetings.base import closures, local, parameter, today
from workflow_service.store import UnitOfWork, absences
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import Row

# people need notice: a replacement is proposed a week ahead when the window allows it
_NOTICE = 5
# how far beyond the window a free day is looked for
_BEYOND = timedelta(days=60)


def window_ends(uow: UnitOfWork, meeting: Row) -> datetime:
    """The last moment at which the replacement may be held."""
    window = parameter(uow, "replacement_window", "P10D")
    return calendar.add(meeting["starts_at"], window, "working_day", uow.zone, closures(uow))


def proposed_at(uow: UnitOfWork, meeting: Row, series: Row) -> datetime:
    """A working day in the window at the usual hour, on which no member is away and the room is free, the
    first one with some notice. Where every day has something against it, one whose room is free comes before
    one without; never a day on which the team meets anyway: then the first one after the window."""
    ends = local(uow, window_ends(uow, meeting)).date()
    at = local(uow, meeting["starts_at"]).time()
    closed = closures(uow)
    first = max(local(uow, meeting["starts_at"]).date(), today(uow)) + timedelta(days=1)
    met = meeting_days(uow, meeting, first, ends + _BEYOND)
    days = [
        first + timedelta(days=n)
        for n in range((ends - first).days + 1)
        if calendar.counts(first + timedelta(days=n), "working_day", closed)
    ]
    free = [day for day in days if day not in met]
    if not free:
        day = calendar.next_working_day(max(first, ends + timedelta(days=1)), closed)
        while day in met:
            day = calendar.next_working_day(day + timedelta(days=1), closed)
        return calendar.moment_of(day, at, uow.zone)
    members = [one.user_id for one in query.members(uow, series, today(uow))]
    away = absences.between(uow, members, days[0], days[-1])
    length = meeting["ends_at"] - meeting["starts_at"]
    with_room = []
    noticed = [day for day in free if day >= days[min(_NOTICE, len(days)) - 1]]
    for day in [*noticed, *(one for one in free if one not in noticed)]:
        moment = calendar.moment_of(day, at, uow.zone)
        if query.rooms_taken(uow, series["place"], moment, moment + length):
            continue
        if not closed.is_blocked(day) and not any(absences.is_away(row, day) for row in away):
            return moment
        with_room.append(day)
    return calendar.moment_of(max(with_room or free), at, uow.zone)


def meeting_days(uow: UnitOfWork, meeting: Row, first: date, last: date) -> frozenset[date]:
    """The days from `first` to `last` on which the same team has another meeting in its calendar."""
    begin = datetime.combine(first, time(), tzinfo=uow.zone)
    end = datetime.combine(last + timedelta(days=1), time(), tzinfo=uow.zone)
    return frozenset(
        local(uow, one["starts_at"]).date()
        for one in query.coming(uow, [meeting["series_id"]], begin, end)
        if one["id"] != meeting["id"] and one["state"] not in ("cancelled", "deviation")
    )
