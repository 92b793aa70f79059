"""`oef lint`: the publish check for a process owner's own git and CI, without database or server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from workflow_service import decisions, engine, forms
from workflow_service.errors import Finding, Rejection
from workflow_service.studio.package import FILE_LIMIT

SUFFIXES = (".bpmn", ".bpmn20.xml", ".dmn", ".form.json")


@dataclass(frozen=True)
class Linted:
    """One file's verdict: `accepted` when no finding is an error."""

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

    Never stops at a bad file and never raises: what cannot be read is a finding too.
    """
    for path in paths:
        if path.is_dir():
            for file in sorted(p for p in path.rglob("*") if p.name.endswith(SUFFIXES)):
                yield _lint_file(file)
        else:
            yield _lint_file(path)


def _lint_file(path: Path) -> Linted:
    try:
        if path.exists() and not path.is_file():
            # a pipe or a device would be waited for without end
            findings = [_finding(path, "PKG-004", "Stien er ikke en fil.", "The path is not a file.")]
        elif path.stat().st_size > FILE_LIMIT:
            findings = [_finding(path, "PKG-003", "Filen er over 5 MB.", "The file is over 5 MB.")]
        else:
            findings = _check(shown(path), path.name, path.read_bytes(), path)
    except OSError as error:
        text = error.strerror or "?"
        findings = [
            _finding(path, "PKG-004", f"Filen kan ikke læses: {text}.", f"The file cannot be read: {text}.")
        ]
    except Rejection as error:
        findings = [_finding(path, error.code, error.da, error.en)]
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError, AttributeError) as error:
        # a fault of the check itself: the file is not accepted, the files after it are still judged
        name = type(error).__name__
        findings = [
            _finding(
                path,
                "PKG-005",
                f"Filen kunne ikke kontrolleres ({name}). Send den til supporten.",
                f"The file could not be checked ({name}). Send it to support.",
            )
        ]
    accepted = all(finding.severity != "error" for finding in findings)
    return Linted(shown(path), accepted, tuple(findings))


def shown(path: Path) -> str:
    """The path as text that every output can carry; bytes that are no UTF-8 become replacement marks."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _check(file: str, name: str, content: bytes, path: Path) -> list[Finding]:
    if name.endswith(".dmn"):
        return list(decisions.check_decisions(content, file))
    if name.endswith(".form.json"):
        twin = path.with_name(name.removesuffix(".form.json") + ".en.json")
        return list(forms.check_form(content, file, twin.read_bytes() if twin.exists() else None))
    return list(engine.check_diagrams({file: content}, None))


def _finding(path: Path, rule: str, da: str, en: str) -> Finding:
    return Finding(shown(path), None, None, rule, "error", da, en)
