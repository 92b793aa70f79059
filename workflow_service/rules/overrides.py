"""Who may let something pass by a model rule: the leader it names, in person (domain.md 6, Override)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from workflow_service.rules.facts import Violation

# rule -> (Danish, English) when somebody else answers
_WHO: Final[dict[str, tuple[str, str]]] = {
    "INV-03": (
        "Kun sagens teamleder kan godkende, at familien ikke var med til udredningsmødet. Læg opgaven tilbage"
        " til teamlederen. (Regel 3)",
        "Only the team leader of the case can approve that the family did not take part in the assessment"
        " meeting. Put the task back for the team leader. (Rule 3)",
    ),
    "INV-17": (
        "Kun en afdelingschef kan godkende, at et område ikke er på plads. Læg opgaven tilbage til"
        " afdelingschefen. (Regel 17)",
        "Only a head of department can approve that an area is not settled. Put the task back for the head of"
        " department. (Rule 17)",
    ),
}


def leader_answers(rule: str, leaders: Collection[str], user_id: str | None) -> list[Violation]:
    """Empty when `user_id` is one of the leaders whose own act the rule (INV-03, INV-17) wants."""
    if user_id is not None and user_id in leaders:
        return []
    da, en = _WHO[rule]
    return [Violation(rule, None, da, en)]
