"""INV-17: the areas of the transition to adulthood are settled before the 18th birthday."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from workflow_service import rules
from workflow_service.rules import Facts, TransitionArea
from workflow_service.rules.transition import AREAS

SETTLED = tuple(TransitionArea(code, True, False, date(2026, 12, 1)) for code in AREAS)
FACTS = Facts(today=date(2026, 11, 23), transition_areas=SETTLED)


def rows(**changed: Any) -> dict[str, Any]:
    """A submission with all areas decided; `changed` alters the housing."""
    row = {"decision": "Fortsætter", "start_date": "2026-12-01"}
    listed = [{"area": code, **row} for code in AREAS]
    return {"areas": [one | changed if one["area"] == "housing" else one for one in listed]}


def test_six_decided_areas_satisfy_the_rule_in_the_form_and_in_the_case() -> None:
    assert len(AREAS) == 6
    assert rules.check("INV-17", FACTS, {}) == []
    assert rules.check("INV-17", FACTS, rows()) == []


@pytest.mark.parametrize("owner", [{"owner": "user-1"}, {"owner_name": "Lis Ravn"}])
def test_an_owner_and_a_date_stand_for_a_decision(owner: dict[str, str]) -> None:
    assert rules.check("INV-17", FACTS, rows(decision=None, **owner)) == []


@pytest.mark.parametrize(
    "changed", [{"decision": None}, {"decision": " "}, {"start_date": None}, {"decision": None, "owner": ""}]
)
def test_an_area_without_decision_and_owner_or_without_a_date_is_named(changed: dict[str, Any]) -> None:
    (one,) = rules.check("INV-17", FACTS, rows(**changed))
    assert one.path == "areas.3.decision" and "Bolig" in one.da and "Housing" in one.en
    assert one.da.endswith("(Regel 17)") and one.en.endswith("(Rule 17)")


def test_a_missing_area_is_found_in_the_form_and_in_the_case() -> None:
    (one,) = rules.check("INV-17", FACTS, {"areas": rows()["areas"][:-1]})
    assert one.path == "areas" and "Øvrigt" in one.da
    assert len(rules.check("INV-17", replace(FACTS, transition_areas=()), {})) == 6


def test_a_department_head_is_asked_with_a_reason() -> None:
    asked = {**rows(decision=None), "areas_open": True, "areas_open_reason": "Svaret kommer i januar."}
    assert rules.check("INV-17", FACTS, asked) == []
    (one,) = rules.check("INV-17", FACTS, {**asked, "areas_open_reason": " "})
    assert one.path == "areas_open_reason"


def test_nothing_goes_on_before_the_head_has_answered() -> None:
    (one,) = rules.check("INV-17", replace(FACTS, areas_asked=True), {})
    assert "har ikke svaret endnu" in one.da and one.en.endswith("(Rule 17)")


def test_what_the_head_let_pass_is_not_asked_again_when_the_case_is_judged() -> None:
    passed = replace(FACTS, transition_areas=(), areas_passed=True)
    assert rules.check("INV-17", passed, {}) == []
    assert len(rules.check("INV-17", passed, rows(decision=None))) == 1
