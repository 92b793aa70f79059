"""Retsgrundlag: the sections of law that tasks and deadlines stand on, with when somebody confirmed them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import access, http
from workflow_service.errors import Conflict, Invalid
from workflow_service.store import UnitOfWork
from workflow_service.store import law as query
from workflow_service.store.law import LegalBasis, Written
from workflow_service.studio import law, usage
from workflow_service.studio.usage import LawUse
from workflow_service.web.frame import page, toast
from workflow_service.web.parameter_words import spoken
from workflow_service.web.texts import t

blueprint = Blueprint("law", __name__, url_prefix="/law")

TEXTS = ("law", "section", "text_da", "text_en", "replaces", "source", "link")
_NONE = LawUse()


@blueprint.get("")
@http.permission("login")
def list_sections() -> Response:
    """Every section with what depends on it; `q` searches, `show=unconfirmed` leaves only those."""
    uow = http.current_uow()
    wanted = request.args.get("q", "").strip()[:60]
    only = request.args.get("show") == "unconfirmed"
    uses = usage.uses_by_release(uow, http.services().rt)
    found = [_line(uow, key, rows, uses) for key, rows in _by_key(query.rows_of(uow))]
    shown = [one for one in found if _matches(one, wanted) and (not only or not one["basis"].verified)]
    return page(
        "law_list.html",
        t("Retsgrundlag"),
        nav="law",
        rows=sorted(shown, key=lambda one: _reading_order(one["basis"])),
        wanted=wanted,
        only=only,
        unconfirmed=sum(not one["basis"].verified for one in found),
        may_write=_may_write(uow),
    )


def _reading_order(basis: LegalBasis) -> tuple[str, list[int], str]:
    """Law by law, § 3 before § 18."""
    return basis.law, [int(number) for number in re.findall(r"\d+", basis.section or "")], basis.key


def _by_key(rows: Iterable[Written]) -> list[tuple[str, list[Written]]]:
    return [(key, list(some)) for key, some in groupby(rows, key=lambda one: one.basis.key)]


def _line(uow: UnitOfWork, key: str, rows: list[Written], uses: Any) -> dict[str, Any]:
    """The row in force, or the last one; `state`: now, over, coming."""
    today = law.today(uow)
    now = law.in_force(rows, today)
    shown = now or rows[-1]
    state = "now" if now else "coming" if shown.basis.valid_from > today else "over"
    coming = next((one.basis.valid_from for one in rows if one.basis.valid_from > today), None)
    return {
        "key": key,
        "basis": shown.basis,
        "state": state,
        "coming": coming if state == "now" else None,
        "use": uses.get(key, _NONE),
    }


def _matches(one: dict[str, Any], wanted: str) -> bool:
    basis = one["basis"]
    text = f"{basis.citation} {basis.text(http.language())} {basis.replaces or ''} {basis.key}".casefold()
    return all(word in text for word in wanted.casefold().split())


def _may_write(uow: UnitOfWork) -> bool:
    return access.may_pass(uow.actor, "parameters") is None


@blueprint.get("/<key>")
@http.permission("login")
def show(key: str) -> Response:
    """One section: what it says, what stands on it, its rows in time."""
    return _page(key)


def _page(key: str, form: dict[str, str] | None = None, problem: str = "", act: str = "") -> Response:
    uow, rt = http.current_uow(), http.services().rt
    rows = law.history(uow, key)
    today = law.today(uow)
    use = usage.uses_by_release(uow, rt).get(key, _NONE)
    line = _line(uow, key, rows, {key: use})
    known = rt.parameters(uow)
    clocks = [(one, known.get(one.parameter or "", today)) for one in use.clocks]
    basis = line["basis"]
    return page(
        "law.html",
        t("Retsgrundlag"),
        nav="law",
        status=422 if problem else 200,
        line=line,
        rows=[(one, _until(rows, at)) for at, one in reversed(list(enumerate(rows)))],
        now=law.in_force(rows, today),
        use=use,
        clocks=[(one, value, spoken(value) if value else "") for one, value in clocks],
        may_write=_may_write(uow),
        form={**{name: getattr(basis, name) or "" for name in TEXTS}, **_FRESH, **(form or {})},
        today=today,
        problem=problem,
        act=act,
    )


_FRESH = {"key": "", "valid_from": "", "valid_to": "", "reason": "", "verified_on": "", "where": ""}


def _until(rows: list[Written], at: int) -> date | None:
    """The first day that a row counts no more, when another follows; its own last day is told apart."""
    return rows[at + 1].basis.valid_from if at + 1 < len(rows) else None


@blueprint.get("/new")
@http.permission("parameters")
def new() -> Response:
    """The form for a section that is not there yet."""
    return _new_page({}, "")


def _new_page(form: dict[str, str], problem: str) -> Response:
    empty = dict.fromkeys(TEXTS, "")
    return page(
        "law_new.html",
        t("Ny paragraf"),
        nav="law",
        status=422 if problem else 200,
        form={**empty, **_FRESH, "valid_from": law.today(http.current_uow()).isoformat(), **form},
        problem=problem,
    )


def _sent(*names: str) -> dict[str, str]:
    # a browser sends the lines of a text area with a carriage return
    return {name: request.form.get(name, "").replace("\r\n", "\n").strip() for name in names}


@blueprint.post("/new")
@http.permission("parameters")
def create() -> BaseResponse:
    """A section that was not there."""
    form = _sent(*TEXTS, "key", "valid_from", "valid_to", "reason")
    try:
        _write(form["key"], form, new=True)
    except (Invalid, Conflict) as error:
        return _new_page(form, http.say(error.da, error.en))
    toast(t("Paragraffen er skrevet ind. Bekræft den, når den er slået efter."))
    return redirect(url_for("law.show", key=form["key"]), 303)


@blueprint.post("/<key>")
@http.permission("parameters")
def change(key: str) -> BaseResponse:
    """Another text from a day on."""
    form = _sent(*TEXTS, "valid_from", "valid_to", "reason")
    try:
        _write(key, form)
    except Invalid as error:
        return _page(key, form, http.say(error.da, error.en), "write")
    toast(t("Den nye tekst er gemt. Bekræft den, når den er slået efter."))
    return redirect(url_for("law.show", key=key), 303)


def _write(key: str, form: dict[str, str], *, new: bool = False) -> None:
    first = _day(form["valid_from"])
    last = _day(form["valid_to"]) if form["valid_to"] else None
    texts = {name: form[name] for name in TEXTS}
    law.write(http.current_uow(), key, texts, first, form["reason"], valid_to=last, new=new)


@blueprint.post("/<key>/confirm")
@http.permission("parameters")
def confirm(key: str) -> BaseResponse:
    """Somebody has read the section in its source."""
    form = _sent("verified_on", "where", "row")
    try:
        row = _day(form["row"]) if form["row"] else None
        law.confirm(http.current_uow(), key, _day(form["verified_on"]), form["where"], row)
    except Invalid as error:
        return _page(key, form, http.say(error.da, error.en), "confirm")
    toast(t("Paragraffen er bekræftet."))
    return redirect(url_for("law.show", key=key), 303)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("date_missing", "Vælg en dag.", "Choose a day.") from None
