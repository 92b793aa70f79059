"""Jobs: what waits, and what gave up."""

from __future__ import annotations

from typing import Any

from workflow_service import http, runtime
from workflow_service.api import paging
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.presenting import text
from workflow_service.api.schemas.instances import ReasonSchema
from workflow_service.api.schemas.operations import (
    JobPage,
    JobQuery,
    JobStateSchema,
)
from workflow_service.states import JobState
from workflow_service.store import instances as query

blueprint = Blueprint("operations", __name__, "Jobs")


@blueprint.route("/jobs")
@http.permission("operations")
@blueprint.arguments(JobQuery, location="query")
@blueprint.response(200, JobPage)
def list_jobs(asked: dict[str, Any]) -> dict[str, Any]:
    """List the engine's pending, failed and finished work"""
    uow = http.current_uow()
    filters = {"state": asked["state"], "instance_id": text(asked["instance_id"])}
    after = paging.read_cursor(asked["cursor"])
    rows, total = query.jobs(uow, filters, limit=asked["limit"] + 1, after=after)
    items = [
        {
            "id": str(row["id"]),
            "kind": row["kind"],
            "state": row["state"],
            "instance_id": text(row["instance_id"]),
            "element": row["element"],
            "due_at": uow.moment(row["due_at"]),
            "attempts": int(row["attempts"]),
            "last_error": row["last_error"],
        }
        for row in rows
    ]
    return paging.page(rows, asked["limit"], total, items)


@blueprint.route("/jobs/<uuid:job_id>/retry", methods=["POST"])
@http.permission("operations")
@http.idempotent
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, JobStateSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def retry_job(body: dict[str, Any], job_id: Any) -> dict[str, Any]:
    """Let a job that gave up begin again now, with why"""
    runtime.retry_job(http.current_uow(), http.services().rt, str(job_id), body["reason"])
    return {"id": str(job_id), "state": str(JobState.PENDING)}
