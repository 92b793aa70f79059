"""Declared types of values (DMN 1.5, 7.3.2) and what conforms to them (10.3.2.9.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, time

from workflow_service.feel import Expression, Function
from workflow_service.feel.errors import NullResult
from workflow_service.feel.limits import Run
from workflow_service.feel.shapes import FunctionShape, Shape
from workflow_service.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from workflow_service.feel.values import Value, kind
from workflow_service.feel.wide import combine

BASE_TYPES: Mapping[str, str | None] = {
    "string": "string",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "dateTime": "date and time",
    "days and time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "Any": None,
    "context": None,
    "list": None,
}

_READERS = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "days and time duration": parse_duration,
    "years and months duration": parse_duration,
}


@dataclass(frozen=True)
class DeclaredType:
    """A type:

    Of a kind, with fields, a list of items, or a function with a `result`; `allowed` are unary tests of its
    values.
    """

    base: str | None = None
    fields: Mapping[str, DeclaredType | None] = field(default_factory=dict)
    is_list: bool = False
    item: DeclaredType | None = None
    is_function: bool = False
    result: DeclaredType | None = None
    allowed: Expression | None = None

    @property
    def shape(self) -> Shape:
        """Member names, for reading FEEL texts."""
        if self.is_list:
            return self.item.shape if self.item is not None else None
        if self.is_function:
            return FunctionShape(shape_of(self.result))
        if self.fields:
            return {name: shape_of(inner) for name, inner in self.fields.items()}
        return None

    def conforms(self, run: Run, value: Value, *, values_too: bool = True) -> bool:
        """Whether a value is of this type.

        `values_too`: and among the allowed values. Null is of every type.
        """
        if value is None:
            return True
        run.spend(1)
        if self.is_list:
            fits = type(value) is list and all(
                self.item is None or self.item.conforms(run, inner, values_too=values_too) for inner in value
            )
        elif self.fields:
            fits = type(value) is dict and all(
                name in value and (inner is None or inner.conforms(run, value[name], values_too=values_too))
                for name, inner in self.fields.items()
            )
        elif self.is_function:
            fits = isinstance(value, Function)
        else:
            fits = self.base is None or kind(value) == self.base
        if not fits or not values_too or self.allowed is None:
            return fits
        return self.allowed.run_with({"?": value}, run) is True


def shape_of(declared: DeclaredType | None) -> Shape:
    """Shape of a possibly undeclared type."""
    return None if declared is None else declared.shape


def result_type(declared: DeclaredType | None) -> DeclaredType | None:
    """Type of what a knowledge model or service gives:

    Files declare it as such or as a function's result.
    """
    return declared.result if declared is not None and declared.is_function else declared


def coerce(run: Run, value: Value, declared: DeclaredType | None) -> Value:
    """The value as its declared type, with the implicit conversions.

    Raises NullResult when it does not conform.
    """
    if declared is None or value is None or declared.conforms(run, value):
        return value
    if declared.is_list:
        if type(value) is not list and (declared.item is None or declared.item.conforms(run, value)):
            return [value]
    elif type(value) is list and len(value) == 1 and declared.conforms(run, value[0]):
        return value[0]
    if declared.base == "date and time" and kind(value) == "date":
        return combine(value, time(0), UTC)
    raise NullResult(f"the value does not conform to its declared type (it is a {kind(value)})")


def read_texts(value: Value, declared: DeclaredType | None) -> Value:
    """Process data are JSON, where dates are texts:

    Text under a declared date, time or duration is read as one.
    """
    if declared is None or value is None:
        return value
    if declared.is_list:
        return [read_texts(inner, declared.item) for inner in value] if type(value) is list else value
    if declared.fields and type(value) is dict:
        return {name: read_texts(inner, declared.fields.get(name)) for name, inner in value.items()}
    if isinstance(value, str) and declared.base in _READERS:
        found = _READERS[declared.base](value)
        return value if found is None else found
    return value
