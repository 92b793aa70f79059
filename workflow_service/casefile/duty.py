"""Who is on duty now: the office in its hours, otherwise the duty officer (domain.md 5.3, N01; 5.1, P12)."""

from __future__ import annotations

from datetime import time, timedelta

from workflow_service import calendar
from workflow_service.casefile.base import today
from workflow_service.casefile.clocks import text_of
from workflow_service.rules.notification import within_office_hours
from workflow_service.store import UnitOfWork, parameters

DUTY_OFFICER = "duty_officer"


def office_open(uow: UnitOfWork) -> bool:
    """Is it within office hours now (`office_opens`, `office_closes`, `office_closes_friday`), on a day that
    is no closing day?"""
    local = uow.now.astimezone(uow.zone)
    working_day = calendar.counts(local.date(), "working_day", closures(uow))
    closes = _time(uow, "office_closes")
    if local.weekday() == 4:
        closes = _time(uow, "office_closes_friday")
    return within_office_hours(local, _time(uow, "office_opens"), closes, working_day)


def office(uow: UnitOfWork) -> calendar.Office:
    """When people look at what is due (`office_opens`)."""
    seconds = int(_time(uow, "office_opens").total_seconds())
    opens = time(seconds // 3600, seconds // 60 % 60)
    return calendar.Office(opens, uow.zone, closures(uow))


def closures(uow: UnitOfWork) -> calendar.Closures:
    """The public holidays and the municipality's own closing days (`closing_days`). They say when nobody is
    at the office; a deadline of the law is counted without them (`clocks.ends_at`)."""
    found = parameters.in_force(uow, "closing_days", today(uow))
    year = today(uow).year
    text = "" if found is None else str(found.value)
    return calendar.Closures(calendar.parse_closing_days(text, range(year - 1, year + 5)))


def _time(uow: UnitOfWork, key: str) -> timedelta:
    return calendar.parse_duration(text_of(uow, key)).clock


def on_duty(uow: UnitOfWork, in_hours: str) -> str:
    """The role that gets a task now: `in_hours` while the office is open, otherwise the duty officer. One
    role a task (ADR 0005), so it is decided by the time at which the task arises."""
    return in_hours if office_open(uow) else DUTY_OFFICER
