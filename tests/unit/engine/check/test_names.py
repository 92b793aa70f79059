"""Which names an expression may read: what the process writes, what callers pass in, what it declares."""

from __future__ import annotations

import pytest

from tests.oracle.kit import (
    element,
    end,
    event_sub,
    extension,
    flows,
    mapping,
    process,
    script,
    service,
    start,
    user,
    xor,
)
from workflow_service.engine.check import Known, check_diagrams

KNOWN = Known()


def rules(files: dict[str, bytes], known: Known | None = KNOWN) -> list[str]:
    return [f.rule for f in check_diagrams(files, known)]


def asks(condition: str, *before: str, activity: str = "") -> bytes:
    """A process whose gateway asks `condition` after an activity A."""
    task = activity or user("A", oef__outputs="declared")
    ways = flows("s>A>g", f"g>N ? {condition}", "g>e *", "N>e")
    return process("p", *before, start(), task, xor("g"), user("N", oef__outputs="declared"), end(), ways)


def out(tag: str, **attributes: str) -> str:
    body = extension(f"<camunda:inputOutput>{mapping('output', level='=level')}</camunda:inputOutput>")
    return element(tag, "A", body, **attributes)


def test_names_are_not_judged_in_the_diagrams_of_others():
    assert rules({"p": asks("level > 1")}, None) == []


@pytest.mark.parametrize(
    "activity",
    [
        out("userTask"),
        out("serviceTask", oef__operation="x"),
        element("businessRuleTask", "A", camunda__decisionRef="D", camunda__resultVariable="level"),
        element(
            "scriptTask", "A", "<script>1</script>", scriptFormat="feel", camunda__resultVariable="level"
        ),
        user("A", {"card": 2, "out": "level", "outelem": "y"}, oef__outputs="declared"),
        service("A", "remote"),
        user("A"),
    ],
)
def test_what_the_process_writes_may_be_read(activity):
    assert rules({"p": asks("level > 1", activity=activity)}) == []


def test_a_name_nobody_sets_is_told_and_the_near_one_offered():
    (finding,) = check_diagrams({"p": asks("levl > 1", activity=out("userTask"))}, KNOWN)
    assert finding.rule == "BPMN-083" and "»level«" in finding.da and "“level”" in finding.en


@pytest.mark.parametrize(("name", "found"), [("level", []), ("other", ["BPMN-081"])])
def test_a_process_that_declares_its_variables_is_held_to_them(name, found):
    declared = extension('<oef:variable name="level"/>')
    assert rules({"p": asks(f"{name} > 1", declared)}) == found


@pytest.mark.parametrize(
    ("mappings", "found"),
    [
        ('<camunda:in source="a" target="level"/>', []),
        ('<camunda:in source="a" target="other"/>', ["BPMN-081"]),
        ('<camunda:in variables="all"/>', []),
        ("", ["BPMN-081"]),
    ],
)
def test_a_called_process_reads_what_its_caller_passes(mappings, found):
    body = extension(mappings + '<camunda:out source="x" target="a"/>')
    caller = process(
        "q", start(), element("callActivity", "C", body, calledElement="p"), end(), flows("s>C>e")
    )
    assert rules({"p": asks("level > 1"), "q": caller}) == found


def beside(inner: str, outer: str, leaves: str = "") -> bytes:
    """A process that asks `outer`, and an event sub-process that sets `own` and asks `inner`."""
    body = [script("T", "1", "own"), xor("i"), user("E", oef__outputs="declared"), end("ee")]
    ways = flows("es>T>i", f"i>E ? {inner}", "i>ee *", "E>ee")
    inside = event_sub("ES", extension(leaves), start("es", "timer:PT1H", True), *body, ways)
    return asks(outer, extension('<oef:variable name="level"/>'), inside)


def test_what_an_event_sub_process_sets_is_read_inside_it_and_reads_the_process():
    assert rules({"p": beside("own > level", "level > 1")}) == []


def test_what_an_event_sub_process_sets_is_not_there_outside_unless_mapped_out():
    assert rules({"p": beside("own > level", "own > 1")}) == ["BPMN-081"]
    mapped = f"<camunda:inputOutput>{mapping('output', own='=own')}</camunda:inputOutput>"
    assert rules({"p": beside("own > level", "own > 1", mapped)}) == []


@pytest.mark.parametrize("name", ["case_id", "loopCounter", "nrOfCompletedInstances"])
def test_what_is_always_there_may_be_read(name):
    assert rules({"p": asks(f"{name} != null")}) == []


def test_the_clock_may_be_read_in_a_gateway_but_not_in_a_conditional_event():
    assert rules({"p": asks('today() > date("2026-01-01")')}) == []


def test_names_bound_inside_an_expression_are_no_variables():
    text = "some x in [1, 2] satisfies x > 1"
    assert rules({"p": asks(text)}) == []


def test_a_likely_misspelling_is_told_even_where_a_service_may_bring_any_name():
    anything = element("serviceTask", "A", camunda__type="external", camunda__topic="remote")
    declared = extension('<oef:variable name="level"/>')
    assert rules({"p": asks("lewel > 1", declared, activity=anything)}) == ["BPMN-083"]
    assert rules({"p": asks("height > 1", declared, activity=anything)}) == []
