"""The work list: find, take, hand over and complete tasks."""

from workflow_service.inbox.attaching import (
    Examined,
    attach,
    attached,
    bring_back,
    clear_left_over,
    detach,
    examine,
    read_file,
    require_may_attach,
    takes_files,
)
from workflow_service.inbox.clocks import ClockView, case_clocks, task_clocks
from workflow_service.inbox.completing import Completed, complete_task
from workflow_service.inbox.correcting import REASON, correct_task, correctable, read_correction
from workflow_service.inbox.holding import assign, claim, delegate, resolve, unclaim
from workflow_service.inbox.listing import TaskItem, TaskPage, TaskQuery, list_tasks, tab_totals
from workflow_service.inbox.postponing import explain_delay, postpone, undo_postponement
from workflow_service.inbox.reading import FormView, TaskView, read_form, read_task, save_draft
from workflow_service.inbox.reminding import tell_of_deadlines
from workflow_service.inbox.scanning import scanner
from workflow_service.inbox.undoing import may_undo, undo_task

__all__ = [
    "REASON",
    "ClockView",
    "Completed",
    "Examined",
    "FormView",
    "TaskItem",
    "TaskPage",
    "TaskQuery",
    "TaskView",
    "assign",
    "attach",
    "attached",
    "bring_back",
    "case_clocks",
    "claim",
    "clear_left_over",
    "complete_task",
    "correct_task",
    "correctable",
    "delegate",
    "detach",
    "examine",
    "explain_delay",
    "list_tasks",
    "may_undo",
    "postpone",
    "read_correction",
    "read_file",
    "read_form",
    "read_task",
    "require_may_attach",
    "resolve",
    "save_draft",
    "scanner",
    "tab_totals",
    "takes_files",
    "task_clocks",
    "tell_of_deadlines",
    "unclaim",
    "undo_postponement",
    "undo_task",
]
