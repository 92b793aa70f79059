"""Deadlines in words, as a list shows them (danish.md 4)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from tests.conftest import NOW
from workflow_service.web.listing import Asked, read_asked
from workflow_service.web.words import Words, clock_words, first_sentence, phase_name


class Uow:
    """What `Words` asks of a unit of work."""

    now = NOW

    zone = ZoneInfo("Europe/Copenhagen")


def keyed(secret: str = "x" * 32) -> Flask:
    app = Flask("words")
    app.config["SECRET_KEY"] = secret
    return app


@pytest.fixture
def words():
    with Flask("words").test_request_context():
        yield Words("da", Uow())


@pytest.mark.parametrize(
    ("at", "clock", "word", "shown", "group", "state"),
    [
        (NOW - timedelta(days=3), "law", "3 dage over", "", "overdue", "overdue-law"),
        (NOW - timedelta(days=1), "model", "1 dag over", "", "overdue", "overdue"),
        (NOW - timedelta(hours=1), "local", "overskredet", "kl. 09.00", "overdue", "overdue"),
        (NOW + timedelta(hours=5), "law", "i dag", "kl. 15.00", "today", "today"),
        (datetime(2026, 3, 3, 22, 59, 59, tzinfo=UTC), "law", "i dag", "", "today", "today"),
        (NOW + timedelta(days=1), "law", "i morgen", "kl. 10.00", "week", ""),
        (NOW + timedelta(days=2), "law", "torsdag", "kl. 10.00", "week", ""),
        (NOW + timedelta(days=6), "law", "om 6 dage", "kl. 10.00", "later", ""),
    ],
)
def test_a_deadline_says_how_near_it_is(words, at, clock, word, shown, group, state):
    due = words.due(at, clock)
    assert (due.word, due.clock, due.group, due.state) == (word, shown, group, state)


def test_a_task_without_a_deadline_comes_last(words):
    assert words.due(None, "model").group == "later"


def test_of_a_meeting_whose_hour_nobody_wrote_the_day_is_said(words):
    assert words.moment(datetime(2026, 3, 3, 23, tzinfo=UTC)) == "ons. 4.3."
    assert words.moment(datetime(2026, 3, 3, 9, tzinfo=UTC)) == "tir. 3.3. kl. 10.00"


def test_how_long_ago_is_said_in_days(words):
    assert [words.since(NOW - timedelta(days=n)) for n in (0, 1, 12)] == ["i dag", "1 dag", "12 dage"]


def test_codes_nobody_knows_say_nothing(words):
    assert phase_name("nonsense") == "" and phase_name(None) == ""
    assert clock_words("law") == ("Lov", "Lovfrist")


def test_a_reason_is_cut_to_its_first_sentence():
    assert first_sentence("Vi skal vide det. Derefter mere.") == "Vi skal vide det."


def test_an_address_of_the_list_is_read_back_as_it_was_written():
    asked = Asked("team", "today", "law", "team_leader", "noah å", 100)
    with keyed().app_context():
        query = asked.query()
        assert "noah" not in query and read_asked(dict(parse_qsl(query))) == asked


def test_text_sealed_by_somebody_else_is_no_filter():
    with keyed("another").app_context():
        query = Asked("team", text="noah").query()
    with keyed().app_context():
        assert read_asked(dict(parse_qsl(query))) == Asked("team")
        assert read_asked({"f": "noah"}) == Asked()


def test_what_an_address_cannot_mean_is_left_out():
    strange = {"tab": "x", "due": "y", "clock": "z", "role": "q", "shown": "99999", "q": " " * 500}
    assert read_asked(strange) == Asked()
