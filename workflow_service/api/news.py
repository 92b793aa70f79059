"""What people tell the family's own course: it moves, it declines, the child is in danger."""

from __future__ import annotations

from typing import Any

from workflow_service import http, runtime
from workflow_service.api.base_dates import case_of
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.schemas.operations import NewsListSchema, NewsSchema

blueprint = Blueprint("news", __name__, "What has happened to a family, told to its own course")


@blueprint.route("/process-instances/<uuid:instance_id>/news")
@http.permission("instances.read")
@blueprint.response(200, NewsListSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def list_news(instance_id: Any) -> dict[str, Any]:
    """List what you may tell the course of the instance's case now"""
    uow, rt = http.current_uow(), http.services().rt
    return {"items": runtime.news_of(uow, rt, case_of(str(instance_id)), http.language())}


@blueprint.route("/process-instances/<uuid:instance_id>/tell", methods=["POST"])
@http.permission("instances.start")
@http.idempotent
@blueprint.arguments(NewsSchema)
@blueprint.response(204)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def tell(body: dict[str, Any], instance_id: Any) -> None:
    """Tell the family's own course what has happened"""
    runtime.tell(http.current_uow(), http.services().rt, case_of(str(instance_id)), body["element"])
