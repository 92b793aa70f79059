"""The parts of a running service, made from settings; commands and the web app share them."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from workflow_service import audit, casefile, inbox, meetings, runtime, sending
from workflow_service.clock import Clock, SystemClock
from workflow_service.config import Settings, read_master_key
from workflow_service.engine import Budgets
from workflow_service.inbox import recounting
from workflow_service.runtime import Registry, Runtime
from workflow_service.schedule import EmbeddedEngine, Look
from workflow_service.store import Database, MasterKey, UnitOfWork, deadlines, idempotency, jobs, sessions

SEAL_SECONDS = 60
PURGE_SECONDS = 3600
OUTBOX_SECONDS = 5
DEADLINE_SECONDS = 30


def open_database(settings: Settings, clock: Clock | None = None) -> Database:
    """The database with the master key of its data folder. Raises `StartupError` when the key is missing."""
    key = MasterKey(read_master_key(settings.key_file))
    database = Database(settings.url, key, clock=clock, pool_size=settings.pool_size)
    database.ways = sending.open_ways(settings)
    return database


def make_master_key(path: Path) -> None:
    """A new master key, readable by this user only; an existing file is never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(base64.b64encode(secrets.token_bytes(32)).decode() + "\n")


def secret_key(settings: Settings) -> str:
    """The secret that signs CSRF tokens: the setting, or one kept in the data folder."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.data_folder / "secret.key"
    if not path.exists():
        make_master_key(path)
    return path.read_text(encoding="ascii").strip()


# work of due jobs by kind: the rooms above the neck put theirs here (`runtime.JobWork`)
JOBS: dict[str, runtime.JobWork] = {recounting.KIND: recounting.recount, **meetings.JOBS}


def make_runtime(settings: Settings | None = None) -> Runtime:
    """The neck with every operation a diagram may name; `settings` says what a command may use."""
    given = settings or Settings()
    return Runtime(
        Registry(
            operations={**casefile.OPERATIONS, **meetings.OPERATIONS},
            guards=casefile.check_guards,
            phase=casefile.enter_phase,
            ended=casefile.course_ended,
            jobs=JOBS,
            about=casefile.ABOUT,
        ),
        budgets=Budgets(
            steps=given.step_limit,
            seconds=float(given.command_seconds),
            variable=given.variable_kilobytes * 1024,
            data=given.data_kilobytes * 1024,
        ),
    )


def make_fire(database: Database, neck: Runtime) -> Callable[[str], None]:
    """What the scheduler does with a due job: its own unit of work, its own commit."""

    def fire(job_id: str) -> None:
        with database.begin(purpose="job", promised=False) as uow:
            runtime.fire_job(uow, neck, job_id)

    return fire


def make_look(database: Database, neck: Runtime) -> Look:
    """What a journey of the clock sees to beside the jobs: the reminders and escalations of deadlines."""
    return Look(deadlines.next_look, lambda: inbox.tell_of_deadlines(database, neck))


def make_engine(database: Database, neck: Runtime) -> EmbeddedEngine:
    """The clock of this process, not started."""

    def work(uow: UnitOfWork, job_id: str) -> None:
        runtime.fire_job(uow, neck, job_id)

    return EmbeddedEngine(database, make_fire(database, neck), together=work)


def start_schedule(settings: Settings, database: Database, neck: Runtime) -> EmbeddedEngine:
    """Starts firing jobs, sending letters and mails, and the minute's audit seal; the caller stops it.

    Raises `StartupError` when a way out is set up wrongly.
    """
    engine = make_engine(database, neck)
    outbox = sending.Outbox(database, sending.senders(settings), stopping=engine.stopping)

    def seal() -> None:
        with database.begin(purpose="seal") as uow:
            audit.seal(uow)
        with database.begin(purpose="anchor", write=False) as uow:
            audit.anchor(uow, settings.data_folder / "anchors.log")

    def purge() -> None:
        with database.begin(purpose="purge") as uow:
            real = SystemClock().now()
            sessions.purge_sessions(uow, real, settings.session_idle)
            idempotency.purge(uow, uow.now - settings.idempotency_kept)
            jobs.settle_incidents(uow)
            inbox.clear_left_over(uow, uow.now - settings.attachments_kept)

    engine.every("seal", SEAL_SECONDS, seal)
    engine.every("purge", PURGE_SECONDS, purge)

    def tell() -> None:
        inbox.tell_of_deadlines(database, neck, engine.stopping)

    engine.every("deadlines", DEADLINE_SECONDS, tell)
    engine.every("outbox", OUTBOX_SECONDS, outbox.run)
    engine.start()
    return engine
