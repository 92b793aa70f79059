"""INV-20: what was published is never changed; a course reads the very bytes it began on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from workflow_service.rules.facts import Violation


@dataclass(frozen=True)
class Published:
    """A definition of a release as it is stored now. `sha256`: the fingerprint it was published with."""

    name: str
    content: bytes
    translation: bytes | None
    sha256: str


def fingerprint(content: bytes, translation: bytes | None) -> str:
    """The hash that a definition is published with: its content and its English texts together."""
    return hashlib.sha256(content + b"\0" + (translation or b"")).hexdigest()


def stands_as_published(definitions: Iterable[Published]) -> list[Violation]:
    """INV-20 on what a release is made of, before anything runs on it: every file is the one that was
    published, whoever wrote into the database since."""
    return [
        Violation(
            "INV-20",
            None,
            f"»{one.name}« er ikke den fil, der blev udgivet. En udgivet version ændres aldrig. Gendan den"
            " fra en sikkerhedskopi, og udgiv ændringen som en ny version. (Regel 20)",
            f"“{one.name}” is not the file that was published. A published version is never changed. Restore"
            " it from a backup, and publish the change as a new version. (Rule 20)",
        )
        for one in definitions
        if fingerprint(one.content, one.translation) != one.sha256
    ]
