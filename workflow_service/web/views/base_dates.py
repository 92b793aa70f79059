"""A date that deadlines are counted from was wrong: what would move with another, and correcting it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http
from workflow_service.errors import Conflict, Invalid
from workflow_service.inbox import base_dates, moves, receipts
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import n, t

blueprint = Blueprint("base_dates", __name__)


@blueprint.get("/cases/<uuid:case_id>/dates")
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
        form={"key": "", "day": "", "time": "", "reason": "", **form},
        problem=problem,
        preview=seen,
        groups=moves.groups(seen.moves) if seen else {},
        here=url_for("base_dates.show", case_id=case_id),
        crumbs=[
            (url_for("cases.list_families"), t("Mine familier")),
            (url_for("cases.show", case_id=case_id), case["number"]),
        ],
        last=uow.now.astimezone(uow.zone).date(),
    )


@blueprint.post("/cases/<uuid:case_id>/dates")
@http.permission("cases")
def correct(case_id: Any) -> BaseResponse:
    """First what would move, then (`apply`) the correction itself."""
    uow, rt, case = http.current_uow(), http.services().rt, str(case_id)
    form = {name: request.form.get(name, "") for name in ("key", "day", "time", "reason", "apply")}
    seen = None
    try:
        day, hour = right_moment(form)
        seen = base_dates.preview(uow, rt, case, form["key"], day, hour)
        if not form["apply"]:
            return _page(case, form, "", seen)
        count = base_dates.correct(uow, rt, case, form["key"], day, form["reason"], hour)
    except (Invalid, Conflict) as error:
        return _page(case, form, http.say(error.da, error.en), seen)
    _tell(count)
    return redirect(url_for("cases.show", case_id=case), 303)


@blueprint.get("/notifications/<uuid:notification_id>/received")
@http.permission("notifications")
def receipt(notification_id: Any) -> Response:
    """When a notification came, with a form for another moment; there need not be a case yet."""
    return _receipt_page(str(notification_id), {}, "", None)


def _receipt_page(
    notification_id: str, form: dict[str, str], problem: str, seen: base_dates.Preview | None
) -> Response:
    uow = http.current_uow()
    return page(
        "base_dates.html",
        t("Ret en dato"),
        nav="notifications",
        status=422 if problem else 200,
        case=None,
        found=[receipts.read(uow, notification_id)],
        may=True,
        form={"key": "", "day": "", "time": "", "reason": "", **form},
        problem=problem,
        preview=seen,
        groups=moves.groups(seen.moves) if seen else {},
        here=url_for("base_dates.receipt", notification_id=notification_id),
        crumbs=[(url_for("notifications.show"), t("Underretninger"))],
        last=uow.now.astimezone(uow.zone).date(),
    )


@blueprint.post("/notifications/<uuid:notification_id>/received")
@http.permission("notifications")
def correct_receipt(notification_id: Any) -> BaseResponse:
    """First what would move, then (`apply`) the correction itself."""
    uow, rt, ours = http.current_uow(), http.services().rt, str(notification_id)
    form = {name: request.form.get(name, "") for name in ("key", "day", "time", "reason", "apply")}
    receipts.read(uow, ours)
    seen = None
    try:
        day, hour = right_moment(form)
        seen = receipts.preview(uow, rt, ours, day, hour)
        if not form["apply"]:
            return _receipt_page(ours, form, "", seen)
        count = receipts.correct(uow, rt, ours, day, form["reason"], hour)
    except (Invalid, Conflict) as error:
        return _receipt_page(ours, form, http.say(error.da, error.en), seen)
    _tell(count)
    return redirect(url_for("notifications.show"), 303)


def _tell(count: int) -> None:
    moved = n("{count} frist er flyttet.", "{count} frister er flyttet.", count)
    toast(f"{t('Datoen er rettet.')} {moved}")


def right_moment(form: dict[str, str]) -> tuple[date, time | None]:
    """The day that was chosen, and the hour where one was asked for. Raises `Invalid`."""
    try:
        return date.fromisoformat(form["day"]), time.fromisoformat(form["time"]) if form["time"] else None
    except ValueError:
        raise Invalid(
            "date_missing",
            "Vælg den rigtige dato.",
            "Choose the right date.",
        ) from None
