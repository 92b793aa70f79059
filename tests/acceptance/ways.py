"""Ways up to a task that a process of the run has told once: the next story begins with a copy of what the
database held then. To copy takes a tenth of the time of a way."""

from __future__ import annotations

import shutil
import uuid
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from tests import postgres
from tests.acceptance.story import FAMILY, Story, Town
from tests.conftest import NOW, open_sqlite
from workflow_service.app.demonstration import course
from workflow_service.app.wiring import make_runtime
from workflow_service.clock import FrozenClock
from workflow_service.store import Database


class Copies(Protocol):
    """Keeps what a database holds, and brings it back. Nothing else is connected to it meanwhile."""

    def keep(self, database: Database) -> str:
        """Where it is kept."""

    def bring(self, kept: str, database: Database) -> None:
        """`database` holds what was kept."""

    def open(self, database: Database, clock: FrozenClock) -> Database:
        """The same once more, after it was closed."""


@dataclass(frozen=True)
class Files:
    """SQLite: `path` is the story's own file."""

    path: Path
    folder: Path

    def keep(self, database: Database) -> str:
        kept = self.folder / f"{uuid.uuid4().hex}.db"
        shutil.copyfile(self.path, kept)
        return str(kept)

    def bring(self, kept: str, database: Database) -> None:
        for rest in self.path.parent.glob(f"{self.path.name}-*"):
            rest.unlink()
        shutil.copyfile(kept, self.path)

    def open(self, database: Database, clock: FrozenClock) -> Database:
        return open_sqlite(self.path, clock)


@dataclass(frozen=True)
class Databases:
    """PostgreSQL."""

    server: postgres.Server

    def keep(self, database: Database) -> str:
        kept = f"way_{uuid.uuid4().hex}"
        self.server.create(kept, _name(database))
        return kept

    def bring(self, kept: str, database: Database) -> None:
        self.server.drop(_name(database))
        self.server.create(_name(database), kept)

    def open(self, database: Database, clock: FrozenClock) -> Database:
        return Database(self.server.url(_name(database)), database.master_key, clock=clock)


def _name(database: Database) -> str:
    return str(database.engine.url.database)


@dataclass(frozen=True)
class Way:
    """`source`: where the database is kept; `now`: the moment then; `story`: how far it had come."""

    source: str
    now: datetime
    story: Story


# by database, way of telling, family and task
_known: dict[tuple[str, str, str, str], Way] = {}


@dataclass(frozen=True)
class KnownWays:
    """The ways this process knows on one kind of database."""

    kind: str
    copies: Copies

    def lead(self, town: Town, name: str, target: str) -> Story | None:
        assert _untouched(town), "a story begins in a town in which nothing has happened"
        steps = [step.partition(":")[0] for step in course.path(FAMILY[name])]
        keys = [self._key(town, name, step) for step in reversed(steps[: steps.index(target) + 1])]
        way = next((_known[key] for key in keys if key in _known), None)
        if way is None:
            return None
        town.database.close()
        self.copies.bring(way.source, town.database)
        self._enter(town)
        town.driver.clock.moment = way.now
        return _alike(way.story, town)

    def keep(self, town: Town, story: Story, target: str) -> None:
        key = self._key(town, story.family.first, target)
        if key in _known:
            return
        town.database.close()
        source = self.copies.keep(town.database)
        self._enter(town)
        _known[key] = Way(source, town.driver.clock.now(), _alike(story, town))

    def _key(self, town: Town, name: str, target: str) -> tuple[str, str, str, str]:
        return self.kind, type(town.told_by).__name__, name, target

    def _enter(self, town: Town) -> None:
        neck = make_runtime()
        neck.releases = town.neck.releases
        town.enter(self.copies.open(town.database, town.driver.clock), neck)


def _alike(story: Story, town: Town) -> Story:
    return replace(
        story, town=town, trail=list(story.trail), times=dict(story.times), meant=deepcopy(story.meant)
    )


def _untouched(town: Town) -> bool:
    with town.database.begin(write=False) as uow:
        runs = uow.value("SELECT count(*) FROM process_instance")
    return not runs and town.driver.clock.now() == NOW
