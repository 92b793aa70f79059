"""The register of external experts whom the analysis meeting can invite (domain.md 5.1, P04)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from workflow_service.audit import registers
from workflow_service.casefile import lists
from workflow_service.casefile.task_subjects import PARTS
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.states import Event
from workflow_service.store import UnitOfWork, teams
from workflow_service.store import casefile_people as query
from workflow_service.store.casefile_people import Expert

# what the suggestion looks for: the parts of an assessment, and the three domains of ICS
THEMES: lists.Words = {
    **{code: words for code, words in PARTS.items() if code not in ("screening", "other")},
    "child_development": ("Barnets udvikling", "The child's development"),
    "parenting_capacity": ("Forældrekompetencer", "Parenting capacity"),
    "family_environment": ("Familie og netværk", "Family and network"),
}
_LONGEST = {"name": 80, "organisation": 120, "expertise": 200, "contact": 120}
_AHEAD = timedelta(days=731)


def read(uow: UnitOfWork, expert_id: str) -> Expert:
    """Raises NotFound."""
    for one in query.experts(uow, ended=True):
        if one.id == expert_id:
            return one
    raise NotFound(
        "expert_not_found", "Fagpersonen står ikke i registret.", "The register has no such expert."
    )


def add(uow: UnitOfWork, texts: Mapping[str, str], tags: Sequence[str]) -> str:
    """A new expert; the id. `texts`: name, organisation, expertise, contact. Raises Invalid, and Conflict
    for one who stands in the register with the same name and organisation."""
    values = _checked(texts, tags)
    for one in query.experts(uow):
        if (one.name.casefold(), one.organisation.casefold()) == (
            values["name"].casefold(),
            values["organisation"].casefold(),
        ):
            raise Conflict(
                "expert_exists",
                "Fagpersonen står i registret allerede. Ret den række i stedet.",
                "The expert stands in the register already. Correct that row instead.",
            )
    expert_id = teams.add_expert(
        uow,
        values["name"],
        values["organisation"],
        values["expertise"],
        tags=values["tags"],
        contact=values["contact"],
    )
    registers.note(uow, registers.EXPERTS, Event.EXPERT_ADDED, expert=expert_id, tags=values["tags"])
    return expert_id


def change(uow: UnitOfWork, expert_id: str, texts: Mapping[str, str], tags: Sequence[str]) -> None:
    """Other words, themes or contact of an expert. Raises NotFound, Invalid."""
    read(uow, expert_id)
    values = _checked(texts, tags)
    teams.put_expert(uow, expert_id, values)
    registers.note(uow, registers.EXPERTS, Event.EXPERT_CHANGED, expert=expert_id, tags=values["tags"])


def end(uow: UnitOfWork, expert_id: str, last_day: date | None) -> None:
    """The expert is suggested up to that day; None: without an end again. Invitations that have been sent
    stand, each ends by itself. Raises NotFound, Invalid for a day that lies far off."""
    read(uow, expert_id)
    today = uow.now.astimezone(uow.zone).date()
    if last_day is not None and not today - timedelta(days=1) <= last_day <= today + _AHEAD:
        raise Invalid(
            "last_day_invalid",
            "Vælg en sidste dag fra i går og højst to år frem.",
            "Choose a last day from yesterday, at most two years ahead.",
            {"last_day": ["Vælg en anden dag. / Choose another day."]},
        )
    teams.put_expert(uow, expert_id, {"valid_to": last_day})
    told = None if last_day is None else last_day.isoformat()
    registers.note(uow, registers.EXPERTS, Event.EXPERT_ENDED, expert=expert_id, last_day=told)


def _checked(texts: Mapping[str, str], tags: Sequence[str]) -> dict[str, Any]:
    said = {name: (texts.get(name) or "").strip() for name in _LONGEST}
    wrong = {
        name: ["Skriv det. / Write it."] for name in ("name", "organisation", "expertise") if not said[name]
    }
    for name, most in _LONGEST.items():
        if len(said[name]) > most:
            wrong[name] = [f"Højst {most} tegn. / At most {most} characters."]
    if not set(tags) <= THEMES.keys():
        wrong["tags"] = ["Vælg emner på listen. / Choose themes from the list."]
    if wrong:
        raise Invalid(
            "expert_invalid",
            "Navn, organisation og fagfelt skal skrives, og emnerne vælges på listen.",
            "Name, organisation and field are needed, and themes are chosen from the list.",
            wrong,
        )
    return {**said, "contact": said["contact"] or None, "tags": list(dict.fromkeys(tags))}
