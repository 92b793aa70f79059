"""Multi-instance activities (scenarios j)."""

from __future__ import annotations

import pytest

from tests.oracle.kit import boundary, call, end, flows, process, start, sub, user, xor

H = 3600


def around(activity, *extra):
    return process("p", start(), activity, user("N"), end("e"), flows("s>M>N>e"), *extra)


def test_counters_end_parallel_instances(run):
    condition = "numberOfCompletedInstances >= 2 and numberOfInstances = 5"
    case = run([around(user("M", {"card": 5, "cond": condition}))], "p")
    assert case.open() == ["M"] * 5
    case.complete("M")
    assert case.open() == ["M"] * 4
    case.complete("M")
    assert case.open() == ["N"]


def test_counters_end_sequential_instances(run):
    condition = "numberOfActiveInstances = 0 and numberOfCompletedInstances = 3"
    case = run([around(user("M", {"card": 5, "seq": True, "cond": condition}))], "p")
    for _ in range(3):
        assert case.open() == ["M"]
        case.complete("M")
    assert case.open() == ["N"]


def test_a_collection_goes_in_and_comes_out_in_order(run):
    mi = {"coll": "=xs", "elem": "x", "out": "ys", "outelem": "y"}
    case = run([around(user("M", mi))], "p", {"xs": [3, 4, 5]})
    assert [case.task_data("M", i)["x"] for i in range(3)] == [3, 4, 5]
    case.complete("M", {"y": 50}, 2)
    case.complete("M", {"y": 30}, 0)
    case.complete("M", {"y": 40}, 0)
    assert case.open() == ["N"] and case.task_data("N")["ys"] == [30, 40, 50]


def test_an_interrupting_boundary_ends_all_instances(run):
    extra = boundary("b", "M", "timer:PT1H"), user("T"), flows("b>T>e")
    case = run([around(user("M", {"card": 3}), *extra)], "p")
    case.complete("M")
    case.tick(H + 1)
    assert case.open() == ["T"]
    case.complete("T")
    assert case.done()


def test_a_non_interrupting_boundary_leaves_the_instances(run):
    extra = boundary("b", "M", "timer:PT1H", True), user("T"), flows("b>T>e")
    case = run([around(user("M", {"card": 3, "seq": True}), *extra)], "p")
    case.complete("M")
    case.tick(H + 1)
    assert case.open() == ["M", "T"]
    case.complete("M")
    case.complete("M")
    assert case.open() == ["N", "T"]
    case.complete("N")
    case.complete("T")
    assert case.done()


def test_instances_of_a_sub_process_have_their_own_data(run):
    mi = {"coll": "xs", "elem": "x", "out": "ys", "outelem": "y"}
    inner = sub("M", start("s1"), user("A"), user("B"), end("e1"), flows("s1>A>B>e1"), mi=mi)
    case = run([around(inner)], "p", {"xs": [1, 2]})
    assert case.open() == ["A", "A"]
    case.complete("A")
    assert case.open() == ["A", "B"]
    case.complete("A")
    for _ in range(2):
        case.complete("B", {"y": case.task_data("B")["x"] * 10})
    assert case.open() == ["N"] and case.task_data("N")["ys"] == [10, 20]


def test_an_error_out_of_one_called_instance_ends_all(run):
    called = process(
        "q", start(), user("A"), xor("x"), end("bad", "err:E1"), end("e"),
        flows("s>A>x", "x>bad ? boom", "x>e *"),
    )  # fmt: skip
    extra = boundary("b", "M", "err:E1"), user("T"), flows("b>T>e")
    case = run([around(call("M", "q", mi={"card": 3}), *extra), called], "p")
    assert case.open() == ["A"] * 3
    case.complete("A", {"boom": False})
    assert case.open() == ["A"] * 2
    case.complete("A", {"boom": True})
    assert case.open() == ["T"]
    case.complete("T")
    assert case.done()


@pytest.mark.parametrize("sequential", [False, True])
def test_an_empty_collection_is_passed_at_once(run, sequential):
    case = run([around(user("M", {"coll": "xs", "elem": "x", "seq": sequential}))], "p", {"xs": []})
    assert case.open() == ["N"]
