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

from workflow_service.clock import SystemClock
from workflow_service.errors import Unavailable
from workflow_service.schedule.firing import Fire, Pace, Work, work_off
from workflow_service.schedule.notes import JOBS, Notes
from workflow_service.store import Database, jobs

log = logging.getLogger(__name__)
MACHINE = SystemClock()
# how often the rows are looked at when nobody wakes us; between two looks we wake for the next due moment
TICK_SECONDS = 1.0
# a wall clock that strays further than this from the one that never steps was set anew
STEP_SECONDS = 5.0
# shorter sleeps are no use: the operating system does not keep them
LEAST_SECONDS = 0.002


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
    """What the service needs of a scheduler. What it promises is in tests/unit/schedule/conformance.py."""

    def wake(self, job_ids: tuple[str, ...]) -> None: ...

    def every(self, name: str, seconds: float, function: Callable[[], object]) -> None: ...

    def start(self) -> None: ...

    def stop(self, timeout: float) -> bool: ...

    def health(self) -> Health: ...


class EmbeddedEngine:
    """`fire(job_id)` opens its own unit of work and does the job; see `firing`."""

    def __init__(
        self,
        database: Database,
        fire: Fire,
        *,
        together: Work | None = None,
        wall: Callable[[], datetime] = MACHINE.now,
        ticking: Callable[[], float] = time.monotonic,
    ) -> None:
        """`together`: see `run_pending`; used on SQLite only. `wall` is the machine's clock, which may be
        set anew; `ticking` never steps (seconds)."""
        self._database = database
        self._fire = fire
        self._together = together if database.is_sqlite else None
        self._wall, self._ticking = wall, ticking
        self._notes = Notes(database)
        self._leadership = jobs.Leadership(database)
        self._leading = False
        self._wanted = threading.Event()
        self._stopping = threading.Event()
        self._failing: dict[str, str] = {}
        self._seen_to = ticking()
        self._drift = self._apart()
        self._worker = threading.Thread(target=self._work, name="oef-jobs", daemon=True)
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def wake(self, job_ids: tuple[str, ...]) -> None:
        """Some jobs are due now: their rows are committed, so the ids need no remembering. Never blocks."""
        self._wanted.set()

    def every(self, name: str, seconds: float, function: Callable[[], object]) -> None:
        """Runs `function` at start and then every so many real seconds, in a thread of its own, never twice
        at once, and only in the process that leads. A failure shows in `health` until a run succeeds.

        After downtime it runs once; the runs that were missed are counted (`store.ticks`).
        """

        def tick() -> None:
            try:
                if self._stopping.is_set() or not self._leadership.hold():
                    return
                function()
            except Exception as error:
                log.exception("tick %s failed", name)
                self._failing[name] = type(error).__name__
            else:
                self._failing.pop(name, None)
            self._note(name, seconds)

        first = datetime.now(UTC)
        self._scheduler.add_job(tick, "interval", seconds=seconds, id=name, name=name, next_run_time=first)

    def start(self) -> None:
        """Starts firing; what became due while nobody ran is fired at once, each job once."""
        self._database.waker = self
        self._scheduler.add_job(self._wanted.set, "interval", seconds=TICK_SECONDS, id=JOBS)
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
        late = self._ticking() - self._seen_to
        return Health(self._worker.is_alive(), self._leading, late, dict(self._failing))

    def _work(self) -> None:
        sleep = TICK_SECONDS
        while not self._stopping.is_set():
            # timed by a clock that never steps, whatever becomes of APScheduler's ticks
            self._wanted.wait(max(LEAST_SECONDS, sleep))
            self._wanted.clear()
            sleep = TICK_SECONDS
            try:
                self._mind_the_clock()
                sleep = self._pass()
            except Unavailable as error:
                # the next tick tries again; the rows wait
                self._failing[JOBS] = error.code
            except Exception as error:
                log.exception("looking for due jobs failed")
                self._failing[JOBS] = type(error).__name__
        self._leadership.release()

    def _pass(self) -> float:
        """Fires what is due; how many seconds until there is more to do."""
        sleep = TICK_SECONDS
        self._leading = self._leadership.hold()
        if self._leading:
            pace = Pace(self._ticking, self._stopping.wait)
            stopping = self._stopping.is_set
            _, remain = work_off(self._database, self._fire, stopping, pace.rest, self._together)
            sleep = min(TICK_SECONDS, remain)
        self._seen_to = self._ticking()
        self._failing.pop(JOBS, None)
        if self._leading:
            self._note(JOBS, TICK_SECONDS)
        return sleep

    def _note(self, name: str, seconds: float) -> None:
        """Others learn from a row what a tick has done; a lost note is not worth a failure."""
        try:
            self._notes.ran(name, seconds, self._wall(), self._ticking(), self._failing.get(name))
        except Exception as error:
            log.warning("the note of tick %s could not be written: %s", name, type(error).__name__)

    def _apart(self) -> float:
        return self._wall().timestamp() - self._ticking()

    def _mind_the_clock(self) -> None:
        """APScheduler goes by the wall clock: set back a day, it would keep its ticks waiting for a day. So
        when that clock was set, every tick runs now and is counted from now."""
        apart = self._apart()
        if abs(apart - self._drift) <= STEP_SECONDS:
            return
        log.warning("the clock was set by %.0f seconds", apart - self._drift)
        self._drift = apart
        for tick in self._scheduler.get_jobs():
            tick.modify(next_run_time=datetime.now(UTC))
