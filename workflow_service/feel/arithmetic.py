"""`+ - * / **` over numbers, text, dates and durations (DMN 1.5, tables 45, 57 to 60)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, timedelta, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from workflow_service.feel.errors import NullResult
from workflow_service.feel.limits import ROOT_STEPS, SERIES_STEPS, Run
from workflow_service.feel.values import (
    DECIMAL128,
    Value,
    YearMonths,
    finite,
    is_integer,
    is_number,
    kind,
    make_months,
    time_key,
    zoned,
)
from workflow_service.feel.wide import (
    DAY,
    civil_from_days,
    clock_from_nanos,
    clock_nanos,
    combine,
    days_from_civil,
    from_wall_nanos,
    instant_nanos,
    make_date,
    make_duration,
    month_length,
    nanos_of,
    wall_nanos,
)

_DAYS_TIME = "days and time duration"
_YEARS_MONTHS = "years and months duration"
_TEMPORAL = frozenset({"date", "time", "date and time"})


def _cannot(operator: str, left: Value, right: Value) -> NullResult:
    return NullResult(f"cannot compute {kind(left)} {operator} {kind(right)}")


def add(run: Run, left: Value, right: Value) -> Value:
    """`left + right`. Raises NullResult when the kinds do not add."""
    if is_number(left) and is_number(right):
        return DECIMAL128.add(left, right)
    first, second = kind(left), kind(right)
    if first == second == "string":
        run.check_text(len(left) + len(right))
        return left + right
    if first == second == _DAYS_TIME:
        return make_duration(nanos_of(left) + nanos_of(right))
    if first == second == _YEARS_MONTHS:
        return make_months(left.months + right.months)
    if first in _TEMPORAL and second in (_DAYS_TIME, _YEARS_MONTHS):
        return shift(left, right)
    if second in _TEMPORAL and first in (_DAYS_TIME, _YEARS_MONTHS):
        return shift(right, left)
    raise _cannot("+", left, right)


def subtract(run: Run, left: Value, right: Value) -> Value:
    """`left - right`. Raises NullResult when the kinds do not subtract."""
    if is_number(left) and is_number(right):
        return DECIMAL128.subtract(left, right)
    first, second = kind(left), kind(right)
    if first in _TEMPORAL and second in _TEMPORAL:
        return _between(left, right)
    if (second in (_DAYS_TIME, _YEARS_MONTHS) and first == second) or first in _TEMPORAL:
        return add(run, left, negative(right))
    raise _cannot("-", left, right)


def negative(value: Value) -> Value:
    """`-value` for numbers and durations."""
    if is_number(value):
        return DECIMAL128.minus(Decimal(value))
    if isinstance(value, YearMonths):
        return YearMonths(-value.months)
    if kind(value) == _DAYS_TIME:
        return make_duration(-nanos_of(value))
    raise NullResult(f"cannot negate {kind(value)}")


def multiply(run: Run, left: Value, right: Value) -> Value:
    """`left * right`: numbers, or a duration and a number."""
    if is_number(left) and is_number(right):
        return DECIMAL128.multiply(left, right)
    if is_number(left):
        left, right = right, left
    if is_number(right):
        return _scaled(left, lambda size: DECIMAL128.multiply(Decimal(size), right), "*")
    raise _cannot("*", left, right)


def divide(run: Run, left: Value, right: Value) -> Value:
    """`left / right`: numbers, a duration by a number, a duration by a duration of the same kind."""
    if is_number(right) and right == 0:
        raise NullResult("division by zero")
    if is_number(left) and is_number(right):
        return DECIMAL128.divide(left, right)
    if is_number(right):
        return _scaled(left, lambda size: DECIMAL128.divide(Decimal(size), right), "/")
    if kind(left) == kind(right) == _DAYS_TIME and nanos_of(right):
        return DECIMAL128.divide(nanos_of(left), nanos_of(right))
    if kind(left) == kind(right) == _YEARS_MONTHS and right.months:
        return DECIMAL128.divide(left.months, right.months)
    raise _cannot("/", left, right)


def power(run: Run, left: Value, right: Value) -> Value:
    """`left ** right` of two numbers."""
    if is_number(left) and is_number(right):
        if right == 0:
            return Decimal(1)  # IEEE 754-2008, 9.2.1, also for nought; Decimal refuses 0 ** 0
        run.spend(SERIES_STEPS if is_integer(right) else ROOT_STEPS)
        return finite(DECIMAL128.power(left, right))
    raise _cannot("**", left, right)


OPERATORS: dict[str, Callable[[Run, Value, Value], Value]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}


def _scaled(duration: Value, scale: Callable[[int], Decimal], operator: str) -> Value:
    if isinstance(duration, YearMonths):
        return make_months(int(scale(duration.months)))
    if kind(duration) == _DAYS_TIME:
        return make_duration(int(scale(nanos_of(duration))))
    raise NullResult(f"cannot compute {kind(duration)} {operator} number")


def shift(moment: Any, duration: Any) -> Value:
    """A date, time or date and time moved by a duration.

    Months keep the day of the month or take the last one there is. In a named zone whole days keep the wall
    clock and the rest is elapsed time, so `P1D` over a change to summer time is the same hour the next day,
    and `PT24H` too, because FEEL cannot tell the two apart.
    """
    sort = kind(moment)
    if isinstance(duration, YearMonths):
        if sort == "time":
            raise NullResult("cannot add months to a time")
        return _add_months(moment, duration.months)
    nanos = nanos_of(duration)
    if sort == "time":
        return clock_from_nanos((clock_nanos(moment) + nanos) % DAY, moment.tzinfo)
    if type(moment) is date and type(duration) is timedelta and not nanos % DAY:
        try:
            return moment + duration
        except OverflowError:  # past the years that Python knows
            return _date_of(wall_nanos(moment) + nanos)
    if sort == "date":
        return _date_of(wall_nanos(moment) + nanos)
    if not isinstance(moment.tzinfo, ZoneInfo):
        return from_wall_nanos(wall_nanos(moment) + nanos, moment.tzinfo)
    days = int(nanos / DAY) if abs(nanos) < 2**52 else (abs(nanos) // DAY) * (1 if nanos > 0 else -1)
    moved = from_wall_nanos(wall_nanos(moment) + days * DAY, moment.tzinfo)
    rest = nanos - days * DAY
    return _in_zone(instant_nanos(moved) + rest, moment.tzinfo) if rest else moved


def _date_of(nanos: int) -> Value:
    return make_date(*civil_from_days(nanos // DAY))


def _in_zone(instant: int, zone: tzinfo) -> Value:
    """The wall clock in `zone` at an instant (nanoseconds since 1970 in UTC)."""
    utc = from_wall_nanos(instant, UTC)
    if hasattr(utc, "astimezone"):
        return utc.astimezone(zone)
    near = from_wall_nanos(instant, zone)
    offset = near.utcoffset()
    return from_wall_nanos(instant + (nanos_of(offset) if offset is not None else 0), zone)


def _add_months(moment: Any, months: int) -> Value:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, month_length(year, month + 1))
    target = make_date(year, month + 1, day)
    return target if kind(moment) == "date" else combine(target, moment, moment.tzinfo)


def _between(left: Any, right: Any) -> Value:
    """Time from `right` to `left`. A date stands for its midnight in UTC beside a date and time."""
    first, second = kind(left), kind(right)
    if first == second == "date":
        days = days_from_civil(left.year, left.month, left.day)
        return make_duration((days - days_from_civil(right.year, right.month, right.day)) * DAY)
    if "time" in (first, second) and first != second:
        raise _cannot("-", left, right)
    if first == "date":
        left = combine(left, clock_from_nanos(0, None), UTC)
    if second == "date":
        right = combine(right, clock_from_nanos(0, None), UTC)
    if zoned(left) != zoned(right):
        raise NullResult("one has a time zone, the other has none")
    if first == "time":
        return make_duration(time_key(left) - time_key(right))
    return make_duration(instant_nanos(left) - instant_nanos(right))
