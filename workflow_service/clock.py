"""The one place that reads the machine's time. Everything else gets `now` as an argument."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


def processor_seconds() -> float:
    """What this thread has used of a processor, in seconds: a measure of work, not of time."""
    return time.thread_time()


class Clock(Protocol):
    def now(self) -> datetime:
        """The business moment: aware, UTC."""
        ...


class SystemClock:
    """Real time; `offset` is the tenant's test clock (demonstration and scenarios only)."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset


class FrozenClock:
    """A clock that moves only when told; for tests and the travelling demonstration."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        return self.moment

    def travel(self, to: datetime) -> None:
        """Go to `to` (aware)."""
        self.moment = to.astimezone(UTC)
