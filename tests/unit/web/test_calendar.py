"""The calendar page shows a month of one's own meetings, its teams', or the rooms', with the days off."""

from __future__ import annotations

from tests.conftest import NOW
from tests.meetings import status_meeting
from tests.pages import COORDINATOR, INTAKE, LEADER, Town

MONTH = f"/calendar?month={NOW:%Y-%m}"
# counted with the session, and the parameters that say when everything is closed
MOST = 14


def test_a_month_has_whole_weeks_the_meeting_with_its_hour_and_a_link(town: Town) -> None:
    meeting = status_meeting(town.database, "2025-0001")
    page = town.enter(LEADER).get(MONTH).text
    assert f'href="/meetings/{meeting}"' in page and "Kerneteam Nord" in page
    assert page.count('<th scope="row">') in (4, 5, 6) and 'aria-current="date"' in page
    # the coordinator is no member of the team, and brings a case
    mine, teams = (town.enter(COORDINATOR).get(f"{MONTH}&show={one}").text for one in ("mine", "teams"))
    assert f'href="/meetings/{meeting}"' in mine and f'href="/meetings/{meeting}"' in teams


def test_rooms_say_when_they_are_taken_and_lead_only_members_to_the_meeting(town: Town) -> None:
    meeting = status_meeting(town.database, "2025-0001")
    page = town.enter(INTAKE).get(f"{MONTH}&show=rooms").text
    assert "Rådhuset, lokale 2.14" in page and meeting not in page


def test_holidays_and_holiday_weeks_are_said_in_the_grid_and_in_the_list(town: Town) -> None:
    visitor = town.enter(COORDINATOR)
    april = visitor.get("/calendar?month=2026-04").text
    assert "skærtorsdag" in april and "ferieuge" in april
    as_list = visitor.get("/calendar?month=2026-04&view=list").text
    assert "skærtorsdag" in as_list and "cal-month" not in as_list


def test_what_is_no_month_or_out_of_reach_shows_this_month(town: Town) -> None:
    visitor = town.enter(COORDINATOR)
    for wrong in ("2026-13", "x", "1990-01", "9999-12"):
        assert "<td data-today" in visitor.get(f"/calendar?month={wrong}&show=nobody&view=x").text


def test_a_month_costs_the_same_however_many_meetings(town: Town) -> None:
    visitor = town.enter(COORDINATOR)
    with town.counted() as sent:
        visitor.get(MONTH)
    assert len(sent) <= MOST, sent
