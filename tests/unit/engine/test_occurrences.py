"""Occurrences of an event sub-process keep their data apart (docs/decisions/0011)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.adapters import EngineCase
from tests.oracle.kit import call, end, event_sub, flows, loop, mark, process, script, start, user, xor
from tests.unit.engine.world import Run
from workflow_service import engine

# each occurrence decides on its own number in a called process, then tells what it and its decision were
CALLED = process("q", start(), user("D"), end(), flows("s>D>e"))
APPLIES = event_sub(
    "ES", start("es", "msg:M", True), call("C", "q", (("number", "asked"),), (("answer", "answer"),)),
    script("S", "{twice: number * 2}", "worked"),
    mark("K", text="=string(number) + string(answer) + string(worked.twice)"),
    end("ee"), flows("es>C>S>K>ee"),
)  # fmt: skip
DIAGRAM = [process("p", start(), user("A"), end(), flows("s>A>e"), APPLIES), CALLED]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_occurrences_at_a_time_in_any_order_never_see_each_other(data: st.DataObject):
    case, waiting, expected, arrived = EngineCase(DIAGRAM, "p", {"number": -1, "answer": -1}), [], [], 0
    for _ in range(data.draw(st.integers(1, 14))):
        if waiting and data.draw(st.booleans()):
            place = data.draw(st.integers(0, len(waiting) - 1))
            number = waiting.pop(place)
            assert case.task_data("D", place)["asked"] == number
            case.complete("D", {"answer": 100 + number}, place)
            expected.append(f"{number}{100 + number}{2 * number}")
        else:
            arrived += 1
            case.message("M", {"number": arrived})
            waiting.append(arrived)
        assert case.marks == expected and case.variables() == {"number": -1, "answer": -1}


def test_of_a_repeated_one_each_instance_has_its_own_and_the_output_leaves():
    mi = {"card": 2, "out": "all", "outelem": "y"}
    inner = event_sub("ES", start("es", "msg:M", True), user("E"), mark("K", text="=string(y)"), end("ee"),
                      flows("es>E>K>ee"), loop(mi))  # fmt: skip
    case = EngineCase([process("p", start(), user("A"), end(), flows("s>A>e"), inner)], "p")
    case.message("M", {"z": 0})
    case.complete("E", {"y": 1, "z": 5}, 0)
    assert case.marks == ["1"] and case.task_data("E")["z"] == 0
    case.complete("E", {"y": 2}, 0)
    assert case.marks == ["1", "2"] and case.variables() == {"all": [1, 2]}


def test_a_repair_changes_the_variable_where_it_is_wrong():
    inner = event_sub("ES", start("es", "msg:M", True), xor("g"), user("E"), end("ee"),
                      flows("es>g", "g>E ? x + y > 3", "E>ee"))  # fmt: skip
    run = Run([process("p", start(), user("A"), end(), flows("s>A>e"), inner)], {"x": None})
    outcome = run.apply(engine.DeliverMessage("M", run.outcome.subscriptions[0].ref, {"y": 1}))
    run.apply(engine.EditData(outcome.incidents[0].ref, {"x": 4, "y": 2}))
    assert run.task("E").data == {"x": 4, "y": 2} and run.variables() == {"x": 4}
