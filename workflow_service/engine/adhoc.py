"""The ad-hoc sub-process (BPMN 2.0, 13.3.5).

Which activities are done, and how often, the standard leaves to people. Here every activity without incoming
flow is done once: all at the same time, or one after the other in the order of the diagram. After each that
completes, the completion condition is asked. An activity that follows another by a flow waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_service.engine.activities import SubProcess
from workflow_service.engine.bpmn import ACTIVITIES
from workflow_service.engine.data import visible
from workflow_service.engine.expressions import Formula
from workflow_service.engine.failures import Failure
from workflow_service.engine.tokens import READY, STARTED, WAITING, Token

if TYPE_CHECKING:
    from workflow_service.engine.case import Case, SubCase


class AdHoc(SubProcess):
    """`links["todo_next"]` are the activities not begun yet, `links["over"]` says that the condition held,
    `links["ask"]` that it is to be asked."""

    sequential = False
    cancels_rest = True
    completion: Formula | None = None

    def enter(self, token: Token) -> None:
        if token.id not in token.workflow.top_workflow.subprocesses:
            super().enter(token)
        elif token.internal_data.pop("ask", None):
            self.ask(token)

    def opened(self, case: Case, inner: SubCase) -> None:
        """Begin: with all of them, or with the first."""
        names = list(inner.definition.starts[inner.name])
        if self.sequential:
            inner.host.internal_data["todo_next"] = names[1:]
            names = names[:1]
        for name in names:
            case.arrive(inner, inner.definition.specs[name])

    def inner_completed(self, host: Token, token: Token) -> None:
        """An activity inside has completed: deciding what follows is a step of its own."""
        inner = token.task_spec.element.type in ACTIVITIES
        if self.completion is None or not inner or host.internal_data.get("over"):
            return
        host.internal_data["ask"] = 1
        host._state = READY
        if not host.stuck:
            host.workflow.top_workflow.first(host)

    def ask(self, host: Token) -> None:
        """The completion condition, with what is known now."""
        case = host.workflow.top_workflow
        try:
            over = self.holds(host)
        except Failure:
            host.internal_data["ask"] = 1
            raise
        host._state = STARTED
        if not over:
            return
        host.internal_data["over"] = 1
        host.internal_data.pop("todo_next", None)
        inner = case.subprocesses[host.id]
        if self.cancels_rest and not self.sequential:
            case.clear(inner)
            return
        for other in list(inner.tasks.values()):
            if not_begun(other):
                other.cancel()

    def holds(self, host: Token) -> bool:
        if self.completion is None:
            return True
        return self.completion.condition(visible(host.data), host.workflow.top_workflow.context)

    def goes_on(self, case: Case, inner: SubCase) -> bool:
        """Nothing runs inside: begin the next one; False when there is none."""
        todo = inner.host.internal_data.get("todo_next")
        if not todo:
            return False
        case.arrive(inner, inner.definition.specs[todo.pop(0)])
        return True

    def leave(self, token: Token) -> None:
        """Without its condition it is not over, however often it is asked again."""
        if not token.internal_data.get("over") and not self.holds(token):
            raise Failure("ad_hoc_open", text=self.completion.text if self.completion else "")
        super().leave(token)


def not_begun(token: Token) -> bool:
    """It has come to an element and done nothing there."""
    links = token.internal_data
    if token._state == WAITING:
        return token.task_spec.joins
    return token._state == READY and not ({"result", "next", "ask"} & links.keys())
