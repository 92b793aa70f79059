"""Series of meetings: made from a team and its cadence, changed, moved, cancelled, ended (domain.md 5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from workflow_service import access, calendar
from workflow_service.calendar import Recurrence
from workflow_service.errors import Conflict, Invalid
from workflow_service.meetings import cadence, invitations, occurrences
from workflow_service.meetings.base import (
    change_meeting,
    change_series,
    closures,
    led_meeting,
    led_series,
    local,
    note,
    recurrence,
    require_version,
    said,
    today,
)
from workflow_service.runtime import Runtime, cancel_instance, lock
from workflow_service.states import Event, InstanceState
from workflow_service.store import UnitOfWork, jobs, tables
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import Row, add

KINDS = (query.STATUS, query.COORDINATION, query.VISITATION)
MODES = ("physical", "online", "hybrid")
SHORT_MINUTES = 30
_LONGEST = 480
_MOVABLE = ("planned", "open")


@dataclass(frozen=True)
class Plan:
    """What a person says of a series: its name, rule (RFC 5545) from `first_on` at a wall time, length in
    minutes, place and mode."""

    name: str
    rule: str
    first_on: date
    at: time
    minutes: int
    place: str
    mode: str = "physical"

    @property
    def recurrence(self) -> Recurrence:
        """Raises Invalid for a rule that cannot be planned by."""
        return Recurrence(self.first_on, self.at, self.rule)


@dataclass(frozen=True)
class Seat:
    """A member of a coordination group or a visitation meeting."""

    user_id: str
    profession: str = ""
    sector: str = ""
    deputy_id: str | None = None


def create(
    uow: UnitOfWork,
    kind: str,
    plan: Plan,
    *,
    team_id: str | None = None,
    unit_id: str | None = None,
    seats: Sequence[Seat] = (),
    chair_id: str | None = None,
    deputy_chair_id: str | None = None,
) -> str:
    """A new series with its next twelve months; the id. A status series belongs to a core team, which has one
    at a time; the others to a unit, with named members.

    Raises Invalid per field, Forbidden, Conflict when the team has a series already, NotFound for no team.
    """
    if kind not in KINDS:
        raise _field("kind", "Vælg, hvilket møde det er.", "Choose which meeting it is.")
    check(uow, plan)
    if kind == query.STATUS:
        team = query.team(uow, team_id) if team_id else None
        if team is None:
            access.require_sight(access.NOT_SEEN)
        assert team is not None
        unit_id = team["unit_id"]
    access.require(access.may_create_series(uow.actor, kind, team_id, unit_id))
    if kind == query.STATUS and any(one["team_id"] == team_id for one in query.all_series(uow, kind)):
        raise Conflict(
            "series_exists",
            "Teamet har allerede faste statusmøder. Ret dem i stedet.",
            "The team has its status meetings already. Change them instead.",
        )
    series_id = uow.new_id()
    values = {
        "id": series_id,
        "kind": kind,
        "team_id": team_id,
        "unit_id": unit_id,
        **_values(plan),
        "state": "active",
        "created_by": uow.actor.user_id,
        "created_at": uow.now,
        "chair_id": chair_id,
        "deputy_chair_id": deputy_chair_id,
    }
    add(uow, tables.meeting_series, uow.new_key("series", series_id), values)
    for seat in seats:
        _seat(uow, series_id, seat)
    uow.flush()
    series = query.series_row(uow, series_id)
    assert series is not None
    occurrences.extend(uow, series)
    occurrences.ensure_daily(uow)
    note(uow, series, Event.SERIES_CREATED, kind=kind, rule=plan.rule, team=team_id)
    uow.flush()
    return series_id


def _values(plan: Plan) -> Row:
    return {
        "name": plan.name.strip(),
        "rule": plan.rule,
        "first_on": plan.first_on,
        "at": f"{plan.at:%H:%M}",
        "minutes": plan.minutes,
        "place": plan.place.strip(),
        "mode": plan.mode,
    }


def _seat(uow: UnitOfWork, series_id: str, seat: Seat) -> None:
    row = {
        "id": uow.new_id(),
        "series_id": series_id,
        "user_id": seat.user_id,
        "deputy_id": seat.deputy_id,
        "profession": seat.profession,
        "sector": seat.sector,
        "valid_from": today(uow),
        "valid_to": None,
    }
    uow.insert(tables.series_member, row)


def set_seats(uow: UnitOfWork, series_id: str, seats: Sequence[Seat]) -> None:
    """The named members from today on; those who are not among them leave. Raises NotFound, Forbidden,
    Conflict for a status series, whose members are its core team's."""
    series = led_series(uow, series_id)
    if series["kind"] == query.STATUS:
        raise Conflict(
            "members_are_the_team",
            "Deltagerne er kerneteamet. Ret teamet, så følger mødet med.",
            "The participants are the core team. Change the team and the meeting follows.",
        )
    for row in query.series_members(uow, series_id, today(uow)):
        uow.batch.delete(tables.series_member, {"tenant_id": uow.tenant_id, "id": row["id"]})
    for seat in seats:
        _seat(uow, series_id, seat)
    note(uow, series, Event.SERIES_CHANGED, members=len(seats))
    uow.flush()


def check(uow: UnitOfWork, plan: Plan) -> None:
    """Raises Invalid for the first field that cannot be planned with."""
    if not plan.name.strip() or len(plan.name) > 120:
        raise _field("name", "Giv møderne et navn på højst 120 tegn.", "Give the meetings a name.")
    if not plan.place.strip() or len(plan.place) > 200:
        raise _field("place", "Skriv, hvor mødet holdes.", "Write where the meeting is held.")
    if not 5 <= plan.minutes <= _LONGEST:
        raise _field("minutes", "Et møde varer fra 5 til 480 minutter.", "A meeting lasts 5 to 480 minutes.")
    if plan.mode not in MODES:
        raise _field("mode", "Vælg, hvordan I mødes.", "Choose how you meet.")
    try:
        next(plan.recurrence.nominal(), None)
    except Invalid as error:
        raise Invalid(error.code, error.da, error.en, {"rule": [error.da]}) from None


def _field(name: str, da: str, en: str) -> Invalid:
    return Invalid(f"{name}_invalid", da, en, {name: [da]})


def preview(
    uow: UnitOfWork, plan: Plan, number: int = 24, language: str | None = None
) -> list[tuple[calendar.PlannedDate, list[str]]]:
    """The next `number` occurrences of a plan, each with its reasons in words. Raises Invalid."""
    check(uow, plan)
    language = language or uow.actor.language
    after = max(plan.first_on, today(uow))
    return [
        (one, [calendar.shift_text(shift, one, language) for shift in one.shifts])
        for one in calendar.preview(plan.recurrence, uow.zone, closures(uow), after, number)
    ]


def change_following(
    uow: UnitOfWork, series_id: str, since: date, plan: Plan, version: int | None = None
) -> None:
    """Another rule, time or place for all meetings from `since` on; what was moved, added or has begun stays
    as it is. Raises Invalid, NotFound, Forbidden, Conflict (changed meanwhile, ended)."""
    series = led_series(uow, series_id)
    require_version(series, version)
    _require_active(series)
    check(uow, plan)
    since = max(since, today(uow))
    first = plan.first_on if plan.first_on >= since else _first_from(plan, since)
    change_series(uow, series, {**_values(plan), "first_on": first, "declined_rule": None})
    change_series(uow, series, {"proposed_rule": None, "proposed_reason": None})
    occurrences.replan(uow, series, since)
    note(uow, series, Event.SERIES_CHANGED, rule=plan.rule, since=since.isoformat())
    uow.flush()


def _first_from(plan: Plan, since: date) -> date:
    """The rule's first day from `since` on, so that every second week stays the same second week."""
    return next(plan.recurrence.nominal(since), since)


def _require_active(series: Row) -> None:
    if series["state"] != "active":
        raise Conflict("series_ended", "Møderne er afsluttet.", "The series has ended.")


def end(uow: UnitOfWork, rt: Runtime, series_id: str, why: str) -> None:
    """No more meetings from now on; those planned are cancelled with the reason."""
    series = led_series(uow, series_id)
    _require_active(series)
    reason = said(why, ("møderne afsluttes", "the meetings end"))
    for meeting in query.occurrences(uow, series_id, uow.now):
        if meeting["state"] in _MOVABLE:
            _cancel(uow, rt, meeting, series, reason)
    change_series(uow, series, {"state": "ended"})
    note(uow, series, Event.SERIES_ENDED, reason)
    uow.flush()


# -- one occurrence ----------------------------------------------------------------------------------


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
    if meeting["state"] not in _MOVABLE:
        raise Conflict(
            "meeting_not_planned",
            "Mødet er begyndt, holdt eller aflyst og kan ikke ændres.",
            "The meeting has begun, was held or is cancelled, and cannot be changed.",
        )


def _require_day(uow: UnitOfWork, starts_at: datetime) -> None:
    if starts_at <= uow.now:
        raise _field("starts_at", "Vælg et tidspunkt, der ikke er gået.", "Choose a time to come.")
    day = local(uow, starts_at).date()
    why = closures(uow).why(day, uow.actor.language)
    if why is not None:
        da = f"Den dag er der lukket ({why}). Vælg en arbejdsdag."
        raise _field("starts_at", da, f"Everything is closed that day ({why}). Choose a working day.")


def _require_distance(uow: UnitOfWork, series: Row, meeting: Row, starts_at: datetime) -> None:
    """At least half a cadence to the meetings before and after (domain.md 5.2, T01)."""
    days = half_cadence(series)
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


def half_cadence(series: Row) -> int:
    """Days that lie at least between two meetings: half of what the rule says."""
    days = recurrence(series).nominal()
    first, second = next(days), next(days, None)
    return 0 if second is None else (second - first).days // 2


def cancel(uow: UnitOfWork, rt: Runtime, meeting_id: str, why: str, version: int | None = None) -> None:
    """One meeting is not held. Its cases wait for the next agenda. Raises Invalid without a reason, Conflict
    when it is past."""
    meeting, series = led_meeting(uow, meeting_id)
    require_version(meeting, version)
    _require_movable(meeting)
    reason = said(why, ("mødet aflyses", "the meeting is cancelled"))
    _cancel(uow, rt, meeting, series, reason)
    note(uow, series, Event.MEETING_CANCELLED, reason, meeting=meeting_id)
    uow.flush()


def _cancel(uow: UnitOfWork, rt: Runtime, meeting: Row, series: Row, reason: str) -> None:
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
    _require_active(series)
    reason = said(why, ("mødet lægges ind", "the meeting is added"))
    _require_day(uow, starts_at)
    day = local(uow, starts_at).date()
    begin = datetime.combine(day, time(), tzinfo=uow.zone)
    same = query.coming(uow, [series_id], begin, begin + timedelta(days=1))
    if any(one["state"] != "cancelled" for one in same):
        raise Conflict(
            "meets_that_day",
            "Der er allerede et møde den dag. Vælg en anden dag.",
            "There is a meeting that day already. Choose another day.",
        )
    length = series["minutes"] if minutes is None else minutes
    meeting_id = occurrences.add_extra(uow, series, starts_at, length, why=reason, place=place)
    note(uow, series, Event.MEETING_ADDED, reason, meeting=meeting_id, at=day.isoformat())
    uow.flush()
    return meeting_id


# -- the cadence, proposed anew ----------------------------------------------------------------------


def propose_cadence(uow: UnitOfWork, rt: Runtime, series: Row) -> None:
    """Asks D3 A again and leaves its answer for a person, when it is another one than the rule's and nobody
    has declined it; a proposal that has become needless goes away."""
    weeks = cadence.weeks_of(series["rule"])
    if series["kind"] != query.STATUS or series["team_id"] is None or weeks is None:
        return
    found = cadence.proposed(uow, rt, series["team_id"])
    rule = cadence.weekly(found.weeks, series["rule"])
    wanted = found.weeks != weeks and rule != series["declined_rule"]
    declined = series["declined_rule"] if rule == series["declined_rule"] else None
    values = {
        "proposed_rule": rule if wanted else None,
        "proposed_reason": found.reason if wanted else None,
        "declined_rule": declined,
    }
    if any(series[name] != value for name, value in values.items()):
        change_series(uow, series, values)


def decide_proposal(uow: UnitOfWork, series_id: str, *, accept: bool, version: int | None = None) -> None:
    """The leader takes the proposed cadence from the next meeting on, or declines it. Raises Conflict when
    nothing is proposed."""
    series = led_series(uow, series_id)
    require_version(series, version)
    rule = series["proposed_rule"]
    if rule is None:
        raise Conflict(
            "nothing_proposed", "Der er ikke foreslået en ny rytme.", "No other cadence is proposed."
        )
    if not accept:
        cleared = {"proposed_rule": None, "proposed_reason": None}
        change_series(uow, series, {**cleared, "declined_rule": rule})
        note(uow, series, Event.SERIES_CHANGED, declined=rule)
        uow.flush()
        return
    coming = query.next_after(uow, series_id, uow.now)
    start = local(uow, coming).date() if coming else today(uow)
    plan = Plan(
        series["name"],
        rule,
        start,
        time.fromisoformat(series["at"]),
        series["minutes"],
        series["place"],
        series["mode"],
    )
    change_following(uow, series_id, start, plan)


__all__ = [
    "KINDS",
    "MODES",
    "Plan",
    "Seat",
    "add_meeting",
    "cancel",
    "change_following",
    "check",
    "create",
    "decide_proposal",
    "end",
    "half_cadence",
    "move",
    "preview",
    "propose_cadence",
    "set_seats",
]
