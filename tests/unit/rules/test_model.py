"""The model rules of the diagrams (domain.md 6, D): the package keeps them, each way around is named."""

from __future__ import annotations

import pytest

from tests.drawing import attribute, file_of, lane, redrawn, shipped, task_between, way
from workflow_service.errors import Finding
from workflow_service.rules.model import GUARDS, check_together
from workflow_service.rules.model_texts import RULES

OWN = {"camunda__candidateGroups": "family_coordinator", "camunda__formRef": "note"}


def broken(*given: object) -> list[Finding]:
    return check_together(redrawn(*given))  # type: ignore[arg-type]


def test_the_package_keeps_the_model():
    assert check_together(shipped()) == []


def test_a_step_of_ones_own_can_be_added():
    step = task_between("call_assessment", "call_analysis_meeting", "ring_first", **OWN)
    assert broken("case_main", step) == []


def test_a_way_around_the_analysis_meeting_is_named_step_by_step():
    (found,) = broken("case_main", way("in_target_group", "call_common_plan"))[:1]
    assert (found.rule, found.file, found.element) == (
        "MODEL-01", file_of("common_plan"), "start_measures"
    )  # fmt: skip
    assert "Den fælles plan" in found.da and "Tværfagligt analysemøde" not in found.da
    assert found.da.endswith("(INV-06)") and "analysemødet" in found.cure_da


@pytest.mark.parametrize(
    ("key", "change", "rules"),
    [
        # inside the meeting's own diagram, and in a diagram that is called
        ("analysis_meeting", way("has_conflict", "close_analysis"), {"MODEL-01"}),
        ("analysis_meeting", way("has_quorum", "analysis_done"), {"MODEL-04"}),
        ("case_main", way("in_target_group", "call_analysis_meeting"), {"MODEL-04"}),
        ("assessment", way("is_statutory", "compile_joint_report"), set()),
        ("common_plan", way("parents_supported", "start_measures"), {"MODEL-05"}),
        ("common_plan", way("does_family_agree", "start_measures"), set()),
        ("common_plan", way("does_family_agree", "agree_with_family"), {"MODEL-10"}),
        ("common_plan", way("still_disagreement", "write_goals"), {"MODEL-10"}),
        ("decision", way("is_burdensome", "decision_made"), {"MODEL-05"}),
        ("case_main", lane("Familien", "family_coordinator"), set()),
        ("analysis_meeting", lane("Familien", "family_coordinator"), {"MODEL-02"}),
        ("analysis_meeting", lane("Barnet og netværket", "core_team_member"), {"MODEL-02"}),
        ("analysis_meeting", attribute("hold_analysis_meeting", "core", None), {"MODEL-07"}),
        ("analysis_meeting", attribute("hold_analysis_meeting", "guards", "INV-04"), {"MODEL-06"}),
        ("common_plan", attribute("start_measures", "guards", None), {"MODEL-06"}),
        ("analysis_meeting", attribute("finalise_report", "operation", "write_note"),
         {"MODEL-03", "MODEL-04"}),
        ("joint_financing", attribute("activate_agreement", "guards", None), {"MODEL-06"}),
        ("assessment", attribute("hold_assessment_meeting", "operation", "write_note"),
         {"MODEL-03", "MODEL-04"}),
        ("analysis_meeting", task_between("finalise_report", "close_analysis", "own"),
         {"MODEL-08", "MODEL-09"}),
    ],
)  # fmt: skip
def test_what_breaks_the_model_is_told_by_its_rule(key: str, change: object, rules: set[str]):
    assert {found.rule for found in broken(key, change)} == rules


def test_a_message_that_starts_measures_at_any_time_is_a_way_around():
    """An event sub-process of the case may come before the analysis meeting."""
    found = broken("case_main", attribute("start_benefit", "operation", "start_measures"))
    assert {"MODEL-01", "MODEL-06"} == {one.rule for one in found}
    assert "Ansøgning modtaget" in found[0].da


def test_one_diagram_alone_is_held_to_what_stands_in_it():
    alone = {"case_main.bpmn": shipped()[file_of("case_main")]}
    assert check_together(alone) == []
    plan = redrawn("common_plan", attribute("start_measures", "guards", None))[file_of("common_plan")]
    assert [one.rule for one in check_together({"plan.bpmn": plan})] == ["MODEL-06"]


def test_the_coordination_meeting_names_the_rule_of_its_chair():
    key = "coordination_group_monthly"
    (found,) = broken(key, attribute("hold_coordination_meeting", "guards", "INV-09"))
    assert found.rule == "MODEL-06" and "INV-11" in found.da


def test_diagrams_with_errors_of_their_own_are_not_judged_together():
    assert check_together({**shipped(), "broken.bpmn": b"<a/>"}) == []


def test_every_finding_speaks_both_languages_and_gives_the_way_forward():
    for rule in RULES.values():
        assert all((rule.da, rule.en, rule.cure_da, rule.cure_en))
        assert rule.inv == "" or rule.da.endswith((f"({rule.inv})", "({inv})"))


def test_the_rules_asked_of_a_step_are_those_that_the_package_names():
    text = b"".join(shipped().values()).decode()
    assert all(f'oef:operation="{operation}"' in text for operation in GUARDS)
