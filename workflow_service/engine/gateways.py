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
from workflow_service.engine.tokens import LIVE, WAITING, Token

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


class Exclusive(Gateway, defaults.ExclusiveGateway):  # type: ignore[misc]
    def chosen(self, token: Token) -> list[Flow]:
        if len(self.flows) < 2:
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
            if spec is self or not token._state & LIVE or spec.passive or "host" in token.internal_data:
                continue
            if any(spec.name in nodes for nodes in empty) and not any(spec.name in nodes for nodes in full):
                return True
        return False


class Parallel(Join, defaults.ParallelGateway):  # type: ignore[misc]
    def may_fire(self, scope: Scope, arrived: Mapping[str, Token], tokens: list[Token]) -> bool:
        return len(arrived) == len(self.incoming)


class Inclusive(Join, defaults.InclusiveGateway):  # type: ignore[misc]
    implicit = False  # stands for the conditional flows of an activity: then no flow is no error

    def may_fire(self, scope: Scope, arrived: Mapping[str, Token], tokens: list[Token]) -> bool:
        return not self.may_come(scope, arrived)

    def chosen(self, token: Token) -> list[Flow]:
        if len(self.flows) < 2 and not self.implicit:
            return list(self.flows)
        seen, context = visible(token.data), token.workflow.top_workflow.context
        plain = [f for f in self.flows if f.condition is None and f.id != self.default]
        true = [f for f in self.flows if f.condition is not None and f.condition.condition(seen, context)]
        if true:
            return plain + true
        default = [f for f in self.flows if f.id == self.default]
        if plain or default or self.implicit:
            return plain + default
        return self.none_taken()


class Complex(Inclusive):
    """Fires once `activationCondition` over `activationCount` holds, then swallows the late tokens."""

    activation: Formula | None = None

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
    """Tokens that wait in a join, by gateway."""
    waiting: dict[str, list[Token]] = {}
    for token in scope.tasks.values():
        if token._state == WAITING and token.task_spec.joins and not token.stuck:
            waiting.setdefault(token.task_spec.name, []).append(token)
    return waiting
