"""Who is in the family of a case, and taking out somebody who was written down by mistake."""

from __future__ import annotations

from typing import Any

from workflow_service import http
from workflow_service.api.base_dates import case_of
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.schemas.persons import (
    BackSchema,
    PersonsSchema,
    RemovalPreviewSchema,
    RemovalSchema,
    WhyRemovedSchema,
)
from workflow_service.casefile import removing

blueprint = Blueprint("persons_of_families", __name__, "People of a family")


@blueprint.route("/process-instances/<uuid:instance_id>/persons")
@http.permission("cases")
@blueprint.response(200, PersonsSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def list_persons(instance_id: Any) -> dict[str, Any]:
    """List the family of the instance's case, and who was removed and can be brought back"""
    uow, case_id = http.current_uow(), case_of(str(instance_id))
    found = removing.removals(uow, case_id)
    return {"items": removing.persons(uow, case_id), "may_remove": found.may, "removed": found.done}


@blueprint.route("/process-instances/<uuid:instance_id>/persons/<uuid:person_id>/removal")
@http.permission("cases")
@blueprint.response(200, RemovalPreviewSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def preview(instance_id: Any, person_id: Any) -> dict[str, Any]:
    """See what holds a person in the family, and what to do about it; changes nothing"""
    found = removing.preview(http.current_uow(), case_of(str(instance_id)), str(person_id))
    language = http.language()
    holds = [
        {"code": one.code, "what": one.what(language), "cure": one.cure(language)} for one in found.holds
    ]
    facts = {"related": found.related, "empty_home": found.empty_home}
    return {"person_id": found.person_id, "removable": not holds, "holds": holds, **facts}


@blueprint.route("/process-instances/<uuid:instance_id>/persons/<uuid:person_id>/remove", methods=["POST"])
@http.permission("cases")
@http.idempotent
@blueprint.arguments(WhyRemovedSchema)
@blueprint.response(200, RemovalSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def remove(body: dict[str, Any], instance_id: Any, person_id: Any) -> dict[str, Any]:
    """Remove a person who was written down by mistake, with a reason; it can be undone for 30 days"""
    uow, case_id = http.current_uow(), case_of(str(instance_id))
    return {"removal_id": removing.remove(uow, case_id, str(person_id), body["reason"])}


@blueprint.route(
    "/process-instances/<uuid:instance_id>/removals/<uuid:removal_id>/bring-back", methods=["POST"]
)
@http.permission("cases")
@http.idempotent
@blueprint.arguments(WhyRemovedSchema)
@blueprint.response(200, BackSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def bring_back(body: dict[str, Any], instance_id: Any, removal_id: Any) -> dict[str, Any]:
    """Bring a removed person back, with homes and relations as they were"""
    uow, case_id = http.current_uow(), case_of(str(instance_id))
    return {"stayed": removing.bring_back(uow, case_id, str(removal_id), body["reason"])}
