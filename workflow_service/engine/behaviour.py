"""What every element does with a token: `enter` it, later `leave` it; each is one step of the scheduler.

A step asks first and changes afterwards: whatever FEEL, a decision or a parameter refuses raises `Failure`
while the state is still as it was, so that an incident can be tried again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflow_service.engine.budgets import kept_all
from workflow_service.engine.data import Data, Local, assign, copied, visible
from workflow_service.engine.expressions import Formula
from workflow_service.engine.face import Element, Variables
from workflow_service.engine.programs import Program
from workflow_service.engine.tokens import STARTED, Token

if TYPE_CHECKING:
    from workflow_service.engine.case import Case


@dataclass(frozen=True)
class Flow:
    """A sequence flow as the element before it sees it."""

    id: str
    target: str
    condition: Formula | None = None


class Behaviour:
    """Mixed into the library's task specs. Immutable once the release is compiled."""

    name: str
    program: Program
    flows: tuple[Flow, ...] = ()
    default: str | None = None
    boundaries: tuple[str, ...] = ()
    handler: str | None = None  # the compensation handler associated with it
    passive = False  # armed, not running: does not keep its scope alive
    late = False  # throws: after everything that could wait for it is armed
    joins = False
    reported = True  # appears in the activities
    waits = False  # may rest at it: reported when entered, too
    human = False
    operation = False

    @property
    def element(self) -> Element:
        return self.program.element

    def enter(self, token: Token) -> None:
        """A token has come. Without behaviour of its own: straight through."""
        token.complete()

    def leave(self, token: Token) -> None:
        """The result is there: take it along and go on."""
        case = token.workflow.top_workflow
        target, values = self.taken(token, case)
        assign(target, kept_all(case, values))
        case.changed()
        token.complete()

    def taken(self, token: Token, case: Case) -> tuple[Data, Data]:
        """(where to, what) of the result: declared output mappings, or all of it where that is the rule."""
        result = token.internal_data["result"]
        own = token.data
        outer = own.outer if isinstance(own, Local) and token.internal_data.get("in") else own
        if not self.program.outputs:
            return outer, result if self.program.all_outputs or self.takes_all() else {}
        seen = {**visible(own), **result}
        context = case.context
        return outer, {name: f.value(seen, context) for name, f in self.program.outputs}

    def takes_all(self) -> bool:
        """Without output mappings: does the whole result become variables?"""
        return False

    def mapped_inputs(self, token: Token) -> Data:
        """The input mappings' values; later ones see earlier ones."""
        seen = visible(token.data)
        values: Data = {}
        case = token.workflow.top_workflow
        for name, value in self.program.inputs:
            given = value.value({**seen, **values}, case.context)
            values[name] = case.context.spending.keep(case, name, given)
        return values

    def rest(self, token: Token, inputs: Data, state: int = STARTED) -> None:
        """Stay at the element with its inputs as local variables."""
        if inputs:
            token.data = Local(inputs, token.data)
            token.internal_data["in"] = 1
        token._set_state(state)
        token.workflow.top_workflow.entered_token(token)


def value_of(formula: Formula | None, token: Token, how: str) -> Any:
    """`formula.<how>` with the token's variables; None without formula."""
    if formula is None:
        return None
    return getattr(formula, how)(visible(token.data), token.workflow.top_workflow.context)


def public(variables: Variables) -> Data:
    """A copy of what a caller gave."""
    return {str(name): copied(value) for name, value in variables.items()}
