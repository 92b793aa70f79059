"""When a duration ends (domain.md 8, D7): four kinds of counting, one zone, no clock of our own."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from workflow_service.calendar.durations import Duration, parse_duration
from workflow_service.errors import Invalid

Kind = Literal["clock", "calendar", "weekday", "working_day"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_SUNDAY, _SATURDAY = 6, 5
_LAST_SECOND = time(23, 59, 59)
# nobody sets a deadline of more working days; it bounds the counting loop
_MOST_DAYS = 20_000


def add(
    start: datetime, duration_text: str, kind: str, zone: ZoneInfo, holidays: Container[date]
) -> datetime:
    """The moment (UTC) at which a duration that began at `start` (aware) has run out.

    `kind` says how days count: `calendar` every day, `weekday` Monday to Saturday without public holidays
    (the stricter reading, D7), `working_day` Monday to Friday without them; the day after `start` is day 1
    and the deadline is the last second of its day in `zone`. `clock`, and any duration with hours, ends at
    the exact moment: hours are real time, so they survive a change to summer time. Months and weeks always
    follow the calendar, the wall time is kept, and the end of a shorter month is its last day.
    Raises Invalid for a text that is no duration, an unknown kind or an end outside the calendar.
    """
    duration = parse_duration(duration_text)
    if kind not in KINDS:
        raise Invalid(
            "calendar_kind_unknown",
            f"»{kind}« er ikke en måde at tælle dage på. Brug en af: {', '.join(KINDS)}.",
            f'"{kind}" is not a way of counting days. Use one of: {", ".join(KINDS)}.',
        )
    try:
        return _add(start, duration, kind, zone, holidays)
    except (OverflowError, ValueError):
        raise Invalid(
            "duration_too_long",
            "Fristen ligger uden for kalenderen. Vælg et kortere tidsrum.",
            "The deadline lies outside the calendar. Choose a shorter duration.",
        ) from None


def _add(
    start: datetime, duration: Duration, kind: str, zone: ZoneInfo, holidays: Container[date]
) -> datetime:
    local = start.astimezone(zone)
    day = _add_months(local.date(), duration.months) + timedelta(weeks=duration.weeks)
    if kind in ("weekday", "working_day"):
        day = _count(day, duration.days, kind, holidays)
    else:
        day += timedelta(days=duration.days)
    if kind == "clock" or duration.has_clock:
        if day == local.date():
            return start.astimezone(UTC) + duration.clock
        return datetime.combine(day, local.timetz().replace(tzinfo=zone)).astimezone(UTC) + duration.clock
    return end_of_day(day, zone)


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def _count(day: date, days: int, kind: str, holidays: Container[date]) -> date:
    if abs(days) > _MOST_DAYS:
        raise OverflowError(days)
    step = timedelta(days=1 if days >= 0 else -1)
    left = abs(days)
    while left:
        day += step
        left -= counts(day, kind, holidays)
    return day


def counts(day: date, kind: str, holidays: Container[date]) -> bool:
    """Does `day` count under this kind? `weekday` leaves out Sundays, `working_day` Saturdays too."""
    if kind in ("clock", "calendar"):
        return True
    last = _SUNDAY if kind == "weekday" else _SATURDAY
    return day.weekday() < last and day not in holidays


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a local day, in UTC: when a deadline counted in days runs out."""
    return datetime.combine(day, _LAST_SECOND, tzinfo=zone).astimezone(UTC)


def working_days_between(start: date, end: date, holidays: Container[date]) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
    if end < start:
        return -working_days_between(end, start, holidays)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(counts(day, "working_day", holidays) for day in days)


def next_working_day(day: date, holidays: Container[date]) -> date:
    """`day` itself when it is a working day, otherwise the first one after it."""
    while not counts(day, "working_day", holidays):
        day += timedelta(days=1)
    return day


def ages(birth: date, on: date) -> int:
    """Whole years of a person born on `birth` at the day `on`; below zero before the birth.

    A child of 29 February becomes a year older on 1 March in other years.
    """
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
