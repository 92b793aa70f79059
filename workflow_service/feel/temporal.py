"""Reading and writing dates, times and durations (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.8, after XML Schema and
ISO 8601).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workflow_service.feel.values import Value, YearMonths, kind, zone_name
from workflow_service.feel.wide import (
    DAY,
    MAX_YEAR,
    NANOS,
    WideDate,
    WideDateTime,
    WideDuration,
    civil_from_days,
    combine,
    days_from_civil,
    make_date,
    make_duration,
    make_time,
    nano_of,
    nanos_of,
)

_DATE = re.compile(r"(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,12}))?([Zz]|[+-]\d\d:\d\d(?::\d\d)?|@[\w/+\-]{1,60})?", re.ASCII
)
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)(?::(\d\d))?", re.ASCII)
_DURATION = re.compile(
    r"(-)?P(?:(\d{1,18})Y)?(?:(\d{1,18})M)?(?:(\d{1,18})D)?"
    r"(T(?:(\d{1,18})H)?(?:(\d{1,18})M)?(?:(\d{1,18})(?:\.(\d{0,12}))?S)?)?",
    re.ASCII,
)
_MOST_OFFSET = 18 * 3600  # XML Schema allows 14 hours, the Technology Compatibility Kit 18


@lru_cache(maxsize=256)
def parse_zone(text: str | None) -> tzinfo | None:
    """`Z`, `+01:00`, `@Europe/Copenhagen` or nothing. Raises ValueError for an unknown zone."""
    if not text:
        return None
    if text in "Zz":
        return UTC
    if text[0] == "@":
        try:
            return ZoneInfo(text[1:])
        except (ZoneInfoNotFoundError, OSError, ValueError) as problem:
            raise ValueError("unknown zone") from problem
    match = _OFFSET.fullmatch(text)
    if match is None or int(match[3]) > 59:
        raise ValueError("no such offset")
    seconds = int(match[2]) * 3600 + int(match[3]) * 60 + int(match[4] or 0)
    if seconds > _MOST_OFFSET:
        raise ValueError("offset too large")
    return timezone(timedelta(seconds=seconds if match[1] == "+" else -seconds))


def parse_date(text: str) -> date | WideDate | None:
    """`2026-11-23`, or None when it is no date."""
    match = _DATE.fullmatch(text)
    if match is None or match[1] == "-0000":
        return None
    try:
        return make_date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def parse_time(text: str) -> Any:
    """`13:30:00`, with optional fraction and zone, or None when it is no time."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour = int(match[1])
    if hour == 24 and not any(int(part or 0) for part in match.group(2, 3, 4)):
        hour = 0  # the end of the day, as XML Schema writes it
    try:
        zone = parse_zone(match[5])
        return make_time(hour, int(match[2]), int(match[3]), _nanos(match[4]), zone)
    except ValueError:
        return None


def parse_date_time(text: str) -> Any:
    """`2026-11-23T13:30:00@Europe/Copenhagen` or a bare date (midnight), or None when it is neither."""
    day_text, separator, clock_text = text.partition("T")
    day = parse_date(day_text)
    if day is None:
        return None
    if not separator:
        return combine(day, time(0), None)
    if clock_text.startswith("24:00:00"):
        clock_text = "00" + clock_text[2:]
        day = make_date(*civil_from_days(days_from_civil(day.year, day.month, day.day) + 1))
    clock = parse_time(clock_text)
    return None if clock is None else combine(day, clock, clock.tzinfo)


def parse_duration(text: str) -> Any:
    """`P14D`, `PT2H30M`, `P1Y6M`, negative with a leading minus, or None when it is no duration."""
    match = _DURATION.fullmatch(text)
    if match is None or text[-1] in "PT":
        return None
    sign = -1 if match[1] else 1
    if match[2] or match[3]:
        if match[4] or match[5]:
            return None
        months = sign * (int(match[2] or 0) * 12 + int(match[3] or 0))
        return YearMonths(months) if abs(months) <= MAX_YEAR * 12 else None
    seconds = int(match[6] or 0) * 3600 + int(match[7] or 0) * 60 + int(match[8] or 0)
    try:
        return make_duration(sign * (int(match[4] or 0) * DAY + seconds * NANOS + _nanos(match[9])))
    except OverflowError:
        return None


def _nanos(fraction: str | None) -> int:
    return int(fraction.ljust(9, "0")[:9]) if fraction else 0


def parse_at_literal(text: str) -> Any:
    """The value of `@"…"` (DMN 1.5, grammar rule 66), or None."""
    readers = [parse_date, parse_time, parse_duration]
    if "T" in text and not text.startswith(("P", "-P")):
        readers.insert(0, parse_date_time)
    for read in readers:
        value = read(text)
        if value is not None:
            return value
    return None


# ---- writing


def format_zone(value: Any) -> str:
    """Zone of a time or a date and time as it would be written."""
    zone = value.tzinfo
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return "@" + zone.key
    offset = value.utcoffset()
    seconds = 0 if offset is None else nanos_of(offset) // NANOS
    if seconds == 0:
        return "Z"
    hours, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}:{minutes:02}" + (f":{left:02}" if left else "")


def _fraction(nanos: int) -> str:
    return f".{nanos:09}".rstrip("0") if nanos else ""


def format_date(value: Any) -> str:
    """Years have at least four digits, negative years a leading minus."""
    sign = "-" if value.year < 0 else ""
    return f"{sign}{abs(value.year):04}-{value.month:02}-{value.day:02}"


def format_time(value: Any) -> str:
    """Also the time part of a date and time."""
    clock = f"{value.hour:02}:{value.minute:02}:{value.second:02}"
    return clock + _fraction(nano_of(value)) + format_zone(value)


def format_date_time(value: Any) -> str:
    """Date, `T`, time, zone."""
    return f"{format_date(value)}T{format_time(value)}"


def format_duration(value: Any) -> str:
    """The shortest ISO 8601 text, as XML Schema writes it."""
    if isinstance(value, YearMonths):
        years, months = divmod(abs(value.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return ("-P" if value.months < 0 else "P") + text
    nanos = nanos_of(value)
    days, rest = divmod(abs(nanos), DAY)
    hours, rest = divmod(rest, 3600 * NANOS)
    minutes, rest = divmod(rest, 60 * NANOS)
    seconds, nano = divmod(rest, NANOS)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or nano:
        clock += f"{seconds}{_fraction(nano)}S"
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-P" if nanos < 0 else "P") + (text or "T0S")


# ---- properties (DMN 1.5, table 63)


def _date_property(value: Any, name: str) -> Value:
    if name in ("year", "month", "day"):
        return getattr(value, name)
    return value.isoweekday() if name == "weekday" else None


def _time_property(value: Any, name: str) -> Value:
    if name in ("hour", "minute", "second"):
        return getattr(value, name)
    if name == "time offset":
        if isinstance(value, time) and isinstance(value.tzinfo, ZoneInfo):
            return value.tzinfo.utcoffset(datetime(1970, 1, 1))  # noqa: DTZ001 - a bare time has no day of its own
        return value.utcoffset()
    return zone_name(value) if name == "timezone" else None


def _date_time_property(value: Any, name: str) -> Value:
    found = _date_property(value, name)
    return _time_property(value, name) if found is None else found


def _duration_property(value: timedelta | WideDuration, name: str) -> Value:
    nanos = nanos_of(value)
    seconds = abs(nanos) // NANOS
    parts = {
        "days": seconds // 86_400,
        "hours": seconds // 3600 % 24,
        "minutes": seconds // 60 % 60,
        "seconds": seconds % 60,
    }
    found = parts.get(name)
    return -found if found is not None and nanos < 0 else found


def _months_property(value: YearMonths, name: str) -> Value:
    years, months = divmod(abs(value.months), 12)
    found = {"years": years, "months": months}.get(name)
    return -found if found is not None and value.months < 0 else found


_PROPERTIES = {
    "date": _date_property,
    "time": _time_property,
    "date and time": _date_time_property,
    "days and time duration": _duration_property,
    "years and months duration": _months_property,
}


def temporal_property(value: Any, name: str) -> Value:
    """`.year`, `.hour`, `.days` … of a date, time or duration; None when it has no such property."""
    read = _PROPERTIES.get(kind(value))
    return None if read is None else read(value, name)


def is_date_time(value: Value) -> bool:
    """Whether the value is a date and time."""
    return isinstance(value, (datetime, WideDateTime))


def is_date(value: Value) -> bool:
    """Whether the value is a date without time."""
    return kind(value) == "date"
