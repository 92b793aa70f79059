"""Meetings that come again: series, one meeting, its agenda before it is held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from workflow_service import access, http
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.coordination import group_meeting
from workflow_service.api.presenting import text
from workflow_service.api.schemas import meetings as schemas
from workflow_service.errors import Invalid
from workflow_service.meetings import (
    agenda,
    base,
    deputies,
    pages,
    planning,
    rescheduling,
    series,
    visitation,
)
from workflow_service.meetings.participants import gathering
from workflow_service.meetings.planning import Plan
from workflow_service.meetings.visitation_page import visitation_page
from workflow_service.store import UnitOfWork, meetings_run
from workflow_service.store import meetings as query

blueprint = Blueprint("team meetings", __name__, "Meetings that come again, and their agendas")

_PLAN = ("name", "rule", "first_on", "at", "minutes", "place", "mode")
_LONGEST = 366


def _plan(body: Mapping[str, Any]) -> Plan:
    return Plan(*(body[name] for name in _PLAN))


def _series_version(uow: UnitOfWork, series_id: str) -> dict[str, Any]:
    uow.flush()
    row = query.series_row(uow, series_id)
    return {"id": series_id, "version": row["version"] if row else 0}


def meeting_version(uow: UnitOfWork, meeting_id: str) -> dict[str, Any]:
    """The meeting's version after a change."""
    uow.flush()
    return {"id": meeting_id, "version": meetings_run.revision(uow, meeting_id)}


# -- series ------------------------------------------------------------------------------------------


@blueprint.route("/meeting-series")
@http.permission("meetings")
@blueprint.response(200, schemas.SeriesListSchema)
def list_series() -> dict[str, Any]:
    """List the series of meetings the caller may see"""
    return {"items": pages.overview(http.current_uow()).series}


@blueprint.route("/meeting-series", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.arguments(schemas.NewSeriesSchema)
@blueprint.response(201, schemas.IdSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def create_series(body: dict[str, Any]) -> dict[str, Any]:
    """Make a series with its next twelve months"""
    seats = [
        series.Seat(str(one["user_id"]), one["profession"], one["sector"], text(one["deputy_id"]))
        for one in body["members"]
    ]
    made = series.create(
        http.current_uow(),
        body["kind"],
        _plan(body),
        team_id=text(body["team_id"]),
        unit_id=text(body["unit_id"]),
        seats=seats,
        chair_id=text(body["chair_id"]),
        deputy_chair_id=text(body["deputy_chair_id"]),
    )
    return {"id": made}


@blueprint.route("/meeting-series/preview", methods=["POST"])
@http.permission("meetings")
@blueprint.arguments(schemas.PreviewPlanSchema)
@blueprint.response(200, schemas.PlannedDatesSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def preview(body: dict[str, Any]) -> dict[str, Any]:
    """See the next 24 dates of a plan, each with the reason for its shift; changes nothing"""
    uow = http.current_uow()
    row = base.led_series(uow, str(body["series_id"])) if body["series_id"] else None
    since = (body["since"] or base.today(uow)) if row else None
    found = planning.preview(uow, _plan(body), language=http.language(), series=row, since=since)
    return {
        "items": [
            {
                "nominal": one.nominal,
                "day": one.day,
                "starts_at": one.moment,
                "kept": one.kept,
                "reasons": why,
            }
            for one, why in found
        ]
    }


@blueprint.route("/meeting-series/<uuid:series_id>")
@http.permission("meetings")
@blueprint.response(200, schemas.SeriesSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def read_series(series_id: Any) -> dict[str, Any]:
    """Read a series with twelve months of meetings, their conflicts, and where acute cases would wait"""
    found = pages.series_page(http.current_uow(), http.services().rt, str(series_id))
    return {
        **found.row,
        "leads": found.leads,
        "members": found.members,
        "coordinators": found.coordinators,
        "meetings": found.lines,
        "past": found.past,
        "gaps": found.gaps,
        "proposed": found.proposed,
    }


@blueprint.route("/meeting-series/<uuid:series_id>", methods=["PUT"])
@http.permission("meetings")
@http.idempotent
@blueprint.arguments(schemas.ChangeSeriesSchema)
@blueprint.response(200, schemas.DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def change_series(body: dict[str, Any], series_id: Any) -> dict[str, Any]:
    """Change the rule, time or place of all following meetings"""
    uow = http.current_uow()
    since = body["since"] or base.today(uow)
    series.change_following(uow, str(series_id), since, _plan(body), body["version"])
    return _series_version(uow, str(series_id))


@blueprint.route("/meeting-series/<uuid:series_id>/cadence", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.arguments(schemas.CadenceSchema)
@blueprint.response(200, schemas.DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def decide_cadence(body: dict[str, Any], series_id: Any) -> dict[str, Any]:
    """Take or decline the cadence that is proposed"""
    uow = http.current_uow()
    series.decide_proposal(uow, str(series_id), accept=body["accept"], version=body["version"])
    return _series_version(uow, str(series_id))


@blueprint.route("/meeting-series/<uuid:series_id>/end", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.arguments(schemas.ReasonedSchema)
@blueprint.response(200, schemas.DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def end_series(body: dict[str, Any], series_id: Any) -> dict[str, Any]:
    """End a series; its planned meetings are cancelled with the reason"""
    uow = http.current_uow()
    series.end(uow, http.services().rt, str(series_id), body["reason"])
    return _series_version(uow, str(series_id))


@blueprint.route("/meeting-series/<uuid:series_id>/members/<uuid:user_id>/deputy", methods=["PUT"])
@http.permission("meetings")
@blueprint.arguments(schemas.DeputySchema)
@blueprint.response(200, schemas.DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def set_deputy(body: dict[str, Any], series_id: Any, user_id: Any) -> dict[str, Any]:
    """Name who stands in for a member of the core team"""
    uow = http.current_uow()
    deputies.set_deputy(uow, str(series_id), str(user_id), text(body["deputy_id"]))
    return _series_version(uow, str(series_id))


@blueprint.route("/meeting-series/<uuid:series_id>/meetings", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.arguments(schemas.AddMeetingSchema)
@blueprint.response(201, schemas.IdSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def add_meeting(body: dict[str, Any], series_id: Any) -> dict[str, Any]:
    """Add a meeting beside the rule"""
    made = rescheduling.add_meeting(
        http.current_uow(),
        str(series_id),
        body["starts_at"],
        body["reason"],
        minutes=body["minutes"],
        place=body["place"],
    )
    return {"id": made}


# -- one meeting -------------------------------------------------------------------------------------


@blueprint.route("/meetings")
@http.permission("meetings")
@blueprint.arguments(schemas.MeetingQuerySchema, location="query")
@blueprint.response(200, schemas.MeetingListSchema)
def list_meetings(asked: dict[str, Any]) -> dict[str, Any]:
    """List the meetings between two days of all series the caller may see"""
    uow = http.current_uow()
    since, until = days(uow, asked)
    mine = {one["id"]: one for one in pages.visible_series(uow)}
    rows = query.coming(uow, mine, since, until)
    return {"items": [pages.meeting_line(uow, mine[one["series_id"]], one) for one in rows]}


def days(uow: UnitOfWork, asked: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """The moments that two local days stand for. Raises Invalid for more than a year."""
    first, last = asked["since"], asked["until"]
    if last < first or (last - first).days > _LONGEST:
        da = "Vælg en slutdag efter startdagen, højst et år senere."
        en = "Choose a last day after the first, at most a year later."
        raise Invalid("days_invalid", da, en, {"to": [http.say(da, en)]})
    begin = datetime.combine(first, time(), tzinfo=uow.zone)
    return begin, datetime.combine(last + timedelta(days=1), time(), tzinfo=uow.zone)


@blueprint.route("/meetings/<uuid:meeting_id>")
@http.permission("meetings")
@blueprint.response(200, schemas.MeetingSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def read_meeting(meeting_id: Any) -> dict[str, Any]:
    """Read a meeting with its agenda, as far as each case is shown to the caller (INV-22)"""
    uow, wanted = http.current_uow(), str(meeting_id)
    around = gathering(uow, wanted)
    if around.series["kind"] == query.COORDINATION:
        return group_meeting(uow, wanted)
    found = pages.agenda_page(uow, wanted)
    recorded = meetings_run.attendance(uow, wanted)
    prepared = found.series["kind"] == query.VISITATION
    return {
        **{name: found.meeting[name] for name in ("place", "mode", "state", "version", "agenda_at")},
        **{name: found.meeting[name] for name in ("id", "series_id", "starts_at", "ends_at")},
        "kind": found.series["kind"],
        "name": found.series["name"],
        "leads": found.leads,
        "may_minute": access.may_minute(uow.actor, around.facts) is None,
        "items": found.items,
        "prepared_decisions": visitation_page(uow, wanted).lines if prepared else (),
        "attendance": [
            {
                "user_id": one.user_id,
                "name": one.name,
                "state": row.get("state"),
                "reason": row.get("reason_code"),
                "deputy_id": row.get("deputy_id"),
            }
            for one in around.people
            for row in (recorded.get(one.user_id) or {},)
        ],
    }


@blueprint.route("/meetings/<uuid:meeting_id>/move", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.arguments(schemas.MoveMeetingSchema)
@blueprint.response(200, schemas.DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def move(body: dict[str, Any], meeting_id: Any) -> dict[str, Any]:
    """Give one meeting another time, and place"""
    uow, wanted = http.current_uow(), str(meeting_id)
    rescheduling.move(
        uow,
        http.services().rt,
        wanted,
        body["starts_at"],
        body["reason"],
        place=body["place"],
        version=body["version"],
    )
    return meeting_version(uow, wanted)


@blueprint.route("/meetings/<uuid:meeting_id>/cancel", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.arguments(schemas.CancelMeetingSchema)
@blueprint.response(200, schemas.CancelledSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def cancel(body: dict[str, Any], meeting_id: Any) -> dict[str, Any]:
    """Cancel one meeting; the answer says where an acute or new case would wait too long now"""
    uow, wanted = http.current_uow(), str(meeting_id)
    gaps = rescheduling.cancel(uow, http.services().rt, wanted, body["reason"], body["version"])
    return {**meeting_version(uow, wanted), "gaps": gaps}


# -- the agenda --------------------------------------------------------------------------------------


@blueprint.route("/meetings/<uuid:meeting_id>/agenda/refresh", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.response(200, schemas.CountSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def refresh(meeting_id: Any) -> dict[str, Any]:
    """Bring the agenda up to date now"""
    uow, wanted = http.current_uow(), str(meeting_id)
    _, row = base.meeting_of(uow, wanted)
    if row["kind"] == query.VISITATION:
        count = visitation.refresh(uow, wanted)
    else:
        count = agenda.refresh(uow, http.services().rt, wanted)
    return {**meeting_version(uow, wanted), "count": count}


@blueprint.route("/meetings/<uuid:meeting_id>/agenda", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.arguments(schemas.AgendaCaseSchema)
@blueprint.response(201, schemas.IdSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def add_case(body: dict[str, Any], meeting_id: Any) -> dict[str, Any]:
    """Put a case of the team on the agenda"""
    return {"id": agenda.add_case(http.current_uow(), str(meeting_id), str(body["case_id"]))}


@blueprint.route("/meetings/<uuid:meeting_id>/agenda/order", methods=["PUT"])
@http.permission("meetings")
@blueprint.arguments(schemas.OrderSchema)
@blueprint.response(200, schemas.DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def order(body: dict[str, Any], meeting_id: Any) -> dict[str, Any]:
    """Put the agenda in order"""
    uow, wanted = http.current_uow(), str(meeting_id)
    agenda.order(uow, wanted, [str(one) for one in body["items"]])
    return meeting_version(uow, wanted)


@blueprint.route("/meetings/<uuid:meeting_id>/agenda/<uuid:item_id>/time", methods=["PUT"])
@http.permission("meetings")
@blueprint.arguments(schemas.ItemTimeSchema)
@blueprint.response(200, schemas.DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def set_time(body: dict[str, Any], meeting_id: Any, item_id: Any) -> dict[str, Any]:
    """Set minutes aside for one case"""
    uow, wanted = http.current_uow(), str(meeting_id)
    agenda.set_minutes(uow, wanted, str(item_id), body["minutes"])
    return meeting_version(uow, wanted)


@blueprint.route("/meetings/<uuid:meeting_id>/agenda/<uuid:item_id>/update", methods=["PUT"])
@http.permission("meetings")
@blueprint.arguments(schemas.UpdateTextSchema)
@blueprint.response(200, schemas.DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def write_update(body: dict[str, Any], meeting_id: Any, item_id: Any) -> dict[str, Any]:
    """Write before the meeting what has happened in one's own case"""
    uow, wanted = http.current_uow(), str(meeting_id)
    agenda.write_update(uow, wanted, str(item_id), body["text"])
    return meeting_version(uow, wanted)


@blueprint.route("/meetings/<uuid:meeting_id>/agenda/<uuid:item_id>/defer", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.arguments(schemas.ReasonedSchema)
@blueprint.response(200, schemas.DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def defer(body: dict[str, Any], meeting_id: Any, item_id: Any) -> dict[str, Any]:
    """Leave a case for the next meeting, before this one is held"""
    uow, wanted = http.current_uow(), str(meeting_id)
    agenda.defer(uow, wanted, str(item_id), body["reason"])
    return meeting_version(uow, wanted)


@blueprint.route("/meetings/<uuid:meeting_id>/agenda/<uuid:item_id>/take-back", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.response(200, schemas.DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def take_back(meeting_id: Any, item_id: Any) -> dict[str, Any]:
    """Have a deferred case on the agenda after all"""
    uow, wanted = http.current_uow(), str(meeting_id)
    agenda.take_back(uow, wanted, str(item_id))
    return meeting_version(uow, wanted)
