"""Bringing a database's tables to what this version of the service expects.

Migrations are promises (docs/operations.md): the old code runs on the new schema, a rename takes three
steps, and a migration imports no table definitions. Alembic is imported where it is used: it takes a third of
a second, and serving needs only `migration_state`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from workflow_service.store.columns import Moment
from workflow_service.store.database import Database
from workflow_service.store.keys import MasterKey
from workflow_service.store.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext

FOLDER = Path(__file__).parent / "migrations"
# any number, the same in every process: two migrations of one database wait for each other
LOCK = 7_303_014


@dataclass(frozen=True)
class MigrationState:
    """`found` is the revision the database is at (None: empty), `required` what this version needs."""

    found: str | None
    required: str

    @property
    def current(self) -> bool:
        return self.found == self.required


def migrate(database: Database) -> None:
    """Creates or upgrades all tables, in one transaction. Does nothing when they are current."""
    from alembic import command

    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock($1)", (LOCK,))
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def migration_state(database: Database) -> MigrationState:
    """Where the database is and where it should be. Reads only."""
    with database.engine.connect() as connection:
        there = sa.inspect(connection).has_table("alembic_version")
        sql = "SELECT version_num FROM alembic_version"
        found = connection.exec_driver_sql(sql).scalar() if there else None
    return MigrationState(found, newest_revision())


def newest_revision() -> str:
    """The revision this version needs: migrations are numbered by their file names."""
    return max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def differences(database: Database) -> list[Any]:
    """What the database has otherwise than the table definitions; empty when they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": same_type, "target_metadata": metadata}
        )
        return list(compare_metadata(context, metadata))


def draft(message: str, revision: str) -> Path:
    """Writes a new migration: the difference between the newest one and the table definitions.

    For developers (docs/operations.md, "Changing a table"); the file is read and corrected by hand.
    """
    from alembic import command
    from alembic.script import ScriptDirectory

    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/draft.db", MasterKey(bytes(32)))
        if any(ScriptDirectory.from_config(_config()).get_heads()):
            migrate(database)
        with database.engine.connect() as connection:
            config = _config()
            config.attributes["connection"] = connection
            script = command.revision(config, message, autogenerate=True, rev_id=revision)
        database.close()
    if script is None or isinstance(script, list):
        raise RuntimeError("Alembic wrote no single migration")
    path = Path(script.path)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "# ###" not in line))
    return path


def same_type(
    context: MigrationContext, inspected_column: Any, metadata_column: Any, inspected: Any, declared: Any
) -> bool | None:
    """Alembic's hook: False says the types agree, None leaves the comparison to it."""
    if isinstance(declared, Moment) and context.dialect.name == "sqlite":
        return not isinstance(inspected, sa.String)
    return None


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", FOLDER.as_posix())
    return config


if __name__ == "__main__":
    sys.stdout.write(f"{draft(sys.argv[1], sys.argv[2])}\n")
