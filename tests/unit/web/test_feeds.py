"""Subscribing to the calendar: links are made on a page and fetched by programs without a log-in."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
import vobject

from tests.meetings import status_meeting
from tests.pages import COORDINATOR, Town

AT = "/calendar/feeds"
# tenant, link, owner, roles, whom they stand in for; the series; team meetings, those brought to, their keys;
# dates of cases, and how long they last
MOST_FOR_FETCH = 14


@pytest.fixture
def link(town: Town) -> str:
    """The path of a new link to the coordinator's own calendar."""
    page = town.enter(COORDINATOR).post(AT, {"series": ""}, at=AT).text
    found = re.search(r'value="http://localhost(/feeds/[\w-]+\.ics)"', page)
    assert found and "Det vises ikke igen" in page
    return found[1]


def test_a_link_is_shown_once_and_fetched_without_a_session(town: Town, link: str) -> None:
    meeting = status_meeting(town.database, "2025-0001")
    answer = town.enter().get(link)
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    found = vobject.readOne(answer.text)
    # the coordinator is no member of the team, but its meetings are the coordinator's by a case
    brought = next(one for one in found.vevent_list if one.uid.value == meeting)
    assert brought.summary.value == "Kerneteam Nord" and brought.url.value.endswith(f"/meetings/{meeting}")
    assert "Set-Cookie" not in answer.headers and answer.headers["X-Robots-Tag"] == "noindex"
    page = town.enter(COORDINATOR).get(AT).text
    assert "Sidst hentet" in page and link not in page


def test_nothing_new_is_answered_with_304_and_nothing_is_written_again(town: Town, link: str) -> None:
    visitor = town.enter()
    etag = visitor.get(link).headers["ETag"]
    town.clock.travel(town.clock.now() + timedelta(minutes=1))
    with town.counted() as sent:
        again = visitor.get(link, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert not [sql for sql in sent if not sql.startswith(("SELECT", "WITH"))]
    assert len(sent) <= MOST_FOR_FETCH, sent


def test_guesses_from_one_place_are_few_a_minute_and_do_not_shut_out_real_links(
    town: Town, link: str
) -> None:
    visitor = town.enter()
    assert [visitor.get(f"/feeds/{n}.ics").status_code for n in range(22)] == [404] * 20 + [429] * 2


def test_a_closed_link_opens_nothing(town: Town, link: str) -> None:
    visitor = town.enter(COORDINATOR)
    action = re.search(rf'action="({AT}/[\w-]+/revoke)"', visitor.get(AT).text)
    assert action and visitor.post(action[1], at=AT).status_code == 303
    assert town.enter().get(link).status_code == 404


def test_the_secret_is_in_no_line_of_the_log_and_not_in_the_counters(
    town: Town, link: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = link.split("/")[2].removesuffix(".ics")
    with caplog.at_level(logging.DEBUG):
        visitor = town.enter()
        visitor.get(link)
        metrics = visitor.get("/metrics").text
    assert secret not in caplog.text and secret not in metrics and secret not in "".join(capfd.readouterr())
    assert "/feeds/&lt;secret&gt;" in metrics or "/feeds/<secret>.ics" in metrics


def test_the_page_is_english_for_those_who_read_english(town: Town) -> None:
    visitor = town.enter(COORDINATOR)
    visitor.post("/profile", {"language": "en"}, at="/profile")
    page = visitor.get(AT).text
    assert "Subscribe to the calendar" in page and "My meetings" in page
