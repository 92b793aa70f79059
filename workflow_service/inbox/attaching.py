"""Files on a task: put there, taken away again, brought back, replaced by a newer version, and read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow_service import access, audit
from workflow_service.casefile import media, papers
from workflow_service.casefile.attachments import File, file_of
from workflow_service.casefile.base import case_by_id
from workflow_service.casefile.pictures import BadPicture, without_traces
from workflow_service.errors import Conflict, Invalid, NotFound, TooLarge
from workflow_service.inbox import facts
from workflow_service.inbox.correcting import correctable
from workflow_service.inbox.facts import TaskRow
from workflow_service.inbox.scanning import Scanner
from workflow_service.runtime import Runtime
from workflow_service.states import Event, TaskState
from workflow_service.store import UnitOfWork, corrections, tables
from workflow_service.store import attachments as query

FIELD = "attachments"
# files that were taken away again count too, or a task could be filled without end
REMOVED_TIMES = 3


@dataclass(frozen=True)
class Examined:
    """A file that may be kept: its name, its kind by content, its bytes, what the scanner said."""

    name: str
    media_type: str
    content: bytes
    scan: str


def examine(name: str, content: bytes, most_bytes: int, scanner: Scanner) -> Examined:
    """Judges a file before anything is locked; pictures lose place, time and text. Asks no database.

    Raises `TooLarge`, `Invalid` (a kind that cannot be attached, broken, infected), `Unavailable` (the
    scanner does not answer).
    """
    if len(content) > most_bytes:
        raise too_large(most_bytes)
    media_type = media.recognise(content)
    scan = scanner.scan(content)
    try:
        kept = without_traces(content, media_type)
    except BadPicture:
        raise Invalid(
            "picture_broken",
            "Billedet kan ikke læses. Måske er det ikke gemt helt. Tag eller gem det igen.",
            "The picture cannot be read. Perhaps it was not saved whole. Take or save it again.",
        ) from None
    return Examined(media.tidy_name(name, media_type), media_type, kept, scan)


def too_large(most_bytes: int) -> TooLarge:
    most = most_bytes // (1024 * 1024)
    return TooLarge(
        "attachment_too_large",
        f"Filen er for stor. En fil må højst fylde {most} MB. Gem den i en mindre udgave.",
        f"The file is too large. A file may have at most {most} MB. Save a smaller one.",
    )


def require_may_attach(uow: UnitOfWork, runtime: Runtime, task_id: str) -> None:
    """Whoever may complete the task may put files on it, and whoever may correct its answers; the form must
    have a place for them. Raises `NotFound`, `Forbidden`, `Conflict`."""
    _require(uow, runtime, facts.read(uow, task_id))


def _require(uow: UnitOfWork, runtime: Runtime, task: TaskRow) -> None:
    if task.facts.state == TaskState.COMPLETED and correctable(uow, runtime, task.id).may:
        pass
    else:
        # who came second is told so; who may not do it is told that first
        if task.facts.state != TaskState.COMPLETED:
            access.require(access.may_complete(uow.actor, task.facts))
        facts.require_open(uow, task)
        task.locked.require_active()
    if not takes_files(uow, runtime, task):
        raise Conflict(
            "takes_no_files",
            "Formularen i opgaven har ikke plads til bilag. Skriv et notat med bilaget i stedet.",
            "The form of this task has no place for attachments. Write a note with the attachment instead.",
        )


def takes_files(uow: UnitOfWork, runtime: Runtime, task: TaskRow) -> bool:
    """Has the task's form a field for attachments?"""
    if task.row["form_key"] is None:
        return False
    form = runtime.releases.get(uow, task.locked.release_id).form(task.row["form_key"])
    return any(one.type == FIELD for one in form.fields)


def attach(
    uow: UnitOfWork,
    runtime: Runtime,
    task_id: str,
    examined: Examined,
    *,
    version_of: str | None = None,
    most: int = 20,
) -> File:
    """Keeps the file on the task, sealed. `version_of`: the file of the same task that it replaces.

    Raises as `require_may_attach`; `Conflict` when the task has `most` files already; `NotFound` for a file
    of another task.
    """
    task = facts.lock(uow, task_id)
    _require(uow, runtime, task)
    rows = query.of_task(uow, task_id)
    older = None if version_of is None else _own(rows, version_of, (query.HELD, query.FILED))
    there = [row for row in rows if row["state"] in (query.HELD, query.FILED)]
    if len(there) - (older is not None) >= most or len(rows) >= REMOVED_TIMES * most:
        raise Conflict(
            "attachments_full",
            f"Der kan højst være {most} filer på en opgave. Fjern en, eller saml flere i én PDF.",
            f"A task can have at most {most} files. Remove one, or put several into one PDF.",
        )
    values: dict[str, Any] = {
        "task_id": task_id,
        "instance_id": task.locked.id,
        "case_id": task.locked.case_id,
        "about": {"name": examined.name, "sha256": hashlib.sha256(examined.content).hexdigest()},
        "media_type": examined.media_type,
        "state": query.HELD,
        "version": 1 if older is None else int(older["version"]) + 1,
        "version_of": version_of,
        "scan": examined.scan,
        "uploaded_by": uow.actor.user_id,
        "uploaded_at": uow.now,
        "changed_at": uow.now,
    }
    attachment_id = query.store(uow, task.locked.key_id, values, examined.content)
    if older is not None and older["state"] == query.HELD:
        query.set_state(uow, older, query.REPLACED)
    _record(uow, task, Event.ATTACHMENT_ADDED, attachment_id, {"size": len(examined.content)})
    uow.flush()
    return _file(uow, attachment_id)


def attached(uow: UnitOfWork, task_id: str) -> list[File]:
    """The files of a task that the reader may read, in the order they came; without those that were taken
    away or replaced. Raises `NotFound`."""
    task = facts.read(uow, task_id)
    uow.looked_at(task.locked.case_id)
    found = [file_of(row) for row in query.of_task(uow, task_id)]
    return [one for one in found if one.state in (query.HELD, query.FILED)]


def detach(uow: UnitOfWork, runtime: Runtime, task_id: str, attachment_id: str) -> None:
    """Takes a file away from an open task; it can be brought back until it is cleared away."""
    _move(uow, runtime, task_id, attachment_id, (query.HELD, query.REMOVED), query.REMOVED)


def bring_back(uow: UnitOfWork, runtime: Runtime, task_id: str, attachment_id: str) -> File:
    """Undoes `detach`."""
    _move(uow, runtime, task_id, attachment_id, (query.REMOVED, query.HELD), query.HELD)
    uow.flush()
    return _file(uow, attachment_id)


def _move(
    uow: UnitOfWork, runtime: Runtime, task_id: str, attachment_id: str, states: tuple[str, ...], state: str
) -> None:
    task = facts.lock(uow, task_id)
    _require(uow, runtime, task)
    row = _own(query.of_task(uow, task_id), attachment_id, states)
    if row["state"] == state:
        return
    query.set_state(uow, row, state)
    event = Event.ATTACHMENT_REMOVED if state == query.REMOVED else Event.ATTACHMENT_RESTORED
    _record(uow, task, event, attachment_id, {})


def read_file(uow: UnitOfWork, attachment_id: str) -> tuple[File, bytes]:
    """A file and what is in it. While it is on an open task: for those who may open that; afterwards for
    those who may read the document it stands with. The look is logged.

    Raises `NotFound` also when the actor may not know of it, `Conflict` when its bytes were changed.
    """
    row = query.one(uow, attachment_id)
    if row is None:
        raise not_found()
    task = facts.read(uow, row["task_id"])
    case_id = task.locked.case_id or row["case_id"]
    subjects: list[str] = []
    if case_id is not None:
        case = case_by_id(uow, case_id)
        subjects = [case["child_id"]] if case["child_id"] else []
        for entry_id in corrections.entries_of_task(uow, row["task_id"]):
            papers.readable(uow, entry_id)
    uow.looked_at(case_id, subjects)
    if query.changed_bytes(uow, row):
        raise Conflict(
            "attachment_changed",
            "Filen er ikke den, der blev gemt. Giv systemadministratoren besked.",
            "The file is not the one that was kept. Tell the system administrator.",
        )
    return file_of(row), query.content(uow, row)


def clear_left_over(uow: UnitOfWork, before: datetime, most: int = 100) -> int:
    """Deletes files that nobody sent, `most` at a time; how many. A job's work."""
    found = query.left_over(uow, before, most)
    query.delete(uow, found)
    return len(found)


def not_found() -> NotFound:
    return NotFound(
        "attachment_not_found",
        "Filen findes ikke, eller du har ikke adgang til den.",
        "The file does not exist, or you have no access to it.",
    )


def _own(rows: list[dict[str, Any]], attachment_id: str, states: tuple[str, ...]) -> dict[str, Any]:
    for row in rows:
        if row["id"] == attachment_id and row["state"] in states:
            return row
    raise not_found()


def _file(uow: UnitOfWork, attachment_id: str) -> File:
    row = query.one(uow, attachment_id)
    assert row is not None
    return file_of(row)


def _record(
    uow: UnitOfWork, task: TaskRow, event: Event, attachment_id: str, more: Mapping[str, Any]
) -> None:
    chain = task.locked.chain
    audit.record(
        uow,
        chain,
        event,
        case_id=task.locked.case_id,
        instance_id=task.locked.id,
        task_id=task.id,
        element=task.row["element"],
        facts={"attachment": attachment_id, **more},
    )
    head = {"audit_head": chain.head, "audit_seq": chain.seq}
    uow.update(tables.process_instance, task.locked.id, head)


__all__ = [
    "Examined",
    "attach",
    "attached",
    "bring_back",
    "clear_left_over",
    "detach",
    "examine",
    "read_file",
    "require_may_attach",
    "takes_files",
    "too_large",
]
