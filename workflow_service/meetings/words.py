"""Why a case is on the agenda, and other codes of meetings, in plain words (Danish and English)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflow_service import calendar
from workflow_service.store import UnitOfWork

Reason = Mapping[str, Any]

STATES = {
    "planned": ("Planlagt", "Planned"),
    "open": ("Dagsordenen er lavet", "The agenda is made"),
    "running": ("I gang", "Under way"),
    "held": ("Holdt", "Held"),
    "deviation": ("Afvigelse", "Deviation"),
    "cancelled": ("Aflyst", "Cancelled"),
}
MODES = {
    "physical": ("Fysisk", "In person"),
    "online": ("Online", "Online"),
    "hybrid": ("Nogle er med online", "Some take part online"),
}
ABSENT = {
    "ill": ("Syg", "Ill"),
    "leave": ("Ferie eller fri", "On leave"),
    "other_meeting": ("Andet møde", "Another meeting"),
    "course": ("Kursus", "Training"),
    "other": ("Andet", "Other"),
}
_WAITS = {
    "acute": ("sagen er akut", "the case is acute"),
    "new": ("sagen er ny", "the case is new"),
    "falling": ("et mål er gået tilbage", "a goal has fallen"),
    "transition": ("overgangen til voksenlivet er i gang", "the transition to adult life is under way"),
    "stable": ("ingen sag må vente længere", "no case may wait longer"),
}
_CADENCE = {
    "started": (
        "Teamet har arbejdet efter modellen i under seks måneder.",
        "The team has worked by the model for less than six months.",
    ),
    "many_cases": ("Teamet har {cases} åbne sager.", "The team has {cases} open cases."),
    "many_acute": ("{acute} akutte sager er ikke løst.", "{acute} acute cases are not resolved."),
    "usual": ("Teamet har {cases} åbne sager.", "The team has {cases} open cases."),
    "few_cases": ("Teamet har {cases} åbne sager.", "The team has {cases} open cases."),
    "default": ("Det er den almindelige rytme.", "This is the usual cadence."),
}


def pick(pair: tuple[str, str], language: str) -> str:
    return pair[1] if language == "en" else pair[0]


def word(words: Mapping[str, tuple[str, str]], code: str | None, language: str) -> str:
    """The words of a code; an unknown one is shown as it is."""
    found = words.get(code or "")
    return (code or "") if found is None else pick(found, language)


def reason_words(uow: UnitOfWork, reason: Reason) -> str:
    """One reason as a sentence in the reader's language: `Opfølgning senest 12. maj.`"""
    language = uow.actor.language
    english = language == "en"
    day = _day(reason.get("at"), language)
    match reason["code"]:
        case "development" if reason.get("count", 1) > 1:
            n = reason["count"]
            return f"{n} developments, last {day}." if english else f"{n} udviklinger, senest {day}."
        case "development":
            return f"Development reported {day}." if english else f"Udvikling meldt {day}."
        case "undiscussed":
            return _undiscussed(reason, day, language)
        case "follow_up":
            return f"Follow-up due {day}." if english else f"Opfølgning senest {day}."
        case "financing":
            text = f"The split of expenses is looked at again {day}."
            return text if english else f"Fordelingen af udgiften ses efter {day}."
        case "acute_measure":
            text = "Support began before the analysis meeting."
            return text if english else "Støtten begyndte før analysemødet."
        case "escalated":
            said = "Raised to the group" if english else "Løftet til gruppen"
            return f"{said} {day}." if day else f"{said}."
        case "added":
            return "Put on by the leader." if english else "Sat på af lederen."
        case "at_meeting":
            return "Put on at the meeting." if english else "Sat på under mødet."
    return str(reason["code"])


def _undiscussed(reason: Reason, day: str, language: str) -> str:
    weeks, why = reason["weeks"], word(_WAITS, reason.get("why"), language)
    if language == "en":
        since = f"Open since {day} and not discussed yet" if reason.get("never") else f"Last discussed {day}"
        return f"{since}; at most {weeks} weeks, because {why}."
    since = f"Åben siden {day} og ikke drøftet endnu" if reason.get("never") else f"Sidst drøftet {day}"
    return f"{since}; højst {weeks} uger, fordi {why}."


def _day(value: Any, language: str) -> str:
    return calendar.short_date(date.fromisoformat(value), language) if isinstance(value, str) else ""


def cadence_words(reason: Mapping[str, Any], language: str) -> str:
    """Why D3 A proposes a cadence, with the portfolio's numbers."""
    pair = _CADENCE.get(str(reason.get("code")), _CADENCE["default"])
    return pick(pair, language).format(cases=reason.get("cases", 0), acute=reason.get("acute", 0))


_ORDINALS = {
    "1": ("første", "first"),
    "2": ("anden", "second"),
    "3": ("tredje", "third"),
    "4": ("fjerde", "fourth"),
    "-1": ("sidste", "last"),
}
_WEEKDAYS = {
    "MO": ("mandag", "Monday"),
    "TU": ("tirsdag", "Tuesday"),
    "WE": ("onsdag", "Wednesday"),
    "TH": ("torsdag", "Thursday"),
    "FR": ("fredag", "Friday"),
}


def monthly_of(rule: str) -> tuple[str, str] | None:
    """(which of the month, weekday) of a rule like FREQ=MONTHLY;BYDAY=2TH; None for another."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    day = parts.get("BYDAY", "")
    number, weekday = day[:-2], day[-2:]
    known = parts.get("FREQ") == "MONTHLY" and parts.get("INTERVAL", "1") == "1"
    return (number, weekday) if known and number in _ORDINALS and weekday in _WEEKDAYS else None


def monthly_words(rule: str, language: str) -> str | None:
    """`Den anden torsdag i måneden`."""
    found = monthly_of(rule)
    if found is None:
        return None
    number, weekday = _ORDINALS[found[0]], _WEEKDAYS[found[1]]
    if language == "en":
        return f"The {number[1]} {weekday[1]} of the month"
    return f"Den {number[0]} {weekday[0]} i måneden"


def weeks_words(weeks: int, language: str) -> str:
    """`Hver 4. uge`."""
    if weeks == 1:
        return "Every week" if language == "en" else "Hver uge"
    return f"Every {weeks} weeks" if language == "en" else f"Hver {weeks}. uge"
