"""What every engine of the clock must do, whatever wakes it: written against `Engine` alone.

An engine is tested by a module that has a fixture `make` (an engine that is not started, on `database`) and
the line `from tests.unit.schedule.conformance import *`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from tests.conftest import NOW
from tests.unit.schedule import jobs
from workflow_service.clock import FrozenClock
from workflow_service.schedule import Engine
from workflow_service.schedule.firing import Fire
from workflow_service.store import Database, UnitOfWork

PATIENCE = 20
Make = Callable[[Database, Fire], Engine]

__all__ = [
    "test_a_committed_job_that_is_due_is_done_when_it_is_woken",
    "test_a_job_that_fails_is_done_later_and_holds_up_no_other",
    "test_a_job_whose_transaction_was_rolled_back_is_never_done",
    "test_a_job_without_a_wake_is_found_in_its_row",
    "test_a_job_woken_many_times_is_done_once",
    "test_a_started_engine_is_well_and_a_stopped_one_is_not",
    "test_a_tick_runs_at_start_and_again_and_never_beside_itself",
    "test_a_tick_that_fails_shows_until_it_runs_again",
    "test_nothing_is_done_before_its_time",
    "test_stopping_waits_for_the_job_in_hand_and_says_when_it_did_not_end",
    "test_what_became_due_while_nobody_ran_is_done_in_due_order_once_each",
    "test_what_is_left_at_the_end_is_done_by_the_next_start",
]


class Done:
    """A `fire` that leaves its mark in the database, and notes the ids of committed jobs in order."""

    def __init__(self, database: Database, fails: set[str] | None = None) -> None:
        self.ids: list[str] = []
        self._changed = threading.Condition()
        self._fails = set() if fails is None else fails
        self._fire = jobs.firing(database, self.ids, self._work)

    def _work(self, uow: UnitOfWork, job_id: str) -> None:
        if job_id in self._fails:
            self._fails.discard(job_id)
            raise OSError

    def __call__(self, job_id: str) -> None:
        self._fire(job_id)
        with self._changed:
            self._changed.notify_all()

    def wait(self, count: int) -> bool:
        """Are there `count` of them before patience ends?"""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.ids) >= count, PATIENCE)


def _due_now(database: Database) -> str:
    with database.begin() as uow:
        job_id = jobs.add_job(uow, uow.now)
        uow.wakes.append(job_id)
    return job_id


def test_what_became_due_while_nobody_ran_is_done_in_due_order_once_each(
    database: Database, make: Make
) -> None:
    later, last, first = jobs.add(
        database, NOW - timedelta(hours=2), NOW - timedelta(hours=1), NOW - timedelta(days=3)
    )
    done = Done(database)
    engine = make(database, done)
    engine.start()
    assert done.wait(3)
    assert engine.stop(PATIENCE)
    assert done.ids == [first, later, last]
    assert jobs.states(database, [first, later, last]) == ["done"] * 3


def test_a_committed_job_that_is_due_is_done_when_it_is_woken(database: Database, make: Make) -> None:
    done = Done(database)
    engine = make(database, done)
    engine.start()
    ids = [_due_now(database), _due_now(database)]
    assert done.wait(2)
    assert engine.stop(PATIENCE)
    assert sorted(done.ids) == sorted(ids)


def test_a_job_woken_many_times_is_done_once(database: Database, make: Make) -> None:
    done = Done(database)
    engine = make(database, done)
    engine.start()
    job_id = _due_now(database)
    for _ in range(20):
        engine.wake((job_id,))
    other = _due_now(database)
    assert done.wait(2)
    assert engine.stop(PATIENCE)
    assert sorted(done.ids) == sorted([job_id, other])


def test_a_job_whose_transaction_was_rolled_back_is_never_done(database: Database, make: Make) -> None:
    done = Done(database)
    engine = make(database, done)
    engine.start()
    try:
        with database.begin() as uow:
            gone = jobs.add_job(uow, uow.now)
            uow.wakes.append(gone)
            uow.flush()
            raise OSError
    except OSError:
        engine.wake((gone,))
    kept = _due_now(database)
    assert done.wait(1)
    assert engine.stop(PATIENCE)
    assert done.ids == [kept]


def test_a_job_without_a_wake_is_found_in_its_row(database: Database, make: Make) -> None:
    done = Done(database)
    engine = make(database, done)
    engine.start()
    (job_id,) = jobs.add(database, NOW)
    assert done.wait(1)
    assert engine.stop(PATIENCE)
    assert done.ids == [job_id]


def test_nothing_is_done_before_its_time(database: Database, make: Make, clock: FrozenClock) -> None:
    done = Done(database)
    engine = make(database, done)
    (early,) = jobs.add(database, NOW + timedelta(hours=1))
    engine.start()
    engine.wake((early,))
    now = _due_now(database)
    assert done.wait(1)
    assert done.ids == [now]
    clock.travel(NOW + timedelta(hours=1))
    engine.wake(())
    assert done.wait(2)
    assert engine.stop(PATIENCE)


def test_a_job_that_fails_is_done_later_and_holds_up_no_other(
    database: Database, make: Make, clock: FrozenClock
) -> None:
    bad, good = jobs.add(database, NOW - timedelta(hours=1), NOW)
    done = Done(database, {bad})
    engine = make(database, done)
    engine.start()
    assert done.wait(1)
    assert done.ids[0] == good
    clock.travel(NOW + timedelta(hours=1))
    engine.wake((bad,))
    assert done.wait(2)
    assert engine.stop(PATIENCE)
    assert done.ids == [good, bad]


def test_stopping_waits_for_the_job_in_hand_and_says_when_it_did_not_end(
    database: Database, make: Make
) -> None:
    (job_id,) = jobs.add(database, NOW)
    inside, release = threading.Event(), threading.Event()

    def work(uow: UnitOfWork, job_id: str) -> None:
        inside.set()
        assert release.wait(PATIENCE)

    engine = make(database, jobs.firing(database, [], work))
    engine.start()
    assert inside.wait(PATIENCE)
    assert not engine.stop(0)
    release.set()
    assert engine.stop(PATIENCE)
    assert jobs.states(database, [job_id]) == ["done"]


def test_what_is_left_at_the_end_is_done_by_the_next_start(database: Database, make: Make) -> None:
    first = make(database, Done(database))
    first.start()
    assert first.stop(PATIENCE)
    job_id, done = _due_now(database), Done(database)
    second = make(database, done)
    second.start()
    assert done.wait(1)
    assert second.stop(PATIENCE)
    assert done.ids == [job_id]


def test_a_tick_runs_at_start_and_again_and_never_beside_itself(database: Database, make: Make) -> None:
    engine = make(database, Done(database))
    inside, most, runs, enough = [0], [0], [0], threading.Event()

    def tick() -> None:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        # as long as several turns of the tick
        enough.wait(0.05)
        runs[0] += 1
        if runs[0] == 3:
            enough.set()
        inside[0] -= 1

    engine.every("probe", 0.01, tick)
    engine.start()
    assert enough.wait(PATIENCE)
    assert engine.stop(PATIENCE)
    assert most == [1]


def test_a_tick_that_fails_shows_until_it_runs_again(database: Database, make: Make) -> None:
    engine = make(database, Done(database))
    runs, shown, mended = [0], dict[str, str](), threading.Event()

    def tick() -> None:
        runs[0] += 1
        if runs[0] == 1:
            raise OSError("disk full")
        if runs[0] == 2:
            shown.update(engine.health().failing)
        if runs[0] == 4:
            assert not engine.health().failing
            mended.set()

    engine.every("seal", 0.01, tick)
    engine.start()
    assert mended.wait(PATIENCE)
    assert engine.stop(PATIENCE)
    assert shown == {"seal": "OSError"}


def test_a_started_engine_is_well_and_a_stopped_one_is_not(database: Database, make: Make) -> None:
    done = Done(database)
    engine = make(database, done)
    engine.start()
    _due_now(database)
    assert done.wait(1)
    assert engine.health().ok and engine.health().leading
    assert engine.stop(PATIENCE)
    assert not engine.health().running and not engine.health().ok
