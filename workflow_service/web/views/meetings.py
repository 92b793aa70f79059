"""Møder: my series and what comes, twelve months of one series, the agenda of a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http
from workflow_service.errors import Invalid
from workflow_service.meetings import (
    agenda,
    base,
    cadence,
    coordination_page,
    deputies,
    pages,
    rescheduling,
    series,
    visitation_page,
)
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings as query
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import t
from workflow_service.web.views.coordination import show_group_meeting
from workflow_service.web.views.series_form import code_words, neck, plan_of, series_form

blueprint = Blueprint("meetings", __name__, url_prefix="/meetings")

LONGEST = 4000


@blueprint.get("")
@http.permission("meetings")
def show() -> Response:
    """My series, the meetings of the next weeks, and when I am away."""
    return page(
        "meetings.html",
        t("Møder"),
        nav="meetings",
        found=pages.overview(http.current_uow()),
        states=code_words("states"),
    )


# -- a series ----------------------------------------------------------------------------------------


@blueprint.get("/series/new")
@http.permission("meetings")
def new() -> Response:
    """The cadence that D3 proposes for the team, to be taken or changed, with the next dates."""
    uow, team_id = http.current_uow(), request.args.get("team", "")
    if not request.args.get("rule_weeks"):
        return series_form(uow, None, team_id, _first_values(uow, team_id))
    return series_form(uow, None, team_id, request.args, previewed=True)


def _first_values(uow: UnitOfWork, team_id: str) -> dict[str, str]:
    team = query.team(uow, team_id) if team_id else None
    found = cadence.proposed(uow, neck(), team_id) if team else None
    name = t("Statusmøder i {team}", team=team["name"]) if team else ""
    return {
        "name": name,
        "rule_weeks": str(found.weeks if found else cadence.DEFAULT_WEEKS),
        "weekday": "TH",
        "first_on": pages.first_day(uow, 3).isoformat(),
        "at": "13:00",
        "minutes": "120",
        "place": "",
        "mode": "physical",
    }


@blueprint.post("/series/new")
@http.permission("meetings")
def create() -> BaseResponse:
    """Makes the series and its twelve months."""
    uow, values = http.current_uow(), request.form
    team_id = values.get("team", "")
    try:
        series_id = series.create(uow, query.STATUS, plan_of(values), team_id=team_id)
    except Invalid as error:
        return series_form(uow, None, team_id, values, error=error)
    toast(t("Møderne er lagt i kalenderen for det næste år."))
    return redirect(url_for("meetings.show_series", series_id=series_id), 303)


@blueprint.get("/series/<uuid:series_id>")
@http.permission("meetings")
def show_series(series_id: Any) -> Response:
    """Twelve months with the reason for each shift, and what stands in the way."""
    found = pages.series_page(http.current_uow(), neck(), str(series_id))
    return page(
        "meeting_series.html",
        t("Faste møder"),
        nav="meetings",
        found=found,
        states=code_words("states"),
    )


@blueprint.get("/series/<uuid:series_id>/edit")
@http.permission("meetings")
def edit(series_id: Any) -> BaseResponse:
    """Another rule, time or place for all following meetings."""
    uow = http.current_uow()
    row = base.led_series(uow, str(series_id))
    if row["kind"] == query.COORDINATION:
        return redirect(url_for("coordination.edit", series_id=series_id), 303)
    if request.args.get("rule_weeks"):
        return series_form(uow, row, row["team_id"] or "", request.args, previewed=True)
    return series_form(uow, row, row["team_id"] or "", _values_of(uow, row))


def _values_of(uow: UnitOfWork, row: Mapping[str, Any]) -> dict[str, str]:
    coming = query.next_after(uow, row["id"], uow.now)
    first = base.local(uow, coming).date() if coming else base.today(uow)
    weekday = next((part[6:] for part in row["rule"].split(";") if part.startswith("BYDAY=")), "TH")
    return {
        "name": row["name"],
        "rule_weeks": str(cadence.weeks_of(row["rule"]) or cadence.DEFAULT_WEEKS),
        "weekday": weekday,
        "first_on": first.isoformat(),
        "at": row["at"],
        "minutes": str(row["minutes"]),
        "place": row["place"],
        "mode": row["mode"],
    }


@blueprint.post("/series/<uuid:series_id>/edit")
@http.permission("meetings")
def change(series_id: Any) -> BaseResponse:
    """All following meetings get the new plan."""
    uow, values = http.current_uow(), request.form
    row = base.led_series(uow, str(series_id))
    if row["kind"] == query.COORDINATION:
        return redirect(url_for("coordination.edit", series_id=series_id), 303)
    try:
        plan = plan_of(values)
        series.change_following(uow, row["id"], plan.first_on, plan, _version(values))
    except Invalid as error:
        return series_form(uow, row, row["team_id"] or "", values, error=error)
    toast(t("De kommende møder er ændret."))
    return redirect(url_for("meetings.show_series", series_id=series_id), 303)


def _version(values: Mapping[str, str]) -> int | None:
    found = values.get("version", "")
    return int(found) if found.isdecimal() else None


@blueprint.post("/series/<uuid:series_id>/cadence")
@http.permission("meetings")
def decide_cadence(series_id: Any) -> BaseResponse:
    """The leader takes or declines the cadence that is proposed."""
    accept = request.form.get("answer") == "yes"
    series.decide_proposal(http.current_uow(), str(series_id), accept=accept)
    toast(t("Den nye rytme gælder fra næste møde.") if accept else t("Rytmen bliver, som den er."))
    return redirect(url_for("meetings.show_series", series_id=series_id), 303)


@blueprint.post("/series/<uuid:series_id>/end")
@http.permission("meetings")
def end(series_id: Any) -> BaseResponse:
    """No more meetings."""
    series.end(http.current_uow(), neck(), str(series_id), request.form.get("why", ""))
    toast(t("Møderne er afsluttet."))
    return redirect(url_for("meetings.show"), 303)


@blueprint.post("/series/<uuid:series_id>/deputies")
@http.permission("meetings")
def name_deputies(series_id: Any) -> BaseResponse:
    """Who stands in for each member of the core team."""
    uow, prefix = http.current_uow(), "deputy-"
    for name, deputy in request.form.items():
        if name.startswith(prefix):
            deputies.set_deputy(uow, str(series_id), name.removeprefix(prefix), deputy or None)
    base.led_series(uow, str(series_id))
    toast(t("Afløserne er gemt."))
    return redirect(url_for("meetings.show_series", series_id=series_id), 303)


@blueprint.post("/series/<uuid:series_id>/add")
@http.permission("meetings")
def add(series_id: Any) -> BaseResponse:
    """A meeting beside the rule."""
    uow, form = http.current_uow(), request.form
    at, minutes = _moment(uow, form), form.get("minutes", "")
    length = int(minutes) if minutes.isdecimal() else None
    rescheduling.add_meeting(uow, str(series_id), at, form.get("why", ""), minutes=length)
    toast(t("Mødet er lagt ind."))
    return redirect(url_for("meetings.show_series", series_id=series_id), 303)


def _moment(uow: UnitOfWork, form: Mapping[str, str]) -> datetime:
    """The local day and time of a form. Raises Invalid."""
    try:
        day, at = date.fromisoformat(form.get("day", "")), time.fromisoformat(form.get("at", ""))
    except ValueError:
        raise Invalid(
            "moment_unreadable", "Vælg en dato og et klokkeslæt.", "Choose a date and a time."
        ) from None
    return datetime.combine(day, at, tzinfo=uow.zone)


# -- one meeting -------------------------------------------------------------------------------------


@blueprint.get("/<uuid:meeting_id>")
@http.permission("meetings")
def show_meeting(meeting_id: Any) -> Response:
    """The agenda, with why each case is on it; the text only for those who may read it (INV-22)."""
    uow = http.current_uow()
    if coordination_page.is_of_group(uow, str(meeting_id)):
        return show_group_meeting(str(meeting_id))
    found = pages.agenda_page(uow, str(meeting_id))
    held_here = found.series["kind"] == query.VISITATION
    return page(
        "meeting.html",
        t("Dagsorden"),
        nav="meetings",
        islands=("sortable",) if found.editable and found.items else (),
        found=found,
        states=code_words("states"),
        decisions=code_words("decisions"),
        run_url=None if held_here else url_for("meeting_run.show", meeting_id=meeting_id),
        visit=visitation_page.visitation_page(uow, str(meeting_id)) if held_here else None,
    )


def _back(meeting_id: Any, anchor: str = "") -> BaseResponse:
    where = url_for("meetings.show_meeting", meeting_id=meeting_id)
    return redirect(where + (f"#{anchor}" if anchor else ""), 303)


@blueprint.post("/<uuid:meeting_id>/move")
@http.permission("meetings")
def move(meeting_id: Any) -> BaseResponse:
    """Another time for this meeting."""
    uow, form = http.current_uow(), request.form
    at, place = _moment(uow, form), form.get("place", "").strip() or None
    rescheduling.move(
        uow, neck(), str(meeting_id), at, form.get("why", ""), place=place, version=_version(form)
    )
    toast(t("Mødet er flyttet. Deltagerne får en ny indkaldelse."))
    return _back(meeting_id)


@blueprint.post("/<uuid:meeting_id>/cancel")
@http.permission("meetings")
def cancel(meeting_id: Any) -> BaseResponse:
    """This meeting is not held. Where a case would wait too long now, the next page says so."""
    uow, form = http.current_uow(), request.form
    gaps = rescheduling.cancel(uow, neck(), str(meeting_id), form.get("why", ""), _version(form))
    toast(t("Mødet er aflyst."))
    if gaps:
        # the page of the series says it with the button that lays in a short meeting
        toast(t("Nu kan en akut eller ny sag komme til at vente for længe. Læg et kort møde ind."), "warning")
        _, row = base.meeting_of(uow, str(meeting_id))
        return redirect(url_for("meetings.show_series", series_id=row["id"]), 303)
    return _back(meeting_id)


@blueprint.post("/<uuid:meeting_id>/refresh")
@http.permission("meetings")
def refresh(meeting_id: Any) -> BaseResponse:
    """What has happened since is added now."""
    agenda.refresh(http.current_uow(), neck(), str(meeting_id))
    toast(t("Dagsordenen er opdateret."))
    return _back(meeting_id)


@blueprint.post("/<uuid:meeting_id>/items")
@http.permission("meetings")
def add_item(meeting_id: Any) -> BaseResponse:
    """A case more on the agenda."""
    item_id = agenda.add_case(http.current_uow(), str(meeting_id), request.form.get("case", ""))
    return _back(meeting_id, f"item-{item_id}")


@blueprint.post("/<uuid:meeting_id>/order")
@http.permission("meetings")
def order(meeting_id: Any) -> BaseResponse:
    """The order after dragging, as item ids with commas."""
    wanted = [one for one in request.form.get("order", "").split(",") if one]
    agenda.order(http.current_uow(), str(meeting_id), wanted)
    return _back(meeting_id)


@blueprint.post("/<uuid:meeting_id>/items/<uuid:item_id>/<action>")
@http.permission("meetings")
def change_item(meeting_id: Any, item_id: Any, action: str) -> BaseResponse:
    """Up, down, its minutes, deferred or back, what its coordinator writes."""
    uow, form = http.current_uow(), request.form
    meeting, item = str(meeting_id), str(item_id)
    match action:
        case "up":
            agenda.step(uow, meeting, item, -1)
        case "down":
            agenda.step(uow, meeting, item, 1)
        case "minutes":
            given = form.get("minutes", "")
            agenda.set_minutes(uow, meeting, item, int(given) if given.isdecimal() else 0)
        case "defer":
            agenda.defer(uow, meeting, item, form.get("why", ""))
        case "back":
            agenda.take_back(uow, meeting, item)
        case "update":
            agenda.write_update(uow, meeting, item, form.get("text", "")[: LONGEST + 1])
            toast(t("Gemt. Teamet ser det på mødet."))
        case _:
            return _back(meeting_id)
    return _back(meeting_id, f"item-{item_id}")
