"""The publish check: every file on its own and all of them together. The same for `deploy` and `lint`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import orjson

from workflow_service import access, engine, forms
from workflow_service.casefile import letter_templates
from workflow_service.decisions.loading import load as load_decisions
from workflow_service.errors import Finding
from workflow_service.studio.findings import unknown_file, unreadable_texts
from workflow_service.studio.package import LETTERS, Package


@dataclass(frozen=True)
class Surroundings:
    """Names that exist beside the package: of the release in effect, and what the service offers."""

    processes: Collection[str] = ()
    forms: Collection[str] = ()
    decisions: Collection[str] = ()
    parameters: Collection[str] = ()
    legal_bases: Collection[str] = ()
    guidance: Collection[str] = ()
    operations: Collection[str] = field(default_factory=frozenset)
    about: Collection[str] = field(default_factory=frozenset)


def check_package(package: Package, around: Surroundings | None) -> list[Finding]:
    """All findings, in the order of files. `around` None judges each file on its own terms: names that other
    files would have to give are not checked (`oef lint` on foreign diagrams)."""
    findings: list[Finding] = []
    for path, content in package.forms.items():
        findings += forms.check_form(content, path, package.twins.get(path))
    decision_ids: set[str] = set()
    for path, content in package.decisions.items():
        model, remarks = load_decisions(content, path)
        findings += remarks
        if model is not None and all(remark.severity != "error" for remark in remarks):
            decision_ids.update(model.decisions)
    known = None if around is None else _known(package, around, decision_ids)
    if around is None:
        for path, content in package.diagrams.items():
            findings += engine.check_diagrams({path: content}, None)
    elif package.diagrams:
        findings += engine.check_diagrams(dict(package.diagrams), known)
    findings += check_twins(package)
    if LETTERS in package.data:
        findings += letter_templates.check(package.data[LETTERS], LETTERS)
    findings += [unknown_file(path) for path in package.others] if around is not None else []
    return findings


def _known(package: Package, around: Surroundings, decision_ids: set[str]) -> engine.Known:
    form_keys = {_form_key(content) for content in package.forms.values()} - {""}
    return engine.Known(
        forms=form_keys | set(around.forms),
        decisions=decision_ids | set(around.decisions),
        roles=set(access.ROLES),
        parameters=_keys(package, "parameters.json") | set(around.parameters),
        operations=set(around.operations),
        processes=set(around.processes),
        legal_bases=_keys(package, "legal_bases.json") | set(around.legal_bases),
        guidance=_keys(package, "guidance.json") | set(around.guidance),
        about=set(around.about),
    )


def _form_key(content: bytes) -> str:
    try:
        return str(orjson.loads(content).get("id", ""))
    except (orjson.JSONDecodeError, AttributeError):
        return ""


def _keys(package: Package, name: str) -> set[str]:
    """The keys of a data file: a list of rows with `key`, or an object by key."""
    if name not in package.data:
        return set()
    try:
        rows = orjson.loads(package.data[name])
    except orjson.JSONDecodeError:
        return set()
    if isinstance(rows, dict):
        return set(rows)
    return {str(row["key"]) for row in rows if isinstance(row, dict) and "key" in row}


def check_twins(package: Package) -> Iterable[Finding]:
    """English texts must be readable JSON; a form's twin is judged with the form."""
    for path in package.diagrams:
        content = package.twins.get(path)
        if content is not None:
            yield from unreadable_texts(path.removesuffix(".bpmn") + ".en.json", content)
