"""Many at one thing: one wins, the others hear so in plain words (reliability.md 4, 2 and 3)."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import world
from tests.conftest import NOW
from workflow_service.clock import FrozenClock
from workflow_service.errors import Conflict
from workflow_service.monitoring import check
from workflow_service.runtime import fire_job
from workflow_service.store import Database, jobs

THREADS = 16


def together(count: int, work: Callable[[], None]) -> None:
    """Runs `work` in so many threads that begin at the same moment."""
    gate = threading.Barrier(count)

    def run() -> None:
        gate.wait(60)
        work()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def race_for_tasks(database: Database, tasks: int) -> None:
    """Sixteen threads submit the same task, for so many tasks."""
    made = world.build(database)
    results: Counter[str] = Counter()
    for task_id in made.start("plain", tasks):

        def submit(task_id: str = task_id) -> None:
            try:
                made.complete(task_id, again=False)
            except Conflict as error:
                assert error.da and error.en
                results[error.code] += 1
            else:
                results["completed"] += 1

        together(THREADS, submit)
    assert results["completed"] == tasks
    assert sum(results.values()) == tasks * THREADS
    assert [p.en for p in check(database, made.runtime)] == []


def test_sixteen_submissions_of_one_task_complete_it_once(database: Database) -> None:
    race_for_tasks(database, 4)


@pytest.mark.torture
def test_a_thousand_tasks_submitted_by_sixteen_threads(database: Database) -> None:
    race_for_tasks(database, 1000)


def deliver_thrice(database: Database, clock: FrozenClock, timers: int) -> None:
    """Four workers, each gets every due timer three times, each in an order of its own."""
    made = world.build(database)
    made.start("reminded", timers)
    clock.travel(NOW + timedelta(hours=25))
    with database.begin(write=False) as uow:
        due = jobs.due(uow, timers)
    assert len(due) == timers

    def work() -> None:
        mine = due * 3
        random.Random(threading.get_ident()).shuffle(mine)
        for job_id in mine:
            with database.begin() as uow:
                fire_job(uow, made.runtime, job_id)

    together(4, work)
    with database.begin(write=False) as uow:
        assert uow.value("SELECT count(*) FROM audit_event WHERE kind = 'timer.fired'") == timers
    assert [p.en for p in check(database, made.runtime)] == []


def test_a_timer_delivered_twelve_times_has_one_effect(database: Database, clock: FrozenClock) -> None:
    deliver_thrice(database, clock, 8)


@pytest.mark.torture
def test_ten_thousand_timers_delivered_twelve_times_each(database: Database, clock: FrozenClock) -> None:
    deliver_thrice(database, clock, 10_000)
