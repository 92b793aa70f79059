"""What every command begins with: settings from the environment, the database, errors in plain words.

The rooms with the database and the pages are imported by the commands that use them: `oef lint` and `--help`
answer without.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow_service.config import Settings, StartupError
from workflow_service.errors import CheckFailed, Finding, Invalid, Rejection

if TYPE_CHECKING:
    from workflow_service.store import Database


def settings() -> Settings:
    """The settings of this process's environment."""
    return Settings.from_environment(os.environ)


@contextmanager
def plain_words() -> Iterator[None]:
    """Errors a person can cause end the command with exit code 1 and one text, never a traceback."""
    try:
        yield
    except StartupError as error:
        raise SystemExit(f"oef: {error}") from error
    except Rejection as error:
        lines = [error.text(settings().language)]
        if isinstance(error, CheckFailed):
            lines += [describe(finding) for finding in error.findings]
        if isinstance(error, Invalid):
            lines += [f"{path}: {text}" for path, texts in error.fields.items() for text in texts]
        raise SystemExit("oef: " + "\n".join(lines)) from error


@contextmanager
def opened(found: Settings, *, current: bool = True) -> Iterator[Database]:
    """The database, closed afterwards. `current`: refuse one whose tables are not this version's."""
    from workflow_service import app

    database = app.open_database(found)
    try:
        if current:
            require_current(database)
        yield database
    finally:
        database.close()


def require_current(database: Database) -> None:
    """Raises `StartupError` with found, required and cure when the tables are of another version."""
    from workflow_service.store.migrate import migration_state

    state = migration_state(database)
    if not state.current:
        raise StartupError(
            "OEF_DATABASE_URL",
            f"tables of revision {state.found or 'none'} where this version needs {state.required}",
            "Run `oef migrate` (or `oef init` for a new municipality).",
        )


def anchor_file(found: Settings) -> Path:
    """Where the audit's seals are anchored outside the database."""
    return found.data_folder / "anchors.log"


def describe(finding: Finding) -> str:
    """A finding as one line: where, how bad, what, and the cure."""
    place = ":".join(str(part) for part in (finding.file, finding.line, finding.element) if part)
    danish = settings().language == "da"
    what, cure = (finding.da, finding.cure_da) if danish else (finding.en, finding.cure_en)
    return f"{place}: {finding.severity} {finding.rule}: {what}{f' {cure}' if cure else ''}"


def say(text: str) -> None:
    """One line to the person."""
    click.echo(text)


def fail(code: int = 1) -> None:
    """Ends the command with this exit code."""
    sys.exit(code)
