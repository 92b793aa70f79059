"""Rules about who carries the case: INV-01, INV-02, INV-15."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workflow_service.rules.facts import Facts, Violation


def coordinator_is_adviser(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-01: coordinator and substitute are advisers of the child-disability area."""
    for path, da, en in (
        ("coordinator", "Familiekoordinatoren", "The family coordinator"),
        ("new_contact", "Den nye familiekoordinator", "The new family coordinator"),
        ("substitute", "Afløseren", "The substitute"),
    ):
        user_id = submission.get(path)
        if user_id and user_id not in facts.advisers:
            name = facts.user_names.get(str(user_id))
            yield Violation(
                "INV-01",
                path,
                f"{da} skal være rådgiver på børnehandicapområdet"
                f"{f', og det er {name} ikke' if name else ''}. Vælg en anden. (Regel 1)",
                f"{en} must be an adviser of the child-disability area"
                f"{f', which {name} is not' if name else ''}. Choose another. (Rule 1)",
            )


def one_active_coordinator(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-02: from the appointment on exactly one person is coordinator, and the substitute is another."""
    path = "new_contact" if "new_contact" in submission else "coordinator"
    chosen = submission.get(path)
    if path in submission and not chosen:
        yield Violation(
            "INV-02",
            path,
            "Sagen skal have en familiekoordinator. Vælg én. (Regel 2)",
            "The case must have a family coordinator. Choose one. (Rule 2)",
        )
    if chosen and chosen == submission.get("substitute"):
        yield Violation(
            "INV-02",
            "substitute",
            "Afløseren skal være en anden end koordinatoren, ellers er der ingen ved fravær. (Regel 2)",
            "The substitute must be another person than the coordinator, or nobody is there in an absence."
            " (Rule 2)",
        )
    if not chosen and facts.coordinator_id and len(set(facts.active_coordinators)) != 1:
        yield Violation(
            "INV-02",
            None,
            "Sagen har ikke præcis én aktiv familiekoordinator. Udpeg én, før du går videre. (Regel 2)",
            "The case does not have exactly one active coordinator. Appoint one before you go on. (Rule 2)",
        )


def risk_before_contact(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-15: with a suspected honour-related conflict the risk is assessed before parents are contacted."""
    if facts.honour_conflict and not facts.risk_assessed:
        yield Violation(
            "INV-15",
            None,
            "Der er mistanke om en æresrelateret konflikt. Lav risikovurderingen, før forældre eller netværk"
            " kontaktes. (Regel 15)",
            "An honour-related conflict is suspected. Assess the risk before parents or network hear of it."
            " (Rule 15)",
        )
