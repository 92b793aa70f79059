"""What a visitation meeting (T07) reads of a prepared decision, and what it leaves in the case (F34).

The meeting recommends; whoever has the task `decide` (S02) decides, before or after it, with the
recommendation in front of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workflow_service import calendar
from workflow_service.casefile import decisions, lists
from workflow_service.casefile.base import Row, case_by_id, today
from workflow_service.casefile.documents import form_content, write_entry
from workflow_service.casefile.status_meetings import Occasion
from workflow_service.forms import Option
from workflow_service.store import UnitOfWork, law, tables
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import casefile_pages as pages
from workflow_service.store import casefile_people as people
from workflow_service.store import meetings as team_meetings
from workflow_service.store import meetings_visitation as stored
from workflow_service.store.casefile_rows import add

MEETING = "visitation"
RECOMMENDATIONS: lists.Words = {
    **decisions.OUTCOMES,
    "more_information": ("Sagen skal oplyses bedre", "The case needs more information"),
}


@dataclass(frozen=True)
class Asked:
    """What a prepared decision (F25) asks. `title`: case number and initials; `section`: the citation of its
    legal basis; `wish`: the outcome that is proposed, with what it costs a year."""

    decision_id: str
    title: str
    matter: str
    section: str
    wish: str
    is_open: bool


@dataclass(frozen=True)
class Recommended:
    """What the meeting says of one decision. `present`: user ids of those who heard it."""

    decision_id: str
    outcome: str
    reason: str
    present: Sequence[str]


def asked(uow: UnitOfWork, pairs: Sequence[tuple[str, str]]) -> dict[str, Asked]:
    """By decision id, for (case id, decision id). The look at the children is noted; who may read it was
    decided by the caller."""
    names = pages.case_names(uow, [case_id for case_id, _ in pairs])
    uow.looked_at(None, [one.child_id for one in names.values() if one.child_id and one.child_name])
    citations = {one.key: one.citation for one in law.legal_bases(uow, today(uow))} if pairs else {}
    found = {}
    for case_id, decision_id in pairs:
        row = decided.decision(uow, decision_id)
        if row is None or row["case_id"] != case_id or case_id not in names:
            continue
        case = case_by_id(uow, case_id)
        name = names[case_id]
        initials = "".join(f"{word[0]}." for word in (name.child_name or "").split())
        found[decision_id] = Asked(
            decision_id,
            f"{name.number} · {initials}" if initials else name.number,
            decisions.matter_name(uow, case, row),
            citations.get(row["legal_basis"] or "", ""),
            _wish(uow, row),
            row["state"] == "prepared",
        )
    return found


def _wish(uow: UnitOfWork, row: Row) -> str:
    language = uow.actor.language
    said = lists.label(decisions.OUTCOMES, row["outcome"], language) if row["outcome"] else ""
    amount = (row["content"] or {}).get("annual_amount")
    if not amount:
        return said
    kroner = f"{float(amount):,.0f}"
    text = f"{kroner} kr. a year" if language == "en" else f"{kroner.replace(',', '.')} kr. om året"
    return f"{said}, {text}" if said else text


def write_recommendation(uow: UnitOfWork, case_id: str, occasion: Occasion, said: Recommended) -> None:
    """Leaves the recommendation with the decision, and the minutes of it in the case and nowhere else."""
    case = case_by_id(uow, case_id)
    key_id = case["key_id"]
    values = {"meeting_id": occasion.meeting_id, "kind": MEETING, "case_id": case_id}
    values |= {"ref_id": said.decision_id, "outcome": said.outcome, "what": said.reason}
    done = {"done_at": uow.now, "done_by": uow.actor.user_id}
    add(uow, tables.meeting_decision, key_id, {**values, **done})
    _meet(uow, case, occasion, said)
    row = decided.decision(uow, said.decision_id)
    rows = [
        ("Holdt", f"{calendar.long_date(occasion.starts_at.astimezone(uow.zone).date())}, {occasion.place}"),
        ("Til stede ved sagen", _names(uow, said.present)),
        ("Sagen gælder", decisions.matter_name(uow, case, row) if row is not None else ""),
        ("Indstilling", lists.label(RECOMMENDATIONS, said.outcome, "da")),
        ("Begrundelse", said.reason),
    ]
    write_entry(
        uow,
        case_id=case_id,
        key_id=key_id,
        kind="meeting",
        title="Referat af visitationsmødet",
        content=form_content([one for one in rows if one[1]]),
    )


def _meet(uow: UnitOfWork, case: Row, occasion: Occasion, said: Recommended) -> None:
    """The case's own meeting, with who heard it."""
    minutes = {"team_meeting_id": occasion.meeting_id, "decision_id": said.decision_id}
    minutes |= {"recommendation": said.outcome, "reason": said.reason}
    values = {"case_id": case["id"], "type": MEETING, "mode": occasion.mode, "place": occasion.place}
    values |= {"planned_at": occasion.starts_at, "held_at": occasion.starts_at}
    meeting_id = add(uow, tables.meeting, case["key_id"], {**values, "minutes": minutes, "state": "held"})
    for user_id in said.present:
        row = {"meeting_id": meeting_id, "user_id": user_id, "part": "core_team", "invited": True}
        add(uow, tables.attendance, case["key_id"], {**row, "present": True})


def _names(uow: UnitOfWork, user_ids: Sequence[str]) -> str:
    found = people.colleagues(uow, user_ids)
    return ", ".join(found[one].name for one in user_ids if one in found)


def recommendation_text(uow: UnitOfWork, decision_id: str) -> str | None:
    """What the last visitation meeting recommended, for whoever decides; None when none has talked of it."""
    row = stored.recommendation(uow, decision_id)
    if row is None:
        return None
    language = uow.actor.language
    held = row["starts_at"].astimezone(uow.zone).date()
    outcome = lists.label(RECOMMENDATIONS, row["outcome"], language)
    day = calendar.long_date(held, language)
    head = f"{outcome} (meeting of {day})" if language == "en" else f"{outcome} (mødet {day})"
    return f"{head}\n\n{row['what']}"


def _meeting_of(uow: UnitOfWork, instance_id: str | None) -> Row | None:
    return stored.meeting_of_instance(uow, instance_id) if instance_id else None


def item_options(uow: UnitOfWork, instance_id: str | None) -> list[Option]:
    """The decisions on the agenda of the course's meeting."""
    meeting = _meeting_of(uow, instance_id)
    if meeting is None:
        return []
    rows = stored.items(uow, meeting["id"])
    known = asked(uow, [(one["case_id"], one["ref_id"]) for one in rows])
    return [
        Option(one["ref_id"], f"{found.title}: {found.matter}")
        for one in rows
        if (found := known.get(one["ref_id"])) is not None
    ]


def member_options(uow: UnitOfWork, instance_id: str | None) -> list[Option]:
    """The members of the course's meeting."""
    meeting = _meeting_of(uow, instance_id)
    series = team_meetings.series_row(uow, meeting["series_id"]) if meeting else None
    if series is None:
        return []
    return [Option(one.user_id, one.name) for one in team_meetings.members(uow, series, today(uow))]


__all__ = [
    "RECOMMENDATIONS",
    "Asked",
    "Recommended",
    "asked",
    "item_options",
    "member_options",
    "recommendation_text",
    "write_recommendation",
]
