"""Starting a course: a new inquiry, or another process that was published."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http, inbox, runtime
from workflow_service.errors import Forbidden
from workflow_service.runtime import Release
from workflow_service.store import UnitOfWork, idempotency, running
from workflow_service.store.idempotency import Answer
from workflow_service.web.frame import page, toast
from workflow_service.web.outline import process_name
from workflow_service.web.texts import t

blueprint = Blueprint("start", __name__)

MAIN = "case_main"


def _release(uow: UnitOfWork) -> Release | None:
    found = running.current_release(uow, uow.now)
    return http.services().rt.releases.get(uow, str(found["id"])) if found else None


def startable(release: Release) -> list[str]:
    """Keys of the processes one can start by hand: with a plain start, called by no other or named as a way
    in (`oef:startable="entry"`); the family's own course first."""
    known = release.diagrams.processes
    called = {key for info in known.values() for key in info.called}
    found = [
        info.key
        for info in known.values()
        if (info.key not in called or info.attributes.get("startable") == "entry")
        and not runtime.startable_on_case(info)
        and any(start.kind == "none" for start in info.starts)
    ]
    return sorted(found, key=lambda key: (key != MAIN, process_name(release, key)))


@blueprint.get("/start")
@http.permission("instances.start")
def show() -> Response:
    """What can be started."""
    release = _release(http.current_uow())
    offered = []
    if release is not None:
        for key in startable(release):
            text = release.texts.get(key, {}).get(key, {}).get("documentation", "")
            danish = release.diagrams.processes[key].documentation
            about = text if http.language() == "en" and text else danish
            offered.append((key, process_name(release, key), about, key == MAIN))
    return page("start.html", t("Ny henvendelse"), nav="start", offered=offered, once=uuid.uuid4().hex)


@blueprint.post("/start")
@http.permission("instances.start")
def start() -> BaseResponse:
    """Starts it and opens its first task, taken by whoever started it when the role is theirs."""
    uow = http.current_uow()
    process = request.form.get("process", MAIN)[:80]
    # a second press of the button must not begin a second course
    key, me = f"start-{process}-{request.form.get('once', '')[:40]}", uow.actor.user_id or ""
    once = bool(request.form.get("once"))
    before = idempotency.claim(uow, me, key, "start") if once else None
    if before is not None:
        return redirect(before.body.decode(), 303)
    address = _begin(uow, process)
    if once:
        idempotency.remember(uow, me, key, Answer(303, address.encode()))
    return redirect(address, 303)


def _begin(uow: UnitOfWork, process: str) -> str:
    """Starts the course; where to go."""
    done = runtime.start_instance(uow, http.services().rt, process, {})
    uow.flush()
    for task_id in done.task_ids:
        try:
            inbox.claim(uow, task_id)
        except Forbidden:
            # for somebody else's role: it waits in their list
            continue
        toast(t("Forløbet er startet. Her er den første opgave."))
        return url_for("tasks.show", task_id=task_id)
    toast(t("Forløbet er startet. Den første opgave ligger hos dem, der har rollen."))
    return url_for("inbox.show")
