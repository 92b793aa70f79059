"""Who is on duty: on the municipality's own closing days the office is closed; no legal deadline moves."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tests.unit.casefile.municipality import Municipality
from workflow_service import calendar
from workflow_service.casefile import clocks, duty
from workflow_service.clock import FrozenClock
from workflow_service.store import Database

ZONE = ZoneInfo("Europe/Copenhagen")


@pytest.fixture
def town(sqlite_database: Database) -> Municipality:
    return Municipality(sqlite_database).found()


@pytest.mark.parametrize(
    ("day", "role"),
    [
        (date(2026, 12, 23), "team_leader"),
        (date(2026, 12, 24), "duty_officer"),
        (date(2026, 12, 25), "duty_officer"),
        (date(2026, 12, 31), "duty_officer"),
        (date(2027, 1, 4), "team_leader"),
    ],
)
def test_on_a_closing_day_the_duty_officer_gets_what_is_urgent(
    town: Municipality, clock: FrozenClock, day: date, role: str
) -> None:
    clock.travel(datetime.combine(day, time(10), ZONE).astimezone(UTC))
    with town.database.begin(write=False) as uow:
        assert duty.on_duty(uow, "team_leader") == role


def test_a_broken_deadline_goes_on_the_next_open_day_and_those_of_the_law_are_counted_as_before(
    town: Municipality, clock: FrozenClock
) -> None:
    clock.travel(datetime(2026, 12, 22, 10, tzinfo=ZONE).astimezone(UTC))
    wednesday = calendar.end_of_day(date(2026, 12, 23), ZONE)
    with town.database.begin(write=False) as uow:
        goes_on = calendar.escalates_at(wednesday, [], ("P2D", "working_day"), duty.office(uow))
        ends = clocks.ends_on(uow, "access_deadline", date(2026, 12, 22))
    # the 24th is closed, then come Christmas and a weekend
    assert goes_on == datetime(2026, 12, 28, 8, tzinfo=ZONE)
    # seven working days of the law: 24 and 31 December are among them
    assert ends == date(2027, 1, 4)
