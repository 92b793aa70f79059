"""Messages and signals from outside."""

from __future__ import annotations

from typing import Any

from workflow_service import http, runtime
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.schemas.operations import (
    CorrelatedSchema,
    MessageSchema,
    SignalledSchema,
    SignalSchema,
)

blueprint = Blueprint("messages", __name__, "Messages and signals from other systems")


@blueprint.route("/messages", methods=["POST"])
@http.permission("messages.send")
@http.idempotent
@blueprint.arguments(MessageSchema)
@blueprint.response(200, CorrelatedSchema, description="It reached an instance.")
@blueprint.alt_response(202, schema=CorrelatedSchema, description="Nobody waits; it is kept.")
def send_message(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Correlate a message, or keep it in the list of unmatched ones"""
    done = runtime.correlate(
        http.current_uow(),
        http.services().rt,
        body["name"],
        body["correlation_key"],
        body["variables"],
        body["message_id"],
    )
    answer = {"id": done.message, "matched": done.matched, "instance_id": done.instance_id}
    return answer, 200 if done.matched else 202


@blueprint.route("/signals", methods=["POST"])
@http.permission("signals.send")
@http.idempotent
@blueprint.arguments(SignalSchema)
@blueprint.response(202, SignalledSchema)
def send_signal(body: dict[str, Any]) -> dict[str, Any]:
    """Broadcast a signal; a job delivers it right after this answer"""
    uow = http.current_uow()
    return {"id": runtime.throw_signal(uow, http.services().rt, body["name"], body["variables"])}
