"""Tasks, scripts, operations, decisions, sub-processes and calls (BPMN 2.0, 10.3 and 13.3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflow_service.engine.behaviour import Behaviour
from workflow_service.engine.budgets import kept_all
from workflow_service.engine.data import Data, around, assign, copied, visible
from workflow_service.engine.expressions import asked
from workflow_service.engine.failures import Failure, shown
from workflow_service.engine.library import BpmnProcessSpec, BpmnSpecMixin, defaults
from workflow_service.engine.programs import Program
from workflow_service.engine.tokens import Token

if TYPE_CHECKING:
    from workflow_service.engine.case import Case


class Activity(Behaviour):
    """Through by itself: `bpmn:task`, a service task that names nothing."""

    def __init__(self, spec: BpmnProcessSpec, name: str, program: Program) -> None:
        self.program = program
        super().__init__(spec, name, bpmn_name=program.element.name)  # type: ignore[call-arg]

    def enter(self, token: Token) -> None:
        token.internal_data["result"] = {}
        try:
            self.leave(token)
        except Failure:
            del token.internal_data["result"]
            raise


class PlainTask(Activity, defaults.NoneTask):  # type: ignore[misc]
    pass


class HumanTask(Activity, defaults.UserTask):  # type: ignore[misc]
    """A user or manual task: opened for people, completed by `CompleteUserTask`."""

    waits = human = True

    def enter(self, token: Token) -> None:
        inputs = self.mapped_inputs(token)
        opened = token.workflow.top_workflow.journal.open_task(token, inputs)
        token.workflow.top_workflow.context.spending.hand_out(opened.data)
        self.rest(token, inputs)
        token.workflow.top_workflow.journal.opened[token.id] = opened


class OperationTask(Activity, defaults.ServiceTask):  # type: ignore[misc]
    """A service, send or rule task with a topic: pauses until the operation is answered."""

    waits = operation = True

    def enter(self, token: Token) -> None:
        inputs = self.mapped_inputs(token)
        token.workflow.top_workflow.context.spending.hand_out(inputs or visible(token.data))
        self.rest(token, inputs)

    def takes_all(self) -> bool:
        # what an operation of ours returns is its own affair until a mapping asks for it (design.md 3)
        return "operation" not in self.element.attributes

    def taken(self, token: Token, case: Case) -> tuple[Data, Data]:
        target, values = super().taken(token, case)
        if self.program.result and not self.program.outputs:
            return target, {self.program.result: token.internal_data["result"]}
        return target, values


class ComputedTask(Activity):
    """Computes a value in its step and writes it to the result variable or through output mappings."""

    def computed(self, seen: Data, case: Case) -> Any:
        raise NotImplementedError

    def enter(self, token: Token) -> None:
        case = token.workflow.top_workflow
        seen = {**visible(token.data), **self.mapped_inputs(token)}
        program = self.program
        value = case.context.spending.keep(case, program.result or self.name, self.computed(seen, case))
        if program.outputs:
            name = program.result or "result"
            more = {**seen, **(value if isinstance(value, dict) else {}), name: value}
            values = kept_all(case, {out: f.value(more, case.context) for out, f in program.outputs})
        elif program.result:
            values = {program.result: value}
        else:
            values = self.spread(value)
        assign(token.data, values)
        case.changed()
        token.complete()

    def spread(self, value: Any) -> Data:
        """Without a result variable a context spreads into variables."""
        if isinstance(value, dict):
            return value
        raise Failure("value_invalid", text=self.element.name or self.name, value=shown(value))


class ScriptTask(ComputedTask, BpmnSpecMixin):  # type: ignore[misc]
    """`scriptFormat="feel"`: one expression."""

    def computed(self, seen: Data, case: Case) -> Any:
        script = self.program.script
        return script.value(seen, case.context) if script is not None else {}


class DecisionTask(ComputedTask, BpmnSpecMixin):  # type: ignore[misc]
    """`camunda:decisionRef`: a decision of the release."""

    def computed(self, seen: Data, case: Case) -> Any:
        formula = self.program.decision
        reference = formula.string(seen, case.context) if formula is not None else None
        if reference is None:
            return {}
        variables = {name: copied(value) for name, value in seen.items()}
        return asked(lambda: case.context.decide(reference, variables), "decision_failed", reference)


class SubProcess(Activity, defaults.SubWorkflowTask):  # type: ignore[misc]
    """An embedded sub-process: shares the variables of its host. An occurrence of an event sub-process has
    its own; what the scope around is to have of them, output mappings say."""

    waits = True
    event_triggered = False
    spec: str

    def __init__(self, spec: BpmnProcessSpec, name: str, program: Program) -> None:
        self.program = program
        defaults.SubWorkflowTask.__init__(self, spec, name, subworkflow_spec=name)

    def enter(self, token: Token) -> None:
        self.rest(token, self.mapped_inputs(token))
        token.workflow.top_workflow.open_embedded(token)

    def taken(self, token: Token, case: Case) -> tuple[Data, Data]:
        target, values = super().taken(token, case)
        return around(target) if "occurrence" in token.internal_data else target, values

    def leave(self, token: Token) -> None:
        case = token.workflow.top_workflow
        token.internal_data.setdefault("result", {})
        target, taken = self.taken(token, case)
        values = kept_all(case, taken)
        inner = case.subprocesses.pop(token.id, None)
        if inner is not None:
            case.compensation.scope_completed(inner, token)
        assign(target, values)
        case.changed()
        token.complete()


class Transaction(SubProcess):
    """A sub-process that a cancel end event undoes."""


class CallActivity(Activity, defaults.CallActivity):  # type: ignore[misc]
    """A called process: its own variables, filled and read by declared mappings only."""

    waits = True

    def __init__(self, spec: BpmnProcessSpec, name: str, program: Program) -> None:
        self.program = program
        called = program.call.process if program.call else ""
        defaults.CallActivity.__init__(self, spec, name, subworkflow_spec=called)

    def enter(self, token: Token) -> None:
        case, call = token.workflow.top_workflow, self.program.call
        assert call is not None
        case.expect_callable(token, call.process)
        inputs = self.mapped_inputs(token)
        seen = {**visible(token.data), **inputs}
        variables = kept_all(case, seen) if call.all_in else {}
        variables |= kept_all(case, {name: f.value(seen, case.context) for name, f in call.ins})
        key = call.business_key.string(seen, case.context) if call.business_key else None
        self.rest(token, inputs)
        case.open_called(token, call.process, variables, key)

    def leave(self, token: Token) -> None:
        case, call = token.workflow.top_workflow, self.program.call
        assert call is not None
        if "taken" in token.internal_data:
            token.complete()
            return
        inner = case.subprocesses[token.id]
        values = kept_all(case, inner.vars) if call.all_out else {}
        values |= kept_all(case, {name: f.value(inner.vars, case.context) for name, f in call.outs})
        token.internal_data["result"] = values
        target, taken = self.taken(token, case)
        mapped = kept_all(case, taken)
        del case.subprocesses[token.id]
        assign(target, {**values, **mapped})
        case.changed()
        token.internal_data["taken"] = 1  # conditions at its boundary see the result before it is over
        case.first(token)
