"""What the engine cannot do becomes an incident; the state before the step is kept and can be tried again."""

from __future__ import annotations

import pytest

from tests.oracle.kit import (
    boundary,
    catch,
    element,
    end,
    extension,
    flows,
    mapping,
    par,
    process,
    script,
    service,
    start,
    transaction,
    user,
    xor,
)
from tests.unit.engine.world import Run
from workflow_service import engine, errors


def choice(condition: str, default: str = "") -> bytes:
    ways = flows("s>g", f"g>A ? {condition}", f"g>B{default or ' ? false'}", "A>e", "B>e")
    return process("p", start(), xor("g"), user("A"), user("B"), end("e"), ways)


@pytest.mark.parametrize(
    ("condition", "code"),
    [("x > 3", "condition_not_boolean"), ("1 + 1", "condition_not_boolean"), ('x = "two"', "no_flow_taken")],
)
def test_a_condition_without_answer_is_an_incident_and_no_default(condition, code):
    run = Run([choice(condition)], {"x": "three"})
    (incident,) = run.outcome.incidents
    assert (incident.element, incident.code) == ("g", code)
    assert incident.da and incident.en and run.outcome.state == "active"


def test_the_default_flow_is_not_taken_when_a_condition_fails():
    run = Run([choice("x > 3", " *")], {})
    assert run.outcome.incidents[0].code == "condition_not_boolean" and run.open() == []


def test_retry_tries_the_element_again_with_what_is_there_now():
    diagram = process(
        "p", start(), par("f"), user("R"), xor("g"), user("A"), user("B"), end("e"),
        flows("s>f", "f>R>e", "f>g", "g>A ? x > 3", "g>B *", "A>e", "B>e"),
    )  # fmt: skip
    run = Run([diagram])
    ref = run.outcome.incidents[0].ref
    run.complete("R", {"x": 5})
    outcome = run.apply(engine.Retry(ref))
    assert outcome.incidents_gone == (ref,) and outcome.incidents == () and run.open() == ["A"]


def test_a_retry_that_fails_again_keeps_the_incident():
    run = Run([choice("x > 3")])
    outcome = run.apply(engine.Retry(run.outcome.incidents[0].ref))
    assert outcome.incidents == () and outcome.incidents_gone == ()
    assert len(run.load().outcome().incidents) == 0 and b"incident" in run.snapshot


def test_the_rest_of_the_instance_goes_on():
    diagram = process(
        "p", start(), par("f"), xor("g"), user("A"), user("B"), user("C"), end("e"),
        flows("s>f", "f>g", "g>A ? x", "g>B *", "A>e", "B>e", "f>C>e"),
    )  # fmt: skip
    run = Run([diagram])
    assert run.open() == ["C"]
    assert run.complete("C").state == "active"


def test_a_bad_duration_is_an_incident_at_the_timer():
    diagram = process("p", start(), catch("t", "timer:=wait"), end("e"), flows("s>t>e"))
    run = Run([diagram], {"wait": "soon"})
    assert [(i.element, i.code) for i in run.outcome.incidents] == [("t", "time_invalid")]


def test_a_boundary_timer_that_cannot_be_armed_leaves_its_host_open():
    diagram = process(
        "p", start(), user("A"), boundary("b", "A", "timer:=wait"), user("X"), end("e"),
        flows("s>A>e", "b>X>e"),
    )  # fmt: skip
    run = Run([diagram])
    assert run.open() == ["A"] and run.outcome.incidents[0].element == "b"
    outcome = run.complete("A")
    assert outcome.state == "completed" and len(outcome.incidents_gone) == 1


def test_an_output_mapping_that_fails_keeps_the_answer_for_the_retry():
    outputs = extension(f"<camunda:inputOutput>{mapping('output', y='=parameter(x)')}</camunda:inputOutput>")
    diagram = process("p", start(), element("userTask", "A", outputs), end("e"), flows("s>A>e"))
    run = Run([diagram])
    outcome = run.complete("A", {"x": "limit"})
    assert list(outcome.closed.values()) == ["completed"]
    assert [(i.element, i.code) for i in outcome.incidents] == [("A", "expression_failed")]
    run.world.parameters["limit"] = "P1D"
    assert run.apply(engine.Retry(outcome.incidents[0].ref)).state == "completed"
    assert run.variables() == {"y": "P1D"}


def test_a_decision_that_fails_is_an_incident():
    rule = element("businessRuleTask", "D", camunda__decisionRef="D1", camunda__resultVariable="r")
    diagram = process("p", start(), rule, end("e"), flows("s>D>e"))
    run = Run([diagram])
    assert run.outcome.incidents[0].code == "decision_failed"
    run.world.decisions = {"D1": lambda variables: {"ok": True}}
    assert run.apply(engine.Retry(run.outcome.incidents[0].ref)).state == "completed"
    assert run.variables() == {"r": {"ok": True}}


def test_an_endless_circle_ends_in_an_incident():
    diagram = process("p", start(), xor("m"), script("A", "1", "n"), xor("x"), end("e"),
                      flows("s>m>A>x", "x>m ? n = 1", "x>e *"))  # fmt: skip
    run = Run([diagram])
    assert run.outcome.incidents[0].code == "step_budget"


def test_an_error_that_nobody_catches_does_not_end_the_instance():
    diagram = process("p", start(), user("A"), end("bad", "err:E9"), flows("s>A>bad"))
    run = Run([diagram])
    outcome = run.complete("A")
    assert outcome.state == "active" and outcome.incidents[0].code == "error_uncaught"
    assert "E9" in outcome.incidents[0].da


def test_a_failed_operation_that_nobody_catches_is_an_incident():
    run = Run([process("p", start(), service("V", "x"), end("e"), flows("s>V>e"))])
    outcome = run.apply(engine.FailOperation(run.operation().id, "E1", "no money"))
    assert outcome.incidents[0].code == "error_uncaught" and outcome.incidents[0].detail == "no money"


def test_a_raised_incident_takes_the_operation_back_until_retry():
    run = Run([process("p", start(), service("V", "x"), end("e"), flows("s>V>e"))])
    wanted, execution = run.operation(), run.load()
    execution.raise_incident(wanted.id, "down", "Registeret svarer ikke.", "The register is away.", "timeout")
    outcome, run.snapshot = execution.outcome(), execution.snapshot()
    assert outcome.incidents[0].code == "down" and outcome.operations_gone == (wanted.id,)
    assert run.load().wanted() == ()
    again = run.apply(engine.Retry(wanted.id))
    assert [w.id for w in again.operations] == [wanted.id]
    assert run.apply(engine.CompleteOperation(wanted.id, {})).state == "completed"


def test_a_call_that_leads_nowhere_stands_still():
    diagram = process("p", start(), element("callActivity", "C", calledElement="gone"), end("e"),
                      flows("s>C>e"))  # fmt: skip
    assert Run([diagram]).outcome.incidents[0].code == "process_unknown"


def test_a_process_that_calls_itself_without_end_stands_still():
    diagram = process("p", start(), element("callActivity", "C", calledElement="p"), end("e"), flows("s>C>e"))
    run = Run([diagram])
    assert run.outcome.incidents[0].code == "too_deep"
    execution = run.load()
    execution.cancel()
    assert execution.outcome().state == "terminated"


def test_a_conditional_event_that_gives_no_boolean_is_an_incident():
    diagram = process("p", start(), user("A"), boundary("b", "A", "cond:x + 1"), user("X"), end("e"),
                      flows("s>A>e", "b>X>e"))  # fmt: skip
    run = Run([diagram], {"x": 1})
    assert run.outcome.incidents[0].element == "b" and run.open() == ["A"]


def test_the_same_incident_cannot_be_resolved_twice():
    run = Run([process("p", start(), user("A"), end("e"), flows("s>A>e"))])
    with pytest.raises(errors.Conflict):
        run.apply(engine.Retry(run.task("A").id))


def test_nothing_is_undone_before_a_cancel_finds_its_border():
    inner = transaction("S", start("s1"), user("A"), end("c", "cancel"), flows("s1>A>c"))
    diagram = process("p", start(), inner, end("e"), flows("s>S>e"))
    with pytest.raises(errors.CheckFailed) as refused:
        engine.compile_release({"p": diagram})
    assert "BPMN-055" in {f.rule for f in refused.value.findings}


def test_a_thrown_message_with_a_broken_key_is_not_thrown():
    body = '<messageEventDefinition messageRef="msg_M"/>'
    event = element("intermediateThrowEvent", "t", body, oef__correlationKey="=x + {")
    with pytest.raises(errors.CheckFailed) as refused:
        engine.compile_release({"p": process("p", start(), event, end("e"), flows("s>t>e"))})
    assert "BPMN-080" in {f.rule for f in refused.value.findings}
