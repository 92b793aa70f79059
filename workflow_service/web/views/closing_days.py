"""Lukkedage og ferieuger: the municipality's own, as a table; a change is shown before it is made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.inbox import recounting
from workflow_service.meetings import closing_days as table
from workflow_service.store import UnitOfWork, deadlines
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import t

blueprint = Blueprint("closing_days", __name__, url_prefix="/closing-days")


def _texts(uow: UnitOfWork) -> dict[str, str]:
    """Both parameters as they will be when what has been decided is in force."""
    known = http.services().rt.parameters(uow)
    found = {key: known.history(key) for key in (table.DAYS, table.WEEKS)}
    return {key: str(history[-1].value) if history else "" for key, history in found.items()}


@blueprint.get("")
@http.permission("parameters")
def show() -> Response:
    """The days and the weeks, and who changed them why."""
    return _page({}, "", None, "")


def _page(form: dict[str, str], problem: str, moved: list[table.Shifted] | None, after: str) -> Response:
    uow = http.current_uow()
    texts = _texts(uow)
    today = uow.now.astimezone(uow.zone).date()
    changes = [one for key in texts for one in deadlines.parameter_changes(uow, key)]
    return page(
        "closing_days.html",
        t("Lukkedage og ferieuger"),
        nav="parameters",
        status=422 if problem else 200,
        days=table.days_of(texts[table.DAYS]),
        weeks=table.weeks_of(texts[table.WEEKS]),
        changes=[{**one, "at": uow.moment(one["at"])} for one in changes],
        form={"reason": "", "valid_from": (today + timedelta(days=1)).isoformat(), **form},
        first=today + timedelta(days=1),
        problem=problem,
        moved=moved,
        after=after,
    )


def _changed(texts: dict[str, str], form: dict[str, str]) -> tuple[str, str]:
    """(key, new text) of what was asked for. Raises Invalid, Conflict, NotFound."""
    days, weeks = texts[table.DAYS], texts[table.WEEKS]
    match form["what"]:
        case "add_day":
            day, yearly = _day(form["day"]), form["yearly"] == "yes"
            return table.DAYS, table.with_day(days, day, form["word"], yearly=yearly)
        case "end_day":
            return table.DAYS, table.without_day(days, form["code"])
        case "add_week":
            return table.WEEKS, table.with_week(weeks, form["week"])
        case "end_week":
            return table.WEEKS, table.without_week(weeks, form["week"])
    raise NotFound("page_not_found", "Siden findes ikke.", "The page does not exist.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("date_missing", "Vælg en dag.", "Choose a day.") from None


@blueprint.post("")
@http.permission("parameters")
def change() -> BaseResponse:
    """First which meetings would move, then (`apply`) the change itself, with a reason."""
    uow, rt = http.current_uow(), http.services().rt
    names = ("what", "day", "word", "yearly", "code", "week", "valid_from", "reason", "apply")
    form: dict[str, Any] = {name: request.form.get(name, "").strip() for name in names}
    texts = _texts(uow)
    try:
        key, after = _changed(texts, form)
        since = _day(form["valid_from"])
        value = recounting.proposed(uow, rt, key, after, since)
        if not form["apply"]:
            both = {**texts, key: after}
            return _page(form, "", table.shifts(uow, both[table.DAYS], both[table.WEEKS], since), after)
        recounting.change_parameter(uow, rt, value, form["reason"], move=False)
    except (Invalid, Conflict) as error:
        return _page(form, http.say(error.da, error.en), None, "")
    toast(t("Ændringen er gemt. Møderne lægges om den dag, den gælder fra."))
    return redirect(url_for("closing_days.show"), 303)
