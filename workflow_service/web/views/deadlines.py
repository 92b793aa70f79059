"""Another deadline for a task, with a reason; of a legal one, why it is missed."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http, inbox
from workflow_service.errors import Invalid
from workflow_service.states import ClockType
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import t
from workflow_service.web.views.tasks import list_query, task_address

blueprint = Blueprint("deadlines", __name__, url_prefix="/tasks")


@blueprint.get("/<uuid:task_id>/deadline")
@http.permission("tasks")
def postpone(task_id: Any) -> Response:
    """Asks for the new day and the reason; of a legal deadline for the reason only."""
    return _form(str(task_id), "", "", "")


def _form(task_id: str, day: str, reason: str, problem: str) -> Response:
    uow, rt = http.current_uow(), http.services().rt
    view = inbox.read_task(uow, rt, task_id)
    return page(
        "postpone.html",
        t("Udskyd fristen"),
        nav="inbox",
        status=422 if problem else 200,
        item=view.item,
        clock=view.clock,
        legal=view.item.clock_type == ClockType.LAW,
        allowed=bool(view.actions & {"postpone", "explain"}),
        day=day,
        reason=reason,
        problem=problem,
        back=task_address(task_id),
        list_query=list_query(),
    )


@blueprint.post("/<uuid:task_id>/deadline")
@http.permission("tasks")
def save(task_id: Any) -> BaseResponse:
    """Moves the deadline, or keeps why a legal one is missed."""
    uow, rt = http.current_uow(), http.services().rt
    day, reason = request.form.get("day", ""), request.form.get("reason", "")
    try:
        if "day" in request.form:
            inbox.postpone(uow, rt, str(task_id), _day(day), reason)
            toast(t("Fristen er udskudt. Grunden kan læses på opgaven og sagen."))
        else:
            inbox.explain_delay(uow, rt, str(task_id), reason)
            toast(t("Begrundelsen er gemt. Lovfristen står ved magt."))
    except Invalid as error:
        return _form(str(task_id), day, reason, http.say(error.da, error.en))
    return redirect(task_address(str(task_id)), 303)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(
            "date_missing",
            "Vælg den nye frist.",
            "Choose the new deadline.",
        ) from None


@blueprint.post("/<uuid:task_id>/deadline/undo")
@http.permission("tasks")
def undo(task_id: Any) -> BaseResponse:
    """Takes the newest postponement back."""
    inbox.undo_postponement(http.current_uow(), http.services().rt, str(task_id))
    toast(t("Det er fortrudt. Fristen er, som den var."))
    return redirect(task_address(str(task_id)), 303)
