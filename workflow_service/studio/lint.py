"""`oef lint`: the publish check for a process owner's own git and CI, without database or server."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from workflow_service.errors import Finding, Rejection
from workflow_service.studio.findings import (
    not_a_file,
    too_large,
    unchecked,
    unknown_file,
    unopened,
    unreadable_data,
    unreadable_texts,
)
from workflow_service.studio.package import DATA, FILE_LIMIT, LETTERS

IMPORTED = re.compile(rb"""<(?:[\w.-]+:)?import\s[^>]*?location\s*=\s*["']([^"':]+\.(?:bpmn|xml))["']""")
MAX_IMPORTS = 20
# the namespace of the extension attributes that the model rules read
OURS = b"https://oef.dk/schema/1.0/bpmn"
SUFFIXES = (".bpmn", ".bpmn20.xml", ".dmn", ".form.json", LETTERS)


@dataclass(frozen=True)
class Linted:
    """One file's verdict: `accepted` when no finding is an error.

    A diagram is accepted when nothing in it breaks BPMN 2.0 and nothing in its executable processes is left
    out here (`docs/bpmn-rules.md`). So a model that is only drawn can be accepted and yet hold nothing to
    publish.
    """

    file: str
    accepted: bool
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "accepted": self.accepted,
            "findings": [asdict(finding) for finding in self.findings],
        }


def lint(paths: list[Path]) -> Iterator[Linted]:
    """Each file on its own terms, in the order given (folders: all diagrams, decisions and forms in them).
    The model rules are judged over all diagrams of a folder, or over the one file.

    Never stops at a bad file and never raises: what cannot be read is a finding too. A folder without such
    files gives nothing.
    """
    for path in paths:
        if path.is_dir():
            files = sorted(p for p in path.rglob("*") if p.name.lower().endswith(SUFFIXES))
        else:
            files = [path]
        broken = _model_findings(files)
        for file in files:
            yield _lint_file(file, broken)


def _model_findings(files: list[Path]) -> list[Finding]:
    """What the diagrams that were made for this service break of the model's rules together."""
    diagrams = {}
    for path in files:
        with suppress(OSError):
            if path.name.lower().endswith(".bpmn") and path.is_file() and path.stat().st_size <= FILE_LIMIT:
                content = path.read_bytes()
                if OURS in content:
                    diagrams[shown(path)] = content
    if not diagrams:
        return []
    from workflow_service.rules import model

    try:
        return model.check_together(diagrams)
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError, AttributeError) as error:
        # a fault of the check itself: nothing is accepted that was not judged
        return [unchecked(file, type(error).__name__) for file in diagrams]


def _lint_file(path: Path, broken: list[Finding]) -> Linted:
    file = shown(path)
    try:
        if path.exists() and not path.is_file():
            # a pipe or a device would be waited for without end
            findings = [not_a_file(file)]
        elif path.stat().st_size > FILE_LIMIT:
            findings = [too_large(file)]
        else:
            findings = _check(file, path.name.lower(), path.read_bytes(), path)
    except OSError as error:
        findings = [unopened(file, error.strerror or "?")]
    except Rejection as error:
        cure = ("Ret filen, og kontrollér den igen.", "Correct the file and check it again.")
        findings = [Finding(file, None, 1, error.code, "error", error.da, error.en, *cure)]
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError, AttributeError) as error:
        # a fault of the check itself: the file is not accepted, the files after it are still judged
        findings = [unchecked(file, type(error).__name__)]
    findings += [finding for finding in broken if finding.file == file]
    accepted = all(finding.severity != "error" for finding in findings)
    return Linted(file, accepted, tuple(findings))


def shown(path: Path) -> str:
    """The path as text that every output can carry; bytes that are no UTF-8 become replacement marks."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _imported(file: str, content: bytes, path: Path, depth: int = 3) -> dict[str, bytes]:
    """The diagrams that a diagram imports from beside itself, and those they import, by the name the check
    looks for. What cannot be read is left out: the check says so."""
    out: dict[str, bytes] = {}
    for match in IMPORTED.findall(content)[:MAX_IMPORTS] if depth else ():
        location = match.decode("utf-8", "replace")
        target = path.parent / location
        name = posixpath.normpath(posixpath.join(posixpath.dirname(file), location))
        with suppress(OSError, ValueError):
            if name != file and target.is_file() and target.stat().st_size <= FILE_LIMIT:
                out[name] = target.read_bytes()
                out = {**_imported(name, out[name], target, depth - 1), **out}
    return out


def _check(file: str, name: str, content: bytes, path: Path) -> list[Finding]:
    """The findings of a file by its name in small letters. A room is imported when a file needs it: loading
    all of them takes longer than judging a file."""
    if name.endswith(".dmn"):
        from workflow_service import decisions

        return list(decisions.check_decisions(content, file))
    if name.endswith(".form.json"):
        from workflow_service import forms

        twin = path.with_name(path.name[: -len(".form.json")] + ".en.json")
        return list(forms.check_form(content, file, twin.read_bytes() if twin.exists() else None))
    if name.endswith((".bpmn", ".xml")):
        from workflow_service import engine

        # drawing programs also write diagrams as .xml: judged, but a package would leave the file out
        unused = [] if name.endswith((".bpmn", ".bpmn20.xml")) else [unknown_file(file)]
        beside = _imported(file, content, path)
        return [*engine.check_diagrams({file: content}, None, beside=beside, deploying=False), *unused]
    if name.endswith(".en.json"):
        return unreadable_texts(file, content)
    if name == LETTERS:
        from workflow_service.casefile import letter_templates

        return letter_templates.check(content, file)
    if name == "package.json" or name in DATA:
        return unreadable_data(file, content)
    return [unknown_file(file)]
