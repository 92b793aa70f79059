"""How much is looked at: real diagrams little, tangled ones only so far."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.kit import end, event_sub, flows, par, process, start, sub, user, xor
from tests.unit.engine.check_soundness.smallest import tangled
from workflow_service.engine.check.diagram import Diagram, Report
from workflow_service.engine.check.soundness import check_soundness, examine
from workflow_service.engine.xml import read_xml

PACKAGE = sorted(Path(__file__).parents[4].glob("bpmn/*/*.bpmn"))


def read(data: bytes) -> Diagram:
    return Diagram(read_xml(data), Report("p"))


def wide(branches: int, length: int) -> bytes:
    """Concurrent branches, each a row of choices between two tasks."""
    body, ways = [par("g"), par("j"), start(), end()], ["s>g", "j>e"]
    for i in range(branches):
        last = "g"
        for k in range(length):
            at = f"{i}_{k}"
            body += [xor(f"d{at}"), xor(f"m{at}"), user(f"U{at}"), user(f"V{at}")]
            ways += [f"{last}>d{at}", f"d{at}>U{at} ? a", f"d{at}>V{at} *", f"U{at}>m{at}", f"V{at}>m{at}"]
            last = f"m{at}"
        ways.append(f"{last}>j")
    return process("p", *body, flows(*ways))


@pytest.mark.parametrize("path", PACKAGE, ids=lambda path: path.stem)
def test_our_own_diagrams_are_sound_and_soon_decided(path):
    diagram = read(path.read_bytes())
    check_soundness(diagram)
    assert diagram.report.findings == []
    # the largest is the triage of notifications: clocks that run beside the assessment
    assert sum(found.verdict.states for found in examine(diagram)) < 500


def test_the_package_is_there():
    assert len(PACKAGE) >= 5


def test_what_is_drawn_in_blocks_is_decided_without_a_walk():
    (found,) = examine(read(wide(20, 10)))
    assert len(found.scope.view.nodes) == 804
    assert found.verdict.states == 1 and found.verdict.outcomes == {"complete"}


def test_a_tangle_is_walked_through_up_to_the_limit():
    (found,) = examine(read(tangled(2)), limit=200)
    assert found.verdict.states < 200 and not found.verdict.too_large
    (found,) = examine(read(tangled(4)), limit=200)
    assert found.verdict.states == 200 and found.verdict.too_large


def test_a_file_gets_three_times_what_a_scope_gets():
    scopes = [sub(f"S{n}", *renamed(tangled(4), n)) for n in range(5)]  # each alone is beyond the limit
    ways = flows("s>S0>S1>S2>S3>S4>e")
    found = examine(read(process("p", start(), *scopes, end(), ways)), limit=100)
    assert sum(one.verdict.states for one in found) <= 3 * 100 + 2 * len(found)
    assert sum(one.verdict.too_large for one in found) >= 5


def renamed(data: bytes, number: int) -> list[str]:
    """The inside of a process, its ids made its own."""
    text = data.decode()
    inside = text[text.index(">", text.index("<process ")) + 1 : text.index("</process>")]
    for name in ("id", "sourceRef", "targetRef", "default"):
        inside = inside.replace(f'{name}="', f'{name}="q{number}')
    return [inside]


def test_every_way_in_which_scopes_end_is_known_outside():
    stop = event_sub("ES", start("es", "msg:M"), user("H"), end("eh", "err:E"), flows("es>H>eh"))
    inner = sub("S", start("i"), user("A"), end("f"), flows("i>A>f"), stop)
    found = examine(read(process("p", start(), inner, end(), flows("s>S>e"))))
    assert {one.scope.view.id: one.scope.outcomes for one in found} == {
        "ES": {"uncaught"},
        "S": {"complete", "uncaught"},
        "p": {"complete", "uncaught"},
    }
