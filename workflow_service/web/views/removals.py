"""Taking somebody out of a family who was written down by mistake: told first, then done, and undone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http
from workflow_service.casefile import merging, removing
from workflow_service.casefile.pages import visible_case
from workflow_service.errors import Conflict, Invalid
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import t

blueprint = Blueprint("removals", __name__)


@blueprint.get("/cases/<uuid:case_id>/family/removal")
@http.permission("cases")
def show(case_id: Any) -> BaseResponse:
    """What would happen, or what holds the person and what to do instead."""
    person = request.args.get("person", "")
    if not person:
        visible_case(http.current_uow(), str(case_id))
        return redirect(url_for("families.show", case_id=case_id), 303)
    return _page(str(case_id), person)


def _page(case_id: str, person: str, reason: str = "", problem: str = "", status: int = 200) -> Response:
    return page(
        "family_removal.html",
        t("Fjern en person"),
        nav="cases",
        status=status,
        found=removing.preview(http.current_uow(), case_id, person),
        reason=reason,
        problem=problem,
        days=merging.UNDO_DAYS,
    )


@blueprint.post("/cases/<uuid:case_id>/family/removal")
@http.permission("cases")
def remove(case_id: Any) -> BaseResponse:
    """Removes; without a reason, or when something has come to rest on the person since, the page again."""
    case, form = str(case_id), request.form
    person, reason = form.get("person", ""), form.get("reason", "")[:1000]
    try:
        removing.remove(http.current_uow(), case, person, reason)
    except Invalid as refused:
        if not person:
            raise
        return _page(case, person, reason, refused.text(http.language()), 422)
    except Conflict:
        # the page says itself what holds them
        return _page(case, person, reason, status=409)
    toast(t("Personen er fjernet fra familien. Det kan fortrydes i {days} dage.", days=merging.UNDO_DAYS))
    return redirect(url_for("families.show", case_id=case_id), 303)


@blueprint.post("/cases/<uuid:case_id>/family/removals/<uuid:removal_id>/undo")
@http.permission("cases")
def bring_back(case_id: Any, removal_id: Any) -> BaseResponse:
    """The person is in the family again, with homes and relations as they were."""
    reason = request.form.get("reason", "")[:1000]
    stayed = removing.bring_back(http.current_uow(), str(case_id), str(removal_id), reason)
    if stayed:
        toast(t("Personen er sat tilbage. Noget er ændret siden: {what}.", what=", ".join(stayed)))
    else:
        toast(t("Personen er sat tilbage i familien."))
    return redirect(url_for("families.show", case_id=case_id), 303)
