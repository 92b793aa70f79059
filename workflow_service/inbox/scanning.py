"""Looking for viruses in a file before it is kept, by a program of the municipality's choice."""

from __future__ import annotations

import logging
import shlex
import subprocess
from dataclasses import dataclass
from typing import Protocol

from workflow_service.errors import Invalid, Unavailable

log = logging.getLogger(__name__)

CLEAN, UNSCANNED = "clean", "unscanned"
SECONDS = 60.0
INFECTED_STATUS = 1


class Scanner(Protocol):
    """Says of a file's bytes `CLEAN` or `UNSCANNED`; raises `Invalid` when something was found in them, and
    `Unavailable` when nobody can tell now. What it refuses is never stored."""

    def scan(self, content: bytes) -> str: ...


class NoScanner:
    """Where none is set up: files are taken, and each says of itself that nobody has looked."""

    def scan(self, content: bytes) -> str:
        return UNSCANNED


@dataclass(frozen=True)
class CommandScanner:
    """A command that gets the bytes on its standard input, so that they are never written unsealed; it ends
    with 0 (nothing found), 1 (something found) or anything else (it could not look)."""

    command: tuple[str, ...]
    seconds: float = SECONDS

    def scan(self, content: bytes) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - the command is the operator's setting
                self.command, input=content, capture_output=True, timeout=self.seconds, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _cannot_look(type(error).__name__) from None
        if done.returncode == INFECTED_STATUS:
            log.warning("the scanner refused a file of %d bytes", len(content))
            raise Invalid(
                "file_infected",
                "Virusscanneren har fundet noget i filen, så den er ikke gemt. Spørg IT, hvis du er i tvivl.",
                "The virus scanner found something in the file, so it was not kept. Ask IT if in doubt.",
            )
        if done.returncode != 0:
            raise _cannot_look(f"status {done.returncode}")
        return CLEAN


def scanner(command: str) -> Scanner:
    """The scanner of the setting `scan_command`."""
    return CommandScanner(tuple(shlex.split(command))) if command.strip() else NoScanner()


def _cannot_look(why: str) -> Unavailable:
    log.error("the scanner of attached files does not work: %s", why)
    return Unavailable(
        "scanner_away",
        "Filen kan ikke scannes for virus lige nu, så den er ikke gemt. Prøv igen om lidt.",
        "The file cannot be scanned for viruses now, so it was not kept. Try again shortly.",
    )
