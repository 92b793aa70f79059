"""Absences and who stands in (T08): one's own, and those of the people one leads."""

from __future__ import annotations

from typing import Any

from workflow_service import http
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.schemas import absences as schemas
from workflow_service.api.schemas.meetings import IdSchema
from workflow_service.casefile import absence_page

blueprint = Blueprint("absence cover", __name__, "Days away, and who stands in")


@blueprint.route("/absences")
@http.permission("tasks")
@blueprint.response(200, schemas.AbsencesSchema)
def list_absences() -> dict[str, Any]:
    """List what is not past: one's own, that of those one leads, and whom one stands in for"""
    found = absence_page.absences(http.current_uow())
    return {
        "own": found.own,
        "others": found.others,
        "covered": found.covered,
        "led": [{"id": key, "name": name} for key, name in found.led],
    }


@blueprint.route("/absences", methods=["POST"])
@http.permission("tasks")
@http.idempotent
@blueprint.arguments(schemas.NewAbsenceSchema)
@blueprint.response(201, schemas.BegunAbsenceSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def begin(body: dict[str, Any]) -> dict[str, Any]:
    """Begin an absence; its user task asks for the days and the substitutes"""
    uow = http.current_uow()
    user_id = uow.actor.user_id if body["user_id"] is None else str(body["user_id"])
    begun = absence_page.register(uow, http.services().rt, user_id or "")
    return {"id": begun.id, "task_id": begun.task_id}


@blueprint.route("/absences/<uuid:absence_id>/back", methods=["POST"])
@http.permission("tasks")
@http.idempotent
@blueprint.response(200, IdSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def come_back(absence_id: Any) -> dict[str, Any]:
    """End an absence that runs: the absent one is back before it was planned"""
    absence_page.come_back(http.current_uow(), http.services().rt, str(absence_id))
    return {"id": str(absence_id)}


@blueprint.route("/absences/<uuid:absence_id>/withdraw", methods=["POST"])
@http.permission("tasks")
@http.idempotent
@blueprint.response(200, IdSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def withdraw(absence_id: Any) -> dict[str, Any]:
    """Take back an absence that has not begun"""
    absence_page.withdraw(http.current_uow(), http.services().rt, str(absence_id))
    return {"id": str(absence_id)}
