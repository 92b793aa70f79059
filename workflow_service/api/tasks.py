"""User tasks: find, read, hold, draft, complete."""

from __future__ import annotations

import dataclasses
from typing import Any

from workflow_service import http, inbox
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.presenting import plain, text
from workflow_service.api.schemas.tasks import (
    AnswerCorrectionSchema,
    AnswersSchema,
    ColleagueSchema,
    CompletedSchema,
    CorrectAnswersSchema,
    CorrectedAnswersSchema,
    DraftSchema,
    FormSchema,
    HeldSchema,
    PostponedSchema,
    PostponeSchema,
    TaskDetailSchema,
    TaskPageSchema,
    TaskQuerySchema,
)
from workflow_service.inbox import TaskQuery
from workflow_service.states import TaskState
from workflow_service.store import UnitOfWork, corrections
from workflow_service.store import inbox as query

blueprint = Blueprint("user tasks", __name__, "The work list and what is done with a task")


@blueprint.route("/user-tasks")
@http.permission("tasks")
@blueprint.arguments(TaskQuerySchema, location="query")
@blueprint.response(200, TaskPageSchema)
def list_tasks(asked: dict[str, Any]) -> dict[str, Any]:
    """List the user tasks the caller may read, by deadline"""
    filters = {
        "assignee": text(asked["assignee"]),
        "role": asked["candidate_group"],
        "state": asked["state"],
        "instance_id": text(asked["instance_id"]),
        "due_before": asked["due_before"],
        "number": asked["q"],
    }
    tab = "mine" if asked["mine"] else "all"
    wanted = TaskQuery(tab, asked["limit"], asked["cursor"], filters)
    page = inbox.list_tasks(http.current_uow(), http.services().rt, wanted)
    return {
        "items": page.items,
        "next_cursor": page.next_cursor,
        "total": page.total,
        "total_is_exact": page.total_is_exact,
    }


@blueprint.route("/user-tasks/<uuid:task_id>")
@http.permission("tasks")
@blueprint.response(200, TaskDetailSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def read(task_id: Any) -> dict[str, Any]:
    """Read one user task"""
    view = inbox.read_task(http.current_uow(), http.services().rt, str(task_id))
    return {
        **dataclasses.asdict(view.item),
        "why": view.why,
        "guidance": view.guidance,
        "legal": view.legal,
        "following": list(view.following),
        "actions": sorted(view.actions),
        "clock": view.clock,
    }


@blueprint.route("/user-tasks/<uuid:task_id>/form")
@http.permission("tasks")
@blueprint.response(200, FormSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def read_form(task_id: Any) -> dict[str, Any]:
    """Read a task's form with what is known already"""
    form = inbox.read_form(http.current_uow(), http.services().rt, str(task_id))
    return {
        "key": form.key,
        "title": form.title,
        "schema": form.schema,
        "data": plain(form.data),
        "sources": form.sources,
        "draft_at": form.draft_at,
    }


@blueprint.route("/user-tasks/<uuid:task_id>/claim", methods=["POST"])
@http.permission("tasks")
@http.idempotent
@blueprint.response(200, HeldSchema)
@blueprint.alt_response(409, "CONFLICT")
def claim(task_id: Any) -> dict[str, Any]:
    """Take a free task"""
    uow = http.current_uow()
    inbox.claim(uow, str(task_id))
    return _held(uow, str(task_id))


@blueprint.route("/user-tasks/<uuid:task_id>/unclaim", methods=["POST"])
@http.permission("tasks")
@http.idempotent
@blueprint.response(200, HeldSchema)
@blueprint.alt_response(409, "CONFLICT")
def unclaim(task_id: Any) -> dict[str, Any]:
    """Put a task back for everybody in its role"""
    uow = http.current_uow()
    inbox.unclaim(uow, str(task_id))
    return _held(uow, str(task_id))


@blueprint.route("/user-tasks/<uuid:task_id>/delegate", methods=["POST"])
@http.permission("tasks")
@http.idempotent
@blueprint.arguments(ColleagueSchema)
@blueprint.response(200, HeldSchema)
@blueprint.alt_response(409, "CONFLICT")
def delegate(body: dict[str, Any], task_id: Any) -> dict[str, Any]:
    """Ask a colleague to do it; it comes back by resolve"""
    uow = http.current_uow()
    inbox.delegate(uow, str(task_id), str(body["user_id"]))
    return _held(uow, str(task_id))


@blueprint.route("/user-tasks/<uuid:task_id>/resolve", methods=["POST"])
@http.permission("tasks")
@http.idempotent
@blueprint.response(200, HeldSchema)
@blueprint.alt_response(409, "CONFLICT")
def resolve(task_id: Any) -> dict[str, Any]:
    """Give a delegated task back to the one who asked"""
    uow = http.current_uow()
    inbox.resolve(uow, str(task_id))
    return _held(uow, str(task_id))


@blueprint.route("/user-tasks/<uuid:task_id>/assign", methods=["POST"])
@http.permission("tasks")
@http.idempotent
@blueprint.arguments(ColleagueSchema)
@blueprint.response(200, HeldSchema)
@blueprint.alt_response(409, "CONFLICT")
def assign(body: dict[str, Any], task_id: Any) -> dict[str, Any]:
    """Hand a task to somebody, as the leader"""
    uow = http.current_uow()
    inbox.assign(uow, str(task_id), str(body["user_id"]))
    return _held(uow, str(task_id))


@blueprint.route("/user-tasks/<uuid:task_id>/postpone", methods=["POST"])
@http.permission("tasks")
@http.idempotent
@blueprint.arguments(PostponeSchema)
@blueprint.response(200, PostponedSchema)
@blueprint.alt_response(409, "CONFLICT")
def postpone(body: dict[str, Any], task_id: Any) -> dict[str, Any]:
    """Postpone a task's deadline with a reason; without a date, write why a legal one is missed"""
    uow, rt = http.current_uow(), http.services().rt
    if body["date"] is None:
        inbox.explain_delay(uow, rt, str(task_id), body["reason"])
    else:
        inbox.postpone(uow, rt, str(task_id), body["date"], body["reason"])
    return _deadline(uow, str(task_id))


@blueprint.route("/user-tasks/<uuid:task_id>/postpone/undo", methods=["POST"])
@http.permission("tasks")
@http.idempotent
@blueprint.response(200, PostponedSchema)
@blueprint.alt_response(409, "CONFLICT")
def undo_postponement(task_id: Any) -> dict[str, Any]:
    """Take the newest postponement back"""
    uow = http.current_uow()
    inbox.undo_postponement(uow, http.services().rt, str(task_id))
    return _deadline(uow, str(task_id))


@blueprint.route("/user-tasks/<uuid:task_id>/draft", methods=["PUT"])
@http.permission("tasks")
@blueprint.arguments(AnswersSchema)
@blueprint.response(200, DraftSchema)
@blueprint.alt_response(409, "CONFLICT")
def save_draft(body: dict[str, Any], task_id: Any) -> dict[str, Any]:
    """Keep what the caller has written so far, unjudged and private"""
    return {"saved_at": inbox.save_draft(http.current_uow(), str(task_id), body["variables"])}


@blueprint.route("/user-tasks/<uuid:task_id>/complete", methods=["POST"])
@http.permission("tasks")
@http.idempotent
@blueprint.arguments(AnswersSchema)
@blueprint.response(200, CompletedSchema)
@blueprint.alt_response(409, "CONFLICT")
def complete(body: dict[str, Any], task_id: Any) -> dict[str, Any]:
    """Complete a task with the answers of its form"""
    uow = http.current_uow()
    done = inbox.complete_task(uow, http.services().rt, str(task_id), body["variables"])
    return {
        "id": done.task_id,
        "state": str(TaskState.COMPLETED),
        "instance_id": done.instance_id,
        "instance_state": done.state,
        "case_id": done.case_id,
        "opened_tasks": list(done.task_ids),
    }


@blueprint.route("/user-tasks/<uuid:task_id>/correct")
@http.permission("tasks")
@blueprint.response(200, AnswerCorrectionSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def read_correction(task_id: Any) -> dict[str, Any]:
    """Read the answers of a completed task as they can be corrected; locked fields stand"""
    uow, rt = http.current_uow(), http.services().rt
    form = inbox.read_correction(uow, rt, str(task_id))
    found = inbox.correctable(uow, rt, str(task_id))
    return {
        "key": form.key,
        "title": form.title,
        "schema": form.schema,
        "data": plain(form.data),
        "instead": found.instead,
        "follows": found.follows,
        "versions": corrections.versions(uow, str(task_id)),
    }


@blueprint.route("/user-tasks/<uuid:task_id>/correct", methods=["POST"])
@http.permission("tasks")
@http.idempotent
@blueprint.arguments(CorrectAnswersSchema)
@blueprint.response(200, CorrectedAnswersSchema)
@blueprint.alt_response(409, "CONFLICT")
def correct(body: dict[str, Any], task_id: Any) -> dict[str, Any]:
    """Write a new version of a completed task's answers, with a reason; the old one stays readable"""
    uow = http.current_uow()
    given = {**body["variables"], inbox.REASON: body["reason"]}
    inbox.correct_task(uow, http.services().rt, str(task_id), given)
    uow.flush()
    return {"id": str(task_id), "versions": corrections.versions(uow, str(task_id))}


def _held(uow: UnitOfWork, task_id: str) -> dict[str, Any]:
    # the caller may have given the task away and not see it any more: only who holds it is told
    row = query.one(uow, task_id)
    assert row is not None
    return {
        "id": task_id,
        "state": row["state"],
        "assignee": text(row["assignee"]),
        "owner": text(row["owner"]),
    }


def _deadline(uow: UnitOfWork, task_id: str) -> dict[str, Any]:
    uow.flush()
    row = query.one(uow, task_id)
    assert row is not None
    return {"id": task_id, "due_at": uow.moment(row["due_at"]), "first_due": uow.moment(row["first_due"])}
