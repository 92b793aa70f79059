"""Arbejdsgange: the releases, what is in them, and publishing files after a check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http, studio
from workflow_service.engine import Element
from workflow_service.errors import CheckFailed, Finding, NotFound, Rejection
from workflow_service.runtime import Release
from workflow_service.store import UnitOfWork, law, overview
from workflow_service.store import studio as query
from workflow_service.web.frame import page, toast
from workflow_service.web.outline import process_name, who
from workflow_service.web.parameter_words import counted_in, spoken
from workflow_service.web.texts import N_, n, t

blueprint = Blueprint("releases", __name__, url_prefix="/releases")

SHOWN = 50
# the finding on a row that the municipality wrote itself
KEPT = "DATA-001"
KINDS = {
    "process": N_("Arbejdsgang"),
    "form": N_("Formular"),
    "decision": N_("Beslutningstabel"),
}
TYPES = {
    "userTask": N_("Opgave til en medarbejder"),
    "manualTask": N_("Opgave uden for systemet"),
    "serviceTask": N_("Systemet gør det selv"),
    "sendTask": N_("Systemet sender en besked"),
    "receiveTask": N_("Venter på en besked"),
    "callActivity": N_("Delforløb (eget diagram)"),
    "subProcess": N_("Delforløb"),
    "exclusiveGateway": N_("Valg (én vej)"),
    "inclusiveGateway": N_("Valg (en eller flere veje)"),
    "parallelGateway": N_("Samtidige veje"),
    "eventBasedGateway": N_("Det, der sker først"),
    "startEvent": N_("Begynder"),
    "endEvent": N_("Slutter"),
    "boundaryEvent": N_("Sker undervejs"),
    "intermediateCatchEvent": N_("Venter"),
    "intermediateThrowEvent": N_("Giver besked"),
    "businessRuleTask": N_("Beslutningstabel"),
    "scriptTask": N_("Systemet regner"),
}


@blueprint.get("")
@http.permission("definitions.read")
def list_releases() -> Response:
    """All releases, the one in effect first."""
    return _list()


def _list(
    *,
    findings: tuple[Finding, ...] | None = None,
    error: str = "",
    checked: int | None = None,
    note: str = "",
    status: int = 200,
) -> Response:
    uow = http.current_uow()
    rows = [
        {
            **row,
            "id": str(row["id"]),
            "effective_at": uow.moment(row["effective_at"]),
            "created_at": uow.moment(row["created_at"]),
        }
        for row in query.releases(uow, SHOWN)
    ]
    now = next((row for row in rows if row["effective_at"] <= uow.now), None)
    contents = query.release_contents(uow, now["id"]) if now else []
    return page(
        "releases.html",
        t("Arbejdsgange"),
        nav="releases",
        status=status,
        rows=rows,
        now=now,
        counts={kind: sum(row["kind"] == kind for row in contents) for kind in KINDS},
        findings=findings,
        error=error,
        checked=checked,
        note=note,
        may_publish="process_owner" in uow.actor.roles,
    )


@blueprint.post("")
@http.permission("definitions.write", upload=True)
def publish() -> BaseResponse:
    """Checks the files and, when asked to, makes them a release."""
    uow, rt = http.current_uow(), http.services().rt
    note = request.form.get("note", "").strip()[:1000]
    dry = request.form.get("mode") != "publish"
    try:
        done = studio.deploy(
            uow, rt, _uploaded(), note=note or None, effective_at=_effective(uow), dry_run=dry
        )
    except CheckFailed as refused:
        return _list(
            findings=tuple(refused.findings), error=refused.text(http.language()), note=note, status=422
        )
    except Rejection as refused:
        return _list(error=refused.text(http.language()), note=note, status=422)
    if dry:
        changed = sum(new for *_, new in done.definitions)
        return _list(findings=done.findings, checked=changed, note=note)
    uow.flush()
    toast(t("Udgivelse {number} er lavet.", number=done.number))
    own = sum(one.rule == KEPT for one in done.findings)
    if own:
        told = n(
            "{count} af kommunens egne tekster eller værdier står, selv om pakken har en anden.",
            "{count} af kommunens egne tekster eller værdier står, selv om pakken har andre.",
            own,
        )
        toast(told, "warning")
    return redirect(url_for("releases.show", release_id=done.release_id), 303)


def _uploaded() -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for sent in request.files.getlist("files"):
        name = (sent.filename or "").replace("\\", "/").lstrip("/")
        content = sent.stream.read()
        if name.endswith(".zip"):
            files |= studio.read_archive(content)
        elif name:
            files[name] = content
    return files


def _effective(uow: UnitOfWork) -> datetime | None:
    """The beginning of the chosen day; none or today: at once."""
    text = request.form.get("effective", "").strip()
    try:
        day = datetime.fromisoformat(text).date() if text else None
    except ValueError:
        day = None
    if day is None or day <= uow.now.astimezone(uow.zone).date():
        return None
    return datetime.combine(day, time(), uow.zone)


@blueprint.get("/<uuid:release_id>")
@http.permission("definitions.read")
def show(release_id: Any) -> Response:
    """What is in a release, and the parameters in force today."""
    uow, rt = http.current_uow(), http.services().rt
    row = _row(uow, str(release_id))
    release = rt.releases.get(uow, str(release_id))
    today = uow.now.astimezone(uow.zone).date()
    return page(
        "release.html",
        t("Udgivelse {number}", number=row["number"]),
        nav="releases",
        row=row,
        contents=_contents(uow, release),
        kinds=KINDS,
        parameters=[(one, spoken(one), counted_in(one)) for one in rt.parameters(uow).in_force(today)],
        bases=law.legal_bases(uow, today),
    )


def _row(uow: UnitOfWork, release_id: str) -> dict[str, Any]:
    found = overview.release(uow, release_id)
    if found is None:
        raise NotFound("release_not_found", "Udgivelsen findes ikke.", "The release does not exist.")
    return found


def _contents(uow: UnitOfWork, release: Release) -> list[dict[str, Any]]:
    """Definitions by kind, each with its name in the reader's language."""
    found = []
    for row in query.release_contents(uow, release.id):
        name = row["name"]
        if row["kind"] == "process":
            name = process_name(release, row["key"])
        elif row["kind"] == "form":
            name = release.forms[row["key"]].title(http.language())
        elif row["kind"] == "decision":
            name = release.decisions[row["key"]].name(row["key"])
        if row["kind"] in KINDS:
            found.append({**row, "id": str(row["id"]), "name": name})
    return sorted(found, key=lambda row: (list(KINDS).index(row["kind"]), row["name"]))


@blueprint.get("/<uuid:release_id>/processes/<key>")
@http.permission("definitions.read")
def process(release_id: Any, key: str) -> Response:
    """A diagram, drawn and as a table."""
    uow, rt = http.current_uow(), http.services().rt
    row = _row(uow, str(release_id))
    release = rt.releases.get(uow, str(release_id))
    info = release.diagrams.processes.get(key)
    if info is None:
        raise NotFound("process_not_found", "Arbejdsgangen findes ikke.", "The process does not exist.")
    name = process_name(release, key)
    steps = [
        (_step(release, one), t(TYPES[one.type]), one, who(one), _form(release, one))
        for one in info.elements.values()
        if one.type in TYPES
    ]
    return page(
        "process.html",
        name,
        nav="releases",
        islands=("bpmn-viewer",),
        row=row,
        name=name,
        steps=steps,
        island={
            "xmlUrl": url_for("releases.diagram", release_id=release_id, key=key),
            "label": t("Diagram over {name}. Tabellen nedenfor viser det samme.", name=name),
        },
    )


def _form(release: Release, element: Element) -> str:
    """The title of the step's form; its key when the release does not hold it."""
    form = release.forms.get(element.form or "")
    return form.title(http.language()) if form else element.form or ""


def _step(release: Release, element: Element) -> str:
    """What the step is called; a gateway without a name is where ways come together."""
    if not element.name and element.type.endswith("Gateway"):
        return t("Veje mødes")
    return release.text(element.process, element.id, "name", http.language())


@blueprint.get("/<uuid:release_id>/diagrams/<key>.bpmn")
@http.permission("definitions.read")
def diagram(release_id: Any, key: str) -> Response:
    """The diagram as it was published; it never changes."""
    found = _definition(str(release_id), "process", key)
    response = Response(bytes(found["content"]), mimetype="application/xml")
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


@blueprint.get("/<uuid:release_id>/<kind>/<key>/file")
@http.permission("definitions.read")
def download(release_id: Any, kind: str, key: str) -> Response:
    """A published file, to keep or to edit elsewhere."""
    found = _definition(str(release_id), kind, key)
    name = str(found["file"]).rsplit("/", 1)[-1]
    safe = "".join(c for c in name if c.isascii() and (c.isalnum() or c in "._-"))
    response = Response(bytes(found["content"]), mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response


def _definition(release_id: str, kind: str, key: str) -> Mapping[str, Any]:
    uow = http.current_uow()
    rows = query.release_contents(uow, release_id)
    listed = next((row for row in rows if row["kind"] == kind and row["key"] == key), None)
    found = query.definition(uow, str(listed["id"])) if listed else None
    if found is None:
        raise NotFound(
            "definition_not_found", "Filen findes ikke i udgivelsen.", "The release has no such file."
        )
    return found
