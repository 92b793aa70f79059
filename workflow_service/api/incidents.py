"""Incidents: where instances stand still, and setting them going again."""

from __future__ import annotations

from typing import Any

from workflow_service import access, http, runtime
from workflow_service.api import paging
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.presenting import plain, text
from workflow_service.api.schemas.incidents import (
    IncidentDetailSchema,
    IncidentPage,
    IncidentQuery,
    ResolvedSchema,
    ResolveSchema,
)
from workflow_service.store import UnitOfWork
from workflow_service.store import instances as query

blueprint = Blueprint("incidents", __name__, "Where instances stand still until a person resolves it")


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


@blueprint.route("/incidents/<uuid:incident_id>")
@http.permission("incidents")
@blueprint.response(200, IncidentDetailSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def read_incident(incident_id: Any) -> dict[str, Any]:
    """Read one: the cause, what the failed step sees, and what may be done

    `values` are for those who see the case; those who run the service get the names and kinds.
    """
    uow = http.current_uow()
    found = _readable(uow, str(incident_id))
    release = http.services().rt.releases.get(uow, found.locked.release_id)
    still, sees = found.standstill, access.may_see_instance(uow.actor, found.locked.facts()) is None
    uow.looked_at(found.locked.case_id)
    seen = {} if still is None else dict(plain(still.variables))
    return {
        "id": found.id,
        "instance_id": found.locked.id,
        "instance_state": found.state,
        "business_key": found.locked.business_key,
        "process_key": found.element.process,
        "element": found.element.id,
        "name": release.text(found.element.process, found.element.id, "name", http.language()),
        "type": found.element.type,
        "code": found.code,
        "text": found.text(http.language()),
        "detail": found.detail,
        "created_at": found.created_at,
        "resolved_at": found.resolved_at,
        "actions": [] if still is None else ["retry", "edit", *(["skip"] if still.skippable else [])],
        "variables": {name: runtime.kind_of(value) for name, value in sorted(seen.items())},
        "values": seen if sees else None,
    }


@blueprint.route("/incidents/<uuid:incident_id>/resolve", methods=["POST"])
@http.permission("incidents")
@http.idempotent
@blueprint.arguments(ResolveSchema)
@blueprint.response(200, ResolvedSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def resolve_incident(body: dict[str, Any], incident_id: Any) -> dict[str, Any]:
    """Set the failed step going again

    `retry` tries it as it is; `edit` changes `variables` first; `skip` goes on behind a local step, with
    `variables` as what it would have brought. When the step fails for another reason there is a new incident.
    """
    uow, rt, key = http.current_uow(), http.services().rt, str(incident_id)
    _readable(uow, key)
    if body["action"] == "edit":
        locked = runtime.edit_incident(uow, rt, key, body["variables"], body["reason"])
    elif body["action"] == "skip":
        locked = runtime.skip_incident(uow, rt, key, body["variables"], body["reason"])
    else:
        locked = runtime.retry_incident(uow, rt, key, body["reason"])
    return {"id": key, "instance_id": locked.id, "state": locked.state}


def _readable(uow: UnitOfWork, incident_id: str) -> runtime.Incident:
    """The incident for whoever may repair it; `NotFound` also when the caller may not know of it."""
    found = runtime.read_incident(uow, http.services().rt, incident_id)
    facts = found.locked.facts()
    if access.may_see_incidents(uow.actor) is not None and access.may_see_instance(uow.actor, facts):
        raise runtime.incident_not_found()
    access.require(access.may_repair_instance(uow.actor, facts))
    return found
