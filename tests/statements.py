"""Counting what really goes to the database: every statement, the opening and the ending of transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from workflow_service.store import Database


@dataclass
class Statements:
    """`sent`: the statements in order, BEGIN and COMMIT among them; `transactions`: those committed."""

    sent: list[str] = field(default_factory=list)
    transactions: int = 0

    def __len__(self) -> int:
        return len(self.sent)

    def __str__(self) -> str:
        return "\n".join(f"{n:2} {sql[:150]}" for n, sql in enumerate(self.sent, 1))


@contextmanager
def counted(database: Database) -> Iterator[Statements]:
    """Counts everything `database` sends inside the block. PostgreSQL's driver sends BEGIN by itself before
    the first statement; it is counted too."""
    found = Statements()

    def executed(
        _connection: Any, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool
    ) -> None:
        found.sent.append(" ".join(statement.split()))

    def began(_connection: Any) -> None:
        if not database.is_sqlite:
            found.sent.append("BEGIN")

    def committed(_connection: Any) -> None:
        found.sent.append("COMMIT")
        found.transactions += 1

    def sent(statement: str) -> None:
        found.sent.append(" ".join(statement.split()))

    database.watchers.append(sent)
    events = (("before_cursor_execute", executed), ("begin", began), ("commit", committed))
    for name, listener in events:
        sa.event.listen(database.engine, name, listener)
    try:
        yield found
    finally:
        database.watchers.remove(sent)
        for name, listener in events:
            sa.event.remove(database.engine, name, listener)
