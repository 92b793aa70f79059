"""No valid model is refused: of every element of the standard, as other tools write them, and our own."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from workflow_service.engine.check import check_diagrams
from workflow_service.studio import lint

ROOT = Path(__file__).parents[4]
VALID = sorted((ROOT / "tests/data/bpmn-constraints/valid").glob("*.bpmn"))
OURS = sorted((ROOT / "bpmn").rglob("*.bpmn"))


@pytest.mark.parametrize("path", [*VALID, *OURS], ids=lambda path: path.stem)
def test_a_valid_model_is_accepted(path):
    [result] = lint([path])
    assert (result.accepted, [f for f in result.findings if f.severity == "error"]) == (True, [])


@pytest.mark.parametrize(
    "tag",
    [
        "association", "group", "textAnnotation", "category", "boundaryEvent", "businessRuleTask",
        "callActivity",
        "callChoreography", "callConversation", "cancelEventDefinition", "choreography", "choreographyTask",
        "collaboration", "compensateEventDefinition", "complexGateway",
        "conditionalEventDefinition",
        "conversation", "conversationLink", "correlationKey", "correlationProperty",
        "correlationSubscription",
        "dataInput", "dataInputAssociation", "dataObject", "dataObjectReference", "dataOutput",
        "dataOutputAssociation", "dataStore", "dataStoreReference", "endEvent", "endPoint", "error",
        "errorEventDefinition", "escalation", "escalationEventDefinition", "eventBasedGateway",
        "exclusiveGateway", "globalBusinessRuleTask", "globalChoreographyTask", "globalConversation",
        "globalManualTask", "globalScriptTask", "globalTask", "globalUserTask", "inclusiveGateway",
        "interface",
        "intermediateCatchEvent", "intermediateThrowEvent", "ioBinding", "ioSpecification",
        "itemDefinition",
        "lane", "linkEventDefinition", "manualTask", "message", "messageEventDefinition", "messageFlow",
        "multiInstanceLoopCharacteristics", "parallelGateway", "participant", "participantAssociation",
        "participantMultiplicity", "partnerEntity", "partnerRole", "performer", "potentialOwner", "process",
        "property", "receiveTask", "relationship", "resource", "scriptTask", "sendTask", "sequenceFlow",
        "serviceTask", "signal", "signalEventDefinition", "standardLoopCharacteristics", "startEvent",
        "subChoreography", "subConversation", "subProcess", "task", "terminateEventDefinition",
        "timerEventDefinition", "transaction", "userTask", "adHocSubProcess",
    ],
)  # fmt: skip
def test_the_valid_models_show_every_element(tag):
    assert tag in {
        etree.QName(node).localname for path in VALID for node in etree.parse(path).iter(etree.Element)
    }


def test_a_drawn_choreography_is_valid_and_yet_nothing_to_publish():
    data = (VALID[0].parent / "choreography.bpmn").read_bytes()
    assert {f.rule for f in check_diagrams({"c.bpmn": data}) if f.severity == "error"} == {"BPMN-018"}


def test_what_a_run_needs_is_asked_of_files_made_for_this_engine():
    text = (VALID[0].parent / "public_and_executable.bpmn").read_bytes()
    ours = text.replace(b"<definitions", b'<definitions xmlns:oef="https://oef.dk/schema/1.0/bpmn"', 1)
    foreign, own = (check_diagrams({"p": data}, None, deploying=False) for data in (text, ours))
    assert {f.severity for f in foreign} == {"warning"}
    assert {f.rule for f in own if f.severity == "error"} == {"BPMN-030", "BPMN-060"}
