"""Calendar arithmetic of timers: wall clock of Copenhagen, stored as UTC (engine.md 5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_service.engine import time

ZONE = ZoneInfo("Europe/Copenhagen")


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ("2026-01-31T10:00", "P1M", "2026-02-28T10:00"),
        ("2024-01-31T10:00", "P1M", "2024-02-29T10:00"),
        ("2024-02-29T10:00", "P1Y", "2025-02-28T10:00"),
        ("2026-03-28T10:00", "P1D", "2026-03-29T10:00"),
        ("2026-03-28T10:00", "PT24H", "2026-03-29T11:00"),
        ("2026-10-24T10:00", "PT24H", "2026-10-25T09:00"),
        ("2026-10-24T10:00", "P1W", "2026-10-31T10:00"),
        ("2026-03-28T02:30", "P1D", "2026-03-29T03:30"),
        ("2026-01-01T00:00", "P1Y2M3DT4H5M6S", "2027-03-04T04:05:06"),
        ("2026-01-31T10:00", "-P1M", "2025-12-31T10:00"),
    ],
)
def test_durations_move_the_wall_clock_and_hours_are_real(start, duration, end):
    moved = time.add(wall(start), time.parse_duration(duration), ZONE)
    assert moved == wall(end) and moved.tzinfo is UTC


@pytest.mark.parametrize("text", ["", "P", "PT", "P1", "1D", "P1H", "P1DT", "PT1D", "P-1D", "P1M2Y", "soon"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="not a duration"):
        time.parse_duration(text)


@pytest.mark.parametrize(
    "text", ["R", "R/", "P1M", "R0/P1M", "R/-P1M", "R/PT0S", "R/P1M/2026-01-01/x", "R-1/P1D"]
)
def test_what_is_no_cycle_is_refused(text):
    with pytest.raises(ValueError, match=r"cycle|duration"):
        time.parse_cycle(text, ZONE)


def test_a_cycle_may_begin_at_a_date():
    cycle = time.parse_cycle("R5/2026-06-01T08:00/P1W", ZONE)
    assert (cycle.turns, cycle.start) == (5, datetime(2026, 6, 1, 6, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-07-01", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("2026-07-01T08:00:00", datetime(2026, 7, 1, 6, tzinfo=UTC)),
        ("2026-07-01T08:00:00Z", datetime(2026, 7, 1, 8, tzinfo=UTC)),
        ("2026-07-01T08:00:00+05:00", datetime(2026, 7, 1, 3, tzinfo=UTC)),
        ("2026-07-01T08:00:00@America/New_York", datetime(2026, 7, 1, 12, tzinfo=UTC)),
    ],
)
def test_moments_without_offset_are_local(text, moment):
    assert time.parse_moment(text, ZONE) == moment


def test_a_monthly_cycle_from_the_31st_stays_on_the_last_day():
    every, anchor = time.parse_duration("P1M"), wall("2026-01-31T10:00")
    days = [time.add(anchor, every.times(k), ZONE).astimezone(ZONE).day for k in range(1, 6)]
    assert days == [28, 31, 30, 31, 30]


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001
    st.integers(1, 400),
    st.sampled_from(["P1M", "P1W", "P3M", "P1D", "PT1H", "PT90M"]),
    st.integers(0, 5),
)
def test_the_next_turn_is_the_first_after_now(start, hours, every, done):
    duration = time.parse_duration(every)
    anchor = time.local(start, ZONE)
    now = anchor + timedelta(hours=hours)
    turn = time.next_turn(anchor, done, duration, now, ZONE)
    assert turn > done and time.add(anchor, duration.times(turn), ZONE) > now
    assert turn == done + 1 or time.add(anchor, duration.times(turn - 1), ZONE) <= now
