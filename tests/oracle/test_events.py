"""Signals, compensation, links, conditions, event gateways, cycles (scenarios b to f)."""

from __future__ import annotations

import pytest

from tests.oracle.kit import (
    association,
    boundary,
    catch,
    end,
    event_gateway,
    flows,
    mark,
    par,
    process,
    start,
    sub,
    throw,
    user,
    xor,
)

H = 3600


def test_a_signal_end_event_is_thrown(run):
    diagram = process(
        "p", start(), par("g"), user("A"), end("se", "sig:S"), catch("c", "sig:S"), user("B"), end("e"),
        flows("s>g>A>se", "g>c>B>e"),
    )  # fmt: skip
    case = run([diagram], "p")
    assert case.open() == ["A"]
    case.complete("A")
    assert case.open() == ["B"]
    case.complete("B")
    assert case.done()


def undoable(*tail):
    return process(
        "p", start(), mark("A1"), mark("A2"), mark("A3"), boundary("b1", "A1", "comp"),
        boundary("b2", "A2", "comp"), mark("U1", comp=True), user("U2", comp=True),
        association("b1", "U1"), association("b2", "U2"), *tail,
    )  # fmt: skip


def test_compensation_runs_in_reverse_order_and_the_thrower_waits(run):
    tail = user("W"), throw("t", "comp"), user("Z"), end("e"), flows("s>A1>A2>A3>W>t>Z>e")
    case = run([undoable(*tail)], "p")
    assert case.open() == ["W"]
    case.complete("W")
    assert (case.open(), case.marks) == (["U2"], ["A1", "A2", "A3"])
    case.complete("U2")
    assert case.marks[3:] == ["U1"] and case.open() == ["Z"]
    case.complete("Z")
    assert case.done()


def test_one_activity_can_be_compensated_alone(run):
    case = run([undoable(throw("t", "comp:A1"), user("Z"), end("e"), flows("s>A1>A2>A3>t>Z>e"))], "p")
    assert (case.open(), case.marks[3:]) == (["Z"], ["U1"])
    case.complete("Z")
    assert case.done()


def test_what_was_not_executed_is_not_compensated(run):
    tail = end("e", "comp"), xor("g"), flows("s>A3>g", "g>A1 ? false", "g>A2 *", "A1>e", "A2>e")
    case = run([undoable(*tail)], "p")
    assert (case.open(), case.marks) == (["U2"], ["A3", "A2"])
    case.complete("U2")
    assert case.done() and case.marks == ["A3", "A2"]


def test_a_completed_sub_process_is_compensated_from_outside(run):
    inner = sub(
        "S", start("s1"), mark("A1"), boundary("b1", "A1", "comp"), mark("U1", comp=True),
        mark("A2"), boundary("b2", "A2", "comp"), mark("U2", comp=True), end("e1"), flows("s1>A1>A2>e1"),
        association("b1", "U1"), association("b2", "U2"),
    )  # fmt: skip
    diagram = process(
        "p", start(), inner, mark("A3"), boundary("b3", "A3", "comp"), mark("U3", comp=True),
        association("b3", "U3"), user("W"), throw("t", "comp"), end("e"), flows("s>S>A3>W>t>e"),
    )  # fmt: skip
    case = run([diagram], "p")
    case.complete("W")
    assert case.marks == ["A1", "A2", "A3", "U3", "U2", "U1"] and case.done()


def test_a_compensation_handler_sees_the_data_of_then(run):
    diagram = process(
        "p", start(), user("A"), boundary("b", "A", "comp"), mark("U", comp=True, text="=v"),
        association("b", "U"), user("W"), throw("t", "comp"), end("e"), flows("s>A>W>t>e"),
    )  # fmt: skip
    case = run([diagram], "p")
    case.complete("A", {"v": 1})
    case.complete("W", {"w": 2})
    assert case.marks == ["1"] and case.done()


@pytest.mark.parametrize(("x", "passed"), [(1, "A"), (2, "B")])
def test_two_link_throws_lead_to_one_catch(run, x, passed):
    diagram = process(
        "p", start(), xor("g"), mark("A"), mark("B"), throw("l1", "link:L"), throw("l2", "link:L"),
        catch("lc", "link:L"), user("C"), end("e"),
        flows("s>g", "g>A ? x = 1", "g>B *", "A>l1", "B>l2", "lc>C>e"),
    )  # fmt: skip
    case = run([diagram], "p", {"x": x})
    assert (case.open(), case.marks) == (["C"], [passed])
    case.complete("C")
    assert case.done()


def test_a_condition_fires_on_data_of_another_branch(run):
    diagram = process(
        "p", start(), par("g"), user("A"), catch("c", "cond:level > 3"), user("B"), end("e"),
        flows("s>g>A>e", "g>c>B>e"),
    )  # fmt: skip
    case = run([diagram], "p", {"level": 0})
    assert case.open() == ["A"]
    case.complete("A", {"level": 4})
    assert case.open() == ["B"]
    case.complete("B")
    assert case.done()


@pytest.mark.parametrize("ni", [False, True])
def test_a_conditional_boundary_fires_on_data_of_another_branch(run, ni):
    diagram = process(
        "p", start(), par("g"), user("A"), user("H"), boundary("b", "H", "cond:level > 3", ni), user("B"),
        end("e"), flows("s>g>A>e", "g>H>e", "b>B>e"),
    )  # fmt: skip
    case = run([diagram], "p", {"level": 0})
    assert case.open() == ["A", "H"]
    case.complete("A", {"level": 4})
    assert case.open() == (["B", "H"] if ni else ["B"])
    for task in case.open():
        case.complete(task)
    assert case.done()


def test_a_condition_on_an_unknown_variable_waits(run):
    diagram = process(
        "p", start(), par("g"), user("A"), catch("c", "cond:later = 1"), end("e"), flows("s>g>A>e", "g>c>e")
    )
    case = run([diagram], "p")
    assert case.open() == ["A"]
    case.complete("A", {"later": 1})
    assert case.done()


@pytest.mark.parametrize(
    ("fire", "task"),
    [
        (lambda c: c.tick(H + 1), "A"),
        (lambda c: c.message("M1"), "C"),
        (lambda c: c.message("M2"), "D"),
    ],
)
def test_an_event_gateway_takes_the_first_event_only(run, fire, task):
    diagram = process(
        "p", start(), user("Q"), event_gateway("g"), catch("t1", "timer:PT1H"), catch("t2", "timer:PT2H"),
        catch("m1", "msg:M1"), catch("m2", "msg:M2"), *[user(i) for i in "ABCD"], end("e"),
        flows("s>Q>g", "g>t1>A>e", "g>t2>B>e", "g>m1>C>e", "g>m2>D>e"),
    )  # fmt: skip
    case = run([diagram], "p")
    case.complete("Q")
    assert case.open() == []
    fire(case)
    assert case.open() == [task]
    case.tick(3 * H)
    assert case.open() == [task]
    case.complete(task)
    assert case.done()


def test_an_event_gateway_with_two_timers_takes_the_shorter(run):
    diagram = process(
        "p", start(), event_gateway("g"), catch("t1", "timer:PT5H"), catch("t2", "timer:PT2H"), user("A"),
        user("B"), end("e"), flows("s>g", "g>t1>A>e", "g>t2>B>e"),
    )  # fmt: skip
    case = run([diagram], "p")
    case.tick(2 * H + 1)
    assert case.open() == ["B"]
    case.complete("B")
    assert case.done()


def test_what_a_cycle_boundary_opened_survives_its_host(run):
    diagram = process(
        "p", start(), user("H"), boundary("b", "H", "cycle:R3/PT1H", True), user("M"), user("N"), end("e"),
        flows("s>H>N>e", "b>M>e"),
    )  # fmt: skip
    case = run([diagram], "p")
    case.tick(H + 1)
    assert case.open() == ["H", "M"]
    case.tick(H)
    assert case.open() == ["H", "M", "M"]
    case.complete("M")
    case.complete("H")
    assert case.open() == ["M", "N"]
    case.tick(5 * H)
    assert case.open() == ["M", "N"]
    case.complete("N")
    assert not case.done()
    case.complete("M")
    assert case.done()


def test_two_hundred_turns_of_a_cycle_stay_small(run):
    diagram = process(
        "p", start(), user("H"), boundary("b", "H", "cycle:R/PT1H", True), user("M"), end("e"),
        flows("s>H>e", "b>M>e"),
    )  # fmt: skip
    case, early = run([diagram], "p"), 0
    for turn in range(200):
        case.tick(H + 0.01)
        case.complete("M")
        early = case.size() if turn == 20 else early
    assert case.size() < early * 1.3
    case.complete("H")
    assert case.done()


def test_a_non_interrupting_message_boundary_fires_again(run):
    diagram = process(
        "p", start(), user("H"), boundary("b", "H", "msg:M", True), user("X"), end("e"),
        flows("s>H>e", "b>X>e"),
    )  # fmt: skip
    case = run([diagram], "p")
    case.message("M")
    case.message("M")
    assert case.open() == ["H", "X", "X"]
    for task in ("H", "X", "X"):
        case.complete(task)
    assert case.done()
