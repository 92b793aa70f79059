"""Killed at any named point of a completion or a timer: nothing lost or doubled (reliability.md 4, 1)."""

from __future__ import annotations

import multiprocessing
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from tests import world
from tests.conftest import NOW
from tests.torture import child
from workflow_service.monitoring import check
from workflow_service.store import Database

PATIENCE = 60
ROUNDS = 4
LATER = NOW + timedelta(hours=25)

fork = multiprocessing.get_context("forkserver")
fork.set_forkserver_preload(["tests.torture.child"])


@pytest.fixture
def made(database: Database) -> world.World:
    return world.build(database)


def _url(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def _run(target: child.Target, *args: object) -> int | None:
    process = fork.Process(target=target, args=args)
    process.start()
    process.join(PATIENCE)
    code = process.exitcode
    process.close()
    return code


def _answered(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def _count(database: Database, sql: str) -> int:
    with database.begin(write=False) as uow:
        return int(uow.value(sql))


def kill_a_completion(made: world.World, answers: Path, point: str, nth: int) -> None:
    """Kills a process at its `nth` passing of `point`, lets another go on, and looks at what is there."""
    database = made.database
    (task_id,) = made.start("reminded")
    args = (_url(database), NOW, point, nth, task_id, ROUNDS, answers)
    assert _run(child.complete_round_after_round, *args) == -signal.SIGKILL
    acknowledged = _answered(answers)
    with database.begin(write=False) as uow:
        (left,) = uow.rows("SELECT id FROM user_task WHERE state IN ('created', 'claimed')")
    assert made.complete(str(left["id"]), again=False) is None
    assert [p.en for p in check(database, made.runtime, acknowledged=acknowledged)] == []
    done = _count(database, "SELECT count(*) FROM user_task WHERE state = 'completed'")
    # the operation ran in the same transaction, so as often as its task was completed
    assert _count(database, "SELECT count(*) FROM key WHERE owner_kind = 'mark'") == done
    # the one in hand may have been committed without its answer, and no other
    assert done - len(acknowledged) - 1 in ((1,) if point == "after-commit" else (0,))


@pytest.mark.parametrize("nth", [1, 3])
@pytest.mark.parametrize("point", child.COMPLETION)
def test_a_completion_killed_anywhere_is_whole_or_not_there(
    made: world.World, tmp_path: Path, point: str, nth: int
) -> None:
    kill_a_completion(made, tmp_path / "answers", point, nth)


def kill_a_timer(made: world.World, answers: Path, point: str, nth: int) -> None:
    """Five due timers; killed at the `nth` passing of `point`, then the rest are fired by another process."""
    database = made.database
    made.start("reminded", 5)
    assert _run(child.fire_due, _url(database), LATER, point, nth, answers) == -signal.SIGKILL
    assert _run(child.fire_due, _url(database), LATER, None, 1, answers) == 0
    fired = "SELECT count(*) FROM audit_event WHERE kind = 'timer.fired'"
    assert _count(database, fired) == 5
    assert [p.en for p in check(database, made.runtime)] == []


@pytest.mark.parametrize("nth", [1, 4])
@pytest.mark.parametrize("point", child.TIMER)
def test_a_timer_killed_anywhere_fires_once(made: world.World, tmp_path: Path, point: str, nth: int) -> None:
    kill_a_timer(made, tmp_path / "answers", point, nth)


@pytest.mark.parametrize("nth", [2, 5])
@pytest.mark.parametrize("point", child.TIMER)
def test_a_backlog_killed_anywhere_is_worked_off_once(made: world.World, point: str, nth: int) -> None:
    database = made.database
    made.start("reminded", 6)
    # each look for due jobs begins a transaction too, and several jobs may share one
    code = _run(child.fire_backlog, _url(database), LATER, point, nth)
    assert code in (-signal.SIGKILL, 0)
    assert _run(child.fire_backlog, _url(database), LATER, None, 1) == 0
    assert _count(database, "SELECT count(*) FROM audit_event WHERE kind = 'timer.fired'") == 6
    assert [p.en for p in check(database, made.runtime)] == []


@pytest.mark.parametrize("point", child.REPAIR)
def test_a_repair_killed_anywhere_is_done_once(made: world.World, tmp_path: Path, point: str) -> None:
    answers, database = tmp_path / "answers", made.database
    for task_id in made.start("plain", 3):
        made.complete(task_id, again=None)
    assert _run(child.mend_incidents, _url(database), NOW, point, 2, answers) == -signal.SIGKILL
    assert _run(child.mend_incidents, _url(database), NOW, None, 1, answers) == 0
    assert _count(database, "SELECT count(*) FROM audit_event WHERE kind = 'incident.edited'") == 3
    assert _count(database, "SELECT count(*) FROM user_task WHERE state = 'created'") == 3
    assert [p.en for p in check(database, made.runtime)] == []


@pytest.mark.torture
@pytest.mark.parametrize("point", child.COMPLETION)
def test_fifty_completions_killed_at_each_point(made: world.World, tmp_path: Path, point: str) -> None:
    for turn in range(50):
        kill_a_completion(made, tmp_path / f"answers{turn}", point, 1 + turn % ROUNDS)
        _forget_completions(made.database)


def _forget_completions(database: Database) -> None:
    """Leaves the counts of one round out of the next."""
    with database.begin() as uow:
        for table in (
            "user_task",
            "form_submission",
            "process_instance",
            "command_log",
            "audit_event",
            "job",
            "key",
        ):
            uow.connection.exec_driver_sql(f"DELETE FROM {table}")


@pytest.mark.torture
@pytest.mark.parametrize("point", child.TIMER)
def test_fifty_timers_killed_at_each_point(made: world.World, tmp_path: Path, point: str) -> None:
    for turn in range(50):
        kill_a_timer(made, tmp_path / f"answers{turn}", point, 1 + turn % 5)
        _forget_completions(made.database)
