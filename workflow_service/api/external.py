"""External tasks: remote workers fetch work by topic, answer it, fail it."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from workflow_service import http, runtime
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.presenting import plain
from workflow_service.api.schemas.operations import (
    BpmnErrorSchema,
    ExtendSchema,
    ExternalStateSchema,
    FailureSchema,
    FetchedSchema,
    FetchSchema,
    WorkerAnswerSchema,
)
from workflow_service.engine import CompleteOperation, FailOperation
from workflow_service.errors import Conflict, NotFound
from workflow_service.store import UnitOfWork, running
from workflow_service.store import external as query

blueprint = Blueprint("external tasks", __name__, "Work for remote workers, by topic")

# a waiting worker holds a thread that answers nobody else; the others are told "nothing" at once
_waiting = threading.BoundedSemaphore(2)
LOOK_AGAIN = 0.5


@blueprint.route("/external-tasks/fetch-and-lock", methods=["POST"])
@http.permission("external_tasks", lazy=True)
@blueprint.arguments(FetchSchema)
@blueprint.response(200, FetchedSchema)
def fetch_and_lock(body: dict[str, Any]) -> dict[str, Any]:
    """Lock free tasks of some topics for a worker; may wait for them"""
    found = _fetch(body)
    if found or not body["wait_seconds"] or not _waiting.acquire(blocking=False):
        return {"items": found}
    try:
        until = time.monotonic() + body["wait_seconds"]
        while not found and (left := until - time.monotonic()) > 0:
            threading.Event().wait(min(LOOK_AGAIN, left))
            found = _fetch(body)
        return {"items": found}
    finally:
        _waiting.release()


def _fetch(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    with http.unit_of_work(write=True) as uow:
        for wanted in body["topics"]:
            left = body["max_tasks"] - len(found)
            if left > 0:
                worker = _worker(uow, body)
                found += query.fetch(uow, wanted["topic"], worker, wanted["lock_seconds"], left)
    return [{**task, "variables": plain(task["variables"])} for task in found]


@blueprint.route("/external-tasks/<uuid:task_id>/complete", methods=["POST"])
@http.permission("external_tasks")
@http.idempotent
@blueprint.arguments(WorkerAnswerSchema)
@blueprint.response(200, ExternalStateSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def complete(body: dict[str, Any], task_id: Any) -> dict[str, Any]:
    """Answer a task; the instance goes on with the variables"""
    uow = http.current_uow()
    task = _locked_by(uow, body, str(task_id))
    answer = CompleteOperation(str(task_id), body["variables"])
    runtime.answer_external_task(uow, http.services().rt, task, answer)
    return _state(uow, str(task_id))


@blueprint.route("/external-tasks/<uuid:task_id>/bpmn-error", methods=["POST"])
@http.permission("external_tasks")
@http.idempotent
@blueprint.arguments(BpmnErrorSchema)
@blueprint.response(200, ExternalStateSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def throw_error(body: dict[str, Any], task_id: Any) -> dict[str, Any]:
    """Answer with a business error that the diagram catches"""
    uow = http.current_uow()
    task = _locked_by(uow, body, str(task_id))
    answer = FailOperation(str(task_id), body["error_code"], body["message"])
    runtime.answer_external_task(uow, http.services().rt, task, answer)
    return _state(uow, str(task_id))


@blueprint.route("/external-tasks/<uuid:task_id>/failure", methods=["POST"])
@http.permission("external_tasks")
@http.idempotent
@blueprint.arguments(FailureSchema)
@blueprint.response(200, ExternalStateSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def fail(body: dict[str, Any], task_id: Any) -> dict[str, Any]:
    """Give a task back after a technical failure; without retries left it becomes an incident"""
    uow = http.current_uow()
    task = _locked_by(uow, body, str(task_id))
    retries = int(task["retries"]) - 1 if body["retries"] is None else body["retries"]
    query.fail(
        uow, task, body["message"], max(0, retries), uow.now + timedelta(seconds=body["retry_seconds"])
    )
    return _state(uow, str(task_id))


@blueprint.route("/external-tasks/<uuid:task_id>/extend-lock", methods=["POST"])
@http.permission("external_tasks")
@http.idempotent
@blueprint.arguments(ExtendSchema)
@blueprint.response(200, ExternalStateSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def extend_lock(body: dict[str, Any], task_id: Any) -> dict[str, Any]:
    """Keep a task for longer, counted from now"""
    uow = http.current_uow()
    _locked_by(uow, body, str(task_id))
    query.extend(uow, str(task_id), uow.now + timedelta(seconds=body["lock_seconds"]))
    return _state(uow, str(task_id))


def _worker(uow: UnitOfWork, body: Mapping[str, Any]) -> str:
    # two systems may choose the same name for their workers
    return f"{uow.actor.login}/{body['worker_id']}"


def _locked_by(uow: UnitOfWork, body: Mapping[str, Any], task_id: str) -> Mapping[str, Any]:
    """The task, its instance locked, if this worker holds it. Raises `NotFound` or `Conflict`."""
    task = running.read_external_task(uow, task_id)
    if task is None:
        raise NotFound("external_task_not_found", "Opgaven findes ikke.", "The external task does not exist.")
    runtime.lock(uow, str(task["instance_id"]))
    task = running.read_external_task(uow, task_id)
    until = None if task is None else uow.moment(task["locked_until"])
    if task is None or task["state"] != "created":
        raise Conflict(
            "external_task_done",
            "Opgaven er allerede løst eller bortfaldet.",
            "The external task was completed or cancelled already.",
        )
    if task["lock_owner"] != _worker(uow, body) or until is None or until <= uow.now:
        raise Conflict(
            "external_task_not_locked",
            "Opgaven er ikke låst til dig længere. Hent den igen med fetch-and-lock.",
            "The external task is not locked by you any more. Fetch and lock it again.",
        )
    return task


def _state(uow: UnitOfWork, task_id: str) -> dict[str, Any]:
    task = running.read_external_task(uow, task_id)
    assert task is not None
    return {
        "id": task_id,
        "state": task["state"],
        "retries": int(task["retries"]),
        "locked_until": uow.moment(task["locked_until"]),
    }
