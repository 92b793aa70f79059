"""The coordination group: its meeting as its members see it, its report, the priority agreements."""

from __future__ import annotations

from typing import Any

from workflow_service import access, http
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.schemas import coordination as schemas
from workflow_service.meetings import base, coordination_page
from workflow_service.meetings.coordination_page import AgreementView
from workflow_service.meetings.coordination_run_page import group_run_page
from workflow_service.meetings.words import reason_words
from workflow_service.store import UnitOfWork

blueprint = Blueprint("coordination group", __name__, "The coordination group: report and priority agreement")


def group_meeting(uow: UnitOfWork, meeting_id: str) -> dict[str, Any]:
    """A meeting of the group, for its members; raises NotFound for those who only see that it meets."""
    run = group_run_page(uow, meeting_id)
    meeting, _ = base.meeting_of(uow, meeting_id)
    names = ("id", "number", "shown", "state", "minutes", "decision")
    items = [
        {
            **{name: getattr(one, name) for name in names},
            "title": one.name,
            "mine": False,
            "case_id": None,
            "reasons": [reason_words(uow, why) for why in one.reasons if why["code"] == "escalated"],
        }
        for one in run.lines
    ]
    return {
        **{name: meeting[name] for name in ("id", "series_id", "agenda_at")},
        **{name: getattr(run, name) for name in ("kind", "starts_at", "ends_at", "place", "mode", "state")},
        "version": run.revision,
        "name": run.series,
        "leads": run.may_close,
        "may_minute": run.may_minute,
        "chair_id": run.chair_id,
        "items": items,
        "prepared_decisions": (),
        "attendance": run.attendance,
    }


@blueprint.route("/meetings/<uuid:meeting_id>/report")
@http.permission("meetings")
@blueprint.response(200, schemas.ReportSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def report(meeting_id: Any) -> dict[str, Any]:
    """Read the report of a meeting of the coordination group, with what the group decided"""
    uow = http.current_uow()
    if not coordination_page.is_of_group(uow, str(meeting_id)):
        access.require_sight(access.NOT_SEEN)
    found = coordination_page.group_meeting(uow, str(meeting_id))
    kept, told = found.meeting["report"], found.report
    if told is None or not kept:
        access.require_sight(access.NOT_SEEN)
    assert told is not None
    numbers = {one["key"]: one.get("value") for one in kept["figures"]}
    names = ("key", "name", "definition", "value", "behind", "masked")
    figures = [
        {**{name: getattr(one, name) for name in names}, "number": numbers[one.key]} for one in told.figures
    ]
    parts = ("made", "since", "frozen", "deviations", "disputes", "clocks", "financing", "months")
    return {
        "meeting_id": found.meeting["id"],
        **{name: getattr(told, name) for name in parts},
        "figures": figures,
        "raised": found.raised,
        "decisions": found.decisions,
        "open_decisions": found.open_decisions,
        "minutes": found.text,
        "agreed_until": found.agreed_until,
    }


@blueprint.route("/meeting-series/<uuid:series_id>/agreements")
@http.permission("meetings")
@blueprint.response(200, schemas.AgreementListSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def agreements(series_id: Any) -> dict[str, Any]:
    """List the priority agreements of the coordination group, the newest first"""
    found = coordination_page.group_agreements(http.current_uow(), str(series_id))
    return {"items": found.found, "months": found.months}


@blueprint.route("/agreements/<uuid:agreement_id>")
@http.permission("meetings")
@blueprint.response(200, schemas.AgreementSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def agreement(agreement_id: Any) -> AgreementView:
    """Read one priority agreement with who agreed and when"""
    return coordination_page.one_agreement(http.current_uow(), str(agreement_id))[1]
