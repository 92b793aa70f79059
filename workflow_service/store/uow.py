"""The unit of work: one transaction with one `now`, one actor and one purpose. Use cases never commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import orjson
import sqlalchemy as sa

from workflow_service import ids
from workflow_service.store import keys as crypto
from workflow_service.store.batch import Row, WriteBatch
from workflow_service.store.columns import parse_moment, sqlite_moment
from workflow_service.store.link import Link, names_of
from workflow_service.store.memory import Memory
from workflow_service.store.tables.records import access_log
from workflow_service.store.tables.records import key as key_table

# statements a unit of work remembers at most: a long job must not hold what it has passed
REMEMBERED = 200


class Waker(Protocol):
    """Told after the commit that these jobs are due now. Losing a wake costs a delay, never a job."""

    def wake(self, job_ids: tuple[str, ...]) -> None: ...


@dataclass(frozen=True)
class Membership:
    """A role held somewhere. `scope_kind` is case, team, unit, sector or tenant (then `scope_id` is None)."""

    role: str
    scope_kind: str
    scope_id: str | None
    # whose it is, when it is held as their substitute
    absent_id: str | None = field(default=None, compare=False)


@dataclass(frozen=True)
class StandIn:
    """For whom somebody works while they are away, and in what: `kind` is case, role or process (then `what`
    says which), or all but `others`, which other people do. `since`: only tasks that came later."""

    absent_id: str
    kind: str = "all"
    what: str | None = None
    since: datetime | None = None
    others: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Actor:
    """Who acts. `user_id` None is the service itself (a timer, a job, a command line). `stands_in`: for whom
    the actor works while they are away (T08). `meets`: has a seat in standing meetings, or stands in for
    somebody who has (a core team, the coordination group), with or without a role."""

    user_id: str | None
    login: str
    name: str
    language: str = "da"
    unit_id: str | None = None
    memberships: tuple[Membership, ...] = ()
    stands_in: tuple[StandIn, ...] = ()
    on_behalf_of: str | None = None
    meets: bool = False

    @staticmethod
    def system() -> Actor:
        return Actor(None, "system", "Systemet")

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(m.role for m in self.memberships)

    def holds(self, role: str, scope_kind: str, scope_id: str | None) -> bool:
        """Does the actor hold `role` at exactly this scope?"""
        return Membership(role, scope_kind, scope_id) in self.memberships


@dataclass
class UnitOfWork:
    """Passed to every use case. Reads go through query modules of `store`; writes of the hot path through
    `batch`, which is sent at `flush` (the entry point flushes before it commits)."""

    connection: sa.Connection
    link: Link
    master_key: crypto.MasterKey
    tenant_id: int
    now: datetime
    zone_name: str
    actor: Actor
    purpose: str
    wakes: list[str] = field(default_factory=list)
    seen: dict[str, set[str]] = field(default_factory=dict)
    # kinds of effects that can leave the house
    ways: frozenset[str] = frozenset()
    # crash points of the torture tests; a no-op in production
    crash: Callable[[str], None] = field(default=lambda point: None)

    def __post_init__(self) -> None:
        self.sqlite = self.connection.dialect.name == "sqlite"
        self.batch = WriteBatch(self.link, sqlite=self.sqlite)
        self.zone = ZoneInfo(self.zone_name)
        # parameters as they would be (`store.parameters.supposing`)
        self.supposed: dict[str, Any] = {}
        self._wrapped: dict[str, bytes | None] = {}
        self._read: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
        self._read_after = 0

    def new_id(self) -> str:
        return ids.new_id(self.now)

    # -- reading -----------------------------------------------------------------------------------

    def rows(self, statement: str | sa.Executable, *values: Any, **named: Any) -> list[Mapping[str, Any]]:
        """Rows as mappings. A text statement has `?` marks (turned into the driver's) and must select moments
        that are read with `store.columns.parse_moment`; a Core statement converts by itself."""
        if isinstance(statement, str):
            cursor = self._text(statement, values)
            names = names_of(cursor)
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()] if names else []
        result = self._core(statement, named)
        names = tuple(result.keys())
        return [dict(zip(names, row, strict=True)) for row in result]

    def rows_once(self, statement: str, *values: Any) -> list[Mapping[str, Any]]:
        """`rows` of a text statement that a page asks in many places (the case, its family): sent once, and
        again only after this unit of work has written or locked something. The rows are not to be changed."""
        if self.batch:
            self.batch.flush()
        if self._read_after != self.batch.sent or len(self._read) >= REMEMBERED:
            self._forget_reads()
        asked = (statement, *values)
        if asked not in self._read:
            self._read[asked] = self.rows(statement, *values)
        return self._read[asked]

    def _forget_reads(self) -> None:
        self._read, self._read_after = {}, self.batch.sent

    def row(self, statement: str | sa.Executable, *values: Any, **named: Any) -> Mapping[str, Any] | None:
        """The first row, if there is one."""
        if isinstance(statement, str):
            cursor = self._text(statement, values)
            found, names = cursor.fetchone(), names_of(cursor)
            cursor.close()
        else:
            result = self._core(statement, named)
            names, found = tuple(result.keys()), result.first()
        return None if found is None else dict(zip(names, found, strict=True))

    def value(self, statement: str | sa.Executable, *values: Any, **named: Any) -> Any:
        """The first value of the first row, if there is one."""
        if isinstance(statement, str):
            cursor = self._text(statement, values)
            found = cursor.fetchone()
            cursor.close()
        else:
            found = self._core(statement, named).first()
        return None if found is None else found[0]

    def execute(self, statement: sa.Executable, rows: Any = None) -> sa.CursorResult[Any]:
        """A Core statement that writes at once (outside the hot path)."""
        self.batch.flush()
        self._forget_reads()
        if self.batch.memory is not None:
            self.batch.memory.whole = False
        return self.connection.execute(statement, rows)

    def _text(self, statement: str, values: tuple[Any, ...]) -> Any:
        """The driver's cursor after a text statement."""
        if self.batch:
            self.batch.flush()
        if not statement.startswith("SELECT") or "FOR UPDATE" in statement:
            # it writes, or it waited for somebody who did
            self._forget_reads()
            if self.batch.memory is not None and not statement.startswith("SELECT"):
                # past the batch, so nothing of it is kept
                self.batch.memory.whole = False
        if self.sqlite:
            values = tuple([sqlite_moment(v) if isinstance(v, datetime) else v for v in values])
        return self.link.run(statement, values)

    def _core(self, statement: sa.Executable, named: dict[str, Any]) -> sa.CursorResult[Any]:
        if self.batch:
            self.batch.flush()
        if not isinstance(statement, sa.Select):
            self._forget_reads()
            if self.batch.memory is not None:
                self.batch.memory.whole = False
        return self.connection.execute(statement, named or None)

    @staticmethod
    def moment(value: Any) -> datetime | None:
        """A moment out of a text statement."""
        return parse_moment(value)

    # -- writing -----------------------------------------------------------------------------------

    def insert(self, table: sa.Table, row: Row) -> None:
        """Adds a row of this tenant at flush."""
        self.batch.insert(table, {"tenant_id": self.tenant_id, **row})

    def update(self, table: sa.Table, row_id: str, values: Row) -> None:
        """Changes the row with this id; `Stale` at flush when there is none."""
        self.batch.update(table, {"tenant_id": self.tenant_id, "id": row_id}, values)

    def flush(self) -> None:
        """Sends collected writes and the access log (the read fails when the log cannot be written)."""
        for case_id, subjects in self.seen.items():
            self.batch.insert(
                access_log,
                {
                    "tenant_id": self.tenant_id,
                    "id": self.new_id(),
                    "at": self.now,
                    "user_id": self.actor.user_id,
                    "case_id": case_id or None,
                    "subjects": orjson.dumps(sorted(subjects)).decode(),
                    "purpose": self.purpose,
                    "route": self.purpose,
                },
            )
        self.seen = {}
        self.batch.flush()

    @contextmanager
    def savepoint(self) -> Iterator[Callable[[], None]]:
        """A part of the transaction that can be taken back: calling what is yielded undoes all since here.

        Flush before entering: what is still in the batch would be undone with it.
        """
        nested = self.connection.begin_nested() if not self.sqlite else None
        if nested is None:
            self.link.run("SAVEPOINT part")

        def undo() -> None:
            self.batch.clear()
            self._forget_reads()
            if nested is None:
                self.link.run("ROLLBACK TO part")
            else:
                nested.rollback()

        try:
            yield undo
        finally:
            if nested is None:
                self.link.run("RELEASE part")
            elif nested.is_active:
                nested.commit()

    def looked_at(self, case_id: str | None, persons: Iterable[str] = ()) -> None:
        """Notes that the actor saw these people; one row a case and request is written with the commit."""
        if self.actor.user_id is not None:
            self.seen.setdefault(case_id or "", set()).update(persons)

    def remember(self, instance_id: str, version: int) -> Memory:
        """Keeps what this unit of work changes in the case file from now on, as the doing of that
        transition, so that it can be taken back."""
        memory = Memory(instance_id, version)
        self.batch.remember(memory, lambda: (self.new_id(), self.now))
        return memory

    # -- encryption --------------------------------------------------------------------------------

    def new_key(self, owner_kind: str, owner_id: str) -> str:
        """A new data key for a family, an instance or the tenant; its id."""
        key_id = self.new_id()
        wrapped = self.master_key.make(key_id)
        self._wrapped[key_id] = wrapped
        self.insert(
            key_table,
            {
                "id": key_id,
                "owner_kind": owner_kind,
                "owner_id": owner_id,
                "wrapped": wrapped,
                "created_at": self.now,
                "destroyed_at": None,
            },
        )
        return key_id

    def learn_key(self, key_id: str, wrapped: bytes | None) -> None:
        """A query that joined the key row hands it over, so that no second query is needed."""
        self._wrapped[key_id] = wrapped

    def learn_keys(self, key_ids: Iterable[str]) -> None:
        """Reads the missing ones in one query (list pages)."""
        missing = sorted({k for k in key_ids if k not in self._wrapped})
        if not missing:
            return
        marks = ", ".join("?" for _ in missing)
        sql = f"SELECT id, wrapped FROM key WHERE tenant_id = ? AND id IN ({marks})"
        for row in self.rows(sql, self.tenant_id, *missing):
            self._wrapped[str(row["id"])] = row["wrapped"]

    def _data_key(self, key_id: str) -> bytes:
        if key_id not in self._wrapped:
            self.learn_keys([key_id])
        return self.master_key.unwrap(key_id, self._wrapped.get(key_id))

    def seal(self, key_id: str, table: str, row_id: str, column: str, value: Any) -> bytes | None:
        """`value` (bytes, or anything JSON) sealed for its place; None stays None."""
        if value is None:
            return None
        plain = value if isinstance(value, bytes) else orjson.dumps(value)
        return crypto.seal(self._data_key(key_id), f"{self.tenant_id}/{table}/{row_id}/{column}", plain)

    def open_bytes(
        self, key_id: str, table: str, row_id: str, column: str, sealed: bytes | None
    ) -> bytes | None:
        """The bytes sealed there. Raises `KeyDestroyed` after erasure."""
        if sealed is None:
            return None
        place = f"{self.tenant_id}/{table}/{row_id}/{column}"
        return crypto.unseal(self._data_key(key_id), place, bytes(sealed))

    def open(self, key_id: str, table: str, row_id: str, column: str, sealed: bytes | None) -> Any:
        """The JSON value sealed there."""
        plain = self.open_bytes(key_id, table, row_id, column, sealed)
        return None if plain is None else orjson.loads(plain)
