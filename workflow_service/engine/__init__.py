"""BPMN 2.0 execution: SpiffWorkflow 3.2.0 behind a face of plain data (`face.py`).

Pure: no clock, no database, no environment.
"""

from workflow_service.engine.beginning import (
    StartMoment,
    condition_holds,
    key_of_message,
    next_moment,
    start_moment,
)
from workflow_service.engine.budgets import Budgets, Spending, require_small
from workflow_service.engine.check import Known, check_diagrams
from workflow_service.engine.compile import compile_release, executable_processes
from workflow_service.engine.elements import refused_elements, supported_elements
from workflow_service.engine.execution import Execution, load, start
from workflow_service.engine.face import (
    Activity,
    Command,
    CompleteOperation,
    CompleteUserTask,
    Context,
    CorrectDates,
    DeliverMessage,
    EditData,
    Element,
    FailOperation,
    FailUserTask,
    FireTimer,
    Incident,
    MoveTimers,
    OpenTask,
    Outcome,
    Retry,
    Skip,
    Subscription,
    TaskView,
    Thrown,
    ThrowSignal,
    Timer,
    WantedOperation,
)
from workflow_service.engine.migration import Obstacle, migrate, obstacles
from workflow_service.engine.recounting import Recounted, counted_by, reading
from workflow_service.engine.release import CompiledRelease, ProcessInfo, StartTrigger
from workflow_service.engine.repairs import Standstill
from workflow_service.engine.ways import Way, way_back, ways_around

__all__ = [
    "Activity",
    "Budgets",
    "Command",
    "CompiledRelease",
    "CompleteOperation",
    "CompleteUserTask",
    "Context",
    "CorrectDates",
    "DeliverMessage",
    "EditData",
    "Element",
    "Execution",
    "FailOperation",
    "FailUserTask",
    "FireTimer",
    "Incident",
    "Known",
    "MoveTimers",
    "Obstacle",
    "OpenTask",
    "Outcome",
    "ProcessInfo",
    "Recounted",
    "Retry",
    "Skip",
    "Spending",
    "Standstill",
    "StartMoment",
    "StartTrigger",
    "Subscription",
    "TaskView",
    "ThrowSignal",
    "Thrown",
    "Timer",
    "WantedOperation",
    "Way",
    "check_diagrams",
    "compile_release",
    "condition_holds",
    "counted_by",
    "executable_processes",
    "key_of_message",
    "load",
    "migrate",
    "next_moment",
    "obstacles",
    "reading",
    "refused_elements",
    "require_small",
    "start",
    "start_moment",
    "supported_elements",
    "way_back",
    "ways_around",
]
