"""The check of a whole package."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.decisions.files import table
from workflow_service.studio import Package, Surroundings, check, check_package

DIAGRAM = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:d">
  <process id="p" isExecutable="true" camunda:historyTimeToLive="P30D">
    <startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="b"/>
    <businessRuleTask id="b" name="Regel" camunda:decisionRef="help" camunda:resultVariable="r"/>
    <sequenceFlow id="g" sourceRef="b" targetRef="e"/><endEvent id="e"/>
  </process>
</definitions>"""


def test_a_decision_is_read_once_and_known_to_the_diagrams(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    load = check.load_decisions

    def counted(content: bytes, path: str) -> Any:
        read.append(path)
        return load(content, path)

    monkeypatch.setattr(check, "load_decisions", counted)
    diagrams = {"p.bpmn": DIAGRAM.encode()}
    whole = Package(diagrams=diagrams, decisions={"help.dmn": table([("-", "1")])})
    without = Package(diagrams=diagrams)
    lacking = {one.rule for one in check_package(without, Surroundings())}
    assert read == []
    told = {one.rule for one in check_package(whole, Surroundings())}
    assert read == ["help.dmn"]
    assert len(lacking - told) == 1
