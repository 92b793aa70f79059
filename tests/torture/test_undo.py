"""Completions that are taken back: killed anywhere, and in random sequences with everything else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from tests import world
from tests.conftest import NOW
from tests.torture import child
from tests.torture.machine import SEQUENCES, explore
from tests.torture.test_kill import _run
from workflow_service import inbox
from workflow_service.clock import FrozenClock
from workflow_service.errors import Rejection
from workflow_service.monitoring import check
from workflow_service.runtime import fire_job
from workflow_service.runtime.undo import WINDOW
from workflow_service.store import Database, jobs


def waiting(database: Database) -> world.World:
    """A process with a deadline and no operation, beside the others."""
    made = world.build(database)
    with database.begin() as uow:
        world.publish_more(uow, "waiting", world.diagram("waiting", world.TIMER))
    return made


@pytest.mark.parametrize("point", child.UNDOING)
def test_an_undoing_killed_anywhere_is_whole_or_not_there(
    database: Database, tmp_path: Path, point: str
) -> None:
    made = waiting(database)
    task = made.start("waiting")[0]
    following = made.complete(task) or ""
    url = database.url.render_as_string(hide_password=False)
    assert _run(child.undo_it, url, NOW, point, task, tmp_path / "answers") == -9
    with database.begin(write=False) as uow:
        state = uow.value("SELECT state FROM user_task WHERE id = ?", task)
    assert state == ("created" if point == "after-commit" else "completed")
    assert [one.en for one in check(database, made.runtime)] == []
    # whichever it is, the course goes on
    assert made.complete(task if state == "created" else following)
    assert [one.en for one in check(database, made.runtime)] == []


class Accidents(RuleBasedStateMachine):
    """One instance: `task` is open, `last` the task completed just now and whether that can be taken back."""

    database: Database
    clock: FrozenClock

    @initialize()
    def start(self) -> None:
        self.made = world.open_again(self.database)
        self.task: str | None = self.made.start("waiting")[0]
        self.last: str | None = None
        self.done_at = self.clock.now()
        self.alone = False
        self.timers = 1

    @precondition(lambda self: self.task)
    @rule(again=st.booleans())
    def complete(self, again: bool) -> None:
        assert self.task
        self.last, self.task = self.task, self.made.complete(self.task, again=again)
        self.alone, self.done_at = True, self.clock.now()

    @precondition(lambda self: self.last)
    @rule()
    def undo(self) -> None:
        assert self.last
        try:
            with self.database.begin(self.made.worker) as uow:
                inbox.undo_task(uow, self.made.runtime, self.last)
        except Rejection:
            assert not self.alone or self.clock.now() > self.done_at + WINDOW
        else:
            assert self.alone and self.clock.now() <= self.done_at + WINDOW
            self.task, self.last, self.alone = self.last, None, False

    @precondition(lambda self: self.task)
    @rule(what=st.sampled_from(["claim", "draft"]))
    def touch(self, what: str) -> None:
        assert self.task
        with self.database.begin(self.made.worker) as uow:
            if what == "claim":
                row = uow.row("SELECT state FROM user_task WHERE id = ?", self.task)
                if row and row["state"] == "created":
                    inbox.claim(uow, self.task)
                    inbox.unclaim(uow, self.task)
                    self.alone = False
            else:
                inbox.save_draft(uow, self.task, {"note": "Halvt"})
                self.alone = False

    @rule(minutes=st.sampled_from([1, 5, 11, 60 * 25]))
    def let_time_pass(self, minutes: int) -> None:
        self.clock.travel(self.clock.now() + timedelta(minutes=minutes))
        with self.database.begin(write=False) as uow:
            due = jobs.due(uow, 50)
        for job_id in due:
            self.alone = False
            with self.database.begin() as uow:
                fire_job(uow, self.made.runtime, job_id)

    def teardown(self) -> None:
        if not hasattr(self, "made"):
            return
        if self.task:
            with self.database.begin(write=False) as uow:
                state = uow.value("SELECT state FROM user_task WHERE id = ?", self.task)
            assert state in ("created", "claimed")
        assert [one.en for one in check(self.database, self.made.runtime)] == []


@pytest.mark.parametrize("count", [SEQUENCES, pytest.param(1000, marks=pytest.mark.torture)])
def test_whatever_happens_an_undoing_is_whole_or_refused(
    database: Database, clock: FrozenClock, count: int
) -> None:
    waiting(database)
    Accidents.database, Accidents.clock = database, clock
    explore(Accidents, count, 16)
