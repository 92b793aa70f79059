"""`oef doctor`: one line a thing that must be right for the service to run, with the cure."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workflow_service import app
from workflow_service.config import Settings, StartupError
from workflow_service.errors import Rejection
from workflow_service.store import Database, jobs, tenants
from workflow_service.store.migrate import migration_state
from workflow_service.store.running import current_release

FREE_BYTES = 500 * 1024 * 1024
PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `cure` is what to do when it is not `ok`."""

    what: str
    ok: bool
    cure: str


def examine(settings: Settings) -> list[Finding]:
    """Looks and changes nothing."""
    folder = settings.data_folder
    there = folder.is_dir() and os.access(folder, os.W_OK)
    found = [Finding(f"the data folder {folder} can be written", there, "make it, or set OEF_DATA_FOLDER")]
    if there:
        free = shutil.disk_usage(folder).free
        megabytes = free // 1024 // 1024
        found.append(
            Finding(f"{megabytes} MB are free on its disk", free > FREE_BYTES, "500 MB are needed: make room")
        )
    letters = settings.letter_folder
    if letters is not None:
        usable = letters.is_dir() and os.access(letters, os.W_OK | os.X_OK)
        found.append(
            Finding(
                f"letters can be handed over in {letters}", usable, "mount or make it; they wait until then"
            )
        )
    found.append(_scanner(settings.scan_command))
    manifest = PACKAGE / "static" / "dist" / "manifest.json"
    found.append(
        Finding("the pages' scripts and styles are built", manifest.exists(), "make run builds them")
    )
    try:
        database = app.open_database(settings)
    except StartupError as error:
        return [*found, Finding("the master key can be read", False, str(error))]
    found.append(Finding("the master key can be read", True, ""))
    try:
        found += _database(database)
    except Rejection as error:
        found.append(Finding("the database answers", False, error.text(settings.language)))
    finally:
        database.close()
    return found


def _scanner(command: str) -> Finding:
    """Files are taken without a scanner; whoever runs the service is to know that."""
    if not command.strip():
        return Finding("attached files are not scanned for viruses: OEF_SCAN_COMMAND is not set", True, "")
    program = shlex.split(command)[0]
    return Finding(
        f"attached files are scanned by {program}",
        shutil.which(program) is not None,
        "install it or mend OEF_SCAN_COMMAND; until then no file can be attached",
    )


def _database(database: Database) -> Iterator[Finding]:
    if database.is_sqlite and not Path(database.url.database or "").exists():
        yield Finding("there is a database", False, "run `oef init`")
        return
    state = migration_state(database)
    yield Finding(f"the tables are of revision {state.required}", state.current, "run `oef migrate`")
    if not state.current:
        return
    with database.begin(write=False) as uow:
        name = tenants.tenant_name(uow)
        yield Finding(f"the municipality is {name or 'missing'}", name is not None, "run `oef init`")
        published = current_release(uow, uow.now) is not None
        yield Finding("processes are published", published, "run `oef deploy bpmn forms`")
        failed = len(jobs.failed(uow))
        yield Finding(f"{failed} jobs gave up", failed == 0, "see them in the monitor, mend and retry them")
