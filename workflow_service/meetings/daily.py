"""What happens to series once a day: twelve months roll on, agendas stay fresh, the cadence is proposed anew.

A job that adds its own next one, so that it runs under a test clock too, and once after downtime. The work
itself is a job of each series: one that fails is tried again and shown by itself, the others go on.
"""

from __future__ import annotations

from datetime import timedelta

from workflow_service.meetings import agenda, cadence, closing_days, invitations, occurrences, series
from workflow_service.meetings.base import change_meeting, local
from workflow_service.runtime import DueJob, Runtime
from workflow_service.store import UnitOfWork, jobs
from workflow_service.store import meetings as query

JOB = occurrences.DAY_JOB
SERIES_JOB = "series_today"


def run(uow: UnitOfWork, rt: Runtime, job: DueJob) -> None:
    """Lays out the work of one day, and that of tomorrow first; nothing more is planned when the last series
    has ended."""
    found = query.all_series(uow)
    if not found:
        return
    occurrences.next_day(uow)
    for one in found:
        # due when the day's work was, so that the series knows since when it is to look
        jobs.add(uow, SERIES_JOB, job.due_at, ref=one["id"])


def run_series(uow: UnitOfWork, rt: Runtime, job: DueJob) -> None:
    """The work of one day for one series; one that has ended meanwhile is left alone."""
    one = query.series_row(uow, job.ref or "")
    if one is None or one["state"] != "active":
        return
    closing_days.replan_changed(uow, local(uow, job.due_at).date() - timedelta(days=1), [one])
    occurrences.extend(uow, one)
    series.propose_cadence(uow, rt, one)
    fresh = [
        meeting
        for meeting in query.with_agenda(uow)
        if meeting["series_id"] == one["id"] and meeting["starts_at"] > uow.now
    ]
    limits = cadence.weeks_undiscussed(uow, rt) if fresh else {}
    for meeting in fresh:
        agenda.build(uow, limits, meeting, one)
        change_meeting(uow, meeting, {"agenda_at": uow.now})
        invitations.invite_deputies(uow, meeting, one)
        invitations.withdraw_deputies(uow, meeting, one)
