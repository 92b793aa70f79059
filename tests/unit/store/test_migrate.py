"""Migrations make exactly the tables the code declares, and keep tenants apart."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy.exc import ProgrammingError

from tests.conftest import KEY
from workflow_service.store import Database
from workflow_service.store.migrate import FOLDER, differences, migrate, migration_state, newest_revision
from workflow_service.store.tables import metadata


def test_migrations_make_exactly_the_declared_tables(database: Database) -> None:
    assert differences(database) == []


def test_a_missing_column_is_found(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE unit DROP COLUMN sector")
    assert [change[0] for change in differences(sqlite_database)] == ["add_column"]


def test_a_migrated_database_is_current_and_an_empty_one_is_not(database: Database, tmp_path: Path) -> None:
    assert migration_state(database).current
    empty = Database(f"sqlite:///{tmp_path}/empty.db", KEY)
    assert migration_state(empty).found is None
    assert not migration_state(empty).current
    empty.close()


def test_the_newest_file_is_the_revision_alembic_migrates_to() -> None:
    assert newest_revision() == ScriptDirectory(FOLDER).get_current_head()


def test_serving_does_not_import_what_only_migrating_needs() -> None:
    code = (
        "import sys, workflow_service.cli; print(sorted({'alembic', 'mako', 'pygments'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_migrating_twice_changes_nothing(sqlite_database: Database) -> None:
    migrate(sqlite_database)
    assert migration_state(sqlite_database).current


def test_row_level_security_guards_every_table_with_a_tenant(postgres_database: Database) -> None:
    with postgres_database.engine.connect() as connection:
        guarded = connection.exec_driver_sql(
            "SELECT tablename FROM pg_policies JOIN pg_class ON relname = tablename"
            " WHERE relrowsecurity AND relforcerowsecurity"
        ).scalars()
        assert set(guarded) == {name for name, t in metadata.tables.items() if "tenant_id" in t.c} - {
            "tenant"
        }


def test_another_tenants_rows_can_be_neither_read_nor_written(postgres_database: Database) -> None:
    unit = metadata.tables["unit"]
    with postgres_database.begin() as uow:
        uow.insert(unit, {"id": uow.new_id(), "name": "Familieafdelingen", "sector": "social"})
    other = Database(postgres_database.url.render_as_string(), KEY, tenant_id=2)
    with other.begin() as uow:
        assert uow.rows(sa.select(unit)) == []
    with pytest.raises(ProgrammingError, match="row-level security"), other.begin() as uow:
        uow.execute(unit.insert().values(tenant_id=1, id=uow.new_id(), name="Fremmed", sector="social"))
    other.close()
