"""Dates before year 1 or after 9999, and times finer than a microsecond.

FEEL counts years from -999,999,999 and seconds to nine digits (DMN 1.5, 10.3.4.1 after XML Schema);
Python's own types do not. The `make_*` functions give Python's type whenever the value fits, so these
classes are rare visitors.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

NANOS = 10**9
DAY = 86_400 * NANOS
MAX_YEAR = 999_999_999
MAX_NANOS = MAX_YEAR * 366 * DAY


@dataclass(frozen=True, slots=True)
class WideDate:
    """A date of the proleptic Gregorian calendar; year 0 exists, as in XML Schema 1.1."""

    year: int
    month: int
    day: int

    def isoweekday(self) -> int:
        """Monday is 1."""
        return (days_from_civil(self.year, self.month, self.day) + 3) % 7 + 1


@dataclass(frozen=True, slots=True)
class WideTime:
    """A time of day with nanoseconds."""

    hour: int
    minute: int
    second: int
    nano: int
    tzinfo: tzinfo | None

    def utcoffset(self) -> timedelta | None:
        """Offset of the zone; named zones as on 1 January 1970."""
        return offset_at(self.tzinfo, 1970, 1, 1, self.hour, self.minute, self.second)


@dataclass(frozen=True, slots=True)
class WideDateTime:
    """A date and time with a wide year or nanoseconds."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    nano: int
    tzinfo: tzinfo | None

    def isoweekday(self) -> int:
        """Monday is 1."""
        return WideDate(self.year, self.month, self.day).isoweekday()

    def utcoffset(self) -> timedelta | None:
        """Offset of the zone at this moment."""
        at = (self.year, self.month, self.day, self.hour, self.minute, self.second)
        return offset_at(self.tzinfo, *at)


@dataclass(frozen=True, slots=True, order=True)
class WideDuration:
    """A days and time duration with nanoseconds, or longer than Python's timedelta."""

    nanos: int


def offset_at(
    zone: tzinfo | None, year: int, month: int, day: int, hour: int, minute: int, second: int
) -> timedelta | None:
    """Offset of `zone` at a wall-clock moment.

    Wide years use the same year of the calendar's 400-year cycle.
    """
    if zone is None:
        return None
    near = year if 1 < year < 9999 else 2000 + year % 400
    return zone.utcoffset(datetime(near, month, day, hour, minute, second))  # noqa: DTZ001 - wall clock on purpose


def days_from_civil(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the proleptic Gregorian calendar (years are counted from March)."""
    shifted = year - (month <= 2)
    era, of_era = divmod(shifted, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """The inverse of `days_from_civil`."""
    era, of_era = divmod(days + 719_468, 146_097)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year + era * 400 + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1


def month_length(year: int, month: int) -> int:
    """Number of days of a month."""
    following = (year, month + 1) if month < 12 else (year + 1, 1)
    return days_from_civil(*following, 1) - days_from_civil(year, month, 1)


def make_date(year: int, month: int, day: int) -> date | WideDate:
    """A date. Raises ValueError when there is no such date."""
    if 1 <= year <= 9999:
        return date(year, month, day)
    if abs(year) > MAX_YEAR or not 1 <= month <= 12 or not 1 <= day <= month_length(year, month):
        raise ValueError("no such date")
    return WideDate(year, month, day)


def make_time(hour: int, minute: int, second: int, nano: int, zone: tzinfo | None) -> time | WideTime:
    """A time of day. Raises ValueError when there is no such time."""
    plain = time(hour, minute, second, nano // 1000, tzinfo=zone)
    return WideTime(hour, minute, second, nano, zone) if nano % 1000 else plain


def combine(day: Any, clock: Any, zone: tzinfo | None) -> datetime | WideDateTime:
    """A date (or the date part of a date and time) with a time of day, in `zone`."""
    nano = nano_of(clock)
    if isinstance(day, date) and not nano % 1000:
        return datetime(
            day.year, day.month, day.day, clock.hour, clock.minute, clock.second, nano // 1000, tzinfo=zone
        )
    return WideDateTime(day.year, day.month, day.day, clock.hour, clock.minute, clock.second, nano, zone)


def nano_of(clock: Any) -> int:
    """Nanoseconds within the second of a time or a date and time."""
    if isinstance(clock, (WideTime, WideDateTime)):
        return clock.nano
    return int(clock.microsecond) * 1000


def make_duration(nanos: int) -> timedelta | WideDuration:
    """A days and time duration of so many nanoseconds. Raises OverflowError beyond any FEEL date."""
    if abs(nanos) > MAX_NANOS:
        raise OverflowError("duration too long")
    if nanos % 1000 == 0 and abs(nanos) < 999_999_998 * DAY:
        return timedelta(microseconds=nanos // 1000)
    return WideDuration(nanos)


def nanos_of(duration: timedelta | WideDuration) -> int:
    """Length of a days and time duration in nanoseconds."""
    if isinstance(duration, WideDuration):
        return duration.nanos
    return (duration.days * 86_400 + duration.seconds) * NANOS + duration.microseconds * 1000


def wall_nanos(moment: Any) -> int:
    """Wall-clock nanoseconds since 1970-01-01T00:00:00 of a date (midnight) or a date and time."""
    days = days_from_civil(moment.year, moment.month, moment.day)
    return days * DAY + (clock_nanos(moment) if hasattr(moment, "hour") else 0)


def clock_nanos(clock: Any) -> int:
    """Nanoseconds since midnight of a time or a date and time."""
    seconds = clock.hour * 3600 + clock.minute * 60 + clock.second
    return int(seconds) * NANOS + nano_of(clock)


def instant_nanos(moment: Any) -> int:
    """Nanoseconds since 1970 in UTC of a date and time; without a zone, of its wall clock."""
    offset = moment.utcoffset()
    return wall_nanos(moment) - (nanos_of(offset) if offset is not None else 0)


def from_wall_nanos(nanos: int, zone: tzinfo | None) -> datetime | WideDateTime:
    """The inverse of `wall_nanos` for a date and time."""
    days, rest = divmod(nanos, DAY)
    return combine(make_date(*civil_from_days(days)), clock_from_nanos(rest, None), zone)


def clock_from_nanos(nanos: int, zone: tzinfo | None) -> time | WideTime:
    """A time of day from nanoseconds since midnight, 0 <= nanos < one day."""
    seconds, nano = divmod(nanos, NANOS)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return make_time(hour, minute, second, nano, zone)
