"""Findings on a file as such, before what it holds is judged: the rules PKG-001 to PKG-006."""

from __future__ import annotations

import orjson

from workflow_service.errors import Finding


def unreadable_texts(path: str, content: bytes) -> list[Finding]:
    """PKG-001 when the English texts of a diagram or a decision are no JSON object, else nothing."""
    readable, line = _json(content)
    if isinstance(readable, dict):
        return []
    return [
        _error(
            path,
            "PKG-001",
            ("De engelske tekster er ikke et JSON-objekt.", "The English texts are not a JSON object."),
            (
                "Skriv {element-id: {name, documentation}}.",
                "Write {element id: {name, documentation}}.",
            ),
            line,
        )
    ]


def unknown_file(path: str) -> Finding:
    """PKG-002, a warning: by its name the file is no part of a package."""
    return Finding(
        path,
        None,
        1,
        "PKG-002",
        "warning",
        "Filen hører ikke til en pakke og bliver ikke brugt.",
        "The file is not part of a package and is not used.",
        "Fjern den, eller giv den endelsen .bpmn, .dmn eller .form.json.",
        "Remove it, or give it the ending .bpmn, .dmn or .form.json.",
    )


def too_large(path: str) -> Finding:
    """PKG-003."""
    return _error(
        path,
        "PKG-003",
        ("Filen er over 5 MB.", "The file is over 5 MB."),
        ("Del den op i flere filer.", "Split it into several files."),
    )


def not_a_file(path: str) -> Finding:
    """PKG-004 for a pipe or a device."""
    return _error(
        path,
        "PKG-004",
        ("Stien er ikke en fil.", "The path is not a file."),
        ("Angiv en fil eller en mappe.", "Name a file or a folder."),
    )


def unopened(path: str, reason: str) -> Finding:
    """PKG-004 with the system's reason, such as a missing file or a missing right."""
    return _error(
        path,
        "PKG-004",
        (f"Filen kan ikke læses: {reason}.", f"The file cannot be read: {reason}."),
        (
            "Kontrollér, at stien er rigtig, og at du må læse filen.",
            "Check that the path is right and that you may read the file.",
        ),
    )


def unchecked(path: str, fault: str) -> Finding:
    """PKG-005: the check itself failed, with the name of the fault."""
    return _error(
        path,
        "PKG-005",
        (f"Filen kunne ikke kontrolleres ({fault}).", f"The file could not be checked ({fault})."),
        (
            "Det er en fejl i kontrollen. Send filen til supporten.",
            "This is a fault of the check. Send the file to support.",
        ),
    )


def unreadable_data(path: str, content: bytes) -> list[Finding]:
    """PKG-006 when a package's own data file is no JSON, else nothing."""
    readable, line = _json(content)
    if isinstance(readable, dict | list):
        return []
    return [
        _error(
            path,
            "PKG-006",
            ("Filen er ikke gyldig JSON.", "The file is not valid JSON."),
            (
                "Ret filen. Ofte mangler et komma, et anførselstegn eller en parentes.",
                "Correct the file. Often a comma, a quotation mark or a bracket is missing.",
            ),
            line,
        )
    ]


def _json(content: bytes) -> tuple[object, int]:
    """The value (None when it cannot be read) and the line where reading stopped."""
    try:
        return orjson.loads(content), 1
    except orjson.JSONDecodeError as problem:
        return None, problem.lineno


def _error(path: str, rule: str, what: tuple[str, str], cure: tuple[str, str], line: int = 1) -> Finding:
    return Finding(path, None, line, rule, "error", *what, *cure)
