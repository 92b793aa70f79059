"""Parameters: values with the day they are in force from (domain.md 9)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow_service.store.uow import UnitOfWork

NUMBERS = frozenset({"number", "integer", "percent", "count", "days", "weeks", "points"})


@dataclass(frozen=True)
class Parameter:
    """A value from `valid_from` on. `value` is a number when its unit is one, otherwise text (an ISO 8601
    duration stays text); `calendar_kind` says how its days count (clock, calendar, weekday, working_day)."""

    key: str
    valid_from: date
    value: int | float | str
    unit: str
    calendar_kind: str
    label_da: str
    label_en: str
    source: str | None

    def label(self, language: str) -> str:
        return self.label_en if language == "en" else self.label_da


@dataclass(frozen=True)
class Parameters:
    """Every parameter of a tenant with its history: a snapshot that may be kept until one is changed."""

    _by_key: Mapping[str, Sequence[Parameter]]

    def get(self, key: str, on: date) -> Parameter | None:
        """The parameter in force on the local day `on`; None when there is none (yet)."""
        history = self._by_key.get(key, ())
        at = bisect_right(history, on, key=lambda one: one.valid_from)
        return history[at - 1] if at else None

    def history(self, key: str) -> Sequence[Parameter]:
        """Every value of the key, the oldest first, those to come among them."""
        return self._by_key.get(key, ())

    def in_force(self, on: date) -> list[Parameter]:
        """All parameters in force on that day, by key."""
        return [found for key in sorted(self._by_key) if (found := self.get(key, on)) is not None]


def load_parameters(uow: UnitOfWork) -> Parameters:
    """All parameters of the tenant, in one query."""
    rows = uow.rows(
        "SELECT key, valid_from, value, unit, calendar_kind, label_da, label_en, source FROM parameter"
        " WHERE tenant_id = ? ORDER BY key, valid_from",
        uow.tenant_id,
    )
    by_key: dict[str, list[Parameter]] = {}
    for row in rows:
        by_key.setdefault(row["key"], []).append(_parameter(row))
    return Parameters(by_key)


def parameter_value(uow: UnitOfWork, key: str, on: date) -> int | float | str | None:
    """The value of one parameter in force on the local day `on`, None when it is not set."""
    found = in_force(uow, key, on)
    return None if found is None else found.value


@contextmanager
def supposing(uow: UnitOfWork, value: Parameter) -> Iterator[None]:
    """Inside, whatever asks for this parameter gets this value: what a date that was worked out from it would
    be is then said by the very function that worked it out."""
    uow.supposed[value.key] = value
    try:
        yield
    finally:
        del uow.supposed[value.key]


def in_force(uow: UnitOfWork, key: str, on: date) -> Parameter | None:
    """One parameter as it is in force on the local day `on` (or supposed), None when it is not set."""
    supposed: Parameter | None = uow.supposed.get(key)
    if supposed is not None:
        return supposed
    row = uow.row(
        "SELECT key, valid_from, value, unit, calendar_kind, label_da, label_en, source FROM parameter"
        " WHERE tenant_id = ? AND key = ? AND valid_from <= ? ORDER BY valid_from DESC LIMIT 1",
        uow.tenant_id,
        key,
        _day(uow, on),
    )
    return None if row is None else _parameter(row)


def set_parameter(uow: UnitOfWork, value: Parameter) -> None:
    """Writes a value with its first day; one that was to begin that day is replaced."""
    uow.rows(
        "INSERT INTO parameter (tenant_id, key, valid_from, value, unit, calendar_kind, label_da, label_en,"
        " source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, key, valid_from)"
        " DO UPDATE SET value = excluded.value RETURNING key",
        uow.tenant_id,
        value.key,
        _day(uow, value.valid_from),
        str(value.value),
        value.unit,
        value.calendar_kind,
        value.label_da,
        value.label_en,
        value.source,
    )


def _parameter(row: Mapping[str, Any]) -> Parameter:
    return Parameter(
        row["key"],
        _as_day(row["valid_from"]),
        typed(row["value"], row["unit"]),
        row["unit"],
        row["calendar_kind"],
        row["label_da"],
        row["label_en"],
        row["source"],
    )


def typed(value: str, unit: str) -> int | float | str:
    """The value as its unit says: a number where it is one."""
    if unit not in NUMBERS:
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    return int(number) if number.is_integer() else number


def _as_day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _day(uow: UnitOfWork, day: date) -> Any:
    return day.isoformat() if uow.sqlite else day
