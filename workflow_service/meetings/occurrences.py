"""The rolling twelve months of a series as rows, each with the job that begins its course."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from workflow_service import calendar
from workflow_service.calendar import PlannedDate
from workflow_service.meetings.base import (
    LEAD,
    before,
    change_meeting,
    change_series,
    closures,
    local,
    parameter,
    recurrence,
    shifts_text,
    today,
)
from workflow_service.store import UnitOfWork, jobs, tables
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import Row, add

JOB = "series"
AHEAD = timedelta(days=365)
# what is done once a day, early, before anybody looks
DAY_JOB = "series_day"
_EARLY = time(5)
# half of the longest cadence, a year: nothing further back keeps a date away
_LONGEST_HALF = timedelta(days=183)


def ensure_daily(uow: UnitOfWork) -> None:
    """The daily work begins with the municipality's first series."""
    if not query.waits(uow, DAY_JOB):
        next_day(uow)


def next_day(uow: UnitOfWork) -> None:
    """The daily work of tomorrow. Counted from now, so that days of downtime are done once."""
    moment = calendar.moment_of(today(uow) + timedelta(days=1), _EARLY, uow.zone)
    jobs.add(uow, DAY_JOB, moment)


@dataclass(frozen=True)
class Standing:
    """What a plan finds from a day on. `days`: the team meets on them whatever the rule says; `moments`:
    those that an old plan put there and nobody has touched; `rows`: the meetings that stay, by time."""

    days: frozenset[date]
    moments: frozenset[datetime]
    rows: tuple[Row, ...]


def standing(uow: UnitOfWork, series: Row, since: date) -> Standing:
    """What stays when everything from `since` on is planned anew: what is earlier, has begun, was moved or
    laid in. A short meeting beside the rule keeps no ordinary one away."""
    begin = max(_midnight(uow, since), uow.now)
    rows = query.occurrences(uow, series["id"], begin - _LONGEST_HALF)
    stay, moments = [], set()
    for one in rows:
        if one["starts_at"] >= begin and untouched(one):
            if one["state"] == "planned":
                moments.add(one["starts_at"])
        elif one["state"] not in ("cancelled", "deviation") and not _short(one, series):
            stay.append(one)
    days = frozenset(local(uow, one["starts_at"]).date() for one in stay)
    return Standing(days, frozenset(moments), tuple(one for one in stay if one["starts_at"] >= begin))


def untouched(row: Row) -> bool:
    """Did the rule put it there, and nobody has moved, added, cancelled or begun it since?"""
    planned = row["state"] == "planned" or (row["state"] == "cancelled" and row["cancelled_by"] is None)
    return planned and row["moved_by"] is None and not row["extra"]


def _short(row: Row, series: Row) -> bool:
    return bool(row["extra"]) and row["ends_at"] - row["starts_at"] < timedelta(minutes=series["minutes"])


def _midnight(uow: UnitOfWork, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=uow.zone)


def extend(uow: UnitOfWork, series: Row, known_before: Standing | None = None) -> int:
    """Adds the occurrences that are missing up to twelve months from today; how many. One that falls out
    (less than half a cadence to the next, or to a meeting that stays) is kept as cancelled, so that its
    reason can be read. `known_before`: what stood before a new plan."""
    since = max(series["first_on"], today(uow))
    if series["planned_until"] is not None:
        since = max(since, series["planned_until"] + timedelta(days=1))
    until = today(uow) + AHEAD
    if series["state"] != "active" or since > until:
        return 0
    known, count = query.nominal_days(uow, series["id"], since), 0
    there = known_before or standing(uow, series, since)
    for one in calendar.planned(
        recurrence(series),
        uow.zone,
        closures(uow),
        since,
        until,
        staying=there.days,
        stood=there.moments,
    ):
        if one.moment > uow.now and one.nominal not in known:
            _add_planned(uow, series, one)
            count += 1
    change_series(uow, series, {"planned_until": until})
    return count


def _add_planned(uow: UnitOfWork, series: Row, one: PlannedDate) -> None:
    meeting_id = uow.new_id()
    values = {
        "id": meeting_id,
        "series_id": series["id"],
        "nominal_on": one.nominal,
        "starts_at": one.moment,
        "ends_at": one.moment + timedelta(minutes=series["minutes"]),
        "place": series["place"],
        "mode": series["mode"],
        "state": "planned" if one.kept else "cancelled",
        "shifts": shifts_text(one.shifts),
        "cancelled_at": None if one.kept else uow.now,
        "minutes_state": "none",
        "job_id": _job(uow, series, meeting_id, one.moment) if one.kept else None,
    }
    add(uow, tables.team_meeting, series["key_id"], values)


def _job(uow: UnitOfWork, series: Row, meeting_id: str, starts_at: datetime) -> str:
    return jobs.add(uow, JOB, begins_at(uow, series, starts_at), ref=meeting_id)


def begins_at(uow: UnitOfWork, series: Row, starts_at: datetime) -> datetime:
    """When the course of a meeting begins (T−10 days for a status meeting), now at the earliest."""
    return max(before(uow, starts_at, parameter(uow, *LEAD[series["kind"]])), uow.now)


def add_extra(
    uow: UnitOfWork,
    series: Row,
    starts_at: datetime,
    minutes: int,
    *,
    why: str | None,
    place: str | None = None,
    replacement_of: str | None = None,
) -> str:
    """A meeting beside the rule: a short summer meeting, a replacement after a deviation. Its id."""
    meeting_id = uow.new_id()
    day = local(uow, starts_at).date()
    blocked = (calendar.Shift("blocked", day),) if closures(uow).is_blocked(day) else ()
    add(
        uow,
        tables.team_meeting,
        series["key_id"],
        {
            "id": meeting_id,
            "series_id": series["id"],
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=minutes),
            "place": place or series["place"],
            "mode": series["mode"],
            "state": "planned",
            "shifts": shifts_text(blocked),
            "minutes_state": "none",
            "extra": True,
            "extra_why": why,
            "replacement_of": replacement_of,
            "job_id": _job(uow, series, meeting_id, starts_at),
        },
    )
    return meeting_id


def reschedule(uow: UnitOfWork, series: Row, meeting: Row, starts_at: datetime) -> None:
    """Another moment for an occurrence whose course has not begun or was taken back: its job follows."""
    length = meeting["ends_at"] - meeting["starts_at"]
    if meeting["job_id"] is not None:
        jobs.cancel(uow, meeting["job_id"])
    job_id = _job(uow, series, meeting["id"], starts_at)
    change_meeting(uow, meeting, {"starts_at": starts_at, "ends_at": starts_at + length, "job_id": job_id})


def replan(uow: UnitOfWork, series: Row, since: date) -> None:
    """Plans everything from a day on anew by the series' rule; what somebody moved, added or cancelled, and
    what has begun, stays, and no new date comes within half a cadence of it."""
    there = standing(uow, series, since)
    for job_id in query.forget_planned(uow, series["id"], max(_midnight(uow, since), uow.now)):
        jobs.cancel(uow, job_id)
    change_series(uow, series, {"planned_until": since - timedelta(days=1)})
    uow.flush()
    extend(uow, series, there)


def acute_gaps(
    meetings: list[Row], weeks: int, since: datetime, until: datetime
) -> Iterator[tuple[Row, Row]]:
    """Pairs of neighbouring meetings further apart than an acute case may wait (D3 B), from those that really
    take place (a deviation was none); only gaps that end after `since` and begin before `until`."""
    kept = [one for one in meetings if one["state"] not in ("cancelled", "deviation")]
    for first, following in pairwise(kept):
        apart = following["starts_at"] - first["starts_at"]
        if (
            apart > timedelta(weeks=weeks, days=1)
            and following["starts_at"] > since
            and first["starts_at"] < until
        ):
            yield first, following


def short_meeting_day(uow: UnitOfWork, first: datetime, weeks: int) -> datetime | None:
    """When a short meeting keeps the limit: the last working day within `weeks` of the first meeting, at the
    same hour, in a blocked week too; None when that has passed."""
    closed = closures(uow)
    day = local(uow, first).date() + timedelta(weeks=weeks)
    while not calendar.counts(day, "working_day", closed):
        day -= timedelta(days=1)
    moment = calendar.moment_of(day, local(uow, first).time(), uow.zone)
    return moment if moment > uow.now else None
