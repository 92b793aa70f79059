"""Registering a complaint about a decision, from the case page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http, inbox, runtime
from workflow_service.casefile.decision_list import require_complaint_possible
from workflow_service.errors import Conflict, Forbidden
from workflow_service.store import notifications as task_query
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import t

blueprint = Blueprint("decisions", __name__)

MESSAGE = "complaint_received"


@blueprint.get("/cases/<uuid:case_id>/decisions/<uuid:decision_id>/complaint")
@http.permission("cases")
def confirm(case_id: Any, decision_id: Any) -> Response:
    """What will happen, before it does."""
    found = require_complaint_possible(http.current_uow(), str(case_id), str(decision_id))
    return page("complaint.html", t("Registrér klage"), nav="cases", case_id=str(case_id), decision=found)


@blueprint.post("/cases/<uuid:case_id>/decisions/<uuid:decision_id>/complaint")
@http.permission("cases")
def register(case_id: Any, decision_id: Any) -> BaseResponse:
    """The complaint begins its own course (S02); its first task opens for whoever may take it."""
    uow = http.current_uow()
    found = require_complaint_possible(uow, str(case_id), str(decision_id))
    told = {"decision_id": found.id}
    done = runtime.correlate(uow, http.services().rt, MESSAGE, found.id, told)
    uow.flush()
    task_id = task_query.open_task(uow, done.instance_id) if done.instance_id else None
    if task_id is not None:
        try:
            inbox.claim(uow, task_id)
        except (Conflict, Forbidden):
            # for somebody else's role: it is in their list
            task_id = None
    if task_id is not None:
        toast(t("Klagen er oprettet. Her er den første opgave."))
        return redirect(url_for("tasks.show", task_id=task_id), 303)
    toast(t("Klagen er oprettet. Den første opgave ligger hos dem, der har rollen."))
    return redirect(url_for("cases.show", case_id=case_id), 303)
