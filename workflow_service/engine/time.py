"""Calendar arithmetic for timers: local wall clock in, UTC out (BPMN 2.0, 10.5.5; ISO 8601).

The library's own arithmetic uses an offset fixed at import and freezes months to seconds. Here years, months,
weeks and days move the wall clock of the zone, months are clamped to their last day, and hours, minutes and
seconds are real time: a `PT24H` over a summer-time change is 24 hours, a `P1D` is the same time tomorrow.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_DURATION: Final = re.compile(
    r"(-)?P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,7})D)?"
    r"(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,12}(?:[.,]\d{1,9})?)S)?)?"
)
# Looking for the next turn of a cycle after a long downtime: no rule needs more, and it bounds the search.
MAX_MISSED: Final = 1_000_000


@dataclass(frozen=True)
class Duration:
    """An ISO 8601 duration, its calendar part apart from its clock part."""

    months: int
    days: int
    clock: timedelta

    @property
    def empty(self) -> bool:
        return not (self.months or self.days or self.clock)

    def times(self, count: int) -> Duration:
        return Duration(self.months * count, self.days * count, self.clock * count)


@dataclass(frozen=True)
class Cycle:
    """`turns`: how many times in all, None without end; the first at `start`, or one `every` from now."""

    turns: int | None
    every: Duration
    start: datetime | None


def parse_duration(text: str) -> Duration:
    """ValueError unless `text` is an ISO 8601 duration such as P1M, P2W or PT24H."""
    found = _DURATION.fullmatch(text.strip())
    if not found or text.strip().rstrip("T").endswith("P") or text.strip().endswith("T"):
        raise ValueError(f"not a duration: {text!r}")
    sign = -1 if found[1] else 1
    years, months, weeks, days, hours, minutes = (int(found[i] or 0) for i in range(2, 8))
    seconds = float((found[8] or "0").replace(",", "."))
    clock = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return Duration(sign * (years * 12 + months), sign * (weeks * 7 + days), sign * clock)


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """A date (its first moment) or a date and time, local to `zone` when it names no offset; gives UTC."""
    text = text.strip()
    named = re.fullmatch(r"(.*)@([A-Za-z_/+-]+)", text)
    if named:  # FEEL's way to write a zone
        text, zone = named[1], ZoneInfo(named[2])
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return local(datetime.combine(date.fromisoformat(text), time()), zone)
    moment = datetime.fromisoformat(text)
    return local(moment, zone) if moment.tzinfo is None else moment.astimezone(UTC)


def parse_cycle(text: str, zone: ZoneInfo) -> Cycle:
    """ISO 8601 repetition: R/P1M, R3/PT1H, R5/2026-01-01T08:00/P1W. ValueError otherwise."""
    parts = text.strip().split("/")
    if not re.fullmatch(r"R\d{0,6}", parts[0]) or len(parts) not in (2, 3):
        raise ValueError(f"not a cycle: {text!r}")
    every = parse_duration(parts[-1])
    if every.months < 0 or every.days < 0 or every.clock < timedelta() or every.empty:
        raise ValueError(f"a cycle must move forward: {text!r}")
    turns = int(parts[0][1:]) if parts[0][1:] else None
    if turns == 0:
        raise ValueError(f"a cycle of no turns: {text!r}")
    return Cycle(turns, every, parse_moment(parts[1], zone) if len(parts) == 3 else None)


def local(wall: datetime, zone: ZoneInfo) -> datetime:
    """A naive wall-clock time of `zone` as UTC; one that does not exist (March) moves forward by the gap."""
    return wall.replace(tzinfo=zone).astimezone(UTC)


def add(moment: datetime, duration: Duration, zone: ZoneInfo) -> datetime:
    """`moment` (aware) plus `duration` by the calendar of `zone`, as UTC. OverflowError past year 9999."""
    if duration.months or duration.days:
        wall = moment.astimezone(zone)
        months = wall.year * 12 + wall.month - 1 + duration.months
        year, month = divmod(months, 12)
        if not 1 <= year <= 9999:
            raise OverflowError(f"year {year}")
        day = min(wall.day, monthrange(year, month + 1)[1])
        moved = wall.replace(tzinfo=None, year=year, month=month + 1, day=day) + timedelta(days=duration.days)
        moment = moved.replace(tzinfo=zone, fold=wall.fold)
    return moment.astimezone(UTC) + duration.clock


def next_turn(anchor: datetime, done: int, every: Duration, now: datetime, zone: ZoneInfo) -> int:
    """The number of the first turn after `now`; turn k falls at `anchor` plus k times `every`.

    Counting from the anchor keeps a monthly cycle of the 31st on the 31st after February. After downtime the
    turns in between are not made up for: the caller fires once and counts them as missed.
    """
    turn = done + 1
    if add(anchor, every.times(turn), zone) > now:
        return turn
    low, high = turn, turn + 1
    while add(anchor, every.times(high), zone) <= now:
        low, high = high, min(high * 2, high + MAX_MISSED)
    while high - low > 1:
        middle = (low + high) // 2
        if add(anchor, every.times(middle), zone) <= now:
            low = middle
        else:
            high = middle
    return high
