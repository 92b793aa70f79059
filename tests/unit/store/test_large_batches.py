"""A batch of any size: PostgreSQL takes 65,535 values and tells 1,664 counts a statement."""

from __future__ import annotations

from workflow_service.store import Database, UnitOfWork, tables


def keys(uow: UnitOfWork, count: int) -> list[str]:
    """So many keys of one kind; their ids."""
    ids = [uow.new_id() for _ in range(count)]
    for key_id in ids:
        row = {"owner_kind": "bulk", "owner_id": key_id, "wrapped": b"x", "created_at": uow.now}
        uow.insert(tables.key, {"id": key_id, **row, "destroyed_at": None})
    return ids


def test_twelve_thousand_rows_go_in_at_once(database: Database) -> None:
    with database.begin() as uow:
        keys(uow, 12_000)
    with database.begin(write=False) as uow:
        assert uow.value("SELECT count(*) FROM key WHERE owner_kind = 'bulk'") == 12_000


def test_two_thousand_rows_are_changed_and_half_of_them_deleted_at_once(database: Database) -> None:
    with database.begin() as uow:
        ids = keys(uow, 2_000)
    with database.begin() as uow:
        for number, key_id in enumerate(ids):
            where = {"tenant_id": uow.tenant_id, "id": key_id}
            if number % 2:
                uow.batch.delete(tables.key, where)
            else:
                uow.batch.update(tables.key, where, {"wrapped": b"y"})
    with database.begin(write=False) as uow:
        rows = uow.rows("SELECT wrapped FROM key WHERE owner_kind = 'bulk'")
        assert len(rows) == 1_000 and {bytes(row["wrapped"]) for row in rows} == {b"y"}
