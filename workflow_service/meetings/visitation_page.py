"""What the page of a visitation meeting shows to one reader: decisions, attendance, what is missing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from workflow_service import access
from workflow_service.casefile import lists, visitation
from workflow_service.meetings import words
from workflow_service.meetings.base import facts_of, meeting_of, today
from workflow_service.meetings.sight import Sight
from workflow_service.meetings.visitation import RECOMMENDATIONS, due_of, violations
from workflow_service.rules.team_meetings import DEPUTY, PRESENT, case_line
from workflow_service.store import UnitOfWork, meetings_run
from workflow_service.store import meetings as query
from workflow_service.store import meetings_visitation as stored
from workflow_service.store.casefile_rows import Row


@dataclass(frozen=True)
class VisitationLine:
    """One prepared decision. `title`: case number and initials, »Sag 3« for whom it is not shown (INV-22).
    `leaving`: names of those present who go out while it is talked about; `decided`: without the meeting."""

    id: str
    number: int
    shown: bool
    title: str
    due: date | None
    late: bool
    acute: bool
    matter: str
    section: str
    wish: str
    state: str
    decided: bool
    outcome: str | None
    outcome_text: str
    reason: str
    deferred_why: str | None
    leaving: tuple[str, ...]
    version: int


@dataclass(frozen=True)
class Present:
    """A member with what is recorded: `state` present, deputy, absent or None."""

    user_id: str
    name: str
    state: str | None
    state_text: str
    reason: str | None
    deputy_id: str | None
    deputy: str


@dataclass(frozen=True)
class VisitationPage:
    """`writes`: the reader minutes; `may_close`: the meeting has begun and the reader leads it; `missing`:
    what stands in the way of closing it, in words."""

    meeting: Row
    lines: tuple[VisitationLine, ...]
    people: tuple[Present, ...]
    writes: bool
    may_close: bool
    missing: tuple[str, ...]
    outcomes: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    absent_for: tuple[tuple[str, str], ...]

    @property
    def open_lines(self) -> int:
        """How many the meeting has not talked about yet."""
        return sum(one.state not in ("discussed", "deferred") and not one.decided for one in self.lines)


_STATES: lists.Words = {
    PRESENT: ("Til stede", "Present"),
    DEPUTY: ("Afløst", "Deputy came"),
    "absent": ("Fraværende", "Absent"),
}


def visitation_page(uow: UnitOfWork, meeting_id: str) -> VisitationPage:
    """The meeting as the actor may see it. Raises NotFound."""
    meeting, series = meeting_of(uow, meeting_id)
    facts = facts_of(uow, series)
    leads = access.may_lead_series(uow.actor, facts) is None
    running = meeting["state"] in ("open", "running")
    members = query.members(uow, series, today(uow))
    recorded = meetings_run.attendance(uow, meeting_id)
    begun = leads and running and uow.now >= meeting["starts_at"]
    language = uow.actor.language
    broken = violations(uow, meeting, series) if begun else []
    return VisitationPage(
        meeting,
        _lines(uow, meeting, members, recorded, leads=leads),
        _people(uow, members, recorded),
        running and access.may_minute(uow.actor, facts) is None,
        begun,
        tuple(dict.fromkeys(one.text(language) for one in broken)),
        _pairs(RECOMMENDATIONS, language),
        _pairs(_STATES, language),
        _pairs(words.ABSENT, language),
    )


def _pairs(table: lists.Words, language: str) -> tuple[tuple[str, str], ...]:
    return tuple((code, lists.label(table, code, language)) for code in table)


def _lines(
    uow: UnitOfWork, meeting: Row, members: list[query.Member], recorded: dict[str, Row], *, leads: bool
) -> tuple[VisitationLine, ...]:
    rows = stored.items(uow, meeting["id"])
    cases = meetings_run.cases(uow, [one["case_id"] for one in rows])
    sight = Sight(uow, members)
    # who grants reads the decisions they are asked for (domain.md 4); the others by the family's consent
    shown = [
        one
        for one in rows
        if (leads and not cases[one["case_id"]].restricted) or sight.shown(cases[one["case_id"]])
    ]
    known = visitation.asked(uow, [(one["case_id"], one["ref_id"]) for one in shown])
    there = [user for user, row in recorded.items() if row["state"] in (PRESENT, DEPUTY)]
    found = []
    for number, one in enumerate(rows, 1):
        asked = known.get(one["ref_id"])
        out = sight.leaving(cases[one["case_id"]], there) if asked is not None else ()
        found.append(_line(uow, one, number, asked, tuple(person.name for person in out)))
    return tuple(found)


def _line(
    uow: UnitOfWork, one: Row, number: int, asked: visitation.Asked | None, leaving: tuple[str, ...]
) -> VisitationLine:
    language, due = uow.actor.language, due_of(one)
    seen = asked is not None
    outcome = one["decision"] if seen else None
    return VisitationLine(
        one["id"],
        number,
        seen,
        asked.title if asked else case_line(number, language),
        due,
        due is not None and due < today(uow),
        any(reason.get("acute") for reason in json.loads(one["reasons"] or "[]")),
        asked.matter if asked else "",
        asked.section if asked else "",
        asked.wish if asked else "",
        one["state"],
        asked is not None and not asked.is_open,
        outcome,
        lists.label(RECOMMENDATIONS, outcome, language) if outcome else "",
        (one["decision_note"] or "") if seen else "",
        one["deferred_why"] if seen else None,
        leaving,
        one["version"],
    )


def _people(uow: UnitOfWork, members: list[query.Member], recorded: dict[str, Row]) -> tuple[Present, ...]:
    language = uow.actor.language
    deputies = [row["deputy_id"] for row in recorded.values() if row["deputy_id"]]
    named = query.user_names(uow, [*deputies, *(one.deputy_id for one in members if one.deputy_id)])
    found = []
    for one in members:
        row = recorded.get(one.user_id) or {}
        state, deputy = row.get("state"), row.get("deputy_id") or one.deputy_id
        text = lists.label(_STATES, state, language) if state else ""
        found.append(
            Present(
                one.user_id,
                one.name,
                state,
                text,
                row.get("reason_code"),
                deputy,
                named.get(deputy or "", ""),
            )
        )
    return tuple(found)


__all__ = ["Present", "VisitationLine", "VisitationPage", "visitation_page"]
