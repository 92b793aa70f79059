"""Call activities, data, terminate, transactions, service errors (scenarios k, l, m)."""

from __future__ import annotations

import pytest

from tests.oracle.clockwork import Business
from tests.oracle.kit import (
    association,
    boundary,
    call,
    end,
    event_sub,
    flows,
    lane,
    mark,
    par,
    process,
    script,
    service,
    start,
    sub,
    throw,
    transaction,
    user,
)


def test_mappings_isolate_a_called_process(run):
    called = process("q", start(), user("A"), end("e"), flows("s>A>e"))
    caller = process(
        "p", start(), call("C", "q", (("a", "x"),), (("r", "result"),)), user("N"), end("e"), flows("s>C>N>e")
    )
    case = run([caller, called], "p", {"a": 1, "secret": 2})
    inside = case.task_data("A")
    assert inside["x"] == 1 and "secret" not in inside and "a" not in inside
    case.complete("A", {"r": 7, "inner": 8})
    outside = case.task_data("N")
    assert outside["result"] == 7 and outside["a"] == 1
    assert "inner" not in outside and "x" not in outside
    case.complete("N")
    assert case.done()


def test_a_called_process_inherits_the_lane_of_its_caller(run):
    inner = sub("S", start("s1"), user("B"), end("e1"), flows("s1>B>e1"))
    called = process("q", start(), user("A"), inner, end("e"), flows("s>A>S>e"))
    caller = process(
        "p", lane("Nurse", "s", "C", "N", "e"), start(), call("C", "q"), user("N"), end("e"), flows("s>C>N>e")
    )
    case = run([caller, called], "p")
    for task in ("A", "B", "N"):
        assert case.lane(task) == "Nurse"
        case.complete(task)


def test_an_escalation_leaves_a_called_process_running(run):
    called = process("q", start(), user("A"), throw("t", "esc:C1"), user("B"), end("e"), flows("s>A>t>B>e"))
    caller = process(
        "p", start(), call("C", "q"), boundary("b", "C", "esc:C1", True), user("X"), user("N"), end("e"),
        flows("s>C>N>e", "b>X>e"),
    )  # fmt: skip
    case = run([caller, called], "p")
    case.complete("A")
    assert case.open() == ["B", "X"]
    case.complete("B")
    assert case.open() == ["N", "X"]
    case.complete("X")
    case.complete("N")
    assert case.done()


def test_an_error_goes_up_two_levels(run):
    third = process("r", start(), user("A"), end("bad", "err:E1"), flows("s>A>bad"))
    second = process("q", start(), call("D", "r"), end("e"), flows("s>D>e"))
    first = process(
        "p", start(), call("C", "q"), boundary("b", "C", "err:E1"), user("X"), end("e"),
        flows("s>C>e", "b>X>e"),
    )  # fmt: skip
    case = run([first, second, third], "p")
    case.complete("A")
    assert case.open() == ["X"]
    case.complete("X")
    assert case.done()


def test_an_error_is_not_caught_by_a_sibling(run):
    inner = sub(
        "S", start("s1"), par("g"), user("A"), user("H"), boundary("bh", "H", "err:E1"), user("W"),
        end("bad", "err:E1"), end("e1"), flows("s1>g>A>bad", "g>H>e1", "bh>W>e1"),
    )  # fmt: skip
    diagram = process(
        "p", start(), inner, boundary("b", "S", "err:E1"), user("X"), end("e"), flows("s>S>e", "b>X>e")
    )
    case = run([diagram], "p")
    case.complete("A")
    assert case.open() == ["X"]


def test_the_error_code_decides_among_boundaries(run):
    inner = sub("S", start("s1"), user("A"), end("bad", "err:E2"), flows("s1>A>bad"))
    diagram = process(
        "p", start(), inner, boundary("b1", "S", "err:E1"), boundary("b2", "S", "err:E2"), user("X"),
        user("Y"), end("e"), flows("s>S>e", "b1>X>e", "b2>Y>e"),
    )  # fmt: skip
    case = run([diagram], "p")
    case.complete("A")
    assert case.open() == ["Y"]


def test_what_a_reader_changes_in_its_copy_stays_there(run):
    inner = sub("S", start("s1"), user("A"), end("e1"), flows("s1>A>e1"))
    diagram = process("p", start(), inner, user("N"), end("e"), flows("s>S>N>e"))
    case = run([diagram], "p", {"d": {"k": [1]}})
    case.task_data("A")["d"]["k"].append(2)
    assert case.task_data("A")["d"] == {"k": [1]}
    case.complete("A", {"d": {"k": [9]}})
    assert case.task_data("N")["d"] == {"k": [9]}


def test_a_script_does_not_change_the_caller_s_data(run):
    diagram = process(
        "p", start(), par("g"), script("A", "{k: append(d.k, 2)}", "d"), mark("K", text="=count(d.k)"),
        user("B"), end("e"), flows("s>g>A>K>e", "g>B>e"),
    )  # fmt: skip
    given = {"d": {"k": [1]}}
    case = run([diagram], "p", given)
    assert case.marks == ["2"] and given == {"d": {"k": [1]}}


@pytest.mark.parametrize("order", ["AB", "BA"])
def test_a_value_written_in_one_branch_survives_the_join(run, order):
    diagram = process(
        "p", start(), par("g"), user("A"), user("B"), par("j"), user("N"), end("e"),
        flows("s>g>A>j>N>e", "g>B>j"),
    )  # fmt: skip
    case = run([diagram], "p", {"v": 1})
    for task in order:
        case.complete(task, {"v": 2} if task == "A" else {"w": 1})
    assert case.task_data("N")["v"] == 2


def test_a_list_replaced_by_a_shorter_one_stays_short(run):
    diagram = process(
        "p", start(), user("A"), par("g"), user("B"), user("C"), par("j"), user("N"), end("e"),
        flows("s>A>g>B>j>N>e", "g>C>j"),
    )  # fmt: skip
    case = run([diagram], "p", {"xs": [1, 2, 3]})
    case.complete("A")
    case.complete("B", {"xs": [1]})
    case.complete("C")
    assert case.task_data("N")["xs"] == [1]


def test_terminate_in_a_sub_process_ends_only_that(run):
    inner = sub(
        "S", start("s1"), par("g"), user("A"), user("B"), end("t", "term"), end("e1"),
        flows("s1>g>A>t", "g>B>e1"),
    )  # fmt: skip
    diagram = process(
        "p", start(), par("g0"), user("O"), inner, user("N"), end("e"), flows("s>g0>S>N>e", "g0>O>e")
    )
    case = run([diagram], "p")
    case.complete("A")
    assert case.open() == ["N", "O"]
    case.complete("N")
    case.complete("O")
    assert case.done()


def test_cancel_undoes_the_transaction_then_goes_on_at_its_boundary(run):
    inner = transaction(
        "S", start("s1"), mark("A1"), boundary("b1", "A1", "comp"), mark("U1", comp=True), mark("A2"),
        boundary("b2", "A2", "comp"), mark("U2", comp=True), user("A"), end("ce", "cancel"),
        flows("s1>A1>A2>A>ce"), association("b1", "U1"), association("b2", "U2"),
    )  # fmt: skip
    diagram = process(
        "p", start(), inner, boundary("b", "S", "cancel"), user("X"), user("N"), end("e"),
        flows("s>S>N>e", "b>X>e"),
    )  # fmt: skip
    case = run([diagram], "p")
    case.complete("A")
    assert case.marks == ["A1", "A2", "U2", "U1"] and case.open() == ["X"]
    case.complete("X")
    assert case.done()


def test_an_error_out_of_a_transaction_is_no_cancel(run):
    inner = transaction("S", start("s1"), user("A"), end("ce", "err:E1"), flows("s1>A>ce"))
    diagram = process(
        "p", start(), inner, boundary("b", "S", "cancel"), boundary("b2", "S", "err:E1"), user("X"),
        user("Y"), end("e"), flows("s>S>e", "b>X>e", "b2>Y>e"),
    )  # fmt: skip
    case = run([diagram], "p")
    case.complete("A")
    assert case.open() == ["Y"]


def boom(data):
    raise Business("E1")


def test_a_service_error_goes_to_its_own_boundary(run):
    diagram = process(
        "p", start(), user("A"), service("V", "boom"), boundary("b", "V", "err:E1"), user("X"), user("N"),
        end("e"), flows("s>A>V>N>e", "b>X>e"),
    )  # fmt: skip
    case = run([diagram], "p", services={"boom": boom})
    case.complete("A")
    assert case.open() == ["X"]
    case.complete("X")
    assert case.done()


def test_a_service_error_goes_to_an_event_sub_process(run):
    inner = event_sub("ES", start("es", "err:E1"), user("X"), end("ee"), flows("es>X>ee"))
    diagram = process(
        "p", start(), user("A"), service("V", "boom"), user("N"), end("e"), flows("s>A>V>N>e"), inner
    )
    case = run([diagram], "p", services={"boom": boom})
    case.complete("A")
    assert case.open() == ["X"]
    case.complete("X")
    assert case.done()


def test_a_service_error_leaves_a_called_process(run):
    called = process(
        "q", start(), user("A"), service("G", "good"), service("V", "boom"), end("e"), flows("s>A>G>V>e")
    )
    caller = process(
        "p", start(), call("C", "q"), boundary("b", "C", "err:E1"), user("X"), end("e"),
        flows("s>C>e", "b>X>e"),
    )  # fmt: skip
    services = {"boom": boom, "good": lambda data: {"n": data["n"] + 1}}
    case = run([caller, called], "p", {"n": 1}, services)
    case.complete("A", {})
    assert case.open() == ["X"]


def test_a_service_that_breaks_leaves_the_state_as_it_was(run):
    def broken(data):
        raise RuntimeError("down")

    diagram = process("p", start(), user("A"), service("V", "bad"), end("e"), flows("s>A>V>e"))
    case = run([diagram], "p", services={"bad": broken})
    with pytest.raises(RuntimeError, match="down"):
        case.complete("A")
    assert case.open() == ["A"]
