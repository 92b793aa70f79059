"""Files on user tasks: put there, listed, taken away, brought back, read."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response

from workflow_service import http, inbox
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.schemas.attachments import AttachmentListSchema, AttachmentSchema

blueprint = Blueprint("attachments", __name__, "Files on a task and on what was answered")

_SCHEMA = AttachmentSchema()
_FILE = {
    "requestBody": {
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "version_of": {"type": "string", "format": "uuid"},
                    },
                    "required": ["file"],
                }
            }
        }
    }
}


@blueprint.route("/user-tasks/<uuid:task_id>/attachments")
@http.permission("tasks")
@blueprint.response(200, AttachmentListSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def list_attachments(task_id: Any) -> dict[str, Any]:
    """List the files of a task"""
    found = inbox.attached(http.current_uow(), str(task_id))
    return {"items": [http.file_body(one) for one in found]}


@blueprint.route("/user-tasks/<uuid:task_id>/attachments", methods=["POST"])
@http.permission("tasks", upload=True, lazy=True)
@blueprint.response(201, AttachmentSchema)
@blueprint.alt_response(409, "CONFLICT")
@blueprint.doc(**_FILE, oef_idempotent=True)
def attach(task_id: Any) -> Response:
    """Put a file on a task

    What it is is told by its content: PDF, PNG, JPEG, WebP, MP3, M4A, OGG, WAV, DOCX, XLSX, ODT, TXT.
    Pictures lose place, time and text. `version_of` names the file of this task that it replaces.
    """
    examined = http.receive_file(str(task_id))

    @http.idempotent
    def keep() -> Response:
        body = _SCHEMA.dump(http.file_body(http.keep_file(str(task_id), examined)))
        return Response(orjson.dumps(body), 201, mimetype="application/json")

    with http.unit_of_work(write=True):
        found: Response = keep()
    return found


@blueprint.route("/user-tasks/<uuid:task_id>/attachments/<uuid:attachment_id>", methods=["DELETE"])
@http.permission("tasks")
@http.idempotent
@blueprint.response(204)
@blueprint.alt_response(409, "CONFLICT")
def detach(task_id: Any, attachment_id: Any) -> Response:
    """Take a file away from an open task; it can be restored for some days"""
    inbox.detach(http.current_uow(), http.services().rt, str(task_id), str(attachment_id))
    return Response(status=204)


@blueprint.route("/user-tasks/<uuid:task_id>/attachments/<uuid:attachment_id>/restore", methods=["POST"])
@http.permission("tasks")
@http.idempotent
@blueprint.response(200, AttachmentSchema)
@blueprint.alt_response(409, "CONFLICT")
def restore(task_id: Any, attachment_id: Any) -> dict[str, Any]:
    """Bring back a file that was taken away"""
    found = inbox.bring_back(http.current_uow(), http.services().rt, str(task_id), str(attachment_id))
    return http.file_body(found)


@blueprint.route("/attachments/<uuid:attachment_id>")
@http.permission("tasks")
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.doc(responses={"200": {"description": "The file", "content": {"application/octet-stream": {}}}})
def read(attachment_id: Any) -> Response:
    """Read a file"""
    return http.file_answer(*inbox.read_file(http.current_uow(), str(attachment_id)))
