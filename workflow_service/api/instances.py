"""Process instances: start, find, read, steer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service import access, http, runtime
from workflow_service.api import paging
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.presenting import plain, text
from workflow_service.api.schemas.common import PageQuery
from workflow_service.api.schemas.instances import (
    ActivityPage,
    InstancePage,
    InstanceQuery,
    InstanceSchema,
    ReasonSchema,
    StartedSchema,
    StartSchema,
    SteeredSchema,
    TokensSchema,
    VariablesSchema,
)
from workflow_service.errors import Conflict, NotFound
from workflow_service.runtime import Locked
from workflow_service.store import UnitOfWork, running, studio
from workflow_service.store import instances as query

blueprint = Blueprint("process instances", __name__, "Starting, finding and steering process instances")


@blueprint.route("/process-instances", methods=["POST"])
@http.permission("instances.start")
@http.idempotent
@blueprint.arguments(StartSchema)
@blueprint.response(201, StartedSchema)
@blueprint.alt_response(403, "FORBIDDEN")
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def start(body: dict[str, Any]) -> dict[str, Any]:
    """Start a process instance on the release in effect, by itself or on a case that exists"""
    uow, rt = http.current_uow(), http.services().rt
    if body["version"] is not None:
        _require_version(uow, body["key"], body["version"])
    done = runtime.start_instance(
        uow,
        rt,
        body["key"],
        body["variables"],
        business_key=body["business_key"],
        case_id=text(body["case_id"]),
    )
    release = rt.releases.get(uow, done.locked.release_id)
    return {
        "id": done.locked.id,
        "key": done.locked.process_key,
        "business_key": done.locked.business_key,
        "case_id": text(done.locked.case_id),
        "state": done.locked.state,
        "tasks": [
            {
                "id": task.id,
                "element": task.element,
                "name": release.text(task.process, task.element, "name", http.language()),
            }
            for task in done.outcome.opened
        ],
    }


def _require_version(uow: UnitOfWork, key: str, version: int) -> None:
    found = running.current_release(uow, uow.now)
    contents = studio.release_contents(uow, str(found["id"])) if found is not None else []
    in_effect = {int(row["version"]) for row in contents if row["kind"] == "process" and row["key"] == key}
    if in_effect and version not in in_effect:
        now = next(iter(in_effect))
        raise Conflict(
            "version_not_in_effect",
            f"Version {version} af »{key}« gælder ikke nu; det gør version {now}. Nye forløb starter på den.",
            f"Version {version} of “{key}” is not in effect; version {now} is. New instances start on it.",
        )


@blueprint.route("/process-instances")
@http.permission("instances.read")
@blueprint.arguments(InstanceQuery, location="query")
@blueprint.response(200, InstancePage)
def list_instances(asked: dict[str, Any]) -> dict[str, Any]:
    """List the process instances the caller may see"""
    uow = http.current_uow()
    limit, after = asked.pop("limit"), paging.read_cursor(asked.pop("cursor"))
    newest_first = asked.pop("sort").startswith("-")
    rows = query.page(uow, asked, newest_first=newest_first, limit=limit + 1, after=after)
    total = query.count(uow, asked, paging.COUNT_LIMIT + 1)
    return paging.page(rows, limit, total, [_instance(uow, row) for row in rows])


@blueprint.route("/process-instances/<uuid:instance_id>")
@http.permission("instances.read")
@blueprint.response(200, InstanceSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def read(instance_id: Any) -> dict[str, Any]:
    """Read one process instance"""
    uow = http.current_uow()
    row = query.one(uow, str(instance_id))
    if row is None:
        raise _not_found()
    return _instance(uow, row)


@blueprint.route("/process-instances/<uuid:instance_id>/activities")
@http.permission("instances.read")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, ActivityPage)
@blueprint.alt_response(404, "NOT_FOUND")
def list_activities(asked: dict[str, Any], instance_id: Any) -> dict[str, Any]:
    """List each pass through an element, oldest first"""
    uow = http.current_uow()
    locked = _visible(uow, str(instance_id))
    after = paging.read_cursor(asked["cursor"])
    rows = query.activities(uow, locked.id, limit=asked["limit"] + 1, after=after)
    total = query.count_activities(uow, locked.id, paging.COUNT_LIMIT + 1)
    return paging.page(rows, asked["limit"], total, [_activity(uow, locked, row) for row in rows])


@blueprint.route("/process-instances/<uuid:instance_id>/tokens")
@http.permission("instances.read")
@blueprint.response(200, TokensSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def list_tokens(instance_id: Any) -> dict[str, Any]:
    """List where the tokens are now"""
    uow = http.current_uow()
    locked = _visible(uow, str(instance_id))
    rows = query.activities(uow, locked.id, limit=paging.COUNT_LIMIT, active=True)
    return {"items": [_activity(uow, locked, row) for row in rows]}


@blueprint.route("/process-instances/<uuid:instance_id>/variables")
@http.permission("instances.read")
@blueprint.response(200, VariablesSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def read_variables(instance_id: Any) -> dict[str, Any]:
    """Read the process variables"""
    uow = http.current_uow()
    locked = _visible(uow, str(instance_id))
    if locked.case_id is not None:
        uow.looked_at(locked.case_id)
    if locked.snapshot is None:
        return {"variables": {}}
    return {"variables": plain(runtime.variables_of(uow, http.services().rt, locked))}


@blueprint.route("/process-instances/<uuid:instance_id>/cancel", methods=["POST"])
@http.permission("instances.steer")
@http.idempotent
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, SteeredSchema)
@blueprint.alt_response(409, "CONFLICT")
def cancel(body: dict[str, Any], instance_id: Any) -> dict[str, Any]:
    """Stop a process instance for good"""
    uow = http.current_uow()
    locked = _steerable(uow, str(instance_id))
    runtime.cancel_instance(uow, http.services().rt, locked, body["reason"])
    return {"id": locked.id, "state": locked.state}


@blueprint.route("/process-instances/<uuid:instance_id>/suspend", methods=["POST"])
@http.permission("instances.steer")
@http.idempotent
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, SteeredSchema)
@blueprint.alt_response(409, "CONFLICT")
def suspend(body: dict[str, Any], instance_id: Any) -> dict[str, Any]:
    """Let a process instance rest; timers due meanwhile fire when it is resumed"""
    uow = http.current_uow()
    locked = _steerable(uow, str(instance_id))
    runtime.suspend_instance(uow, http.services().rt, locked, body["reason"])
    return {"id": locked.id, "state": locked.state}


@blueprint.route("/process-instances/<uuid:instance_id>/resume", methods=["POST"])
@http.permission("instances.steer")
@http.idempotent
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, SteeredSchema)
@blueprint.alt_response(409, "CONFLICT")
def resume(body: dict[str, Any], instance_id: Any) -> dict[str, Any]:
    """Let a suspended process instance go on"""
    uow = http.current_uow()
    locked = _steerable(uow, str(instance_id))
    runtime.resume_instance(uow, http.services().rt, locked, body["reason"])
    return {"id": locked.id, "state": locked.state}


def _visible(uow: UnitOfWork, instance_id: str) -> Locked:
    """The instance without a lock; `NotFound` also when the caller may not know of it."""
    row = running.read_instance(uow, instance_id)
    if row is None:
        raise _not_found()
    found = runtime.from_row(uow, row)
    access.require_sight(access.may_see_instance(uow.actor, found.facts()))
    return found


def _steerable(uow: UnitOfWork, instance_id: str) -> Locked:
    """The instance, locked, for a caller who may see and steer it."""
    _visible(uow, instance_id)
    locked = runtime.lock(uow, instance_id)
    access.require(access.may_steer_instance(uow.actor, locked.facts()))
    return locked


def _not_found() -> NotFound:
    unseen = access.INSTANCE_NOT_SEEN
    return NotFound(unseen.code, unseen.da, unseen.en)


def _instance(uow: UnitOfWork, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "key": row["process_key"],
        "version": row["version"],
        "release_id": str(row["release_id"]),
        "business_key": row["business_key"],
        "state": row["state"],
        "phase": row["phase"],
        "case_id": text(row["case_id"]),
        "case_number": row["case_number"],
        "started_by": text(row["started_by"]),
        "started_at": uow.moment(row["started_at"]),
        "ended_at": uow.moment(row["ended_at"]),
        "open_incidents": int(row["open_incidents"]),
    }


def _activity(uow: UnitOfWork, locked: Locked, row: Mapping[str, Any]) -> dict[str, Any]:
    release = http.services().rt.releases.get(uow, locked.release_id)
    return {
        "id": str(row["id"]),
        "element": row["element"],
        "name": release.text(row["process_key"], row["element"], "name", http.language()),
        "process_key": row["process_key"],
        "type": row["type"],
        "scope": row["scope"],
        "state": row["state"],
        "entered_at": uow.moment(row["entered_at"]),
        "left_at": uow.moment(row["left_at"]),
    }
