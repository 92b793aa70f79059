"""Frister og værdier: what counts deadlines and cases, from which day; another value after a preview."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http
from workflow_service.errors import Invalid, NotFound
from workflow_service.inbox import moves, recounting
from workflow_service.store import UnitOfWork, deadlines
from workflow_service.store.parameters import Parameter
from workflow_service.studio import usage
from workflow_service.studio.usage import Use
from workflow_service.web.frame import page, toast
from workflow_service.web.outline import process_name
from workflow_service.web.parameter_words import counted_in, spoken
from workflow_service.web.texts import N_, t

blueprint = Blueprint("parameters", __name__, url_prefix="/parameters")

READERS = {
    "process": N_("Arbejdsgang"),
    "decision": N_("Beslutningstabel"),
    "form": N_("Formular"),
    "letter": N_("Brev"),
    usage.PROGRAM: N_("Programmet selv"),
}


def _today(uow: UnitOfWork) -> date:
    return uow.now.astimezone(uow.zone).date()


@blueprint.get("")
@http.permission("parameters")
def show() -> Response:
    """Every value in force today, with since when, and the one that follows."""
    uow = http.current_uow()
    known = http.services().rt.parameters(uow)
    today = _today(uow)
    wanted = request.args.get("q", "").strip()[:60]
    rows = [_row(one, known.history(one.key), today) for one in known.in_force(today)]
    uses = _uses(uow)
    shown = [row for row in rows if wanted.casefold() in f"{row['label']} {row['key']}".casefold()]
    return page(
        "parameters.html",
        t("Frister og værdier"),
        nav="parameters",
        rows=sorted(shown, key=lambda row: str(row["label"]).casefold()),
        unused={key for key, found in uses.items() if not found},
        wanted=wanted,
    )


def _uses(uow: UnitOfWork) -> dict[str, tuple[Use, ...]]:
    rt = http.services().rt
    keys = [one.key for one in rt.parameters(uow).in_force(_today(uow))]
    return usage.parameter_uses(uow, usage.release_of(uow, rt), keys)


def _read_in(uow: UnitOfWork, key: str) -> list[tuple[str, str]]:
    """What reads the value, as (kind, name) in the reader's language, each name once."""
    release = usage.release_of(uow, http.services().rt)
    found = []
    for use in _uses(uow).get(key, ()):
        name = ""
        if release is not None and use.kind == "process":
            name = process_name(release, use.where)
        elif release is not None and use.kind == "form":
            name = release.forms[use.where].title(http.language())
        elif release is not None and use.kind == "decision":
            name = release.decisions[use.where].name(use.where)
        found.append((t(READERS[use.kind]), name))
    return list(dict.fromkeys(found))


def _row(one: Parameter, history: Any, today: date) -> dict[str, Any]:
    coming = next((later for later in history if later.valid_from > today), None)
    return {
        "key": one.key,
        "label": one.label(http.language()),
        "value": spoken(one),
        "counted": counted_in(one),
        "since": one.valid_from,
        "source": one.source or "",
        "coming": None if coming is None else (spoken(coming), coming.valid_from),
    }


def _parameter(key: str) -> Parameter:
    uow = http.current_uow()
    found = http.services().rt.parameters(uow).get(key, _today(uow))
    if found is None:
        raise NotFound("parameter_not_found", "Værdien findes ikke.", "There is no such value.")
    return found


@blueprint.get("/<key>")
@http.permission("parameters")
def edit(key: str) -> Response:
    """One value: its history, who changed it why, and the form for another."""
    return _page(_parameter(key), {}, "", None)


def _page(one: Parameter, form: dict[str, str], problem: str, seen: recounting.Preview | None) -> Response:
    uow = http.current_uow()
    history = http.services().rt.parameters(uow).history(one.key)
    tomorrow = _today(uow) + timedelta(days=1)
    return page(
        "parameter.html",
        one.label(http.language()),
        nav="parameters",
        status=422 if problem else 200,
        row=_row(one, history, _today(uow)),
        raw=one.value,
        unit=one.unit,
        history=[(spoken(each), each.valid_from) for each in reversed(history)],
        changes=[
            {**change, "at": uow.moment(change["at"])} for change in deadlines.parameter_changes(uow, one.key)
        ],
        form={"value": "", "reason": "", "move": "", "valid_from": tomorrow.isoformat(), **form},
        first=tomorrow,
        readers=_read_in(uow, one.key),
        fixed=http.say(*recounting.FIXED[one.key]) if one.key in recounting.FIXED else "",
        problem=problem,
        preview=seen,
        new_value=spoken(seen.value) if seen else "",
        groups=moves.groups(seen.moves) if seen else {},
        shown=recounting.SHOWN,
    )


@blueprint.post("/<key>")
@http.permission("parameters")
def change(key: str) -> BaseResponse:
    """First what would move, then (`apply`) the change itself."""
    uow, rt = http.current_uow(), http.services().rt
    one = _parameter(key)
    form = {name: request.form.get(name, "") for name in ("value", "valid_from", "reason", "move", "apply")}
    try:
        value = recounting.proposed(uow, rt, key, form["value"], _day(form["valid_from"]))
        if not form["apply"]:
            return _page(one, form, "", recounting.preview(uow, rt, value))
        recounting.change_parameter(uow, rt, value, form["reason"], move=form["move"] == "yes")
    except Invalid as error:
        return _page(one, form, http.say(error.da, error.en), None)
    if form["move"] == "yes":
        toast(t("Værdien er ændret. De åbne frister flyttes nu."))
    else:
        toast(t("Værdien er ændret. De åbne frister står, som de var."))
    return redirect(url_for("parameters.edit", key=key), 303)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(
            "date_missing",
            "Vælg den dag, værdien gælder fra.",
            "Choose the day from which the value counts.",
        ) from None
