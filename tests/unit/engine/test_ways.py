"""Whether a way leads around an element: H is to lie before T."""

from __future__ import annotations

import random

import pytest

from tests.oracle.adapters import EngineCase, compiled
from tests.oracle.clockwork import Business
from tests.oracle.grammar import Everything, happening
from tests.oracle.kit import (
    boundary,
    call,
    element,
    end,
    event_sub,
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
from workflow_service import engine

H, T, A, B = user("H"), user("T"), user("A"), user("B")


def path(*parts: str) -> bytes:
    ways = [part for part in parts if not part.startswith("<")]
    return process("p", start(), *[part for part in parts if part.startswith("<")], end(), flows(*ways))


def called(*parts: str) -> list[bytes]:
    """T behind a call of these."""
    ways = [part for part in parts if not part.startswith("<")]
    inner = process("q", start("s2"), *[p for p in parts if p.startswith("<")], end("e2"), flows(*ways))
    return [path(call("C", "q"), T, "s>C>T>e"), inner]


def around(*files: bytes) -> list[list[str]]:
    release = engine.compile_release({f"{number}": data for number, data in enumerate(files)})
    found = engine.ways_around(release, ["p"], lambda e: e.id == "H", lambda e: e.id == "T")
    return [[one.id for one in way.elements] for way in found]


AD_HOC = '<adHocSubProcess id="S"><userTask id="H"/><userTask id="A"/></adHocSubProcess>'
HANDLER = event_sub("ES", start("es", "msg:M"), user("A"), end("ee"), flows("es>A>ee"))
BESIDE = HANDLER.replace('id="es"', 'id="es" isInterrupting="false"')
LATER = event_sub("ES", start("es", "msg:M", True), T, end("ee"), flows("es>T>ee"))
FAILING = sub("S", start("s1"), xor("x"), H, end("bad", "err:E1"), end("e1"),
              flows("s1>x", "x>H ? y", "x>bad *", "H>e1"))  # fmt: skip


@pytest.mark.parametrize(
    "files",
    [
        [path(H, T, "s>H>T>e")],
        [path(xor("x"), xor("y"), H, A, T, "s>x", "x>A ? a", "x>y *", "A>y", "y>H>T>e")],
        [path(par("g"), par("j"), H, A, T, "s>g", "g>H>j", "g>A>j", "j>T>e")],
        [path(H, A, boundary("b", "A", "timer:PT1H"), T, "s>H>A>T>e", "b>T")],
        [path(user("H", {"coll": "xs"}), T, "s>H>T>e")],
        [path(sub("S", start("s1"), H, end("e1"), flows("s1>H>e1")), T, "s>S>T>e")],
        called(H, "s2>H>e2"),
        called(par("g"), H, A, end("e3"), "s2>g", "g>H>e2", "g>A>e3"),
        called(H, boundary("b", "H", "timer:PT1H", True), A, end("e3"), "s2>H>e2", "b>A>e3"),
        called(H, BESIDE, "s2>H>e2"),
        [path(FAILING, T, "s>S>T>e")],
        [path(xor("m"), H, xor("x"), T, "s>m>H>x", "x>m ? again", "x>T *", "T>e")],
    ],
)
def test_where_it_lies_on_every_way_there_is_none_around(files: list[bytes]):
    assert around(*files) == []


@pytest.mark.parametrize(
    ("files", "way"),
    [
        ([path(xor("g"), xor("j"), H, T, "s>g", "g>H ? y", "g>j *", "H>j", "j>T>e")], "s g j T"),
        ([path(par("g"), H, T, "s>g", "g>H>e", "g>T>e")], "s g T"),
        ([path(H, boundary("b", "H", "timer:PT1H"), T, end("e2"), "s>H>e", "b>T>e2")], "s H b T"),
        ([path(H, boundary("b", "H", "timer:PT1H", True), T, end("e2"), "s>H>e", "b>T>e2")], "s H b T"),
        ([path(H, "s>H>e", LATER)], "ES es T"),
        ([path(AD_HOC, T, "s>S>T>e")], "s S T"),
        ([path(FAILING, boundary("b", "S", "err:E1"), T, "s>S>e", "b>T>e")], "s S b T"),
        ([path(A, boundary("b", "A", "comp"), user("T", comp=True), throw("t", "comp"), H,
               '<association id="z" sourceRef="b" targetRef="T" associationDirection="One"/>',
               "s>A>t>H>e")], "s A T"),
        (called(xor("g"), xor("j"), H, "s2>g", "g>H ? y", "g>j *", "H>j", "j>e2"), "s C T"),
        (called(par("g"), H, A, end("e3", "term"), "s2>g", "g>H>e2", "g>A>e3"), "s C T"),
        (called(H, HANDLER, "s2>H>e2"), "s C T"),
        ([path(call("C", "q"), "s>C>e"), process("q", start("s2"), T, end("e2"), flows("s2>T>e2"))],
         "s C s2 T"),
        ([path(element("userTask", "A"), H, T, "s>A", "A>H ? y", "A>T *", "H>e", "T>e")], "s A T"),
    ],
)  # fmt: skip
def test_a_way_around_is_found_and_told(files: list[bytes], way: str):
    assert around(*files) == [way.split()]


def test_a_way_back_is_the_shortest_circle():
    diagram = path(xor("m"), H, xor("x"), A, "s>m>H>x", "x>A ? again", "A>m", "x>e *")
    release = engine.compile_release({"p": diagram})
    found = engine.way_back(release, "p", "H")
    assert found is not None and [one.id for one in found.elements] == ["H", "x", "A", "m", "H"]
    assert engine.way_back(engine.compile_release({"p": path(H, "s>H>e")}), "p", "H") is None


def fails(variables: dict[str, object]) -> dict[str, object]:
    raise Business("E1")


@pytest.mark.parametrize("seed", range(24))
def test_no_run_of_a_random_process_goes_a_way_that_is_not_found(seed: int):
    """Whatever was done while another element had never been completed can be reached around that one."""
    rnd = random.Random(seed)
    files = Everything(rnd).process(3 + seed % 2)
    case = EngineCase(files, "p", {"x": 0}, {"fails": fails})
    for step in range(25):
        if case.done():
            break
        what = happening(rnd, case.open(), case.waits(), step)
        if what[0] != "complete" or what[1] in case.open():
            getattr(case, str(what[0]))(*what[1:])
    done = [(a.process, a.element) for a in case.activities if a.event == "completed"]
    release = compiled(tuple(files))
    repeated = {name for d in release.definitions.values() for name in d.specs if name.endswith("[child]")}
    known = sorted({(i.key, e) for i in release.processes.values() for e in i.elements})
    for passed in rnd.sample(known, min(12, len(known))):
        if f"{passed[1]} [child]" in repeated:
            continue  # counts as done once, also for an empty list
        before = done[: done.index(passed)] if passed in done else done
        found = engine.ways_around(release, ["p"], lambda e, p=passed: (e.process, e.id) == p, lambda e: True)
        assert set(before) <= {(w.reached.process, w.reached.id) for w in found}, (seed, passed)


def test_marks_and_decisions_are_passed_like_tasks():
    assert around(path(mark("K"), H, T, "s>K>H>T>e")) == []
