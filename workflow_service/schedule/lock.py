"""One process at a time serves a SQLite file (reliability.md 1)."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from workflow_service.config import StartupError


class ProcessLock:
    """Held from `acquire` to `release`, or until the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Raises `StartupError` naming the process that has it and the cure."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise StartupError(
                "OEF_DATA_FOLDER",
                f"another process (number {holder}) that serves {self._path.with_suffix('')}",
                "One process at a time can serve a SQLite file. Stop the other one, use another folder,"
                " or set OEF_DATABASE_URL to a PostgreSQL database, which many can serve.",
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
