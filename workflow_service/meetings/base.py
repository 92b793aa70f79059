"""What every use case of the room begins with: the series, the meeting, who may, the calendar they lie in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from workflow_service import access, audit, calendar
from workflow_service.audit import Chain
from workflow_service.calendar import Closures, Recurrence
from workflow_service.casefile import duty
from workflow_service.errors import Conflict, Invalid
from workflow_service.runtime import lock
from workflow_service.store import UnitOfWork, meetings_run, parameters, tables
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import Row, change

# kinds whose meetings have a course; the others have their dates only
PROCESSES = {
    query.STATUS: "status_meeting_series",
    query.COORDINATION: "coordination_group_monthly",
    query.VISITATION: "visitation_meeting",
}
# how long ahead of a meeting its course begins, as a parameter
LEAD = {
    query.STATUS: ("status_agenda", "P10D"),
    query.COORDINATION: ("coordination_agenda", "P10D"),
    query.VISITATION: ("visitation_agenda", "P3D"),
}
LONGEST_REASON = 1000


def today(uow: UnitOfWork) -> date:
    return uow.now.astimezone(uow.zone).date()


def local(uow: UnitOfWork, moment: datetime) -> datetime:
    return moment.astimezone(uow.zone)


def parameter(uow: UnitOfWork, key: str, otherwise: str) -> str:
    """The value in force today, as text."""
    found = parameters.parameter_value(uow, key, today(uow))
    return otherwise if found is None else str(found)


def closures(uow: UnitOfWork) -> Closures:
    """When the municipality is closed, and the weeks in which many are away."""
    blocked = calendar.parse_blocked_weeks(parameter(uow, "blocked_weeks", ""))
    return Closures(duty.closures(uow).closing_days, blocked)


def recurrence(series: Mapping[str, Any]) -> Recurrence:
    return Recurrence(series["first_on"], time.fromisoformat(series["at"]), series["rule"])


def before(uow: UnitOfWork, moment: datetime, duration: str) -> datetime:
    """The moment so many days before, at the same wall time."""
    days = calendar.parse_duration(duration)
    back = timedelta(days=days.days + 7 * days.weeks)
    there = local(uow, moment) - back
    return there.replace(tzinfo=uow.zone)


def facts_of(uow: UnitOfWork, series: Row) -> access.SeriesFacts:
    """What access decides on. Of those who belong to it by a case of the team only the actor is looked up."""
    members = query.members(uow, series, today(uow))
    people = {one.user_id for one in members} | {one.deputy_id for one in members if one.deputy_id}
    me = uow.actor.user_id
    if me is not None and me not in people and meetings_run.brings(uow, series, me):
        people.add(me)
    chairs = {one for one in (series["chair_id"], series["deputy_chair_id"]) if one}
    return access.SeriesFacts(
        series["id"],
        series["kind"],
        series["team_id"],
        series["unit_id"],
        frozenset(people),
        frozenset(chairs),
    )


def series_of(uow: UnitOfWork, series_id: str) -> Row:
    """A series that the actor may see; raises NotFound otherwise."""
    found = query.series_row(uow, series_id)
    if found is None:
        access.require_sight(access.NOT_SEEN)
    assert found is not None
    access.require_sight(access.may_see_series(uow.actor, facts_of(uow, found)))
    return found


def led_series(uow: UnitOfWork, series_id: str) -> Row:
    """A series that the actor leads; raises NotFound, Forbidden."""
    found = series_of(uow, series_id)
    access.require(access.may_lead_series(uow.actor, facts_of(uow, found)))
    return found


def meeting_of(uow: UnitOfWork, meeting_id: str) -> tuple[Row, Row]:
    """(meeting, series) for somebody who may see it; raises NotFound."""
    found = query.meeting_row(uow, meeting_id)
    if found is None:
        access.require_sight(access.NOT_SEEN)
    assert found is not None
    return found, series_of(uow, found["series_id"])


def led_meeting(uow: UnitOfWork, meeting_id: str) -> tuple[Row, Row]:
    """(meeting, series) locked for somebody who leads it; raises NotFound, Forbidden."""
    found = query.meeting_row(uow, meeting_id)
    if found is not None and found["instance_id"] is not None:
        # the course is locked before the meeting, as a completion of its task does
        lock(uow, found["instance_id"])
    query.lock_meeting(uow, meeting_id)
    meeting, series = meeting_of(uow, meeting_id)
    access.require(access.may_lead_series(uow.actor, facts_of(uow, series)))
    return meeting, series


def change_meeting(uow: UnitOfWork, meeting: Row, values: Mapping[str, Any]) -> None:
    """Changes the row and `meeting`, so that the caller reads its own writes."""
    meeting.update(values)
    meeting["version"] += 1
    stored = {**values, "version": meeting["version"]}
    change(uow, tables.team_meeting, meeting["key_id"], meeting["id"], stored)


def change_series(uow: UnitOfWork, series: Row, values: Mapping[str, Any]) -> None:
    series.update(values)
    series["version"] += 1
    change(
        uow,
        tables.meeting_series,
        series["key_id"],
        series["id"],
        {**values, "version": series["version"]},
    )


def note(uow: UnitOfWork, series: Row, event: str, reason: str | None = None, **facts: Any) -> None:
    """What was done to the series, in its own chain of the audit."""
    series.update(query.lock_chain(uow, series["id"]))
    chain = Chain(series["id"], series["audit_head"], series["audit_seq"])
    audit.record(uow, chain, event, key_id=series["key_id"], reason=reason, facts=facts)
    change_series(uow, series, {"audit_head": chain.head, "audit_seq": chain.seq})


def require_active(series: Row) -> None:
    """Raises Conflict for a series that has ended."""
    if series["state"] != "active":
        raise Conflict("series_ended", "Møderne er afsluttet.", "The series has ended.")


def said(reason: str | None, what: tuple[str, str]) -> str:
    """A reason that somebody gave. `what`: what needs one, in Danish and English. Raises Invalid."""
    text = (reason or "").strip()
    if not text or len(text) > LONGEST_REASON:
        da = f"Skriv, hvorfor {what[0]} (højst {LONGEST_REASON} tegn). De andre kan se det."
        en = f"Write why {what[1]} (at most {LONGEST_REASON} characters). The others can see it."
        raise Invalid("reason_missing", da, en, {"reason": [da]})
    return text


def require_version(row: Mapping[str, Any], version: int | None) -> None:
    """Raises Conflict when somebody changed it since the person looked."""
    if version is not None and version != row["version"]:
        raise Conflict(
            "changed_meanwhile",
            "En anden har ændret det, siden du åbnede siden. Hent siden igen, og se hvad der nu gælder.",
            "Somebody has changed it since you opened the page. Load it again and see what holds now.",
        )


def shifts_of(meeting: Mapping[str, Any]) -> list[calendar.Shift]:
    """Why it is not on the rule's day, or barely."""
    return [
        calendar.Shift(one["kind"], date.fromisoformat(one["day"]), one["closed"])
        for one in json.loads(meeting["shifts"] or "[]")
    ]


def shifts_text(shifts: tuple[calendar.Shift, ...]) -> str | None:
    rows = [{"kind": one.kind, "day": one.day.isoformat(), "closed": one.closed} for one in shifts]
    return json.dumps(rows) if rows else None
