"""What calendar programs are given is RFC 5545 to the octet, and means the same to another library."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import vobject
from icalendar import Calendar

from workflow_service.calendar import Entry, Guest, feed, invitation

ZONE = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LINK = "https://indgang.egelund.example/meetings/0190"
SUMMER = Entry(
    "0190-summer",
    datetime(2026, 7, 2, 11, tzinfo=UTC),
    datetime(2026, 7, 2, 13, tzinfo=UTC),
    "Statusmøder; øst, å og \\ – med et meget langt navn, som ikke kan stå på én linje",
    "Rådhuset, lokale 2.14",
    LINK,
    3,
)
WINTER = Entry(
    "0190-winter",
    datetime(2026, 12, 3, 12, tzinfo=UTC),
    datetime(2026, 12, 3, 14, tzinfo=UTC),
    "Statusmøder",
    cancelled=True,
)
DAY = Entry("0190-day", date(2026, 12, 31), date(2026, 12, 31), "Opfølgning i en sag")
GUEST = Guest("indgang@egelund.example", "Én indgang", "anna@egelund.example")


def test_lines_end_with_cr_lf_are_at_most_75_octets_and_hold_no_control_characters() -> None:
    text = feed([SUMMER, WINTER, DAY], "Mine møder", ZONE, NOW)
    assert text.endswith(b"END:VCALENDAR\r\n") and b"\n" not in text.replace(b"\r\n", b"")
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    assert not any(byte < 32 for byte in text.replace(b"\r\n", b""))


def test_another_library_finds_it_valid_and_reads_the_same_moments_in_summer_and_winter() -> None:
    found = vobject.readOne(feed([SUMMER, WINTER], "Mine møder", ZONE, NOW).decode())
    found.validate(raiseException=True)
    summer, winter = found.vevent_list
    assert summer.dtstart.value == SUMMER.starts and summer.dtend.value == SUMMER.ends
    assert summer.dtstart.value.hour == 13 and winter.dtstart.value == WINTER.starts
    assert (summer.summary.value, summer.location.value) == (SUMMER.title, SUMMER.place)
    assert (summer.sequence.value, summer.url.value) == ("3", LINK)
    assert [one.status.value for one in (summer, winter)] == ["CONFIRMED", "CANCELLED"]


def test_the_zone_says_itself_when_the_clocks_change_the_same_for_every_year() -> None:
    text = feed([SUMMER], "Mine møder", ZONE, NOW).decode()
    assert text.count("BEGIN:VTIMEZONE") == 1 and "DTSTART;TZID=Europe/Copenhagen:20260702T130000" in text
    zone = Calendar.from_ical(text).walk("VTIMEZONE")[0].to_tz()
    for year in (2026, 2031, 2040):
        for month in (1, 3, 4, 7, 10, 11):
            noon = datetime(year, month, 28, 12, tzinfo=ZONE)
            assert noon.replace(tzinfo=zone).utcoffset() == noon.utcoffset()


def test_a_whole_day_ends_the_day_after_and_takes_no_time() -> None:
    event = Calendar.from_ical(feed([DAY], "Mine møder", ZONE, NOW)).walk("VEVENT")[0]
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 12, 31), date(2027, 1, 1))
    assert event["transp"] == "TRANSPARENT" and not event.errors


def test_an_invitation_asks_one_guest_and_is_taken_back_under_the_same_uid() -> None:
    request = vobject.readOne(invitation(SUMMER, GUEST, "REQUEST", ZONE, NOW).decode())
    request.validate(raiseException=True)
    assert request.method.value == "REQUEST"
    assert request.vevent.organizer.value == "mailto:indgang@egelund.example"
    assert [one.value for one in request.vevent.attendee_list] == ["mailto:anna@egelund.example"]
    off = Entry(SUMMER.uid, SUMMER.starts, SUMMER.ends, SUMMER.title, sequence=4, cancelled=True)
    cancel = vobject.readOne(invitation(off, GUEST, "CANCEL", ZONE, NOW).decode())
    assert (cancel.method.value, cancel.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert cancel.vevent.uid.value == request.vevent.uid.value
    assert int(cancel.vevent.sequence.value) > int(request.vevent.sequence.value)
