"""Random processes on both engines, saved and loaded after every step: every view must be the same.

`OEF_FUZZ=5000 OEF_FUZZ_FROM=0 pytest tests/oracle/test_differential.py` for torture.
"""

from __future__ import annotations

import os
import random

import pytest

from tests.oracle.adapters import EngineCase, OracleCase
from tests.oracle.clockwork import Business
from tests.oracle.grammar import Everything, happening

COUNT = int(os.environ.get("OEF_FUZZ", "200"))
FIRST = int(os.environ.get("OEF_FUZZ_FROM", "0"))
STEPS = 40
GROUP = 20

Case = EngineCase | OracleCase


def view(case: Case) -> tuple[object, ...]:
    """Open tasks, marks, the end, the data of every task that is open once, all variables, and what is waited
    for: moments and events."""
    opened = case.open()
    data = [
        {k: v for k, v in case.task_data(name).items() if k == "x" or k.startswith("v_")}
        for name in sorted(set(opened))
        if opened.count(name) == 1
    ]
    variables = case.variables()
    for known in (*data, variables):
        known.pop("v_s", None)  # scripts write it while calls copy it: before or after is nobody's fault
    return opened, sorted(case.marks), case.done(), data, variables, *case.waits()


def fails(variables: dict[str, object]) -> dict[str, object]:
    raise Business("E1")


def act(case: Case, what: tuple[object, ...]) -> None:
    getattr(case, str(what[0]))(*what[1:])


def walk(seed: int) -> int:
    """Run one process on both; the number of steps."""
    rnd = random.Random(seed)
    files, services = Everything(rnd).process(3 + seed % 3), {"fails": fails}
    engine, oracle = EngineCase(files, "p", {"x": 0}, services), OracleCase(files, "p", {"x": 0}, services)
    done: list[object] = []
    while True:
        seen, expected = view(engine), view(oracle)
        assert seen == expected, (seed, done[-3:], seen, expected)
        if oracle.done() or len(done) == STEPS:
            return len(done)
        what = happening(rnd, oracle.open(), oracle.waits(), len(done))
        done.append(what)
        # which of two open twins is meant differs between the engines: all of them get the same answer
        twins = oracle.open().count(str(what[1])) if what[0] == "complete" else 1
        for case in (engine, oracle):
            for _ in range(twins):
                if what[0] != "complete" or what[1] in case.open():
                    act(case, what)


@pytest.mark.parametrize("group", range(0, COUNT, GROUP))
def test_both_engines_agree_on_random_processes(group):
    steps = sum(walk(FIRST + seed) for seed in range(group, min(group + GROUP, COUNT)))
    EngineCase.releases.clear()
    assert steps > 0
