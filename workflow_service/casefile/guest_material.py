"""What a guest reads of the joint report: with names only when everybody agreed (S01), else as a person read
it through, and without a word by which the family could still be known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from workflow_service import calendar
from workflow_service.casefile.base import Row, rows_of
from workflow_service.casefile.guests import Guest
from workflow_service.casefile.operations_analysis import consent_identifiable, without_names
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query
from workflow_service.store import guests as store

_TITLES = {
    "summary_child": ("Om barnet", "About the child"),
    "summary_parents": ("Om forældrene", "About the parents"),
    "summary_family": ("Om familien og omgivelserne", "About the family and its surroundings"),
    "child_words": ("Barnets egne ord", "The child's own words"),
    "joint_conclusion": ("Fælles konklusion", "Joint conclusion"),
    "proposed_direction": ("Foreslået retning", "Proposed direction"),
}
_HIDDEN = "[…]"
_CPR = re.compile(r"\b\d{6}-?\d{4}\b")


@dataclass(frozen=True)
class Material:
    """`sections` are (title, text). `state`: ready, undeclared, unread (not read through yet), elsewhere
    (on paper or on the screen at the meeting)."""

    state: str
    sections: tuple[tuple[str, str], ...] = ()


def questions(uow: UnitOfWork, guest: Guest) -> tuple[str, ...]:
    """The meeting's questions, without names."""
    minutes = guest.meeting["minutes"] or {}
    asked = (str(row.get("text") or "") for row in rows_of(minutes, "questions"))
    return tuple(_bare(uow, guest, text) for text in asked)


def material(uow: UnitOfWork, guest: Guest, language: str) -> Material:
    """What the guest may read now; the look at the family is logged under the invitation."""
    minutes = guest.meeting["minutes"] or {}
    if not guest.declared:
        return Material("undeclared")
    if minutes.get("delivery") != "login":
        return Material("elsewhere")
    named = minutes.get("material_form") == "identifiable" and consent_identifiable(uow, guest.case)
    if not named and minutes.get("material_checked") is not True:
        return Material("unread")
    reports = query.reports(uow, guest.case["id"])
    content: dict[str, Any] = reports[0]["content"] if reports else {}
    english = language == "en"
    sections = []
    for key, words in _TITLES.items():
        text = _text(content.get(key))
        if text:
            sections.append((words[1 if english else 0], text if named else _bare(uow, guest, text)))
    persons = [one["id"] for one in query.persons(uow, guest.case["family_id"])]
    store.note_look(uow, guest.row, persons, "guest · material")
    return Material("ready", tuple(sections))


def when(uow: UnitOfWork, guest: Guest, language: str) -> str:
    planned = guest.meeting["held_at"] or guest.meeting["planned_at"]
    return calendar.moment_text(planned, uow.zone, language) if planned else ""


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(filter(None, (_text(one) for one in value)))
    if isinstance(value, dict):
        return " · ".join(str(one) for one in value.values() if isinstance(one, str) and one)
    return str(value or "").strip()


def _bare(uow: UnitOfWork, guest: Guest, text: str) -> str:
    """The agreed words first; what is left of the family's names, numbers and addresses is struck out."""
    minutes = guest.meeting["minutes"] or {}
    text = _CPR.sub(_HIDDEN, without_names(minutes, text))
    for word in _telling(uow, guest.case):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", _HIDDEN, text, flags=re.IGNORECASE)
    return text


def _telling(uow: UnitOfWork, case: Row) -> list[str]:
    """Words by which the family is known, the longest first."""
    words: set[str] = set()
    for one in query.persons(uow, case["family_id"]):
        name = str(one["name"] or "")
        words |= {name, *name.split()}
        words |= {str(value) for value in (one["contact"] or {}).values()}
    for home in query.households(uow, case["family_id"]):
        words |= {line.strip(" ,") for line in re.split(r"[\n,]", str(home["address"] or ""))}
    return sorted((word for word in words if len(word) > 1), key=len, reverse=True)
