"""The visitation meeting (T07): its series, its attendance, what it recommends, and closing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import access, http
from workflow_service.errors import Invalid
from workflow_service.meetings import attendance, pages, series, visitation
from workflow_service.meetings.series import Seat
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings as query
from workflow_service.store import meetings_visitation as stored
from workflow_service.web.frame import toast
from workflow_service.web.texts import t
from workflow_service.web.views.series_form import neck, plan_of, series_form

blueprint = Blueprint("visitation", __name__, url_prefix="/meetings")


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


# -- the series --------------------------------------------------------------------------------------


def _unit(uow: UnitOfWork, unit_id: str) -> Mapping[str, Any]:
    """A unit whose visitation meetings the actor may plan. Raises NotFound, Forbidden."""
    found = stored.unit(uow, unit_id) if _is_id(unit_id) else None
    if found is None:
        access.require_sight(access.NOT_SEEN)
    assert found is not None
    access.require(access.may_create_series(uow.actor, query.VISITATION, None, unit_id))
    return found


def _form(uow: UnitOfWork, unit: Mapping[str, Any], values: Mapping[str, str], **more: Any) -> Response:
    chosen = values.getlist("member") if hasattr(values, "getlist") else [uow.actor.user_id]
    people = [(user, name, user in chosen) for user, name, _ in stored.candidates(uow, unit["id"])]
    address = url_for("visitation.new", unit=unit["id"])
    return series_form(
        uow, None, "", values, title=t("Nye visitationsmøder"), address=address, people=people, **more
    )


@blueprint.get("/visitation/new")
@http.permission("meetings")
def new() -> Response:
    """A weekly meeting of the unit, to be changed, with the next dates."""
    uow = http.current_uow()
    unit = _unit(uow, request.args.get("unit", ""))
    if request.args.get("rule_weeks"):
        return _form(uow, unit, request.args, previewed=True)
    first = {
        "name": t("Visitationsmøder i {unit}", unit=unit["name"]),
        "rule_weeks": "1",
        "weekday": "WE",
        "first_on": pages.first_day(uow, 2).isoformat(),
        "at": "09:00",
        "minutes": "60",
        "place": "",
        "mode": "physical",
    }
    return _form(uow, unit, first)


@blueprint.post("/visitation/new")
@http.permission("meetings")
def create() -> BaseResponse:
    """Makes the series with its members."""
    uow, values = http.current_uow(), request.form
    unit = _unit(uow, request.args.get("unit", ""))
    wanted = set(values.getlist("member"))
    found = stored.candidates(uow, unit["id"])
    seats = [Seat(user, role, unit["sector"]) for user, _, role in found if user in wanted]
    try:
        made = series.create(uow, query.VISITATION, plan_of(values), unit_id=unit["id"], seats=seats)
    except Invalid as error:
        return _form(uow, unit, values, error=error)
    toast(t("Møderne er lagt i kalenderen for det næste år."))
    return redirect(url_for("meetings.show_series", series_id=made), 303)


# -- one meeting -------------------------------------------------------------------------------------


def _back(meeting_id: Any, anchor: str = "") -> BaseResponse:
    where = url_for("meetings.show_meeting", meeting_id=meeting_id)
    return redirect(where + (f"#{anchor}" if anchor else ""), 303)


@blueprint.post("/<uuid:meeting_id>/visitation/refresh")
@http.permission("meetings")
def refresh(meeting_id: Any) -> BaseResponse:
    """What has been prepared since is added now."""
    visitation.refresh(http.current_uow(), str(meeting_id))
    toast(t("Dagsordenen er opdateret."))
    return _back(meeting_id)


@blueprint.post("/<uuid:meeting_id>/visitation/attendance")
@http.permission("meetings")
def attend(meeting_id: Any) -> BaseResponse:
    """Who is there, who came instead, who is absent and why; all members at once."""
    uow, form = http.current_uow(), request.form
    for key, state in form.items():
        user_id = key.removeprefix("state-")
        if not key.startswith("state-") or not state or not _is_id(user_id):
            continue
        attendance.attend(
            uow,
            str(meeting_id),
            user_id,
            state,
            reason=form.get(f"reason-{user_id}") or None,
            deputy_id=form.get(f"deputy-{user_id}") or None,
        )
        uow.flush()
    toast(t("Fremmødet er gemt."))
    return _back(meeting_id, "attendance")


@blueprint.post("/<uuid:meeting_id>/visitation/items/<uuid:item_id>/<action>")
@http.permission("meetings")
def say(meeting_id: Any, item_id: Any, action: str) -> BaseResponse:
    """What the meeting recommends about one decision, or that it waits."""
    uow, form = http.current_uow(), request.form
    if action == "defer":
        visitation.defer(uow, str(item_id), form.get("why", ""))
    elif action == "recommend":
        version = form.get("version", "")
        visitation.recommend(
            uow,
            str(item_id),
            form.get("outcome", ""),
            form.get("reason", ""),
            version=int(version) if version.isdecimal() else None,
            left=form.get("left") == "yes",
        )
        toast(t("Indstillingen er gemt."))
    return _back(meeting_id, f"item-{item_id}")


@blueprint.post("/<uuid:meeting_id>/visitation/close")
@http.permission("meetings")
def close(meeting_id: Any) -> BaseResponse:
    """Every decision gets its recommendation; whoever decides sees it from now on."""
    visitation.close(http.current_uow(), neck(), str(meeting_id))
    toast(t("Mødet er afsluttet. Indstillingerne ligger ved afgørelserne."))
    return _back(meeting_id)
