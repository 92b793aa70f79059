"""Eksterne fagpersoner: the register that the analysis meeting invites from (domain.md 5.1, P04)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import access, http
from workflow_service.casefile import experts, lists
from workflow_service.errors import Conflict, Invalid
from workflow_service.store import casefile_people as query
from workflow_service.store.casefile_people import Expert
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import t

blueprint = Blueprint("experts", __name__, url_prefix="/experts")

TEXTS = ("name", "organisation", "expertise", "contact")


@blueprint.get("")
@http.permission("teams")
def list_experts() -> Response:
    """The register by name; `q` searches, `show=all` shows those who have ended, too."""
    return _list({}, "")


def _list(form: dict[str, Any], problem: str) -> Response:
    uow = http.current_uow()
    wanted = request.args.get("q", "").strip()[:60]
    everybody = request.args.get("show") == "all"
    found = query.experts(uow, ended=everybody)
    return page(
        "experts.html",
        t("Eksterne fagpersoner"),
        nav="experts",
        status=422 if problem else 200,
        rows=[one for one in found if _holds(one, wanted)],
        total=len(found),
        wanted=wanted,
        everybody=everybody,
        themes=_themes(),
        writes=access.may_pass(uow.actor, "experts") is None,
        form={**dict.fromkeys(TEXTS, ""), "tags": [], **form},
        today=uow.now.astimezone(uow.zone).date(),
        problem=problem,
    )


def _themes() -> dict[str, str]:
    return {code: lists.label(experts.THEMES, code, http.language()) for code in experts.THEMES}


def _holds(one: Expert, wanted: str) -> bool:
    themes = (lists.label(experts.THEMES, code, http.language()) for code in one.tags)
    text = " ".join((one.name, one.organisation, one.expertise, *themes)).casefold()
    return all(word in text for word in wanted.casefold().split())


def _sent() -> dict[str, Any]:
    return {**{name: request.form.get(name, "") for name in TEXTS}, "tags": request.form.getlist("tags")}


@blueprint.post("")
@http.permission("experts")
def add() -> BaseResponse:
    """A new expert."""
    form = _sent()
    try:
        experts.add(http.current_uow(), form, form["tags"])
    except (Invalid, Conflict) as error:
        return _list(form, http.say(error.da, error.en))
    toast(t("Fagpersonen er skrevet ind i registret."))
    return redirect(url_for("experts.list_experts"), 303)


@blueprint.get("/<uuid:expert_id>")
@http.permission("experts")
def edit(expert_id: Any) -> Response:
    """One expert's row to correct or end."""
    return _page(str(expert_id), {}, "")


def _page(expert_id: str, form: dict[str, Any], problem: str) -> Response:
    uow = http.current_uow()
    one = experts.read(uow, expert_id)
    own = {name: getattr(one, name) or "" for name in TEXTS}
    return page(
        "expert.html",
        t("Ekstern fagperson"),
        nav="experts",
        status=422 if problem else 200,
        one=one,
        themes=_themes(),
        form={**own, "tags": list(one.tags), "last_day": "", **form},
        ends=access.may_pass(uow.actor, "teams.lead") is None,
        today=uow.now.astimezone(uow.zone).date(),
        problem=problem,
    )


@blueprint.post("/<uuid:expert_id>")
@http.permission("experts")
def change(expert_id: Any) -> BaseResponse:
    """Other words, themes or contact."""
    form = _sent()
    try:
        experts.change(http.current_uow(), str(expert_id), form, form["tags"])
    except Invalid as error:
        return _page(str(expert_id), form, http.say(error.da, error.en))
    toast(t("Rettelsen er gemt."))
    return redirect(url_for("experts.list_experts"), 303)


@blueprint.post("/<uuid:expert_id>/end")
@http.permission("teams.lead")
def end(expert_id: Any) -> BaseResponse:
    """The expert is suggested up to a day; without a day again."""
    text = request.form.get("last_day", "")
    try:
        experts.end(http.current_uow(), str(expert_id), _day(text) if text else None)
    except Invalid as error:
        return _page(str(expert_id), {"last_day": text}, http.say(error.da, error.en))
    toast(t("Registret er ændret."))
    return redirect(url_for("experts.list_experts"), 303)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("date_missing", "Vælg en dag.", "Choose a day.") from None
