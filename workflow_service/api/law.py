"""Sections of law: read them with what stands on them, write another text from a day on, confirm one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from workflow_service import http
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.schemas import law as schemas
from workflow_service.store import law as query
from workflow_service.studio import law, usage
from workflow_service.studio.usage import LawUse

blueprint = Blueprint("legal_bases", __name__, "Sections of law, with when somebody confirmed them")

_TEXTS = ("law", "section", "text_da", "text_en", "replaces", "source", "link")


@blueprint.route("/legal-bases")
@http.permission("login")
@blueprint.arguments(schemas.SectionQuery, location="query")
@blueprint.response(200, schemas.SectionListSchema)
def list_sections(asked: dict[str, Any]) -> dict[str, Any]:
    """List the sections in force today"""
    uow = http.current_uow()
    found = query.legal_bases(uow, law.today(uow))
    return {"items": [one for one in found if not (asked["unconfirmed"] and one.verified)]}


@blueprint.route("/legal-bases", methods=["POST"])
@http.permission("parameters")
@http.idempotent
@blueprint.arguments(schemas.NewSectionSchema)
@blueprint.response(201, schemas.SectionSchema)
@blueprint.alt_response(409, "CONFLICT")
def add_section(body: dict[str, Any]) -> Any:
    """Write a section that was not there"""
    return _write(body["key"], body, new=True)


@blueprint.route("/legal-bases/<key>")
@http.permission("login")
@blueprint.response(200, schemas.SectionDetailSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def show_section(key: str) -> dict[str, Any]:
    """Read one section: its rows in time, the tasks and clocks that stand on it"""
    uow = http.current_uow()
    rows = law.history(uow, key)
    use = usage.uses_by_release(uow, http.services().rt).get(key, LawUse())
    now = law.in_force(rows, law.today(uow))
    told = [
        {
            **asdict(one.basis),
            "citation": one.basis.citation,
            "written_by": one.written_by,
            "written_at": one.written_at,
            "reason": one.reason,
            "verified_by": one.verified_by,
        }
        for one in rows
    ]
    in_force = None if now is None else now.basis
    return {"key": key, "in_force": in_force, "rows": told, "tasks": use.steps, "clocks": use.clocks}


@blueprint.route("/legal-bases/<key>/rows", methods=["POST"])
@http.permission("parameters")
@http.idempotent
@blueprint.arguments(schemas.WriteSectionSchema)
@blueprint.response(201, schemas.SectionSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def write_section(body: dict[str, Any], key: str) -> Any:
    """Write another text of a section from a day on"""
    return _write(key, body)


@blueprint.route("/legal-bases/<key>/confirm", methods=["POST"])
@http.permission("parameters")
@http.idempotent
@blueprint.arguments(schemas.ConfirmSectionSchema)
@blueprint.response(200, schemas.SectionSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def confirm_section(body: dict[str, Any], key: str) -> Any:
    """Say when and where a section was looked up"""
    uow = http.current_uow()
    return law.confirm(uow, key, body["verified_on"], body["source"], body["valid_from"])


def _write(key: str, body: dict[str, Any], *, new: bool = False) -> Any:
    texts = {name: body[name] for name in _TEXTS}
    uow = http.current_uow()
    first, last = body["valid_from"], body["valid_to"]
    return law.write(uow, key, texts, first, body["reason"], valid_to=last, new=new)
