"""INV-21 on the decision itself."""

from datetime import date

import pytest

from workflow_service import rules
from workflow_service.rules import Facts

FACTS = Facts(today=date(2026, 11, 23))
COMPLETE = {
    "facts": "Noah sover fem timer.",
    "outcome": "granted",
    "legal_basis": "barnets_lov_86",
    "reason": "I har udgifter til medicin.",
    "child_view": "Noah vil gerne sove.",
    "complaint_guidance": "I kan klage.",
}


def test_a_complete_decision_may_be_taken() -> None:
    assert rules.check("INV-21", FACTS, COMPLETE) == []


@pytest.mark.parametrize("missing", ["legal_basis", "reason", "child_view", "complaint_guidance"])
def test_a_decision_says_why_by_which_law_how_the_child_was_heard_and_how_to_complain(missing: str) -> None:
    (one,) = rules.check("INV-21", FACTS, {**COMPLETE, missing: " "})
    assert one.path == missing and one.da.endswith("(Regel 21)") and one.en.endswith("(Rule 21)")


def test_another_form_with_an_outcome_is_no_decision() -> None:
    assert rules.check("INV-21", FACTS, {"outcome": "partly", "reason": ""}) == []
