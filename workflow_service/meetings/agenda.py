"""The agenda of a status meeting: which cases are on it and why, kept fresh until the meeting begins.

domain.md 5.2 (T01): developments, cases past the weeks of D3 B, follow-ups due before the next meeting,
re-assessments of shared expenses, acute measures without an analysis meeting. Six statements however large
the portfolio is; nothing is decrypted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from workflow_service import access
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.meetings import cadence
from workflow_service.meetings.base import (
    change_meeting,
    facts_of,
    led_meeting,
    local,
    meeting_of,
    note,
    parameter,
    said,
)
from workflow_service.meetings.record import minuted
from workflow_service.meetings.words import reason_words
from workflow_service.runtime import Runtime
from workflow_service.states import Event
from workflow_service.store import UnitOfWork, tables, visibility
from workflow_service.store import casefile as case_query
from workflow_service.store import meetings as query
from workflow_service.store import meetings_agenda as agenda_query
from workflow_service.store.casefile_rows import Row, add, change
from workflow_service.store.meetings_agenda import TeamCase

Reason = dict[str, Any]
# weeks by (acute or new, goals falling, transition year)
Limits = Mapping[tuple[bool, bool, bool], int]
NEW_CASE = timedelta(days=91)
# when nothing is planned after this meeting, the next is thought of so many weeks later
_NEXT = timedelta(weeks=4)
_ORDER = ("acute_measure", "undiscussed", "development", "follow_up", "financing", "added", "kept")
_EDITABLE = ("open", "running")
LONGEST_UPDATE = 4000


@dataclass(frozen=True)
class Known:
    """What has happened in a team's cases, as sets and dates by case."""

    developments: Mapping[str, tuple[datetime, int]] = field(default_factory=dict)
    follow_ups: Mapping[str, date] = field(default_factory=dict)
    financing: Mapping[str, date] = field(default_factory=dict)
    acute_measures: frozenset[str] = frozenset()
    falling: frozenset[str] = frozenset()


def build(uow: UnitOfWork, limits: Limits, meeting: Row, series: Row, *, only_add: bool = False) -> int:
    """Makes the agenda, or brings it up to date: adds the cases that have a reason now, takes off those that
    have none any more, unless somebody put them on, wrote about them or deferred them; a closed one always.
    How many are on it.

    `limits`: what D3 B says (`cadence.weeks_undiscussed`). `only_add`: nothing is taken off, because people
    sit down with what they have prepared."""
    if series["kind"] != query.STATUS or series["team_id"] is None:
        return 0
    wanted = _wanted(uow, limits, meeting, series)
    present = agenda_query.bare_items(uow, meeting["id"])
    last = max((int(one["position"]) for one in present.values()), default=0)
    minutes = int(parameter(uow, "agenda_minutes", "8"))
    count = len(present)
    for case, reasons in wanted:
        known = present.pop(case.id, None)
        if known is None:
            last += 1
            _put(uow, meeting, case, reasons, last, minutes)
            count += 1
        elif json.loads(known["reasons"]) != reasons and known["added_by"] is None:
            uow.update(tables.agenda_item, known["id"], {"reasons": json.dumps(reasons)})
    if only_add:
        return count
    closed = agenda_query.closed(uow, present)
    for case_id, gone in present.items():
        untouched = gone["added_by"] is None and not gone["updated"]
        if gone["state"] == "waiting" and (untouched or case_id in closed):
            uow.batch.delete(tables.agenda_item, {"tenant_id": uow.tenant_id, "id": gone["id"]})
            count -= 1
    return count


def _put(
    uow: UnitOfWork, meeting: Row, case: TeamCase, reasons: list[Reason], position: int, minutes: int
) -> None:
    add(
        uow,
        tables.agenda_item,
        case.key_id,
        {
            "meeting_id": meeting["id"],
            "case_id": case.id,
            "family_id": case.family_id,
            "position": position,
            "planned_minutes": minutes,
            "reasons": json.dumps(reasons),
            "state": "waiting",
        },
    )


def _wanted(
    uow: UnitOfWork, limits: Limits, meeting: Row, series: Row
) -> list[tuple[TeamCase, list[Reason]]]:
    """The cases that have a reason to be on the agenda, the most pressing first."""
    team_id = series["team_id"]
    upcoming = query.next_after(uow, series["id"], meeting["starts_at"]) or meeting["starts_at"] + _NEXT
    until = local(uow, upcoming).date()
    known = Known(
        agenda_query.developments(uow, team_id),
        agenda_query.follow_ups(uow, team_id, until),
        agenda_query.financing_due(uow, team_id, until),
        agenda_query.acute_measures(uow, team_id),
        agenda_query.falling_goals(uow, team_id),
    )
    found = []
    for case in agenda_query.team_cases(uow, team_id):
        reasons = reasons_of(case, known, limits, meeting["starts_at"], upcoming, uow)
        if reasons:
            found.append((case, reasons))
    found.sort(key=lambda one: ("acute" not in one[0].flags, _ORDER.index(one[1][0]["code"]), one[0].id))
    return found


def reasons_of(
    case: TeamCase,
    known: Known,
    limits: Limits,
    at: datetime,
    upcoming: datetime,
    uow: UnitOfWork,
) -> list[Reason]:
    """Why the case is on the agenda of the meeting at `at`, the most pressing first; nothing when it is not.
    `upcoming` is when the team meets next."""
    reasons: list[Reason] = []
    if case.id in known.acute_measures:
        reasons.append({"code": "acute_measure"})
    reasons += _waited(case, known, limits, at, upcoming, uow)
    if (news := known.developments.get(case.id)) is not None:
        reasons.append(
            {"code": "development", "at": local(uow, news[0]).date().isoformat(), "count": news[1]}
        )
    if (day := known.follow_ups.get(case.id)) is not None:
        reasons.append({"code": "follow_up", "at": day.isoformat()})
    if (day := known.financing.get(case.id)) is not None:
        reasons.append({"code": "financing", "at": day.isoformat()})
    return reasons


def _waited(
    case: TeamCase,
    known: Known,
    limits: Limits,
    at: datetime,
    upcoming: datetime,
    uow: UnitOfWork,
) -> list[Reason]:
    """D3 B: it has waited too long, or would have before the team meets again."""
    acute, is_new = "acute" in case.flags, at - case.opened_at < NEW_CASE
    falling, transition = case.id in known.falling, "transition" in case.flags
    weeks = limits[acute or is_new, falling, transition]
    since = case.discussed_at or case.opened_at
    if since + timedelta(weeks=weeks) >= upcoming:
        return []
    why = (
        "acute"
        if acute
        else "new"
        if is_new
        else "falling"
        if falling
        else "transition"
        if transition
        else "stable"
    )
    return [
        {
            "code": "undiscussed",
            "weeks": weeks,
            "why": why,
            "at": local(uow, since).date().isoformat(),
            "never": case.discussed_at is None,
        }
    ]


# -- what people do with it --------------------------------------------------------------------------


def _editable(uow: UnitOfWork, meeting_id: str) -> tuple[Row, Row]:
    meeting, series = led_meeting(uow, meeting_id)
    _require_open(meeting)
    return meeting, series


def _require_open(meeting: Row) -> None:
    if meeting["state"] not in _EDITABLE:
        raise Conflict(
            "agenda_not_open",
            "Dagsordenen kan kun ændres, fra den er lavet, til mødet er lukket.",
            "The agenda can only be changed from when it is made until the meeting is closed.",
        )


def _item(uow: UnitOfWork, meeting: Row, item_id: str) -> Row:
    found = agenda_query.item(uow, item_id)
    if found is None or found["meeting_id"] != meeting["id"]:
        raise NotFound("item_not_found", "Sagen står ikke på dagsordenen.", "The case is not on the agenda.")
    return found


def _adding(uow: UnitOfWork, meeting_id: str) -> tuple[Row, Row, str]:
    """The meeting, its series, and as what a case comes on: while it runs whoever minutes may put one on."""
    known = query.meeting_row(uow, meeting_id)
    if known is None or known["state"] != "running":
        return (*_editable(uow, meeting_id), "added")
    run = minuted(uow, meeting_id)
    return run.meeting, run.series, "at_meeting"


def add_case(uow: UnitOfWork, meeting_id: str, case_id: str) -> str:
    """The leader puts a case of the team on the agenda, while the meeting runs anybody who minutes it; the
    item's id. Raises NotFound for a case the actor does not see, Forbidden, Conflict for another team's case,
    a closed one, or one that is on already."""
    meeting, series, code = _adding(uow, meeting_id)
    case = case_query.case_row(uow, case_id)
    if case is None or not visibility.may_see(uow, case_id):
        raise NotFound(
            "case_not_found",
            "Sagen findes ikke, eller du har ikke adgang til den.",
            "The case does not exist, or you have no access to it.",
        )
    if case["team_id"] != series["team_id"] or case["status"] == "closed":
        raise Conflict(
            "not_the_teams_case",
            "Kun teamets egne, åbne sager kan komme på dagsordenen.",
            "Only the team's own open cases can be put on the agenda.",
        )
    present = agenda_query.bare_items(uow, meeting_id)
    if case_id in present:
        raise Conflict(
            "on_the_agenda", "Sagen står allerede på dagsordenen.", "The case is on the agenda already."
        )
    item_id = add(
        uow,
        tables.agenda_item,
        case["key_id"],
        {
            "meeting_id": meeting_id,
            "case_id": case_id,
            "family_id": case["family_id"],
            "position": max((int(one["position"]) for one in present.values()), default=0) + 1,
            "planned_minutes": int(parameter(uow, "agenda_minutes", "8")),
            "reasons": json.dumps([{"code": code}]),
            "state": "waiting",
            "added_by": uow.actor.user_id,
        },
    )
    # everybody who follows the meeting asks anew
    change_meeting(uow, meeting, {})
    note(uow, series, Event.ITEM_ADDED, meeting_id=meeting_id, item_id=item_id)
    return item_id


def defer(uow: UnitOfWork, meeting_id: str, item_id: str, why: str) -> None:
    """Not this time: the case waits for the next agenda, with a reason. Raises Invalid, Conflict when it has
    been discussed."""
    meeting, _ = _editable(uow, meeting_id)
    found = _item(uow, meeting, item_id)
    reason = said(why, ("sagen udsættes", "the case is deferred"))
    if found["state"] == "discussed":
        raise Conflict("discussed_already", "Sagen er drøftet.", "The case has been discussed.")
    _change(uow, found, {"state": "deferred", "deferred_why": reason})


def take_back(uow: UnitOfWork, meeting_id: str, item_id: str) -> None:
    """A deferred case is on the agenda after all."""
    meeting, _ = _editable(uow, meeting_id)
    found = _item(uow, meeting, item_id)
    if found["state"] == "deferred":
        _change(uow, found, {"state": "waiting", "deferred_why": None})


def set_minutes(uow: UnitOfWork, meeting_id: str, item_id: str, minutes: int) -> None:
    """The time set aside for one case. Raises Invalid outside 1 to 120."""
    meeting, _ = _editable(uow, meeting_id)
    found = _item(uow, meeting, item_id)
    if not 1 <= minutes <= 120:
        da = "Sæt mellem 1 og 120 minutter af."
        raise Invalid("minutes_invalid", da, "Set aside between 1 and 120 minutes.", {"minutes": [da]})
    _change(uow, found, {"planned_minutes": minutes})


def order(uow: UnitOfWork, meeting_id: str, item_ids: list[str]) -> None:
    """The order the leader wants. Items nobody named keep theirs, after the named ones; unknown ids are
    refused (NotFound)."""
    _editable(uow, meeting_id)
    present = {one["id"]: one for one in agenda_query.bare_items(uow, meeting_id).values()}
    unknown = [one for one in item_ids if one not in present]
    if unknown:
        raise NotFound("item_not_found", "Sagen står ikke på dagsordenen.", "The case is not on the agenda.")
    named = list(dict.fromkeys(item_ids))
    rest = sorted((one for one in present if one not in named), key=lambda one: int(present[one]["position"]))
    for position, item_id in enumerate([*named, *rest], 1):
        if int(present[item_id]["position"]) != position:
            uow.update(tables.agenda_item, item_id, {"position": position})


def step(uow: UnitOfWork, meeting_id: str, item_id: str, by: int) -> None:
    """Moves one item up (-1) or down (1), for those who order by keyboard."""
    _editable(uow, meeting_id)
    rows = sorted(agenda_query.bare_items(uow, meeting_id).values(), key=lambda one: int(one["position"]))
    ids = [one["id"] for one in rows]
    if item_id not in ids:
        raise NotFound("item_not_found", "Sagen står ikke på dagsordenen.", "The case is not on the agenda.")
    at = ids.index(item_id)
    to = min(max(at + by, 0), len(ids) - 1)
    ids.insert(to, ids.pop(at))
    order(uow, meeting_id, ids)


def write_update(uow: UnitOfWork, meeting_id: str, item_id: str, text: str) -> None:
    """What has happened in a case, in the words of its coordinator or substitute (or the leader), before the
    meeting. Raises NotFound for others, Invalid over 4,000 characters, Conflict once it is closed."""
    meeting, series = meeting_of(uow, meeting_id)
    found = _item(uow, meeting, item_id)
    carriers = agenda_query.coordinators(uow, [found["case_id"]])[found["case_id"]]
    leads = access.may_lead_series(uow.actor, facts_of(uow, series)) is None
    if not leads and (uow.actor.user_id is None or uow.actor.user_id not in carriers):
        access.require_sight(access.NOT_SEEN)
    _require_open(meeting)
    if len(text) > LONGEST_UPDATE:
        da = f"Skriv højst {LONGEST_UPDATE} tegn."
        raise Invalid("update_too_long", da, f"Write at most {LONGEST_UPDATE} characters.", {"text": [da]})
    _change(uow, found, {"update_text": text.strip() or None, "updated_at": uow.now})


def refresh(uow: UnitOfWork, rt: Runtime, meeting_id: str) -> int:
    """Brings the agenda up to date now, for the leader."""
    meeting, series = _editable(uow, meeting_id)
    count = build(uow, cadence.weeks_undiscussed(uow, rt), meeting, series)
    change_meeting(uow, meeting, {"agenda_at": uow.now})
    return count


def _change(uow: UnitOfWork, item: Row, values: Row) -> None:
    change(uow, tables.agenda_item, item["key_id"], item["id"], {**values, "version": item["version"] + 1})


__all__ = [
    "add_case",
    "build",
    "defer",
    "order",
    "reason_words",
    "reasons_of",
    "refresh",
    "set_minutes",
    "step",
    "take_back",
    "write_update",
]
