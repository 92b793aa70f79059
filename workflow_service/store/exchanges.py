"""Queries behind the register of what was passed on in a case (domain.md 3, `InfoExchange`): rows that stand
where it was done, read together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow_service.store.casefile_rows import Row, as_id, fetch
from workflow_service.store.tables.casefile import attendance, case_participant
from workflow_service.store.tables.quality import guest_invitation
from workflow_service.store.uow import UnitOfWork


@dataclass(frozen=True)
class Document:
    """The journal entry that says it; who may read a restricted one is asked elsewhere."""

    entry_id: str
    author_id: str | None
    restricted: bool


@dataclass(frozen=True)
class Step:
    """An answer as it stands, the newest correction in its place. `data` is read only where it was asked
    for; `submission_ids` are all versions of it."""

    element: str
    instance_id: str
    at: datetime
    by: str | None
    document: Document | None
    data: dict[str, Any]
    submission_ids: frozenset[str]


def steps(
    uow: UnitOfWork, case_id: str, elements: Collection[str], opened: Collection[str] = ()
) -> list[Step]:
    """The answers of these elements in a case, in the order they were given, each with its document; the
    words of those in `opened` are read."""
    wanted = sorted(elements)
    raws = uow.rows(
        "SELECT f.id, f.task_id, f.element, f.instance_id, f.key_id, f.data, f.submitted_at, f.submitted_by,"
        " j.id AS entry_id, j.author_id, j.restricted FROM form_submission f"
        " LEFT JOIN journal_entry j ON j.tenant_id = f.tenant_id AND j.case_id = f.case_id"
        " AND j.submission_id = f.id"
        f" WHERE f.tenant_id = ? AND f.case_id = ? AND f.element IN ({', '.join('?' for _ in wanted)})"
        " AND f.undone_at IS NULL ORDER BY f.id",
        uow.tenant_id,
        case_id,
        *wanted,
    )
    uow.learn_keys(str(raw["key_id"]) for raw in raws if raw["element"] in opened)
    standing: dict[str, tuple[Any, set[str]]] = {}
    for raw in raws:
        _, ids = standing.get(str(raw["task_id"]), (None, set()))
        standing[str(raw["task_id"])] = (raw, ids | {str(raw["id"])})
    return [_step(uow, raw, ids, raw["element"] in opened) for raw, ids in standing.values()]


def _step(uow: UnitOfWork, raw: Any, ids: set[str], read: bool) -> Step:
    at = uow.moment(raw["submitted_at"])
    assert at is not None
    document = None
    if raw["entry_id"] is not None:
        document = Document(str(raw["entry_id"]), as_id(raw["author_id"]), bool(raw["restricted"]))
    told = None
    if read:
        told = uow.open(str(raw["key_id"]), "form_submission", str(raw["id"]), "data", raw["data"])
    by, instance_id = as_id(raw["submitted_by"]), str(raw["instance_id"])
    return Step(str(raw["element"]), instance_id, at, by, document, told or {}, frozenset(ids))


def attendances(uow: UnitOfWork, meeting_ids: Sequence[str]) -> list[Row]:
    """Who was invited to these meetings and who came."""
    if not meeting_ids:
        return []
    marks = ", ".join("?" for _ in meeting_ids)
    return fetch(uow, attendance, f"t.meeting_id IN ({marks})", *meeting_ids, tail="ORDER BY t.id")


def used_links(uow: UnitOfWork, case_id: str) -> list[Row]:
    """The guests of the case's meetings who came in by their link, the first first."""
    where = "t.case_id = ? AND t.first_used_at IS NOT NULL"
    return fetch(uow, guest_invitation, where, case_id, tail="ORDER BY t.id")


def participants_ever(uow: UnitOfWork, case_id: str) -> list[Row]:
    """Who takes or took part in the case, the newest time of each last."""
    return fetch(uow, case_participant, "t.case_id = ?", case_id, tail="ORDER BY t.id")
