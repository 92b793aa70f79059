"""Egelund Kommune on each database, before its first family: founded once, copied for each story."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import postgres
from tests.acceptance.story import Town, enter_town, found_town
from tests.acceptance.ways import Copies, Databases, Files, KnownWays
from tests.conftest import KEY, NOW, postgres_copy, sqlite_copy
from workflow_service.app.demonstration.people import Place
from workflow_service.app.wiring import make_runtime
from workflow_service.clock import FrozenClock
from workflow_service.runtime.releases import ReleaseCache
from workflow_service.store import Database


@dataclass(frozen=True)
class Founded:
    """`source`: the file or the database to copy. What was compiled stays compiled: a release never changes,
    and to publish the package and compile it takes longer than most stories."""

    source: str
    place: Place
    releases: ReleaseCache

    def enter(self, database: Database, clock: FrozenClock) -> Town:
        neck = make_runtime()
        neck.releases = self.releases
        return enter_town(database, clock, self.place, neck)


def _found(database: Database, source: str) -> Founded:
    town = found_town(database, FrozenClock(NOW))
    return Founded(source, town.place, town.neck.releases)


# other folders ask for these fixtures too, and get them as their own: the town is founded once all the same
_towns: dict[str, Founded] = {}


@pytest.fixture(scope="session")
def sqlite_town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Founded:
    if "sqlite" in _towns:
        return _towns["sqlite"]
    _towns["sqlite"] = found_on_sqlite(sqlite_template, tmp_path_factory.mktemp("egelund"))
    return _towns["sqlite"]


def found_on_sqlite(template: Path, folder: Path) -> Founded:
    """Founds the town in a file in `folder`."""
    path = folder / "oef.db"
    with sqlite_copy(template, path, FrozenClock(NOW)) as database:
        founded = _found(database, str(path))
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return founded


@pytest.fixture(scope="session")
def postgresql_town(postgres_server: postgres.Server) -> Founded:
    if "postgresql" in _towns:
        return _towns["postgresql"]
    # one for each worker of the run
    name = f"egelund_{os.getpid()}"
    postgres_server.create(name, "oef_template")
    database = Database(postgres_server.url(name), KEY, clock=FrozenClock(NOW))
    founded = _found(database, name)
    database.close()
    _towns["postgresql"] = founded
    return founded


@contextmanager
def _copied(request: pytest.FixtureRequest, kind: str, clock: FrozenClock) -> Iterator[Town]:
    founded: Founded = request.getfixturevalue(f"{kind}_town")
    copies: Copies
    if kind == "sqlite":
        path = request.getfixturevalue("tmp_path") / "oef.db"
        copied = sqlite_copy(Path(founded.source), path, clock)
        copies = Files(path, Path(founded.source).parent)
    else:
        server = request.getfixturevalue("postgres_server")
        copied = postgres_copy(server, founded.source, clock)
        copies = Databases(server)
    with copied as database:
        town = founded.enter(database, clock)
        town.known = KnownWays(kind, copies)
        yield town
        # a story may have stopped the service and started it again
        town.database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, clock: FrozenClock) -> Iterator[Town]:
    """Told on each database: on SQLite through the API, on PostgreSQL by the use cases behind it."""
    with _copied(request, request.param, clock) as town:
        town.told_by = town.api() if request.param == "sqlite" else None
        yield town


@pytest.fixture
def story_town(request: pytest.FixtureRequest, clock: FrozenClock) -> Iterator[Town]:
    """Told on SQLite only: what the story is about does not touch the database."""
    with _copied(request, "sqlite", clock) as town:
        yield town
