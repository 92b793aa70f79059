"""What happens to series once a day: twelve months roll on, agendas stay fresh, the cadence is proposed anew.

A job that adds its own next one, so that it runs under a test clock too, and once after downtime.
"""

from __future__ import annotations

from datetime import timedelta

from workflow_service.meetings import agenda, cadence, closing_days, occurrences, series
from workflow_service.meetings.base import change_meeting, local
from workflow_service.runtime import DueJob, Runtime
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings as query

JOB = occurrences.DAY_JOB


def run(uow: UnitOfWork, rt: Runtime, job: DueJob) -> None:
    """The work of one day; nothing more is planned when the last series has ended."""
    found = query.all_series(uow)
    since = local(uow, job.due_at).date() - timedelta(days=1)
    closing_days.replan_changed(uow, since, found)
    for one in found:
        occurrences.extend(uow, one)
        series.propose_cadence(uow, rt, one)
    by_id = {one["id"]: one for one in found}
    fresh = [
        one for one in query.with_agenda(uow) if one["series_id"] in by_id and one["starts_at"] > uow.now
    ]
    limits = cadence.weeks_undiscussed(uow, rt) if fresh else {}
    for meeting in fresh:
        agenda.build(uow, limits, meeting, by_id[meeting["series_id"]])
        change_meeting(uow, meeting, {"agenda_at": uow.now})
    if found:
        occurrences.next_day(uow)
