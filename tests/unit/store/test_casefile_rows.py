from datetime import date

import pytest

from workflow_service.store import CannotOpen, Database, UnitOfWork, tables
from workflow_service.store.casefile_rows import add, change, fetch


def person(uow: UnitOfWork) -> tuple[str, str]:
    key_id = uow.new_key("family", uow.new_id())
    values = {
        "family_id": uow.new_id(),
        "relation": "child",
        "name": "Åse Østergaard",
        "birth_date": date(2017, 3, 14),
    }
    return key_id, add(uow, tables.person, key_id, values)


def test_a_row_comes_back_as_it_was_written(database: Database) -> None:
    with database.begin() as uow:
        _, person_id = person(uow)
    with database.begin() as uow:
        (row,) = fetch(uow, tables.person, "t.id = ?", person_id)
    assert (row["name"], row["birth_date"], row["address_protected"]) == (
        "Åse Østergaard",
        date(2017, 3, 14),
        False,
    )


def test_a_row_may_be_written_and_changed_twice_in_one_unit_of_work(database: Database) -> None:
    with database.begin() as uow:
        key_id, person_id = person(uow)
        change(uow, tables.person, key_id, person_id, {"name": "Åse Holm"})
        change(uow, tables.person, key_id, person_id, {"address_protected": True})
    with database.begin() as uow:
        (row,) = fetch(uow, tables.person, "t.id = ?", person_id)
    assert row["name"] == "Åse Holm" and row["address_protected"] is True


def test_a_sealed_name_moved_to_another_row_cannot_be_opened(database: Database) -> None:
    with database.begin() as uow:
        key_id, one = person(uow)
        other = add(uow, tables.person, key_id, {"family_id": uow.new_id(), "relation": "child"})
        sealed = uow.value("SELECT name FROM person WHERE id = ?", one)
        uow.update(tables.person, other, {"name": bytes(sealed)})
    with database.begin() as uow, pytest.raises(CannotOpen):
        fetch(uow, tables.person, "t.id = ?", other)


def test_names_stay_sealed_in_the_table(database: Database) -> None:
    with database.begin() as uow:
        _, person_id = person(uow)
        stored = bytes(uow.value("SELECT name FROM person WHERE id = ?", person_id))
    assert "Åse".encode() not in stored
