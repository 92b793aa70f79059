"""Snapshots: small, loadable, finishable, and refused when they do not fit."""

from __future__ import annotations

import json

import pytest

from tests.oracle.kit import end, flows, process, start, sub, user
from tests.unit.engine.saved import FOLDER, read, step
from tests.unit.engine.world import Run, World
from workflow_service import engine, errors

FOLDERS = sorted(folder for folder in FOLDER.glob("*/*") if folder.is_dir())


def test_there_are_saved_instances_of_format_1():
    assert {folder.name for folder in FOLDERS if folder.parent.name == "1"} == {
        "loop", "multi_instance", "boundary_timer", "call_activity", "event_gateway", "compensation",
        "event_sub_process", "occurrences",
    }  # fmt: skip


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f"{f.parent.name}-{f.name}")
def test_a_saved_instance_loads_and_finishes(folder):
    run, steps, variables = read(folder)
    for what in steps:
        step(run, what)
    assert run.outcome.state == "completed" and run.variables() == variables


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f"{f.parent.name}-{f.name}")
def test_loading_and_saving_changes_nothing(folder):
    run, _, _ = read(folder)
    assert json.loads(run.load().snapshot()) == json.loads(run.snapshot)


SIMPLE = process("p", start(), user("A"), end("e"), flows("s>A>e"))


@pytest.mark.parametrize(
    "snapshot",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"v": 99}',
        b'{"v": 1}',
        b'{"v":1,"p":"p","r":"r","k":null,"st":"active","e":null,"s":[["x"]]}',
    ],
)
def test_what_is_no_snapshot_is_refused(snapshot):
    release = engine.compile_release({"p": SIMPLE})
    with pytest.raises(errors.Conflict):
        engine.load(release, snapshot, World().context())


def test_a_snapshot_of_another_release_is_refused():
    run = Run([SIMPLE])
    other = engine.compile_release({"p": process("p", start(), user("B"), end("e"), flows("s>B>e"))})
    with pytest.raises(errors.Conflict):
        engine.load(other, run.snapshot, run.world.context())


def test_only_what_is_alive_is_saved():
    run = Run([process("p", start(), sub("S", start("s1"), user("A"), end("e1"), flows("s1>A>e1")), user("B"),
                       end("e"), flows("s>S>B>e"))])  # fmt: skip
    run.complete("A")
    saved = json.loads(run.snapshot)
    assert len(saved["s"]) == 1 and [row[2] for row in saved["s"][0][6]] == ["B"]


def test_a_completed_instance_can_be_loaded():
    run = Run([SIMPLE])
    run.complete("A")
    execution = run.load()
    assert execution.outcome().state == "completed" and execution.open_tasks() == ()
