"""The traps of the library that lose cases, each with a name (engine.md 2)."""

from __future__ import annotations

import random
import sys
import threading

import pytest

from tests.oracle.adapters import EngineCase, compiled
from tests.oracle.generator import Generator, action
from tests.oracle.kit import (
    boundary,
    call,
    catch,
    end,
    event_gateway,
    event_sub,
    flows,
    inc,
    par,
    process,
    start,
    sub,
    user,
    xor,
)
from tests.unit.engine.world import Run
from workflow_service import engine, errors

LOOP = process(
    "p", start(), xor("m"), user("R"), xor("x"), end("e"), flows("s>m>R>x", "x>m ? again", "x>e *")
)


def test_depth_wall_two_thousand_turns_of_a_three_node_loop():
    run = Run([LOOP], {"again": True})
    early = 0
    for turn in range(2000):
        outcome = run.complete("R", {"again": turn < 1999})
        early = len(run.snapshot) if turn == 10 else early
        assert outcome.state == ("active" if turn < 1999 else "completed")
        assert len(run.snapshot) < early * 1.2 or turn <= 10


def test_event_sub_processes_do_not_contaminate_shared_specs():
    inner = event_sub("ES", start("es", "msg:M"), user("X"), end("ee"), flows("es>X>ee"))
    diagram = process("p", start(), user("A"), end("e"), flows("s>A>e"), inner)
    first = Run([diagram])
    first.apply(engine.DeliverMessage("M", first.outcome.subscriptions[0].ref, {}))
    assert first.open() == ["X"]
    assert Run([diagram]).open() == ["A"]


def test_multi_instance_ends_after_a_load_in_a_fresh_release():
    diagram = process(
        "p", start(), user("M", {"card": 3, "seq": True}), user("N"), end("e"), flows("s>M>N>e")
    )
    run = Run([diagram])
    for _ in range(3):
        run.release = engine.compile_release({"p.bpmn": diagram})
        run.complete("M")
    assert run.open() == ["N"]


def test_cycle_boundary_keeps_what_it_opened_when_its_host_ends():
    diagram = process(
        "p", start(), user("H"), boundary("b", "H", "cycle:R/PT1H", True), user("M"), end("e"),
        flows("s>H>e", "b>M>e"),
    )  # fmt: skip
    case = EngineCase([diagram], "p")
    case.tick(3600)
    case.complete("H")
    assert case.open() == ["M"] and not case.done() and not case.timers


def test_event_gateway_with_two_timers_fires_one_branch():
    diagram = process(
        "p", start(), event_gateway("g"), catch("t1", "timer:PT1H"), catch("t2", "timer:PT2H"), user("A"),
        user("B"), end("e"), flows("s>g", "g>t1>A>e", "g>t2>B>e"),
    )  # fmt: skip
    case = EngineCase([diagram], "p")
    case.tick(9 * 3600)
    assert case.open() == ["A"]


def test_aliasing_no_two_readers_share_a_list():
    diagram = process("p", start(), par("g"), user("A"), user("B"), end("e"), flows("s>g", "g>A>e", "g>B>e"))
    given = {"d": {"k": [1]}}
    world_run = Run([diagram], given)
    given["d"]["k"].append(2)
    first, second = world_run.outcome.opened
    first.data["d"]["k"].append(3)  # type: ignore[index]
    assert second.data["d"] == {"k": [1]} and world_run.variables()["d"] == {"k": [1]}


@pytest.mark.parametrize("name", ["Start", "End", "Root", "x.EndJoin", "x.BoundaryEventSplit"])
def test_reserved_ids_are_refused(name):
    diagram = process("p", start("s"), user(name), end("e"), flows(f"s>{name}>e"))
    with pytest.raises(errors.CheckFailed) as refused:
        engine.compile_release({"p.bpmn": diagram})
    assert {(f.rule, f.element) for f in refused.value.findings} == {("BPMN-011", name)}


def test_inclusive_joins_in_loops_wait_in_every_turn():
    diagram = process(
        "p", start(), xor("m"), inc("g"), user("A"), user("B"), inc("j"), user("R"), xor("x"), end("e"),
        flows("s>m>g", "g>A ? true", "g>B ? true", "A>j", "B>j", "j>R>x", "x>m ? again", "x>e *"),
    )  # fmt: skip
    run = Run([diagram])
    for turn in range(20):
        run.complete("A")
        assert run.open() == ["B"]
        run.complete("B")
        run.complete("R", {"again": turn < 19})
    assert run.outcome.state == "completed"


def test_every_end_merges_data_does_not_bring_old_values_back():
    inner = sub(
        "S", start("s1"), par("g"), user("A"), user("B"), end("e1"), end("e2"),
        flows("s1>g", "g>A>e1", "g>B>e2"),
    )  # fmt: skip
    run = Run([process("p", start(), inner, user("N"), end("e"), flows("s>S>N>e"))], {"v": 1})
    run.complete("A", {"v": 2})
    run.complete("B", {"w": 1})
    assert run.task("N").data["v"] == 2


def test_multi_instance_output_comes_in_the_order_of_the_collection():
    mi = {"coll": "xs", "elem": "x", "out": "ys", "outelem": "y"}
    diagram = process("p", start(), user("M", mi), user("N"), end("e"), flows("s>M>N>e"))
    run = Run([diagram], {"xs": [1, 2]})
    run.apply(engine.CompleteUserTask(run.task("M", 1).id, {"y": 20}))
    run.complete("M", {"y": 10})
    assert run.variables()["ys"] == [10, 20]


def test_an_error_out_of_a_multi_instance_call_activity_is_caught_at_its_border():
    called = process(
        "q", start(), user("A"), xor("x"), end("bad", "err:E1"), end("e"),
        flows("s>A>x", "x>bad ? boom", "x>e *"),
    )  # fmt: skip
    caller = process(
        "p", start(), call("C", "q", mi={"card": 2}), boundary("b", "C", "err:E1"), user("X"), end("e"),
        flows("s>C>e", "b>X>e"),
    )  # fmt: skip
    run = Run([caller, called])
    run.complete("A", {"boom": True})
    assert run.open() == ["X"]


def test_a_chain_longer_than_the_stack_is_parsed_and_run():
    names = [f"t{i}" for i in range(1500)]
    body = "".join(f'<task id="{name}"/>' for name in names)
    diagram = process("p", start(), body, end("e"), flows(f"s>{'>'.join(names)}>e"))
    assert Run([diagram]).outcome.state == "completed"


def walk(seed: int) -> list[list[str]]:
    """The open tasks after each of some random steps."""
    rnd = random.Random(seed)
    case = EngineCase(Generator(rnd).process(3), "p", {"x": 0})
    seen = [case.open()]
    for step in range(20):
        if case.done():
            break
        what = action(rnd, case.open(), step)
        getattr(case, str(what[0]))(*what[1:])
        seen.append(case.open())
    return seen


def test_specs_are_shared_by_eight_threads():
    seeds = range(300, 312)
    expected = {seed: walk(seed) for seed in seeds}
    wrong: list[int] = []

    def work(number: int) -> None:
        order = list(seeds)
        random.Random(number).shuffle(order)
        wrong.extend(seed for seed in order if walk(seed) != expected[seed])

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
        EngineCase.releases.clear()
    assert wrong == []


def test_compiled_is_the_same_release_for_all_cases():
    assert compiled((LOOP,)) is compiled((LOOP,))
