"""Event sub-processes (scenarios a): armed in their scope, started only when triggered."""

from __future__ import annotations

import pytest

from tests.oracle.kit import end, event_sub, flows, mark, par, process, start, sub, throw, user

H = 3600
TRIGGERS = {
    "message": ("msg:M", lambda c: c.message("M")),
    "signal": ("sig:S", lambda c: c.signal("S")),
    "timer": ("timer:PT1H", lambda c: c.tick(H + 1)),
}


def main(*extra):
    return process("p", start(), user("A"), user("B"), end(), flows("s>A>B>e"), *extra)


def handler(on, ni=False, body="X"):
    return event_sub("ES", start("es", on, ni), user(body), end("ee"), flows(f"es>{body}>ee"))


@pytest.mark.parametrize("kind", TRIGGERS)
def test_an_interrupting_one_replaces_its_scope_and_does_not_contaminate_the_next_case(run, kind):
    on, fire = TRIGGERS[kind]
    case = run([main(handler(on))], "p")
    assert case.open() == ["A"]
    fire(case)
    assert case.open() == ["X"] and not case.done()
    case.complete("X")
    assert case.done()
    second = run([main(handler(on))], "p")
    assert second.open() == ["A"]
    second.complete("A")
    second.complete("B")
    assert second.done()


@pytest.mark.parametrize("kind", TRIGGERS)
def test_a_non_interrupting_one_runs_beside_and_keeps_the_case_open(run, kind):
    on, fire = TRIGGERS[kind]
    case = run([main(handler(on, True))], "p")
    fire(case)
    assert case.open() == ["A", "X"]
    if kind != "timer":
        fire(case)
        assert case.open() == ["A", "X", "X"]
        case.complete("X")
    case.complete("A")
    case.complete("B")
    assert not case.done()
    case.complete("X")
    assert case.done()


@pytest.mark.parametrize("ni", [False, True])
def test_a_waiting_timer_does_not_keep_the_case_open(run, ni):
    case = run([main(handler("timer:PT1H", ni))], "p")
    case.complete("A")
    case.complete("B")
    assert case.done()


def test_an_error_end_is_caught_by_the_scope(run):
    diagram = process(
        "p", start(), par("g"), user("A"), user("B"), end("bad", "err:E1"), end("e"),
        flows("s>g>A>e", "g>B>bad"), handler("err:E1"),
    )  # fmt: skip
    case = run([diagram], "p")
    assert case.open() == ["A", "B"]
    case.complete("B")
    assert case.open() == ["X"]
    case.complete("X")
    assert case.done()


def test_an_error_in_a_nested_scope_is_caught_by_the_outer_one(run):
    inner = sub("S", start("s1"), user("A"), end("bad", "err:E1"), flows("s1>A>bad"))
    case = run([process("p", start(), inner, end("e"), flows("s>S>e"), handler("err:E1"))], "p")
    case.complete("A")
    assert case.open() == ["X"]
    case.complete("X")
    assert case.done()


@pytest.mark.parametrize("ni", [False, True])
def test_an_escalation_starts_it(run, ni):
    diagram = process(
        "p", start(), user("A"), throw("t", "esc:C1"), user("B"), end("e"), flows("s>A>t>B>e"),
        handler("esc:C1", ni),
    )  # fmt: skip
    case = run([diagram], "p")
    assert case.open() == ["A"]
    case.complete("A")
    assert case.open() == (["B", "X"] if ni else ["X"])
    case.complete("X")
    if ni:
        case.complete("B")
    assert case.done()


@pytest.mark.parametrize("ni", [False, True])
def test_a_condition_starts_it(run, ni):
    case = run([main(handler("cond:level > 3", ni))], "p", {"level": 0})
    assert case.open() == ["A"]
    case.complete("A", {"level": 5})
    assert case.open() == (["B", "X"] if ni else ["X"])
    case.complete("X")
    if ni:
        assert case.open() == ["B"]
        case.complete("B")
    assert case.done()


def test_one_inside_a_sub_process_interrupts_only_that_scope(run):
    inner = sub("S", start("s1"), user("A"), end("e1"), flows("s1>A>e1"), handler("msg:M"))
    diagram = process(
        "p", start(), par("g"), user("O"), inner, user("N"), end("e"), flows("s>g>O>e", "g>S>N>e")
    )
    case = run([diagram], "p")
    assert case.open() == ["A", "O"]
    case.message("M")
    assert case.open() == ["O", "X"]
    case.complete("X")
    assert case.open() == ["N", "O"]
    case.complete("N")
    case.complete("O")
    assert case.done()


def test_it_sees_the_data_of_now(run):
    inner = event_sub("ES", start("es", "msg:M", True), mark("X", text="=v"), end("ee"), flows("es>X>ee"))
    case = run([main(inner)], "p", {"v": 1})
    case.complete("A", {"v": 2})
    case.message("M")
    assert case.marks == ["2"]
