"""Requirements, knowledge models, services, types, clock and parameters."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.unit.decisions.files import dmn
from workflow_service.decisions import DecisionError, parse_decisions
from workflow_service.feel import Scope

FAMILY = dmn("""
<itemDefinition name="tChild"><itemComponent name="first name"><typeRef>string</typeRef></itemComponent>
  <itemComponent name="birth"><typeRef>date</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tChildren" isCollection="true"><typeRef>tChild</typeRef></itemDefinition>
<inputData id="i1" name="children"><variable name="children" typeRef="tChildren"/></inputData>
<inputData id="i2" name="on"><variable name="on" typeRef="date"/></inputData>
<businessKnowledgeModel id="k" name="age at"><encapsulatedLogic>
  <formalParameter name="birth" typeRef="date"/><formalParameter name="day" typeRef="date"/>
  <literalExpression><text>years and months duration(birth, day).years</text></literalExpression>
</encapsulatedLogic></businessKnowledgeModel>
<decision id="young" name="young"><variable name="young"/>
  <informationRequirement><requiredInput href="#i1"/></informationRequirement>
  <informationRequirement><requiredInput href="#i2"/></informationRequirement>
  <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
  <literalExpression><text>children[age at(birth, on) &lt; 15].first name</text></literalExpression>
</decision>
<decision id="summary" name="summary"><variable name="summary"/>
  <informationRequirement><requiredDecision href="#young"/></informationRequirement>
  <context>
    <contextEntry><variable name="how many"/><literalExpression><text>count(young)</text></literalExpression>
    </contextEntry>
    <contextEntry><variable name="told"/>
      <literalExpression><text>string(how many) + " under 15"</text></literalExpression></contextEntry>
  </context></decision>
<decisionService id="s" name="counting"><variable name="counting"/>
  <outputDecision href="#summary"/><inputDecision href="#young"/></decisionService>
""")
CHILDREN = [{"first name": "Noah", "birth": "2017-03-01"}, {"first name": "Ida", "birth": "2010-05-02"}]


def test_decisions_call_knowledge_models_and_read_dates_from_json() -> None:
    model = parse_decisions(FAMILY, "family.dmn")
    assert model.evaluate("young", {"children": CHILDREN, "on": "2026-11-23"}) == ["Noah"]


def test_required_decisions_are_evaluated_first() -> None:
    model = parse_decisions(FAMILY, "family.dmn")
    found = model.evaluate("summary", {"children": CHILDREN, "on": "2026-11-23"})
    assert found == {"how many": 1, "told": "1 under 15"}


def test_inputs_include_those_of_required_decisions() -> None:
    model = parse_decisions(FAMILY, "family.dmn")
    assert model.decisions == ("young", "summary")
    assert model.inputs("summary") == ("children", "on")


def test_a_service_takes_its_input_decisions_as_parameters() -> None:
    model = parse_decisions(FAMILY, "family.dmn")
    assert model.inputs("s") == ("young",)
    assert model.evaluate("s", {"young": ["a", "b"]}) == {"how many": 2, "told": "2 under 15"}


def test_a_value_of_the_wrong_type_is_an_error() -> None:
    with pytest.raises(DecisionError) as caught:
        parse_decisions(FAMILY, "family.dmn").evaluate("young", {"children": CHILDREN, "on": "i går"})
    assert "»on«" in caught.value.da


def test_clock_and_parameters_come_from_the_scope() -> None:
    model = parse_decisions(
        dmn(
            '<decision id="late" name="late"><literalExpression>'
            '<text>today() &gt; due + duration(parameter("grace"))</text></literalExpression></decision>'
        ),
        "late.dmn",
    )
    scope = Scope(datetime(2026, 11, 23, tzinfo=UTC), ZoneInfo("Europe/Copenhagen"), lambda key: "P14D")
    assert (model.uses_clock, model.parameters) == (True, {"grace"})
    assert model.inputs("late") == ("due",)
    due = datetime(2026, 11, 1, tzinfo=UTC).date()
    assert model.evaluate("late", {"due": due}, scope) is True
