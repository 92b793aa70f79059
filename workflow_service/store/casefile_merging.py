"""Moving rows from one family or person to another, with what it takes to bring back the very rows.

Every row that is changed, removed or added is kept as it was stored (sealed values stay sealed), so that an
undo writes the same bytes. Nothing is decrypted for that.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from workflow_service.store.casefile_rows import Row, fetch
from workflow_service.store.columns import metadata
from workflow_service.store.tables import casefile as tables
from workflow_service.store.tables.quality import merge, merge_row
from workflow_service.store.tables.records import key
from workflow_service.store.uow import UnitOfWork

# columns that name a person of a family, wherever they stand (a test looks for others)
PERSON_COLUMNS = frozenset(
    {"person_id", "child_id", "adult_id", "giver_id", "for_person_id", "requester_id", "complainant_id"}
)
# what was written and sent stays as it was written: its ids are resolved by `merged_into_id`
AS_WRITTEN = frozenset(
    {
        "access_document",
        "access_request",
        "attachment",
        "audit_event",
        "command_log",
        "form_submission",
        "guest_invitation",
        "held_letter",
        "idempotency",
        "journal_entry",
        "merge",
        "misdirected_letter",
        "notification",
        "outbox",
        "person",
        "process_instance",
        "user_task",
    }
)
_BOOKS = frozenset({"merge", "merge_row", "known_apart", "access_log", "audit_event"})


@dataclass
class Mover:
    """Writes the changes of one merge and keeps each row's way back."""

    uow: UnitOfWork
    merge_id: str
    moved: dict[str, int] = field(default_factory=dict)
    _position: int = 0

    def change(self, table: sa.Table, row: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Sets `values` on a row that was read raw (`raw_rows`)."""
        before = {name: row[name] for name in values}
        if before == dict(values):
            return
        self.uow.execute(sa.update(table).where(*_same(table, self.uow, row)).values(dict(values)))
        self._keep(table, "changed", row, before, values)

    def remove(self, table: sa.Table, row: Mapping[str, Any]) -> None:
        self.uow.execute(sa.delete(table).where(*_same(table, self.uow, row)))
        self._keep(table, "removed", row, row, {})

    def add(self, table: sa.Table, row: Mapping[str, Any]) -> None:
        """Adds a row; `row` holds every column but the tenant's."""
        self.uow.execute(sa.insert(table).values({"tenant_id": self.uow.tenant_id, **row}))
        self._keep(table, "added", row, {}, row)

    def _keep(
        self,
        table: sa.Table,
        what: str,
        row: Mapping[str, Any],
        before: Mapping[str, Any],
        after: Mapping[str, Any],
    ) -> None:
        self._position += 1
        name = str(table.name)
        self.moved[name] = self.moved.get(name, 0) + 1
        self.uow.insert(
            merge_row,
            {
                "merge_id": self.merge_id,
                "position": self._position,
                "table_name": table.name,
                "what": what,
                "row_key": _text({name: row[name] for name in _key(table)}),
                "before": _text({k: v for k, v in before.items() if k != "tenant_id"}),
                "after": _text({k: v for k, v in after.items() if k != "tenant_id"}),
            },
        )


def move_family(mover: Mover, kept_id: str, gone_id: str) -> None:
    """Everything that belongs to family `gone_id` belongs to `kept_id` from now on. The row of the family
    that is gone stays and says where it went, because running courses name it."""
    uow = mover.uow
    for table in metadata.sorted_tables:
        if "family_id" in table.columns and table.name not in _BOOKS:
            for row in raw_rows(uow, table, family_id=gone_id):
                mover.change(table, row, {"family_id": kept_id})
    kept, gone = _one(uow, tables.family, kept_id), _one(uow, tables.family, gone_id)
    if gone["honour_conflict"] and not kept["honour_conflict"]:
        # INV-15: a suspicion is never lost
        mover.change(tables.family, kept, {"honour_conflict": True})
    mover.change(tables.family, gone, {"merged_into_id": kept_id})


def move_person(mover: Mover, kept_id: str, gone_id: str) -> None:
    """Everything that names person `gone_id` names `kept_id` from now on. Where both stood (a household, a
    parent's relation to a child) one row remains: that of the kept one."""
    uow = mover.uow
    _leave_homes(mover, kept_id, gone_id)
    _leave_relations(mover, kept_id, gone_id)
    for table in metadata.sorted_tables:
        if table.name in _BOOKS or table.name == "household_member":
            continue
        for name in sorted(PERSON_COLUMNS & set(table.columns.keys())):
            for row in raw_rows(uow, table, **{name: gone_id}):
                mover.change(table, row, {name: kept_id})
    mover.change(tables.person, _one(uow, tables.person, gone_id), {"merged_into_id": kept_id})


def _leave_homes(mover: Mover, kept_id: str, gone_id: str) -> None:
    there = {
        str(row["household_id"]) for row in raw_rows(mover.uow, tables.household_member, person_id=kept_id)
    }
    for row in raw_rows(mover.uow, tables.household_member, person_id=gone_id):
        mover.remove(tables.household_member, row)
        if str(row["household_id"]) not in there:
            home = {"household_id": row["household_id"], "person_id": kept_id}
            mover.add(tables.household_member, home)


def _leave_relations(mover: Mover, kept_id: str, gone_id: str) -> None:
    """Of two relations between the same child and adult the kept person's own remains."""
    table = tables.parent_relation
    for mine, theirs in (("child_id", "adult_id"), ("adult_id", "child_id")):
        own = {str(row[theirs]) for row in raw_rows(mover.uow, table, **{mine: kept_id})}
        for row in raw_rows(mover.uow, table, **{mine: gone_id}):
            if str(row[theirs]) in own:
                mover.remove(table, row)


def rewrite_ids(mover: Mover, key_ids: Iterable[str], kept_id: str, gone_id: str) -> None:
    """Sealed answers of the family that name person `gone_id` by id name `kept_id`; letters, submissions and
    the journal stay as they were written."""
    uow, wanted = mover.uow, sorted(set(key_ids))
    uow.learn_keys(wanted)
    for table in metadata.sorted_tables:
        sealed = [column.name for column in table.columns if column.info.get("sealed")]
        if table.name in AS_WRITTEN or not sealed or not {"id", "key_id"} <= set(table.columns.keys()):
            continue
        for row in raw_rows(uow, table, key_id=wanted):
            values = {}
            for name in sealed:
                place = (str(row["key_id"]), table.name, str(row["id"]), name)
                plain = uow.open_bytes(*place, row[name])
                if plain is not None and gone_id.encode() in plain:
                    values[name] = uow.seal(*place, plain.replace(gone_id.encode(), kept_id.encode()))
            if values:
                mover.change(table, row, values)


def undo(uow: UnitOfWork, merge_id: str) -> list[str]:
    """Brings back every row as it was before the merge, the last change first; names of the tables in which a
    row was changed otherwise since and so stays as it is now."""
    stayed = []
    rows = uow.rows(
        sa.select(merge_row)
        .where(merge_row.c.tenant_id == uow.tenant_id, merge_row.c.merge_id == merge_id)
        .order_by(merge_row.c.position.desc())
    )
    for row in rows:
        table = metadata.tables[row["table_name"]]
        key, before, after = (_values(row[name]) for name in ("row_key", "before", "after"))
        if not _bring_back(uow, table, row["what"], key, before, after):
            stayed.append(table.name)
    return sorted(set(stayed))


def _bring_back(
    uow: UnitOfWork,
    table: sa.Table,
    what: str,
    key: Mapping[str, Any],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> bool:
    where = _same(table, uow, key)
    now = uow.row(sa.select(table).where(*where))
    if what == "removed":
        if now is None:
            uow.execute(sa.insert(table).values({"tenant_id": uow.tenant_id, **before}))
        return now is None
    if now is None or any(_plain(now[name]) != _plain(value) for name, value in after.items()):
        return False
    if what == "added":
        uow.execute(sa.delete(table).where(*where))
    else:
        uow.execute(sa.update(table).where(*where).values(dict(before)))
    return True


def follow_cases(uow: UnitOfWork, merge_id: str, kept_id: str, gone_id: str) -> None:
    """After an undo: what was written in the cases that go back (consents, say) goes back with them."""
    rows = uow.rows(
        sa.select(merge_row.c.row_key).where(
            merge_row.c.tenant_id == uow.tenant_id,
            merge_row.c.merge_id == merge_id,
            merge_row.c.table_name == "case_file",
        )
    )
    cases = [_values(row["row_key"])["id"] for row in rows]
    for table in metadata.sorted_tables:
        if {"family_id", "case_id"} <= set(table.columns.keys()) and table.name not in _BOOKS and cases:
            mine = (table.c.tenant_id == uow.tenant_id, table.c.family_id == kept_id)
            uow.execute(
                sa.update(table).where(*mine, table.c.case_id.in_(cases)).values({"family_id": gone_id})
            )


def raw_rows(uow: UnitOfWork, table: sa.Table, **wanted: Any) -> list[Mapping[str, Any]]:
    """The rows of this tenant with these values (a list: one of them), as they are stored."""
    where = [table.c.tenant_id == uow.tenant_id]
    for name, value in wanted.items():
        column = table.c[name]
        where.append(column.in_(value) if isinstance(value, list) else column == value)
    ordered = sa.select(table).where(*where).order_by(*(table.c[name] for name in _key(table)))
    return uow.rows(ordered)


def keys_of(uow: UnitOfWork, family_id: str) -> list[str]:
    """The keys with which rows of the family are sealed: its own, and those of families merged into it."""
    rows = uow.rows(
        sa.select(tables.family.c.key_id, tables.family.c.id).where(
            tables.family.c.tenant_id == uow.tenant_id,
            sa.or_(tables.family.c.id == family_id, tables.family.c.merged_into_id == family_id),
        )
    )
    return [str(row["key_id"]) for row in rows]


def give_key(mover: Mover, kept_id: str, gone_id: str) -> None:
    """The key of the family that is gone belongs to the kept one: erasing that family destroys both."""
    rows = raw_rows(mover.uow, key, owner_kind="family", owner_id=gone_id)
    for row in rows:
        mover.change(key, row, {"owner_id": kept_id})


def read_merge(uow: UnitOfWork, merge_id: str, *, lock: bool = False) -> Row | None:
    if lock and not uow.sqlite:
        uow.row("SELECT id FROM merge WHERE tenant_id = ? AND id = ? FOR UPDATE", uow.tenant_id, merge_id)
    found = fetch(uow, merge, "t.id = ?", merge_id)
    return found[0] if found else None


def merges_that_can_be_undone(uow: UnitOfWork) -> list[Row]:
    """Merges of the last weeks that still stand, the newest first."""
    return fetch(
        uow, merge, "t.undone_at IS NULL AND t.undo_until > ?", uow.now, tail="ORDER BY t.id DESC LIMIT 200"
    )


def later_merges(uow: UnitOfWork, one: Row) -> list[str]:
    """Merges after this one that build on it and still stand."""
    rows = uow.rows(
        "SELECT id FROM merge WHERE tenant_id = ? AND id > ? AND undone_at IS NULL"
        " AND (family_id = ? OR kept_id IN (?, ?) OR gone_id IN (?, ?)) ORDER BY id",
        uow.tenant_id,
        one["id"],
        one["family_id"],
        one["kept_id"],
        one["gone_id"],
        one["kept_id"],
        one["gone_id"],
    )
    return [str(row["id"]) for row in rows]


def _one(uow: UnitOfWork, table: sa.Table, row_id: str) -> Mapping[str, Any]:
    (row,) = raw_rows(uow, table, id=row_id)
    return row


def _key(table: sa.Table) -> list[str]:
    return [column.name for column in table.primary_key.columns if column.name != "tenant_id"]


def _same(table: sa.Table, uow: UnitOfWork, row: Mapping[str, Any]) -> list[sa.ColumnElement[bool]]:
    return [table.c.tenant_id == uow.tenant_id, *(table.c[name] == row[name] for name in _key(table))]


def _plain(value: Any) -> Any:
    """A stored value as JSON can hold it."""
    if isinstance(value, bytes | memoryview):
        return {"b": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, datetime):
        return {"m": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return {"n": str(value)} if isinstance(value, Decimal) else value


def _text(values: Mapping[str, Any]) -> str:
    return json.dumps({str(name): _plain(value) for name, value in values.items()})


def _values(text: str) -> dict[str, Any]:
    return {name: _read(value) for name, value in json.loads(text).items()}


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    if kind == "b":
        return base64.b64decode(text)
    if kind == "m":
        return datetime.fromisoformat(text)
    return date.fromisoformat(text) if kind == "d" else Decimal(text)
