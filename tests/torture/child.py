"""A process that works and is killed at a named point: by itself, with SIGKILL, so nothing is tidied up.

Production code only calls `uow.crash("name")`, which does nothing; here that name can be deadly. Begin, first
write and answer are watched from outside.
"""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests import world
from tests.conftest import KEY
from workflow_service import inbox
from workflow_service.clock import FrozenClock
from workflow_service.runtime import edit_incident, fire_job
from workflow_service.schedule import run_pending
from workflow_service.sending import LetterFolder, Outbox
from workflow_service.store import Database, UnitOfWork, jobs
from workflow_service.store.link import Link
from workflow_service.store.outbox import Effect

# the twelve points a completion passes, in this order; the last two lie after its commit
COMPLETION = (
    "after-begin",
    "after-lock",
    "after-validation",
    "after-operation",
    "after-load",
    "after-engine",
    "after-write",
    "before-flush",
    "after-first-write",
    "after-flush",
    "after-commit",
    "after-answer",
)
# what a due timer passes
TIMER = ("after-begin", "after-load", "after-flush", "after-commit")
# what taking a completion back passes
UNDOING = (
    "after-begin",
    "after-lock",
    "after-load",
    "after-first-write",
    "after-write",
    "before-flush",
    "after-flush",
    "after-commit",
)
# what mending an incident passes
REPAIR = ("after-begin", "after-load", "after-write", "after-flush", "after-commit")

# what a letter passes on its way out; the first two lie before anything left, the last two after
SENDING = ("outbox-claiming", "outbox-claimed", "letter-written", "outbox-sent", "outbox-recorded")


class Bomb:
    """Kills this process the `nth` time the `armed` point is passed."""

    def __init__(self, armed: str | None, nth: int) -> None:
        self.armed, self.left = armed, nth

    def __call__(self, point: str) -> None:
        if point == self.armed:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def planted(database: Database, bomb: Bomb) -> None:
    """From now on every transaction of `database` passes `bomb`, in this process, which ends soon."""

    def passed(statement: str) -> None:
        if statement.startswith(("BEGIN", "SELECT t.clock_offset")):
            bomb("after-begin")
        if statement.startswith(("INSERT", "UPDATE", "DELETE", "WITH")):
            bomb("after-first-write")

    def ran(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        passed(statement)

    def then_passed(way: Callable[..., Any]) -> Callable[..., Any]:
        def run(link: Link, statement: str, *values: Any) -> Any:
            answer = way(link, statement, *values)
            passed(statement)
            return answer

        return run

    database.crash = bomb
    sa.event.listen(database.engine, "after_cursor_execute", ran)
    # text statements go past SQLAlchemy
    for name in ("run", "run_many"):
        setattr(Link, name, then_passed(getattr(Link, name)))


def complete_round_after_round(
    url: str, now: datetime, armed: str | None, nth: int, task_id: str, rounds: int, answers: Path
) -> None:
    """Completes a task and the ones that follow; each completion that was answered is a line in `answers`."""
    database = Database(url, KEY, clock=FrozenClock(now))
    made, bomb = world.open_again(database), Bomb(armed, nth)
    planted(database, bomb)
    following: str | None = task_id
    for _ in range(rounds):
        assert following is not None
        done, following = following, made.complete(following)
        note(answers, done)
        bomb("after-answer")
    database.close()


def undo_it(url: str, now: datetime, armed: str | None, task_id: str, answers: Path) -> None:
    """Takes a completion back; a line in `answers` when that was answered."""
    database = Database(url, KEY, clock=FrozenClock(now))
    made = world.open_again(database)
    planted(database, Bomb(armed, 1))
    with database.begin(made.worker) as uow:
        inbox.undo_task(uow, made.runtime, task_id)
    note(answers, task_id)
    database.close()


def fire_due(url: str, now: datetime, armed: str | None, nth: int, answers: Path) -> None:
    """Fires every due job; each that was answered is a line in `answers`."""
    database = Database(url, KEY, clock=FrozenClock(now))
    made = world.open_again(database)
    with database.begin(write=False) as uow:
        due = jobs.due(uow, 1000)
    planted(database, Bomb(armed, nth))
    for job_id in due:
        with database.begin() as uow:
            fire_job(uow, made.runtime, job_id)
        note(answers, job_id)
    database.close()


def fire_backlog(url: str, now: datetime, armed: str | None, nth: int) -> None:
    """Works off what is due as the service does, several jobs in a transaction on SQLite."""
    database = Database(url, KEY, clock=FrozenClock(now))
    made = world.open_again(database)
    planted(database, Bomb(armed, nth))

    def work(uow: UnitOfWork, job_id: str) -> None:
        fire_job(uow, made.runtime, job_id)

    def fire(job_id: str) -> None:
        with database.begin() as uow:
            work(uow, job_id)

    run_pending(database, fire, together=work if database.is_sqlite else None)
    database.close()


def send_due(url: str, now: datetime, armed: str | None, nth: int, folder: Path, answers: Path) -> None:
    """Sends what is due into `folder`; each letter handed over is a line in `answers`."""
    database = Database(url, KEY, clock=FrozenClock(now))
    bomb, flush = Bomb(armed, nth), os.fsync
    database.crash = bomb

    def flushed(handle: int) -> None:
        flush(handle)
        if not stat.S_ISDIR(os.fstat(handle).st_mode):
            bomb("letter-written")

    os.fsync = flushed
    Outbox(database, {"letter": Noting(folder, answers)}).run()
    database.close()


class Noting(LetterFolder):
    """The folder of letters, as the gateway behind it sees it: it notes what came and takes it away."""

    def __init__(self, folder: Path, answers: Path) -> None:
        super().__init__(folder)
        self.folder, self.answers = folder, answers

    def send(self, effect: Effect) -> None:
        super().send(effect)
        (self.folder / f"{effect.key}.json").unlink()
        note(self.answers, effect.key)


def mend_incidents(url: str, now: datetime, armed: str | None, nth: int, answers: Path) -> None:
    """Changes the data of every open incident; each that was answered is a line in `answers`."""
    database = Database(url, KEY, clock=FrozenClock(now))
    made = world.open_again(database)
    with database.begin(write=False) as uow:
        rows = uow.rows("SELECT id FROM incident WHERE resolved_at IS NULL ORDER BY id")
    planted(database, Bomb(armed, nth))
    for row in rows:
        with database.begin(made.worker) as uow:
            edit_incident(uow, made.runtime, str(row["id"]), {"again": True}, "Prøve")
        note(answers, str(row["id"]))
    database.close()


def note(answers: Path, line: str) -> None:
    """One write of the kernel, so a line is whole or not there."""
    handle = os.open(answers, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


Target = Callable[..., None]
