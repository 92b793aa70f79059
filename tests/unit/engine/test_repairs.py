"""An incident is resolved by hand: other data for the failed step, or past it, if it is no core step."""

from __future__ import annotations

import pytest

from tests.oracle.kit import (
    boundary,
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
    user,
    xor,
)
from tests.unit.engine.world import Run
from workflow_service import engine, errors


def io(kind: str, **mappings: str) -> str:
    return extension(f"<camunda:inputOutput>{mapping(kind, **mappings)}</camunda:inputOutput>")


def choice() -> bytes:
    ways = flows("s>g", "g>A ? x > 3", "g>B *", "A>e", "B>e")
    return process("p", start(), xor("g"), user("A"), user("B"), end("e"), ways)


def stuck(run: Run) -> str:
    (incident,) = run.outcome.incidents
    return incident.ref


def test_mended_data_let_the_gateway_decide():
    run = Run([choice()], {"x": None})
    outcome = run.apply(engine.EditData(stuck(run), {"x": 5}))
    assert outcome.incidents == () and run.open() == ["A"] and run.variables() == {"x": 5}


def test_data_that_do_not_help_are_kept_with_the_incident():
    run = Run([choice()], {"x": None})
    ref = stuck(run)
    run.apply(engine.EditData(ref, {"x": "three"}))
    assert run.load().standstill(ref).variables == {"x": "three"} and run.open() == []


@pytest.mark.parametrize(
    ("name", "value"), [("x", "five"), ("x", [5]), ("x", True), ("two words", 1), ("", 1)]
)
def test_a_variable_keeps_its_kind_and_a_name_is_one_word(name: str, value: object):
    diagram = process("p", start(), script("A", "x + missing", "r"), xor("g"), end("e"),
                      flows("s>A>g", "g>e ? r"))  # fmt: skip
    run = Run([diagram], {"x": 1})
    with pytest.raises(errors.Invalid) as refused:
        run.apply(engine.EditData(stuck(run), {name: value}))
    assert list(refused.value.fields) == [f"variables.{name}"] and run.variables()["x"] == 1


def test_an_answer_that_could_not_be_taken_can_be_mended():
    task = element("userTask", "A", io("output", y="=parameter(key)"))
    run = Run([process("p", start(), task, end("e"), flows("s>A>e"))])
    run.complete("A", {"key": "gone"})
    assert run.load().standstill(stuck(run)).variables == {"key": "gone"}
    outcome = run.apply(engine.EditData(stuck(run), {"key": "interval"}))
    assert outcome.state == "completed" and run.variables() == {"y": "PT2H"}


def test_the_inputs_of_an_operation_follow_the_data():
    task = element(
        "serviceTask", "V", io("input", double="=x * 2"), camunda__topic="t", camunda__type="external"
    )
    run = Run([process("p", start(), task, end("e"), flows("s>V>e"))], {"x": 1})
    wanted = run.operation()
    execution = run.load()
    execution.raise_incident(wanted.id, "down", "Nede.", "Down.", "")
    run.outcome, run.snapshot = execution.outcome(), execution.snapshot()
    outcome = run.apply(engine.EditData(wanted.id, {"x": 4}))
    assert [o.variables for o in outcome.operations] == [{"double": 8}] and run.variables() == {"x": 4}
    assert run.apply(engine.EditData(wanted.id, {"double": 3})).state == "active"
    assert run.operation().variables == {"double": 3} and run.variables() == {"x": 4}


FAILS = io("input", a="=parameter(missing)")


@pytest.mark.parametrize(
    "step",
    [
        element("userTask", "A", FAILS),
        element("serviceTask", "A", FAILS, camunda__topic="t", camunda__type="external"),
        element(
            "scriptTask", "A", FAILS + "<script>1</script>", scriptFormat="feel", camunda__resultVariable="r"
        ),
        element("businessRuleTask", "A", camunda__decisionRef="gone", camunda__resultVariable="r"),
        element("callActivity", "A", calledElement="gone"),
    ],
    ids=["user", "service", "script", "decision", "call"],
)
def test_a_local_step_is_passed_by_with_chosen_variables(step: str):
    run = Run([process("p", start(), step, user("B"), end("e"), flows("s>A>B>e"))])
    outcome = run.apply(engine.Skip(stuck(run), {"r": 7}))
    assert run.open() == ["B"] and run.variables() == {"r": 7} and len(outcome.incidents_gone) == 1
    assert [(a.element, a.event) for a in outcome.activities] == [("B", "entered")]
    assert run.complete("B").state == "completed"


def test_passing_by_an_open_step_ends_it_with_its_boundary_and_without_compensation():
    step = element("userTask", "A", io("output", y="=parameter(gone)"))
    diagram = process("p", start(), step, boundary("b", "A", "timer:P1D"), user("B"), user("X"), end("e"),
                      flows("s>A>B>e", "b>X>e"))  # fmt: skip
    run = Run([diagram])
    run.complete("A")
    outcome = run.apply(engine.Skip(stuck(run), {}))
    assert len(outcome.timers_gone) == 1 and run.open() == ["B"]
    assert [(a.element, a.event) for a in outcome.activities] == [("A", "cancelled"), ("B", "entered")]


def test_one_of_many_instances_is_passed_by():
    many = element("userTask", "A", io("input", a="=parameter(item)") + "<multiInstanceLoopCharacteristics"
                   ' camunda:collection="=keys" camunda:elementVariable="item"/>')  # fmt: skip
    run = Run([process("p", start(), many, user("B"), end("e"), flows("s>A>B>e"))],
              {"keys": ["interval", "gone", "analysis_deadline"]})  # fmt: skip
    run.apply(engine.Skip(stuck(run), {}))
    assert run.open() == ["A", "A"]
    run.complete("A")
    run.complete("A")
    assert run.open() == ["B"]


def test_a_core_step_is_never_passed_by():
    step = element("userTask", "A", FAILS, oef__core="true")
    run = Run([process("p", start(), step, end("e"), flows("s>A>e"))])
    assert not run.load().standstill(stuck(run)).skippable
    with pytest.raises(errors.Conflict, match="core_step"):
        run.apply(engine.Skip(stuck(run), {}))


def test_nor_what_holds_one():
    core = element("userTask", "C", oef__core="true")
    body = FAILS + start("s1") + core + end("e1") + flows("s1>C>e1")
    inner = element("subProcess", "A", body)
    called = process("q", start("s2"), inner, end("e2"), flows("s2>A>e2"))
    diagram = process("p", start(), element("callActivity", "K", FAILS, calledElement="q"), end("e"),
                      flows("s>K>e"))  # fmt: skip
    for files in ([called.replace(b'id="q"', b'id="p"')], [diagram, called]):
        run = Run(files)
        with pytest.raises(errors.Conflict, match="core_step"):
            run.apply(engine.Skip(stuck(run), {}))


def test_gateways_and_events_decide_for_themselves():
    run = Run([choice()])
    with pytest.raises(errors.Conflict, match="not_an_activity"):
        run.apply(engine.Skip(stuck(run), {}))


def test_only_what_stands_still_is_repaired():
    run = Run([process("p", start(), par("f"), user("A"), service("V", "t"), end("e"),
                       flows("s>f", "f>A>e", "f>V>e"))])  # fmt: skip
    for command in (engine.EditData(run.task("A").id, {}), engine.Skip(run.task("A").id, {})):
        with pytest.raises(errors.Conflict):
            run.apply(command)
    # an operation that nobody outside could do stands still, too
    run.apply(engine.Skip(run.operation().id, {"done": True}))
    assert run.variables() == {"done": True} and run.load().wanted() == ()
