"""The clock is set, and the service is down for days: nothing early, nothing twice, nobody waits
(reliability.md 4, 5 and 7)."""

from __future__ import annotations

import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from tests import world
from tests.conftest import NOW
from tests.unit.runtime.world import diagram, flow
from workflow_service import inbox
from workflow_service.app import make_fire
from workflow_service.clock import FrozenClock
from workflow_service.inbox import TaskQuery
from workflow_service.monitoring import check
from workflow_service.runtime import arm_starts
from workflow_service.schedule import EmbeddedEngine, run_pending
from workflow_service.store import Database, jobs, ticks
from workflow_service.store import studio as studio_query

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEPS = (-DAY, -HOUR, timedelta(minutes=20), HOUR, 3 * HOUR, 30 * DAY)
PATIENCE = 30
EVERY_HOUR = diagram(
    "hourly",
    '<startEvent id="s"><timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition>'
    '</startEvent><endEvent id="e"/>' + flow("s>e"),
)


def fired(database: Database) -> list[tuple[str, datetime]]:
    """The instance of each timer that fired, and the moment at which it did."""
    with database.begin(write=False) as uow:
        rows = uow.rows("SELECT chain_id, at FROM audit_event WHERE kind = 'timer.fired'")
        return [(str(row["chain_id"]), at) for row in rows if (at := uow.moment(row["at"])) is not None]


def due_moments(database: Database) -> dict[str, datetime]:
    with database.begin(write=False) as uow:
        rows = uow.rows("SELECT instance_id, timer_at FROM job WHERE kind = 'timer'")
        return {
            str(row["instance_id"]): at for row in rows if (at := uow.moment(row["timer_at"])) is not None
        }


def start_apart(made: world.World, clock: FrozenClock, timers: int, apart: timedelta) -> None:
    """So many timers, so far apart: their instances are started one after the other."""
    start = clock.now()
    for n in range(timers):
        clock.travel(start + n * apart)
        made.start("reminded")


def set_the_clock(database: Database, clock: FrozenClock, timers: int, steps: int, seed: int) -> None:
    """Steps forward and back; after each, all that is due fires."""
    made, chance = world.build(database), random.Random(seed)
    start_apart(made, clock, timers, HOUR)
    due, fire = due_moments(database), make_fire(database, made.runtime)
    for _ in range(steps):
        clock.travel(clock.now() + chance.choice(STEPS))
        run_pending(database, fire)
    clock.travel(max(due.values()) + HOUR)
    run_pending(database, fire)
    found = fired(database)
    assert Counter(instance for instance, _ in found) == dict.fromkeys(due, 1)
    assert [instance for instance, at in found if at < due[instance]] == []
    assert [problem.en for problem in check(database, made.runtime)] == []


def test_a_clock_that_is_set_fires_nothing_early_and_nothing_twice(
    database: Database, clock: FrozenClock
) -> None:
    set_the_clock(database, clock, timers=8, steps=12, seed=5)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(5))
def test_a_clock_that_is_set_two_hundred_times(database: Database, clock: FrozenClock, seed: int) -> None:
    set_the_clock(database, clock, timers=400, steps=200, seed=seed)


def hourly(database: Database, made: world.World) -> None:
    """A process that begins every hour, from now on."""
    with database.begin() as uow:
        world.publish_more(uow, "hourly", EVERY_HOUR)
    with database.begin() as uow:
        newest = studio_query.newest_release(uow)
        assert newest is not None
        release = made.runtime.releases.get(uow, str(newest["id"]))
        arm_starts(uow, made.runtime, release, ["hourly.process"], uow.now)


def begun(database: Database) -> int:
    with database.begin(write=False) as uow:
        return int(uow.value("SELECT count(*) FROM process_instance WHERE process_key = 'hourly'"))


def reading(database: Database, made: world.World, stop: threading.Event, spent: list[float]) -> None:
    """Somebody reads the list of tasks again and again."""
    while not stop.wait(0.02):
        begun_at = time.perf_counter()
        with database.begin(made.worker, write=False) as uow:
            inbox.list_tasks(uow, made.runtime, TaskQuery(tab="roles"))
        spent.append(time.perf_counter() - begun_at)


def until(wanted: Callable[[], bool], patience: float) -> bool:
    """Does it come true in time?"""
    ends, pause = time.monotonic() + patience, threading.Event()
    while not wanted():
        if time.monotonic() > ends:
            return False
        pause.wait(0.1)
    return True


def come_back(
    database: Database, clock: FrozenClock, timers: int, patience: float
) -> tuple[float, list[float]]:
    """Down for three days with so many timers due and a process that begins every hour: how many a second
    were made up for, and how long each reading of the list of tasks took meanwhile."""
    made = world.build(database)
    hourly(database, made)
    made.start("reminded", timers)
    clock.travel(NOW + 3 * DAY + HOUR / 2)
    engine, stop, spent = (
        EmbeddedEngine(database, make_fire(database, made.runtime)),
        threading.Event(),
        list[float](),
    )
    reader = threading.Thread(target=partial(reading, database, made, stop, spent))
    reader.start()
    began = time.monotonic()
    engine.start()

    def done() -> bool:
        with database.begin(write=False) as uow:
            return not jobs.due(uow, 1)

    assert until(done, patience)
    took = time.monotonic() - began
    assert engine.stop(PATIENCE)
    stop.set()
    reader.join()
    assert set(Counter(instance for instance, _ in fired(database)).values()) == {1}
    assert len(fired(database)) == timers
    assert begun(database) == 1
    with database.begin(write=False) as uow:
        assert [tick.missed for tick in ticks.all_ticks(uow) if tick.name == "hourly/s"] == [71]
    assert [problem.en for problem in check(database, made.runtime)] == []
    return timers / took, spent


def test_after_three_days_down_each_timer_fires_once_and_what_recurs_begins_once(
    database: Database, clock: FrozenClock
) -> None:
    come_back(database, clock, 12, PATIENCE)


@pytest.mark.torture
def test_ten_thousand_overdue_are_made_up_for_while_people_work(
    database: Database, clock: FrozenClock
) -> None:
    rate, spent = come_back(database, clock, 10_000, 600)
    slow = statistics.quantiles(spent, n=20)[-1]
    print(f"{rate:.0f} timers a second; list of tasks p95 {slow:.3f} s, slowest {max(spent):.3f} s")
    assert rate >= 60 and slow <= 1
