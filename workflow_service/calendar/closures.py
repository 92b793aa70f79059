"""Days nobody meets on and weeks few are at work (domain.md 5.2, T01, and 9: `holidays`, `blocked_weeks`)."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from workflow_service.calendar.holidays import DANISH_HOLIDAYS, DanishHolidays
from workflow_service.errors import Invalid

_SATURDAY = 5
_LAST_WEEK = 53
# 06-05: a day of every year
_MONTH_DAY = 5


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


def parse_closing_days(text: str, years: Iterable[int]) -> dict[date, str]:
    """The days of the parameter `closing_days` in these years: `06-05 grundlovsdag; 12-24 juleaften` closes a
    day every year, `2026-05-15 dagen efter Kristi himmelfart` a day once.

    Raises Invalid for anything else.
    """
    found: dict[date, str] = {}
    for part in (piece.strip() for piece in text.split(";") if piece.strip()):
        day, _, word = part.partition(" ")
        # 29 February closes only in years that have it
        days = [day] if len(day) > _MONTH_DAY else [f"{year}-{day}" for year in years]
        try:
            found |= {date.fromisoformat(one): word.strip() or "lukkedag" for one in days if _exists(one)}
        except ValueError:
            raise Invalid(
                "closing_days_invalid",
                f"»{part[:40]}« er ikke en lukkedag. Skriv fx 06-05 grundlovsdag.",
                f'"{part[:40]}" is not a closing day. Write 06-05 constitution day, for example.',
            ) from None
    return found


def _exists(day: str) -> bool:
    return not day.endswith("-02-29") or isleap(int(day[:4]))


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
