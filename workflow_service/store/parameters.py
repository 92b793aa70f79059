"""Effective-dated reference data: parameters, legal bases, guidance (domain.md 9 and 12)."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow_service.errors import Malformed
from workflow_service.store.library import library_row
from workflow_service.store.tables.definitions import guidance as guidance_table
from workflow_service.store.tables.definitions import legal_basis as legal_basis_table
from workflow_service.store.tables.definitions import library_entry as library_table
from workflow_service.store.tables.definitions import parameter as parameter_table
from workflow_service.store.uow import UnitOfWork

NUMBERS = frozenset({"number", "integer", "percent", "count", "days", "weeks", "points"})
_BEGINNING = "2000-01-01"


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


@dataclass(frozen=True)
class LegalBasis:
    """A section of law as it reads in a period. `verified` False: its number is unconfirmed."""

    key: str
    law: str
    section: str
    text_da: str
    text_en: str
    verified: bool
    replaces: str | None
    source: str | None

    def text(self, language: str) -> str:
        return self.text_en if language == "en" else self.text_da

    @property
    def citation(self) -> str:
        """As screens and letters cite it: `barnets lov § 32, stk. 1`."""
        return f"{self.law} {self.section}".strip()


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


def legal_basis(uow: UnitOfWork, key: str, on: date) -> LegalBasis | None:
    """The section behind `key` as it reads on the local day `on`."""
    rows = legal_bases(uow, on, (key,))
    return rows[0] if rows else None


def legal_bases(uow: UnitOfWork, on: date, keys: Iterable[str] | None = None) -> list[LegalBasis]:
    """The sections in force on that day, by key; `keys` narrows them. The newest row of a key counts."""
    wanted = None if keys is None else sorted(set(keys))
    if wanted == []:
        return []
    marks = "" if wanted is None else f" AND key IN ({', '.join('?' for _ in wanted)})"
    rows = uow.rows(
        "SELECT key, law, section, text_da, text_en, verified, replaces, source FROM legal_basis"
        f" WHERE tenant_id = ? AND valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?){marks}"
        " ORDER BY key, valid_from",
        uow.tenant_id,
        _day(uow, on),
        _day(uow, on),
        *(wanted or ()),
    )
    found = {row["key"]: LegalBasis(**{**row, "verified": bool(row["verified"])}) for row in rows}
    return list(found.values())


def import_reference_data(
    uow: UnitOfWork,
    parameters_json: bytes | str | None = None,
    legal_bases_json: bytes | str | None = None,
    guidance_json: bytes | str | None = None,
    library_json: bytes | str | None = None,
) -> int:
    """Adds what the files of the package bring; a row that exists already (same key and first day) is kept,
    because a municipality's own value must survive a new deployment. Returns how many rows were added.

    Each file is a JSON list of objects named as the columns, or an object with that list under one name.
    Raises Malformed when a file cannot be read or a row lacks its key.
    """
    return sum(
        (
            _add(uow, parameter_table.name, _entries(parameters_json, "parameters"), _parameter_row),
            _add(uow, legal_basis_table.name, _entries(legal_bases_json, "legal_bases"), _legal_row),
            _add(uow, guidance_table.name, _entries(guidance_json, "guidance"), _guidance_row),
            _add(uow, library_table.name, _entries(library_json, "library"), library_row),
        )
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


def _entries(content: bytes | str | None, name: str) -> list[Mapping[str, Any]]:
    if content is None:
        return []
    try:
        data = json.loads(content)
    except ValueError:
        data = None
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list)]
        data = data.get(name, lists[0] if len(lists) == 1 else None)
    if not isinstance(data, list) or not all(isinstance(row, dict) and row.get("key") for row in data):
        raise Malformed(
            "reference_data_unreadable",
            f"Filen med {name} kan ikke læses. Den skal være en liste, hvor hver række har en nøgle (key).",
            f"The file of {name} cannot be read. It must be a list in which every row has a key.",
        )
    return data


def _parameter_row(row: Mapping[str, Any]) -> dict[str, Any]:
    value = row.get("value", "")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {
        "key": row["key"],
        "valid_from": date.fromisoformat(row.get("valid_from") or _BEGINNING),
        "value": str(value) if isinstance(value, str) or number else json.dumps(value, ensure_ascii=False),
        "unit": row.get("unit") or ("number" if number else "text"),
        "calendar_kind": row.get("calendar_kind") or "calendar",
        "label_da": row.get("label_da") or row["key"],
        "label_en": row.get("label_en") or row["key"],
        "source": row.get("source"),
    }


def _legal_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": row["key"],
        "valid_from": date.fromisoformat(row.get("valid_from") or _BEGINNING),
        "valid_to": date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None,
        "law": row.get("law") or "",
        "section": row.get("section") or "",
        "text_da": row.get("text_da") or "",
        "text_en": row.get("text_en") or "",
        "replaces": row.get("replaces"),
        "verified": bool(row.get("verified", False)),
        "source": row.get("source"),
    }


def _guidance_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"key": row["key"], "text_da": row.get("text_da") or "", "text_en": row.get("text_en") or ""}


def _add(uow: UnitOfWork, table: str, entries: list[Mapping[str, Any]], build: Any) -> int:
    """Inserts what is not there yet. Not a hot path: one statement a row."""
    added = 0
    for entry in entries:
        row = {"tenant_id": uow.tenant_id, **build(entry)}
        values = [_day(uow, value) if isinstance(value, date) else value for value in row.values()]
        columns = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" for _ in row)
        sql = f'INSERT INTO "{table}" ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING RETURNING key'
        added += uow.value(sql, *values) is not None
    return added
