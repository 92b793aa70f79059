"""Undoing a completion while nobody has gone on: nothing lost, nothing half taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import world
from tests.conftest import NOW
from workflow_service import inbox
from workflow_service.clock import FrozenClock
from workflow_service.errors import Conflict, Forbidden, Rejection
from workflow_service.monitoring import check
from workflow_service.store import Actor, Database, jobs


@pytest.fixture
def made(database: Database) -> world.World:
    found = world.build(database)
    with database.begin() as uow:
        world.publish_more(uow, "waiting", world.diagram("waiting", world.TIMER))
    return found


def undo(made: world.World, task: str, actor: Actor | None = None) -> None:
    with made.database.begin(actor or made.worker) as uow:
        inbox.undo_task(uow, made.runtime, task)


def refused(made: world.World, task: str) -> Rejection:
    with pytest.raises(Conflict) as found:
        undo(made, task)
    assert found.value.code == "cannot_undo"
    return found.value


def state(made: world.World, task: str) -> str:
    with made.database.begin(write=False) as uow:
        return str(uow.value("SELECT state FROM user_task WHERE id = ?", task))


def problems(made: world.World) -> list[str]:
    return [one.en for one in check(made.database, made.runtime)]


@pytest.mark.parametrize("process", ["plain", "waiting"])
def test_an_undone_task_is_open_again_with_its_answers_as_draft(made: world.World, process: str) -> None:
    task = made.start(process)[0]
    following = made.complete(task)
    undo(made, task)
    assert state(made, task) == "created" and state(made, following or "") == "cancelled"
    with made.database.begin(made.worker, write=False) as uow:
        form = inbox.read_form(uow, made.runtime, task)
    assert form.data["note"] == world.ANSWER["note"]
    assert problems(made) == []


def test_it_can_be_completed_and_undone_again_and_the_answers_of_each_time_stay(made: world.World) -> None:
    task = made.start("waiting")[0]
    for note in ("Først", "Så"):
        made.complete(task, note=note)
        undo(made, task)
    following = made.complete(task, note="Til sidst")
    assert following and state(made, following) == "created"
    with made.database.begin(write=False) as uow:
        assert uow.value("SELECT count(*) FROM form_submission WHERE undone_at IS NOT NULL") == 2
        assert uow.value("SELECT count(*) FROM form_submission WHERE undone_at IS NULL") == 1
    assert problems(made) == []


def test_an_end_that_was_reached_by_accident_is_no_end(made: world.World) -> None:
    task = made.start("plain")[0]
    assert made.complete(task, again=False) is None
    undo(made, task)
    with made.database.begin(write=False) as uow:
        assert uow.value("SELECT state FROM process_instance") == "active"
    assert made.complete(task, again=True) and problems(made) == []


def test_the_deadline_of_the_task_waits_again_as_it_did(made: world.World, clock: FrozenClock) -> None:
    task = made.start("waiting")[0]
    clock.travel(NOW + timedelta(hours=1))
    made.complete(task)
    undo(made, task)
    with made.database.begin(write=False) as uow:
        [due] = uow.rows("SELECT due_at FROM job WHERE kind = 'timer' AND state = 'pending'")
        assert uow.moment(due["due_at"]) == NOW + timedelta(hours=24)
        assert jobs.due(uow, 10) == []


def test_nothing_is_undone_once_somebody_has_gone_on(made: world.World) -> None:
    task = made.start("plain")[0]
    following = made.complete(task) or ""
    with made.database.begin(made.worker) as uow:
        inbox.claim(uow, following)
    assert "gået videre" in refused(made, task).da
    with made.database.begin(made.worker) as uow:
        inbox.unclaim(uow, following)
    refused(made, task)
    made.complete(following)
    refused(made, task)
    assert problems(made) == []


def test_what_somebody_began_to_write_in_the_next_task_is_not_thrown_away(made: world.World) -> None:
    task = made.start("plain")[0]
    following = made.complete(task) or ""
    with made.database.begin(made.worker) as uow:
        inbox.save_draft(uow, following, {"note": "Halvt"})
    assert "den næste opgave" in refused(made, task).da


def test_after_ten_minutes_it_is_no_accident_any_more(made: world.World, clock: FrozenClock) -> None:
    task = made.start("plain")[0]
    made.complete(task)
    clock.travel(NOW + timedelta(minutes=11))
    assert "ti minutter" in refused(made, task).da


def test_what_cannot_be_put_back_is_not_undone(made: world.World) -> None:
    task = made.start("reminded")[0]
    made.complete(task)
    assert "sættes tilbage" in refused(made, task).da and problems(made) == []


def test_only_who_completed_it_undoes_it(made: world.World) -> None:
    task = made.start("plain")[0]
    made.complete(task)
    other = Actor(task, "bo", "Bo", unit_id=made.worker.unit_id, memberships=made.worker.memberships)
    with pytest.raises(Forbidden):
        undo(made, task, other)


def test_an_open_task_has_nothing_to_undo(made: world.World) -> None:
    with pytest.raises(Forbidden):
        undo(made, made.start("plain")[0])
