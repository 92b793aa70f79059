"""Parameters: read them, see what another value would move, set it with a reason."""

from __future__ import annotations

from typing import Any

from workflow_service import http
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.schemas.parameters import (
    ChangedSchema,
    ParameterChangeSchema,
    ParameterListSchema,
    PreviewSchema,
    ProposedSchema,
)
from workflow_service.inbox import recounting
from workflow_service.studio import usage

blueprint = Blueprint("values", __name__, "What counts deadlines and cases, from which day")


@blueprint.route("/parameters")
@http.permission("parameters")
@blueprint.response(200, ParameterListSchema)
def list_parameters() -> dict[str, Any]:
    """List the parameters in force today"""
    uow = http.current_uow()
    today = uow.now.astimezone(uow.zone).date()
    rt = http.services().rt
    found = rt.parameters(uow).in_force(today)
    uses = usage.parameter_uses(uow, usage.release_of(uow, rt), [one.key for one in found])
    names = ("key", "value", "unit", "calendar_kind", "valid_from")
    return {
        "items": [
            {
                **{name: getattr(one, name) for name in names},
                "label": one.label(http.language()),
                "used_by": [f"{use.kind}:{use.where}".rstrip(":") for use in uses[one.key]],
            }
            for one in found
        ]
    }


@blueprint.route("/parameters/<key>/preview", methods=["POST"])
@http.permission("parameters")
@blueprint.arguments(ProposedSchema)
@blueprint.response(200, PreviewSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def preview(body: dict[str, Any], key: str) -> Any:
    """See which open clocks another value would move; changes nothing"""
    uow, rt = http.current_uow(), http.services().rt
    value = recounting.proposed(uow, rt, key, body["value"], body["valid_from"])
    return recounting.preview(uow, rt, value)


@blueprint.route("/parameters/<key>/change", methods=["POST"])
@http.permission("parameters")
@http.idempotent
@blueprint.arguments(ParameterChangeSchema)
@blueprint.response(200, ChangedSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def change(body: dict[str, Any], key: str) -> dict[str, Any]:
    """Set another value from a day on, with a reason"""
    uow, rt = http.current_uow(), http.services().rt
    value = recounting.proposed(uow, rt, key, body["value"], body["valid_from"])
    return {"id": recounting.change_parameter(uow, rt, value, body["reason"], move=body["move"])}
