"""A notification came at another moment than was written: its 24 hours and the receipt run from the right one
(barnets lov § 136; domain.md 5.3, N01).

Before the family is known there is no case, so whoever receives for the unit corrects it here; in a case it
is one of the dates of the case as well (`base_dates`). The audit of its course keeps the reason, a case its
journal.
"""

from __future__ import annotations

from datetime import date, time

from workflow_service import access
from workflow_service.casefile import base_dates as dates
from workflow_service.casefile.base import Row, case_by_id
from workflow_service.casefile.base_dates import BaseDate
from workflow_service.casefile.notifications import clock_runs, may_read
from workflow_service.errors import Conflict, NotFound
from workflow_service.inbox import base_dates
from workflow_service.runtime import Runtime, lock
from workflow_service.store import UnitOfWork, on_case
from workflow_service.store import notifications as notified


def read(uow: UnitOfWork, notification_id: str) -> BaseDate:
    """When the notification came. Raises `NotFound`, also when the actor may not read it (INV-14), and
    `Conflict` when none of its clocks runs any more."""
    row = notified.notification(uow, notification_id)
    if row is None or not _reads(uow, row):
        raise NotFound(access.NOT_SEEN.code, access.NOT_SEEN.da, access.NOT_SEEN.en)
    access.require_sight(access.may_correct_receipt(uow.actor, row["unit_id"], row["team_id"]))
    if row["person_id"]:
        uow.looked_at(None, [str(row["person_id"])])
    if not clock_runs(row):
        raise Conflict(
            "notification_settled",
            "Underretningen er vurderet, og kvitteringen er sendt. Der løber ingen frist mere.",
            "The notification is assessed and the receipt is sent. No deadline runs any more.",
        )
    return dates.received(uow, row)


def _reads(uow: UnitOfWork, row: Row) -> bool:
    cases = notified.visible_cases(uow, [row["case_id"]] if row["case_id"] else [])
    return may_read(uow.actor, row, cases)


def preview(
    uow: UnitOfWork, runtime: Runtime, notification_id: str, day: date, hour: time | None
) -> base_dates.Preview:
    """What would move if it had come then (local); changes nothing. Raises like `read`, and `Invalid`."""
    base = read(uow, notification_id)
    courses = [str(base.row["instance_id"])]
    return base_dates.look(uow, runtime, courses, base, dates.corrected(uow, base, day, hour))


def correct(
    uow: UnitOfWork, runtime: Runtime, notification_id: str, day: date, reason: str, hour: time | None
) -> int:
    """Writes when it came and moves what is counted from it; how many clocks. Raises like `preview`, and
    `Invalid` without a reason."""
    base = read(uow, notification_id)
    case_id, course = base.row["case_id"], str(base.row["instance_id"])
    if case_id is not None:
        on_case.lock_case(uow, str(case_id))
    lock(uow, course)
    # read again: it may have been assessed while we waited
    base = read(uow, notification_id)
    found = dates.corrected(uow, base, day, hour)
    text = base_dates.reason_of(reason)
    count = base_dates.move(uow, runtime, [course], base, found, text)
    if case_id is not None:
        dates.enter(uow, case_by_id(uow, str(case_id)), base, found, text)
    return count


__all__ = ["correct", "preview", "read"]
