"""The outbox: letters and mails that wait, left, or need a person's decision."""

from __future__ import annotations

from typing import Any

from workflow_service import http, sending
from workflow_service.api import paging
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.schemas.outbox import DecisionSchema, OutboxPage, OutboxQuery, OutboxSchema
from workflow_service.store import outbox as query

blueprint = Blueprint("outbox", __name__, "Letters and mails on their way out")


@blueprint.route("/outbox")
@http.permission("outbox")
@blueprint.arguments(OutboxQuery, location="query")
@blueprint.response(200, OutboxPage)
def list_outbox(asked: dict[str, Any]) -> dict[str, Any]:
    """List letters and mails with where they stand, never their content"""
    uow = http.current_uow()
    rows, total = query.page(
        uow,
        {"state": asked["state"], "kind": asked["kind"]},
        limit=asked["limit"] + 1,
        after=paging.read_cursor(asked["cursor"]),
        count_limit=paging.COUNT_LIMIT,
    )
    items = [_shown(row) for row in rows]
    ways = sorted(sending.open_ways(http.services().settings))
    return {**paging.page(rows, asked["limit"], total, items), "ways": ways}


@blueprint.route("/outbox/<uuid:effect_id>/resend", methods=["POST"])
@http.permission("outbox")
@http.idempotent
@blueprint.arguments(DecisionSchema)
@blueprint.response(200, OutboxSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def resend(body: dict[str, Any], effect_id: Any) -> dict[str, Any]:
    """Send a failed or unknown one again; an unknown one may arrive twice"""
    return _shown(sending.resend(http.current_uow(), str(effect_id), body["reason"]))


@blueprint.route("/outbox/<uuid:effect_id>/settle", methods=["POST"])
@http.permission("outbox")
@http.idempotent
@blueprint.arguments(DecisionSchema)
@blueprint.response(200, OutboxSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def settle(body: dict[str, Any], effect_id: Any) -> dict[str, Any]:
    """Say that a failed or unknown one arrived, or was brought by hand"""
    return _shown(sending.settle(http.current_uow(), str(effect_id), body["reason"]))


def _shown(row: query.Row) -> dict[str, Any]:
    return {**row, "text": http.say(*sending.reason(row["last_error"]))}
