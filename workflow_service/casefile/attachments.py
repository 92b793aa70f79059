"""Attachments as the case file tells of them: what each file is called and is, and what a document says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow_service.casefile import media
from workflow_service.casefile.base import Row
from workflow_service.forms import Option
from workflow_service.store import UnitOfWork
from workflow_service.store import attachments as query

SOURCE = "attachments:task"


@dataclass(frozen=True)
class File:
    """One attached file. `digest` is SHA-256 of what is in it, in hex; `scan`: clean or unscanned; `state`:
    held (on an open task), removed, filed (with an answer) or replaced (by a newer version)."""

    id: str
    name: str
    media_type: str
    size: int
    digest: str
    state: str
    scan: str
    version: int
    version_of: str | None
    uploaded_at: datetime
    uploaded_by: str | None

    @property
    def kind(self) -> str:
        """image, pdf, sound or other: how it can be shown."""
        return kind_of(self.media_type)


def kind_of(media_type: str) -> str:
    if media_type in media.IMAGES:
        return "image"
    if media_type in media.SOUNDS:
        return "sound"
    return "pdf" if media_type == media.PDF else "other"


def file_of(row: Row) -> File:
    about: Mapping[str, Any] = row["about"]
    names = ("id", "media_type", "size", "state", "scan", "version", "version_of", "uploaded_at")
    values = {name: row[name] for name in names}
    return File(
        **values, name=str(about["name"]), digest=str(about["sha256"]), uploaded_by=row["uploaded_by"]
    )


def task_options(uow: UnitOfWork, task_id: str) -> list[Option]:
    """What an answer to the task may name: files that are held on it, or were filed with it."""
    return [
        Option(row["id"], str(row["about"]["name"]))
        for row in query.of_task(uow, task_id)
        if row["state"] in (query.HELD, query.FILED)
    ]


def options_of(uow: UnitOfWork, ids: Iterable[object]) -> list[Option]:
    """The names of files that an earlier answer named, for reading it."""
    rows = query.by_ids(uow, [str(one) for one in ids])
    return [Option(row["id"], str(row["about"]["name"])) for row in rows]


def named_in(data: Mapping[str, Any]) -> list[str]:
    """The ids of the files that an answer names."""
    found = data.get("attachments")
    return [str(one) for one in found] if isinstance(found, list) else []


def told(uow: UnitOfWork, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What a document keeps of the files its answer names: {"attachments": [{id, name, media_type, size,
    sha256}]}, in the order they came; nothing when there are none."""
    ids = named_in(answers)
    found = [file_of(row) for row in query.by_ids(uow, ids)] if ids else []
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "media_type": one.media_type,
            "size": one.size,
            "sha256": one.digest,
        }
        for one in found
    ]
    return {"attachments": rows} if rows else {}


def shown(one: Mapping[str, Any], language: str) -> dict[str, str]:
    """A file of a document (`told`) as a page shows it: id, name, size in words, kind."""
    size = media.size_words(int(one["size"]), language)
    kind = kind_of(str(one["media_type"]))
    return {"id": str(one["id"]), "name": str(one["name"]), "size": size, "kind": kind}


def shown_of(uow: UnitOfWork, ids: Iterable[object]) -> tuple[dict[str, str], ...]:
    """The files with these ids, as `shown` tells them."""
    rows = told(uow, {"attachments": list(ids)}).get("attachments", ())
    return tuple(shown(one, uow.actor.language) for one in rows)


def file_with(
    uow: UnitOfWork, task_id: str, ids: Iterable[str], submission_id: str, case_id: str | None
) -> None:
    """The files `ids` of the task stand with this answer from now on, their earlier versions beside them."""
    wanted = list(ids)
    rows = {row["id"]: row for row in query.of_task(uow, task_id)} if wanted else {}
    for attachment_id in wanted:
        row = rows.get(attachment_id)
        if row is None or row["submission_id"]:
            continue
        query.set_state(uow, row, query.FILED, submission_id=submission_id, case_id=case_id)
        older = rows.get(row["version_of"] or "")
        while older is not None and not older["submission_id"]:
            state = query.REPLACED
            query.set_state(uow, older, state, submission_id=submission_id, case_id=case_id)
            older = rows.get(older["version_of"] or "")
