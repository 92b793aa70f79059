"""Exclusive, parallel, inclusive, complex and event-based gateways (BPMN 2.0, 13.4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from workflow_service.engine.behaviour import Behaviour, Flow
from workflow_service.engine.data import visible
from workflow_service.engine.expressions import Formula
from workflow_service.engine.failures import Failure
from workflow_service.engine.library import BpmnProcessSpec, BpmnSpecMixin, defaults
from workflow_service.engine.programs import Program
from workflow_service.engine.tokens import LIVE, READY, WAITING, Token

if TYPE_CHECKING:
    from workflow_service.engine.case import Scope


class Gateway(Behaviour):
    """Sends a token on; `chosen` says by which flows."""

    def __init__(self, spec: BpmnProcessSpec, name: str, program: Program) -> None:
        self.program = program
        super().__init__(spec, name)  # type: ignore[call-arg]

    def enter(self, token: Token) -> None:
        flows = self.chosen(token)
        token.internal_data["take"] = [flow.id for flow in flows]
        token.complete()

    def chosen(self, token: Token) -> list[Flow]:
        return list(self.flows)

    def none_taken(self) -> list[Flow]:
        """The default flow; without one the token stands still, it never vanishes."""
        for flow in self.flows:
            if flow.id == self.default:
                return [flow]
        raise Failure("no_flow_taken")


def unconditional(flows: tuple[Flow, ...]) -> bool:
    """One way or none, and nothing to ask."""
    return len(flows) < 2 and all(flow.condition is None for flow in flows)


class Exclusive(Gateway, defaults.ExclusiveGateway):  # type: ignore[misc]
    def chosen(self, token: Token) -> list[Flow]:
        if unconditional(self.flows):
            return list(self.flows)
        seen, context = visible(token.data), token.workflow.top_workflow.context
        for flow in self.flows:
            if (
                flow.condition is not None
                and flow.id != self.default
                and flow.condition.condition(seen, context)
            ):
                return [flow]
        return self.none_taken()


class Join(Gateway):
    """Several ways in: arrived tokens wait until `may_fire`; then one of each filled flow is taken."""

    incoming: tuple[str, ...] = ()
    # For every incoming flow the nodes from which it can be reached without passing this gateway.
    reach: Mapping[str, frozenset[str]] = {}

    @property
    def joins(self) -> bool:  # type: ignore[override]
        return len(self.incoming) > 1

    def may_fire(self, scope: Scope, arrived: Mapping[str, Token], tokens: list[Token]) -> bool:
        raise NotImplementedError

    def may_come(self, scope: Scope, filled: Collection[str]) -> bool:
        """BPMN 2.0, 13.4.3: can a token still reach an empty incoming flow, and no filled one?"""
        empty = [self.reach[flow] for flow in self.incoming if flow not in filled]
        full = [self.reach[flow] for flow in self.incoming if flow in filled]
        for token in scope.tasks.values():
            spec = token.task_spec
            if spec is self or not token._state & LIVE or spec.passive or not moves(token):
                continue
            if any(spec.name in nodes for nodes in empty) and not any(spec.name in nodes for nodes in full):
                return True
        return False


def moves(token: Token) -> bool:
    """It will leave its element by a flow: it is neither armed at a border nor left behind to undo."""
    return "host" not in token.internal_data and "alone" not in token.internal_data


class Parallel(Join, defaults.ParallelGateway):  # type: ignore[misc]
    def may_fire(self, scope: Scope, arrived: Mapping[str, Token], tokens: list[Token]) -> bool:
        return len(arrived) == len(self.incoming)


class Inclusive(Join, defaults.InclusiveGateway):  # type: ignore[misc]
    implicit = False  # stands for the conditional flows of an activity

    def may_fire(self, scope: Scope, arrived: Mapping[str, Token], tokens: list[Token]) -> bool:
        return not self.may_come(scope, arrived)

    def chosen(self, token: Token) -> list[Flow]:
        if unconditional(self.flows):
            return list(self.flows)
        seen, context = visible(token.data), token.workflow.top_workflow.context
        plain = [f for f in self.flows if f.condition is None and f.id != self.default]
        true = [f for f in self.flows if f.condition is not None and f.condition.condition(seen, context)]
        if true:
            return plain + true
        default = [f for f in self.flows if f.id == self.default]
        # an activity whose conditions all fail is no end in silence (BPMN 2.0, 13.2.1 and table 13.3)
        return plain + default or self.none_taken()


class Complex(Inclusive):
    """Fires once `activationCondition` over `activationCount` holds; then swallows the late tokens, and when
    all have come that can, looks at its conditions once more (BPMN 2.0, table 13.5).

    A flow without condition is taken in the first phase only: in the second, those and only those receive a
    token whose condition is true. Conditions tell the phases apart by `waitingForStart`.
    """

    activation: Formula | None = None

    def chosen(self, token: Token) -> list[Flow]:
        resets = "reset" in token.internal_data
        seen = {**visible(token.data), "waitingForStart": not resets}
        context = token.workflow.top_workflow.context
        asked = [f for f in self.flows if f.condition is not None and f.id != self.default]
        true = [f for f in asked if f.condition is not None and f.condition.condition(seen, context)]
        plain = [f for f in self.flows if f.condition is None and f.id != self.default]
        default = [f for f in self.flows if f.id == self.default]
        if resets:
            return true or default
        return plain + (true or default) or self.none_taken()

    def may_fire(self, scope: Scope, arrived: Mapping[str, Token], tokens: list[Token]) -> bool:
        gates = scope.own.setdefault("gates", {})
        seen = gates.get(self.name)
        if seen is None:
            first = next(iter(arrived.values()))
            values = {**visible(first.data), "activationCount": len(tokens)}
            context = scope.top_workflow.context
            if self.activation is not None and not self.activation.condition(values, context):
                return False
            gates[self.name] = sorted(arrived)
            return True
        for flow, token in arrived.items():
            if flow not in seen:
                gates[self.name] = seen = sorted({*seen, flow})
                scope.top_workflow.discard(token)
        if len(seen) == len(self.incoming) or not self.may_come(scope, seen):
            del gates[self.name]
            if any(flow.condition is not None for flow in self.flows):
                scope.top_workflow.add(scope, self, scope.vars, reset=1)._set_state(READY)
        return False


class EventGateway(Gateway, BpmnSpecMixin):  # type: ignore[misc]
    """Puts a token on every event behind it; the first that occurs removes the others."""

    def enter(self, token: Token) -> None:
        case, scope = token.workflow.top_workflow, token.workflow
        for flow in self.flows:
            case.arrive(scope, scope.definition.specs[flow.target], gate=token.id)
        token.internal_data["take"] = []
        token.complete()


def arrivals(scope: Scope) -> dict[str, list[Token]]:
    """Tokens that wait in a join, by gateway; a join with an incident stands still."""
    waiting: dict[str, list[Token]] = {}
    for token in scope.tasks.values():
        if token._state == WAITING and token.task_spec.joins:
            waiting.setdefault(token.task_spec.name, []).append(token)
    ready = {name: tokens for name, tokens in waiting.items() if not any(t.stuck for t in tokens)}
    for name in scope.own.get("gates", ()):  # it may reset without another token
        ready.setdefault(name, [])
    return ready
