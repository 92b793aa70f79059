"""The engine that runs inside the serving process: ticks of the clock by APScheduler, jobs by our own rows.

APScheduler keeps recurring ticks in memory and nothing else. Its own stores lost or doubled jobs when a
process was killed (reliability.md 1); a lost tick costs a second.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler

from workflow_service.errors import Unavailable
from workflow_service.schedule.firing import Fire, run_pending
from workflow_service.store import Database, jobs

log = logging.getLogger(__name__)
# how often the rows are looked at when nobody wakes us; a timer fires at most this late
TICK_SECONDS = 1.0


@dataclass(frozen=True)
class Health:
    """`leading`: this process fires (others on the same PostgreSQL stand by). `late_seconds`: how long ago
    jobs were last seen to. `failing` maps a tick's name to what went wrong the last time it ran."""

    running: bool
    leading: bool
    late_seconds: float
    failing: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.running and not self.failing and self.late_seconds < 60


class Engine(Protocol):
    """What the service needs of a scheduler."""

    def wake(self, job_ids: tuple[str, ...]) -> None: ...

    def every(self, name: str, seconds: float, function: Callable[[], object]) -> None: ...

    def start(self) -> None: ...

    def stop(self, timeout: float) -> bool: ...

    def health(self) -> Health: ...


class EmbeddedEngine:
    """`fire(job_id)` opens its own unit of work and does the job; see `firing`."""

    def __init__(self, database: Database, fire: Fire) -> None:
        self._database = database
        self._fire = fire
        self._leadership = jobs.Leadership(database)
        self._leading = False
        self._wanted = threading.Event()
        self._stopping = threading.Event()
        self._failing: dict[str, str] = {}
        self._seen_to = time.monotonic()
        self._worker = threading.Thread(target=self._work, name="oef-jobs", daemon=True)
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def wake(self, job_ids: tuple[str, ...]) -> None:
        """Some jobs are due now: their rows are committed, so the ids need no remembering. Never blocks."""
        self._wanted.set()

    def every(self, name: str, seconds: float, function: Callable[[], object]) -> None:
        """Runs `function` at start and then every so many real seconds, in a thread of its own, never twice
        at once, and only in the process that leads. A failure shows in `health` until a run succeeds."""

        def tick() -> None:
            try:
                if not self._stopping.is_set() and self._leadership.hold():
                    function()
            except Exception as error:
                log.exception("tick %s failed", name)
                self._failing[name] = type(error).__name__
            else:
                self._failing.pop(name, None)

        first = datetime.now(UTC)
        self._scheduler.add_job(tick, "interval", seconds=seconds, id=name, name=name, next_run_time=first)

    def start(self) -> None:
        """Starts firing; what became due while nobody ran is fired at once, each job once."""
        self._database.waker = self
        self._scheduler.add_job(self._wanted.set, "interval", seconds=TICK_SECONDS, id="jobs")
        self._worker.start()
        self._scheduler.start()
        self._wanted.set()

    def stop(self, timeout: float) -> bool:
        """Lets the job in hand finish, for at most `timeout` seconds; False when it did not. What is left
        is fired by the next start."""
        if self._database.waker is self:
            self._database.waker = None
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        self._wanted.set()
        if self._worker.is_alive():
            self._worker.join(timeout)
        return not self._worker.is_alive()

    def stopping(self) -> bool:
        """Was it told to stop? A tick that does many things looks between two of them."""
        return self._stopping.is_set()

    def health(self) -> Health:
        late = time.monotonic() - self._seen_to
        return Health(self._worker.is_alive(), self._leading, late, dict(self._failing))

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._wanted.wait()
            self._wanted.clear()
            try:
                self._pass()
            except Unavailable as error:
                # the next tick tries again; the rows wait
                self._failing["jobs"] = error.code
            except Exception as error:
                log.exception("looking for due jobs failed")
                self._failing["jobs"] = type(error).__name__
        self._leadership.release()

    def _pass(self) -> None:
        self._leading = self._leadership.hold()
        if self._leading:
            run_pending(self._database, self._fire, self._stopping.is_set)
        self._seen_to = time.monotonic()
        self._failing.pop("jobs", None)
