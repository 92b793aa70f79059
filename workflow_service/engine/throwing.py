"""What throw and end events do: messages, signals, errors, escalations, terminate, compensation, cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_service.engine.behaviour import value_of
from workflow_service.engine.data import Data
from workflow_service.engine.face import Thrown
from workflow_service.engine.failures import Failure
from workflow_service.engine.programs import EventRule
from workflow_service.engine.tokens import WAITING, Token

if TYPE_CHECKING:
    from workflow_service.engine.case import Case, Scope


class Thrower:
    def __init__(self, case: Case) -> None:
        self.case = case

    def throw(self, token: Token, rule: EventRule, inputs: Data) -> None:
        """Everything the event throws, then on; a token that its own throw removed goes nowhere."""
        case = self.case
        keys = {part: value_of(part.correlation, token, "string") for part in rule.all}
        for part in rule.all:
            if part.kind == "error":
                self.catcher("error", part.ref, token.workflow)  # nothing may change when nobody catches it
            elif part.kind == "cancel":
                case.compensation.cancel_boundary(token)
        for part in rule.all:
            if part.kind in ("message", "signal"):
                name = part.ref or ""
                case.journal.thrown.append(Thrown(part.kind, name, dict(inputs), keys[part]))
                if part.kind == "signal":
                    case.firing.signal(name, inputs)
            elif part.kind in ("error", "escalation"):
                self.raise_up(part.kind, part.ref, token.workflow)
            elif part.kind == "terminate":
                case.clear(token.workflow, but=token)
            elif part.kind in ("compensation", "cancel"):
                case.compensation.start(token, part.ref, part.kind == "cancel", part.wait)
                return
            if not token.alive:
                case.journal.passed(token)
                return
        token.complete()

    def raise_up(self, kind: str, code: str | None, scope: Scope, host: Token | None = None) -> None:
        """Give an error or escalation to its catcher. An escalation that nobody catches has no effect."""
        found = self.catcher(kind, code, scope, host)
        if found is not None:
            self.case.firing.fire(*found)

    def catcher(
        self, kind: str, code: str | None, scope: Scope, host: Token | None = None
    ) -> tuple[Token, EventRule] | None:
        """The host's boundary, the scope's event sub-processes, then one scope up (BPMN 2.0, 10.5.7).

        A catcher of this very code goes before one of any code. `Failure` for an error that nobody catches.
        """
        case = self.case
        while True:
            if host is not None and "of" in host.internal_data:
                host = scope.tasks[host.internal_data["of"]]
            near = case.linked(scope, "host", host.id) if host is not None else []
            for group in (near, [t for t in scope.tasks.values() if t.task_spec.passive]):
                hits = [
                    (part.ref is None, number, token, part)
                    for number, token in enumerate(group)
                    if token._state == WAITING and token.task_spec.program.event is not None
                    for part in token.task_spec.program.event.all
                    if part.kind == kind and part.ref in (None, code)
                ]
                if hits:
                    _, _, token, part = min(hits, key=lambda hit: hit[:2])
                    return token, part
            if scope is case:
                break
            host = case.host_of(scope)
            scope = host.workflow
        if kind == "error":
            raise Failure("error_uncaught", text=code or "")
        return None
