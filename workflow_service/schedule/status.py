"""How the clock stands: what comes next, what is late, who fires, and what the ticks did last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow_service.schedule.notes import JOBS, NOTED_SECONDS
from workflow_service.store import UnitOfWork, job_lists, jobs, ticks
from workflow_service.store.ticks import Tick

# nobody has noted anything for so long: nobody fires
SILENT = timedelta(seconds=3 * NOTED_SECONDS)


@dataclass(frozen=True)
class ClockStatus:
    """`now` and `next_due` by the municipality's clock, which is `offset` ahead of real time (a test clock;
    none in production). `late`: how long the oldest job has been overdue. `leader`: host and process that
    fires, None when nobody has for a minute and a half of real time; `seen_at`: when one did last."""

    now: datetime
    offset: timedelta
    next_due: datetime | None
    overdue: int
    late: timedelta
    waiting: int
    failed: int
    leader: str | None
    seen_at: datetime | None
    ticks: tuple[Tick, ...]


def clock_status(uow: UnitOfWork, real: datetime) -> ClockStatus:
    """`real`: real time (aware), which the ticks are noted in."""
    counts = job_lists.counts(uow)
    coming = jobs.next_due(uow)
    next_due = None if coming is None else coming[1]
    found = ticks.all_ticks(uow)
    own = [tick for tick in found if tick.every]
    last = next((tick for tick in own if tick.name == JOBS), None)
    leads = last is not None and real - last.ran_at < SILENT
    return ClockStatus(
        now=uow.now,
        offset=timedelta(seconds=jobs.clock_offset(uow)),
        next_due=next_due,
        overdue=counts["due"],
        late=timedelta() if next_due is None else max(timedelta(), uow.now - next_due),
        waiting=counts["waiting"],
        failed=counts["failed"],
        leader=last.owner if last is not None and leads else None,
        seen_at=None if last is None else last.ran_at,
        ticks=tuple(found),
    )


__all__ = ["ClockStatus", "clock_status"]
