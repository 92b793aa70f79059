"""The engine in the serving process: wakes at once, catches up, fails in the open, and runs alone."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.unit.schedule import jobs
from workflow_service.config import StartupError
from workflow_service.schedule import EmbeddedEngine, ProcessLock
from workflow_service.store import Database, UnitOfWork
from workflow_service.store.jobs import Leadership

PATIENCE = 20


class Fired:
    """Collects what an engine fired; `wait` returns when there are `count`."""

    def __init__(self, database: Database) -> None:
        self.ids: list[str] = []
        self._changed = threading.Condition()
        self._fire = jobs.firing(database, self.ids)

    def __call__(self, job_id: str) -> None:
        self._fire(job_id)
        with self._changed:
            self._changed.notify_all()

    def wait(self, count: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: len(self.ids) >= count, PATIENCE)


@pytest.fixture
def fired(database: Database) -> Fired:
    return Fired(database)


@pytest.fixture
def engine(database: Database, fired: Fired) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(database, fired)
    yield engine
    engine.stop(PATIENCE)


def test_what_became_due_while_nobody_ran_fires_at_start(
    database: Database, engine: EmbeddedEngine, fired: Fired
) -> None:
    ids = jobs.add(database, NOW, NOW)
    engine.start()
    assert fired.wait(2)
    assert fired.ids == ids


def test_a_committed_job_that_is_due_wakes_the_engine(
    database: Database, engine: EmbeddedEngine, fired: Fired
) -> None:
    engine.start()
    with database.begin() as uow:
        job_id = jobs.add_job(uow, uow.now)
        uow.wakes.append(job_id)
    assert fired.wait(1)
    assert fired.ids == [job_id]


def test_a_tick_that_fails_shows_in_the_health(database: Database, engine: EmbeddedEngine) -> None:
    runs: list[int] = []
    again = threading.Event()

    def tick() -> None:
        runs.append(len(runs))
        if len(runs) > 1:
            # a tick never runs twice at once, so the first failure has been noted
            again.set()
        raise OSError("disk full")

    engine.every("seal", 0.01, tick)
    engine.start()
    assert again.wait(PATIENCE)
    engine.stop(PATIENCE)
    assert engine.health().failing == {"seal": "OSError"}
    assert not engine.health().ok


def test_stopping_lets_the_job_in_hand_finish(database: Database) -> None:
    (job_id,) = jobs.add(database, NOW)
    inside, release = threading.Event(), threading.Event()

    def work(uow: UnitOfWork, job_id: str) -> None:
        inside.set()
        assert release.wait(PATIENCE)

    engine = EmbeddedEngine(database, jobs.firing(database, [], work))
    engine.start()
    assert inside.wait(PATIENCE)
    assert not engine.stop(0)
    release.set()
    assert engine.stop(PATIENCE)
    assert jobs.states(database, [job_id]) == ["done"]


def test_a_second_scheduler_stands_by_until_the_first_is_gone(postgres_database: Database) -> None:
    first, second = Leadership(postgres_database), Leadership(postgres_database)
    assert first.hold()
    assert not second.hold()
    first.release()
    assert second.hold()
    second.release()


def test_a_second_process_on_one_sqlite_file_is_refused_with_the_cure(tmp_path: Path) -> None:
    first, second = ProcessLock(tmp_path / "oef.db.lock"), ProcessLock(tmp_path / "oef.db.lock")
    first.acquire()
    with pytest.raises(StartupError, match=r"another process \(number \d+\).*PostgreSQL"):
        second.acquire()
    first.release()
    second.acquire()
    second.release()
