"""Jobs for the tests of the schedule, and a way to fire them that leaves a mark in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from workflow_service.store import Database, UnitOfWork
from workflow_service.store import jobs as query
from workflow_service.store.tables import metadata

JOB = metadata.tables["job"]
INSTANCE = metadata.tables["process_instance"]


def add(database: Database, *due: datetime) -> list[str]:
    """Pending jobs due at these moments; their ids."""
    with database.begin() as uow:
        return [add_job(uow, at) for at in due]


def add_job(uow: UnitOfWork, due_at: datetime) -> str:
    job_id = uow.new_id()
    row = {
        "id": job_id,
        "kind": "timer",
        "state": "pending",
        "due_at": due_at,
        "timer_at": due_at,
        "attempts": 0,
    }
    uow.insert(JOB, row)
    return job_id


def add_instance(uow: UnitOfWork, state: str) -> str:
    """An instance in this state; its id."""
    row = {"id": uow.new_id(), "release_id": uow.new_id(), "process_key": "p", "state": state}
    uow.insert(INSTANCE, {**row, "key_id": uow.new_id(), "started_at": uow.now, "version": 1, "audit_seq": 0})
    return str(row["id"])


def firing(
    database: Database, log: list[str], work: Callable[[UnitOfWork, str], None] = lambda uow, job_id: None
) -> Callable[[str], None]:
    """Claims a job, does `work`, marks it done; `log` gets the ids of jobs whose transaction committed."""

    def fire(job_id: str) -> None:
        with database.begin() as uow:
            if query.claim(uow, job_id) is None:
                return
            work(uow, job_id)
            query.done(uow, job_id)
        log.append(job_id)

    return fire


def states(database: Database, ids: list[str]) -> list[str]:
    with database.begin(write=False) as uow:
        found = {r["id"]: r["state"] for r in uow.rows("SELECT id, state FROM job WHERE tenant_id = 1")}
    return [{str(k): v for k, v in found.items()}[job_id] for job_id in ids]
