"""Meetings that come again: series, agendas, meetings and their minutes (domain.md 5.2: T01, T02, T07)."""

from collections.abc import Mapping

from workflow_service.meetings import (
    closing,
    coordination,
    coordination_closing,
    course,
    daily,
    occurrences,
    operations,
    visitation,
)
from workflow_service.meetings.base import meeting_of
from workflow_service.meetings.closing import Closed, Sent
from workflow_service.runtime import JobWork, Operation, Runtime
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings as query

# what the room's own jobs do
JOBS: Mapping[str, JobWork] = {
    occurrences.JOB: course.begin_occurrence,
    daily.JOB: daily.run,
    daily.SERIES_JOB: daily.run_series,
}

OPERATIONS: Mapping[str, Operation] = {
    **operations.OPERATIONS,
    **coordination.OPERATIONS,
    **visitation.OPERATIONS,
}


def close(uow: UnitOfWork, rt: Runtime, meeting_id: str, *, deviation_why: str | None = None) -> Closed:
    """Closes any meeting for its leader: as held, or with `deviation_why` as one that was not held as it
    should be. A visitation meeting is held or falls out by itself.

    Raises Invalid with every field that is missing, Conflict, NotFound, Forbidden.
    """
    _, series = meeting_of(uow, meeting_id)
    if series["kind"] == query.COORDINATION:
        return coordination_closing.close(uow, rt, meeting_id, not_held_why=deviation_why)
    if series["kind"] == query.VISITATION:
        done = visitation.close(uow, rt, meeting_id)
        return Closed(meeting_id, "held", (), 0, None, done.task_ids)
    return closing.close(uow, rt, meeting_id, deviation_why=deviation_why)


__all__ = ["JOBS", "OPERATIONS", "Closed", "Sent", "close"]
