"""What the ticks of the clock did, written down: for `oef clock status`, the jobs page and the next start."""

from __future__ import annotations

import logging
import os
import socket
import threading
from dataclasses import dataclass
from datetime import datetime

from workflow_service.store import Database, ticks

log = logging.getLogger(__name__)
# the tick that looks for due jobs
JOBS = "jobs"
# a tick that runs more often is noted this often: an idle service writes next to nothing
NOTED_SECONDS = 30.0


@dataclass
class _Noted:
    at: float
    problem: str | None
    runs: int = 0


class Notes:
    """One row a tick. Several threads may note at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._owner = f"{socket.gethostname()}:{os.getpid()}"
        self._noted: dict[str, _Noted] = {}
        self._lock = threading.Lock()

    def ran(self, name: str, seconds: float, at: datetime, ticking: float, problem: str | None) -> None:
        """A tick that is wanted every `seconds` ran just now: `at` by the wall clock, `ticking` by one that
        never steps. `problem`: what went wrong, no personal data."""
        with self._lock:
            last = self._noted.get(name)
            if last is not None:
                last.runs += 1
                soon = ticking - last.at < NOTED_SECONDS and seconds < NOTED_SECONDS
                if soon and last.problem == problem:
                    return
            runs = 1 if last is None else last.runs
            with self._database.begin(purpose="tick") as uow:
                missed = ticks.note(
                    uow, name, seconds, at, runs=runs, owner=self._owner, problem=problem, first=last is None
                )
            self._noted[name] = _Noted(ticking, problem)
        if missed:
            log.info("tick %s missed %s runs while the service was down; it ran once", name, missed)


__all__ = ["JOBS", "Notes"]
