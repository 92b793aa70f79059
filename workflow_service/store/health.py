"""What waits in the database, in numbers, for those who run the service."""

from __future__ import annotations

from workflow_service.store import outbox
from workflow_service.store.columns import parse_moment, sqlite_moment
from workflow_service.store.uow import UnitOfWork

_COUNTS = {
    "jobs_failed": "SELECT count(*) FROM job WHERE tenant_id = ? AND state = 'failed'",
    "incidents_open": "SELECT count(*) FROM incident WHERE tenant_id = ? AND resolved_at IS NULL",
    "messages_unmatched": "SELECT count(*) FROM message WHERE tenant_id = ? AND state = 'unmatched'",
}


def waiting(uow: UnitOfWork) -> dict[str, float]:
    """Jobs that are due (and for how many seconds the oldest), failed jobs, open incidents, unmatched
    messages, the outbox by state (and for how many seconds the oldest letter or mail waits)."""
    now = sqlite_moment(uow.now) if uow.sqlite else uow.now
    due = uow.row(
        "SELECT count(*) AS n, min(due_at) AS oldest FROM job"
        " WHERE tenant_id = ? AND state = 'pending' AND due_at <= ?",
        uow.tenant_id,
        now,
    )
    found: dict[str, float] = {"jobs_due": 0, "job_lag_seconds": 0}
    if due is not None:
        oldest = parse_moment(due["oldest"])
        found = {
            "jobs_due": due["n"],
            "job_lag_seconds": (uow.now - oldest).total_seconds() if oldest is not None else 0,
        }
    found |= {name: int(uow.value(sql, uow.tenant_id)) for name, sql in _COUNTS.items()}
    found |= {f"outbox_{state}": n for state, n in outbox.counts(uow).items()}
    return {**found, "outbox_lag_seconds": max(outbox_ages(uow).values(), default=0)}


def outbox_ages(uow: UnitOfWork) -> dict[str, float]:
    """Kind -> for how many seconds its oldest letter or mail has waited."""
    return {kind: (uow.now - one.since).total_seconds() for kind, one in outbox.waiting(uow).items()}
