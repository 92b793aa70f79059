"""Firing jobs, one at a time, and what happens when one fails. Shared by the engine and by time travel."""

from __future__ import annotations

import logging
import math
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workflow_service.errors import Rejection, Unavailable
from workflow_service.store import Database, UnitOfWork, jobs

log = logging.getLogger(__name__)
PAGE = 50
# jobs of a backlog in one transaction, and how long it may hold SQLite's one write lock
TOGETHER = 16
TOGETHER_SECONDS = 0.05
# still pending and due after it was fired: without a pause it would be fired for ever
LEFT = "fired but left undone"
# nothing waits
FOREVER = math.inf
PACKAGE = Path(__file__).parent.parent

# opens its own unit of work, claims the job (`store.jobs.claim`), does its work and marks it done
Fire = Callable[[str], None]
# does a job in the unit of work it is given
Work = Callable[[UnitOfWork, str], object]


def run_pending(
    database: Database,
    fire: Fire,
    stopping: Callable[[], bool] = lambda: False,
    rest: Callable[[], None] = lambda: None,
    together: Work | None = None,
) -> int:
    """What `work_off` does; how many jobs were fired."""
    return work_off(database, fire, stopping, rest, together)[0]


def work_off(
    database: Database,
    fire: Fire,
    stopping: Callable[[], bool] = lambda: False,
    rest: Callable[[], None] = lambda: None,
    together: Work | None = None,
) -> tuple[int, float]:
    """Fires everything due now, the oldest first, also what becomes due meanwhile; how many, and how many
    seconds remain until the next one by the database's clock (`FOREVER` when none waits).

    `rest` is called after each transaction: the people at their screens come first (see `Pace`). `together`
    does the work of a job in a transaction it is given, so that a backlog needs fewer commits. Raises
    `Unavailable` when the database is away: nothing is lost, the rows wait.
    """
    fired: set[str] = set()
    count, remain = 0, 0.0
    while not stopping():
        with database.begin(write=False) as uow:
            page, coming = jobs.look(uow, PAGE)
            remain = FOREVER if coming is None else (coming - uow.now).total_seconds()
        if not page:
            break
        while page and not stopping():
            count += 1
            if page[0] in fired:
                _count_failure(database, page.pop(0), LEFT)
            elif together is not None and len(page) > 1:
                new = [job_id for job_id in page if job_id not in fired][:TOGETHER]
                done = _fire_together(database, together, new)
                count += len(done) - 1
                page = [job_id for job_id in page if job_id not in done]
                fired.update(job_id for job_id, well in done.items() if well)
            else:
                job_id = page.pop(0)
                if fire_one(database, fire, job_id):
                    # one that failed comes again after its pause, and this pass may still be at it
                    fired.add(job_id)
            rest()
    return count, remain


class Pace:
    """How a backlog is worked off beside people at work: after `SLICE` seconds of jobs a pause of `PAUSE`.

    `ticking` is a clock that never steps; `pause` waits so many seconds, or less when the service stops.
    """

    SLICE = 0.1
    PAUSE = 0.025

    def __init__(self, ticking: Callable[[], float], pause: Callable[[float], object]) -> None:
        self._ticking, self._pause = ticking, pause
        self._until = ticking() + self.SLICE

    def rest(self) -> None:
        """Between two jobs."""
        if self._ticking() >= self._until:
            self._pause(self.PAUSE)
            self._until = self._ticking() + self.SLICE


@dataclass(frozen=True)
class Look:
    """What is due without being a job (reminders and escalations, which the running service sees to with a
    tick): when the next of it comes, and doing all of it that is due now."""

    coming: Callable[[UnitOfWork], datetime | None]
    work: Callable[[], object]


def run_due(
    database: Database,
    fire: Fire,
    until: datetime,
    travel: Callable[[datetime], None],
    look: Look | None = None,
) -> int:
    """Lives through the time up to `until` (aware): jumps from due moment to due moment and fires in order.

    `travel` moves the clock the database goes by (`FrozenClock.travel`, or `tenant_clock(database)`); it
    ends at `until`. `look`: what is due beside the jobs, in order with them, after those of the same moment.
    Returns how many jobs were fired. For tests, scenarios and the demonstration.
    """
    count = 0
    last: tuple[str, datetime] | None = None
    looked: tuple[datetime, int] | None = None
    if look is not None:
        # what people did since the last journey comes before anything that lies ahead
        look.work()
    while True:
        with database.begin(write=False) as uow:
            coming, now = jobs.next_due(uow), uow.now
            seen = None if look is None else look.coming(uow)
        if look is not None and seen is not None and _looks_first(seen, coming, until):
            here = (max(seen, now), count)
            # still due after it was done at this moment: without this it would be done for ever
            if here != looked:
                looked = here
                if seen > now:
                    travel(seen)
                look.work()
                continue
        if coming is None or coming[1] > until:
            break
        job_id, at = coming
        if at > now:
            travel(at)
        if coming == last:
            _count_failure(database, job_id, LEFT)
        else:
            fire_one(database, fire, job_id)
            count += 1
        last = coming
    if until > now:
        travel(until)
    if look is not None:
        look.work()
    return count


def _looks_first(seen: datetime, coming: tuple[str, datetime] | None, until: datetime) -> bool:
    return seen <= until and (coming is None or seen < coming[1])


def tenant_clock(database: Database) -> Callable[[datetime], None]:
    """Moves the municipality's own test clock, for `run_due`."""

    def travel(to: datetime) -> None:
        with database.begin() as uow:
            jobs.travel(uow, to)

    return travel


def fire_one(database: Database, fire: Fire, job_id: str) -> bool:
    """Fires one job; False when it failed: that is counted in its row, and it is tried again later, until it
    gives up.

    Raises `Unavailable` only: then no attempt is counted, for the job is not at fault.
    """
    try:
        fire(job_id)
    except Unavailable:
        raise
    except Exception as error:
        _failed(database, job_id, error)
        return False
    return True


def _fire_together(database: Database, work: Work, job_ids: list[str]) -> dict[str, bool]:
    """Fires several jobs in one transaction, some of `job_ids` at least; which went well."""
    ends = time.monotonic() + TOGETHER_SECONDS
    with database.begin(purpose="job") as uow:
        done = jobs.each(uow, job_ids, work, lambda: time.monotonic() >= ends)
    for job_id, error in done.items():
        if error is not None:
            _failed(database, job_id, error)
    return {job_id: error is None for job_id, error in done.items()}


def _failed(database: Database, job_id: str, error: Exception) -> None:
    problem = _place(error)
    log.warning("job %s failed: %s", job_id, problem)
    log.debug("job %s failed", job_id, exc_info=error)
    _count_failure(database, job_id, problem)


def _count_failure(database: Database, job_id: str, problem: str) -> None:
    with database.begin() as uow:
        if jobs.failed_attempt(uow, job_id, problem):
            log.error("job %s gave up: %s", job_id, problem)


def _place(error: Exception) -> str:
    """What failed and where, without the error's own text, which may hold personal data."""
    name = error.code if isinstance(error, Rejection) else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)[1:]
    own = [frame for frame in frames if frame.filename.startswith(str(PACKAGE))]
    if not own:
        return name
    return f"{name} at {Path(own[-1].filename).relative_to(PACKAGE).as_posix()}:{own[-1].lineno}"
