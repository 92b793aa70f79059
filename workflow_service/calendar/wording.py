"""Dates and times as the screens and letters say them (danish.md, style guide 4)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

_DAYS = {
    "da": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "da": (
        "januar", "februar", "marts", "april", "maj", "juni",
        "juli", "august", "september", "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def _tongue(language: str) -> str:
    return "en" if language == "en" else "da"


def long_date(day: date, language: str = "da") -> str:
    """`mandag den 23. november 2026`, in English `Monday 23 November 2026`: text and letters."""
    tongue = _tongue(language)
    weekday, month = _DAYS[tongue][day.weekday()], _MONTHS[tongue][day.month - 1]
    if tongue == "en":
        return f"{weekday} {day.day} {month} {day.year}"
    return f"{weekday} den {day.day}. {month} {day.year}"


def month_text(day: date, language: str = "da") -> str:
    """`juli 2026`, in English `July 2026`: the month that the day lies in."""
    return f"{_MONTHS[_tongue(language)][day.month - 1]} {day.year}"


def short_date(day: date, language: str = "da") -> str:
    """`23.11.2026`, in English `23 Nov 2026`."""
    if _tongue(language) == "en":
        return f"{day.day} {_MONTHS['en'][day.month - 1][:3]} {day.year}"
    return f"{day.day}.{day.month}.{day.year}"


def table_date(day: date, today: date, language: str = "da") -> str:
    """`man. 23.11.` when it lies in this year, `23.11.2026` otherwise: columns of tables."""
    if day.year != today.year:
        return short_date(day, language)
    if _tongue(language) == "en":
        return f"{_DAYS['en'][day.weekday()][:3]} {day.day} {_MONTHS['en'][day.month - 1][:3]}"
    return f"{_DAYS['da'][day.weekday()][:3]}. {day.day}.{day.month}."


def clock_text(moment: datetime, zone: ZoneInfo, language: str = "da") -> str:
    """`kl. 13.30`, in English `13:30`; the moment is aware, the clock that of `zone`."""
    local = moment.astimezone(zone)
    return f"{local:%H:%M}" if _tongue(language) == "en" else f"kl. {local:%H.%M}"


def span_text(start: datetime, end: datetime, zone: ZoneInfo, language: str = "da") -> str:
    """`kl. 13.00–15.00`, in English `13:00–15:00`."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    if _tongue(language) == "en":
        return f"{first:%H:%M}–{last:%H:%M}"
    return f"kl. {first:%H.%M}–{last:%H.%M}"


def moment_text(moment: datetime, zone: ZoneInfo, language: str = "da") -> str:
    """`mandag den 23. november 2026 kl. 13.30`, in English `Monday 23 November 2026, 13:30`."""
    day = long_date(moment.astimezone(zone).date(), language)
    separator = ", " if _tongue(language) == "en" else " "
    return f"{day}{separator}{clock_text(moment, zone, language)}"


def week_text(day: date, language: str = "da") -> str:
    """`uge 48`: the ISO week, which is the one Danes count by."""
    return f"{'week' if _tongue(language) == 'en' else 'uge'} {day.isocalendar().week}"


def relative_day(day: date, today: date, language: str = "da") -> str:
    """A near deadline in words: `i dag`, `i morgen`, `om 3 dage`, `2 dage over`."""
    days = (day - today).days
    english = _tongue(language) == "en"
    if days == 0:
        return "today" if english else "i dag"
    if days == 1:
        return "tomorrow" if english else "i morgen"
    unit = ("day" if english else "dag") if days == -1 else ("days" if english else "dage")
    if days < 0:
        return f"{-days} {unit} over"
    return f"in {days} {unit}" if english else f"om {days} {unit}"
