"""FEEL's values and how they compare (DMN 1.5, 10.3.2.2 and tables 42, 53, 54).

Numbers are `int` (as given by the caller) or `Decimal` (everything computed, 34 digits); text, booleans,
lists and contexts are Python's; dates, times and durations are Python's unless they do not fit (`wide`).
"""

from __future__ import annotations

import decimal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from workflow_service.feel.errors import NullResult
from workflow_service.feel.limits import Run
from workflow_service.feel.nodes import TypeNode
from workflow_service.feel.wide import (
    MAX_YEAR,
    WideDate,
    WideDateTime,
    WideDuration,
    WideTime,
    clock_nanos,
    instant_nanos,
    nanos_of,
)

Value = Any  # a FEEL value; Python has no narrower name for the union

# IEEE 754 decimal128, as DMN 1.5, 10.3.2.3.1 asks. Its operations are used through the context's methods
# only, because
# the operators of Decimal would take the thread's own context of 28 digits.
DECIMAL128 = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)


_MOST_MONTHS = 2 * MAX_YEAR * 12


@dataclass(frozen=True, slots=True)
class YearMonths:
    """A years and months duration: a whole number of months, negative or not."""

    months: int


def make_months(months: int) -> YearMonths:
    """A years and months duration. Raises NullResult beyond any FEEL date."""
    if abs(months) > _MOST_MONTHS:
        raise NullResult("duration too long")
    return YearMonths(months)


@dataclass(frozen=True, slots=True)
class Range:
    """A range of values. `operator` is set when it was written as a unary test such as `< 10`."""

    start: Value
    end: Value
    start_included: bool
    end_included: bool
    operator: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Function:
    """A function value.

    `signatures` are the ways to name its parameters, `call` takes the run and the arguments; `types` are
    the declared types of its parameters (None: any), empty when nothing is known of them.
    """

    name: str
    signatures: tuple[tuple[str, ...], ...]
    call: Callable[[Run, Sequence[Value]], Value]
    minimum: int
    variadic: bool = False
    types: tuple[TypeNode | None, ...] = ()
    named: Callable[[dict[str, Value]], None] | None = None

    def invoke(self, run: Run, arguments: Sequence[Value]) -> Value:
        """Call with positional arguments. Raises NullResult when there are too few or too many."""
        most = max(map(len, self.signatures))
        if len(arguments) < self.minimum or (len(arguments) > most and not self.variadic):
            raise NullResult(f"{self.name}: wrong number of arguments")
        return self.call(run, arguments)

    def invoke_named(self, run: Run, arguments: dict[str, Value]) -> Value:
        """Call with named arguments.

        Parameters left out are null. Raises NullResult for a name it does not have.
        """
        if self.named is not None:
            self.named(arguments)
        # `before(range: …, point: …)`: two signatures have these names, so their order decides
        written = tuple(arguments)
        for signature in sorted(self.signatures, key=lambda names: names != written):
            if set(arguments) <= set(signature):
                given = [arguments.get(name) for name in signature]
                while len(given) > self.minimum and signature[len(given) - 1] not in arguments:
                    given.pop()
                if len(given) >= self.minimum:
                    return self.call(run, given)
        raise NullResult(f"{self.name}: no parameters named {', '.join(sorted(arguments))}")


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    Decimal: "number",
    str: "string",
    date: "date",
    WideDate: "date",
    datetime: "date and time",
    WideDateTime: "date and time",
    time: "time",
    WideTime: "time",
    timedelta: "days and time duration",
    WideDuration: "days and time duration",
    YearMonths: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}


def kind(value: Value) -> str:
    """Name of a value's FEEL type."""
    found = _KINDS.get(type(value))
    if found is None:
        raise NullResult(f"unknown kind of value: {type(value).__name__}")
    return found


def is_number(value: Value) -> bool:
    """Whether the value is a FEEL number (a boolean is not)."""
    return type(value) is Decimal or type(value) is int


def is_integer(value: Value) -> bool:
    """Whether the value is a whole number."""
    return type(value) is int or (type(value) is Decimal and value == value.to_integral_value())


def finite(value: Decimal) -> Decimal:
    """The number. Raises NullResult for infinities and not-a-number, which FEEL does not have."""
    if not value.is_finite():
        raise NullResult("the result is not a number")
    return value


def to_decimal(value: int | Decimal) -> Decimal:
    """The number as a Decimal of at most 34 digits."""
    return DECIMAL128.create_decimal(value)


def single(value: Value) -> Value:
    """A list of one item stands for the item (implicit conversion, DMN 1.5, 10.3.2.9.4)."""
    return value[0] if type(value) is list and len(value) == 1 else value


def zoned(value: Value) -> bool:
    """Whether a time or a date and time has a zone."""
    return value.tzinfo is not None


def time_key(value: Value) -> int:
    """Nanoseconds since midnight in UTC; a named zone counts as on 1 January 1970."""
    zone = value.tzinfo
    if zone is None:
        return clock_nanos(value)
    offset = zone.utcoffset(datetime(1970, 1, 1))  # noqa: DTZ001 - a wall clock for the zone to judge
    return clock_nanos(value) - (nanos_of(offset) if offset is not None else 0)


def date_key(value: Value) -> tuple[int, int, int]:
    """Orders dates of either type."""
    return (value.year, value.month, value.day)


def ordering_keys(left: Value, right: Value) -> tuple[Any, Any] | None:
    """Two Python values in the same order as the FEEL values, or None when the values cannot be ordered."""
    sort = kind(left)
    if sort != kind(right):
        return None
    if sort in ("number", "string"):
        return left, right
    if sort == "date":
        return date_key(left), date_key(right)
    if sort == "time":
        return (time_key(left), time_key(right)) if zoned(left) == zoned(right) else None
    if sort == "date and time":
        if zoned(left) != zoned(right):
            return None
        return instant_nanos(left), instant_nanos(right)
    if sort == "days and time duration":
        return nanos_of(left), nanos_of(right)
    if sort == "years and months duration":
        return left.months, right.months
    return None


def less(left: Value, right: Value) -> bool | None:
    """`left < right`, None when they cannot be ordered."""
    keys = ordering_keys(left, right)
    return None if keys is None else bool(keys[0] < keys[1])


def less_or_equal(left: Value, right: Value) -> bool | None:
    """`left <= right`, None when they cannot be ordered."""
    keys = ordering_keys(left, right)
    return None if keys is None else bool(keys[0] <= keys[1])


def equal(run: Run, left: Value, right: Value) -> bool | None:
    """`left = right` (DMN 1.5, table 53), None when the kinds differ.

    A list of one item stands for the item (10.3.2.9.4), but only here: inside lists and contexts `[1]` and
    `1` are two values.
    """
    if type(left) is list and len(left) == 1 and type(right) is not list and right is not None:
        left = left[0]
    elif type(right) is list and len(right) == 1 and type(left) is not list and left is not None:
        right = right[0]
    return same(run, left, right)


def same(run: Run, left: Value, right: Value) -> bool | None:
    """Equality without conversion, None when the kinds differ. Items and members cost steps of the run."""
    if left is None or right is None:
        return left is right
    sort = kind(left)
    if sort != kind(right):
        return None
    if sort in ("number", "string", "boolean"):
        return bool(left == right)
    return _equal_of_kind(run, sort, left, right)


def _equal_of_kind(run: Run, sort: str, left: Value, right: Value) -> bool:
    if sort in ("list", "context"):
        run.spend(len(left))
    if sort == "list":
        return len(left) == len(right) and all(
            same(run, one, other) is True for one, other in zip(left, right, strict=True)
        )
    if sort == "context":
        return left.keys() == right.keys() and all(same(run, left[key], right[key]) is True for key in left)
    if sort == "range":
        return (
            (left.operator, left.start_included, left.end_included)
            == (right.operator, right.start_included, right.end_included)
            and same(run, left.start, right.start) is True
            and same(run, left.end, right.end) is True
        )
    if sort == "function":
        return left is right
    keys = ordering_keys(left, right)
    return keys is not None and bool(keys[0] == keys[1])


def zone_name(value: Value) -> str | None:
    """IANA name of the zone of a time or a date and time, None for an offset or no zone."""
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def negate(answer: bool | None) -> bool | None:
    """Three-valued not."""
    return None if answer is None else not answer


def both(left: bool | None, right: bool | None) -> bool | None:
    """Three-valued and (DMN 1.5, table 50)."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None
