"""Which waiting token an event meets, and what happens to it and its neighbours then (BPMN 2.0, 13.5)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from workflow_service.engine.data import Data, visible
from workflow_service.engine.events import ArmedStart, Boundary, rearm
from workflow_service.engine.failures import Failure
from workflow_service.engine.programs import EventRule
from workflow_service.engine.tokens import WAITING, Token

if TYPE_CHECKING:
    from workflow_service.engine.case import Case

Hit = tuple[Token, EventRule]


class Firing:
    def __init__(self, case: Case) -> None:
        self.case = case

    def waiting(self, kind: str, name: str | None = None) -> list[Hit]:
        """Tokens that wait for this kind of event, the outer scopes first, each with its matching part."""
        hits = []
        for scope in self.case.scopes():
            for token in list(scope.tasks.values()):
                rule = token.task_spec.program.event
                if token._state != WAITING or rule is None or token.task_spec.joins:
                    continue
                for part in rule.all:
                    if part.kind == kind and (name is None or part.ref == name):
                        hits.append((token, part))
                        break
        return hits

    def fire(self, token: Token, rule: EventRule, payload: Data | None = None) -> None:
        """The event has occurred for this token; nothing happens when it does not wait any more."""
        if token._state != WAITING or not token.alive:
            return
        if not self.complete_parallel(token, rule):
            return
        spec, case = token.task_spec, self.case
        result = dict(payload or {})
        if not isinstance(spec, Boundary):
            gate = token.internal_data.get("gate")
            if gate is not None:
                for other in case.linked(token.workflow, "gate", gate):
                    if other is not token:
                        other.cancel()
            token.go_on(result)
        elif spec.program.interrupting:
            if isinstance(spec, ArmedStart):
                case.clear(token.workflow, but=token)
            else:
                host = token.workflow.tasks[token.internal_data.pop("host")]
                host.cancel()
            self.released(token, result)
        elif rule.kind == "timer" and not rearm(token, case):
            if spec.program.event is not rule:  # its other events are still waited for
                token.internal_data.pop("due", None)
                self.fire_copy(token, result)
                return
            token.internal_data.pop("host", None)
            self.released(token, result)
        else:
            self.fire_copy(token, result)

    def released(self, token: Token, result: Data) -> None:
        """From armed to running."""
        for link in ("due", "cycle", "missed", "keys", "was", "seen"):
            token.internal_data.pop(link, None)
        token.internal_data["fired"] = 1
        token.go_on(result)

    def fire_copy(self, token: Token, result: Data) -> None:
        """A non-interrupting event goes on in a token of its own; the armed one keeps its reference."""
        data = token.data.outer if token.internal_data.get("in") else token.data  # type: ignore[attr-defined]
        copy = self.case.add(token.workflow, token.task_spec, data, fired=1)
        copy.go_on(result)

    def complete_parallel(self, token: Token, rule: EventRule) -> bool:
        """A parallel multiple event waits for all of its parts."""
        whole = token.task_spec.program.event
        if whole is None or not whole.parallel:
            return True
        seen = token.internal_data.setdefault("seen", [])
        for number, part in enumerate(whole.parts):
            occurred = part is rule or (part.kind == rule.kind == "timer")
            if occurred and number not in seen:
                seen.append(number)
        if rule.kind == "timer":
            token.internal_data.pop("due", None)
        if len(seen) < len(whole.parts):
            return False
        seen.clear()
        return True

    # -- kinds ---------------------------------------------------------------------------------------

    def signal(self, name: str, payload: Data | None = None) -> None:
        """Everyone in the instance who waits for it now."""
        for token, rule in self.waiting("signal", name):
            self.fire(token, rule, payload)

    def conditions(self) -> bool:
        """Look at every conditional event; fires on the change from false to true. True when one fired."""
        fired = False
        for token, rule in self.waiting("conditional"):
            if not token.alive or token._state != WAITING or token.stuck or rule.formula is None:
                continue
            try:
                now = rule.formula.holds(visible(token.data), self.case.context)
            except Failure as failure:
                self.case.stand_still(token, failure)
                continue
            if now and not token.internal_data.get("was"):
                token.internal_data["was"] = fired = True
                self.fire(token, rule)
            elif not now:
                token.internal_data.pop("was", None)
        return fired

    def timer(self, token: Token, due_at: datetime) -> bool:
        """A timer's waker came; False when nothing waits for exactly this moment."""
        due = token.internal_data.get("due")
        if token._state != WAITING or due is None or datetime.fromisoformat(due) != due_at:
            return False
        rule = token.task_spec.program.event
        for part in rule.all if rule is not None else ():
            if part.kind == "timer":
                self.fire(token, part)
                return True
        return False
