"""Taking a file that is sent to a task: who may is asked first, and it is judged while nothing is locked."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from workflow_service import inbox
from workflow_service.casefile.attachments import File
from workflow_service.errors import Malformed
from workflow_service.http.services import services
from workflow_service.http.unit import current_uow, unit_of_work
from workflow_service.inbox.attaching import Examined, too_large

FIELD = "file"
# a form's own words around the file
AROUND = 64 * 1024


def receive_file(task_id: str) -> Examined:
    """The one file of the request (multipart, field `file`), judged and scanned; no unit of work is open
    while it is received.

    Raises what `inbox.require_may_attach` and `inbox.examine` do, `Malformed` without a file.
    """
    found = services()
    with unit_of_work(write=False) as uow:
        inbox.require_may_attach(uow, found.rt, task_id)
    most = found.settings.max_attachment_bytes
    if (request.content_length or 0) > most + AROUND:
        raise too_large(most)
    try:
        files = request.files.getlist(FIELD)
    except RequestEntityTooLarge:
        raise too_large(most) from None
    if len(files) != 1:
        raise Malformed(
            "file_missing",
            "Der skal være præcis én fil i feltet »file«. Vælg filen igen.",
            "There must be exactly one file in the field “file”. Choose the file again.",
        )
    content = files[0].stream.read()
    files[0].stream.seek(0)
    return inbox.examine(files[0].filename or "", content, most, inbox.scanner(found.settings.scan_command))


def keep_file(task_id: str, examined: Examined) -> File:
    """Keeps the file in the unit of work that is open. `version_of` in the form: what it replaces."""
    found = services()
    return inbox.attach(
        current_uow(),
        found.rt,
        task_id,
        examined,
        version_of=request.form.get("version_of") or None,
        most=found.settings.max_attachments,
    )


def file_body(one: File) -> dict[str, Any]:
    """A file as JSON tells it."""
    return {
        "id": one.id,
        "name": one.name,
        "media_type": one.media_type,
        "kind": one.kind,
        "size": one.size,
        "sha256": one.digest,
        "state": one.state,
        "scan": one.scan,
        "version": one.version,
        "version_of": one.version_of,
        "uploaded_at": one.uploaded_at,
        "uploaded_by": one.uploaded_by,
    }


# a file that somebody made is never a page of ours: it runs nothing and belongs to no origin
SANDBOX = "default-src 'none'; sandbox"


def file_answer(one: File, content: bytes, *, inline: bool = False) -> Response:
    """The file itself, to be saved; `inline` (pictures and sound only) to be shown where it stands."""
    shown = inline and one.kind in ("image", "sound")
    response = Response(content, mimetype=one.media_type)
    response.headers.set("Content-Disposition", "inline" if shown else "attachment", filename=one.name)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "private, no-store"
    # a player asks for parts of a sound
    response.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return response
