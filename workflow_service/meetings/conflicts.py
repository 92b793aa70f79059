"""What stands in the way of planned meetings: people who are away, weeks with few, rooms taken twice, acute
cases that would wait too long (domain.md 5.2, T01)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workflow_service.meetings import cadence, occurrences
from workflow_service.meetings.agenda import NEW_CASE
from workflow_service.meetings.base import local, shifts_of
from workflow_service.meetings.participants import everybody
from workflow_service.runtime import Runtime
from workflow_service.store import UnitOfWork, absences
from workflow_service.store import meetings as query
from workflow_service.store import meetings_agenda as agenda_query
from workflow_service.store.casefile_rows import Row
from workflow_service.store.meetings_agenda import TeamCase


@dataclass(frozen=True)
class Conflicts:
    """Of one occurrence. `away`: names of those who belong to it and are absent that day; `room`: the other
    meeting's name when the room is taken; `blocked`: it lies in a week with few people."""

    away: tuple[str, ...] = ()
    room: str | None = None
    blocked: bool = False

    def __bool__(self) -> bool:
        return bool(self.away or self.room or self.blocked)


@dataclass(frozen=True)
class Gap:
    """Two meetings further apart than an acute or new case may wait, and when a short meeting would keep the
    limit (None: that has passed)."""

    after: datetime
    until: datetime
    weeks: int
    short_at: datetime | None


def conflicts(uow: UnitOfWork, series: Row, meetings: Iterable[Row]) -> dict[str, Conflicts]:
    """By meeting id, for those of one series still to come; four statements however many there are."""
    coming = [one for one in meetings if one["state"] in query.OPEN_STATES and one["ends_at"] > uow.now]
    if not coming:
        return {}
    people = {one.user_id: one.name for one in everybody(uow, series)}
    first, last = coming[0]["starts_at"], coming[-1]["ends_at"]
    away: dict[date, list[str]] = defaultdict(list)
    days = {local(uow, one["starts_at"]).date() for one in coming}
    for row in absences.between(uow, people, local(uow, first).date(), local(uow, last).date()):
        for day in days:
            if absences.is_away(row, day):
                away[day].append(people[row["user_id"]])
    rooms = {place: query.rooms_taken(uow, place, first, last) for place in {one["place"] for one in coming}}
    found = {}
    for one in coming:
        taken = [
            other["name"]
            for other in rooms[one["place"]]
            if other["id"] != one["id"]
            and other["starts_at"] < one["ends_at"]
            and other["ends_at"] > one["starts_at"]
        ]
        found[one["id"]] = Conflicts(
            tuple(sorted(set(away[local(uow, one["starts_at"]).date()]))),
            taken[0] if taken else None,
            any(shift.kind == "blocked" for shift in shifts_of(one)),
        )
    return found


def acute_gaps(uow: UnitOfWork, rt: Runtime, series: Row) -> list[Gap]:
    """Where blocked weeks, cancelled meetings or deviations would stretch an acute or new case past its limit
    (D3 B), counted from the last meeting that was held; nothing while the team has no such case."""
    if series["kind"] != query.STATUS or series["team_id"] is None or series["state"] != "active":
        return []
    pressing = [
        one for one in agenda_query.team_cases(uow, series["team_id"]) if _presses(one, uow.now) is not None
    ]
    if not pressing:
        return []
    weeks, held = cadence.acute_limit(uow, rt), query.last_held(uow, series["id"])
    coming = query.occurrences(uow, series["id"], uow.now - timedelta(days=1))
    meetings = [*([held] if held else []), *(one for one in coming if not held or one["id"] != held["id"])]
    found = []
    for first, following in occurrences.acute_gaps(meetings, weeks, uow.now, uow.now + occurrences.AHEAD):
        waits = [
            since
            for one in pressing
            if (since := _presses(one, max(first["starts_at"], uow.now))) is not None
            and following["starts_at"] - max(since, first["starts_at"]) > timedelta(weeks=weeks, days=1)
        ]
        if waits:
            since = max(first["starts_at"], min(waits))
            short_at = occurrences.short_meeting_day(uow, since, weeks)
            found.append(Gap(first["starts_at"], following["starts_at"], weeks, short_at))
    return found


def _presses(case: TeamCase, at: datetime) -> datetime | None:
    """Since when a case that is acute, or still new at that moment, is open; None for any other."""
    return case.opened_at if "acute" in case.flags or at - case.opened_at < NEW_CASE else None
