"""Processes that begin by the clock or on a condition (BPMN 2.0, 10.5.2), from their publication on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import NOW
from tests.unit.runtime.world import diagram, flow
from workflow_service import runtime, studio
from workflow_service.clock import FrozenClock
from workflow_service.errors import Conflict
from workflow_service.runtime import Runtime
from workflow_service.schedule import run_due
from workflow_service.store import Database, ticks


def started_by(event: str, task: str = "look") -> bytes:
    """A process with one start event and one task."""
    start = f'<startEvent id="s">{event}</startEvent>'
    body = f'{start}<userTask id="{task}" name="Se" oef:role="team_leader"/><endEvent id="e"/>'
    return diagram("watch", body + flow(f"s>{task}", f"{task}>e"))


def timer(tag: str, text: str) -> str:
    return f"<timerEventDefinition><{tag}>{text}</{tag}></timerEventDefinition>"


@pytest.fixture
def neck() -> Runtime:
    return Runtime()


def publish(database: Database, neck: Runtime, content: bytes, **options: Any) -> None:
    with database.begin() as uow:
        studio.deploy(uow, neck, {"watch.bpmn": content}, **options)


def live(database: Database, neck: Runtime, clock: FrozenClock, until: timedelta) -> None:
    def fire(job_id: str) -> None:
        with database.begin() as uow:
            runtime.fire_job(uow, neck, job_id)

    run_due(database, fire, NOW + until, clock.travel)


def opened(database: Database) -> list[str]:
    with database.begin(write=False) as uow:
        return [str(row["element"]) for row in uow.rows("SELECT element FROM user_task ORDER BY created_at")]


def test_a_duration_starts_one_instance(database: Database, neck: Runtime, clock: FrozenClock) -> None:
    publish(database, neck, started_by(timer("timeDuration", "PT2H")))
    live(database, neck, clock, timedelta(hours=1))
    assert opened(database) == []
    live(database, neck, clock, timedelta(days=9))
    assert opened(database) == ["look"]


def test_a_cycle_starts_as_often_as_it_says(database: Database, neck: Runtime, clock: FrozenClock) -> None:
    publish(database, neck, started_by(timer("timeCycle", "R3/P1D")))
    live(database, neck, clock, timedelta(days=2, hours=1))
    assert opened(database) == ["look", "look"]
    live(database, neck, clock, timedelta(days=30))
    assert opened(database) == ["look"] * 3


def test_turns_missed_in_downtime_start_once(database: Database, neck: Runtime, clock: FrozenClock) -> None:
    publish(database, neck, started_by(timer("timeCycle", "R/P1D")))
    clock.travel(NOW + timedelta(days=10, hours=1))
    live(database, neck, clock, timedelta(days=10, hours=2))
    assert opened(database) == ["look"]


def test_the_same_diagram_published_again_goes_on_counting(
    database: Database, neck: Runtime, clock: FrozenClock
) -> None:
    publish(database, neck, started_by(timer("timeDuration", "P2D")))
    live(database, neck, clock, timedelta(days=1))
    publish(database, neck, started_by(timer("timeDuration", "P2D")))
    live(database, neck, clock, timedelta(days=9))
    assert opened(database) == ["look"]


def test_a_new_version_starts_in_its_own_way_from_its_effective_date(
    database: Database, neck: Runtime, clock: FrozenClock
) -> None:
    publish(database, neck, started_by(timer("timeCycle", "R/P1D")))
    later = NOW + timedelta(days=2, hours=12)
    publish(database, neck, started_by(timer("timeDuration", "P1D"), "new"), effective_at=later)
    live(database, neck, clock, timedelta(days=9))
    assert opened(database) == ["look", "look", "new"]


def test_a_condition_starts_only_what_it_holds_for(
    database: Database, neck: Runtime, clock: FrozenClock
) -> None:
    condition = "<conditionalEventDefinition><condition>load &gt; 30</condition></conditionalEventDefinition>"
    publish(database, neck, started_by(condition))
    for load, found in ((10, False), (None, False), (31, True)):
        with database.begin() as uow:
            if found:
                runtime.start_instance(uow, neck, "watch", {"load": load})
            else:
                with pytest.raises(Conflict, match="load > 30"):
                    runtime.start_instance(uow, neck, "watch", {"load": load})
    assert opened(database) == ["look"]


def test_after_downtime_a_cycle_starts_once_and_the_missed_turns_are_counted(
    database: Database, neck: Runtime, clock: FrozenClock
) -> None:
    publish(database, neck, started_by(timer("timeCycle", "R/P1D")))
    clock.travel(NOW + timedelta(days=10, hours=1))
    live(database, neck, clock, timedelta(days=10, hours=2))
    assert opened(database) == ["look"]
    with database.begin(write=False) as uow:
        ((name, runs, missed),) = ((t.name, t.runs, t.missed) for t in ticks.all_ticks(uow))
    assert (name, runs, missed) == ("watch/s", 1, 9)
