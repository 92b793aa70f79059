"""Column types that behave the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Text,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.sql.type_api import TypeEngine

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING)


def sqlite_moment(value: datetime) -> str:
    """The text under which SQLite stores an aware moment: UTC, fixed width, so text order is time order."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def parse_moment(value: Any) -> datetime | None:
    """A moment as either driver returns it, aware in UTC."""
    if value is None:
        return None
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    moment: datetime = value
    return moment.astimezone(UTC)


@lru_cache(2000)
def dollars(statement: str) -> str:
    """The statement with `$1`, `$2` … for its `?` marks, as PostgreSQL takes them."""
    head, *rest = statement.split("?")
    return head + "".join(f"${n}{part}" for n, part in enumerate(rest, 1))


class Moment(TypeDecorator[datetime]):
    """An aware moment, UTC. timestamptz on PostgreSQL, fixed-width text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(26))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a naive moment reached the database")
        return sqlite_moment(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return parse_moment(value)


def Id() -> TypeEngine[str]:
    """Dashed lower-case UUID text in Python; uuid on PostgreSQL, 36 characters on SQLite."""
    return Uuid(as_uuid=False).with_variant(String(36), "sqlite")


def id_column(name: str = "id", *args: Any, nullable: bool = True, **kw: Any) -> Column[Any]:
    return Column(name, Id(), *args, nullable=nullable, **kw)


def moment(name: str, *, nullable: bool = True) -> Column[Any]:
    return Column(name, Moment(), nullable=nullable)


def text(name: str, *, nullable: bool = True) -> Column[Any]:
    return Column(name, Text(), nullable=nullable)


def sealed(name: str, *, nullable: bool = True) -> Column[Any]:
    """A field encrypted with the family's key (see `store.keys`)."""
    return Column(name, LargeBinary(), nullable=nullable, info={"sealed": True})


def likeness(name: str, *, of: str, kind: str) -> Column[Any]:
    """A keyed hash of the sealed column `of`, written with it, under which alike ones are found (see
    `store.likeness`). `kind`: name or address."""
    return Column(name, LargeBinary(), nullable=True, info={"likeness": (of, kind)})


def exact(name: str, digits: int, *, nullable: bool = True) -> Column[Any]:
    """A decimal with two places: kroner and øre, or a percentage. SQLite keeps it as text, because its
    numbers are floats; read and written as `Decimal` on both (`store.casefile_rows`)."""
    kind = Numeric(digits, 2).with_variant(String(digits + 2), "sqlite")
    return Column(name, kind, nullable=nullable, info={"exact": True})
