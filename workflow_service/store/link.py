"""Text statements straight to the driver, inside SQLAlchemy's connection and transaction.

SQLAlchemy describes every result anew (types, column names, a cursor of its own) before it gives the first
row: a seventh of what a completion cost. The hot path needs none of it. Errors are SQLAlchemy's all the same,
so that nobody has to know two families of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from workflow_service.store.columns import dollars

Values = Sequence[Any]
Watch = Callable[[str], None]


class Link:
    """One connection's way to the driver. Statements have `?` marks; values are the driver's kinds.

    `watchers` are told every statement before it goes out (tests count them).
    """

    def __init__(self, connection: sa.Connection, watchers: Sequence[Watch] = ()) -> None:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        self._connection = connection
        self._watchers = watchers
        self._driver: Any = driver
        self._execute: Callable[..., Any] = driver.execute
        self._sqlite = connection.dialect.name == "sqlite"

    def run(self, statement: str, values: Values = ()) -> Any:
        """Sends one statement; the driver's cursor."""
        if not self._sqlite:
            statement = dollars(statement)
        for watch in self._watchers:
            watch(statement)
        try:
            return self._execute(statement, values)
        except Exception as error:
            raise self._told(statement, error) from error

    def run_many(self, statement: str, rows: Sequence[Values]) -> None:
        """Sends one statement with many rows of values (SQLite)."""
        for watch in self._watchers:
            watch(statement)
        try:
            self._driver.executemany(statement, rows)
        except Exception as error:
            raise self._told(statement, error) from error

    def _told(self, statement: str, error: Exception) -> BaseException:
        """The error as SQLAlchemy tells it. A lost connection is not given out again, nor those beside it."""
        dialect = self._connection.dialect
        dbapi = dialect.loaded_dbapi
        if not isinstance(error, dbapi.Error):
            return error
        lost = dialect.is_disconnect(error, self._driver, None)
        if lost:
            self._connection.invalidate(error)
            self._connection.engine.dispose()
        # what is bound may be a family's: it never stands in an error text
        return DBAPIError.instance(
            statement,
            (),
            error,
            dbapi.Error,
            hide_parameters=True,
            connection_invalidated=lost,
            dialect=dialect,
        )


def names_of(cursor: Any) -> tuple[str, ...]:
    """The column names of a cursor's rows."""
    return tuple([column[0] for column in cursor.description or ()])
