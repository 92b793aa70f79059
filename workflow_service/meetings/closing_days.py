"""The municipality's own closing days and thinly staffed weeks as a table, and what a change would move.

They are two parameters with a value from a day on; this turns their text into rows and back. When a new value
takes effect, the daily work plans anew what nobody has touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workflow_service import calendar
from workflow_service.calendar import Closures
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.meetings import occurrences
from workflow_service.meetings.base import recurrence, today
from workflow_service.meetings.occurrences import Standing
from workflow_service.store import UnitOfWork, parameters
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import Row

DAYS, WEEKS = "closing_days", "blocked_weeks"
LONGEST_WORD = 60
# 06-05: a day of every year
_YEARLY = 5


@dataclass(frozen=True)
class ClosingDay:
    """`code`: 06-05 for every year, 2026-05-15 for once; `word`: what is written in the calendar."""

    code: str
    word: str

    @property
    def yearly(self) -> bool:
        return len(self.code) == _YEARLY

    @property
    def on(self) -> date:
        """The day; of one of every year in a leap year, so that all of them exist."""
        return date.fromisoformat(f"2024-{self.code}" if self.yearly else self.code)


@dataclass(frozen=True)
class Shifted:
    """A planned meeting that would lie elsewhere. `after` None: it would fall out; `before` None: it would
    take place after all; `blocked`: whether it would lie in a thinly staffed week, when only that changes."""

    series: str
    before: datetime | None
    after: datetime | None
    blocked: bool


def days_of(text: str) -> list[ClosingDay]:
    """The rows of the parameter `closing_days`, those of every year first, by date."""
    found = []
    for part in (piece.strip() for piece in text.split(";") if piece.strip()):
        code, _, word = part.partition(" ")
        found.append(ClosingDay(code, word.strip()))
    return sorted(found, key=lambda one: (not one.yearly, one.code))


def weeks_of(text: str) -> list[str]:
    """The rows of the parameter `blocked_weeks`: week numbers in order, `easter` last."""
    found = calendar.parse_blocked_weeks(text)
    numbers = sorted(one for one in found if isinstance(one, int))
    return [*(str(one) for one in numbers), *(["easter"] if "easter" in found else [])]


def with_day(text: str, day: date, word: str, *, yearly: bool) -> str:
    """One more closing day. Raises Invalid for a word that is none, Conflict for a day that is there."""
    word = " ".join(word.split())
    if not word or len(word) > LONGEST_WORD or ";" in word:
        da = f"Skriv, hvad dagen hedder, med højst {LONGEST_WORD} tegn og uden semikolon."
        en = f"Write what the day is called, at most {LONGEST_WORD} characters, without a semicolon."
        raise Invalid("closing_day_word", da, en, {"word": [da]})
    code = f"{day:%m-%d}" if yearly else day.isoformat()
    rows = days_of(text)
    if any(one.code in (code, f"{day:%m-%d}") for one in rows):
        raise Conflict("closing_day_known", "Dagen er lukket i forvejen.", "The day is closed already.")
    return "; ".join(f"{one.code} {one.word}".strip() for one in [*rows, ClosingDay(code, word)])


def without_day(text: str, code: str) -> str:
    """One closing day less. Raises NotFound."""
    rows = days_of(text)
    if all(one.code != code for one in rows):
        raise NotFound("closing_day_unknown", "Dagen er ikke en lukkedag.", "The day is no closing day.")
    return "; ".join(f"{one.code} {one.word}".strip() for one in rows if one.code != code)


def with_week(text: str, week: str) -> str:
    """One more thinly staffed week. Raises Invalid, Conflict for one that is there."""
    wanted = weeks_of(week)
    if len(wanted) != 1:
        da, en = "Skriv ét ugenummer fra 1 til 53.", "Write one week number from 1 to 53."
        raise Invalid("week_invalid", da, en, {"week": [da]})
    rows = weeks_of(text)
    if wanted[0] in rows:
        raise Conflict("week_known", "Ugen er med i forvejen.", "The week is among them already.")
    return ",".join(weeks_of(",".join([*rows, wanted[0]])))


def without_week(text: str, week: str) -> str:
    """One week less. Raises NotFound."""
    rows = weeks_of(text)
    if week not in rows:
        raise NotFound("week_unknown", "Ugen er ikke med.", "The week is not among them.")
    return ",".join(one for one in rows if one != week)


def shifts(uow: UnitOfWork, days_text: str, weeks_text: str, since: date) -> list[Shifted]:
    """What would move in the next twelve months of every series, by time; changes nothing. What somebody has
    moved or added, and what has begun, stays as it is."""
    year = since.year
    days = calendar.parse_closing_days(days_text, range(year - 1, year + 5))
    closed = Closures(days, calendar.parse_blocked_weeks(weeks_text))
    found = []
    for series in query.all_series(uow):
        rows = {
            one["nominal_on"]: one
            for one in query.occurrences(uow, series["id"], uow.now)
            if one["nominal_on"] is not None and one["nominal_on"] >= since and occurrences.untouched(one)
        }
        if rows:
            found += _shifted(uow, series, rows, closed, occurrences.standing(uow, series, since))
    return sorted(found, key=lambda one: one.before or one.after or uow.now)


def _shifted(
    uow: UnitOfWork, series: Row, rows: dict[date, Row], closed: Closures, there: Standing
) -> list[Shifted]:
    found, rule = [], recurrence(series)
    for one in calendar.planned(
        rule, uow.zone, closed, min(rows), max(rows), staying=there.days, stood=there.moments
    ):
        row = rows.get(one.nominal)
        if row is None:
            continue
        before = row["starts_at"] if row["state"] == "planned" else None
        after = one.moment if one.kept else None
        was = '"blocked"' in (row["shifts"] or "")
        blocked = any(shift.kind == "blocked" for shift in one.shifts)
        if before != after or (after is not None and was != blocked):
            found.append(Shifted(series["name"], before, after, blocked))
    return found


def replan_changed(uow: UnitOfWork, since: date, series: Sequence[Row]) -> bool:
    """Plans anew when one of the two parameters has got a value since that day; whether it did."""
    day = today(uow)
    changed = [found for key in (DAYS, WEEKS) if (found := parameters.in_force(uow, key, day)) is not None]
    if not any(since < one.valid_from <= day for one in changed):
        return False
    for one in series:
        occurrences.replan(uow, one, day)
    return True
