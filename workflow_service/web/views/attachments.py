"""Files on a task's form, and looking at them: a PDF as pictures of its pages, drawn by us."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, url_for

from workflow_service import http, inbox
from workflow_service.casefile import media, pdf_pages
from workflow_service.casefile.attachments import File
from workflow_service.inbox.attaching import not_found
from workflow_service.web.frame import page
from workflow_service.web.texts import N_, t

blueprint = Blueprint("files", __name__)

SCANS = {"clean": N_("scannet for virus"), "unscanned": N_("ikke scannet for virus")}


def item(one: File) -> dict[str, Any]:
    """A file as the form's field shows it."""
    return {
        "id": one.id,
        "name": one.name,
        "size": media.size_words(one.size, http.language()),
        "kind": one.kind,
        "version": one.version,
        "filed": one.state == "filed",
        "showUrl": url_for("files.show", attachment_id=one.id),
        "previewUrl": url_for("files.preview", attachment_id=one.id) if one.kind != "other" else None,
        "saveUrl": url_for("files.save", attachment_id=one.id),
    }


def field(task_id: str) -> dict[str, Any]:
    """What the field of a form must know: where files go, what is taken, what is there."""
    settings = http.services().settings
    return {
        "url": url_for("files.attach", task_id=task_id),
        "accept": media.ACCEPT,
        "most": settings.max_attachments,
        "megabytes": settings.max_attachment_bytes // (1024 * 1024),
        "files": [item(one) for one in inbox.attached(http.current_uow(), task_id)],
    }


@blueprint.post("/tasks/<uuid:task_id>/attachments")
@http.permission("tasks", upload=True, lazy=True)
def attach(task_id: Any) -> tuple[Response, int]:
    """Keeps the file on the task."""
    examined = http.receive_file(str(task_id))
    with http.unit_of_work(write=True):
        return jsonify(item(http.keep_file(str(task_id), examined))), 201


@blueprint.delete("/tasks/<uuid:task_id>/attachments/<uuid:attachment_id>")
@http.permission("tasks")
def detach(task_id: Any, attachment_id: Any) -> Response:
    """Takes the file away; the field offers to undo it."""
    inbox.detach(http.current_uow(), http.services().rt, str(task_id), str(attachment_id))
    return Response(status=204)


@blueprint.post("/tasks/<uuid:task_id>/attachments/<uuid:attachment_id>/restore")
@http.permission("tasks")
def restore(task_id: Any, attachment_id: Any) -> Response:
    """Brings it back."""
    uow, rt = http.current_uow(), http.services().rt
    return jsonify(item(inbox.bring_back(uow, rt, str(task_id), str(attachment_id))))


@blueprint.get("/attachments/<uuid:attachment_id>")
@http.permission("tasks")
def save(attachment_id: Any) -> Response:
    """The file to be saved, whatever it is."""
    return http.file_answer(*inbox.read_file(http.current_uow(), str(attachment_id)))


@blueprint.get("/attachments/<uuid:attachment_id>/show")
@http.permission("tasks")
def show(attachment_id: Any) -> Response:
    """A picture or a sound where it stands on a page; every other file is saved."""
    return http.file_answer(*inbox.read_file(http.current_uow(), str(attachment_id)), inline=True)


@blueprint.get("/attachments/<uuid:attachment_id>/preview")
@http.permission("tasks")
def preview(attachment_id: Any) -> Response:
    """The file on a page of ours, with its name and a way to save it."""
    one, content = inbox.read_file(http.current_uow(), str(attachment_id))
    pages = pdf_pages.count_pages(content) if one.kind == "pdf" else 0
    return page(
        "attachment.html",
        t("Bilag"),
        nav="cases",
        one=one,
        size=media.size_words(one.size, http.language()),
        scan=t(SCANS[one.scan]),
        pages=min(pages, pdf_pages.MOST_PAGES),
        more=pages > pdf_pages.MOST_PAGES,
    )


@blueprint.get("/attachments/<uuid:attachment_id>/pages/<int:number>.png")
@http.permission("tasks")
def pdf_page(attachment_id: Any, number: int) -> Response:
    """One page of a PDF, drawn by us: nothing that can run in it comes along."""
    one, content = inbox.read_file(http.current_uow(), str(attachment_id))
    if one.kind != "pdf" or not 1 <= number <= pdf_pages.MOST_PAGES:
        raise not_found()
    try:
        drawn = pdf_pages.draw_page(content, number)
    except pdf_pages.CannotDraw:
        raise not_found() from None
    response = Response(drawn, mimetype="image/png")
    response.headers["Content-Security-Policy"] = http.SANDBOX
    response.headers["Cache-Control"] = "private, no-store"
    return response
