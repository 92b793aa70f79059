"""Moving running instances to another release (engine.md 2, trap 6)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.oracle.kit import boundary, call, end, event_sub, flows, par, process, start, sub, user, xor
from tests.unit.engine.world import NOON, Run
from workflow_service import engine, errors


def line(*tasks: str, extra: str = "", ways: str = "") -> bytes:
    return process(
        "p", start(), *[user(t) for t in tasks], end("e"), flows(f"s>{'>'.join(tasks)}>e"), extra, ways
    )


def move(run: Run, *files: bytes, elements: dict[str, dict[str, str]] | None = None) -> engine.Outcome:
    """Move an instance; `run` goes on in the new release."""
    new = engine.compile_release({str(n): data for n, data in enumerate(files)})
    execution = engine.migrate(run.release, new, run.snapshot, run.world.context(), elements or {})
    run.release, run.snapshot = new, execution.snapshot()
    return execution.outcome()


def test_an_open_task_stays_open_and_goes_on_in_the_new_diagram():
    run = Run([line("A", "B")])
    outcome = move(run, line("A", "X", "B"))
    assert outcome.opened == () and outcome.closed == {} and run.open() == ["A"]
    run.complete("A", {"v": 1})
    assert run.open() == ["X"] and run.variables() == {"v": 1}


def test_a_renamed_element_is_found_by_the_map():
    run = Run([line("A", "B")])
    move(run, line("A2", "B"), elements={"p": {"A": "A2"}})
    assert run.open() == ["A2"]


@pytest.mark.parametrize(
    ("diagram", "text"),
    [
        (line("B"), "findes ikke"),
        (process("p", start(), sub("A", start("s1"), end("e1"), flows("s1>e1")), end("e"), flows("s>A>e")),
         "andet slags"),
    ],
)  # fmt: skip
def test_a_live_element_that_is_gone_or_different_stands_in_the_way(diagram, text):
    run = Run([line("A", "B")])
    new = engine.compile_release({"p": diagram})
    (obstacle,) = engine.obstacles(run.release, new, run.snapshot)
    assert obstacle.element == "A" and text in obstacle.da
    with pytest.raises(errors.Conflict):
        engine.migrate(run.release, new, run.snapshot, run.world.context())


def test_new_boundaries_are_armed_and_old_ones_disarmed():
    guard = boundary("old", "A", "timer:PT1H") + user("T"), flows("old>T>e")
    run = Run([line("A", extra=guard[0], ways=guard[1])])
    (before,) = run.outcome.timers
    fresh = boundary("new", "A", "msg:M", True) + user("X"), flows("new>X>e")
    outcome = move(run, line("A", extra=fresh[0], ways=fresh[1]))
    assert outcome.timers_gone == (before.ref,)
    assert [s.name for s in outcome.subscriptions] == ["M"]
    run.apply(engine.DeliverMessage("M", outcome.subscriptions[0].ref, {}))
    assert run.open() == ["A", "X"]


def test_a_timer_that_stays_keeps_its_moment():
    def diagram(duration: str) -> bytes:
        return line("A", extra=boundary("b", "A", f"timer:{duration}") + user("T"), ways=flows("b>T>e"))

    run = Run([diagram("PT1H")])
    outcome = move(run, diagram("PT9H"))
    assert outcome.timers == () and outcome.timers_gone == ()
    run.world.now = NOON + timedelta(hours=1)
    run.apply(engine.FireTimer(run.outcome.timers[0].ref, run.outcome.timers[0].due_at))
    assert run.open() == ["T"]


def test_event_sub_processes_are_armed_in_the_new_diagram():
    handler = event_sub("ES", start("es", "sig:S", True), user("X"), end("ee"), flows("es>X>ee"))
    run = Run([line("A")])
    outcome = move(run, line("A", extra=handler))
    assert [s.kind for s in outcome.subscriptions] == ["signal"]
    run.apply(engine.ThrowSignal("S", {}))
    assert run.open() == ["A", "X"]


def test_tokens_in_joins_and_called_processes_move_along():
    def diagrams(extra: str) -> tuple[bytes, bytes]:
        ways = flows("s>g>A>j", f"g>C>{extra}j>e")
        task = user("Z") if extra else ""
        caller = process("p", start(), par("g"), user("A"), call("C", "q"), task, par("j"), end("e"), ways)
        return caller, process("q", start(), user("B"), end("e"), flows("s>B>e"))

    run = Run(list(diagrams("")))
    run.complete("A")
    caller, called = diagrams("Z>")
    new = engine.compile_release({"a": caller, "b": called})
    assert engine.obstacles(run.release, new, run.snapshot) == ()
    move(run, caller, called)
    run.complete("B")
    assert run.open() == ["Z"]
    assert run.complete("Z").state == "completed"


def test_a_loop_moves_in_the_middle_of_its_instances():
    def diagram(after: str) -> bytes:
        return process("p", start(), user("M", {"card": 3}), user(after), end("e"), flows(f"s>M>{after}>e"))

    run = Run([diagram("N")])
    run.complete("M")
    move(run, diagram("O"))
    run.complete("M")
    run.complete("M")
    assert run.open() == ["O"]


def test_an_incident_can_be_retried_in_a_mended_diagram():
    def diagram(condition: str) -> bytes:
        return process("p", start(), xor("g"), user("A"), end("e"),
                       flows("s>g", f"g>A ? {condition}", "g>e *", "A>e"))  # fmt: skip

    run = Run([diagram("missing > 1")])
    ref = run.outcome.incidents[0].ref
    move(run, diagram("true"))
    assert run.apply(engine.Retry(ref)).incidents_gone == (ref,) and run.open() == ["A"]


def test_a_snapshot_that_is_none_is_refused():
    run = Run([line("A")])
    with pytest.raises(errors.Conflict):
        engine.obstacles(run.release, run.release, b"{}")
