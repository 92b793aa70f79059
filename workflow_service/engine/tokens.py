"""One token: a SpiffWorkflow task that is alive. What is finished leaves the tree at once.

The library keeps every task it ever ran, and its cost and its depth grow with history (engine.md 1, 2). Here
all tokens hang flat under the root of their scope; what belongs together is said by links in `internal_data`:
`host` (of a boundary event), `of` (the container of an instance), `gate` (options of one event gateway),
`comp` (the thrower a compensation handler works for), `flow` (the way a token came into a join).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from workflow_service.engine.data import Data
from workflow_service.engine.library import Task, TaskState

if TYPE_CHECKING:
    from workflow_service.engine.behaviour import Behaviour
    from workflow_service.engine.case import Scope

READY: Final[int] = TaskState.READY
WAITING: Final[int] = TaskState.WAITING
STARTED: Final[int] = TaskState.STARTED
COMPLETED: Final[int] = TaskState.COMPLETED
CANCELLED: Final[int] = TaskState.CANCELLED
LIVE: Final[int] = READY | WAITING | STARTED


class Token(Task):  # type: ignore[misc]
    """`task_spec` is a `Behaviour`; ids are text from the context, kept over save and load."""

    id: str
    task_spec: Behaviour
    workflow: Scope
    data: Data
    internal_data: dict[str, Any]
    _state: int

    def __init__(
        self, scope: Scope, spec: Behaviour, token_id: str, data: Data, links: dict[str, Any]
    ) -> None:
        # Not the library's constructor: it asks the machine for time and randomness.
        self.id = token_id
        self.workflow = scope
        self.task_spec = spec
        self.data = data
        self.internal_data = links
        self.triggered = True
        self.thread_id = 0
        self.last_state_change = 0.0
        self._parent = None
        self._children: list[str] = []
        self._state = TaskState.FUTURE
        scope.tasks[token_id] = self

    def _set_state(self, value: int) -> None:
        """Without the library's clock and log; a token that gets ready stands in the queue."""
        self._state = value
        if value == READY:
            self.workflow.top_workflow.queue(self)

    @property
    def alive(self) -> bool:
        return self.workflow.tasks.get(self.id) is self

    @property
    def stuck(self) -> bool:
        return "incident" in self.internal_data

    @property
    def leaving(self) -> bool:
        """Its work is done; what remains is to take the result and go on."""
        return "result" in self.internal_data

    def run(self) -> bool | None:
        """One step. Raises `Failure` before anything has changed."""
        spec = self.task_spec
        if "result" in self.internal_data:
            spec.leave(self)
        else:
            spec.enter(self)
        return True

    def go_on(self, result: Data) -> None:
        """The work is done: queue the step that takes `result` along."""
        self.internal_data["result"] = result
        self._set_state(READY)

    def complete(self) -> None:
        """Leave the element by its flows."""
        self._set_state(COMPLETED)
        self.workflow.top_workflow.completed_token(self)

    def cancel(self) -> None:
        """End it without result, with everything that hangs on it."""
        if self.alive:
            self.workflow.top_workflow.cancel_token(self)
