"""The clock table as values, and the moments at which somebody is told of a deadline (domain.md 8 D7, 9).

Pure: what is open, what was told and what the parameters say comes in.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflow_service.calendar.deadlines import add, next_working_day
from workflow_service.errors import Invalid

# a deadline counted in days ends with its day (23.59 and later)
DAY_ENDS = time(23, 59)
_STEP = re.compile(r"([+-]?)(\d{1,3})(d?)")


@dataclass(frozen=True)
class Clock:
    """A row of D7. `parameter` says how long it is, `type` what stands behind it (law, model, local,
    agreement), `law` the key of its legal basis; `breach` what happens when it is broken: `escalate` (the
    next role gets a task), `reminder`, `task` (the diagram gives one), `notice`, `late` or `none`."""

    key: str
    parameter: str | None
    type: str
    starts_da: str
    starts_en: str
    breach: str
    breach_da: str
    breach_en: str
    law: str | None = None

    def starts(self, language: str) -> str:
        """What starts it, in words."""
        return self.starts_en if language == "en" else self.starts_da

    def at_breach(self, language: str) -> str:
        return self.breach_en if language == "en" else self.breach_da


@dataclass(frozen=True)
class Reminder:
    """`name` as the parameter writes it ("-2d"); `days` after the deadline (before it when negative)."""

    name: str
    days: int


@dataclass(frozen=True)
class Office:
    """When people look: reminders of a deadline in days come when the office opens. `opens` is local to
    `zone`."""

    opens: time
    zone: ZoneInfo
    holidays: Container[date]

    def opening(self, day: date) -> datetime:
        return datetime.combine(day, self.opens, self.zone)


def parse_steps(text: str) -> tuple[Reminder, ...]:
    """The steps of `reminder_steps` ("-7d,-2d,0,+2d"), the earliest first, each once. Raises Invalid."""
    found: dict[int, Reminder] = {}
    for part in (one.strip() for one in text.split(",")):
        match = _STEP.fullmatch(part)
        if match is None or (not match[3] and int(match[2])):
            raise Invalid(
                "reminder_steps_invalid",
                f"»{part}« er ikke et trin. Skriv dage med fortegn, fx -7d,-2d,0,+2d.",
                f'"{part}" is not a step. Write days with a sign, e.g. -7d,-2d,0,+2d.',
            )
        days = int(match[2]) * (-1 if match[1] == "-" else 1)
        found[days] = Reminder("0" if days == 0 else f"{days:+d}d", days)
    return tuple(found[days] for days in sorted(found))


def ends_with_day(due: datetime, zone: ZoneInfo) -> bool:
    """Is this a deadline in days (kept through its last day), not one in clock hours?"""
    return due.astimezone(zone).time() >= DAY_ENDS


def reminder_at(due: datetime, step: Reminder, office: Office) -> datetime:
    """When the step falls: of a deadline in days in the morning of its day, otherwise to the hour."""
    if not ends_with_day(due, office.zone):
        return due + timedelta(days=step.days)
    return office.opening(due.astimezone(office.zone).date() + timedelta(days=step.days))


def latest_reminder(
    due: datetime, steps: Iterable[Reminder], told: datetime, now: datetime, office: Office
) -> Reminder | None:
    """The step to tell now: of all that fell after `told`, up to `now`, the last one. After downtime the
    others are passed over."""
    passed = [step for step in steps if told < reminder_at(due, step, office) <= now]
    return passed[-1] if passed else None


def next_reminder(due: datetime, steps: Iterable[Reminder], now: datetime, office: Office) -> datetime | None:
    """When the next step falls after `now`."""
    return min((at for step in steps if (at := reminder_at(due, step, office)) > now), default=None)


def escalates_at(
    due: datetime, told: Sequence[datetime], response: tuple[str, str], office: Office
) -> datetime:
    """When the next role is told: at the breach, then whenever the one told last has had the time of
    `response` (length, kind). `told`: when each role before was told. A deadline in days is looked at when
    the office opens on the next working day; one in hours at once."""
    if told:
        length, kind = response
        at = add(told[-1], length, kind, office.zone, office.holidays)
    else:
        at = due
    if not ends_with_day(at, office.zone):
        return at
    day = at.astimezone(office.zone).date() + timedelta(days=1)
    return office.opening(next_working_day(day, office.holidays))


def next_role(path: Sequence[str], role: str, told: Iterable[str]) -> str | None:
    """Who is told next: the first role of the path above `role` (whose task it is) that has not been told. A
    role outside the path is answered for by the second. None at the end of the path."""
    above = path[path.index(role) + 1 :] if role in path else path[1:]
    known = set(told)
    return next((one for one in above if one not in known), None)


@dataclass(frozen=True)
class Telling:
    """What the parameters say: `reminder_steps`, `escalation_path`, and how long a role that was told has
    (`escalation_response`: length, kind)."""

    steps: tuple[Reminder, ...]
    path: tuple[str, ...]
    response: tuple[str, str]
    office: Office


@dataclass(frozen=True)
class Told:
    """What was done about one deadline: the names of its reminders, and each role that was told, when."""

    reminders: frozenset[str]
    roles: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True)
class Next:
    """What a deadline asks for now: a step to remind of, a role to tell, and when to look again (None: never,
    unless something changes)."""

    reminder: Reminder | None
    role: str | None
    again: datetime | None


def look(
    due: datetime, since: datetime, told: Told, role: str, *, escalates: bool, now: datetime, rules: Telling
) -> Next:
    """What is to be told of a deadline at `now`. `since`: up to when its steps were seen to; `role` is whose
    task it is. Each step and each role is told once; of several steps that have passed the last one."""
    reminder = latest_reminder(due, rules.steps, since, now, rules.office)
    if reminder is not None and reminder.name in told.reminders:
        reminder = None
    moments = [next_reminder(due, rules.steps, now, rules.office)]
    following = next_role(rules.path, role, (one for one, _ in told.roles)) if escalates else None
    if following is not None:
        at = escalates_at(due, [when for _, when in told.roles], rules.response, rules.office)
        if at > now:
            moments.append(at)
            following = None
        else:
            # told in this look; when the one after it is told is found out at the next
            moments.append(now)
    return Next(reminder, following, min((at for at in moments if at is not None), default=None))
