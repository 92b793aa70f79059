"""Koordinationsgruppen: its meetings with report and decisions, who sits in it, the priority agreement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http
from workflow_service.casefile.papers import Pdf
from workflow_service.errors import Conflict, Invalid, NotFound, Rejection
from workflow_service.meetings import base, coordination_page, coordination_paper, planning, series
from workflow_service.meetings.series import Seat
from workflow_service.meetings.words import MODES, STATES, monthly_of, word
from workflow_service.store import UnitOfWork
from workflow_service.store import coordination as group
from workflow_service.store import meetings as query
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import N_, t

blueprint = Blueprint("coordination", __name__, url_prefix="/meetings")

WEEKDAYS = (
    ("MO", N_("mandag")),
    ("TU", N_("tirsdag")),
    ("WE", N_("onsdag")),
    ("TH", N_("torsdag")),
    ("FR", N_("fredag")),
)
NUMBERS = (
    ("1", N_("Den første")),
    ("2", N_("Den anden")),
    ("3", N_("Den tredje")),
    ("4", N_("Den fjerde")),
    ("-1", N_("Den sidste")),
)
_HEAD, _CHAIR = "department_head", "coordination_chair"


def show_group_meeting(meeting_id: str) -> Response:
    """One meeting of the group; `meetings.show_meeting` asks for it."""
    found = coordination_page.group_meeting(http.current_uow(), meeting_id)
    return page(
        "coordination_meeting.html",
        t("Møde i koordinationsgruppen"),
        nav="meetings",
        found=found,
        states={code: word(STATES, code, http.language()) for code in STATES},
    )


@blueprint.get("/<uuid:meeting_id>/report.pdf")
@http.permission("meetings")
def report(meeting_id: Any) -> Response:
    """The T02 pack."""
    return _pdf(coordination_paper.report_paper(http.current_uow(), str(meeting_id)))


@blueprint.get("/series/<uuid:series_id>/agreements")
@http.permission("meetings")
def agreements(series_id: Any) -> Response:
    """The priority agreements with who agreed, and the months of the group."""
    found = coordination_page.group_agreements(http.current_uow(), str(series_id))
    return page("coordination_agreements.html", t("Prioriteringsaftale"), nav="meetings", found=found)


@blueprint.get("/agreements/<uuid:agreement_id>.pdf")
@http.permission("meetings")
def agreement(agreement_id: Any) -> Response:
    """One agreement as a paper."""
    return _pdf(coordination_paper.agreement_paper(http.current_uow(), str(agreement_id)))


def _pdf(found: Pdf) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{found.name}"'}
    return Response(found.content, mimetype="application/pdf", headers=headers)


# -- the group and its months ------------------------------------------------------------------------


@blueprint.get("/group/new")
@http.permission("coordination")
def new() -> Response:
    """The plan of a new group."""
    uow = http.current_uow()
    chairs = group.names_of(uow, _CHAIR)
    first = {"name": t("Koordinationsgruppen"), "number": "2", "weekday": "TH", "at": "09:00"}
    first |= {"minutes": "120", "mode": "physical", "first_on": base.today(uow).isoformat()}
    first |= {"chair": chairs[0][0] if chairs else ""}
    values = MultiDict(first)
    values.setlist("member", [one for one, _ in (*chairs[:1], *group.names_of(uow, _HEAD))])
    return _form(uow, None, values)


@blueprint.post("/group/new")
@http.permission("coordination")
def create() -> BaseResponse:
    """Makes the group with its twelve months."""
    uow, values = http.current_uow(), request.form
    try:
        series_id = series.create(
            uow,
            query.COORDINATION,
            _plan(values),
            seats=_seats(values),
            chair_id=values.get("chair") or None,
            deputy_chair_id=values.get("deputy_chair") or None,
        )
    except (Invalid, Conflict) as error:
        return _form(uow, None, values, error)
    toast(t("Møderne er lagt i kalenderen for det næste år."))
    return redirect(url_for("meetings.show_series", series_id=series_id), 303)


@blueprint.get("/series/<uuid:series_id>/group")
@http.permission("meetings")
def edit(series_id: Any) -> Response:
    """Who sits in the group, and when it meets from now on."""
    uow = http.current_uow()
    row = _group_of(uow, str(series_id))
    return _form(uow, row, _values_of(uow, row))


@blueprint.post("/series/<uuid:series_id>/group")
@http.permission("meetings")
def change(series_id: Any) -> BaseResponse:
    """The members and chairs from today; another rule for the meetings to come when it was changed."""
    uow, values = http.current_uow(), request.form
    row = _group_of(uow, str(series_id))
    version = values.get("version", "")
    base.require_version(row, int(version) if version.isdecimal() else None)
    try:
        plan = _plan(values)
        series.set_group(
            uow, row["id"], _seats(values), values.get("chair") or None, values.get("deputy_chair") or None
        )
        if not _same(row, plan):
            series.change_following(uow, row["id"], plan.first_on, plan)
    except Invalid as error:
        return _form(uow, row, values, error)
    toast(t("Koordinationsgruppen er ændret."))
    return redirect(url_for("meetings.show_series", series_id=series_id), 303)


def _group_of(uow: UnitOfWork, series_id: str) -> dict[str, Any]:
    row = base.led_series(uow, series_id)
    if row["kind"] != query.COORDINATION:
        raise NotFound("group_not_found", "Gruppen findes ikke.", "There is no such group.")
    return row


def _same(row: Mapping[str, Any], plan: planning.Plan) -> bool:
    """Is the plan the one in force?"""
    now = (row["name"], row["rule"], row["at"], row["minutes"], row["place"], row["mode"])
    given = (plan.name, plan.rule, f"{plan.at:%H:%M}", plan.minutes, plan.place, plan.mode)
    return bool(now == given)


def _plan(values: Mapping[str, str]) -> planning.Plan:
    """The plan as the form says it. Raises Invalid for what cannot be read."""
    number, weekday = values.get("number", ""), values.get("weekday", "")
    try:
        first, at = date.fromisoformat(values.get("first_on", "")), time.fromisoformat(values.get("at", ""))
        minutes = int(values.get("minutes", ""))
        if number not in dict(NUMBERS) or weekday not in dict(WEEKDAYS):
            raise ValueError
    except ValueError:
        raise Invalid(
            "plan_unreadable",
            "Skriv dato, klokkeslæt og varighed, så de kan læses.",
            "Write date, time and length so that they can be read.",
        ) from None
    rule = f"FREQ=MONTHLY;BYDAY={number}{weekday}"
    name, place = values.get("name", ""), values.get("place", "")
    return planning.Plan(name, rule, first, at, minutes, place, values.get("mode", "physical"))


def _seats(values: Any) -> list[Seat]:
    """The ticked heads, each with the deputy that was chosen beside."""
    chosen = dict.fromkeys(values.getlist("member"))
    return [Seat(one, deputy_id=values.get(f"deputy-{one}") or None) for one in chosen]


def _values_of(uow: UnitOfWork, row: Mapping[str, Any]) -> MultiDict[str, str]:
    coming = query.next_after(uow, row["id"], uow.now)
    number, weekday = monthly_of(row["rule"]) or ("2", "TH")
    values: MultiDict[str, str] = MultiDict(
        {
            "name": row["name"],
            "number": number,
            "weekday": weekday,
            "first_on": (base.local(uow, coming).date() if coming else base.today(uow)).isoformat(),
            "at": row["at"],
            "minutes": str(row["minutes"]),
            "place": row["place"],
            "mode": row["mode"],
            "chair": row["chair_id"] or "",
            "deputy_chair": row["deputy_chair_id"] or "",
        }
    )
    for seat in query.series_members(uow, row["id"], base.today(uow)):
        values.add("member", seat["user_id"])
        values[f"deputy-{seat['user_id']}"] = seat["deputy_id"] or ""
    return values


def _form(
    uow: UnitOfWork, row: Mapping[str, Any] | None, values: Any, error: Rejection | None = None
) -> Response:
    chairs, heads = group.names_of(uow, _CHAIR), group.names_of(uow, _HEAD)
    return page(
        "coordination_form.html",
        t("Ret koordinationsgruppen") if row else t("Ny koordinationsgruppe"),
        nav="meetings",
        row=row,
        values=values,
        chosen=set(values.getlist("member")),
        error=error.text(http.language()) if error else "",
        fields=(error.fields or {}) if isinstance(error, Invalid) else {},
        chairs=chairs,
        heads=heads,
        people=sorted(dict((*chairs, *heads)).items(), key=lambda one: one[1]),
        weekdays=WEEKDAYS,
        numbers=NUMBERS,
        modes={code: word(MODES, code, http.language()) for code in MODES},
        status=422 if error else 200,
    )
