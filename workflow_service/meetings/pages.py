"""What the pages of meetings show: my series, twelve months of one, an agenda. Facts only, no layout."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from workflow_service import access, calendar
from workflow_service.casefile import naming
from workflow_service.meetings import cadence, conflicts, deputies
from workflow_service.meetings.base import facts_of, local, meeting_of, series_of, shifts_of, today
from workflow_service.meetings.conflicts import Conflicts, Gap
from workflow_service.meetings.participants import gathering, people_of
from workflow_service.meetings.sight import Sight
from workflow_service.meetings.words import cadence_words, monthly_words, reason_words, weeks_words
from workflow_service.rules.team_meetings import case_line
from workflow_service.runtime import Runtime
from workflow_service.store import UnitOfWork, meetings_run, meetings_visitation
from workflow_service.store import meetings as query
from workflow_service.store import meetings_agenda as agenda_query
from workflow_service.store.casefile_rows import Row
from workflow_service.store.meetings import Member

# how far ahead the first page looks
_WEEKS = 9
_NONE = Conflicts()


@dataclass(frozen=True)
class SeriesLine:
    """A series on the first page. `next_at`: its next meeting; `leads`: the reader plans it."""

    id: str
    name: str
    kind: str
    rule: str
    place: str
    next_at: datetime | None
    leads: bool
    proposed: bool


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list. `reasons`: why it is not on the rule's day, in words; `extra`: beside the rule."""

    id: str
    series_id: str
    name: str
    starts_at: datetime
    ends_at: datetime
    place: str
    state: str
    extra: bool
    reasons: tuple[str, ...]
    moved_why: str | None
    cancelled_why: str | None
    conflicts: Conflicts = _NONE
    version: int = 1


@dataclass(frozen=True)
class Overview:
    series: tuple[SeriesLine, ...]
    coming: tuple[MeetingLine, ...]
    # core teams that the reader leads and that have no series yet: (id, name)
    teams: tuple[tuple[str, str], ...]
    # units whose grant authority the reader is and that have no visitation meetings yet: (id, name)
    units: tuple[tuple[str, str], ...]
    # there is no coordination group yet, and the reader would lead it
    plans_group: bool = False


@dataclass(frozen=True)
class Proposed:
    """Another cadence than today's, which D3 A proposes, and why in words."""

    cadence: str
    why: str


@dataclass(frozen=True)
class SeriesPage:
    """Twelve months of one series with its members (name, profession, deputy's name). `coordinators`: names
    of those who belong to it by a case of the team that they coordinate or stand in for."""

    row: Row
    cadence: str
    leads: bool
    members: tuple[Member, ...]
    names: Mapping[str, str]
    lines: tuple[MeetingLine, ...]
    past: tuple[MeetingLine, ...]
    gaps: tuple[Gap, ...]
    proposed: Proposed | None
    # the reader is a member, a deputy or a leader, or brings a case
    belongs: bool = False
    coordinators: tuple[str, ...] = ()
    # for the leader: by member of the core team, who can be named as deputy, as (id, name)
    deputies: Mapping[str, list[tuple[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class AgendaLine:
    """A case on the agenda. `title`: its name for those who may read it, »Sag 3« for others (INV-22), whose
    `shown` is False: then no text comes along. `mine`: the reader may write what has happened."""

    id: str
    case_id: str | None
    title: str
    number: int
    shown: bool
    mine: bool
    state: str
    minutes: int
    reasons: tuple[str, ...]
    update_text: str | None
    deferred_why: str | None
    decision: str | None


@dataclass(frozen=True)
class AgendaPage:
    meeting: Row
    series: Row
    line: MeetingLine
    leads: bool
    editable: bool
    items: tuple[AgendaLine, ...]
    # open cases of the team that are not on it, for the leader: (id, name)
    others: tuple[tuple[str, str], ...]
    # the reader sits in the meeting: a member, a deputy, or with a case on the agenda
    takes_part: bool = True

    @property
    def minutes(self) -> int:
        """The time that the cases take together."""
        return sum(one.minutes for one in self.items if one.state != "deferred")

    @property
    def length(self) -> int:
        return int((self.meeting["ends_at"] - self.meeting["starts_at"]).total_seconds() // 60)


def overview(uow: UnitOfWork) -> Overview:
    """The reader's series and what comes in the next weeks."""
    mine = visible_series(uow)
    leads = {one["id"]: _leads(uow, one) for one in mine}
    lines = query.coming(uow, [one["id"] for one in mine], uow.now, uow.now + timedelta(weeks=_WEEKS))
    by_id = {one["id"]: one for one in mine}
    found = tuple(
        SeriesLine(
            one["id"],
            one["name"],
            one["kind"],
            rule_words(one["rule"], uow.actor.language),
            one["place"],
            query.next_after(uow, one["id"], uow.now),
            leads[one["id"]],
            leads[one["id"]] and one["proposed_rule"] is not None,
        )
        for one in mine
    )
    return Overview(
        found,
        tuple(meeting_line(uow, by_id[one["series_id"]], one) for one in lines),
        tuple(_teams_without(uow)),
        tuple(meetings_visitation.units_to_plan(uow, _grants_in(uow))),
        _plans_group(uow),
    )


def visible_series(uow: UnitOfWork) -> list[Row]:
    """The active series the reader may see, by name."""
    me = uow.actor.user_id
    member_of = query.series_ids_of_user(uow, me, today(uow)) if me else frozenset()
    return [
        one
        for one in query.all_series(uow)
        if one["id"] in member_of or access.may_see_series(uow.actor, _bare(one)) is None
    ]


def _bare(series: Row) -> access.SeriesFacts:
    """Facts without the members, where these are known otherwise."""
    chairs = frozenset(one for one in (series["chair_id"], series["deputy_chair_id"]) if one)
    return access.SeriesFacts(
        series["id"], series["kind"], series["team_id"], series["unit_id"], frozenset(), chairs
    )


def _leads(uow: UnitOfWork, series: Row) -> bool:
    return access.may_lead_series(uow.actor, _bare(series)) is None


def _plans_group(uow: UnitOfWork) -> bool:
    leads = access.may_create_series(uow.actor, query.COORDINATION, None, None) is None
    return leads and not query.all_series(uow, query.COORDINATION)


def _teams_without(uow: UnitOfWork) -> Iterable[tuple[str, str]]:
    taken = {one["team_id"] for one in query.all_series(uow, query.STATUS)}
    for held in uow.actor.memberships:
        if held.role == "team_leader" and held.scope_kind == "team" and held.scope_id not in taken:
            team = query.team(uow, held.scope_id or "")
            if team is not None:
                yield team["id"], team["name"]


def _grants_in(uow: UnitOfWork) -> list[str]:
    held = [one for one in uow.actor.memberships if one.role == "grant_authority"]
    return sorted({str(one.scope_id) for one in held if one.scope_kind == "unit" and one.scope_id})


def meeting_line(uow: UnitOfWork, series: Row, one: Row, found: Conflicts = _NONE) -> MeetingLine:
    planned = calendar.PlannedDate(
        one["nominal_on"] or local(uow, one["starts_at"]).date(),
        local(uow, one["starts_at"]).date(),
        one["starts_at"],
    )
    return MeetingLine(
        one["id"],
        one["series_id"],
        series["name"],
        one["starts_at"],
        one["ends_at"],
        one["place"],
        one["state"],
        bool(one["extra"]),
        tuple(calendar.shift_text(shift, planned, uow.actor.language) for shift in shifts_of(one)),
        one["moved_why"],
        one["cancelled_why"],
        found,
        one["version"],
    )


def rule_words(rule: str, language: str) -> str:
    """`Hver 4. uge`; a rule that is no number of weeks as it is written."""
    weeks = cadence.weeks_of(rule)
    return weeks_words(weeks, language) if weeks else monthly_words(rule, language) or rule


def series_page(uow: UnitOfWork, rt: Runtime, series_id: str) -> SeriesPage:
    """Raises NotFound for somebody who does not belong to it."""
    row = series_of(uow, series_id)
    facts = facts_of(uow, row)
    leads = access.may_lead_series(uow.actor, facts) is None
    rows = query.occurrences(uow, series_id, uow.now - timedelta(days=1))
    against = conflicts.conflicts(uow, row, rows)
    members = query.members(uow, row, today(uow))
    known = {one.user_id for one in members}
    return SeriesPage(
        row,
        rule_words(row["rule"], uow.actor.language),
        leads,
        tuple(members),
        query.user_names(uow, [one.deputy_id for one in members if one.deputy_id]),
        tuple(meeting_line(uow, row, one, against.get(one["id"], _NONE)) for one in rows),
        tuple(meeting_line(uow, row, one) for one in query.latest_held(uow, series_id, 12)),
        tuple(conflicts.acute_gaps(uow, rt, row)) if leads else (),
        _proposed(uow, row) if leads else None,
        leads or uow.actor.user_id in facts.people,
        tuple(one.name for one in meetings_run.bringers(uow, row) if one.user_id not in known),
        deputies.choices(uow, row) if leads and row["state"] == "active" else {},
    )


def _proposed(uow: UnitOfWork, row: Row) -> Proposed | None:
    if row["proposed_rule"] is None:
        return None
    reason: dict[str, Any] = json.loads(row["proposed_reason"] or "{}")
    language = uow.actor.language
    return Proposed(rule_words(row["proposed_rule"], language), cadence_words(reason, language))


def agenda_page(uow: UnitOfWork, meeting_id: str) -> AgendaPage:
    """The agenda as this reader may see it: the text of a case only where INV-22 lets them. Who reads names
    is noted (`looked_at`). Raises NotFound."""
    meeting, series = meeting_of(uow, meeting_id)
    leads = access.may_lead_series(uow.actor, facts_of(uow, series)) is None
    items = [one for one in agenda_query.items(uow, meeting_id) if one["ref_id"] is None]
    cases = meetings_run.cases(uow, [one["case_id"] for one in items])
    people = people_of(uow, meeting, series)
    sight = Sight(uow, people)
    shown = {one["id"] for one in items if sight.shown(cases[one["case_id"]])}
    names = naming.names(uow, [one["case_id"] for one in items if one["id"] in shown])
    me, lines = uow.actor.user_id, []
    for number, one in enumerate(items, 1):
        case = cases[one["case_id"]]
        seen = one["id"] in shown
        if seen:
            uow.looked_at(one["case_id"])
        lines.append(
            AgendaLine(
                one["id"],
                one["case_id"] if seen else None,
                names.get(one["case_id"], case.number) if seen else case_line(number, uow.actor.language),
                number,
                seen,
                seen and (leads or me in case.carriers),
                one["state"],
                one["planned_minutes"],
                tuple(reason_words(uow, reason) for reason in one["reasons"]) if seen else (),
                one["update_text"] if seen else None,
                one["deferred_why"] if seen else None,
                one["decision"] if seen else None,
            )
        )
    editable = leads and meeting["state"] in ("open", "running")
    return AgendaPage(
        meeting,
        series,
        meeting_line(uow, series, meeting),
        leads,
        editable,
        tuple(lines),
        tuple(_others(uow, series, {one["case_id"] for one in items})) if editable else (),
        me is not None and any(me in (one.user_id, one.deputy_id) for one in people),
    )


def _others(uow: UnitOfWork, series: Row, on: set[str]) -> Iterable[tuple[str, str]]:
    if series["team_id"] is None:
        return []
    rest = [one for one in agenda_query.seen_of_team(uow, series["team_id"]) if one not in on]
    return sorted(naming.names(uow, rest).items(), key=lambda one: one[1])


def addable(uow: UnitOfWork, meeting_id: str) -> tuple[tuple[str, str], ...]:
    """The team's cases that can be put on while the meeting runs, as (id, name). Raises NotFound."""
    found = gathering(uow, meeting_id)
    return tuple(_others(uow, found.series, set(agenda_query.bare_items(uow, meeting_id))))


def first_day(uow: UnitOfWork, weekday: int) -> date:
    """The first such weekday (0 is Monday) that leaves time for an agenda."""
    day = today(uow) + timedelta(days=14)
    return day + timedelta(days=(weekday - day.weekday()) % 7)


__all__ = [
    "AgendaLine",
    "AgendaPage",
    "MeetingLine",
    "Overview",
    "Proposed",
    "SeriesLine",
    "SeriesPage",
    "addable",
    "agenda_page",
    "first_day",
    "meeting_line",
    "overview",
    "rule_words",
    "series_page",
    "visible_series",
]
