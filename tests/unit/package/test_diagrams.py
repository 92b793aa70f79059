"""Each diagram is valid BPMN, speaks two languages and keeps the model's locked rules."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import SpiffWorkflow
from lxml import etree

from tests.unit.package.files import OEF, PROCESSES, B, diagram, elements, following, twin

ROLES = {
    "intake_worker",
    "team_leader",
    "family_coordinator",
    "child_disability_adviser",
    "core_team_member",
    "grant_authority",
    "controller",
    "coordination_chair",
    "auditor",
    "notification_officer",
    "duty_officer",
    "department_head",
}
SCHEMA = Path(SpiffWorkflow.__file__).parent / "bpmn" / "parser" / "schema" / "BPMN20.xsd"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


@pytest.mark.parametrize("key", PROCESSES)
def test_the_diagram_is_valid_bpmn(key: str) -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    assert schema.validate(diagram(key)), schema.error_log


@pytest.mark.parametrize("key", PROCESSES)
def test_every_danish_text_has_an_english_twin(key: str) -> None:
    english = twin(key)
    for node in diagram(key).iter(etree.Element):
        if str(node.tag).startswith(B) and node.tag != B + "message":
            texts = english.get(node.get("id") or "", {})
            named = bool(node.get("name")) or node.find(B + "text") is not None
            assert named == ("name" in texts), node.get("id")
            assert (node.find(B + "documentation") is not None) == ("documentation" in texts), node.get("id")


@pytest.mark.parametrize("key", PROCESSES)
def test_no_twin_text_is_left_over(key: str) -> None:
    assert set(twin(key)) <= {node.get("id") for node in diagram(key).iter(etree.Element)}


@pytest.mark.parametrize("key", PROCESSES)
def test_every_lane_is_a_role_and_every_node_stands_in_one_lane(key: str) -> None:
    lanes = elements(key, "lane")
    placed = [ref.text for lane in lanes for ref in lane.findall(B + "flowNodeRef")]
    process = diagram(key).find(B + "process")
    flowing = [n for n in process if any(n.find(B + way) is not None for way in ("incoming", "outgoing"))]
    nodes = [n.get("id") for n in (*flowing, *process.findall(B + "subProcess"))]
    assert {lane.get(OEF + "role") for lane in lanes} <= ROLES
    assert sorted(placed) == sorted(set(nodes))


@pytest.mark.parametrize("key", PROCESSES)
def test_every_way_out_of_a_choice_has_a_condition_or_is_the_default(key: str) -> None:
    for gateway in elements(key, "exclusiveGateway"):
        ways = [f for f in elements(key, "sequenceFlow") if f.get("sourceRef") == gateway.get("id")]
        bare = [f.get("id") for f in ways if f.find(B + "conditionExpression") is None]
        assert bare == ([gateway.get("default")] if len(ways) > 1 else [ways[0].get("id")])
        assert len(ways) == 1 or all(f.get("name") for f in ways)


@pytest.mark.parametrize("key", PROCESSES)
def test_every_element_and_flow_is_drawn(key: str) -> None:
    drawn = {shape.get("bpmnElement") for shape in diagram(key).iter(DI + "BPMNShape", DI + "BPMNEdge")}
    wanted = {n.get("id") for n in diagram(key).iter(etree.Element) if n.find(B + "incoming") is not None}
    flows = {f.get("id") for f in elements(key, "sequenceFlow", "messageFlow")}
    assert wanted | flows <= drawn


def test_the_family_has_no_lane_and_no_pool_in_the_analysis_meeting() -> None:
    names = [node.get("name") for node in elements("analysis_meeting", "lane", "participant")]
    assert not any("familien" in str(name).lower() for name in names)  # INV-04


def test_the_phases_are_called_in_the_order_of_the_model() -> None:
    order = ["call_intake", "call_assessment", "call_analysis_meeting", "call_common_plan"]
    for earlier, later in pairwise(order):
        assert later not in following("case_main", "new_inquiry", without=earlier)


@pytest.mark.parametrize(
    ("key", "start", "core", "end"),
    [
        ("assessment", "assessment_begins", "hold_assessment_meeting", "compile_joint_report"),
        ("assessment", "assessment_begins", "compile_joint_report", "assessment_done"),
        ("analysis_meeting", "analysis_begins", "hold_analysis_meeting", "finalise_report"),
        ("analysis_meeting", "analysis_begins", "finalise_report", "analysis_done"),
        ("common_plan", "planning_begins", "approve_plan", "publish_plan"),
    ],
)
def test_no_path_goes_round_a_core_task(key: str, start: str, core: str, end: str) -> None:
    assert end not in following(key, start, without=core)
    assert next(n for n in elements(key, "userTask") if n.get("id") == core).get(OEF + "core") == "true"


def test_disagreement_is_decided_and_never_loops() -> None:
    assert "agree_with_family" not in following("common_plan", "does_family_agree", without="")
    assert "offer_new_talk" not in following("common_plan", "agree_after_new_talk", without="")


def test_an_expert_is_checked_again_after_every_new_choice() -> None:
    for chosen in ("propose_experts", "reschedule_analysis_meeting"):
        reached = following("analysis_meeting", chosen, without="check_expert_conflicts")
        assert "send_analysis_invitation" not in reached  # INV-05
