"""En teknisk fejl: why a course has stopped, where in the diagram, and the three ways of setting it going."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import access, http, runtime
from workflow_service.errors import Invalid, Rejection
from workflow_service.store import UnitOfWork
from workflow_service.web.frame import page, toast
from workflow_service.web.outline import process_name
from workflow_service.web.texts import N_, t

blueprint = Blueprint("incident", __name__, url_prefix="/overview/incidents")

KINDS = {
    "text": N_("Tekst"),
    "number": N_("Tal"),
    "boolean": N_("Ja eller nej"),
    "list": N_("Liste (JSON)"),
    "context": N_("Samling (JSON)"),
    "null": N_("Tom"),
}
NEW_ROWS = 2
SHOWN = 200


@blueprint.get("/<uuid:incident_id>")
@http.permission("incidents")
def show(incident_id: Any) -> Response:
    """Cause, place, since when, and what may be done; the technical part is folded."""
    return _page(str(incident_id))


@blueprint.post("/<uuid:incident_id>/retry")
@http.permission("incidents")
def retry(incident_id: Any) -> BaseResponse:
    """Tries the failed step again."""
    return _done(
        str(incident_id),
        lambda uow, rt, key: runtime.retry_incident(uow, rt, key, _reason()),
        t("Trinnet er prøvet igen."),
    )


@blueprint.post("/<uuid:incident_id>/edit")
@http.permission("incidents")
def edit(incident_id: Any) -> BaseResponse:
    """Changes what was filled in and tries the step again."""
    return _done(
        str(incident_id),
        lambda uow, rt, key: runtime.edit_incident(uow, rt, key, given(request.form), _reason()),
        t("Oplysningerne er rettet, og trinnet er prøvet igen."),
    )


@blueprint.post("/<uuid:incident_id>/skip")
@http.permission("incidents")
def skip(incident_id: Any) -> BaseResponse:
    """Goes on behind a local step."""
    return _done(
        str(incident_id),
        lambda uow, rt, key: runtime.skip_incident(uow, rt, key, given(request.form), _reason()),
        t("Trinnet er sprunget over."),
    )


def _reason() -> str:
    return request.form.get("reason", "")[:2000]


def _done(key: str, act: Callable[[UnitOfWork, runtime.Runtime, str], object], said: str) -> BaseResponse:
    """Does it; what was wrong with the input stands on the page again, with what was written."""
    uow, rt = http.current_uow(), http.services().rt
    _readable(uow, key)
    with uow.savepoint() as undo:
        try:
            act(uow, rt, key)
            uow.flush()
        except Invalid as refused:
            undo()
            return _page(key, refused)
    toast(said)
    again = runtime.read_incident(uow, rt, key)
    if again.resolved_at is None:
        toast(t("Trinnet fejlede igen."), "warning")
        return redirect(url_for("incident.show", incident_id=key), 303)
    return redirect(url_for("overview.show"), 303)


def _readable(uow: UnitOfWork, key: str) -> runtime.Incident:
    found = runtime.read_incident(uow, http.services().rt, key)
    facts = found.locked.facts()
    if access.may_see_incidents(uow.actor) is not None and access.may_see_instance(uow.actor, facts):
        raise runtime.incident_not_found()
    access.require(access.may_repair_instance(uow.actor, facts))
    return found


def _page(key: str, refused: Rejection | None = None) -> Response:
    uow = http.current_uow()
    found = _readable(uow, key)
    release = http.services().rt.releases.get(uow, found.locked.release_id)
    element, language = found.element, http.language()
    sees = access.may_see_instance(uow.actor, found.locked.facts()) is None
    uow.looked_at(found.locked.case_id)
    name = release.text(element.process, element.id, "name", language)
    still = found.standstill
    return page(
        "incident.html",
        t("Teknisk fejl"),
        nav="overview",
        status=422 if refused else 200,
        islands=("bpmn-viewer",),
        found=found,
        text=found.text(language),
        name=name,
        process=process_name(release, element.process),
        lists=access.may_pass(uow.actor, "monitoring") is None or access.may_see_incidents(uow.actor) is None,
        sees=sees,
        still=still,
        variables=[] if still is None else _variables(still.variables, sees),
        outputs=element.outputs,
        kinds=KINDS,
        new_rows=range(NEW_ROWS),
        refused=refused.text(language) if refused else "",
        lines=[line for lines in getattr(refused, "fields", {}).values() for line in lines],
        form=request.form,
        island={
            "xmlUrl": url_for("releases.diagram", release_id=found.locked.release_id, key=element.process),
            "label": t("Diagram over {name}. Fejlen er i trinnet {step}.", name=element.process, step=name),
            "tokens": {element.id: 1},
            "labels": {element.id: t("Her er fejlen.")},
        },
    )


def _variables(seen: Mapping[str, Any], sees: bool) -> list[tuple[str, str, str]]:
    """(name, kind, value as text); values for those who see the case only."""
    found = []
    for name, value in sorted(seen.items()):
        shown = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else _plain(value)
        if len(shown) > SHOWN:
            shown = shown[: SHOWN - 1] + "…"
        found.append((name, runtime.kind_of(value), shown if sees else ""))
    return found


def _plain(value: Any) -> str:
    if value is None:
        return t("tom")
    if isinstance(value, bool):
        return t("ja") if value else t("nej")
    return (
        str(value).replace(".", ",") if isinstance(value, float) and http.language() == "da" else str(value)
    )


def given(form: Mapping[str, str]) -> dict[str, Any]:
    """The variables that were filled in: rows of name-i, kind-i, value-i. A row of the kind `null` empties
    its variable when `empty-i` is ticked; an untouched row changes nothing. Raises `Invalid` per variable."""
    found: dict[str, Any] = {}
    wrong: dict[str, list[str]] = {}
    for field in form:
        head, _, number = field.partition("-")
        if head != "name" or not form[field].strip():
            continue
        name, text = form[field].strip(), form.get(f"value-{number}", "").strip()
        if form.get(f"empty-{number}"):
            found[name] = None
        elif text:
            try:
                found[name] = parsed(form.get(f"kind-{number}", "text"), text)
            except ValueError:
                wrong[name] = [t("»{text}« kan ikke bruges for {name}.", text=text[:60], name=name)]
    if wrong:
        raise Invalid(
            "variables_unreadable",
            "Nogle af værdierne kan ikke læses.",
            "Some of the values cannot be read.",
            wrong,
        )
    return found


def parsed(kind: str, text: str) -> Any:
    """What somebody wrote for a variable of this kind. Raises ValueError."""
    if kind == "number":
        number = float(text.replace(" ", "").replace(",", "."))
        if not math.isfinite(number):
            raise ValueError(text)
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    if kind == "boolean":
        words = {"ja": True, "yes": True, "true": True, "nej": False, "no": False, "false": False}
        if text.lower() not in words:
            raise ValueError(text)
        return words[text.lower()]
    if kind in ("list", "context"):
        value = json.loads(text, parse_constant=_refuse)
        if not isinstance(value, list if kind == "list" else dict):
            raise ValueError(text)
        return value
    return text


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
