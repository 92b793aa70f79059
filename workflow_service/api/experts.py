"""The register of external experts whom the analysis meeting invites."""

from __future__ import annotations

from typing import Any

from workflow_service import http
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.schemas import teams as schemas
from workflow_service.casefile import experts
from workflow_service.store import casefile_people as query

blueprint = Blueprint("expert_register", __name__, "The register of external experts")


@blueprint.route("/experts")
@http.permission("teams")
@blueprint.arguments(schemas.ExpertQuery, location="query")
@blueprint.response(200, schemas.ExpertListSchema)
def list_experts(asked: dict[str, Any]) -> dict[str, Any]:
    """List the experts who can be invited"""
    return {"items": query.experts(http.current_uow(), ended=asked["ended"])}


@blueprint.route("/experts", methods=["POST"])
@http.permission("experts")
@http.idempotent
@blueprint.arguments(schemas.WriteExpertSchema)
@blueprint.response(201, schemas.ExpertSchema)
@blueprint.alt_response(409, "CONFLICT")
def add_expert(body: dict[str, Any]) -> Any:
    """Write an expert into the register"""
    uow = http.current_uow()
    expert_id = experts.add(uow, body, body["tags"])
    uow.flush()
    return experts.read(uow, expert_id)


@blueprint.route("/experts/<uuid:expert_id>", methods=["PUT"])
@http.permission("experts")
@blueprint.arguments(schemas.WriteExpertSchema)
@blueprint.response(200, schemas.ExpertSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def change_expert(body: dict[str, Any], expert_id: Any) -> Any:
    """Correct what the register says of an expert"""
    uow = http.current_uow()
    experts.change(uow, str(expert_id), body, body["tags"])
    uow.flush()
    return experts.read(uow, str(expert_id))


@blueprint.route("/experts/<uuid:expert_id>/end", methods=["POST"])
@http.permission("teams.lead")
@http.idempotent
@blueprint.arguments(schemas.EndExpertSchema)
@blueprint.response(200, schemas.ExpertSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def end_expert(body: dict[str, Any], expert_id: Any) -> Any:
    """Suggest an expert up to a day only, or without an end again"""
    uow = http.current_uow()
    experts.end(uow, str(expert_id), body["last_day"])
    uow.flush()
    return experts.read(uow, str(expert_id))
