"""A date that deadlines are counted from was wrong: what would move with another, and correcting it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http
from workflow_service.errors import Conflict, Invalid
from workflow_service.inbox import base_dates, moves
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import n, t

blueprint = Blueprint("base_dates", __name__, url_prefix="/cases")


@blueprint.get("/<uuid:case_id>/dates")
@http.permission("cases")
def show(case_id: Any) -> Response:
    """The dates of the case from which something is counted, each with a form for another."""
    return _page(str(case_id), {}, "", None)


def _page(case_id: str, form: dict[str, str], problem: str, seen: base_dates.Preview | None) -> Response:
    uow = http.current_uow()
    case, found = base_dates.read(uow, case_id)
    return page(
        "base_dates.html",
        t("Ret en dato"),
        nav="cases",
        status=422 if problem else 200,
        case=case,
        found=found,
        may=base_dates.may_correct(uow, case),
        form={"key": "", "day": "", "reason": "", **form},
        problem=problem,
        preview=seen,
        groups=moves.groups(seen.moves) if seen else {},
        last=uow.now.astimezone(uow.zone).date(),
    )


@blueprint.post("/<uuid:case_id>/dates")
@http.permission("cases")
def correct(case_id: Any) -> BaseResponse:
    """First what would move, then (`apply`) the correction itself."""
    uow, rt, case = http.current_uow(), http.services().rt, str(case_id)
    form = {name: request.form.get(name, "") for name in ("key", "day", "reason", "apply")}
    seen = None
    try:
        day = _day(form["day"])
        seen = base_dates.preview(uow, rt, case, form["key"], day)
        if not form["apply"]:
            return _page(case, form, "", seen)
        count = base_dates.correct(uow, rt, case, form["key"], day, form["reason"])
    except (Invalid, Conflict) as error:
        return _page(case, form, http.say(error.da, error.en), seen)
    moved = n("{count} frist er flyttet.", "{count} frister er flyttet.", count)
    toast(f"{t('Datoen er rettet.')} {moved}")
    return redirect(url_for("cases.show", case_id=case), 303)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(
            "date_missing",
            "Vælg den rigtige dato.",
            "Choose the right date.",
        ) from None
