"""Rows of the case file, sealed on the way in and opened on the way out, by what their columns say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa

from workflow_service.store.columns import Moment, parse_moment, sqlite_moment
from workflow_service.store.likeness import derived_key
from workflow_service.store.uow import UnitOfWork

Row = dict[str, Any]


def as_id(value: Any) -> str | None:
    """An id as either driver returns it, as dashed text."""
    return None if value is None else str(value)


def as_day(value: Any) -> date | None:
    """A date as either driver returns it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def as_flag(value: Any) -> bool | None:
    return None if value is None else bool(value)


def as_exact(value: Any) -> Decimal | None:
    """A decimal with two places as either driver returns it."""
    return None if value is None else Decimal(value).quantize(Decimal("0.01"))


def _plain(value: Any) -> Any:
    return value


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


@cache
def _readers(table: sa.Table) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    """(column, how to read it); None for a sealed one."""
    return tuple((column.name, _reader(column)) for column in table.columns if column.name != "tenant_id")


def _reader(column: sa.Column[Any]) -> Callable[[Any], Any] | None:
    if column.info.get("sealed"):
        return None
    if column.info.get("exact"):
        return as_exact
    kind = column.type
    if isinstance(kind, sa.Uuid):
        return as_id
    if isinstance(kind, Moment):
        return parse_moment
    if isinstance(kind, sa.Date):
        return as_day
    if isinstance(kind, sa.Boolean):
        return as_flag
    return _bytes if isinstance(kind, sa.LargeBinary) else _plain


@cache
def select_list(table: sa.Table, alias: str, prefix: str = "") -> str:
    """The columns of `table` for a text statement; with a prefix they can stand beside those of another."""
    return ", ".join(f'{alias}."{name}" AS "{prefix}{name}"' for name, _ in _readers(table))


def opened(
    uow: UnitOfWork, table: sa.Table, raw: Mapping[str, Any], prefix: str = "", *, seal: bool = True
) -> Row:
    """The row's values in Python's terms with sealed ones opened (`seal=False` leaves them out).

    The key must be known to the unit of work (`learn_keys`), else one query a key is made.
    """
    key_id, row_id = as_id(raw.get(f"{prefix}key_id")), as_id(raw.get(f"{prefix}id"))
    out: Row = {}
    for name, read in _readers(table):
        value = raw[prefix + name]
        if read is not None:
            out[name] = read(value)
        elif seal:
            out[name] = None if value is None else uow.open(str(key_id), table.name, str(row_id), name, value)
    return out


def fetch(uow: UnitOfWork, table: sa.Table, where: str, *values: Any, tail: str = "") -> list[Row]:
    """The opened rows of this tenant for which `where` (text with `?` marks) holds; `tail` orders."""
    raws = uow.rows_once(
        f'SELECT {select_list(table, "t")} FROM "{table.name}" t WHERE t.tenant_id = ? AND {where} {tail}',
        uow.tenant_id,
        *(bound(uow, value) for value in values),
    )
    if raws and "key_id" in raws[0]:
        uow.learn_keys(str(raw["key_id"]) for raw in raws)
    return [opened(uow, table, raw) for raw in raws]


def bound(uow: UnitOfWork, value: Any) -> Any:
    """A parameter of a text statement as the driver stores its kind."""
    if not uow.sqlite:
        return value
    if hasattr(value, "astimezone"):
        return sqlite_moment(value)
    return value.isoformat() if isinstance(value, date) else value


def add(uow: UnitOfWork, table: sa.Table, key_id: str | None, values: Mapping[str, Any]) -> str:
    """Inserts a row at the next flush and returns its id (`values["id"]` when given). Sealed columns are
    sealed with `key_id`; columns left out get their default."""
    row_id = str(values.get("id") or uow.new_id())
    row: Row = {}
    for column in table.columns:
        name = column.name
        if name == "tenant_id":
            continue
        if name == "id":
            row[name] = row_id
        elif name == "key_id":
            row[name] = key_id
        elif name in values:
            row[name] = _in(uow, table, column, str(key_id), row_id, values[name])
        elif "likeness" in column.info:
            row[name] = _likeness(uow, column, values)
        else:
            default = column.default
            row[name] = default.arg if isinstance(default, sa.ColumnDefault) and default.is_scalar else None
    uow.insert(table, row)
    return row_id


def change(uow: UnitOfWork, table: sa.Table, key_id: str, row_id: str, values: Mapping[str, Any]) -> None:
    """Updates a row at the next flush. What is pending is sent first: PostgreSQL applies only one of two
    changes of a row in one statement."""
    if uow.batch:
        uow.batch.flush()
    sealed = {
        name: _in(uow, table, table.columns[name], key_id, row_id, value) for name, value in values.items()
    }
    for column in table.columns:
        if "likeness" in column.info and column.info["likeness"][0] in values:
            sealed[column.name] = _likeness(uow, column, values)
    uow.update(table, row_id, sealed)


def clear(uow: UnitOfWork, table: sa.Table, column: str, value: str) -> None:
    """Deletes the rows of `table` whose `column` has this value: a list that is about to be written anew."""
    for row in uow.rows(
        f"SELECT id FROM {table.name} WHERE tenant_id = ? AND {column} = ?", uow.tenant_id, value
    ):
        uow.batch.delete(table, {"tenant_id": uow.tenant_id, "id": str(row["id"])})
    uow.batch.flush()


def _likeness(uow: UnitOfWork, column: sa.Column[Any], values: Mapping[str, Any]) -> bytes | None:
    of, kind = column.info["likeness"]
    return derived_key(uow.master_key, uow.tenant_id, kind, values.get(of))


def _in(
    uow: UnitOfWork, table: sa.Table, column: sa.Column[Any], key_id: str, row_id: str, value: Any
) -> Any:
    if column.info.get("sealed"):
        return uow.seal(key_id, table.name, row_id, column.name, value)
    return value
