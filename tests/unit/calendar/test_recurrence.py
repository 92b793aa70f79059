"""Repeating meetings: nominal days, closed days, blocked weeks and summer time."""

from datetime import date, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_service import calendar
from workflow_service.calendar import Closures, Recurrence
from workflow_service.errors import Invalid

ZONE = ZoneInfo("Europe/Copenhagen")
OPEN = Closures()
TEAM = Closures({date(2026, 6, 5): "grundlovsdag"}, calendar.parse_blocked_weeks("7,8,easter,28-31,42,52"))


def test_a_meeting_on_a_holiday_moves_to_the_next_working_day() -> None:
    rule = Recurrence(date(2026, 4, 2), time(9), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH")
    first = calendar.preview(rule, ZONE, TEAM, number=1)[0]
    assert (first.nominal, first.day) == (date(2026, 4, 2), date(2026, 4, 7)) and first.kept
    texts = [calendar.shift_text(one, first) for one in first.shifts]
    assert texts == ["Flyttet fra torsdag den 2. april 2026 (skærtorsdag)."]


def test_a_local_closing_day_is_named() -> None:
    rule = Recurrence(date(2026, 6, 5), time(13, 30), "FREQ=MONTHLY")
    first = calendar.preview(rule, ZONE, TEAM, number=1)[0]
    assert first.day == date(2026, 6, 8)
    assert "(grundlovsdag)" in calendar.shift_text(first.shifts[0], first)
    assert (
        calendar.shift_text(first.shifts[0], first, "en") == "Moved from Friday 5 June 2026 (grundlovsdag)."
    )


def test_a_weekly_meeting_moved_beside_the_next_falls_out() -> None:
    rule = Recurrence(date(2026, 3, 26), time(9), "FREQ=WEEKLY;BYDAY=TH")
    dates = {one.nominal: one for one in calendar.preview(rule, ZONE, OPEN, number=3)}
    moved = dates[date(2026, 4, 2)]
    assert moved.day == date(2026, 4, 7) and not moved.kept
    assert calendar.shift_text(moved.shifts[-1], moved).startswith("Udgår: der er mindre end halvdelen")


def test_a_blocked_week_warns_and_moves_nothing() -> None:
    rule = Recurrence(date(2026, 7, 9), time(9), "FREQ=WEEKLY;INTERVAL=4")
    first = calendar.preview(rule, ZONE, TEAM, number=1)[0]
    assert first.day == first.nominal and [one.kind for one in first.shifts] == ["blocked"]


@pytest.mark.parametrize(("day", "blocked"), [(date(2026, 3, 31), True), (date(2026, 4, 7), False)])
def test_the_easter_week_ends_with_easter_sunday(day: date, blocked: bool) -> None:
    assert TEAM.is_blocked(day) is blocked


def test_the_last_day_stands_in_for_one_that_the_month_lacks() -> None:
    rule = Recurrence(date(2027, 1, 31), time(9), "FREQ=MONTHLY")
    assert [one.day for one in islice(rule.nominal(), 4)] == [31, 28, 31, 30]


def test_a_leap_day_is_kept_every_year() -> None:
    rule = Recurrence(date(2024, 2, 29), time(9), "FREQ=YEARLY")
    assert [one.day for one in islice(rule.nominal(), 5)] == [29, 28, 28, 28, 29]


def test_a_rule_that_ends_gives_its_last_meeting() -> None:
    rule = Recurrence(date(2026, 9, 1), time(9), "FREQ=WEEKLY;COUNT=1")
    assert [one.day for one in calendar.planned(rule, ZONE, OPEN)] == [date(2026, 9, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "", "X", "FREQ=HOURLY", "FREQ=WEEKLY;FREQ=DAILY", "FREQ=WEEKLY;BYDAY=ZZ", "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;BYHOUR=3", "FREQ=MONTHLY;BYMONTHDAY=99", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31,30",
        "FREQ=WEEKLY;DTSTART=20260101", "FREQ=WEEKLY;COUNT=x", "FREQ=MONTHLY\nRRULE:FREQ=DAILY",
    ],
)  # fmt: skip
def test_a_rule_that_plans_nothing_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        Recurrence(date(2026, 1, 1), time(9), text)
    assert refused.value.code == "recurrence_invalid"


def test_the_hour_of_summer_time_is_refused() -> None:
    with pytest.raises(Invalid, match="summer time"):
        Recurrence(date(2026, 1, 1), time(2, 30), "FREQ=DAILY")


@pytest.mark.parametrize("text", ["0", "54", "31-28", "7;8", "uge 7", "easter2"])
def test_a_week_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        calendar.parse_blocked_weeks(text)


_DAYS = st.dates(date(2020, 1, 1), date(2039, 12, 31))
_HOURS = st.times().filter(lambda one: one.hour != 2).map(lambda one: one.replace(microsecond=0))
_RULES = st.sampled_from(
    [
        "FREQ=MONTHLY",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;INTERVAL=2",
        "FREQ=MONTHLY;BYDAY=1TU",
        "FREQ=MONTHLY;BYDAY=-1FR",
    ]
)


@given(_DAYS, _HOURS, _RULES, st.sampled_from([OPEN, TEAM]))
def test_every_meeting_keeps_its_wall_time_on_a_working_day(
    first: date, at: time, rule: str, closures: Closures
) -> None:
    dates = calendar.preview(Recurrence(first, at, rule), ZONE, closures)
    for one in dates:
        local = one.moment.astimezone(ZONE)
        assert (local.date(), local.time()) == (one.day, at)
        assert one.day >= one.nominal and closures.why(one.day) is None
    kept = [one for one in dates if one.kept]
    for one, following in pairwise(kept):
        assert one.day < following.day


@given(st.dates(date(2020, 1, 1), date(2039, 12, 31)), st.integers(28, 31))
def test_each_month_has_one_meeting_whatever_its_length(start: date, day: int) -> None:
    first = start.replace(day=1)
    rule = Recurrence(first, time(9), f"FREQ=MONTHLY;BYMONTHDAY={day}")
    months = [(one.year, one.month) for one in islice(rule.nominal(), 24)]
    expected = [divmod(first.year * 12 + first.month - 1 + n, 12) for n in range(24)]
    assert months == [(year, month + 1) for year, month in expected]


@given(_DAYS, _RULES, st.integers(0, 400))
def test_asking_from_a_later_day_gives_the_same_dates(first: date, rule: str, days: int) -> None:
    recurrence = Recurrence(first, time(9), rule)
    later = first + timedelta(days=days)
    whole = [one for one in islice(calendar.planned(recurrence, ZONE, TEAM), 90) if one.nominal >= later]
    assert (
        whole[:5] == list(islice(calendar.planned(recurrence, ZONE, TEAM, after=later), 5))[: len(whole[:5])]
    )
