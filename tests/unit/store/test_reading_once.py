"""A row that is asked for in many places is read once, and never kept beyond a write."""

from __future__ import annotations

from tests.statements import counted
from workflow_service.store import Database, people

NAMES = "SELECT name FROM unit WHERE tenant_id = ?"


def test_the_same_read_is_sent_once(database: Database) -> None:
    with database.begin() as uow:
        with counted(database) as sent:
            first, second = (uow.rows_once(NAMES, uow.tenant_id) for _ in "12")
        assert first == second == []
        assert len(sent) == 1


def test_what_the_unit_of_work_wrote_is_read_anew(database: Database) -> None:
    with database.begin() as uow:
        assert uow.rows_once(NAMES, uow.tenant_id) == []
        unit_id = people.create_unit(uow, "Modtagelsen", "social")
        assert [row["name"] for row in uow.rows_once(NAMES, uow.tenant_id)] == ["Modtagelsen"]
        uow.rows("UPDATE unit SET name = ? WHERE tenant_id = ? AND id = ? RETURNING id", "A", 1, unit_id)
        assert [row["name"] for row in uow.rows_once(NAMES, uow.tenant_id)] == ["A"]


def test_what_was_taken_back_is_forgotten(database: Database) -> None:
    with database.begin() as uow:
        with uow.savepoint() as undo:
            people.create_unit(uow, "Modtagelsen", "social")
            assert len(uow.rows_once(NAMES, uow.tenant_id)) == 1
            undo()
        assert uow.rows_once(NAMES, uow.tenant_id) == []


def test_after_waiting_for_a_lock_rows_are_read_anew(postgres_database: Database) -> None:
    with postgres_database.begin() as uow:
        uow.rows_once(NAMES, uow.tenant_id)
        uow.rows("SELECT tenant_id FROM tenant FOR UPDATE")
        with counted(postgres_database) as sent:
            uow.rows_once(NAMES, uow.tenant_id)
        assert len(sent) == 1
