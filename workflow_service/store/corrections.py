"""Queries of corrected answers: their versions, and the documents they became."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workflow_service.store.uow import UnitOfWork

Row = dict[str, Any]


def filed_as(uow: UnitOfWork, submission_id: str) -> str | None:
    """The journal entry that a submission became."""
    found = uow.value(
        "SELECT j.id FROM form_submission s JOIN journal_entry j ON j.tenant_id = s.tenant_id"
        " AND j.case_id = s.case_id AND j.submission_id = s.id WHERE s.tenant_id = ? AND s.id = ?",
        uow.tenant_id,
        submission_id,
    )
    return None if found is None else str(found)


def corrected_by(uow: UnitOfWork, case_id: str, entry_id: str) -> str | None:
    """The newest entry that corrects this one."""
    found = uow.value(
        "SELECT id FROM journal_entry WHERE tenant_id = ? AND case_id = ? AND corrects_id = ?"
        " ORDER BY id DESC LIMIT 1",
        uow.tenant_id,
        case_id,
        entry_id,
    )
    return None if found is None else str(found)


def task_of(uow: UnitOfWork, entry_id: str) -> str | None:
    """The task whose answers became this entry."""
    found = uow.value(
        "SELECT s.task_id FROM journal_entry j JOIN form_submission s ON s.tenant_id = j.tenant_id"
        " AND s.id = j.submission_id WHERE j.tenant_id = ? AND j.id = ?",
        uow.tenant_id,
        entry_id,
    )
    return None if found is None else str(found)


def entries_of_task(uow: UnitOfWork, task_id: str) -> list[str]:
    """The documents that what was answered to a task became, in all its versions."""
    rows = uow.rows(
        "SELECT j.id FROM form_submission s JOIN journal_entry j ON j.tenant_id = s.tenant_id"
        " AND j.submission_id = s.id WHERE s.tenant_id = ? AND s.task_id = ? AND s.undone_at IS NULL",
        uow.tenant_id,
        task_id,
    )
    return [str(row["id"]) for row in rows]


def first_answer(uow: UnitOfWork, task_id: str) -> tuple[str, datetime | None]:
    """The first submission of a task of those that were not taken back, and its moment."""
    row = uow.row(
        "SELECT id, submitted_at FROM form_submission WHERE tenant_id = ? AND task_id = ?"
        " AND undone_at IS NULL ORDER BY version LIMIT 1",
        uow.tenant_id,
        task_id,
    )
    return ("", None) if row is None else (str(row["id"]), uow.moment(row["submitted_at"]))


def versions(uow: UnitOfWork, task_id: str) -> list[Row]:
    """Every version of what was answered to a task, newest first, with its reason and its document."""
    rows = uow.rows(
        "SELECT s.id, s.version, s.submitted_at, s.undone_at, s.key_id, s.reason, u.name AS by_name, j.id AS"
        " entry_id FROM form_submission s"
        " LEFT JOIN app_user u ON u.tenant_id = s.tenant_id AND u.id = s.submitted_by"
        " LEFT JOIN journal_entry j ON j.tenant_id = s.tenant_id AND j.case_id = s.case_id"
        " AND j.submission_id = s.id"
        " WHERE s.tenant_id = ? AND s.task_id = ? ORDER BY s.id DESC",
        uow.tenant_id,
        task_id,
    )
    return [
        {
            **row,
            "at": uow.moment(row["submitted_at"]),
            "reason": uow.open(
                str(row["key_id"]), "form_submission", str(row["id"]), "reason", row["reason"]
            ),
            "entry_id": None if row["entry_id"] is None else str(row["entry_id"]),
        }
        for row in rows
    ]
