"""Meetings that come again: series, agendas, the meeting itself and its minutes (domain.md 5.2: T01)."""

from collections.abc import Mapping

from workflow_service.meetings import course, daily, occurrences
from workflow_service.meetings.closing import Closed, Sent, close
from workflow_service.meetings.operations import OPERATIONS
from workflow_service.runtime import JobWork

# what the room's own jobs do
JOBS: Mapping[str, JobWork] = {occurrences.JOB: course.begin_occurrence, daily.JOB: daily.run}

__all__ = ["JOBS", "OPERATIONS", "Closed", "Sent", "close"]
