"""What was passed on in a case: to whom, with which consent or by which law, by whom."""

from __future__ import annotations

from typing import Any

from workflow_service import http
from workflow_service.api.base_dates import case_of
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.schemas.exchanges import ExchangeListSchema
from workflow_service.casefile.exchanges import exchanges

blueprint = Blueprint("exchanges_of_cases", __name__, "What was passed on in a case, and on which basis")


@blueprint.route("/process-instances/<uuid:instance_id>/exchanges")
@http.permission("cases")
@blueprint.response(200, ExchangeListSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def list_exchanges(instance_id: Any) -> dict[str, Any]:
    """List what was passed on in the instance's case, as far as the caller may read it"""
    _, found = exchanges(http.current_uow(), case_of(str(instance_id)))
    return {"items": found}
