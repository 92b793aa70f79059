"""Saved instances of every format we ever wrote: how they are made, and how each is brought to its end.

`python -m tests.unit.engine.saved` writes those of the present format to `tests/data/snapshots/<format>/`.
What is written once is never written again: it stands for instances in somebody's database.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.oracle import kit
from tests.oracle.kit import (
    boundary,
    catch,
    end,
    event_gateway,
    event_sub,
    extension,
    flows,
    mapping,
    mark,
    process,
    start,
    throw,
    user,
    xor,
)
from tests.unit.engine.world import NOON, Run, World
from workflow_service import engine
from workflow_service.engine.codec import FORMAT

FOLDER = Path(__file__).parents[2] / "data" / "snapshots"
Step = list[Any]

LOOP = process(
    "p", start(), xor("m"), user("R"), xor("x"), end("e"), flows("s>m>R>x", "x>m ? again", "x>e *")
)
MULTI = process(
    "p",
    start(),
    user("M", {"coll": "xs", "elem": "x", "out": "ys", "outelem": "y"}),
    end("e"),
    flows("s>M>e"),
)
GUARDED = process(
    "p",
    start(),
    user("A"),
    boundary("b", "A", "timer:P14D", True),
    user("T"),
    end("e"),
    flows("s>A>e", "b>T>e"),
)
CALLED = process("q", start(), user("B"), end("e"), flows("s>B>e"))
CALLER = process(
    "p", start(), kit.call("C", "q", (("a", "x"),), (("r", "result"),)), user("N"), end("e"), flows("s>C>N>e")
)
GATEWAY = process(
    "p", start(), event_gateway("g"), catch("t", "timer:PT1H"), catch("c", "msg:M"), user("A"), user("B"),
    end("e"), flows("s>g", "g>t>A>e", "g>c>B>e"),
)  # fmt: skip
UNDO = process(
    "p", start(), user("A"), boundary("b", "A", "comp"), user("U", comp=True), kit.association("b", "U"),
    user("W"), throw("t", "comp"), mark("Z"), end("e"), flows("s>A>W>t>Z>e"),
)  # fmt: skip
BESIDE = process(
    "p", start(), user("A"), end("e"), flows("s>A>e"),
    event_sub("ES", start("es", "msg:M", True), user("E"), end("ee"), flows("es>E>ee")),
)  # fmt: skip
OWN = process(
    "p", start(), user("A"), end("e"), flows("s>A>e"),
    event_sub(
        "ES", extension(f"<camunda:inputOutput>{mapping('output', seen='=y')}</camunda:inputOutput>"),
        start("es", "msg:M", True), user("E"), mark("K", text="=string(y)"), end("ee"), flows("es>E>K>ee"),
    ),
)  # fmt: skip

# name: files, variables, steps before the save, steps after it, variables at the end
SAVED: dict[str, tuple[list[bytes], dict[str, Any], list[Step], list[Step], dict[str, Any]]] = {
    "loop": (
        [LOOP], {"n": 0},
        [["complete", "R", {"again": True, "n": 1}]], [["complete", "R", {"again": False, "n": 2}]],
        {"n": 2, "again": False},
    ),
    "multi_instance": (
        [MULTI], {"xs": [1, 2, 3]},
        [["complete", "M", {"y": 10}]], [["complete", "M", {"y": 20}], ["complete", "M", {"y": 30}]],
        {"xs": [1, 2, 3], "ys": [10, 20, 30]},
    ),
    "boundary_timer": (
        [GUARDED], {}, [],
        [["timer", "b", 14 * 24], ["complete", "A", {}], ["complete", "T", {"done": True}]], {"done": True},
    ),
    "call_activity": (
        [CALLER, CALLED], {"a": 1}, [],
        [["complete", "B", {"r": 7}], ["complete", "N", {}]], {"a": 1, "result": 7},
    ),
    "event_gateway": (
        [GATEWAY], {}, [], [["message", "M", {"k": 1}], ["complete", "B", {}]], {"k": 1},
    ),
    "compensation": (
        [UNDO], {}, [["complete", "A", {"v": 1}], ["complete", "W", {"v": 2}]],
        [["complete", "U", {}], ["operation", "Z", {}]], {"v": 2},
    ),
    # written before an occurrence of an event sub-process had variables of its own: it ends as it began
    "event_sub_process": (
        [BESIDE], {}, [["message", "M", {"y": 1}], ["message", "M", {"y": 2}]],
        [["complete", "E", {"z": 1}], ["complete", "E", {}], ["complete", "A", {}]], {"y": 2, "z": 1},
    ),
    "occurrences": (
        [OWN], {}, [["message", "M", {"y": 1}], ["message", "M", {"y": 2}]],
        [["complete", "E", {"z": 1}], ["operation", "K", {}], ["complete", "A", {}], ["complete", "E", {}],
         ["operation", "K", {}]],
        {"seen": 2},
    ),
}  # fmt: skip


def step(run: Run, what: Step) -> None:
    """One step of a script."""
    kind, name, value = what
    if kind == "complete":
        run.complete(name, value)
        return
    waiting = run.load()._case.journal.before
    assert waiting is not None
    if kind == "timer":
        timer = next(t for t in waiting.timers.values() if t.element == name)
        run.world.now = NOON + timedelta(hours=value)
        run.apply(engine.FireTimer(timer.ref, timer.due_at))
    elif kind == "message":
        ref = next(s.ref for s in waiting.subscriptions.values() if s.name == name)
        run.apply(engine.DeliverMessage(name, ref, value))
    else:
        run.apply(engine.CompleteOperation(run.operation().id, value))


def write() -> None:
    for name, (files, variables, before, after, expected) in SAVED.items():
        run = Run(files, variables)
        for what in before:
            step(run, what)
        folder = FOLDER / str(FORMAT) / name
        folder.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(files):
            (folder / f"{number}.bpmn").write_bytes(data)
        (folder / "snapshot.json").write_bytes(run.snapshot)
        script = {"steps": after, "variables": expected}
        (folder / "script.json").write_text(json.dumps(script, indent=1), encoding="utf-8")


def read(folder: Path) -> tuple[Run, list[Step], dict[str, Any]]:
    """A saved instance, ready to go on, the rest of its script, and how it must end."""
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.bpmn"))}
    run = Run.__new__(Run)
    run.world, run.release = World(), engine.compile_release(files)
    run.snapshot = (folder / "snapshot.json").read_bytes()
    script = json.loads((folder / "script.json").read_text(encoding="utf-8"))
    return run, script["steps"], script["variables"]


if __name__ == "__main__":
    write()
