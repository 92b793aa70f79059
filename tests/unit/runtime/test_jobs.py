"""Jobs of rooms above the neck: added by a function, done by the work registered for their kind, once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from tests.conftest import NOW
from tests.unit.runtime.world import ORDER, WAIT, World
from workflow_service import runtime
from workflow_service.clock import FrozenClock
from workflow_service.errors import Conflict
from workflow_service.monitoring import check
from workflow_service.runtime import DueJob, Registry, Runtime
from workflow_service.store import Database, UnitOfWork, jobs

DAY = timedelta(days=1)


def starting(started: list[str]) -> Runtime:
    """A neck whose jobs of the kind `occasion` start an instance."""

    def work(uow: UnitOfWork, neck: Runtime, job: DueJob) -> None:
        begun = runtime.start_instance(uow, neck, "wait", {}, business_key=job.ref)
        started.append(f"{begun.locked.business_key} {job.due_at:%d.%m.}")

    return Runtime(Registry(jobs={"occasion": work}))


def add(world: World, ref: str) -> str:
    with world.database.begin() as uow:
        return jobs.add(uow, "occasion", uow.now + DAY, ref=ref)


def test_a_due_job_starts_an_instance_once_however_often_it_is_fired(
    database: Database, clock: FrozenClock
) -> None:
    world, started = World(database, WAIT), list[str]()
    world.runtime, job_id = starting(started), add(world, "M7")
    clock.travel(NOW + 3 * DAY)
    assert [world.fire(job_id), world.fire(job_id)] == [True, False]
    assert started == [f"M7 {NOW + DAY:%d.%m.}"]
    assert [row["business_key"] for row in world.rows("SELECT * FROM process_instance")] == ["M7"]


def test_work_that_fails_leaves_its_job_waiting(database: Database) -> None:
    world = World(database)

    def work(uow: UnitOfWork, neck: Runtime, job: DueJob) -> None:
        uow.new_key("probe", job.id)
        raise OSError

    world.runtime, job_id = Runtime(Registry(jobs={"occasion": work})), add(world, "M7")
    with pytest.raises(OSError):
        world.fire(job_id)
    assert world.rows("SELECT 1 FROM key WHERE owner_kind = 'probe'") == []
    assert [row["state"] for row in world.rows("SELECT state FROM job")] == ["pending"]


def test_a_job_of_an_unknown_kind_is_refused_and_stays(database: Database) -> None:
    world = World(database)
    with pytest.raises(Conflict, match="job_kind_unknown"):
        world.fire(add(world, "M7"))
    assert [row["state"] for row in world.rows("SELECT state FROM job")] == ["pending"]


def test_a_job_can_be_moved_and_taken_back_until_it_is_done(database: Database) -> None:
    world, started = World(database, WAIT), list[str]()
    world.runtime, job_id, other = starting(started), add(world, "M7"), add(world, "M8")

    def ask(work: partial[bool]) -> bool:
        with database.begin() as uow:
            return work(uow)

    assert ask(partial(jobs.move, job_id=job_id, due_at=NOW + 5 * DAY))
    assert ask(partial(jobs.cancel, job_id=other))
    assert not ask(partial(jobs.cancel, job_id=other))
    assert [world.fire(other), world.fire(job_id)] == [False, True]
    assert started == [f"M7 {NOW + 5 * DAY:%d.%m.}"]
    assert not ask(partial(jobs.move, job_id=job_id, due_at=NOW))


def given_up(database: Database) -> World:
    """A course whose timer was tried in vain until it gave up."""
    world = World(database, ORDER)
    world.start("order")
    world.complete("ask", amount=1)
    ((job_id,),) = (tuple(row.values()) for row in world.rows("SELECT id FROM job WHERE kind = 'timer'"))
    for _ in range(jobs.ATTEMPTS):
        with database.begin() as uow:
            jobs.failed_attempt(uow, str(job_id), "OSError at store/jobs.py:1")
    return world


def states(world: World) -> list[str]:
    return [str(row["state"]) for row in world.rows("SELECT state FROM job WHERE kind = 'timer'")]


def open_incidents(world: World) -> list[str]:
    rows = world.rows("SELECT id FROM incident WHERE resolved_at IS NULL")
    return [str(row["id"]) for row in rows]


def problems(world: World) -> list[str]:
    """What the checker finds; the completions of this world keep no submissions."""
    found = (one.code for one in check(world.database, world.runtime))
    return [code for code in found if code != "completion"]


def test_a_timer_that_gave_up_is_an_incident_at_its_step_and_can_be_tried_again(database: Database) -> None:
    world = given_up(database)
    (incident_id,) = open_incidents(world)
    with database.begin(write=False) as uow:
        found = runtime.read_incident(uow, world.runtime, incident_id)
    assert (found.element.id, found.code, found.by_clock) == ("late", "job_gave_up", True)
    assert found.detail == "OSError at store/jobs.py:1" and found.standstill is None
    with database.begin() as uow:
        runtime.retry_incident(uow, world.runtime, incident_id, "Kørte fast")
    assert (states(world), open_incidents(world)) == (["pending"], [])
    assert problems(world) == []


def test_where_the_clock_gave_up_there_is_nothing_to_change_or_pass_by(database: Database) -> None:
    world = given_up(database)
    (incident_id,) = open_incidents(world)
    with pytest.raises(Conflict, match="incident_of_a_job"), database.begin() as uow:
        runtime.edit_incident(uow, world.runtime, incident_id, {"amount": 2}, "Rettet")
    with pytest.raises(Conflict, match="incident_of_a_job"), database.begin() as uow:
        runtime.skip_incident(uow, world.runtime, incident_id, {}, "Videre")


def test_when_the_course_goes_another_way_the_job_that_gave_up_and_its_incident_end(
    database: Database,
) -> None:
    world = given_up(database)
    assert problems(world) == ["jobs_failed"]
    world.complete("check")
    with database.begin() as uow:
        assert jobs.settle_incidents(uow) == 1
    assert (states(world), open_incidents(world)) == (["cancelled"], [])
    assert problems(world) == []
