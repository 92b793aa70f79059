"""Calendar objects as RFC 5545 and, for invitations, RFC 5546 want them: what a calendar program reads.

What stands in them is read outside the service: the caller gives no names and no case content (INV-18).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Calendar, Event

MIMETYPE = "text/calendar"
PRODUCT = "-//One Family One Entry//workflow_service//DA"

# RFC 5545, 3.6.5: the rule of the European Union since 1996, so that clients need no table of their own
_ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Copenhagen
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
_WRITTEN_ZONE = "Europe/Copenhagen"


@dataclass(frozen=True)
class Entry:
    """One event. `uid` stays the same for its whole life, `sequence` rises with each change.

    `starts` and `ends` are aware moments, or days for what lasts whole days (then `ends` is the last day,
    included, and the time counts as free). `link` leads to the page behind the log-in.
    """

    uid: str
    starts: datetime | date
    ends: datetime | date
    title: str
    place: str = ""
    link: str = ""
    sequence: int = 0
    cancelled: bool = False


@dataclass(frozen=True)
class Guest:
    """Who is invited by whom: mail addresses, and the name of the service as the organiser's."""

    organizer: str
    organizer_name: str
    attendee: str


def feed(entries: Iterable[Entry], name: str, zone: ZoneInfo, stamp: datetime) -> bytes:
    """A calendar to subscribe to (RFC 5545; its name and the wish to be asked again each hour by RFC 7986).

    `stamp`: when it was written. The lines end with CR LF and are at most 75 octets long.
    """
    made = _calendar(zone)
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for entry in entries:
        made.add_component(_event(entry, zone, stamp))
    return bytes(made.to_ical())


def invitation(
    entry: Entry, guest: Guest, method: Literal["REQUEST", "CANCEL"], zone: ZoneInfo, stamp: datetime
) -> bytes:
    """An event for one guest's own calendar (RFC 5546, 3.2.2 and 3.2.5): REQUEST makes or changes it by its
    `uid` and `sequence`, CANCEL takes it away. Only the guest's own address stands in it."""
    from icalendar import vCalAddress

    made = _calendar(zone)
    made.add("method", method)
    event = _event(entry, zone, stamp)
    organizer = vCalAddress(f"mailto:{guest.organizer}", params={"CN": guest.organizer_name})
    attendee = vCalAddress(
        f"mailto:{guest.attendee}",
        params={"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"},
    )
    event.add("organizer", organizer)
    event.add("attendee", attendee)
    made.add_component(event)
    return bytes(made.to_ical())


def _calendar(zone: ZoneInfo) -> Calendar:
    # imported when first asked: the library costs more at start than the whole room
    from icalendar import Calendar, Timezone

    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    if zone.key == _WRITTEN_ZONE:
        made.add_component(Timezone.from_ical(_ZONE))
    else:
        made.add_component(Timezone.from_tzinfo(zone))
    return made


def _event(entry: Entry, zone: ZoneInfo, stamp: datetime) -> Event:
    from icalendar import Event

    made = Event()
    made.add("uid", entry.uid)
    made.add("dtstamp", stamp)
    made.add("sequence", entry.sequence)
    made.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    made.add("summary", entry.title)
    if isinstance(entry.starts, datetime) and isinstance(entry.ends, datetime):
        made.add("dtstart", entry.starts.astimezone(zone))
        made.add("dtend", entry.ends.astimezone(zone))
    else:
        made.add("dtstart", entry.starts)
        # RFC 5545, 3.6.1: the end of whole days is not included
        made.add("dtend", entry.ends + timedelta(days=1))
        made.add("transp", "TRANSPARENT")
    if entry.place:
        made.add("location", entry.place)
    if entry.link:
        made.add("url", entry.link)
        made.add("description", entry.link)
    return made
