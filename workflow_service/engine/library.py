"""The parts of SpiffWorkflow 3.2.0 that we build on, under our names. Nothing else imports the library.

SpiffWorkflow parses, holds the specs and the tokens (its "tasks"); what BPMN means is ours (engine.md 1).
Overridden library members are named in `tests/unit/engine/test_library.py`, which fails on another version.
"""

from __future__ import annotations

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

__all__ = [
    "BpmnParser",
    "BpmnProcessSpec",
    "BpmnSpecMixin",
    "BpmnSubWorkflow",
    "BpmnWorkflow",
    "LoopTask",
    "ProcessParser",
    "Task",
    "TaskParser",
    "TaskState",
    "defaults",
]
