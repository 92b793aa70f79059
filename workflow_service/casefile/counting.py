"""Dates that an operation works out from a parameter and a day, and writes down (domain.md 8, D7).

One function a kind of date says what it is, whoever asks: the operation that writes it first, a correction of
the day it is counted from (`base_dates`), and a parameter that gets another value (`worked_out`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from workflow_service import calendar
from workflow_service.casefile import clocks, decisions
from workflow_service.casefile.base import Row
from workflow_service.store import UnitOfWork

Of = tuple[str, str] | None


@dataclass(frozen=True)
class Counted:
    """What is written on the row, and the variables of the courses that count from it. `of`: only where this
    variable has this value. `due`: the last day, where the deadline is a day. `about`: how open tasks tell
    what they are about (`task_subjects`), before and with the right day."""

    values: Row
    variables: Mapping[str, str] = field(default_factory=dict)
    of: Of = None
    due: date | None = None
    about: tuple[str, str] | None = None


def application(uow: UnitOfWork, row: Row, received: date) -> Counted:
    """By the deadline that the council set for its section (retssikkerhedsloven § 3, stk. 2)."""
    due = decisions.application_due(uow, str(row["section"]), received)
    dates = {"application_due": due.isoformat(), "application_received": received.isoformat()}
    return Counted({"received": received, "due": due}, dates, ("application_id", str(row["id"])), due)


def access(uow: UnitOfWork, row: Row, received: datetime) -> Counted:
    """Seven working days from the request (domain.md 12)."""
    until = clocks.ends_at(uow, "access_deadline", received)
    dates = {"received_at": received.isoformat(), "due_at": until.isoformat()}
    values = {"received_at": received, "due_at": until}
    return Counted(values, dates, ("request_id", str(row["id"])), local_day(uow, until))


def complaint(uow: UnitOfWork, row: Row, received: datetime) -> Counted:
    """The re-assessment: four weeks from the complaint (domain.md 8, D7)."""
    due = decisions.reassessed_by(uow, local_day(uow, received))
    ends = calendar.end_of_day(due, uow.zone).isoformat()
    dates = {"complained_at": received.isoformat(), "reassess_due": ends}
    return Counted({"received_at": received, "due": due}, dates, ("complaint_id", str(row["id"])), due)


def notification(uow: UnitOfWork, row: Row, received: datetime) -> Counted:
    """24 clock hours, and the receipt within six weekdays (barnets lov § 136). Its diagram counts the hours
    itself from `received_at`; what is done already keeps the clock it was done by, unless the receipt of the
    notification was wrong."""
    values: Row = {
        "received_at": received,
        "assess_by": clocks.ends_at(uow, "notification_assessment", received),
        "receipt_by": clocks.ends_at(uow, "notification_receipt", received),
    }
    return Counted(values, {"received_at": received.isoformat()}, ("notification_id", str(row["id"])))


def hearing(uow: UnitOfWork, row: Row, sent: datetime) -> Counted:
    """When the parties must have answered (forvaltningsloven § 19). The day stands in their letter: it never
    comes earlier, and later only so that the municipality's own time to answer is kept."""
    due = max(row["due"], clocks.ends_on(uow, "hearing_deadline", local_day(uow, sent)))
    dates = {"hearing_due": due.isoformat()}
    return Counted({"sent_at": sent, "due": due}, dates, ("decision_id", str(row["decision_id"])), due)


def acute(uow: UnitOfWork, row: Row) -> Counted:
    """P12: the danger is assessed within `acute_response` of the report."""
    by = clocks.ends_at(uow, "acute_response", row["reported_at"])
    return Counted({"assess_by": by}, {"assess_by": by.isoformat()}, ("acute_id", str(row["id"])))


def catch_up(uow: UnitOfWork, row: Row, started: datetime) -> Counted:
    """P12: the analysis meeting that catches up with support that has started. Its diagram counts the clock
    itself."""
    return Counted({"catch_up_by": catch_up_by(uow, started)}, {}, ("acute_id", str(row["id"])))


def catch_up_by(uow: UnitOfWork, started: datetime) -> date:
    """The last day of `acute_analysis_deadline` from the moment support started."""
    return local_day(uow, clocks.ends_at(uow, "acute_analysis_deadline", started))


def misdirected(uow: UnitOfWork, row: Row) -> Counted:
    """72 hours from the discovery (domain.md 5.3, S04)."""
    until = clocks.ends_at(uow, "breach_deadline", row["discovered_at"])
    return Counted({"due_at": until}, {"due_at": until.isoformat()}, ("letter_id", str(row["id"])))


def local_day(uow: UnitOfWork, moment: datetime) -> date:
    """The municipality's day of a moment."""
    return moment.astimezone(uow.zone).date()
