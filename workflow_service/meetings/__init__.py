"""Meetings that come again: series, agendas, meetings and their minutes (domain.md 5.2: T01, T02, T07)."""

from collections.abc import Mapping

from workflow_service.meetings import coordination, course, daily, occurrences, operations, visitation
from workflow_service.meetings.closing import Closed, Sent, close
from workflow_service.runtime import JobWork, Operation

# what the room's own jobs do
JOBS: Mapping[str, JobWork] = {occurrences.JOB: course.begin_occurrence, daily.JOB: daily.run}

OPERATIONS: Mapping[str, Operation] = {
    **operations.OPERATIONS,
    **coordination.OPERATIONS,
    **visitation.OPERATIONS,
}

__all__ = ["JOBS", "OPERATIONS", "Closed", "Sent", "close"]
