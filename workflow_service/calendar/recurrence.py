"""Meetings that come again: a rule of RFC 5545 in local wall time, and the days it really falls on.

A rule says the days nobody has looked at (`nominal`); a planned date is what people get (domain.md 5.2, T01):
moved from a closed day to the next working day, half a cadence at least before the next, with a warning in
blocked weeks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice, pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from workflow_service.calendar.closures import Closures
from workflow_service.calendar.deadlines import next_working_day
from workflow_service.calendar.wording import long_date, week_text
from workflow_service.errors import Invalid

ShiftKind = Literal["closed", "too_close", "blocked"]

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_PARTS = frozenset(
    {
        "FREQ",
        "INTERVAL",
        "COUNT",
        "UNTIL",
        "BYDAY",
        "BYMONTHDAY",
        "BYMONTH",
        "BYSETPOS",
        "WKST",
        "BYYEARDAY",
        "BYWEEKNO",
    }
)
_SHORTEST_MONTH = 28
# the hour that summer time takes away and winter time gives twice; nothing is planned in it
_NO_HOUR = 2
# a rule without an end is asked for a bounded stretch only
_MOST = 4000


@dataclass(frozen=True)
class Recurrence:
    """A repeating meeting: the first day it counts from, the local time, and the rule (`FREQ=WEEKLY`).

    A rule for the 29th to the 31st means the last day of a shorter month: a month without its meeting would
    be a meeting lost, although RFC 5545 3.3.10 leaves such a month out.
    """

    first: date
    at: time
    rule: str

    def __post_init__(self) -> None:
        if self.at.hour == _NO_HOUR or self.at.tzinfo is not None:
            raise Invalid(
                "recurrence_hour",
                "Vælg et andet klokkeslæt: timen mellem 2 og 3 findes ikke, når sommertiden begynder.",
                "Choose another time: the hour from 2 to 3 does not exist when summer time begins.",
            )
        _compiled(self)

    def nominal(self, after: date | None = None) -> Iterator[date]:
        """The days the rule says, from `after` on (from the first when None), in order and without end."""
        compiled = _compiled(self)
        begin = datetime.combine(after or self.first, time())
        return (one.date() for one in islice(compiled.xafter(begin, inc=True), _MOST))


@dataclass(frozen=True)
class Shift:
    """Why a planned date is not, or is barely, the day of the rule. `day` is the day the reason is about."""

    kind: ShiftKind
    day: date
    closed: str | None = None


@dataclass(frozen=True)
class PlannedDate:
    """One occurrence: the rule's day, the day people meet, the moment in UTC, and why the two differ.

    `kept` is False when it falls out, because its day comes within half a cadence of another meeting.
    """

    nominal: date
    day: date
    moment: datetime
    kept: bool = True
    shifts: tuple[Shift, ...] = ()


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC moment of a local day and wall time."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def planned(
    recurrence: Recurrence,
    zone: ZoneInfo,
    closures: Closures,
    after: date | None = None,
    until: date | None = None,
    *,
    staying: Collection[date] = (),
    stood: Collection[datetime] = (),
) -> Iterator[PlannedDate]:
    """The occurrences whose nominal day lies from `after` to `until` (both included), each on a working day.

    `staying`: days on which people meet anyway, whatever the rule says; a date within half a cadence of one
    falls out, unless it was planned beside it before (`stood`, UTC moments). Deterministic: what is asked for
    twice, also from another day on, comes out the same.
    """
    days = recurrence.nominal(after)
    for nominal, following in _with_next(days):
        if until is not None and nominal > until:
            return
        day = next_working_day(nominal, closures)
        shifts = []
        if day != nominal:
            shifts.append(Shift("closed", nominal, closures.why(nominal)))
        moment, against = moment_of(day, recurrence.at, zone), None
        if following is not None and _too_close(nominal, day, following, closures):
            against = following
        elif following is not None and moment not in stood:
            against = _nearest(day, staying, following - nominal)
        if against is not None:
            shifts.append(Shift("too_close", against))
        if closures.is_blocked(day):
            shifts.append(Shift("blocked", day))
        yield PlannedDate(nominal, day, moment, against is None, tuple(shifts))


def _nearest(day: date, staying: Collection[date], cadence: timedelta) -> date | None:
    """The meeting that stays and lies within half a cadence of `day`."""
    near = [one for one in staying if abs(one - day) * 2 < cadence]
    return min(near, key=lambda one: (abs(one - day), one), default=None)


def _with_next(days: Iterator[date]) -> Iterator[tuple[date, date | None]]:
    ends: list[date | None] = [None]
    for one, following in pairwise(chain(days, ends)):
        if one is not None:
            yield one, following


def _too_close(nominal: date, day: date, following: date, closures: Closures) -> bool:
    # half a cadence is counted between the days of the rule, the distance between the days people meet
    if day == nominal:
        return False
    return (next_working_day(following, closures) - day) * 2 < following - nominal


def preview(
    recurrence: Recurrence,
    zone: ZoneInfo,
    closures: Closures,
    after: date | None = None,
    number: int = 24,
    *,
    staying: Collection[date] = (),
    stood: Collection[datetime] = (),
) -> list[PlannedDate]:
    """The next `number` occurrences with the reason for each shift, those left out too (see `planned`)."""
    found = planned(recurrence, zone, closures, after, staying=staying, stood=stood)
    return list(islice(found, number))


def shift_text(shift: Shift, one: PlannedDate, language: str = "da") -> str:
    """The reason in a sentence: `Flyttet fra torsdag den 2. april 2026 (skærtorsdag).`"""
    day = long_date(shift.day, language)
    english = language == "en"
    if shift.kind == "closed":
        why = f" ({shift.closed})" if shift.closed else ""
        return f"Moved from {day}{why}." if english else f"Flyttet fra {day}{why}."
    if shift.kind == "blocked":
        week = week_text(shift.day, language)
        return f"Many are away in {week}." if english else f"Mange har fri i {week}."
    if shift.day == one.day:
        other = "Udgår: der er et andet møde samme dag."
        return "Left out: there is another meeting the same day." if english else other
    later = shift.day < one.day
    if english:
        return f"Left out: less than half the usual time {'after' if later else 'before'} {day}."
    return f"Udgår: der er mindre end halvdelen af den sædvanlige tid {'siden' if later else 'til'} {day}."


def _compiled(recurrence: Recurrence) -> rrule:
    """dateutil's rule on naive local days; raises Invalid for a rule we do not plan by."""
    parts = _parts(recurrence.rule)
    if set(parts) - _PARTS or parts.get("FREQ") not in _FREQUENCIES or parts.get("INTERVAL") == "0":
        raise _not_a_rule(recurrence.rule)
    _clamp(parts, recurrence.first)
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        found = rrulestr(text, dtstart=datetime.combine(recurrence.first, time()))
    except (ValueError, TypeError, KeyError, IndexError, OverflowError):
        raise _not_a_rule(recurrence.rule) from None
    # a rule whose first day never comes would be searched for until the calendar ends
    if not isinstance(found, rrule) or next(iter(found), None) is None:
        raise _not_a_rule(recurrence.rule)
    return found


def _parts(rule: str) -> dict[str, str]:
    pieces = [piece.partition("=") for piece in rule.upper().strip().split(";") if piece]
    if (
        not pieces
        or any(not value for _, _, value in pieces)
        or len({name for name, _, _ in pieces}) < len(pieces)
    ):
        raise _not_a_rule(rule)
    return {name: value for name, _, value in pieces}


def _clamp(parts: dict[str, str], first: date) -> None:
    """A late day of the month becomes the last one that the month has (RFC 5545's own way: BYSETPOS=-1)."""
    if parts["FREQ"] not in ("MONTHLY", "YEARLY") or "BYSETPOS" in parts:
        return
    if any(name in parts for name in ("BYDAY", "BYYEARDAY", "BYWEEKNO")):
        return
    asked = parts.get("BYMONTHDAY", str(first.day))
    if not asked.isdecimal() or not _SHORTEST_MONTH < int(asked) <= 31:
        return
    if parts["FREQ"] == "YEARLY":
        parts.setdefault("BYMONTH", str(first.month))
        if "," in parts["BYMONTH"]:
            return
    parts["BYMONTHDAY"] = ",".join(str(day) for day in range(_SHORTEST_MONTH, int(asked) + 1))
    parts["BYSETPOS"] = "-1"


def _not_a_rule(rule: str) -> Invalid:
    return Invalid(
        "recurrence_invalid",
        f"»{rule[:80]}« er ikke en gentagelse, vi kan planlægge efter. Skriv fx FREQ=WEEKLY;BYDAY=TU.",
        f'"{rule[:80]}" is not a repetition we can plan by. Write FREQ=WEEKLY;BYDAY=TU, for example.',
    )
