from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow_service import calendar
from workflow_service.calendar import DANISH_HOLIDAYS as HOLIDAYS
from workflow_service.errors import Invalid

ZONE = ZoneInfo("Europe/Copenhagen")
moments = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 hypothesis takes naive bounds and a zone apart
    datetime(2040, 12, 31),  # noqa: DTZ001
    timezones=st.just(ZONE),
    allow_imaginary=False,
)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
quick = settings(derandomize=True, max_examples=60, deadline=None, database=None)


def ends(start: str, duration: str, kind: str) -> str:
    moment = datetime.fromisoformat(start).replace(tzinfo=ZONE)
    return calendar.add(moment, duration, kind, ZONE, HOLIDAYS).astimezone(ZONE).isoformat()


def test_a_deadline_in_days_ends_with_its_local_day() -> None:
    assert ends("2026-11-02T09:00", "P21D", "calendar") == "2026-11-23T23:59:59+01:00"


def test_working_days_skip_the_weekend_and_christmas() -> None:
    # Wed 23 Dec 2026 -> Thu 24, (25, 26 holidays, 27 Sunday), Mon 28, Tue 29
    assert ends("2026-12-23T12:00", "P3D", "working_day") == "2026-12-29T23:59:59+01:00"


def test_weekdays_count_saturday_but_not_sunday() -> None:
    assert ends("2026-11-06T12:00", "P2D", "weekday") == "2026-11-09T23:59:59+01:00"


def test_store_bededag_is_a_holiday_until_2023_only() -> None:
    assert date(2023, 5, 5) in HOLIDAYS and date(2024, 4, 26) not in HOLIDAYS


def test_four_months_from_the_last_of_october_end_on_the_last_of_february() -> None:
    assert ends("2026-10-31T10:00", "P4M", "calendar") == "2027-02-28T23:59:59+01:00"


def test_twenty_four_hours_are_real_hours_over_the_change_to_summer_time() -> None:
    assert ends("2027-03-27T16:00", "PT24H", "clock") == "2027-03-28T17:00:00+02:00"


def test_a_notification_on_friday_at_16_turns_red_on_saturday_at_16() -> None:
    assert ends("2026-11-20T16:00", "PT24H", "clock") == "2026-11-21T16:00:00+01:00"


def test_clock_days_keep_the_wall_time() -> None:
    assert ends("2027-03-27T16:00", "P1D", "clock") == "2027-03-28T16:00:00+02:00"


@pytest.mark.parametrize(
    ("text", "kind"), [("P999Y", "calendar"), ("P99999D", "working_day"), ("P9999M", "clock")]
)
def test_a_deadline_outside_the_calendar_is_refused(text: str, kind: str) -> None:
    start = datetime(9900, 1, 1, tzinfo=UTC)
    with pytest.raises(Invalid):
        calendar.add(start, text, kind, ZONE, HOLIDAYS)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(Invalid, match="calendar_kind_unknown"):
        calendar.add(datetime(2026, 1, 1, tzinfo=UTC), "P1D", "moon", ZONE, HOLIDAYS)


@quick
@given(moments, st.integers(1, 60))
def test_the_end_in_working_days_is_a_working_day_with_that_many_between(start: datetime, n: int) -> None:
    end = calendar.add(start, f"P{n}D", "working_day", ZONE, HOLIDAYS).astimezone(ZONE).date()
    assert calendar.counts(end, "working_day", HOLIDAYS)
    assert calendar.working_days_between(start.date(), end, HOLIDAYS) == n


@quick
@given(moments, st.integers(0, 400), st.integers(0, 400))
def test_a_longer_duration_never_ends_earlier(start: datetime, n: int, more: int) -> None:
    for kind in calendar.KINDS:
        first = calendar.add(start, f"P{n}D", kind, ZONE, HOLIDAYS)
        assert (
            start - timedelta(hours=25) < first <= calendar.add(start, f"P{n + more}D", kind, ZONE, HOLIDAYS)
        )


@quick
@given(moments, st.integers(0, 60))
def test_months_keep_the_day_or_clamp_to_the_last(start: datetime, months: int) -> None:
    end = calendar.add(start, f"P{months}M", "calendar", ZONE, HOLIDAYS).astimezone(ZONE)
    assert end.day == start.day or (end.day < start.day and (end + timedelta(seconds=1)).day == 1)


@quick
@given(moments, st.integers(0, 5000))
def test_clock_hours_are_elapsed_time(start: datetime, hours: int) -> None:
    end = calendar.add(start, f"PT{hours}H", "clock", ZONE, HOLIDAYS)
    assert end - start.astimezone(UTC) == timedelta(hours=hours)


@quick
@given(days, days)
def test_working_days_between_is_antisymmetric(a: date, b: date) -> None:
    forth = calendar.working_days_between(a, b, HOLIDAYS)
    if a <= b:
        assert forth >= 0 and calendar.working_days_between(b, a, HOLIDAYS) == -forth


@quick
@given(st.integers(2020, 2040))
def test_every_year_has_its_eleven_or_ten_holidays(year: int) -> None:
    # Store Bededag is gone from 2024; Easter and Pentecost Sundays are holidays too
    assert len(HOLIDAYS.of_year(year)) >= 10
    assert {date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)} <= HOLIDAYS.of_year(year)


def test_age_turns_on_the_birthday() -> None:
    assert calendar.ages(date(2017, 3, 14), date(2026, 3, 13)) == 8
    assert calendar.ages(date(2017, 3, 14), date(2026, 3, 14)) == 9
    assert calendar.ages(date(2027, 1, 1), date(2026, 12, 1)) == -1


def test_the_next_working_day_after_good_friday_is_tuesday() -> None:
    assert calendar.next_working_day(date(2026, 4, 3), HOLIDAYS) == date(2026, 4, 7)
