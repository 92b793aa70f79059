"""Fravær og afløser: when somebody is away, and who works for them meanwhile (T08)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http
from workflow_service.casefile import absence_page
from workflow_service.errors import Invalid
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import t

blueprint = Blueprint("absences", __name__)


@blueprint.get("/absences")
@http.permission("tasks")
def show() -> Response:
    """Mine, those of the people I lead, and whom I stand in for."""
    found = absence_page.absences(http.current_uow())
    return page("absences.html", t("Fravær og afløser"), nav="inbox", found=found)


@blueprint.post("/absences")
@http.permission("tasks")
def register() -> BaseResponse:
    """Begins an absence: the form comes next."""
    uow = http.current_uow()
    begun = absence_page.register(uow, http.services().rt, _whose(request.form.get("user", "")))
    return redirect(url_for("tasks.show", task_id=begun.task_id), 303)


def _whose(text: str) -> str:
    """The user in the form; oneself when none is named."""
    if not text:
        return http.current_uow().actor.user_id or ""
    try:
        return str(UUID(text))
    except ValueError:
        raise Invalid("user_unreadable", "Vælg en kollega.", "Choose a colleague.") from None


@blueprint.post("/absences/<uuid:absence_id>/back")
@http.permission("tasks")
def come_back(absence_id: Any) -> BaseResponse:
    """Back before it was planned."""
    absence_page.come_back(http.current_uow(), http.services().rt, str(absence_id))
    toast(t("Fraværet er slut. Se, hvad der er sket imens, i opgaven »Læs, hvad der er sket«."))
    return redirect(url_for("absences.show"), 303)


@blueprint.post("/absences/<uuid:absence_id>/withdraw")
@http.permission("tasks")
def withdraw(absence_id: Any) -> BaseResponse:
    """It comes to nothing."""
    absence_page.withdraw(http.current_uow(), http.services().rt, str(absence_id))
    toast(t("Fraværet er slettet."))
    return redirect(url_for("absences.show"), 303)
