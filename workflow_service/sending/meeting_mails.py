"""What mails about a team's meeting say, and the event that goes along for the calendar (RFC 5546, RFC 6047).

Time and place of the meeting, and nothing of its families (INV-18).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import parseaddr
from typing import Any, Literal
from zoneinfo import ZoneInfo

from workflow_service import calendar
from workflow_service.store.outbox import Effect

METHODS: Mapping[str, Literal["REQUEST", "CANCEL"]] = {
    "meeting_invitation": "REQUEST",
    "meeting_moved": "REQUEST",
    "meeting_cancelled": "CANCEL",
    "meeting_deputy_not_needed": "CANCEL",
}

_END = {
    "da": "Se mødet her:\n{link}\n\nMailen er sendt automatisk og kan ikke besvares.\n",
    "en": "See the meeting here:\n{link}\n\nThis mail was sent automatically and cannot be answered.\n",
}
_ABSENT = {
    "da": "Kan du ikke komme, så skriv dit fravær på siden.\n\n",
    "en": "If you cannot come, write your absence on the page.\n\n",
}
_WORDS = {
    "meeting_invitation": {
        "da": ("Indkaldelse: {name}", "Du er indkaldt til {name}.\n\nTid: {when}\nSted: {place}\n\n"),
        "en": ("Invitation: {name}", "You are invited to {name}.\n\nTime: {when}\nPlace: {place}\n\n"),
    },
    "meeting_moved": {
        "da": ("Flyttet: {name}", "Mødet er flyttet: {name}.\n\nNy tid: {when}\nSted: {place}\n\n"),
        "en": ("Moved: {name}", "The meeting is moved: {name}.\n\nNew time: {when}\nPlace: {place}\n\n"),
    },
    "meeting_cancelled": {
        "da": ("Aflyst: {name}", "Mødet er aflyst: {name}, {when}.\n\n"),
        "en": ("Cancelled: {name}", "The meeting is cancelled: {name}, {when}.\n\n"),
    },
    "meeting_deputy_not_needed": {
        "da": (
            "Du skal ikke med: {name}",
            "Medlemmet, du skulle afløse, kommer selv. Du skal ikke med til {name}, {when}.\n\n",
        ),
        "en": (
            "You are not needed: {name}",
            "The member you were to stand in for comes in person. You need not come to {name}, {when}.\n\n",
        ),
    },
}


def words(topic: str, payload: Mapping[str, Any], link: str) -> tuple[str, str]:
    """Subject and text in the member's language."""
    language = "en" if payload["language"] == "en" else "da"
    subject, text = _WORDS[topic][language]
    told = {"name": payload["meeting_name"], "when": payload["when"], "place": payload["place"]}
    comes = "" if METHODS[topic] == "CANCEL" else _ABSENT[language]
    return subject.format(**told), text.format(**told) + comes + _END[language].format(link=link)


def has_event(effect: Effect) -> bool:
    """Does the mail bring an event along? Mails that waited since an earlier version say only when."""
    return effect.topic in METHODS and "starts_at" in effect.payload


def event(effect: Effect, sender: str, link: str) -> str:
    """The event for the member's calendar; its organiser is the sender of the mail."""
    payload = effect.payload
    name, address = parseaddr(sender)
    method = METHODS[effect.topic]
    entry = calendar.Entry(
        payload["meeting_id"],
        datetime.fromisoformat(payload["starts_at"]),
        datetime.fromisoformat(payload["ends_at"]),
        payload["meeting_name"],
        payload["place"],
        link,
        payload["sequence"],
        cancelled=method == "CANCEL",
    )
    guest = calendar.Guest(address, name or "Én indgang", payload["to"])
    stamp = datetime.fromisoformat(payload["at"])
    return calendar.invitation(entry, guest, method, ZoneInfo(payload["zone"]), stamp).decode()
