"""ISO 8601 durations, as parameters carry them ("P21D", "PT24H", "P4M"), and their words for the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from workflow_service.errors import Invalid

_PATTERN = re.compile(
    r"(-)?P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?"
    r"(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?",
    re.ASCII,
)

_UNITS = {
    "da": (
        ("måned", "måneder"),
        ("uge", "uger"),
        ("dag", "dage"),
        ("time", "timer"),
        ("minut", "minutter"),
        ("sekund", "sekunder"),
    ),
    "en": (
        ("month", "months"),
        ("week", "weeks"),
        ("day", "days"),
        ("hour", "hours"),
        ("minute", "minutes"),
        ("second", "seconds"),
    ),
}
_DAY_WORDS = {
    "weekday": {"da": ("hverdag", "hverdage"), "en": ("weekday", "weekdays")},
    "working_day": {"da": ("arbejdsdag", "arbejdsdage"), "en": ("working day", "working days")},
}
# from so many years on nobody thinks in months
_AGE = 5
_YEAR_WORDS = {"da": ("år", "år"), "en": ("year", "years")}


@dataclass(frozen=True)
class Duration:
    """A length of time. Months and weeks are apart from days, because only days are counted as working days;
    `clock` is exact elapsed time (the part after T). All parts carry the sign."""

    months: int = 0
    weeks: int = 0
    days: int = 0
    clock: timedelta = timedelta()

    @property
    def has_clock(self) -> bool:
        """Does it count hours, so that it ends at a moment and not with a day?"""
        return bool(self.clock)


def parse_duration(text: str) -> Duration:
    """The duration written as ISO 8601 text.

    Raises Invalid when `text` is no duration, or one too long to calculate with.
    """
    found = _PATTERN.fullmatch(text.strip())
    if not found or not any(found[i] for i in range(2, 9)):
        raise Invalid(
            "duration_invalid",
            f"»{text[:60]}« er ikke et tidsrum. Skriv fx P14D for 14 dage eller PT24H for 24 timer.",
            f'"{text[:60]}" is not a duration. Write P14D for 14 days or PT24H for 24 hours.',
        )
    sign = -1 if found[1] else 1
    years, months, weeks, days, hours, minutes, seconds = (sign * int(found[i] or 0) for i in range(2, 9))
    return Duration(
        months=years * 12 + months,
        weeks=weeks,
        days=days,
        clock=timedelta(hours=hours, minutes=minutes, seconds=seconds),
    )


def in_words(duration: str | Duration, language: str = "da", kind: str = "calendar") -> str:
    """A duration as people say it (danish.md, style guide 4): "14 dage", "4 måneder", "24 timer".

    `kind` names the days: "5 arbejdsdage", "6 hverdage". A negative duration is said by its length.
    Raises Invalid as `parse_duration`.
    """
    one = parse_duration(duration) if isinstance(duration, str) else duration
    tongue = "en" if language == "en" else "da"
    seconds = abs(int(one.clock.total_seconds()))
    amounts = [abs(one.months), abs(one.weeks), abs(one.days)]
    amounts += [seconds // 3600, seconds // 60 % 60, seconds % 60]
    units = list(_UNITS[tongue])
    if kind in _DAY_WORDS:
        units[2] = _DAY_WORDS[kind][tongue]
    parts: list[tuple[int, tuple[str, str]]] = []
    years, rest = divmod(amounts[0], 12)
    # "12 måneder" is said as one year, "18 måneder" stays in months, an age of 15½ does not
    if years and (not rest or years >= _AGE):
        parts.append((years, _YEAR_WORDS[tongue]))
        amounts[0] = rest
    parts += list(zip(amounts, units, strict=True))
    said = [f"{n} {names[0] if n == 1 else names[1]}" for n, names in parts if n]
    if not said:
        return f"0 {units[2][1]}"
    joined = ", ".join(said[:-1])
    return f"{joined} {'and' if tongue == 'en' else 'og'} {said[-1]}" if joined else said[-1]
