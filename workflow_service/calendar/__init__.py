"""Days, deadlines and dates in words: pure arithmetic; moments, zone and holidays come in as arguments.

domain.md 8 (D7) and 9: every clock of the model is a duration with a kind that says how its days count.
"""

from workflow_service.calendar.closures import Closures, parse_blocked_weeks, parse_closing_days
from workflow_service.calendar.deadlines import (
    KINDS,
    Kind,
    add,
    ages,
    counts,
    end_of_day,
    next_working_day,
    working_days_between,
)
from workflow_service.calendar.durations import Duration, in_words, parse_duration
from workflow_service.calendar.holidays import DANISH_HOLIDAYS, DanishHolidays
from workflow_service.calendar.ics import Entry, Guest, feed, invitation
from workflow_service.calendar.recurrence import (
    PlannedDate,
    Recurrence,
    Shift,
    moment_of,
    planned,
    preview,
    shift_text,
)
from workflow_service.calendar.wording import (
    clock_text,
    long_date,
    moment_text,
    relative_day,
    short_date,
    span_text,
    table_date,
    week_text,
)

__all__ = [
    "DANISH_HOLIDAYS",
    "KINDS",
    "Closures",
    "DanishHolidays",
    "Duration",
    "Entry",
    "Guest",
    "Kind",
    "PlannedDate",
    "Recurrence",
    "Shift",
    "add",
    "ages",
    "clock_text",
    "counts",
    "end_of_day",
    "feed",
    "in_words",
    "invitation",
    "long_date",
    "moment_of",
    "moment_text",
    "next_working_day",
    "parse_blocked_weeks",
    "parse_closing_days",
    "parse_duration",
    "planned",
    "preview",
    "relative_day",
    "shift_text",
    "short_date",
    "span_text",
    "table_date",
    "week_text",
    "working_days_between",
]
