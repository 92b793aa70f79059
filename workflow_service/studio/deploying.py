"""Deployments: a checked package becomes one release, or nothing at all happens (design.md 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from workflow_service import decisions, engine
from workflow_service.casefile import letter_templates
from workflow_service.errors import CheckFailed, Finding, Malformed
from workflow_service.rules import model
from workflow_service.rules.releases import fingerprint
from workflow_service.runtime import Release, Runtime, arm_starts, compile_definitions
from workflow_service.store import UnitOfWork, packaged
from workflow_service.store import running as running_query
from workflow_service.store import studio as query
from workflow_service.store.running import DefinitionRow
from workflow_service.studio import bringing
from workflow_service.studio.check import Surroundings, check_package
from workflow_service.studio.package import LETTERS, Package, sort_files


@dataclass(frozen=True)
class Deployed:
    """`definitions`: (kind, key, version, changed) of all in the release. `release_id` None: a dry run."""

    release_id: str | None
    number: int | None
    effective_at: datetime
    definitions: tuple[tuple[str, str, int, bool], ...]
    findings: tuple[Finding, ...] = field(default_factory=tuple)


def deploy(
    uow: UnitOfWork,
    runtime: Runtime,
    files: Mapping[str, bytes],
    *,
    note: str | None = None,
    effective_at: datetime | None = None,
    dry_run: bool = False,
) -> Deployed:
    """Checks `files` (path -> content) together with what stays of the newest release, and makes one release.
    The model rules (`rules.model`) are judged on the release as it would be.

    An unchanged file keeps its version; a deployment that changes nothing makes no release. Raises
    `CheckFailed` with all findings when one of them is an error, `Malformed` when there is nothing to deploy.
    """
    package = sort_files(files)
    if not package:
        raise Malformed(
            "nothing_to_deploy",
            "Der er ingen diagrammer, formularer eller beslutningstabeller i det, du har valgt.",
            "There are no diagrams, forms or decision tables in what you chose.",
        )
    newest = query.newest_release(uow)
    standing = running_query.release_definitions(uow, str(newest["id"])) if newest else []
    findings = check_package(package, surroundings(uow, runtime, package, standing))
    if any(finding.severity == "error" for finding in findings):
        raise _refused([*findings, *model.check_together(package.diagrams)])
    fresh = _definitions(package)
    rows, changed = _merge(uow, standing, fresh)
    at = effective_at or uow.now
    listed = tuple(
        (row.kind, row.key, row.version, (row.kind, row.key) in changed) for row in rows if row.kind != "data"
    )
    before = runtime.releases.kept(str(newest["id"])) if newest else None
    compiled = compile_definitions(uow.new_id(), rows, before=before)
    findings += model.check_model(compiled.diagrams)
    if any(finding.severity == "error" for finding in findings):
        raise _refused(findings)
    brought = packaged.compare(uow, package.data)
    findings += bringing.remarks(brought)
    if dry_run:
        return Deployed(None, None, at, listed, tuple(findings))
    if brought:
        packaged.carry_out(uow, brought)
        bringing.note(uow, brought)
        runtime.forget_parameters()
    if newest is not None and not changed:
        return Deployed(str(newest["id"]), int(newest["number"]), at, listed, tuple(findings))
    number = (int(newest["number"]) if newest else 0) + 1
    _store(uow, compiled, rows, changed, number, at, note)
    drawn = {row.file for row in rows if row.kind == "process" and (row.kind, row.key) in changed}
    arm_starts(uow, runtime, compiled, drawn, at)
    runtime.releases.put(compiled)
    return Deployed(compiled.id, number, at, listed, tuple(findings))


def _refused(findings: list[Finding]) -> CheckFailed:
    errors = sum(finding.severity == "error" for finding in findings)
    return CheckFailed(
        "deployment_refused",
        f"Pakken kan ikke udgives: {errors} fejl skal rettes først. Intet er ændret.",
        f"The package cannot be published: {errors} errors must be mended first. Nothing was changed.",
        tuple(findings),
    )


def surroundings(
    uow: UnitOfWork, runtime: Runtime, package: Package, standing: list[DefinitionRow]
) -> Surroundings:
    """What the package may refer to beside itself."""
    today = uow.now.astimezone(uow.zone).date()
    named = [str(d) for row in standing if row.kind == "decision" for d in _decision_ids(row)]
    bases, texts = query.reference_keys(uow)
    replaced = set(package.diagrams)
    kept = {row.file: row.content for row in standing if row.kind == "process" and row.file not in replaced}
    return Surroundings(
        processes={key for content in kept.values() for key, _ in engine.executable_processes(content)},
        forms={row.key for row in standing if row.kind == "form"},
        decisions=set(named),
        parameters={parameter.key for parameter in runtime.parameters(uow).in_force(today)},
        legal_bases=bases,
        guidance=texts,
        operations=frozenset(runtime.registry.operations),
        about=frozenset(runtime.registry.about),
    )


def _decision_ids(row: DefinitionRow) -> tuple[str, ...]:
    return decisions.parse_decisions(row.content, row.file).decisions


@dataclass(frozen=True)
class _Fresh:
    kind: str
    key: str
    name: str
    file: str
    content: bytes
    translation: bytes | None

    @property
    def sha256(self) -> str:
        return fingerprint(self.content, self.translation)


def _definitions(package: Package) -> list[_Fresh]:
    """One definition a file; a diagram's key is that of its executable process."""
    found = []
    for file, content in package.diagrams.items():
        key, name = engine.executable_processes(content)[0]
        found.append(_Fresh("process", key, name, file, content, package.twins.get(file)))
    for file, content in package.forms.items():
        schema = orjson.loads(content)
        title = str(schema.get("title") or schema["id"])
        found.append(_Fresh("form", schema["id"], title, file, content, package.twins.get(file)))
    for file, content in package.decisions.items():
        model = decisions.parse_decisions(content, file)
        found.append(
            _Fresh("decision", model.decisions[0], model.decisions[0], file, content, package.twins.get(file))
        )
    if LETTERS in package.data:
        # a letter each, so that each has versions of its own
        for one in letter_templates.unpack(package.data[LETTERS]):
            found.append(
                _Fresh("letter", one.key, one.name, f"data/{one.key}.letter.json", one.content, None)
            )
    return found


def _merge(
    uow: UnitOfWork, standing: list[DefinitionRow], fresh: list[_Fresh]
) -> tuple[list[DefinitionRow], set[tuple[str, str]]]:
    """The release's definitions: what stays, and the new ones with their next version."""
    rows = {(row.kind, row.key): row for row in standing}
    changed = set()
    for new in fresh:
        old = rows.get((new.kind, new.key))
        if old is not None and (old.content, old.translation) == (new.content, new.translation):
            continue
        version = query.last_version(uow, new.kind, new.key) + 1
        rows[new.kind, new.key] = DefinitionRow(
            uow.new_id(), new.kind, new.key, version, new.name, new.file, new.content, new.translation
        )
        changed.add((new.kind, new.key))
    return sorted(rows.values(), key=lambda row: (row.kind, row.key)), changed


def _store(
    uow: UnitOfWork,
    compiled: Release,
    rows: list[DefinitionRow],
    changed: set[tuple[str, str]],
    number: int,
    effective_at: datetime,
    note: str | None,
) -> None:
    for row in rows:
        if (row.kind, row.key) in changed:
            fresh = _Fresh(row.kind, row.key, row.name, row.file, row.content, row.translation)
            values: dict[str, Any] = {
                "id": row.id,
                "kind": row.kind,
                "key": row.key,
                "version": row.version,
                "name": row.name,
                "file": row.file,
                "content": row.content,
                "translation": row.translation,
                "sha256": fresh.sha256,
                "created_at": uow.now,
            }
            query.add_definition(uow, values)
    query.add_release(
        uow,
        {"id": compiled.id, "number": number, "effective_at": effective_at, "created_at": uow.now},
        [row.id for row in rows],
        {
            "id": uow.new_id(),
            "release_id": compiled.id,
            "deployed_by": uow.actor.user_id,
            "deployed_at": uow.now,
            "note": note,
        },
    )
