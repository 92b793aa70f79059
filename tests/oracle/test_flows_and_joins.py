"""Conditional flows, joins, the complex gateway (scenarios g, h, i)."""

from __future__ import annotations

import pytest

from tests.oracle.kit import (
    boundary,
    complex_gateway,
    end,
    flows,
    inc,
    mark,
    par,
    process,
    start,
    user,
    xor,
)

H = 3600


@pytest.mark.parametrize(("x", "marks"), [(0, ["D", "N"]), (2, ["B", "N"]), (3, ["B", "C", "N", "N"])])
def test_conditional_and_default_flows_of_an_activity(run, x, marks):
    diagram = process(
        "p", start(), user("A"), mark("B"), mark("C"), mark("D"), mark("N"), end("e"),
        flows("A>B ? x > 1", "A>C ? x > 2", "A>D *", "s>A", "B>N>e", "C>N", "D>N"),
    )  # fmt: skip
    case = run([diagram], "p")
    case.complete("A", {"x": x})
    assert case.done() and sorted(case.marks) == marks


def test_two_plain_flows_of_an_activity_split(run):
    diagram = process(
        "p", start(), user("A"), user("B"), user("C"), user("N"), end("e"), flows("s>A", "A>B>N>e", "A>C>N")
    )
    case = run([diagram], "p")
    case.complete("A")
    assert case.open() == ["B", "C"]
    case.complete("B")
    assert case.open() == ["C", "N"]
    case.complete("C")
    assert case.open() == ["N", "N"]
    case.complete("N")
    assert not case.done()
    case.complete("N")
    assert case.done()


def test_an_activity_with_a_boundary_and_two_conditional_flows(run):
    diagram = process(
        "p", start(), user("A"), boundary("b", "A", "timer:PT1H"), user("T"), user("B"), user("C"), end("e"),
        flows("s>A", "A>B ? x > 1", "A>C *", "B>e", "C>e", "b>T>e"),
    )  # fmt: skip
    case = run([diagram], "p")
    case.complete("A", {"x": 2})
    assert case.open() == ["B"]
    case.complete("B")
    assert case.done()
    case = run([diagram], "p")
    case.tick(H + 1)
    assert case.open() == ["T"]
    case.complete("T")
    assert case.done()


def test_nested_splits_meet_in_one_parallel_join(run):
    diagram = process(
        "p", start(), par("g1"), par("g2"), user("A"), user("B"), user("C"), par("j"), user("N"), end("e"),
        flows("s>g1>A>j", "g1>g2", "g2>B>j", "g2>C>j", "j>N>e"),
    )  # fmt: skip
    case = run([diagram], "p")
    case.complete("A")
    case.complete("B")
    assert case.open() == ["C"]
    case.complete("C")
    assert case.open() == ["N"]
    case.complete("N")
    assert case.done()


def test_an_inclusive_join_waits_for_what_can_come_and_not_for_more(run):
    diagram = process(
        "p", start(), inc("g"), user("A"), user("B"), user("C"), inc("j"), user("N"), end("e"),
        flows("s>g", "g>A ? a", "g>B ? b", "g>C *", "A>j", "B>j", "C>j", "j>N>e"),
    )  # fmt: skip
    case = run([diagram], "p", {"a": True, "b": True})
    case.complete("A")
    assert case.open() == ["B"]
    case.complete("B")
    assert case.open() == ["N"]
    case.complete("N")
    assert case.done()
    case = run([diagram], "p", {"a": True, "b": False})
    case.complete("A")
    assert case.open() == ["N"]


def test_an_inclusive_join_in_a_loop_holds_every_turn(run):
    diagram = process(
        "p", start(), xor("m"), inc("g"), user("A"), user("B"), inc("j"), user("R"), xor("x"), end("e"),
        flows("s>m>g", "g>A ? true", "g>B ? b", "A>j", "B>j", "j>R>x", "x>m ? again", "x>e *"),
    )  # fmt: skip
    case = run([diagram], "p", {"b": True})
    for turn in range(3):
        assert case.open() == ["A", "B"]
        case.complete("A")
        assert case.open() == ["B"]
        case.complete("B")
        assert case.open() == ["R"]
        case.complete("R", {"again": turn < 2})
    assert case.done()


def test_a_token_that_leaves_its_path_releases_an_inclusive_join(run):
    diagram = process(
        "p", start(), par("g"), user("A"), user("B"), xor("x"), inc("j"), user("N"), user("O"), end("e"),
        flows("s>g>A>j>N>e", "g>B>x", "x>j ? back", "x>O *", "O>e"),
    )  # fmt: skip
    case = run([diagram], "p")
    case.complete("A")
    assert case.open() == ["B"]
    case.complete("B", {"back": False})
    assert case.open() == ["N", "O"]
    case.complete("N")
    case.complete("O")
    assert case.done()


def test_an_inclusive_join_waits_for_a_loop_inside_a_branch(run):
    diagram = process(
        "p", start(), par("g"), user("A"), xor("m"), user("B"), xor("x"), inc("j"), user("N"), end("e"),
        flows("s>g>A>j>N>e", "g>m>B>x", "x>m ? again", "x>j *"),
    )  # fmt: skip
    case = run([diagram], "p")
    case.complete("A")
    case.complete("B", {"again": True})
    assert case.open() == ["B"]
    case.complete("B", {"again": False})
    assert case.open() == ["N"]
    case.complete("N")
    assert case.done()


def test_a_token_that_also_reaches_a_filled_flow_does_not_block_an_inclusive_join(run):
    diagram = process(
        "p", start(), par("g"), user("A"), user("R"), inc("r"), xor("m"), inc("j"), user("N"), user("O"),
        end("e"), flows("s>g>A>m>j>N>e", "g>R>r", "r>m ? one", "r>j ? two", "r>O *", "O>e"),
    )  # fmt: skip
    case = run([diagram], "p", {"one": False, "two": True})
    case.complete("A")
    assert case.open() == ["N", "R"]


def test_two_tokens_on_one_flow_do_not_fire_a_parallel_join(run):
    diagram = process(
        "p", start(), par("g"), user("A"), user("B"), user("C"), xor("m"), par("j"), user("N"), end("e"),
        flows("s>g>A>m>j>N>e", "g>B>m", "g>C>j"),
    )  # fmt: skip
    case = run([diagram], "p")
    case.complete("A")
    case.complete("B")
    assert case.open() == ["C"]
    case.complete("C")
    assert case.open() == ["N"]
    case.complete("N")
    assert not case.done()


def test_a_parallel_join_in_a_loop_holds_for_thirty_turns(run):
    diagram = process(
        "p", start(), xor("m"), par("g"), user("A"), user("B"), par("j"), user("R"), xor("x"), end("e"),
        flows("s>m>g", "g>A>j", "g>B>j", "j>R>x", "x>m ? again", "x>e *"),
    )  # fmt: skip
    case = run([diagram], "p")
    for turn in range(30):
        case.complete("A")
        case.complete("B")
        assert case.open() == ["R"]
        case.complete("R", {"again": turn < 29})
    assert case.done()


def test_a_complex_gateway_goes_on_after_two_of_three(run):
    diagram = process(
        "p", start(), par("g"), user("A"), user("B"), user("C"), complex_gateway("j", "activationCount >= 2"),
        user("N"), end("e"), flows("s>g", "g>A>j", "g>B>j", "g>C>j", "j>N>e"),
    )  # fmt: skip
    case = run([diagram], "p")
    case.complete("A")
    assert case.open() == ["B", "C"]
    case.complete("B")
    assert case.open() == ["C", "N"]
    case.complete("C")
    assert case.open() == ["N"]
    case.complete("N")
    assert case.done()
