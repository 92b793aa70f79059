"""Who is on duty now: the office in its hours, otherwise the duty officer (domain.md 5.3, N01; 5.1, P12)."""

from __future__ import annotations

from datetime import datetime, timedelta

from workflow_service import calendar
from workflow_service.casefile.base import today
from workflow_service.rules.notification import within_office_hours
from workflow_service.store import UnitOfWork, parameters

DUTY_OFFICER = "duty_officer"


def office_open(uow: UnitOfWork) -> bool:
    """Is it within office hours now (`office_opens`, `office_closes`, `office_closes_friday`)?"""
    local = uow.now.astimezone(uow.zone)
    working_day = calendar.counts(local.date(), "working_day", calendar.DANISH_HOLIDAYS)
    closes = _time(uow, "office_closes", "PT15H")
    if local.weekday() == 4:
        closes = _time(uow, "office_closes_friday", "PT13H")
    return within_office_hours(local, _time(uow, "office_opens", "PT8H"), closes, working_day)


def _time(uow: UnitOfWork, key: str, otherwise: str) -> timedelta:
    text = str(parameters.parameter_value(uow, key, today(uow)) or otherwise)
    return calendar.parse_duration(text).clock


def on_duty(uow: UnitOfWork, in_hours: str) -> str:
    """The role that gets a task now: `in_hours` while the office is open, otherwise the duty officer. One
    role a task (ADR 0005), so it is decided by the time at which the task arises."""
    return in_hours if office_open(uow) else DUTY_OFFICER


def clock_end(uow: UnitOfWork, start: datetime, key: str, otherwise: str) -> datetime:
    """When a clock that began at `start` ends by the parameter `key`, in its own way of counting."""
    found = parameters.load_parameters(uow).get(key, today(uow))
    text, kind = (str(found.value), found.calendar_kind) if found else (otherwise, "clock")
    return calendar.add(start, text, kind, uow.zone, calendar.DANISH_HOLIDAYS)


def receipt_end(uow: UnitOfWork, start: datetime) -> datetime:
    """When the notifier's receipt must have been sent: `notification_receipt` days of the kind that
    `weekday_definition` names (the stricter reading also counts Saturdays, D7)."""
    snapshot = parameters.load_parameters(uow)
    length = snapshot.get("notification_receipt", today(uow))
    days = snapshot.get("weekday_definition", today(uow))
    kind = "working_day" if days is not None and days.value == "mon-fri" else "weekday"
    text = str(length.value) if length else "P6D"
    return calendar.add(start, text, kind, uow.zone, calendar.DANISH_HOLIDAYS)
