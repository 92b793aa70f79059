"""Days nobody meets on and weeks few are at work (domain.md 5.2, T01, and 9: `holidays`, `blocked_weeks`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from workflow_service.calendar.holidays import DANISH_HOLIDAYS, DanishHolidays
from workflow_service.errors import Invalid

_SATURDAY = 5
_LAST_WEEK = 53


@dataclass(frozen=True)
class Closures:
    """When a municipality is closed. A container of dates: the public holidays and the local closing days.

    `closing_days` are days of its own with the word for each (`{date(2026, 6, 5): "Grundlovsdag"}`); weeks
    in `blocked` (ISO week numbers, and `easter` for the week before Easter Sunday) are open but thinly
    staffed, so they are only warned about.
    """

    closing_days: Mapping[date, str] = field(default_factory=dict)
    blocked: frozenset[int | str] = frozenset()
    holidays: DanishHolidays = DANISH_HOLIDAYS

    def __contains__(self, day: object) -> bool:
        return day in self.closing_days or day in self.holidays

    def why(self, day: date, language: str = "da") -> str | None:
        """What keeps people from meeting on `day`, in words; None on a working day."""
        if (own := self.closing_days.get(day)) is not None:
            return own
        if (name := self.holidays.name(day, language)) is not None:
            return name if language == "en" else name[:1].lower() + name[1:]
        if day.weekday() >= _SATURDAY:
            return "a weekend" if language == "en" else "weekend"
        return None

    def is_blocked(self, day: date) -> bool:
        """Does `day` lie in a week that meetings are warned about?"""
        week = day.isocalendar()
        if week.week in self.blocked:
            return True
        return "easter" in self.blocked and (week.year, week.week) == _easter_week(week.year)


def parse_blocked_weeks(text: str) -> frozenset[int | str]:
    """The weeks of the parameter `blocked_weeks`: `7,8,easter,28,29`; a span may be written `28-31`.

    Raises Invalid for anything else.
    """
    weeks: set[int | str] = set()
    for part in (piece.strip().lower() for piece in text.split(",")):
        first, dash, last = part.partition("-")
        if part == "easter":
            weeks.add(part)
        elif first.isdecimal() and (last.isdecimal() or not dash):
            span = range(int(first), int(last or first) + 1)
            if not span or span[0] < 1 or span[-1] > _LAST_WEEK:
                raise _not_weeks(part)
            weeks.update(span)
        elif part:
            raise _not_weeks(part)
    return frozenset(weeks)


def _not_weeks(part: str) -> Invalid:
    return Invalid(
        "blocked_weeks_invalid",
        f"»{part[:40]}« er ikke en uge. Skriv ugenumre fra 1 til 53, fx 28-31, eller easter for påskeugen.",
        f'"{part[:40]}" is not a week. Write week numbers from 1 to 53, such as 28-31, or easter.',
    )


@lru_cache(maxsize=256)
def _easter_week(year: int) -> tuple[int, int]:
    # the week that ends with Easter Sunday: the days before Maundy Thursday are the thinly staffed ones
    from dateutil.easter import easter

    found = easter(year).isocalendar()
    return found.year, found.week
