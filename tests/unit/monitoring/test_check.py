"""The checker finds nothing in a sound database, and each kind of damage."""

from datetime import timedelta

import pytest

from tests import world
from tests.conftest import NOW
from tests.effects import write_letters
from workflow_service.clock import FrozenClock
from workflow_service.monitoring import check
from workflow_service.runtime import fire_job
from workflow_service.schedule import run_due
from workflow_service.store import Database


@pytest.fixture
def sound(database: Database, clock: FrozenClock) -> world.World:
    """An instance on its third round after a timer fired, one that ended, one just started."""
    made = world.build(database)
    running, ending = made.start("reminded", 2)
    second = made.complete(running)
    assert second is not None
    assert made.complete(ending, again=False) is None
    made.start("plain")

    def fire(job_id: str) -> None:
        with database.begin() as uow:
            fire_job(uow, made.runtime, job_id)

    run_due(database, fire, NOW + timedelta(days=2), clock.travel)
    assert made.complete(second) is not None
    return made


def _codes(made: world.World, **more: list[str]) -> set[str]:
    return {problem.code for problem in check(made.database, made.runtime, **more)}


def test_a_sound_database_has_no_problems(sound: world.World) -> None:
    assert list(check(sound.database, sound.runtime)) == []


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        ("DELETE FROM command_log WHERE version = 2", {"transitions", "history"}),
        ("DELETE FROM form_submission", {"completion"}),
        (
            "UPDATE user_task SET state = 'cancelled' WHERE state = 'claimed' OR state = 'created'",
            {"waiting_tasks"},
        ),
        ("DELETE FROM job WHERE state = 'pending'", {"waiting_timers"}),
        ("UPDATE audit_event SET kind = 'x' WHERE seq = 2", {"audit_changed", "completion"}),
        ("UPDATE job SET state = 'failed' WHERE state = 'pending'", {"jobs_failed"}),
    ],
)
def test_damage_is_found(sound: world.World, damage: str, expected: set[str]) -> None:
    with sound.database.begin() as uow:
        uow.connection.exec_driver_sql(damage)
    assert _codes(sound) == expected


def test_an_acknowledged_completion_that_is_not_there_is_found(sound: world.World) -> None:
    (open_task,) = sound.start("plain")
    assert _codes(sound, acknowledged=[open_task]) == {"lost"}


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        ("UPDATE outbox SET state = 'sending', deadline_at = created_at", {"outbox_stuck"}),
        ("UPDATE outbox SET state = 'sent'", {"outbox_sent"}),
        ("UPDATE outbox SET sent_at = created_at", {"outbox_sent"}),
        ("DELETE FROM outbox", {"letter_not_posted"}),
        ("DELETE FROM journal_entry", {"letter_not_written"}),
    ],
)
def test_a_letter_is_in_the_journal_and_in_the_outbox(
    sound: world.World, clock: FrozenClock, damage: str, expected: set[str]
) -> None:
    write_letters(sound.database, 1)
    clock.travel(clock.now() + timedelta(minutes=2))
    assert _codes(sound) == set()
    with sound.database.begin() as uow:
        uow.connection.exec_driver_sql(damage)
    assert _codes(sound) == expected
