"""Twenty-one years of meetings: one a period, at the same wall time, through every change of the clocks
(reliability.md 4, 6). Examples of the same run with the calendar's own tests."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import islice

import pytest

from tests.unit.calendar.test_recurrence import ZONE
from workflow_service.calendar import Recurrence
from workflow_service.calendar.recurrence import moment_of

YEARS = range(2020, 2041)
TIMES = (time(0), time(1, 59), time(3), time(8, 30), time(23, 59))


@pytest.mark.torture
@pytest.mark.parametrize("at", TIMES, ids=str)
@pytest.mark.parametrize("day", range(28, 32))
def test_each_month_of_all_years_has_its_meeting_at_its_wall_time(day: int, at: time) -> None:
    rule = Recurrence(date(YEARS[0], 1, 1), at, f"FREQ=MONTHLY;BYMONTHDAY={day}")
    found = list(islice(rule.nominal(), 12 * len(YEARS)))
    assert [(one.year, one.month) for one in found] == [(y, m) for y in YEARS for m in range(1, 13)]
    assert all(one.day == day or (one + timedelta(days=1)).day == 1 for one in found)
    assert {moment_of(one, at, ZONE).astimezone(ZONE).time() for one in found} == {at}


@pytest.mark.torture
@pytest.mark.parametrize("at", TIMES, ids=str)
@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("weeks", [1, 2, 3])
def test_each_period_of_weeks_of_all_years_has_its_meeting(weekday: int, weeks: int, at: time) -> None:
    first = date(YEARS[0], 1, 6) + timedelta(days=weekday)
    rule = Recurrence(first, at, f"FREQ=WEEKLY;INTERVAL={weeks}")
    found = list(islice(rule.nominal(), 52 * len(YEARS) // weeks))
    assert found == [first + timedelta(weeks=weeks * n) for n in range(len(found))]
    assert {moment_of(one, at, ZONE).astimezone(ZONE).time() for one in found} == {at}
