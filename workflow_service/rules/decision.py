"""INV-21 on the decision itself (F25): what it must hold before it may be taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workflow_service.rules.facts import Facts, Violation
from workflow_service.rules.plan import ACCESS

_NEEDED = (
    (
        "legal_basis",
        "Vælg retsgrundlaget. Uden det kan familien ikke se, hvad afgørelsen bygger på. (Regel 21)",
        "Choose the legal basis. Without it the family cannot see what the decision rests on. (Rule 21)",
    ),
    (
        "reason",
        "Skriv begrundelsen, så familien kan læse den. (Regel 21)",
        "Write the reason so that the family can read it. (Rule 21)",
    ),
    (
        "child_view",
        "Skriv, hvordan barnet er hørt, og hvordan det indgår i afgørelsen. (Regel 21)",
        "Write how the child was heard and how it counts in the decision. (Rule 21)",
    ),
    (
        "complaint_guidance",
        "Afgørelsen mangler klagevejledning. Åbn opgaven igen, så kommer den med. (Regel 21)",
        "The decision lacks complaint guidance. Open the task again to have it added. (Rule 21)",
    ),
)


def decision_is_complete(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-21: a decision carries legal basis, reason, how the child was heard, and complaint guidance.

    How the child was heard is not asked of a decision on access to the file (`child_was_heard`). Asked of a
    submission with `outcome` and `facts`, which only F25 has; of any other nothing is asked.
    """
    if "outcome" not in submission or "facts" not in submission:
        return
    for path, da, en in _NEEDED:
        if path == "child_view" and submission.get("matter") == ACCESS:
            continue
        if not str(submission.get(path) or "").strip():
            yield Violation("INV-21", path, da, en)
