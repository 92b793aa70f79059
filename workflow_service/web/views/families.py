"""The family of a case: its homes and people, what is hidden until somebody says what for, and paper."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http
from workflow_service.casefile import removing
from workflow_service.casefile.family_page import contact_sheet, family_page, reveal
from workflow_service.casefile.letter_choice import choose_letter_language
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import N_, t

blueprint = Blueprint("families", __name__)

REVEALED = {"cpr": N_("CPR-nummer"), "address": N_("Beskyttet adresse")}


@blueprint.get("/cases/<uuid:case_id>/family")
@http.permission("cases")
def show(case_id: Any) -> Response:
    """Homes, people, custody, cases of siblings, sectors, and whom the family rings."""
    uow = http.current_uow()
    found = family_page(uow, str(case_id))
    removals = removing.removals(uow, str(case_id))
    return page("family.html", t("Familien"), nav="cases", found=found, removals=removals)


@blueprint.get("/cases/<uuid:case_id>/family/print")
@http.permission("cases")
def sheet(case_id: Any) -> Response:
    """The contact sheet for one parent; without a choice the parents to choose from."""
    uow, to = http.current_uow(), request.args.get("to", "")
    if not to:
        found = family_page(uow, str(case_id))
        return page("family_sheets.html", t("Kontaktark"), nav="cases", found=found)
    chosen = contact_sheet(uow, str(case_id), to)
    return page("family_sheet.html", t("Kontaktark"), nav="cases", found=chosen)


@blueprint.post("/cases/<uuid:case_id>/family/letters")
@http.permission("cases")
def choose_language(case_id: Any) -> BaseResponse:
    """Letters to somebody of the family leave in another language from now on."""
    form = request.form
    changed = choose_letter_language(
        http.current_uow(), str(case_id), form.get("person", ""), form.get("language", "")
    )
    toast(t("Sproget i brevene er skiftet.") if changed else t("Brevene er allerede på det sprog."))
    return redirect(url_for("families.show", case_id=case_id), 303)


@blueprint.post("/cases/<uuid:case_id>/family/reveal")
@http.permission("cases")
def show_hidden(case_id: Any) -> Response:
    """A CPR number or a protected address, alone on its page. It answers a form, so that neither it nor
    the purpose stands in an address of the browser."""
    form = request.form
    found = reveal(
        http.current_uow(),
        str(case_id),
        form.get("kind", ""),
        form.get("of", ""),
        form.get("why", ""),
    )
    label = REVEALED[found.kind]
    return page("family_revealed.html", t("Vist oplysning"), nav="cases", found=found, label=label)
