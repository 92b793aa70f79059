"""Reference data that a package brings: parameters, legal bases, guidance, the library (domain.md 9 and 12).

What the municipality wrote itself stands. Each row keeps a fingerprint of what the package brought for it, so
that a row nobody edited follows the package, and one that somebody edited is kept and told of.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from workflow_service.errors import Malformed
from workflow_service.store.library import library_row
from workflow_service.store.tables import definitions as tables
from workflow_service.store.uow import UnitOfWork

BEGINNING = "2000-01-01"
# marks on a row, no part of what it says: who confirmed a section is not what the section reads
_MARKS = ("verified_on", "verified_source")

Row = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What a package would do to a row, or leave. `what`: `added`; `taken` (the package's row is another now
    and nobody edited ours); `kept` (somebody did: ours stands); `marked` (only its confirmation is another);
    `takes_over` (a new row follows one that the municipality wrote). `confirmed`: a confirmation of the
    municipality's is lost with the text it was of."""

    what: str
    table: sa.Table
    key: str
    valid_from: date | None
    row: Row
    before: Row | None = None
    confirmed: bool = False

    @property
    def written(self) -> bool:
        return self.what != "kept"


def compare(uow: UnitOfWork, data: Mapping[str, bytes | str | None]) -> list[Change]:
    """What bringing in these files (by name: `parameters.json` ...) would change; changes nothing.

    Each file is a JSON list of objects named as the columns, or an object with that list under one name.
    Raises Malformed when a file cannot be read or a row lacks its key.
    """
    found: list[Change] = []
    for name, (table, build) in _KINDS.items():
        entries = _entries(data.get(f"{name}.json"), name)
        if entries:
            found += _of_table(uow, table, [build(one) for one in entries])
    return found


def carry_out(uow: UnitOfWork, changes: list[Change]) -> None:
    """Writes what `compare` said."""
    for table, _ in _KINDS.values():
        new = [_stored(uow, one) for one in changes if one.table is table and one.before is None]
        if new:
            uow.execute(table.insert(), new)
    for one in changes:
        if one.before is not None and one.written:
            uow.execute(one.table.update().where(*_place(uow, one)).values(**_stored(uow, one)))


def import_reference_data(uow: UnitOfWork, **files: bytes | str | None) -> list[Change]:
    """`compare` and `carry_out` in one go; `parameters=`, `legal_bases=`, `guidance=`, `library=` are the
    contents of the files."""
    changes = compare(uow, {f"{name}.json": content for name, content in files.items()})
    carry_out(uow, changes)
    return changes


def _of_table(uow: UnitOfWork, table: sa.Table, incoming: list[Row]) -> Iterator[Change]:
    standing: dict[tuple[str, date | None], Row] = {}
    for row in uow.rows(sa.select(table).where(table.c.tenant_id == uow.tenant_id)):
        standing[row["key"], row.get("valid_from")] = dict(row)
    seen: dict[tuple[str, date | None], Row] = {}
    for new in incoming:
        # of two rows for one day the first counts
        seen.setdefault((new["key"], new.get("valid_from")), new)
    for (key, day), new in seen.items():
        ours = standing.get((key, day))
        if ours is None:
            before = [
                one for (other, since), one in standing.items() if other == key and _earlier(since, day)
            ]
            last = max(before, key=lambda one: one["valid_from"], default=None)
            what = "takes_over" if last is not None and _edited(last) else "added"
            yield Change(what, table, key, day, new)
            continue
        what = _judged(ours, new)
        if what:
            lost = what == "taken" and ours.get("verified_by") is not None
            yield Change(what, table, key, day, new, ours, lost)


def _judged(ours: Row, new: Row) -> str:
    """What to do with a row that is there; "" for nothing."""
    now, brought = fingerprint(ours, new), fingerprint(new, new)
    if now == brought:
        marked = any(ours[mark] != new[mark] for mark in _MARKS if mark in new)
        if marked and ours["verified_by"] is None and ours["packaged"] is not None:
            return "marked"
        return ""
    if _edited(ours):
        # only news is told: the package that was edited may come again and again
        return "kept" if ours["packaged"] != brought else ""
    return "taken"


def _edited(ours: Row) -> bool:
    return bool(ours["packaged"] != fingerprint(ours, ours))


def _earlier(since: date | None, day: date | None) -> bool:
    return since is not None and day is not None and since < day


_OURS = frozenset({"tenant_id", "packaged", "verified_by", "written_by", "written_at", "reason", *_MARKS})


def fingerprint(row: Mapping[str, Any], like: Mapping[str, Any]) -> str:
    """Of what the row says, in the columns that `like` has."""
    said = {name: row[name] for name in like if name not in _OURS}
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, default=date.isoformat)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _stored(uow: UnitOfWork, one: Change) -> Row:
    row = {**one.row, "packaged": fingerprint(one.row, one.row)}
    if "verified_on" in one.table.c:
        row["verified_by"] = None
    return {"tenant_id": uow.tenant_id, **row}


def _place(uow: UnitOfWork, one: Change) -> tuple[Any, ...]:
    where = [one.table.c.tenant_id == uow.tenant_id, one.table.c.key == one.key]
    if one.valid_from is not None:
        where.append(one.table.c.valid_from == one.valid_from)
    return tuple(where)


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
        raise _unreadable(name)
    return data


def _unreadable(name: str) -> Malformed:
    return Malformed(
        "reference_data_unreadable",
        f"Filen med {name} kan ikke læses. Den skal være en liste, hvor hver række har en nøgle (key), og"
        " datoer skrives 2026-01-31.",
        f"The file of {name} cannot be read. It must be a list in which every row has a key, and dates are"
        " written 2026-01-31.",
    )


def _day(row: Mapping[str, Any], name: str, file: str, default: str | None = None) -> Any:
    text = row.get(name) or default
    try:
        return None if text is None else date.fromisoformat(text)
    except (TypeError, ValueError):
        raise _unreadable(file) from None


def _parameter_row(row: Mapping[str, Any]) -> Row:
    value = row.get("value", "")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {
        "key": row["key"],
        "valid_from": _day(row, "valid_from", "parameters", BEGINNING),
        "value": str(value) if isinstance(value, str) or number else json.dumps(value, ensure_ascii=False),
        "unit": row.get("unit") or ("number" if number else "text"),
        "calendar_kind": row.get("calendar_kind") or "calendar",
        "label_da": row.get("label_da") or row["key"],
        "label_en": row.get("label_en") or row["key"],
        "source": row.get("source"),
    }


def _legal_row(row: Mapping[str, Any]) -> Row:
    link = str(row.get("link") or "")
    verified_on = _day(row, "verified_on", "legal_bases")
    return {
        "key": row["key"],
        "valid_from": _day(row, "valid_from", "legal_bases", BEGINNING),
        "valid_to": _day(row, "valid_to", "legal_bases"),
        "law": row.get("law") or "",
        "section": row.get("section") or "",
        "text_da": row.get("text_da") or "",
        "text_en": row.get("text_en") or "",
        "replaces": row.get("replaces"),
        "source": row.get("source"),
        # a link that is not https is left out: it would be offered to readers as ours
        "link": link if link.startswith("https://") else None,
        "verified_on": verified_on,
        "verified_source": row.get("source") if verified_on is not None else None,
    }


def _guidance_row(row: Mapping[str, Any]) -> Row:
    return {"key": row["key"], "text_da": row.get("text_da") or "", "text_en": row.get("text_en") or ""}


_KINDS: dict[str, tuple[sa.Table, Callable[[Mapping[str, Any]], Row]]] = {
    "parameters": (tables.parameter, _parameter_row),
    "legal_bases": (tables.legal_basis, _legal_row),
    "guidance": (tables.guidance, _guidance_row),
    "library": (tables.library_entry, library_row),
}

__all__ = ["Change", "carry_out", "compare", "fingerprint", "import_reference_data"]
