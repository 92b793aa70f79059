"""Remarks on a DMN file, collected while it is read and compiled."""

from __future__ import annotations

from dataclasses import dataclass, field

from workflow_service.decisions.xml import Element, line_of
from workflow_service.errors import Finding
from workflow_service.feel import FeelSyntaxError, UnknownName


@dataclass
class Findings:
    """Collects findings of one file."""

    file: str
    found: list[Finding] = field(default_factory=list)

    def add(
        self,
        rule: str,
        element: Element | None,
        da: str,
        en: str,
        cure: tuple[str, str],
        *,
        warning: bool = False,
        line: int | None = None,
    ) -> None:
        """One remark with what to do about it; the line is the element's unless given."""
        where = line if line is not None or element is None else line_of(element)
        name = nearest_id(element)
        severity = "warning" if warning else "error"
        self.found.append(Finding(self.file, name, where, rule, severity, da, en, *cure))

    def syntax(self, element: Element, place: tuple[str, str], problem: FeelSyntaxError) -> None:
        """An expression that cannot be read; `place` tells where in Danish and English."""
        line = line_of(element)
        if line is not None:
            line += problem.text.count("\n", 0, problem.position)
        if isinstance(problem, UnknownName):
            rule = "DMN-011"
            cure = (
                "Ret navnet, eller tilføj det som inddata eller krævet beslutning.",
                "Correct the name, or add it as input data or as a required decision.",
            )
        else:
            rule = "DMN-010"
            cure = ("Ret udtrykket. Tekst skal stå i anførselstegn.", "Correct the expression. Quote texts.")
        da, en = f"{place[0]}: {problem.da}", f"{place[1]}: {problem.en}"
        self.add(rule, element, da, en, cure, line=line)

    @property
    def errors(self) -> list[Finding]:
        """Only what blocks publishing."""
        return [finding for finding in self.found if finding.severity == "error"]


def nearest_id(element: Element | None) -> str | None:
    """The id of the element or of the nearest one around it."""
    while element is not None:
        if element.get("id"):
            return element.get("id")
        element = element.getparent()
    return None
