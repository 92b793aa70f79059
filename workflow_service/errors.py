"""Errors a person or a caller can cause. They know no HTTP: `http` maps the classes to status codes.

Every error carries its text in Danish and English, says what was expected and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass
class Rejection(Exception):
    """Root of what a caller did wrong or cannot have now.

    `code` is stable and machine-readable (snake case); `da` and `en` are whole sentences for the screen.
    """

    code: str
    da: str
    en: str

    def __str__(self) -> str:
        return f"{self.code}: {self.en}"

    def text(self, language: str) -> str:
        """The sentence in `language` ("da" or "en")."""
        return self.en if language == "en" else self.da


class Malformed(Rejection):
    """The request cannot be read at all (400)."""


class NotAuthenticated(Rejection):
    """Nobody is logged in (401)."""


class Forbidden(Rejection):
    """The caller may know of the thing but not do this (403)."""


class NotFound(Rejection):
    """It does not exist, or the caller may not know that it does (404)."""


class Conflict(Rejection):
    """The state of the thing forbids it (409)."""


class TooLarge(Rejection):
    """The input is over a limit (413)."""


class TooMany(Rejection):
    """Too many attempts (429)."""


class Unavailable(Rejection):
    """The database is busy or away; try again (503)."""


@dataclass
class Invalid(Rejection):
    """The content breaks a rule (422). `fields` maps a field path ("goals.0.end") to sentences."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """One of the answers a person may give: `value` goes back, the texts are shown."""

    value: str
    da: str
    en: str


@dataclass
class Undecided(Conflict):
    """Nothing is wrong, but only a person can decide (409): the same request comes again with one of the
    `choices` under the answer `field`. `ask_da` and `ask_en` are the question."""

    field: str = ""
    ask_da: str = ""
    ask_en: str = ""
    choices: Sequence[Choice] = ()


@dataclass(frozen=True)
class Finding:
    """One remark of a check on a file: a diagram, a form, a decision table.

    `severity` is "error" (blocks publishing) or "warning"; `line` counts from 1, None when unknown.
    """

    file: str
    element: str | None
    line: int | None
    rule: str
    severity: str
    da: str
    en: str
    cure_da: str = ""
    cure_en: str = ""


@dataclass
class CheckFailed(Rejection):
    """A deployment was refused; nothing was stored (422 with the findings)."""

    findings: Sequence[Finding] = field(default_factory=tuple)
