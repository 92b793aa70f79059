"""The register of notifications, and contact with parents that waits for a named officer (N01, INV-14)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import access, casefile, http
from workflow_service.casefile.notifications_register import register
from workflow_service.errors import Invalid
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import t

blueprint = Blueprint("notifications", __name__)

REASON = 2000


@blueprint.get("/notifications")
@http.permission("notifications")
def show() -> Response:
    """What came, the two clocks of each, and where it stands."""
    uow = http.current_uow()
    only_open = request.args.get("show") != "all"
    items = register(uow, only_open=only_open)
    return page(
        "notifications.html",
        t("Underretninger"),
        nav="notifications",
        items=items,
        only_open=only_open,
        late=sum(one.assessed_late or one.receipt_late for one in items),
        may_start=access.may_pass(uow.actor, "instances.start") is None,
    )


@blueprint.get("/cases/<uuid:case_id>/contact")
@http.permission("cases")
def contact(case_id: Any) -> Response:
    """What is held back in the case, and why."""
    return _contact(str(case_id))


def _contact(case_id: str, reason: str = "", error: str = "") -> Response:
    held = casefile.held_contact(http.current_uow(), case_id)
    return page(
        "contact_hold.html",
        t("Kontakt med forældrene"),
        nav="cases",
        case_id=case_id,
        held=held,
        reason=reason,
        error=error,
        status=422 if error else 200,
    )


@blueprint.post("/cases/<uuid:case_id>/contact")
@http.permission("cases")
def release(case_id: Any) -> BaseResponse:
    """The named officer lets contact begin again, and sends or drops the letters that waited."""
    reason = request.form.get("reason", "")[:REASON]
    send = request.form.get("letters") == "send"
    try:
        left = casefile.release_contact(http.current_uow(), str(case_id), reason, send=send)
    except Invalid as error:
        if "reason" not in (error.fields or {}):
            raise
        return _contact(str(case_id), reason, error.en if http.language() == "en" else error.da)
    toast(
        t("Forældrene må kontaktes igen. {count} breve er sendt.", count=left)
        if send
        else t("Forældrene må kontaktes igen. Brevene er ikke sendt.")
    )
    return redirect(url_for("cases.show", case_id=case_id), 303)
