"""Whatever the rule, every period from 2020 to 2040 has one meeting, on a working day, at its wall time."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from workflow_service.calendar import (
    Closures,
    Recurrence,
    counts,
    parse_blocked_weeks,
    parse_closing_days,
    planned,
)

ZONE = ZoneInfo("Europe/Copenhagen")
CLOSED = Closures(
    parse_closing_days("06-05 grundlovsdag; 12-24 juleaftensdag; 12-31 nytårsaftensdag", range(2019, 2042)),
    parse_blocked_weeks("7,8,easter,28-31,42,52"),
)
starts = st.dates(date(2020, 1, 1), date(2039, 1, 1))
hours = st.builds(time, st.sampled_from([7, 8, 9, 13, 16]), st.sampled_from([0, 30]))


@settings(max_examples=40, deadline=None)
@given(starts, hours, st.integers(1, 8), st.sampled_from(["MO", "TU", "WE", "TH", "FR"]))
def test_a_weekly_rule_has_one_meeting_a_period(first: date, at: time, weeks: int, day: str) -> None:
    rule = Recurrence(first, at, f"FREQ=WEEKLY;INTERVAL={weeks};BYDAY={day}")
    found = list(planned(rule, ZONE, CLOSED, first, first + timedelta(days=730)))
    nominal = [one.nominal for one in found]
    assert all((b - a).days == 7 * weeks for a, b in pairwise(nominal))
    kept = [one for one in found if one.kept]
    assert all(counts(one.day, "working_day", CLOSED) for one in kept)
    assert {one.moment.astimezone(ZONE).time() for one in kept} <= {at}
    # at least half a cadence between the days people meet
    apart = [(b.day - a.day).days for a, b in pairwise(kept)]
    assert all(days * 2 >= 7 * weeks for days in apart)


@settings(max_examples=40, deadline=None)
@given(starts, hours, st.integers(28, 31))
def test_a_monthly_rule_of_the_last_days_leaves_no_month_out(first: date, at: time, day: int) -> None:
    rule = Recurrence(first.replace(day=1), at, f"FREQ=MONTHLY;BYMONTHDAY={day}")
    found = list(planned(rule, ZONE, CLOSED, first.replace(day=1), first + timedelta(days=1000)))
    months = [(one.nominal.year, one.nominal.month) for one in found]
    assert len(set(months)) == len(months)
    assert all((b - a) == 1 for a, b in pairwise(_numbers(months)))
    assert {one.moment.astimezone(ZONE).time() for one in found} == {at}


def _numbers(months: list[tuple[int, int]]) -> list[int]:
    return [year * 12 + month for year, month in months]
