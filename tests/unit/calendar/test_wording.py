from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from workflow_service import calendar

ZONE = ZoneInfo("Europe/Copenhagen")
MONDAY = date(2026, 11, 23)
HALF_PAST_ONE = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "da", "en"),
    [
        (0, "i dag", "today"),
        (1, "i morgen", "tomorrow"),
        (3, "om 3 dage", "in 3 days"),
        (-1, "1 dag over", "1 day over"),
        (-2, "2 dage over", "2 days over"),
    ],
)
def test_a_near_day_is_said_in_words(days: int, da: str, en: str) -> None:
    day = date.fromordinal(MONDAY.toordinal() + days)
    assert calendar.relative_day(day, MONDAY) == da
    assert calendar.relative_day(day, MONDAY, "en") == en


def test_tables_say_the_weekday_this_year_and_the_year_otherwise() -> None:
    assert calendar.table_date(MONDAY, date(2026, 1, 5)) == "man. 23.11."
    assert calendar.table_date(MONDAY, date(2027, 1, 5)) == "23.11.2026"
    assert calendar.table_date(MONDAY, date(2026, 1, 5), "en") == "Mon 23 Nov"


def test_letters_say_the_whole_date() -> None:
    assert calendar.long_date(MONDAY) == "mandag den 23. november 2026"
    assert calendar.long_date(MONDAY, "en") == "Monday 23 November 2026"


def test_the_clock_is_that_of_the_zone() -> None:
    assert calendar.clock_text(HALF_PAST_ONE, ZONE) == "kl. 13.30"
    assert calendar.moment_text(HALF_PAST_ONE, ZONE) == "mandag den 23. november 2026 kl. 13.30"
    assert calendar.moment_text(HALF_PAST_ONE, ZONE, "en") == "Monday 23 November 2026, 13:30"


def test_a_span_has_an_en_dash_and_full_stops() -> None:
    assert calendar.span_text(HALF_PAST_ONE, HALF_PAST_ONE.replace(hour=14), ZONE) == "kl. 13.30–15.30"


def test_weeks_are_numbered_as_danes_do() -> None:
    assert calendar.week_text(MONDAY) == "uge 48"
    assert calendar.week_text(date(2027, 1, 1), "en") == "week 53"
