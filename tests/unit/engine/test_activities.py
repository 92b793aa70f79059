"""Operations, decisions, scripts, calls, and what the activities tell."""

from __future__ import annotations

import pytest

from tests.oracle.kit import (
    boundary,
    element,
    end,
    event_gateway,
    extension,
    flows,
    mapping,
    process,
    script,
    service,
    start,
    sub,
    user,
    xor,
)
from tests.unit.engine.world import Run, World
from workflow_service import engine, errors


def through(activity: str, *extra: str) -> bytes:
    return process("p", start(), activity, user("N"), end("e"), flows("s>A>N>e"), *extra)


def mapped(tag: str, name: str, inputs: str = "", outputs: str = "", **attributes: str) -> str:
    body = extension(f"<camunda:inputOutput>{inputs}{outputs}</camunda:inputOutput>")
    return element(tag, name, body, **attributes)


@pytest.mark.parametrize(
    "attributes",
    [
        {"oef__operation": "do"},
        {"camunda__topic": "do"},
        {"camunda__type": "external", "camunda__topic": "do"},
    ],
)
def test_a_service_task_waits_for_its_topic(attributes):
    run = Run([through(element("serviceTask", "A", **attributes))], {"x": 1})
    (wanted,) = run.outcome.operations
    assert (wanted.topic, wanted.variables, wanted.element) == ("do", {"x": 1}, "A")


def test_an_operation_sees_its_inputs_and_answers_through_its_outputs():
    activity = mapped(
        "serviceTask", "A", mapping("input", who="=child"), mapping("output", done="=ok and x = 1"),
        oef__operation="do",
    )  # fmt: skip
    run = Run([through(activity)], {"child": "c", "x": 1})
    assert run.operation().variables == {"who": "c"}
    run.apply(engine.CompleteOperation(run.operation().id, {"ok": True, "other": 2}))
    assert run.variables() == {"child": "c", "x": 1, "done": True}


def test_an_operation_without_mappings_answers_with_everything():
    run = Run([through(service("A", "do"))])
    run.apply(engine.CompleteOperation(run.operation().id, {"a": 1}))
    assert run.variables() == {"a": 1}


def test_an_answer_can_go_into_one_variable():
    activity = element("serviceTask", "A", oef__operation="do", camunda__resultVariable="r")
    run = Run([through(activity)])
    run.apply(engine.CompleteOperation(run.operation().id, {"a": 1}))
    assert run.variables() == {"r": {"a": 1}}


def test_an_unanswered_operation_is_told_once_and_stays_wanted():
    diagram = process(
        "p", start(), element("parallelGateway", "g"), service("A", "do"), user("B"), end("e"),
        flows("s>g", "g>A>e", "g>B>e"),
    )  # fmt: skip
    run = Run([diagram])
    (first,) = run.outcome.operations
    assert run.complete("B").operations == ()
    assert run.operation().id == first.id


def test_an_operation_is_gone_when_its_boundary_interrupts_it():
    diagram = process(
        "p", start(), service("A", "do"), boundary("b", "A", "msg:M"), user("X"), end("e"),
        flows("s>A>e", "b>X>e"),
    )  # fmt: skip
    run = Run([diagram])
    wanted = run.operation().id
    outcome = run.apply(engine.DeliverMessage("M", run.outcome.subscriptions[0].ref, {}))
    assert outcome.operations_gone == (wanted,) and run.open() == ["X"]
    with pytest.raises(errors.NotFound):
        run.apply(engine.CompleteOperation(wanted, {}))


def test_an_operation_cannot_be_answered_twice_in_one_transaction():
    run = Run([through(service("A", "do"))])
    execution = run.load()
    wanted = execution.wanted()[0].id
    execution.apply(engine.CompleteOperation(wanted, {}))
    with pytest.raises(errors.NotFound):
        execution.apply(engine.CompleteOperation(wanted, {}))


def test_an_error_code_chooses_the_boundary():
    diagram = process(
        "p", start(), service("A", "do"), boundary("b1", "A", "err:E1"), boundary("b2", "A", "err"),
        user("X"), user("Y"), end("e"), flows("s>A>e", "b1>X>e", "b2>Y>e"),
    )  # fmt: skip
    for code, task in (("E1", "X"), ("E7", "Y")):
        run = Run([diagram])
        run.apply(engine.FailOperation(run.operation().id, code, ""))
        assert run.open() == [task]


def test_a_decision_gives_its_result_variable():
    activity = element("businessRuleTask", "A", camunda__decisionRef="D", camunda__resultVariable="r")
    world = World()
    world.decisions = {"D": lambda variables: {"level": variables["x"] + 1}}
    run = Run([through(activity)], {"x": 1}, world)
    assert run.variables() == {"x": 1, "r": {"level": 2}}


def test_a_script_is_one_feel_expression():
    run = Run([through(script("A", '{total: sum(xs), text: "n" + string(count(xs))}', "r"))], {"xs": [1, 2]})
    assert run.variables()["r"] == {"total": 3, "text": "n2"}


def test_values_become_json():
    code = '{d: date("2026-01-31"), n: 0.1 + 0.2, big: 10 ** 3, p: duration("P1M")}'
    run = Run([through(script("A", code, "r"))])
    assert run.variables()["r"] == {"d": "2026-01-31", "n": 0.3, "big": 1000, "p": "P1M"}


def test_only_in_mappings_go_into_a_called_process():
    called = process("q", start(), user("B"), end("e"), flows("s>B>e"))
    body = extension(
        '<camunda:in source="a" target="x"/><camunda:in sourceExpression="=a + 1" target="y"/>'
        '<camunda:out source="r" target="result"/>'
    )
    activity = element("callActivity", "A", body, calledElement="q")
    run = Run([through(activity), called], {"a": 1, "secret": 2})
    assert run.task("B").data == {"x": 1, "y": 2}
    run.complete("B", {"r": [1]})
    assert run.variables() == {"a": 1, "secret": 2, "result": [1]}


def test_scopes_tell_their_process_and_variables():
    called = process("q", start(), user("B"), end("e"), flows("s>B>e"))
    body = extension('<camunda:in source="a" target="x"/>')
    run = Run([through(element("callActivity", "A", body, calledElement="q")), called], {"a": 1})
    execution, scope = run.load(), run.task("B").scope
    assert execution.process_of(scope) == "q" and execution.variables(scope) == {"x": 1}
    with pytest.raises(errors.NotFound):
        execution.variables("nowhere")


def test_activities_tell_each_pass_once():
    diagram = process(
        "p", start(), xor("g"), sub("S", start("s1"), user("A"), end("e1"), flows("s1>A>e1")), end("e"),
        flows("s>g>S>e"),
    )  # fmt: skip
    run = Run([diagram])
    first = [(a.element, a.event) for a in run.outcome.activities]
    assert first == [
        ("s", "completed"), ("g", "completed"), ("S", "entered"), ("s1", "completed"), ("A", "entered"),
    ]  # fmt: skip
    last = [(a.element, a.event) for a in run.complete("A").activities]
    assert last == [("A", "completed"), ("e1", "completed"), ("S", "completed"), ("e", "completed")]


def test_instances_are_told_under_the_name_of_their_element():
    run = Run([through(user("A", {"card": 2}))])
    entered = [a for a in run.outcome.activities if a.element == "A"]
    assert [a.event for a in entered] == ["entered", "entered"] and len({a.id for a in entered}) == 2


def test_cancelled_work_is_told():
    diagram = process(
        "p", start(), user("A"), boundary("b", "A", "msg:M"), end("e"), end("e2"), flows("s>A>e", "b>e2")
    )
    run = Run([diagram])
    task = run.task("A").id
    outcome = run.apply(engine.DeliverMessage("M", run.outcome.subscriptions[0].ref, {}))
    assert outcome.closed == {task: "cancelled"} and outcome.end_event == "e2"
    told = [(a.element, a.event) for a in outcome.activities]
    assert told == [("A", "cancelled"), ("b", "completed"), ("e2", "completed")]


def test_cancelling_the_instance_closes_everything():
    diagram = process(
        "p", start(), user("A"), boundary("b", "A", "timer:PT1H"), end("e"), flows("s>A>e", "b>e")
    )
    run = Run([diagram])
    execution = run.load()
    execution.cancel()
    outcome = execution.outcome()
    assert outcome.state == "terminated" and list(outcome.closed.values()) == ["cancelled"]
    assert len(outcome.timers_gone) == 1 and outcome.end_event is None
    with pytest.raises(errors.Conflict):
        execution.cancel()


def test_two_options_of_an_event_gateway_are_told_as_waiting():
    diagram = process(
        "p", start(), event_gateway("g"), element("receiveTask", "r", messageRef="msg_M"),
        element("intermediateCatchEvent", "t", "<timerEventDefinition><timeDuration>PT1H</timeDuration>"
                "</timerEventDefinition>"), element("intermediateThrowEvent", "m",
                '<messageEventDefinition messageRef="msg_M"/>'), end("e"),
        flows("s>m>g", "g>r>e", "g>t>e"),
    )  # fmt: skip
    run = Run([diagram])
    assert len(run.outcome.timers) == 1 and len(run.outcome.subscriptions) == 1
    outcome = run.apply(engine.DeliverMessage("M", run.outcome.subscriptions[0].ref, {}))
    assert outcome.state == "completed" and len(outcome.timers_gone) == 1


def test_an_unknown_process_is_not_found():
    run = Run([through(user("A"))])
    with pytest.raises(errors.NotFound):
        engine.start(run.release, "nothing", {}, run.world.context())
    with pytest.raises(errors.NotFound):
        run.release.element("p", "nothing")
    assert run.release.element("p", "A").type == "userTask"
