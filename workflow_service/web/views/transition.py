"""The transition plan of a young person: read on the screen, printed for the young person."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from workflow_service import http
from workflow_service.casefile.transition_page import transition_page
from workflow_service.web.frame import page
from workflow_service.web.texts import N_, t

blueprint = Blueprint("transition", __name__)

PLAN_TYPES = {
    "youth_plan": N_("Ungeplan"),
    "holistic_plan": N_("Helhedsorienteret plan"),
    "none": N_("Ingen plan ud over denne"),
}
GUARDIANSHIP = {
    "not_relevant": N_("Ikke relevant"),
    "applied": N_("Søgt"),
    "decided": N_("Besluttet"),
}
DIGITAL_POST = {
    "yes": N_("Den unge har sin egen"),
    "no": N_("Ikke endnu"),
    "exempt": N_("Fritaget"),
}
KINDS = {"red": "warning", "yellow": "info", "green": "done"}


@blueprint.get("/cases/<uuid:case_id>/transition")
@http.permission("cases")
def show(case_id: Any) -> Response:
    """The six areas, what the young person wants, and the dates that count."""
    found = transition_page(http.current_uow(), str(case_id))
    return page(
        "transition.html",
        t("Overgangsplan"),
        nav="cases",
        found=found,
        plan_types=PLAN_TYPES,
        guardianship=GUARDIANSHIP,
        digital_post=DIGITAL_POST,
        kinds=KINDS,
    )
