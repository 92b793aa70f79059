"""The engine in the serving process: what every engine promises, and its own: notes, clocks, locks."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import statements
from tests.conftest import NOW
from tests.unit.schedule import jobs
from tests.unit.schedule.conformance import *  # noqa: F403
from tests.unit.schedule.conformance import PATIENCE, Done, Make
from workflow_service.config import StartupError
from workflow_service.schedule import EmbeddedEngine, ProcessLock
from workflow_service.schedule.firing import FOREVER, Fire, Pace, work_off
from workflow_service.store import Database, ticks
from workflow_service.store.jobs import Leadership

DAY = timedelta(days=1)


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[EmbeddedEngine] = []

    def engine(database: Database, fire: Fire) -> EmbeddedEngine:
        made.append(EmbeddedEngine(database, fire))
        return made[-1]

    yield engine
    for one in made:
        one.stop(PATIENCE)


def noted(database: Database, name: str) -> ticks.Tick:
    with database.begin(write=False) as uow:
        return next(tick for tick in ticks.all_ticks(uow) if tick.name == name)


def run_tick(database: Database, engine: EmbeddedEngine, runs: int = 1) -> None:
    """Starts the engine with a tick `seal` of one minute, waits for its runs, and stops it."""
    left = threading.Semaphore(0)
    engine.every("seal", 60, left.release)
    engine.start()
    for _ in range(runs):
        assert left.acquire(timeout=PATIENCE)
    assert engine.stop(PATIENCE)


def test_after_three_days_without_service_a_tick_runs_once_and_the_missed_ones_are_counted(
    database: Database,
) -> None:
    with database.begin() as uow:
        ticks.note(uow, "seal", 60, NOW - 3 * DAY, runs=7, owner="before", problem=None)
    with database.begin() as uow:
        assert ticks.note(uow, "seal", 60, NOW, runs=1, owner="now", first=True) == 3 * 24 * 60 - 1
    found = noted(database, "seal")
    assert (found.runs, found.missed, found.owner) == (8, 3 * 24 * 60 - 1, "now")


def test_the_engine_notes_its_ticks_and_looking_for_jobs(database: Database) -> None:
    run_tick(database, EmbeddedEngine(database, Done(database), wall=lambda: NOW))
    assert (noted(database, "jobs").every, noted(database, "jobs").problem) == (1, None)
    assert (noted(database, "jobs").ran_at, noted(database, "jobs").missed) == (NOW, 0)


@pytest.mark.parametrize("step", [-DAY, timedelta(hours=-1), timedelta(hours=1), 30 * DAY])
def test_ticks_go_on_when_the_machines_clock_is_set(database: Database, step: timedelta) -> None:
    moved: list[timedelta] = []

    def wall() -> datetime:
        return datetime.now(UTC) + (moved[0] if moved else timedelta())

    engine = EmbeddedEngine(database, Done(database), wall=wall)
    left = threading.Semaphore(0)
    engine.every("purge", 3600, left.release)
    engine.start()
    assert left.acquire(timeout=PATIENCE)
    # an hour early; again and again, since a tick that has not quite ended is not run beside itself
    for n in range(100):
        moved[:] = [step * ((n + 1) % 2)]
        engine.wake(())
        if left.acquire(timeout=PATIENCE / 100):
            break
    else:
        pytest.fail("the tick waits for the old time")
    assert engine.stop(PATIENCE)


def test_one_look_finds_what_is_due_and_when_the_next_job_will_be(database: Database) -> None:
    fired: list[str] = []
    assert work_off(database, jobs.firing(database, fired)) == (0, FOREVER)
    jobs.add(database, NOW + timedelta(seconds=30))
    jobs.add(database, NOW + timedelta(seconds=0.25))
    overdue = jobs.add(database, NOW - DAY)
    assert work_off(database, jobs.firing(database, fired)) == (1, 0.25)
    assert fired == overdue


def test_looking_costs_one_statement_beside_its_transaction(database: Database) -> None:
    jobs.add(database, NOW + timedelta(seconds=30))
    with statements.counted(database) as sent:
        work_off(database, jobs.firing(database, []))
    assert sum("FROM job" in one for one in sent.sent) == 1
    assert len(sent) == 4, str(sent)


def test_a_backlog_rests_after_each_slice_of_work() -> None:
    now, pauses = [0.0], list[float]()
    pace = Pace(lambda: now[0], pauses.append)
    for _ in range(10):
        now[0] += Pace.SLICE / 4
        pace.rest()
    assert pauses == [Pace.PAUSE] * 2


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
