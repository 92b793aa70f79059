"""Every rule finds its sample, at the right element, in two languages, and leaves its twin alone."""

from __future__ import annotations

import re

import pytest

from tests.unit.engine.check.pairs import BESIDE, PAIRS
from tests.unit.engine.check.passing import PASSING
from tests.unit.engine.check.samples import KNOWN, SAMPLES
from workflow_service.engine.check import RULES, check_diagrams
from workflow_service.engine.check.rules import EXECUTABLE, STANDARD

# The token game has samples of its own, beside its tests.
CHECKED = [rule for rule in RULES if not rule.startswith("BPMN-30")]


def judged(data: bytes):
    return check_diagrams({"p.bpmn": data}, None, beside=BESIDE, deploying=False)


def test_every_rule_has_a_failing_and_a_passing_sample():
    assert sorted({**SAMPLES, **PAIRS}) == sorted(CHECKED)
    assert sorted({**PASSING, **PAIRS}) == sorted(CHECKED)


@pytest.mark.parametrize("rule", SAMPLES)
def test_a_rule_finds_its_sample(rule):
    files, place = SAMPLES[rule]
    found = [f for f in check_diagrams(files, KNOWN) if f.rule == rule]
    assert found, [(f.rule, f.element, f.en) for f in check_diagrams(files, KNOWN)]
    assert place in {f.element for f in found}
    assert {f.severity for f in found} == {"warning" if RULES[rule].tolerated else RULES[rule].severity}


@pytest.mark.parametrize("rule", [rule for rule in SAMPLES if RULES[rule].tolerated])
def test_what_publishing_tolerates_is_no_valid_model(rule):
    found = check_diagrams(SAMPLES[rule][0], None, deploying=False)
    assert [f.severity for f in found if f.rule == rule] == ["error"]


@pytest.mark.parametrize("rule", PASSING)
def test_a_rule_leaves_the_twin_alone(rule):
    found = check_diagrams(PASSING[rule], KNOWN)
    assert [f for f in found if f.rule == rule or f.severity == "error"] == []


@pytest.mark.parametrize("rule", PAIRS)
def test_a_rule_of_the_standard_refuses_one_of_a_pair(rule):
    wrong, right = PAIRS[rule]
    assert wrong != right
    assert rule in {f.rule for f in judged(wrong)}
    assert [f for f in judged(right) if f.rule == rule or f.severity == "error"] == []


@pytest.mark.parametrize("rule", [rule for rule in PAIRS if RULES[rule].severity == "error"])
def test_a_pair_differs_in_nothing_else_that_is_refused(rule):
    others = {"BPMN-005", "BPMN-100", "BPMN-141", "BPMN-254"}  # the same mistake, seen from another side
    errors = {f.rule for f in judged(PAIRS[rule][0]) if f.severity == "error"}
    assert errors - others == {rule} - others


@pytest.mark.parametrize("rule", [rule for rule in RULES if RULES[rule].kind in (STANDARD, EXECUTABLE)])
def test_a_rule_of_the_standard_names_its_clause(rule):
    assert re.fullmatch(r"\d+(\.\d+)*(, \d+(\.\d+)*)*", RULES[rule].clause)


@pytest.mark.parametrize("rule", [*SAMPLES, *PAIRS])
def test_a_finding_is_told_in_both_languages_with_a_cure(rule):
    found = check_diagrams(SAMPLES[rule][0], KNOWN) if rule in SAMPLES else judged(PAIRS[rule][0])
    for finding in found:
        texts = (finding.da, finding.en, finding.cure_da, finding.cure_en)
        assert all(text and not re.search(r"\{[a-z_]*\}", text) for text in texts), texts
        assert finding.da != finding.en


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_names_the_same_values_in_both_languages(rule):
    def names(text: str) -> set[str]:
        return {name.removesuffix("_da").removesuffix("_en") for name in re.findall(r"\{(\w+)\}", text)}

    assert names(RULES[rule].da) == names(RULES[rule].en)
