"""Dates, times, durations, the clock and parameters (DMN 1.5, tables 73, 79 and 80)."""

from __future__ import annotations

from datetime import UTC, time
from decimal import Decimal
from typing import Any

from workflow_service.feel.errors import FeelRuntimeError, NullResult
from workflow_service.feel.formatting import normalise
from workflow_service.feel.limits import Run, Scope
from workflow_service.feel.registry import built_in, raw
from workflow_service.feel.temporal import (
    is_date,
    is_date_time,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    parse_zone,
)
from workflow_service.feel.values import Value, YearMonths, is_number, kind, single
from workflow_service.feel.wide import (
    NANOS,
    combine,
    days_from_civil,
    make_date,
    make_time,
    month_length,
    nano_of,
    nanos_of,
)

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _scope(run: Run, name: str) -> Scope:
    if run.scope is None:
        raise FeelRuntimeError(
            name,
            f"»{name}« kan ikke bruges her, fordi der ikke er noget ur eller nogen parametre.",
            f"'{name}' cannot be used here, because there is no clock and no parameters.",
        )
    return run.scope


@raw("now", "", minimum=0)
def now(run: Run) -> Value:
    """The injected moment, in the scope's zone."""
    scope = _scope(run, "now()")
    return scope.now.astimezone(scope.zone)


@raw("today", "", minimum=0)
def today(run: Run) -> Value:
    """The date of the injected moment in the scope's zone."""
    scope = _scope(run, "today()")
    return scope.now.astimezone(scope.zone).date()


@raw("parameter", "key")
def parameter(run: Run, key: Value) -> Value:
    """Our own:

    The effective-dated parameter of that key. Raises FeelRuntimeError when nobody can answer.
    """
    scope = _scope(run, "parameter()")
    if not isinstance(key, str) or scope.parameter is None:
        raise FeelRuntimeError(
            "parameter",
            "»parameter« skal have parameterens navn i anførselstegn.",
            "'parameter' needs the parameter's key in quotes.",
        )
    try:
        value = scope.parameter(key)
    except (LookupError, ValueError) as problem:
        raise FeelRuntimeError(
            "parameter",
            f"Parameteren »{key}« findes ikke eller har ingen værdi på dette tidspunkt.",
            f"There is no parameter '{key}', or it has no value at this time.",
        ) from problem
    return normalise(value, run.limits.depth)


@raw("date", "year, month, day", "from", minimum=1)
def date_(run: Run, *arguments: Value) -> Value:
    """From text, from a date and time, or from year, month and day."""
    value = single(arguments[0])
    if len(arguments) == 3 and all(is_number(part) for part in arguments):
        year, month, day = map(int, arguments)
        return make_date(year, month, day)
    if len(arguments) == 1:
        if isinstance(value, str):
            found = parse_date(value)
            if found is not None:
                return found
        elif is_date_time(value):
            return make_date(value.year, value.month, value.day)
        elif is_date(value):
            return value
    raise NullResult("date: no such date")


@raw("time", "hour, minute, second, offset", "from", minimum=1)
def time_(run: Run, *arguments: Value) -> Value:
    """From text, from a date and time, or from hour, minute, second and offset."""
    if len(arguments) == 1:
        found = _time_from(single(arguments[0]))
        if found is not None:
            return found
    elif len(arguments) >= 3 and all(is_number(part) for part in arguments[:3]):
        offset = arguments[3] if len(arguments) > 3 else None
        if offset is None or kind(offset) == "days and time duration":
            hour, minute, second = arguments[:3]
            return _time_of(hour, minute, second, offset)
    raise NullResult("time: no such time")


def _time_from(value: Value) -> Any:
    if isinstance(value, str):
        return parse_time(value)
    if is_date_time(value):
        return make_time(value.hour, value.minute, value.second, nano_of(value), value.tzinfo)
    if is_date(value):
        return time(0, tzinfo=UTC)
    return value if kind(value) == "time" else None


def _time_of(hour: Value, minute: Value, second: Value, offset: Value) -> Any:
    seconds = Decimal(second)
    nano = int((seconds - int(seconds)) * NANOS)
    zone = None
    if offset is not None:
        total = nanos_of(offset) // NANOS
        hours, rest = divmod(abs(total), 3600)
        zone = parse_zone(f"{'-' if total < 0 else '+'}{hours:02}:{rest // 60:02}:{rest % 60:02}")
    return make_time(int(hour), int(minute), int(seconds), nano, zone)


@raw("date and time", "date, time", "from", minimum=1)
def date_and_time(run: Run, *arguments: Value) -> Value:
    """From text, from a date, or from a date and a time."""
    value = single(arguments[0])
    found = None
    if len(arguments) == 2:
        clock = single(arguments[1])
        if (is_date(value) or is_date_time(value)) and kind(clock) == "time":
            found = combine(value, clock, clock.tzinfo)
    elif isinstance(value, str):
        found = parse_date_time(value)
    elif is_date_time(value):
        found = value
    elif is_date(value):
        found = combine(value, time(0), UTC)
    if found is None:
        raise NullResult("date and time: no such date and time")
    return found


@built_in("duration", "from: string")
def duration(run: Run, text: str) -> Value:
    """From ISO 8601 text."""
    found = parse_duration(text)
    if found is None:
        raise NullResult("duration: the text is no duration")
    return found


@built_in("years and months duration", "from: date, to: date")
def years_and_months(run: Run, start: Any, end: Any) -> Value:
    """Whole months between two dates, towards zero; times of day do not count (DMN 1.5, table 73)."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearMonths(months)


@built_in("day of week", "date: date")
def day_of_week(run: Run, value: Any) -> Value:
    """English name, as the standard has it."""
    return _DAYS[value.isoweekday() - 1]


@built_in("month of year", "date: date")
def month_of_year(run: Run, value: Any) -> Value:
    """English name, as the standard has it."""
    return _MONTHS[value.month - 1]


@built_in("day of year", "date: date")
def day_of_year(run: Run, value: Any) -> Value:
    """1 January is 1."""
    first = days_from_civil(value.year, 1, 1)
    return Decimal(days_from_civil(value.year, value.month, value.day) - first + 1)


@built_in("week of year", "date: date")
def week_of_year(run: Run, value: Any) -> Value:
    """ISO 8601 week: the one that holds the Thursday."""
    thursday = days_from_civil(value.year, value.month, value.day) + 4 - value.isoweekday()
    year = value.year
    for candidate in (value.year + 1, value.year, value.year - 1):
        if days_from_civil(candidate, 1, 1) <= thursday:
            year = candidate
            break
    return Decimal((thursday - days_from_civil(year, 1, 1)) // 7 + 1)


@built_in("last day of month", "date: date")
def last_day_of_month(run: Run, value: Any) -> Value:
    """28 to 31."""
    return Decimal(month_length(value.year, value.month))
