"""Dates that deadlines of a case are counted from: read them, see what another would move, correct one."""

from __future__ import annotations

from typing import Any

from workflow_service import access, http, runtime
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.schemas.base_dates import (
    BaseDateListSchema,
    BaseDatePreviewSchema,
    CorrectionSchema,
    MomentCorrectionSchema,
    MovedSchema,
    OtherDaySchema,
    OtherMomentSchema,
)
from workflow_service.errors import NotFound
from workflow_service.inbox import base_dates, receipts
from workflow_service.store import running

blueprint = Blueprint("base_dates_of_cases", __name__, "Dates that deadlines are counted from")


@blueprint.route("/process-instances/<uuid:instance_id>/base-dates")
@http.permission("instances.read")
@blueprint.response(200, BaseDateListSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def list_base_dates(instance_id: Any) -> dict[str, Any]:
    """List the dates of the instance's case from which deadlines are counted"""
    _, found = base_dates.read(http.current_uow(), case_of(str(instance_id)))
    names = ("key", "kind", "about", "day", "due", "told_on", "moment")
    language = http.language()
    return {"items": [{**{n: getattr(one, n) for n in names}, "label": one.label(language)} for one in found]}


@blueprint.route("/process-instances/<uuid:instance_id>/base-dates/preview-date", methods=["POST"])
@http.permission("instances.steer")
@blueprint.arguments(OtherDaySchema)
@blueprint.response(200, BaseDatePreviewSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def preview(body: dict[str, Any], instance_id: Any) -> Any:
    """See which open clocks another day would move; changes nothing"""
    uow, rt = http.current_uow(), http.services().rt
    return base_dates.preview(uow, rt, case_of(str(instance_id)), body["key"], body["day"], body["time"])


@blueprint.route("/process-instances/<uuid:instance_id>/base-dates/correct-date", methods=["POST"])
@http.permission("instances.steer")
@http.idempotent
@blueprint.arguments(CorrectionSchema)
@blueprint.response(200, MovedSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def correct(body: dict[str, Any], instance_id: Any) -> dict[str, Any]:
    """Correct a date with a reason; its deadlines, timers and reminders move with it"""
    uow, rt = http.current_uow(), http.services().rt
    case_id = case_of(str(instance_id))
    moved = base_dates.correct(uow, rt, case_id, body["key"], body["day"], body["reason"], body["time"])
    return {"moved": moved}


@blueprint.route("/notifications/<uuid:notification_id>/received/preview", methods=["POST"])
@http.permission("notifications")
@blueprint.arguments(OtherMomentSchema)
@blueprint.response(200, BaseDatePreviewSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def preview_receipt(body: dict[str, Any], notification_id: Any) -> Any:
    """See which open clocks another moment of receipt would move; changes nothing"""
    uow, rt = http.current_uow(), http.services().rt
    return receipts.preview(uow, rt, str(notification_id), body["day"], body["time"])


@blueprint.route("/notifications/<uuid:notification_id>/received/correct", methods=["POST"])
@http.permission("notifications")
@http.idempotent
@blueprint.arguments(MomentCorrectionSchema)
@blueprint.response(200, MovedSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def correct_receipt(body: dict[str, Any], notification_id: Any) -> dict[str, Any]:
    """Correct when a notification came; the 24 hours and the receipt move with it"""
    uow, rt, ours = http.current_uow(), http.services().rt, str(notification_id)
    return {"moved": receipts.correct(uow, rt, ours, body["day"], body["reason"], body["time"])}


def case_of(instance_id: str) -> str:
    """The case of an instance that the caller sees."""
    uow = http.current_uow()
    row = running.read_instance(uow, instance_id)
    unseen = access.INSTANCE_NOT_SEEN
    if row is None:
        raise NotFound(unseen.code, unseen.da, unseen.en)
    found = runtime.from_row(uow, row)
    access.require_sight(access.may_see_instance(uow.actor, found.facts()))
    if found.case_id is None:
        raise NotFound(
            "case_not_found",
            "Forløbet har ingen sag endnu.",
            "The process instance has no case yet.",
        )
    return found.case_id
