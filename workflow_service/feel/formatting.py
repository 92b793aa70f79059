"""`string(value)` (DMN 1.5, 10.3.4.1) and the way to and from JSON."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from workflow_service.feel.errors import FeelRuntimeError
from workflow_service.feel.limits import DEFAULT_LIMITS, Limits, Run, too_deep
from workflow_service.feel.temporal import format_date, format_date_time, format_duration, format_time
from workflow_service.feel.values import DECIMAL128, Range, Value, YearMonths, kind
from workflow_service.feel.wide import WideDate, WideDateTime, WideDuration, WideTime

_PLAIN_KEY = re.compile(r"[\w ]+")
_EXACT_DIGITS = 15  # every decimal of at most 15 digits survives a round trip through a double
_UNCHANGED = frozenset({str, bool, type(None), int, Decimal})
_LARGE = 10**34
_MOST_JSON = 1_000_000  # values in one result

_WRITERS: dict[str, Callable[[Value], str]] = {
    "date": format_date,
    "time": format_time,
    "date and time": format_date_time,
    "days and time duration": format_duration,
    "years and months duration": format_duration,
}


def number_text(number: int | Decimal) -> str:
    """Digits without exponent and without superfluous zeros."""
    if isinstance(number, int):
        return str(number)
    if not number:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_text(run: Run, value: Value, *, nested: bool = False) -> str:
    """The text of a value; inside lists and contexts text is quoted."""
    run.spend(1)
    sort = kind(value)
    if sort == "string":
        if not nested:
            return str(value)
        return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
    if sort == "number":
        return number_text(value)
    if sort in ("null", "boolean"):
        return {None: "null", True: "true", False: "false"}[value]
    if sort in _WRITERS:
        return _WRITERS[sort](value)
    text = _compound_text(run, sort, value)
    run.check_text(len(text))
    return text


def _compound_text(run: Run, sort: str, value: Value) -> str:
    if sort == "list":
        return "[" + ", ".join(as_text(run, item, nested=True) for item in value) + "]"
    if sort == "context":
        entries = (
            (key if _PLAIN_KEY.fullmatch(key) else as_text(run, key, nested=True), item)
            for key, item in value.items()
        )
        return "{" + ", ".join(f"{key}: {as_text(run, item, nested=True)}" for key, item in entries) + "}"
    if isinstance(value, Range):
        if value.operator:
            end = value.end if value.operator[0] == "<" else value.start
            return f"({value.operator} {as_text(run, end, nested=True)})"
        opening, closing = "[" if value.start_included else "(", "]" if value.end_included else ")"
        start, end = (as_text(run, point, nested=True) for point in (value.start, value.end))
        return f"{opening}{start}..{end}{closing}"
    return sort


def normalise(value: Value, depth: int) -> Value:
    """A caller's value as FEEL sees it: floats become decimals by their shortest text, tuples lists.

    Containers that need no change are not copied. Raises LimitExceeded when data nests deeper than `depth`,
    and FeelRuntimeError for a value that FEEL does not know.
    """
    sort = type(value)
    if sort in _UNCHANGED:
        return DECIMAL128.create_decimal(value) if sort is int and not -_LARGE < value < _LARGE else value
    if sort is float:
        return Decimal(repr(value)) if math.isfinite(value) else None
    if depth <= 0:
        raise too_deep(DEFAULT_LIMITS.depth)
    if sort is dict:
        items = {str(key): normalise(item, depth - 1) for key, item in value.items()}
        return value if all(items.get(key) is item for key, item in value.items()) else items
    if sort is list:
        listed = [normalise(item, depth - 1) for item in value]
        return value if all(new is old for new, old in zip(listed, value, strict=True)) else listed
    return _unusual(value, depth)


def _unusual(value: Value, depth: int) -> Value:
    try:
        kind(value)
    except Exception:  # noqa: S110 - not one of FEEL's own types; the cases below follow
        pass
    else:
        return value
    if isinstance(value, Mapping):
        return normalise(dict(value), depth)
    if isinstance(value, (tuple, set, frozenset, list)):
        return normalise(list(value), depth)
    for base in (str, bool, int, float, Decimal):
        if isinstance(value, base):
            return normalise(base(value), depth)
    raise FeelRuntimeError(
        "",
        f"Værdier af typen {type(value).__name__} kan ikke bruges i udtryk.",
        f"Values of type {type(value).__name__} cannot be used in expressions.",
    )


def to_json(value: Value) -> object:
    """A FEEL value as JSON.

    Whole numbers become int, others float up to 15 digits and else text; dates and durations ISO 8601 text.
    Raises FeelRuntimeError for functions, which have no JSON, and LimitExceeded for results out of all
    size.
    """
    return _to_json(value, Run(None, Limits(steps=_MOST_JSON)))


def _to_json(value: Value, run: Run) -> object:
    run.spend(1)
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, Decimal)):
        return _number_to_json(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _to_json(item, run) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_to_json(item, run) for item in value]
    if isinstance(value, (datetime, WideDateTime)):
        return _iso_date_time(value)
    if isinstance(value, (date, WideDate)):
        return format_date(value)
    if isinstance(value, (time, WideTime)):
        return format_time(value)
    if isinstance(value, (timedelta, WideDuration, YearMonths)):
        return format_duration(value)
    if isinstance(value, Range):
        return _compound_text(Run(None), "range", value)
    raise FeelRuntimeError(
        "", "Udtrykket gav en funktion, ikke en værdi.", "The expression gave a function, not a value."
    )


def _iso_date_time(value: Value) -> str:
    """With the offset of its zone on that day: other systems do not read zone names."""
    return value.isoformat() if isinstance(value, datetime) else format_date_time(value)


def _number_to_json(number: int | Decimal) -> object:
    if isinstance(number, int):
        return number
    if number == number.to_integral_value():
        return int(number) if number.adjusted() <= 34 else number_text(number)
    digits = number.normalize(DECIMAL128).as_tuple().digits
    return float(number) if len(digits) <= _EXACT_DIGITS else number_text(number)


def from_json(value: object) -> Value:
    """JSON as FEEL values: numbers become Decimal; text stays text (write `date(x)` to make it a date)."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return DECIMAL128.create_decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): from_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [from_json(item) for item in value]
    return normalise(value, DEFAULT_LIMITS.depth)
