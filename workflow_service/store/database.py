"""Opening a database and units of work on it. SQLite (WAL, FULL) and PostgreSQL speak the same face."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError

from workflow_service.clock import Clock, SystemClock
from workflow_service.errors import Unavailable
from workflow_service.store.batch import Stale
from workflow_service.store.keys import MasterKey
from workflow_service.store.link import Link, Watch
from workflow_service.store.uow import Actor, UnitOfWork, Waker

BUSY_SECONDS = 10

_TENANT = "SELECT clock_offset, zone FROM tenant WHERE tenant_id = ?"
# the tenant may not exist yet: the time and the setting must come all the same
_TENANT_AND_TIME = (
    "SELECT t.clock_offset, t.zone, clock_timestamp(), set_config('oef.tenant', s.id::text, true)"
    " FROM (SELECT ?::bigint AS id) s LEFT JOIN tenant t ON t.tenant_id = s.id"
)
_TENANT_AND_TIME_UNPROMISED = _TENANT_AND_TIME.replace(
    " FROM (", ", set_config('synchronous_commit', 'off', true) FROM (", 1
)


def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    # the driver must not begin by itself: reads would take no snapshot and writes would upgrade late
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "cache_size=-20000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _postgres_options() -> dict[str, Any]:
    """Statements go to the server with its own `$1` marks. The driver's `%s` would be parsed anew for every
    long statement (its cache ends at 50 parameters), which cost more than the transaction."""
    # not at the top: a service on SQLite starts without it
    import psycopg

    return {"paramstyle": "numeric_dollar", "connect_args": {"cursor_factory": psycopg.RawCursor}}


def _is_double(error: IntegrityError) -> bool:
    """Two transactions made the same thing at once (a login, a message id): the second one lost."""
    return getattr(error.orig, "sqlstate", "") == "23505" or "UNIQUE constraint" in str(error.orig)


def _is_passing(error: OperationalError) -> bool:
    """Busy or away, as opposed to a wrong statement (SQLite calls both "operational")."""
    text = str(error.orig).lower()
    return "syntax error" not in text and "no such" not in text


class Database:
    """One database. `clock` is used on SQLite and in tests; on PostgreSQL the server's clock decides, unless
    a clock is given explicitly."""

    def __init__(
        self,
        url: str,
        master_key: MasterKey,
        *,
        clock: Clock | None = None,
        pool_size: int = 8,
        tenant_id: int = 1,
    ) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.master_key = master_key
        self.tenant_id = tenant_id
        self.waker: Waker | None = None
        # kinds of effects that can leave the house (`app` sets it); a mail nobody can send is not written
        self.ways: frozenset[str] = frozenset()
        # torture tests stop the process at named points; a no-op in production
        self.crash: Callable[[str], None] = lambda point: None
        # told every text statement before it goes out: tests count them
        self.watchers: list[Watch] = []
        self._clock = clock
        options: dict[str, Any] = {} if self.is_sqlite else _postgres_options()
        # what is bound may be a family's: it never stands in an error text
        options |= {"hide_parameters": True, "pool_size": pool_size, "max_overflow": 4}
        self.engine = sa.create_engine(self.url, **options)
        # one that nobody closed gives its connections back all the same
        weakref.finalize(self, self.engine.dispose)
        if self.is_sqlite:
            sa.event.listen(self.engine, "connect", _sqlite_pragmas)

    @contextmanager
    def begin(
        self, actor: Actor | None = None, *, purpose: str = "", write: bool = True, promised: bool = True
    ) -> Iterator[UnitOfWork]:
        """One unit of work in one transaction: returning commits, raising rolls back and is re-raised.

        `purpose` goes to the access log with every person looked at. `write=False` takes no write lock
        on SQLite. `promised=False`: nobody is told that it is done, and what asked for it is a row that comes
        back when the server crashes (a due job), so PostgreSQL need not wait for the disk. Whoever builds on
        it and is told so waits for both, since the log is written in its order.

        Raises `Unavailable` when the database is away or stays locked, `Stale` when another transaction was
        first.
        """
        try:
            with self.engine.connect() as connection:
                uow = self._open(connection, actor or Actor.system(), purpose, write, promised)
                try:
                    yield uow
                    uow.crash("before-flush")
                    uow.flush()
                    uow.crash("after-flush")
                except BaseException:
                    connection.rollback()
                    raise
                connection.commit()
                uow.crash("after-commit")
        except IntegrityError as error:
            if not _is_double(error):
                raise
            raise Stale("double") from error
        except OperationalError as error:
            if not _is_passing(error):
                raise
            raise Unavailable(
                "database_unavailable",
                "Databasen svarer ikke lige nu. Prøv igen om lidt. Intet er ændret.",
                "The database does not answer right now. Try again shortly. Nothing was changed.",
            ) from error
        if uow.wakes and self.waker is not None:
            self.waker.wake(tuple(uow.wakes))

    def _open(
        self, connection: sa.Connection, actor: Actor, purpose: str, write: bool, promised: bool
    ) -> UnitOfWork:
        # text statements go past SQLAlchemy, so it must be told that a transaction runs
        connection.begin()
        link = Link(connection, self.watchers)
        if self.is_sqlite:
            link.run("BEGIN IMMEDIATE" if write else "BEGIN")
            row = link.run(_TENANT, (self.tenant_id,)).fetchone()
            server_now = SystemClock().now()
        else:
            opening = _TENANT_AND_TIME if promised else _TENANT_AND_TIME_UNPROMISED
            row = link.run(opening, (self.tenant_id,)).fetchone()
            server_now = row[2].astimezone(UTC)
        now = (
            self._clock.now()
            if self._clock
            else server_now + timedelta(seconds=row[0] if row and row[0] else 0)
        )
        zone = str(row[1]) if row is not None and row[1] else "Europe/Copenhagen"
        return UnitOfWork(
            connection,
            link,
            self.master_key,
            self.tenant_id,
            now,
            zone,
            actor,
            purpose,
            ways=self.ways,
            crash=self.crash,
        )

    def close(self) -> None:
        self.engine.dispose()
