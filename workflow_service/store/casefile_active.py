"""Queries of the active period (P07): visits, progress, developments, the contact log, surveys."""

from __future__ import annotations

from datetime import date

from workflow_service.store.casefile_rows import Row, fetch
from workflow_service.store.tables import active as tables
from workflow_service.store.uow import UnitOfWork

VISIT_TASKS = ("hear_child", "follow_up", "review_benefit")


def follow_ups(uow: UnitOfWork, case_id: str, limit: int = 20) -> list[Row]:
    """Visits that were held, newest first."""
    return fetch(uow, tables.follow_up, "t.case_id = ?", case_id, tail=f"ORDER BY t.id DESC LIMIT {limit:d}")


def progress(uow: UnitOfWork, case_id: str) -> list[Row]:
    """All scores of the case's goals, newest first."""
    return fetch(uow, tables.progress_note, "t.case_id = ?", case_id, tail="ORDER BY t.date DESC, t.id DESC")


def developments(uow: UnitOfWork, case_id: str, limit: int = 10) -> list[Row]:
    """What was reported, newest first; `discussed_at` None: the next status meeting must know."""
    tail = f"ORDER BY t.discussed_at IS NOT NULL, t.id DESC LIMIT {limit:d}"
    return fetch(uow, tables.development, "t.case_id = ?", case_id, tail=tail)


def undiscussed(uow: UnitOfWork, case_id: str) -> list[str]:
    """The ids of the developments that no meeting has discussed yet."""
    rows = uow.rows(
        "SELECT id FROM development WHERE tenant_id = ? AND case_id = ? AND discussed_at IS NULL ORDER BY id",
        uow.tenant_id,
        case_id,
    )
    return [str(row["id"]) for row in rows]


def contacts(uow: UnitOfWork, case_id: str, limit: int = 10) -> list[Row]:
    """The contact log, the newest day first."""
    tail = f"ORDER BY t.date DESC, t.id DESC LIMIT {limit:d}"
    return fetch(uow, tables.contact, "t.case_id = ?", case_id, tail=tail)


def surveys(uow: UnitOfWork, case_id: str) -> list[Row]:
    """Rounds of the survey, newest first; those nobody answered too."""
    tail = "ORDER BY t.date DESC, t.id DESC"
    return fetch(uow, tables.family_survey, "t.case_id = ?", case_id, tail=tail)


def visit_is_open(uow: UnitOfWork, case_id: str) -> bool:
    """Does somebody have a visit to hold now?"""
    marks = ", ".join("?" for _ in VISIT_TASKS)
    found = uow.value(
        "SELECT 1 FROM user_task WHERE tenant_id = ? AND case_id = ? AND process_key = 'active_period'"
        f" AND element IN ({marks}) AND state IN ('created', 'claimed', 'delegated') LIMIT 1",
        uow.tenant_id,
        case_id,
        *VISIT_TASKS,
    )
    return found is not None


def newest_survey(uow: UnitOfWork, case_id: str) -> date | None:
    """The day of the last round."""
    found = surveys(uow, case_id)
    return found[0]["date"] if found else None
