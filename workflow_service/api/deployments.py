"""Deployments and process definitions: what runs, and bringing new versions of it."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from workflow_service import http, studio
from workflow_service.api import paging
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.schemas.definitions import (
    DefinitionPage,
    DefinitionQuery,
    DefinitionSchema,
    DeployForm,
    DeploymentSchema,
    DeployQuery,
)
from workflow_service.errors import Malformed, NotFound, TooLarge
from workflow_service.store import studio as query

blueprint = Blueprint("definitions", __name__, "Releases and process definitions")

_FILES = {
    "requestBody": {
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "note": {"type": "string"},
                        "effective_at": {"type": "string", "format": "date-time"},
                    },
                    "required": ["files"],
                }
            }
        }
    }
}


@blueprint.route("/deployments", methods=["POST"])
@http.permission("definitions.write", upload=True)
@http.idempotent
@blueprint.arguments(DeployQuery, location="query")
@blueprint.response(201, DeploymentSchema)
@blueprint.doc(**_FILES)
def deploy(asked: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Check files and make one release of them and what stays

    Any of .bpmn, .dmn, .form.json, English twins, or a package .zip. An error in one of them stores nothing
    and lists every finding.
    """
    files = _uploaded()
    beside = blueprint.ARGUMENTS_PARSER.parse(DeployForm(), location="form")
    done = studio.deploy(
        http.current_uow(),
        http.services().rt,
        files,
        note=beside["note"],
        effective_at=beside["effective_at"],
        dry_run=asked["dry_run"],
    )
    body = {
        "release_id": done.release_id,
        "number": done.number,
        "effective_at": done.effective_at,
        "dry_run": asked["dry_run"],
        "definitions": [
            {"kind": kind, "key": key, "version": version, "changed": changed}
            for kind, key, version, changed in done.definitions
        ],
        "findings": [http.finding_body(finding) for finding in done.findings],
    }
    return body, 200 if asked["dry_run"] else 201


def _uploaded() -> dict[str, bytes]:
    settings = http.services().settings
    found: dict[str, bytes] = {}
    for part in request.files.values():
        for file in request.files.getlist(part.name or ""):
            name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1]
            content = file.stream.read()
            file.stream.seek(0)
            unpacked = studio.read_archive(content) if name.endswith(".zip") else {name: content}
            twice = sorted(set(found) & set(unpacked))
            if twice:
                raise _twice(twice[0])
            found |= unpacked
    total = sum(len(content) for content in found.values())
    if total > settings.max_unpacked_bytes or len(found) > settings.max_package_files:
        raise TooLarge(
            "package_too_large",
            "Pakken er for stor. Del den op, eller bed systemadministratoren hæve grænsen.",
            "The package is too large. Split it, or ask the system administrator to raise the limit.",
        )
    return found


def _twice(name: str) -> Malformed:
    return Malformed(
        "file_twice",
        f"Filen {name} er med to gange. Send den kun én gang.",
        f"The file {name} is there twice. Send it once.",
    )


@blueprint.route("/process-definitions")
@http.permission("definitions.read")
@blueprint.arguments(DefinitionQuery, location="query")
@blueprint.response(200, DefinitionPage)
def list_definitions(asked: dict[str, Any]) -> dict[str, Any]:
    """List process definitions, newest version of each key first"""
    uow = http.current_uow()
    rows = query.definitions(uow, "process", asked["key"], asked["latest"])
    after = paging.read_cursor(asked["cursor"])
    ids = [str(row["id"]) for row in rows]
    begin = ids.index(after) + 1 if after in ids else 0
    some = rows[begin : begin + asked["limit"] + 1]
    return paging.page(some, asked["limit"], len(rows), [_definition(uow, row) for row in some])


@blueprint.route("/process-definitions/<uuid:definition_id>")
@http.permission("definitions.read")
@blueprint.response(200, DefinitionSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def read_definition(definition_id: Any) -> dict[str, Any]:
    """Read one version of a process definition"""
    return _definition(http.current_uow(), _found(definition_id))


@blueprint.route("/process-definitions/<uuid:definition_id>/xml")
@http.permission("definitions.read")
@blueprint.response(200, content_type="application/xml")
@blueprint.alt_response(404, "NOT_FOUND")
def read_xml(definition_id: Any) -> Response:
    """Download the BPMN diagram exactly as it was deployed"""
    return Response(bytes(_found(definition_id)["content"]), mimetype="application/xml")


def _found(definition_id: Any) -> Any:
    row = query.definition(http.current_uow(), str(definition_id))
    if row is None or row["kind"] != "process":
        raise NotFound(
            "definition_not_found", "Arbejdsgangen findes ikke.", "The process definition does not exist."
        )
    return row


def _definition(uow: Any, row: Any) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "key": row["key"],
        "version": int(row["version"]),
        "name": row["name"],
        "file": row["file"],
        "sha256": row["sha256"],
        "created_at": uow.moment(row["created_at"]),
    }
