"""The untouched library on plain processes: where it is right, we do the same (engine.md 1, gates).

Plain means what the library runs rightly: user tasks in sequence, exclusive and parallel gateways, embedded
sub-processes; its conditions are Python, so the texts are chosen to mean the same in both languages.
"""

from __future__ import annotations

import random

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tests.oracle.adapters import EngineCase
from tests.oracle.generator import Block, Generator

PLAIN = ["user", "user", "seq", "seq", "exclusive", "parallel", "sub"]


class PlainGenerator(Generator):
    def block(self, depth: int) -> Block:
        kind = self.rnd.choice(PLAIN) if depth > 0 else "user"
        return getattr(self, f"make_{kind}")(depth - 1)

    def triggered(self, depth: int, on: str, ni: bool) -> str:
        return ""


class Untouched:
    """The same questions as the adapters answer."""

    def __init__(self, data: bytes) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(data))
        self.workflow = BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"))
        self.workflow.task_tree.data["x"] = 0
        self.workflow.do_engine_steps()

    def tasks(self) -> list[object]:
        return self.workflow.get_tasks(state=TaskState.READY, manual=True)

    def open(self) -> list[str]:
        return sorted(task.task_spec.name for task in self.tasks())

    def complete(self, name: str, data: dict[str, int]) -> None:
        task = next(task for task in self.tasks() if task.task_spec.name == name)
        task.data.update(data)
        task.run()
        self.workflow.do_engine_steps()


@pytest.mark.parametrize("seed", range(60))
def test_plain_processes_run_as_in_the_untouched_library(seed):
    rnd = random.Random(seed)
    (data,) = PlainGenerator(rnd).process(4)
    ours, theirs = EngineCase([data], "p", {"x": 0}), Untouched(data)
    while not ours.done():
        assert ours.open() == theirs.open()
        task, answer = rnd.choice(ours.open()), {"x": rnd.randint(0, 3)}
        ours.complete(task, answer)
        theirs.complete(task, answer)
    assert theirs.workflow.is_completed()
