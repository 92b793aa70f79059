"""Series of meetings: made from a team and its cadence, changed, ended (domain.md 5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from workflow_service import access
from workflow_service.errors import Conflict
from workflow_service.meetings import cadence, heads, occurrences
from workflow_service.meetings.base import (
    change_series,
    led_series,
    local,
    note,
    require_active,
    require_version,
    said,
    today,
)
from workflow_service.meetings.planning import Plan, check, field_invalid
from workflow_service.meetings.rescheduling import MOVABLE, call_off
from workflow_service.runtime import Runtime
from workflow_service.states import Event
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import Row, add

KINDS = (query.STATUS, query.COORDINATION, query.VISITATION)


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
        raise field_invalid("kind", "Vælg, hvilket møde det er.", "Choose which meeting it is.")
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
    if kind == query.VISITATION and not seats:
        raise field_invalid("members", "Vælg, hvem der er med.", "Choose who takes part.")
    if kind == query.COORDINATION:
        heads.require_first(uow)
        heads.require_heads(uow, [one.user_id for one in seats], chair_id, deputy_chair_id)
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


def set_group(
    uow: UnitOfWork,
    series_id: str,
    seats: Sequence[Seat],
    chair_id: str | None,
    deputy_chair_id: str | None,
) -> None:
    """Who sits in the coordination group from today on, who leads it, and who may instead (INV-11). Raises
    Invalid, NotFound, Forbidden."""
    series = led_series(uow, series_id)
    heads.require_heads(uow, [one.user_id for one in seats], chair_id, deputy_chair_id)
    change_series(uow, series, {"chair_id": chair_id, "deputy_chair_id": deputy_chair_id})
    set_seats(uow, series_id, seats)


def set_seats(uow: UnitOfWork, series_id: str, seats: Sequence[Seat]) -> None:
    """The named members from today on; those who are not among them leave. Raises NotFound, Forbidden,
    Invalid for a coordination group of others than heads (INV-11), Conflict for a status series, whose
    members are its core team's."""
    series = led_series(uow, series_id)
    if series["kind"] == query.COORDINATION:
        people = [one.user_id for one in seats]
        heads.require_heads(uow, people, series["chair_id"], series["deputy_chair_id"])
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


def change_following(
    uow: UnitOfWork, series_id: str, since: date, plan: Plan, version: int | None = None
) -> None:
    """Another rule, time or place for all meetings from `since` on; what was moved, added or has begun stays
    as it is. Raises Invalid, NotFound, Forbidden, Conflict (changed meanwhile, ended)."""
    series = led_series(uow, series_id)
    require_version(series, version)
    require_active(series)
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


def end(uow: UnitOfWork, rt: Runtime, series_id: str, why: str) -> None:
    """No more meetings from now on; those planned are cancelled with the reason."""
    series = led_series(uow, series_id)
    require_active(series)
    reason = said(why, ("møderne afsluttes", "the meetings end"))
    for meeting in query.occurrences(uow, series_id, uow.now):
        if meeting["state"] in MOVABLE:
            call_off(uow, rt, meeting, series, reason)
    change_series(uow, series, {"state": "ended"})
    note(uow, series, Event.SERIES_ENDED, reason)
    uow.flush()


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
