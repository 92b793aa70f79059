"""The writes of one command, sent together.

PostgreSQL gets one statement: a chain of writing CTEs, its text cached by shape so that the server prepares
it once. SQLite has no writing CTE, so it gets one `executemany` a table. Neither builds SQLAlchemy
expressions per call: that cost more than the engine itself (measured; see docs/decisions).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from workflow_service.store.columns import sqlite_moment
from workflow_service.store.link import Link
from workflow_service.store.memory import NOT_KEPT, Memory, image_sql

Row = Mapping[str, Any]
Shape = tuple[tuple[str, str, tuple[str, ...], tuple[str, ...], int], ...]


# PostgreSQL takes 65,535 values a statement and tells at most 1,664 counts
MOST_VALUES = 30_000
MOST_PIECES = 500


@dataclass
class Stale(Exception):
    """An update met no row: somebody else changed it. The unit of work must be rolled back."""

    table: str


@dataclass
class _Write:
    """`kind` is insert, update, update_any (may meet no row), delete, upsert_add (adds `n` to a counter row)
    or replace (with the columns it may change after a colon). A row holds `columns`; that of an update
    `columns`, then `keys`."""

    table: str
    kind: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]] = field(default_factory=list)


class WriteBatch:
    """Collects rows; `flush` sends them. Writes to one table of one shape keep their order."""

    def __init__(self, link: Link, *, sqlite: bool) -> None:
        self._link = link
        self._sqlite = sqlite
        self._writes: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], _Write] = {}
        self._inserted: set[str] = set()
        self._changed: set[tuple[Any, ...]] = set()
        # how often something was really sent: what was read before may be old
        self.sent = 0
        # while a command runs that can be taken back: what it changes
        self.memory: Memory | None = None
        self._image_of: Callable[[], tuple[str, datetime]] | None = None

    def remember(self, memory: Memory, image_of: Callable[[], tuple[str, datetime]]) -> None:
        """Keeps from now on what changes; `image_of` gives an id and the moment for each kept row. What was
        kept of the instance's earlier commands is forgotten with the first kept row: nobody goes back two."""
        self.memory, self._image_of = memory, image_of

    def insert(self, table: sa.Table, row: Row) -> None:
        if self.memory is not None:
            self.memory.inserted(table, row)
        self._add(table, "insert", (), row)

    def update(self, table: sa.Table, keys: Row, values: Row, *, strict: bool = True) -> None:
        """Sets `values` on the one row with these `keys`; `Stale` at flush when there is none, unless
        `strict` is off."""
        kind = "update" if strict else "update_any"
        self._before_change(table.name, keys)
        if self.memory is not None and self.memory.wants(table, keys):
            self._keep(self.memory, table, keys, tuple(values))
        write = self._write(table.name, kind, tuple(keys), tuple(values))
        write.rows.append((*values.values(), *keys.values()))

    def replace(self, table: sa.Table, keys: Sequence[str], row: Row, only: Sequence[str] = ()) -> None:
        """Inserts, or overwrites the row with the same `keys` (the primary key); of an existing row only the
        columns in `only` change, when given."""
        kind = "replace" if not only else "replace:" + ",".join(only)
        if self.memory is not None and table.name not in NOT_KEPT:
            self.memory.whole = False
        self._add(table, kind, tuple(keys), row)

    def add(self, table: sa.Table, keys: Row, n: int) -> None:
        """Adds `n` to the counter row with these `keys` (its primary key)."""
        write = self._write(table.name, "upsert_add", tuple(keys), (*keys, "n"))
        values = tuple(keys.values())
        for at, existing in enumerate(write.rows):
            if existing[:-1] == values:
                write.rows[at] = (*values, existing[-1] + n)
                return
        write.rows.append((*values, n))

    def delete(self, table: sa.Table, keys: Row) -> None:
        """Deletes the row with these `keys`; no complaint when it is gone already."""
        self._before_change(table.name, keys)
        if self.memory is not None and self.memory.wants(table, keys):
            self._keep(self.memory, table, keys, tuple(column.name for column in table.columns))
        self._write(table.name, "delete", tuple(keys), tuple(keys)).rows.append(tuple(keys.values()))

    def _keep(self, memory: Memory, table: sa.Table, keys: Row, columns: tuple[str, ...]) -> None:
        """The row's columns as they are now, in the statement that changes them."""
        assert self._image_of is not None
        tenant_id, row_id = keys["tenant_id"], keys["id"]
        if not memory.kept:
            older = self._write("row_image", "delete_older", ("tenant_id", "instance_id", "version"), ())
            older.rows.append((tenant_id, memory.instance_id, memory.version))
        memory.kept += 1
        image_id, at = self._image_of()
        kept = (tenant_id, image_id, memory.instance_id, memory.version, table.name, row_id, at)
        write = self._write(table.name, "image", (), columns)
        write.rows.append((*kept, tenant_id, row_id))

    def _add(self, table: sa.Table, kind: str, keys: tuple[str, ...], row: Row) -> None:
        if keys:
            self._before_change(table.name, {name: row[name] for name in keys})
        else:
            self._inserted.add(table.name)
        self._write(table.name, kind, keys, tuple(row)).rows.append(tuple(row.values()))

    def _before_change(self, table: str, keys: Row) -> None:
        """Parts of one PostgreSQL statement do not see each other's rows: a second change of a row, or a
        change of a row that is only now inserted, needs a statement of its own."""
        row_key = (table, *keys.values())
        if table in self._inserted or row_key in self._changed:
            self.flush()
        self._changed.add(row_key)

    def _write(self, table: str, kind: str, keys: tuple[str, ...], columns: tuple[str, ...]) -> _Write:
        shape = (table, kind, keys, columns)
        if shape not in self._writes:
            self._writes[shape] = _Write(*shape)
        return self._writes[shape]

    def __bool__(self) -> bool:
        return bool(self._writes)

    def clear(self) -> None:
        """Forgets what was collected: its part of the transaction was taken back."""
        self._writes, self._inserted, self._changed = {}, set(), set()

    def flush(self) -> None:
        """Sends everything collected. Raises `Stale` when an update met no row."""
        writes = [write for write in self._writes.values() if write.rows]
        self.clear()
        if not writes:
            return
        self.sent += 1
        if self._sqlite:
            self._flush_each(writes)
        else:
            self._flush_together(writes)

    def _flush_each(self, writes: list[_Write]) -> None:
        for write in writes:
            rows = [_sqlite_row(row) for row in write.rows]
            sql = _statement(write.table, write.kind, write.keys, write.columns, 1, sqlite=True)
            if write.kind == "update":
                for row in rows:
                    if self._link.run(sql, row).rowcount != 1:
                        raise Stale(write.table)
            elif len(rows) > 1:
                self._link.run_many(sql, rows)
            else:
                self._link.run(sql, rows[0])

    def _flush_together(self, writes: list[_Write]) -> None:
        pieces: list[_Write] = []
        for write in writes:
            # an update or delete names one row each, so that its count can be checked
            if write.kind in ("update", "update_any", "delete", "delete_older", "image"):
                pieces += [
                    _Write(write.table, write.kind, write.keys, write.columns, [r]) for r in write.rows
                ]
            else:
                pieces += _split(write)
        for chain in _chains(pieces):
            shape: Shape = tuple((p.table, p.kind, p.keys, p.columns, len(p.rows)) for p in chain)
            values = tuple(value for piece in chain for row in piece.rows for value in row)
            counts = self._link.run(_chain(shape), values).fetchone()
            for piece, count in zip(chain, counts, strict=True):
                if piece.kind == "update" and count != 1:
                    raise Stale(piece.table)


def _split(write: _Write) -> list[_Write]:
    """Many rows become several pieces that PostgreSQL can take."""
    most = MOST_VALUES // len(write.columns)
    if len(write.rows) <= most:
        return [write]
    parts = [write.rows[at : at + most] for at in range(0, len(write.rows), most)]
    return [_Write(write.table, write.kind, write.keys, write.columns, part) for part in parts]


def _chains(pieces: list[_Write]) -> list[list[_Write]]:
    """The pieces of each statement; nearly always there is one."""
    chains: list[list[_Write]] = [[]]
    room = MOST_VALUES
    for piece in pieces:
        size = sum(len(row) for row in piece.rows)
        if chains[-1] and (size > room or len(chains[-1]) >= MOST_PIECES):
            chains.append([])
            room = MOST_VALUES
        chains[-1].append(piece)
        room -= size
    return chains


@lru_cache(2000)
def _chain(shape: Shape) -> str:
    parts = [
        f"w{n} AS ({_statement(table, kind, keys, columns, rows)} RETURNING 1)"
        for n, (table, kind, keys, columns, rows) in enumerate(shape)
    ]
    counts = ", ".join(f"(SELECT count(*) FROM w{n})" for n in range(len(shape)))
    return f"WITH {', '.join(parts)} SELECT {counts}"


@lru_cache(2000)
def _statement(
    table: str,
    kind: str,
    keys: tuple[str, ...],
    columns: tuple[str, ...],
    rows: int,
    *,
    sqlite: bool = False,
) -> str:
    """One statement with `?` marks. Names come from table definitions, never from input."""
    if kind == "image":
        return image_sql(table, columns, sqlite)
    if kind == "delete_older":
        same = " AND ".join(f'"{name}" = ?' for name in keys[:-1])
        return f'DELETE FROM "{table}" WHERE {same} AND "{keys[-1]}" < ?'
    quoted = [f'"{name}"' for name in columns]
    where = " AND ".join(f'"{name}" = ?' for name in keys)
    if kind in ("update", "update_any"):
        sets = ", ".join(f'"{name}" = ?' for name in columns)
        return f'UPDATE "{table}" SET {sets} WHERE {where}'
    if kind == "delete":
        return f'DELETE FROM "{table}" WHERE {where}'
    one = "(" + ", ".join(["?"] * len(columns)) + ")"
    insert = f'INSERT INTO "{table}" ({", ".join(quoted)}) VALUES {", ".join([one] * rows)}'
    conflict = ", ".join(f'"{name}"' for name in keys)
    if kind == "upsert_add":
        return f'{insert} ON CONFLICT ({conflict}) DO UPDATE SET n = "{table}".n + excluded.n'
    if kind.startswith("replace"):
        only = kind.partition(":")[2].split(",") if ":" in kind else [c for c in columns if c not in keys]
        sets = ", ".join(f'"{name}" = excluded."{name}"' for name in only)
        return f"{insert} ON CONFLICT ({conflict}) DO UPDATE SET {sets}"
    return insert


# SQLite has none of them; everything else goes as it is
_SQLITE: Mapping[type, Callable[[Any], str]] = {
    datetime: sqlite_moment,
    date: date.isoformat,
    Decimal: "{:f}".format,
}


def _sqlite_row(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple([_SQLITE[type(value)](value) if type(value) in _SQLITE else value for value in row])
