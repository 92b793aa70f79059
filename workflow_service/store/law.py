"""Sections of law as they read in a period, with when somebody last confirmed them (domain.md 12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow_service.store.casefile_rows import as_day, bound
from workflow_service.store.tables.definitions import legal_basis as table
from workflow_service.store.uow import UnitOfWork

_COLUMNS = (
    "l.key, l.law, l.section, l.text_da, l.text_en, l.valid_from, l.valid_to, l.replaces, l.source, l.link,"
    " l.verified_on, l.verified_source"
)


@dataclass(frozen=True)
class LegalBasis:
    """A section of law as it reads from `valid_from` to the next row of its key, at the longest to `valid_to`
    (included). `verified_on` None: nobody has read it in its source, its number is unconfirmed."""

    key: str
    law: str
    section: str
    text_da: str
    text_en: str
    valid_from: date
    valid_to: date | None = None
    replaces: str | None = None
    source: str | None = None
    link: str | None = None
    verified_on: date | None = None
    verified_source: str | None = None

    def text(self, language: str) -> str:
        return self.text_en if language == "en" else self.text_da

    @property
    def citation(self) -> str:
        """As screens and letters cite it: `barnets lov § 32, stk. 1`."""
        return f"{self.law} {self.section}".strip()

    @property
    def verified(self) -> bool:
        return self.verified_on is not None


@dataclass(frozen=True)
class Written:
    """A row with its story: who wrote it when and why (None: the package brought it), who confirmed it."""

    basis: LegalBasis
    written_by: str | None
    written_at: datetime | None
    reason: str | None
    verified_by: str | None


def legal_basis(uow: UnitOfWork, key: str, on: date) -> LegalBasis | None:
    """The section behind `key` as it reads on the local day `on`."""
    rows = legal_bases(uow, on, (key,))
    return rows[0] if rows else None


def legal_bases(uow: UnitOfWork, on: date, keys: Iterable[str] | None = None) -> list[LegalBasis]:
    """The sections in force on that day, by key; `keys` narrows them. The newest row of a key counts, and
    when its time is over none does: an older text does not come back."""
    wanted = None if keys is None else sorted(set(keys))
    if wanted == []:
        return []
    marks = "" if wanted is None else f" AND l.key IN ({', '.join('?' for _ in wanted)})"
    rows = uow.rows(
        f"SELECT {_COLUMNS} FROM legal_basis l WHERE l.tenant_id = ? AND l.valid_from <= ?{marks}"
        " ORDER BY l.key, l.valid_from",
        uow.tenant_id,
        bound(uow, on),
        *(wanted or ()),
    )
    newest = {row["key"]: _basis(row) for row in rows}
    return [one for one in newest.values() if one.valid_to is None or one.valid_to >= on]


def rows_of(uow: UnitOfWork, key: str | None = None) -> list[Written]:
    """Every row of a key (None: of all keys), by key, the oldest first, those to come among them."""
    narrowed = "" if key is None else " AND l.key = ?"
    rows = uow.rows(
        f"SELECT {_COLUMNS}, l.written_at, l.reason, w.name AS written_by, v.name AS verified_by"
        " FROM legal_basis l"
        " LEFT JOIN app_user w ON w.tenant_id = l.tenant_id AND w.id = l.written_by"
        " LEFT JOIN app_user v ON v.tenant_id = l.tenant_id AND v.id = l.verified_by"
        f" WHERE l.tenant_id = ?{narrowed} ORDER BY l.key, l.valid_from",
        uow.tenant_id,
        *(() if key is None else (key,)),
    )
    return [
        Written(
            _basis(row), row["written_by"], uow.moment(row["written_at"]), row["reason"], row["verified_by"]
        )
        for row in rows
    ]


def put(uow: UnitOfWork, basis: LegalBasis, reason: str, *, instead: bool) -> None:
    """Writes the municipality's own row from its first day; `instead`: in the place of one that was to begin
    on that day."""
    values: dict[str, Any] = {
        "law": basis.law,
        "section": basis.section,
        "text_da": basis.text_da,
        "text_en": basis.text_en,
        "valid_to": basis.valid_to,
        "replaces": basis.replaces,
        "source": basis.source,
        "link": basis.link,
        "verified_on": basis.verified_on,
        "verified_source": basis.verified_source,
        "verified_by": uow.actor.user_id if basis.verified_on is not None else None,
        "written_by": uow.actor.user_id,
        "written_at": uow.now,
        "reason": reason,
    }
    if instead:
        uow.execute(table.update().where(*_at(uow, basis.key, basis.valid_from)).values(**values))
        return
    where = {"tenant_id": uow.tenant_id, "key": basis.key, "valid_from": basis.valid_from}
    uow.execute(table.insert().values(**where, **values))


def confirm(uow: UnitOfWork, key: str, valid_from: date, on: date, source: str) -> None:
    """Somebody read the row in its source on the day `on`."""
    values = {"verified_on": on, "verified_by": uow.actor.user_id, "verified_source": source}
    uow.execute(table.update().where(*_at(uow, key, valid_from)).values(**values))


def _at(uow: UnitOfWork, key: str, valid_from: date) -> tuple[Any, ...]:
    return table.c.tenant_id == uow.tenant_id, table.c.key == key, table.c.valid_from == valid_from


def _basis(row: Mapping[str, Any]) -> LegalBasis:
    return LegalBasis(
        row["key"],
        row["law"],
        row["section"],
        row["text_da"],
        row["text_en"],
        as_day(row["valid_from"]) or date.min,
        as_day(row["valid_to"]),
        row["replaces"],
        row["source"],
        row["link"],
        as_day(row["verified_on"]),
        row["verified_source"],
    )


__all__ = ["LegalBasis", "Written", "confirm", "legal_bases", "legal_basis", "put", "rows_of"]
