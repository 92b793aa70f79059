"""A fresh database for each test, on SQLite and on PostgreSQL, copied from a migrated template."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests import postgres
from workflow_service.clock import Clock, FrozenClock
from workflow_service.store import Database, MasterKey
from workflow_service.store.migrate import migrate
from workflow_service.store.tables.definitions import tenant

# a working day in Copenhagen: Tuesday at 10:00 local time
NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
KEY = MasterKey(bytes(range(32)))
FOLDER = "OEF_TEST_FOLDER"
# A copied database is hundreds of small files: in memory that takes a tenth of the time on a disk.
MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3

Opener = Callable[[str, Clock | None], Database]


def pytest_configure(config: pytest.Config) -> None:
    """The process that controls the run makes the folder its workers share."""
    if not hasattr(config, "workerinput") and FOLDER not in os.environ:
        place = _memory()
        _sweep(place)
        folder = tempfile.mkdtemp(prefix=f"oef-tests-{os.getpid()}-", dir=place)
        # the database user must be able to enter
        Path(folder).chmod(0o755)
        os.environ[FOLDER] = folder
        os.environ["OEF_TEST_OWNER"] = str(os.getpid())
        # the folders of `tmp_path` too, gone with the rest
        os.environ["PYTEST_DEBUG_TEMPROOT"] = folder


def _memory() -> Path | None:
    """Where a run's files are kept in memory; None when there is no such place, too little room in it, or
    nothing can be started from it (the database's programs may be copied there)."""
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return None
    return None if os.statvfs(MEMORY).f_flag & os.ST_NOEXEC else MEMORY


def _sweep(place: Path | None) -> None:
    """Memory is not given back by itself: takes away what a run that was killed left behind."""
    for folder in place.glob("oef-tests-*-*") if place is not None else ():
        if not Path(f"/proc/{folder.name.split('-')[2]}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    if os.environ.get("OEF_TEST_OWNER") == str(os.getpid()):
        folder = Path(os.environ.pop(FOLDER))
        if (folder / "pg" / "ready").exists():
            postgres.Server(folder / "pg").stop()
        shutil.rmtree(folder, ignore_errors=True)


def add_tenant(database: Database) -> None:
    """The municipality every test starts with."""
    with database.engine.connect() as connection:
        connection.execute(
            sa.insert(tenant).values(
                tenant_id=1,
                name="Egelund Kommune",
                zone="Europe/Copenhagen",
                clock_offset=0,
                case_year=0,
                case_number=0,
            )
        )
        connection.commit()


def _careless(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
    # unit tests survive no power cut, so they need not wait for the disk
    connection.cursor().execute("PRAGMA synchronous=OFF")


def prepare_template(server: postgres.Server) -> None:
    """One migrated database with the tenant and the service's rights, to copy from."""
    server.create("oef_template")
    database = Database(server.url("oef_template", "postgres"), KEY)
    migrate(database)
    add_tenant(database)
    database.close()
    server.run(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {postgres.ROLE}",
        database="oef_template",
    )


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "oef.db"
    database = Database(f"sqlite:///{path}", KEY)
    migrate(database)
    add_tenant(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> postgres.Server:
    """The run's PostgreSQL with the database `oef_template`."""
    folder = Path(os.environ[FOLDER])
    return postgres.shared_server(folder, int(os.environ["OEF_TEST_OWNER"]), prepare_template)


@pytest.fixture
def clock() -> FrozenClock:
    """The clock of the databases of a test; `clock.travel(to)` moves it."""
    return FrozenClock(NOW)


@contextmanager
def sqlite_copy(template: Path, path: Path, clock: Clock) -> Iterator[Database]:
    """A store of a test's own in `path`, with what `template` holds."""
    shutil.copyfile(template, path)
    database = open_sqlite(path, clock)
    yield database
    database.close()


def open_sqlite(path: Path, clock: Clock) -> Database:
    """The store in this file, written without waiting for the disk."""
    database = Database(f"sqlite:///{path}", KEY, clock=clock)
    sa.event.listen(database.engine, "connect", _careless)
    return database


@contextmanager
def postgres_copy(server: postgres.Server, template: str, clock: Clock) -> Iterator[Database]:
    """A store of a test's own with what the database `template` holds, used as the service uses it: neither
    superuser nor owner."""
    name = f"t{uuid.uuid4().hex}"
    server.create(name, template)
    database = Database(server.url(name), KEY, clock=clock)
    yield database
    database.close()
    server.drop(name)


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path, clock: FrozenClock) -> Iterator[Database]:
    """A fresh store on SQLite."""
    with sqlite_copy(sqlite_template, tmp_path / "oef.db", clock) as database:
        yield database


@pytest.fixture
def postgres_database(postgres_server: postgres.Server, clock: FrozenClock) -> Iterator[Database]:
    """A fresh store on PostgreSQL."""
    with postgres_copy(postgres_server, "oef_template", clock) as database:
        yield database


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A fresh store with tenant 1, master key and frozen clock: the test runs once on each database."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    found: Database = request.getfixturevalue(name)
    return found
