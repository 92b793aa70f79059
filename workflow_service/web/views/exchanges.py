"""What was passed on in a case, on a page of its own."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from workflow_service import http
from workflow_service.casefile.exchanges import exchanges
from workflow_service.web.frame import page
from workflow_service.web.texts import t

blueprint = Blueprint("exchanges", __name__)


@blueprint.get("/cases/<uuid:case_id>/exchanges")
@http.permission("cases")
def show(case_id: Any) -> Response:
    """The register of information exchanges, as far as the reader may read the documents behind it."""
    number, found = exchanges(http.current_uow(), str(case_id))
    return page(
        "exchanges.html",
        t("Udvekslede oplysninger"),
        nav="cases",
        case_id=str(case_id),
        number=number,
        found=found,
    )
