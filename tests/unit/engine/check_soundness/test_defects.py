"""The smallest diagram of every defect, and the twin that is as it should be."""

from __future__ import annotations

import re

import pytest

from tests.oracle.kit import end, flows, inc, mark, par, process, start, sub, user, xor
from tests.unit.engine.check_soundness.smallest import DEFECTS, TWINS
from workflow_service.engine.check import RULES, check_diagrams
from workflow_service.engine.check.soundness_rules import SOUNDNESS_RULES


def found(data: bytes, deploying: bool = True):
    return [f for f in check_diagrams({"p": data}, deploying=deploying) if f.rule in SOUNDNESS_RULES]


def told(data: bytes) -> list[tuple[str, str | None]]:
    return [(f.rule, f.element) for f in found(data)]


def test_every_rule_has_its_smallest_diagram_and_a_twin():
    assert {rule for rule, _, _ in DEFECTS.values()} == set(SOUNDNESS_RULES)
    assert set(TWINS) == set(DEFECTS)


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_is_told_at_its_element(defect):
    rule, element, data = DEFECTS[defect]
    assert (rule, element) in told(data)


@pytest.mark.parametrize("defect", TWINS)
def test_the_twin_has_no_finding(defect):
    assert told(TWINS[defect]) == []


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_finding_is_told_in_both_languages_with_a_cure(defect):
    for finding in found(DEFECTS[defect][2]):
        texts = (finding.da, finding.en, finding.cure_da, finding.cure_en)
        assert all(text and not re.search(r"\{[a-z_]*\}", text) for text in texts), texts
        assert finding.severity == RULES[finding.rule].severity


def test_a_finding_tells_the_course_that_leads_there():
    ways = flows("s>Vælg", "Vælg>A ? a", "Vælg>B *", "A>Saml", "B>Saml", "Saml>e")
    (first, *_) = found(process("p", start(), xor("Vælg"), user("A"), user("B"), par("Saml"), end(), ways))
    assert "Efter »s → Vælg → A« venter »Saml« på »B«" in first.da
    assert "After “s → Vælg → A”, “Saml” waits for “B”" in first.en


def test_names_are_told_rather_than_ids():
    ways = flows("s>g", "g>A ? a", "g>B *", "A>j", "B>j", "j>e")
    a = '<userTask id="A" name="Hold møde"/>'
    (first, *_) = found(process("p", start(), xor("g"), a, user("B"), par("j"), end(), ways))
    assert "Hold møde" in first.da


def test_a_long_course_is_shortened():
    tasks = [f"T{number}" for number in range(30)]
    ways = flows(f"s>{'>'.join(tasks)}>g", "g>A ? a", "g>B *", "A>j", "B>j", "j>e")
    body = [user(name) for name in (*tasks, "A", "B")]
    (first, *_) = found(process("p", start(), *body, xor("g"), par("j"), end(), ways))
    assert "»s → T0 → … → T28 → T29 → g → A«" in first.da


# -- what is refused, and what is not --------------------------------------------------------------------


def test_only_an_endless_circle_is_refused():
    refused = {f.rule for _, _, data in DEFECTS.values() for f in found(data) if f.severity == "error"}
    assert refused == {"BPMN-305"}


def test_a_model_that_is_only_judged_may_have_an_endless_circle():
    _, _, data = DEFECTS["a circle without a way out"]
    assert {f.severity for f in found(data, deploying=False)} == {"warning"}


def test_a_process_of_which_one_branch_gets_through_is_not_called_hopeless():
    ways = flows("s>g", "g>A>e", "g>x", "x>B ? b", "x>C *", "B>j", "C>j", "j>N>f")
    tasks = [user(name) for name in "ABCN"]
    data = process("p", start(), par("g"), xor("x"), par("j"), *tasks, end(), end("f"), ways)
    assert told(data)[0] == ("BPMN-301", "j")
    assert "BPMN-300" not in {f.rule for f in found(data)}


def test_a_standstill_in_a_sub_process_that_everything_needs_is_told_of_the_process():
    inner = sub(
        "S", start("i"), xor("g"), user("A"), user("B"), par("j"), end("f"),
        flows("i>g", "g>A ? a", "g>B *", "A>j", "B>j", "j>f"),
    )  # fmt: skip
    data = process("p", start(), inner, end(), flows("s>S>e"))
    assert ("BPMN-300", "S") in told(data)
    assert ("BPMN-301", "j") in told(data)


def test_conditions_on_different_values_of_one_name_exclude_each_other():
    ways = flows("s>g", 'g>A ? kind = "a"', 'g>B ? kind = "b"', "A>m", "B>m", "m>N>e")
    body = start(), inc("g"), user("A"), user("B"), xor("m"), user("N"), end()
    assert told(process("p", *body, ways)) == []


def test_a_circle_with_a_way_out_is_sound():
    ways = flows("s>m>T>x", "x>m ? again", "x>e *")
    assert told(process("p", start(), xor("m"), mark("T"), xor("x"), end(), ways)) == []
