"""Jobs and incidents: what waits, what stands still, and setting it going again."""

from __future__ import annotations

from typing import Any

from workflow_service import access, http, runtime
from workflow_service.api import paging
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.presenting import text
from workflow_service.api.schemas.operations import (
    IncidentPage,
    IncidentQuery,
    JobPage,
    JobQuery,
    JobStateSchema,
    ResolvedSchema,
)
from workflow_service.errors import Conflict, NotFound
from workflow_service.states import JobState
from workflow_service.store import external, jobs, running
from workflow_service.store import instances as query

blueprint = Blueprint("operations", __name__, "Jobs and incidents")


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
@blueprint.response(200, JobStateSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def retry_job(job_id: Any) -> dict[str, Any]:
    """Let a job that gave up begin again now"""
    uow = http.current_uow()
    if running.read_job(uow, str(job_id)) is None:
        raise NotFound("job_not_found", "Jobbet findes ikke.", "The job does not exist.")
    jobs.revive(uow, str(job_id))
    return {"id": str(job_id), "state": str(JobState.PENDING)}


@blueprint.route("/incidents")
@http.permission("incidents")
@blueprint.arguments(IncidentQuery, location="query")
@blueprint.response(200, IncidentPage)
def list_incidents(asked: dict[str, Any]) -> dict[str, Any]:
    """List where instances stand still

    Those who run the service see all of them, leaders those of the instances they see.
    """
    uow = http.current_uow()
    rows, total = query.incidents(
        uow,
        resolved=asked["resolved"],
        instance_id=text(asked["instance_id"]),
        limit=asked["limit"] + 1,
        after=paging.read_cursor(asked["cursor"]),
        everywhere=access.may_see_incidents(uow.actor) is None,
    )
    items = [
        {
            "id": str(row["id"]),
            "instance_id": str(row["instance_id"]),
            "element": row["element"],
            "code": row["code"],
            "text": http.say(row["da"], row["en"]),
            "created_at": uow.moment(row["created_at"]),
            "resolved_at": uow.moment(row["resolved_at"]),
        }
        for row in rows
    ]
    return paging.page(rows, asked["limit"], total, items)


@blueprint.route("/incidents/<uuid:incident_id>/resolve", methods=["POST"])
@http.permission("operations")
@http.idempotent
@blueprint.response(200, ResolvedSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def resolve_incident(incident_id: Any) -> dict[str, Any]:
    """Try the failed step again; when it fails again there is a new incident"""
    uow = http.current_uow()
    found = running.open_incident(uow, str(incident_id))
    if found is not None and str(found["ref"]).startswith(external.REF):
        runtime.lock(uow, str(found["instance_id"]))
        found = running.open_incident(uow, str(incident_id))
        if found is None or found["resolved_at"] is not None:
            raise Conflict(
                "incident_resolved", "Fejlen er allerede løst.", "The incident has already been resolved."
            )
        external.revive(uow, found)
        return {"id": str(incident_id), "instance_id": str(found["instance_id"])}
    done = runtime.retry_incident(uow, http.services().rt, str(incident_id))
    return {"id": str(incident_id), "instance_id": done.locked.id}
