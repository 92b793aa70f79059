"""One task: its form with reasons beside it, who holds it, and what comes after it is completed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import calendar, http, inbox
from workflow_service.casefile import letter_previews
from workflow_service.casefile.attachments import SOURCE
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.forms import options_key
from workflow_service.inbox import Completed, FormView, TaskItem, TaskQuery, TaskView
from workflow_service.meetings.base import PROCESSES
from workflow_service.states import OPEN_TASK_STATES, TaskState
from workflow_service.store import UnitOfWork, corrections
from workflow_service.web.frame import fragment, page, toast
from workflow_service.web.listing import LONGEST, read_asked
from workflow_service.web.reading import address_in_list, answered, holder_of, preview_of, receivers
from workflow_service.web.texts import t
from workflow_service.web.views import attachments

# tasks of a meeting are prepared on its page; these are what the meeting page is for
MEETING_COURSES = frozenset(PROCESSES.values())
HELD_ON_PAGE = frozenset({"hold_status_meeting", "hold_coordination_meeting"})

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")

# how one hands a task to somebody: what `inbox` calls it
HAND_OVER: dict[str, Callable[[UnitOfWork, str, str], None]] = {
    "delegate": inbox.delegate,
    "assign": inbox.assign,
}


def list_query() -> str:
    """The list the reader came from, so that the way back leads to the same place in it."""
    return read_asked(MultiDict(parse_qsl(request.values.get("list", "")[:LONGEST]))).query()


def list_address(task_id: str = "") -> str:
    query = list_query()
    place = f"#t-{task_id}" if task_id else ""
    return url_for("inbox.show") + (f"?{query}" if query else "") + place


def task_address(task_id: str) -> str:
    return address_in_list(task_id, list_query())


@blueprint.get("/<uuid:task_id>")
@http.permission("tasks")
def show(task_id: Any) -> Response:
    """The task as its reader may have it: to do, to take, or to read when it is finished."""
    uow, rt = http.current_uow(), http.services().rt
    view = inbox.read_task(uow, rt, str(task_id))
    if view.item.state not in OPEN_TASK_STATES:
        return _finished(uow, view)
    form = inbox.read_form(uow, rt, view.item.id) if "complete" in view.actions else None
    has_island = form is not None and form.schema is not None
    return page(
        "task.html",
        view.item.name,
        nav="inbox",
        islands=("form-viewer",) if has_island else (),
        view=view,
        item=view.item,
        form=form,
        island=_island(uow, view.item, form) if form is not None and has_island else None,
        holder=holder_of(uow, view.item),
        back=list_address(view.item.id),
        list_query=list_query(),
        meeting_url=_meeting_of(view.item, form),
        writes_letters=_writes_letters(view.item, form),
    )


@blueprint.get("/<uuid:task_id>/letters")
@http.permission("tasks")
def letters(task_id: Any) -> Response:
    """The letters that the task will send, as the reader's draft has them."""
    uow, rt = http.current_uow(), http.services().rt
    view = inbox.read_task(uow, rt, str(task_id))
    form = inbox.read_form(uow, rt, view.item.id) if "complete" in view.actions else None
    if form is None or not _writes_letters(view.item, form):
        raise Conflict(
            "no_letters",
            "Opgaven sender ingen breve, eller du kan ikke løse den. Gå tilbage til opgaven.",
            "The task sends no letters, or you cannot do it. Go back to the task.",
        )
    found = letter_previews.preview(uow, str(view.item.case_id), str(form.key), form.data)
    return page("task_letters.html", t("Sådan bliver brevet"), nav="inbox", item=view.item, found=found)


def _writes_letters(item: TaskItem, form: FormView | None) -> bool:
    step = form.data.get("step") if form else None
    return item.case_id is not None and form is not None and letter_previews.writes_letters(form.key, step)


def _meeting_of(item: TaskItem, form: FormView | None) -> str | None:
    """Where the meeting that the task is about is planned or held."""
    if form is None or item.process_key not in MEETING_COURSES or not form.data.get("meeting_id"):
        return None
    page_of = "meeting_run.show" if item.element in HELD_ON_PAGE else "meetings.show_meeting"
    return url_for(page_of, meeting_id=form.data["meeting_id"])


def _island(uow: UnitOfWork, item: TaskItem, form: FormView) -> dict[str, Any]:
    """The parameters of the form island."""
    language = http.language()
    query = urlencode({"list": list_query()})
    return {
        "schema": _with_sources(form),
        "data": form.data,
        "setting": form.setting,
        "label": form.title,
        "submitUrl": url_for("tasks.complete", task_id=item.id) + f"?{query}",
        "draftUrl": url_for("tasks.save_draft", task_id=item.id),
        "draftSavedAt": calendar.clock_text(form.draft_at, uow.zone, language) if form.draft_at else None,
        "next": list_address(),
        "attachments": attachments.field(item.id) if takes_files(form) else None,
    }


def takes_files(form: FormView) -> bool:
    """Has the form a place for attachments?"""
    return options_key(SOURCE) in form.data


def _with_sources(form: FormView) -> Any:
    """The schema with "Hentet fra …" under each field that was filled from something earlier."""

    def marked(component: Any) -> Any:
        if not isinstance(component, dict):
            return component
        changed = dict(component)
        if "components" in component:
            changed["components"] = [marked(one) for one in component["components"]]
        source = form.sources.get(str(component.get("key")))
        if source:
            changed["description"] = " ".join(filter(None, (component.get("description"), source)))
        return changed

    return marked(dict(form.schema or {})) if form.sources else form.schema


def _finished(uow: UnitOfWork, view: TaskView) -> Response:
    done = view.item.state == TaskState.COMPLETED
    return page(
        "task_done.html",
        view.item.name,
        nav="inbox",
        view=view,
        item=view.item,
        answer=answered(uow, http.services().rt, view.item.id) if done else None,
        may_undo=done and inbox.may_undo(uow, view.item.id),
        correct=inbox.correctable(uow, http.services().rt, view.item.id) if done else None,
        versions=corrections.versions(uow, view.item.id) if done else (),
        back=list_address(view.item.id),
    )


@blueprint.get("/<uuid:task_id>/correct")
@http.permission("tasks")
def correct(task_id: Any) -> Response:
    """The answers as they stand, to be corrected with a reason."""
    uow, rt = http.current_uow(), http.services().rt
    view = inbox.read_task(uow, rt, str(task_id))
    form = inbox.read_correction(uow, rt, view.item.id)
    return page(
        "correct.html",
        t("Ret svarene"),
        nav="inbox",
        islands=("form-viewer",),
        item=view.item,
        found=inbox.correctable(uow, rt, view.item.id),
        island={
            "schema": form.schema,
            "data": form.data,
            "setting": form.setting,
            "label": form.title,
            "submitLabel": t("Gem rettelsen"),
            "submitUrl": url_for("tasks.save_correction", task_id=task_id),
            "draftUrl": None,
            "draftSavedAt": None,
            "next": url_for("tasks.show", task_id=task_id),
            "attachments": attachments.field(view.item.id) if takes_files(form) else None,
        },
    )


@blueprint.post("/<uuid:task_id>/correct")
@http.permission("tasks")
def save_correction(task_id: Any) -> Response:
    """Writes the new version; the old one stays readable."""
    uow, rt = http.current_uow(), http.services().rt
    # whoever may not know of the task learns no more than that
    inbox.read_task(uow, rt, str(task_id))
    inbox.correct_task(uow, rt, str(task_id), _variables())
    toast(t("Rettelsen er gemt. Det tidligere svar kan stadig læses."))
    return jsonify(next=url_for("tasks.show", task_id=task_id))


@blueprint.get("/<uuid:task_id>/preview")
@http.permission("tasks")
def preview(task_id: Any) -> Response:
    """The panel beside the list."""
    uow = http.current_uow()
    view = inbox.read_task(uow, http.services().rt, str(task_id))
    return fragment("_preview.html", **preview_of(uow, view, list_query()))


@blueprint.put("/<uuid:task_id>/draft")
@http.permission("tasks")
def save_draft(task_id: Any) -> Response:
    """Keeps what is written so far, for the one who writes."""
    saved = inbox.save_draft(http.current_uow(), str(task_id), _variables())
    return jsonify(saved_at=saved.isoformat())


def _variables() -> dict[str, Any]:
    body = http.read_json(request, empty={})
    found = body.get("variables") if isinstance(body, dict) else None
    if not isinstance(found, dict):
        raise Invalid(
            "variables_missing",
            "Svarene mangler. Hent siden igen, og prøv på ny.",
            "The answers are missing. Reload the page and try again.",
        )
    return found


@blueprint.post("/<uuid:task_id>/complete")
@http.permission("tasks")
def complete(task_id: Any) -> BaseResponse:
    """Completes the task and says where to go next: JSON for the form's island, a redirect for a button."""
    uow = http.current_uow()
    by_island = request.mimetype == "application/json"
    done = inbox.complete_task(uow, http.services().rt, str(task_id), _variables() if by_island else {})
    uow.flush()
    address = _next_address(uow, done)
    toast(t("Opgaven er afsluttet."), f"undo:{task_id}")
    return jsonify(next=address) if by_island else redirect(address, 303)


def _next_address(uow: UnitOfWork, done: Completed) -> str:
    """The case's next task when the reader may do it, else the next of the reader's list, else the list."""
    rt = http.services().rt
    for task_id in done.task_ids:
        try:
            if "complete" in inbox.read_task(uow, rt, task_id).actions:
                return task_address(task_id)
        except NotFound:
            # somebody else's, the reader may not even know of it
            continue
    mine = inbox.list_tasks(uow, rt, TaskQuery("mine", limit=1)).items
    return task_address(mine[0].id) if mine else list_address()


@blueprint.post("/<uuid:task_id>/undo")
@http.permission("tasks")
def undo(task_id: Any) -> BaseResponse:
    """Takes the reader's own completion back, while nobody has gone on; the answers are the draft again."""
    try:
        inbox.undo_task(http.current_uow(), http.services().rt, str(task_id))
    except Conflict as refused:
        if refused.code != "cannot_undo":
            raise
        # nothing has changed: the reader stays where the answers can be read
        toast(refused.text(http.language()), "warning")
        return redirect(task_address(str(task_id)), 303)
    toast(t("Opgaven er åben igen. Dine svar er gemt som kladde."))
    return redirect(task_address(str(task_id)), 303)


@blueprint.post("/<uuid:task_id>/claim")
@http.permission("tasks")
def claim(task_id: Any) -> BaseResponse:
    """Takes the task and opens it."""
    inbox.claim(http.current_uow(), str(task_id))
    toast(t("Opgaven er din nu."))
    return redirect(task_address(str(task_id)), 303)


@blueprint.post("/<uuid:task_id>/unclaim")
@http.permission("tasks")
def unclaim(task_id: Any) -> BaseResponse:
    """Puts the task back for the others in its role."""
    inbox.unclaim(http.current_uow(), str(task_id))
    toast(t("Opgaven er lagt tilbage, så andre kan tage den."))
    return redirect(list_address(), 303)


@blueprint.post("/<uuid:task_id>/resolve")
@http.permission("tasks")
def resolve(task_id: Any) -> BaseResponse:
    """Returns the task to the colleague who asked."""
    inbox.resolve(http.current_uow(), str(task_id))
    toast(t("Opgaven er sendt tilbage."))
    return redirect(list_address(), 303)


@blueprint.get("/<uuid:task_id>/hand-over/<how>")
@http.permission("tasks")
def choose_receiver(task_id: Any, how: str) -> Response:
    """To whom? Only colleagues who may have the task are offered."""
    return _choose(str(task_id), how)


def _choose(task_id: str, how: str, error: str = "", status: int = 200) -> Response:
    uow = http.current_uow()
    view = inbox.read_task(uow, http.services().rt, task_id)
    if how not in view.actions or how not in HAND_OVER:
        raise Conflict(
            "task_state",
            "Opgaven kan ikke gives videre nu. Genindlæs siden, og se, hvem der har den.",
            "The task cannot be handed over now. Reload the page and see who has it.",
        )
    return page(
        "hand_over.html",
        t("Giv opgaven videre"),
        nav="inbox",
        status=status,
        view=view,
        item=view.item,
        how=how,
        colleagues=receivers(uow, task_id),
        error=error,
        back=task_address(task_id),
        list_query=list_query(),
    )


@blueprint.post("/<uuid:task_id>/hand-over/<how>")
@http.permission("tasks")
def hand_over(task_id: Any, how: str) -> BaseResponse:
    """Gives the task to the colleague who was chosen."""
    user_id = request.form.get("user", "")
    if how not in HAND_OVER or not user_id:
        return _choose(str(task_id), how, t("Vælg en kollega."), 422)
    HAND_OVER[how](http.current_uow(), str(task_id), user_id)
    toast(t("Opgaven er givet videre."))
    return redirect(list_address(), 303)
