"""Every rule finds its sample, at the right element, in two languages."""

from __future__ import annotations

import re

import pytest

from tests.unit.engine.check.samples import KNOWN, SAMPLES
from workflow_service.engine.check import RULES, check_diagrams


def test_every_rule_has_a_sample():
    assert sorted(SAMPLES) == sorted(RULES)


@pytest.mark.parametrize("rule", SAMPLES)
def test_a_rule_finds_its_sample(rule):
    files, place = SAMPLES[rule]
    found = [f for f in check_diagrams(files, KNOWN) if f.rule == rule]
    assert found, [(f.rule, f.element, f.en) for f in check_diagrams(files, KNOWN)]
    assert place in {f.element for f in found}
    assert {f.severity for f in found} == {RULES[rule].severity}


@pytest.mark.parametrize("rule", SAMPLES)
def test_a_finding_is_told_in_both_languages_with_a_cure(rule):
    files, _ = SAMPLES[rule]
    for finding in check_diagrams(files, KNOWN):
        texts = (finding.da, finding.en, finding.cure_da, finding.cure_en)
        assert all(text and not re.search(r"\{[a-z_]*\}", text) for text in texts), texts
        assert finding.da != finding.en


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_names_the_same_values_in_both_languages(rule):
    def names(text: str) -> set[str]:
        return {name.removesuffix("_da").removesuffix("_en") for name in re.findall(r"\{(\w+)\}", text)}

    assert names(RULES[rule].da) == names(RULES[rule].en)
