"""One meeting of a series gets another time, falls out, or is laid in beside the rule (domain.md 5.2)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from workflow_service import calendar
from workflow_service.casefile import guards
from workflow_service.errors import Conflict
from workflow_service.meetings import invitations, occurrences
from workflow_service.meetings.base import (
    change_meeting,
    closures,
    led_meeting,
    led_series,
    local,
    note,
    recurrence,
    require_active,
    require_version,
    said,
    today,
)
from workflow_service.meetings.conflicts import Gap, acute_gaps
from workflow_service.meetings.planning import field_invalid, meets_that_day
from workflow_service.rules import team_meetings as rule
from workflow_service.rules.team_meetings import Month
from workflow_service.runtime import Runtime, cancel_instance, lock
from workflow_service.states import Event, InstanceState
from workflow_service.store import UnitOfWork, jobs
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import Row

# states of a meeting that can still be changed
MOVABLE = ("planned", "open")


def move(
    uow: UnitOfWork,
    rt: Runtime,
    meeting_id: str,
    starts_at: datetime,
    why: str,
    *,
    place: str | None = None,
    version: int | None = None,
) -> None:
    """Another time (and place) for one meeting. A course that has begun begins again for the new time, with
    the agenda as it is, so that the invitation and the reminders fit.

    Raises Invalid (no reason, the past, a closed day), Conflict (held, less than half a cadence to the next).
    """
    meeting, series = led_meeting(uow, meeting_id)
    require_version(meeting, version)
    _require_movable(meeting)
    reason = said(why, ("mødet flyttes", "the meeting is moved"))
    _require_day(uow, starts_at)
    _require_distance(uow, series, meeting, starts_at)
    was = local(uow, meeting["starts_at"]).isoformat(timespec="minutes")
    _take_back(uow, rt, meeting)
    values: Row = {
        "moved_by": uow.actor.user_id,
        "moved_why": reason,
        "state": "planned",
        "instance_id": None,
    }
    change_meeting(uow, meeting, {**values, **({"place": place.strip()} if place else {})})
    occurrences.reschedule(uow, series, meeting, starts_at)
    invitations.tell_moved(uow, meeting, series)
    moved = local(uow, starts_at).isoformat(timespec="minutes")
    note(uow, series, Event.MEETING_MOVED, reason, meeting=meeting_id, before=was, after=moved)
    uow.flush()


def _require_movable(meeting: Row) -> None:
    if meeting["state"] not in MOVABLE:
        raise Conflict(
            "meeting_not_planned",
            "Mødet er begyndt, holdt eller aflyst og kan ikke ændres.",
            "The meeting has begun, was held or is cancelled, and cannot be changed.",
        )


def _require_day(uow: UnitOfWork, starts_at: datetime) -> None:
    if starts_at <= uow.now:
        raise field_invalid("starts_at", "Vælg et tidspunkt, der ikke er gået.", "Choose a time to come.")
    day = local(uow, starts_at).date()
    why = closures(uow).why(day, uow.actor.language)
    if why is not None:
        da = f"Den dag er der lukket ({why}). Vælg en arbejdsdag."
        raise field_invalid("starts_at", da, f"Everything is closed that day ({why}). Choose a working day.")


def _require_distance(uow: UnitOfWork, series: Row, meeting: Row, starts_at: datetime) -> None:
    """At least half a cadence to the meetings before and after (domain.md 5.2, T01)."""
    days = _half_cadence(series)
    near = [
        one
        for one in query.coming(
            uow, [series["id"]], starts_at - timedelta(days=days), starts_at + timedelta(days=days)
        )
        if one["id"] != meeting["id"]
        and one["state"] != "cancelled"
        and abs((local(uow, one["starts_at"]).date() - local(uow, starts_at).date()).days) < days
    ]
    if near:
        there = calendar.long_date(local(uow, near[0]["starts_at"]).date(), "da")
        there_en = calendar.long_date(local(uow, near[0]["starts_at"]).date(), "en")
        raise Conflict(
            "too_close",
            f"Der er mindre end halvdelen af den sædvanlige tid til mødet {there}. Vælg en anden dag.",
            f"It is less than half the usual time from the meeting on {there_en}. Choose another day.",
        )


def _half_cadence(series: Row) -> int:
    """Days that lie at least between two meetings: half of what the rule says."""
    days = recurrence(series).nominal()
    first, second = next(days), next(days, None)
    return 0 if second is None else (second - first).days // 2


def cancel(uow: UnitOfWork, rt: Runtime, meeting_id: str, why: str, version: int | None = None) -> list[Gap]:
    """One meeting is not held. Its cases wait for the next agenda; where an acute or new one would wait too
    long now, that gap is returned, so that whoever cancels hears of it. Raises Invalid without a reason,
    Conflict when it is past."""
    meeting, series = led_meeting(uow, meeting_id)
    require_version(meeting, version)
    _require_movable(meeting)
    reason = said(why, ("mødet aflyses", "the meeting is cancelled"))
    if series["kind"] == query.COORDINATION and not meeting["extra"]:
        # INV-11: a month is cancelled by a decision before it begins; later it is a missed one
        first = local(uow, meeting["starts_at"]).date().replace(day=1)
        month = Month(first, held=False, cancelled_on=today(uow), cancelled_why=reason)
        guards.refuse(rule.cancelled_beforehand(month), uow.actor.language)
    call_off(uow, rt, meeting, series, reason)
    note(uow, series, Event.MEETING_CANCELLED, reason, meeting=meeting_id)
    uow.flush()
    gaps = acute_gaps(uow, rt, series)
    return [one for one in gaps if one.after < meeting["starts_at"] < one.until]


def call_off(uow: UnitOfWork, rt: Runtime, meeting: Row, series: Row, reason: str) -> None:
    """The meeting is cancelled, whoever asked for it; its course ends and the invited are told."""
    _take_back(uow, rt, meeting)
    values = {"state": "cancelled", "cancelled_by": uow.actor.user_id, "cancelled_at": uow.now}
    change_meeting(uow, meeting, {**values, "cancelled_why": reason})
    invitations.tell_cancelled(uow, meeting, series)


def _take_back(uow: UnitOfWork, rt: Runtime, meeting: Row) -> None:
    """The course that has begun for the old time ends; its job too, when it has not."""
    if meeting["job_id"] is not None:
        jobs.cancel(uow, meeting["job_id"])
    if meeting["instance_id"] is None:
        return
    begun = lock(uow, meeting["instance_id"])
    if begun.state in (InstanceState.ACTIVE, InstanceState.SUSPENDED):
        cancel_instance(uow, rt, begun, "Mødet er flyttet eller aflyst.")


def add_meeting(
    uow: UnitOfWork,
    series_id: str,
    starts_at: datetime,
    why: str,
    *,
    minutes: int | None = None,
    place: str | None = None,
) -> str:
    """A meeting beside the rule; its id. Raises Invalid (no reason, the past, a closed day), Conflict when
    the series meets that day already."""
    series = led_series(uow, series_id)
    require_active(series)
    reason = said(why, ("mødet lægges ind", "the meeting is added"))
    _require_day(uow, starts_at)
    day = local(uow, starts_at).date()
    begin = datetime.combine(day, time(), tzinfo=uow.zone)
    same = query.coming(uow, [series_id], begin, begin + timedelta(days=1))
    if any(one["state"] != "cancelled" for one in same):
        raise meets_that_day()
    length = series["minutes"] if minutes is None else minutes
    meeting_id = occurrences.add_extra(uow, series, starts_at, length, why=reason, place=place)
    note(uow, series, Event.MEETING_ADDED, reason, meeting=meeting_id, at=day.isoformat())
    uow.flush()
    return meeting_id
