"""The one place that reads the machine's time. Everything else gets `now` as an argument."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol


class _Collected(threading.local):
    """Processor seconds that the garbage collector took from this thread."""

    seconds = 0.0
    since = 0.0


_collected = _Collected()


def _note_collection(phase: str, _: Mapping[str, Any]) -> None:
    if phase == "start":
        _collected.since = time.thread_time()
    else:
        _collected.seconds += time.thread_time() - _collected.since


# the collector runs in whichever thread happens to allocate, and cleans up after all of them
gc.callbacks.append(_note_collection)


def processor_seconds() -> float:
    """What this thread has used of a processor for its own work, in seconds: neither time that passed nor the
    collection of garbage, which takes long in a large process and is nobody's fault."""
    return time.thread_time() - _collected.seconds


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
