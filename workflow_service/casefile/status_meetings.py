"""What a status meeting leaves in a case: its minutes, scores of goals, and what was agreed (T01, F08s).

The minutes of a case stand in the case and nowhere else (INV-22, domain.md 5.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import active, lists
from workflow_service.casefile.base import Answers, Row, case_by_id, named
from workflow_service.casefile.documents import form_content, write_entry
from workflow_service.casefile.operations_active import score
from workflow_service.casefile.sources import Sources
from workflow_service.errors import NotFound
from workflow_service.runtime.operations import Call, Result
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people
from workflow_service.store import meetings_agenda as agenda
from workflow_service.store.casefile_rows import add, change

MEETING = "status"
DECISIONS: lists.Words = {
    "no_change": ("Ingen ændring", "No change"),
    "revise_plan": ("Revidér plan", "Revise plan"),
    "new_analysis": ("Nyt analysemøde", "New analysis meeting"),
    "network_meeting": ("Netværksmøde", "Network meeting"),
    "close": ("Afslut forløb", "Close"),
}
FINANCING: lists.Words = {
    "unchanged": ("Uændret", "Unchanged"),
    "new_split": ("Ny fordeling", "New split"),
    "not_relevant": ("Ikke relevant", "Not relevant"),
}


@dataclass(frozen=True)
class Occasion:
    """The meeting as its cases remember it. `deviation`: it was not held as it should be (INV-08)."""

    meeting_id: str
    starts_at: datetime
    mode: str
    place: str
    deviation: bool = False


@dataclass(frozen=True)
class Agreed:
    """An agreed action: what, who, when."""

    id: str
    what: str
    owner_id: str
    due_on: date


@dataclass(frozen=True)
class Minuted:
    """What was said about one case. `present`: user ids of those who were in the room for it; `without`: the
    sectors that were not; `scores`: 0 to 10 by goal."""

    development: str
    decision: str
    note: str | None
    financing: str
    present: Sequence[str]
    without: Sequence[str] = ()
    scores: Mapping[str, int] = field(default_factory=dict)
    actions: Sequence[Agreed] = ()


def write_minutes(uow: UnitOfWork, case_id: str, occasion: Occasion, said: Minuted) -> str:
    """Writes the minutes into the case: the meeting with who heard it, a paper to read and print, the scores
    of its goals. What was reported before has been discussed. The id of the case's meeting."""
    case = case_by_id(uow, case_id)
    key_id = case["key_id"]
    names = people.colleagues(uow, [*said.present, *(one.owner_id for one in said.actions)])
    minutes = {
        "team_meeting_id": occasion.meeting_id,
        "development": said.development,
        "decision": said.decision,
        "note": said.note,
        "financing": said.financing,
        "discussed_without": list(said.without),
        "deviation": occasion.deviation,
        "actions": [_told(one, names) for one in said.actions],
    }
    values = {"case_id": case_id, "type": MEETING, "mode": occasion.mode, "planned_at": occasion.starts_at}
    values |= {"held_at": occasion.starts_at, "place": occasion.place, "minutes": minutes, "state": "held"}
    meeting_id = add(uow, tables.meeting, key_id, values)
    for user_id in said.present:
        row = {"meeting_id": meeting_id, "user_id": user_id, "part": "core_team", "invited": True}
        add(uow, tables.attendance, key_id, {**row, "present": True})
    if said.scores:
        rows = [{"goal_uid": goal, "score": points} for goal, points in said.scores.items()]
        score(uow, case, meeting_id, rows)
    write_entry(
        uow,
        case_id=case_id,
        key_id=key_id,
        kind="meeting",
        title="Referat af statusmødet",
        content=form_content(_paper(uow, occasion, said, names)),
    )
    if case["status"] != CaseStatus.ACTIVE:
        # in the active period its own course does this when the message comes
        active.developments_discussed(uow, case)
    return meeting_id


def _told(one: Agreed, names: Mapping[str, people.Colleague]) -> Row:
    owner = names.get(one.owner_id)
    return {"id": one.id, "what": one.what, "who": owner.name if owner else "", "due": one.due_on.isoformat()}


def _paper(
    uow: UnitOfWork, occasion: Occasion, said: Minuted, names: Mapping[str, people.Colleague]
) -> list[tuple[str, str]]:
    """The minutes as label and text, in Danish as all papers of the case."""
    there = [names[one].name for one in said.present if one in names]
    local = occasion.starts_at.astimezone(uow.zone)
    held = f"{calendar.long_date(local.date())}, {occasion.place}"
    actions = [
        f"{one['what']} ({one['who']}, {calendar.short_date(date.fromisoformat(one['due']))})"
        for one in (_told(action, names) for action in said.actions)
    ]
    rows = [
        ("Holdt", held + (" (afvigelse: ikke holdt som fysisk møde med alle)" if occasion.deviation else "")),
        ("Til stede ved sagen", ", ".join(there)),
        ("Drøftet uden", ", ".join(lists.label(lists.SECTORS, one, "da") for one in said.without)),
        ("Udvikling siden sidst", said.development),
        ("Beslutning", lists.label(DECISIONS, said.decision, "da")),
        ("Begrundelse", said.note or ""),
        ("Finansiering", lists.label(FINANCING, said.financing, "da")),
        ("Aftaler", "\n".join(actions)),
    ]
    return [row for row in rows if row[1]]


# -- what was agreed ---------------------------------------------------------------------------------


def record_agreed_action(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """The owner of an agreed action says how it went; it stands beside the agreement."""
    row = _action(uow, call.inputs)
    values = {"done_at": uow.now, "done_by": uow.actor.user_id, "version": row["version"] + 1}
    told = named(answers, "outcome", "outcome_text")
    change(uow, tables.agenda_action, row["key_id"], row["id"], {**values, "outcome": told})
    return Result()


def _action(uow: UnitOfWork, inputs: Mapping[str, Any]) -> Row:
    found = agenda.action(uow, str(inputs.get("action_id") or ""))
    if found is None:
        raise NotFound("action_not_found", "Aftalen findes ikke.", "The agreed action does not exist.")
    return found


def prefill(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """The words of the one agreed action, also for an owner who does not see the case."""
    if "action_id" not in inputs:
        return {}, {}
    row = _action(uow, inputs)
    due = calendar.long_date(row["due_on"], uow.actor.language) if row["due_on"] else ""
    return {"action_text": f"{row['what']}\n{due}"}, {}


def open_actions(uow: UnitOfWork, case_id: str) -> list[Row]:
    """What was agreed for the case at status meetings and is not done yet."""
    return [one for one in agenda.actions_of_case(uow, case_id) if one["done_at"] is None]


def last_minutes(uow: UnitOfWork, case_id: str) -> Row | None:
    """The newest status meeting of the case with its minutes."""
    found = query.meetings(uow, case_id, MEETING)
    return found[0] if found else None


__all__ = [
    "DECISIONS",
    "FINANCING",
    "Agreed",
    "Minuted",
    "Occasion",
    "last_minutes",
    "open_actions",
    "prefill",
    "record_agreed_action",
    "write_minutes",
]
