"""A month of meetings as the calendar page shows it, by day and by week; facts only, no layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from workflow_service import calendar
from workflow_service.calendar import Entry
from workflow_service.meetings import dates
from workflow_service.meetings.base import closures, local, today
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings as query

SHOWN = ("mine", "teams", "rooms")
# how many months before and after this one can be looked at: closing days are known for these
REACH = 12
_WEEK = 7
_DECEMBER = 12


@dataclass(frozen=True)
class Slot:
    """A meeting on a day. `at`: its first moment, None for a whole day; where rooms are shown `title` is the
    room and `note` says who meets; `link` is empty where the reader has no business."""

    at: datetime | None
    ends: datetime | None
    title: str
    note: str
    link: str
    cancelled: bool


@dataclass(frozen=True)
class Day:
    """`closed`: why nobody meets (a holiday, a closing day), None on weekends and working days; `blocked`: in
    a week in which many are away."""

    on: date
    inside: bool
    is_today: bool
    closed: str | None
    blocked: bool
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Month:
    """Whole weeks, Monday first. `before` and `after`: the first days of the months beside it, None where the
    calendar ends."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]
    before: date | None
    after: date | None

    @property
    def days(self) -> list[Day]:
        """The days of the month on which there is something to say, for the list."""
        return [day for week in self.weeks for day in week if day.inside and (day.slots or day.closed)]


def first_of(uow: UnitOfWork, text: str) -> date:
    """The first day of the month `2026-11`, this month for anything else and for what is out of reach."""
    now = today(uow).replace(day=1)
    try:
        wanted = date.fromisoformat(f"{text}-01")
    except ValueError:
        return now
    return wanted if abs(_apart(now, wanted)) <= REACH else now


def _apart(one: date, other: date) -> int:
    return (other.year - one.year) * 12 + other.month - one.month


def month(uow: UnitOfWork, first: date, shown: str) -> Month:
    """The month that begins on `first`. `shown` is one of SHOWN: teams and cases, teams, or when each room is
    taken."""
    begin = first - timedelta(days=first.weekday())
    following = _following(first)
    days = (following - begin).days
    days += -days % _WEEK
    since = calendar.moment_of(begin, time(0), uow.zone)
    until = calendar.moment_of(begin + timedelta(days=days), time(0), uow.zone)
    slots = _by_day(uow, _slots(uow, shown, since, until))
    closed, now = closures(uow), today(uow)
    found = [
        Day(
            day,
            day.month == first.month,
            day == now,
            closed.why(day, uow.actor.language) if day in closed else None,
            closed.is_blocked(day),
            tuple(slots.get(day, ())),
        )
        for day in (begin + timedelta(days=n) for n in range(days))
    ]
    weeks = tuple(tuple(found[n : n + _WEEK]) for n in range(0, days, _WEEK))
    before = (first - timedelta(days=1)).replace(day=1)
    return Month(
        first,
        weeks,
        before if abs(_apart(now, before)) <= REACH else None,
        following if abs(_apart(now, following)) <= REACH else None,
    )


def between(
    uow: UnitOfWork, since: datetime, until: datetime, shown: str
) -> tuple[list[tuple[date, Slot]], list[tuple[date, str | None, bool]]]:
    """The dates between two moments in their order, and the days off: day, why (None in a week in which many
    are away but nothing is closed), whether it is in such a week."""
    earliest = datetime.min.replace(tzinfo=uow.zone)
    slots = sorted(
        _slots(uow, shown, since, until), key=lambda one: (one[0], one[1].at or earliest, one[1].title)
    )
    closed, found = closures(uow), []
    day, last = local(uow, since).date(), local(uow, until).date()
    while day < last:
        why = closed.why(day, uow.actor.language) if day in closed else None
        if why is not None or closed.is_blocked(day):
            found.append((day, why, closed.is_blocked(day)))
        day += timedelta(days=1)
    return slots, found


def _following(first: date) -> date:
    year, month = (first.year + 1, 1) if first.month == _DECEMBER else (first.year, first.month + 1)
    return date(year, month, 1)


def _by_day(uow: UnitOfWork, found: list[tuple[date, Slot]]) -> dict[date, list[Slot]]:
    by_day: dict[date, list[Slot]] = {}
    earliest = datetime.min.replace(tzinfo=uow.zone)
    for day, slot in sorted(found, key=lambda one: (one[0], one[1].at or earliest, one[1].title)):
        by_day.setdefault(day, []).append(slot)
    return by_day


def _slots(uow: UnitOfWork, shown: str, since: datetime, until: datetime) -> list[tuple[date, Slot]]:
    own = dates.own_series(uow, today(uow))
    if shown == "rooms":
        mine = {one["id"] for one in own}
        named = {one["id"]: one["name"] for one in query.all_series(uow)}
        return [
            (
                local(uow, row["starts_at"]).date(),
                Slot(
                    row["starts_at"],
                    row["ends_at"],
                    row["place"],
                    named[row["series_id"]],
                    f"/meetings/{row['id']}" if row["series_id"] in mine else "",
                    cancelled=False,
                ),
            )
            for row in query.coming(uow, named, since, until)
            if row["state"] != "cancelled" and row["mode"] == "physical"
        ]
    entries = dates.team_entries(uow, own, since, until, "")
    if shown == "mine":
        entries += dates.brought_entries(uow, own, since, until, "")
        entries += dates.case_entries(uow, since, until, "")
    return [_slot(uow, one) for one in entries]


def _slot(uow: UnitOfWork, entry: Entry) -> tuple[date, Slot]:
    if isinstance(entry.starts, datetime) and isinstance(entry.ends, datetime):
        slot = Slot(entry.starts, entry.ends, entry.title, entry.place, entry.link, entry.cancelled)
        return local(uow, entry.starts).date(), slot
    return entry.starts, Slot(None, None, entry.title, "", entry.link, entry.cancelled)
