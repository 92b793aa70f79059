"""Events: what waits, what throws, what starts and ends (BPMN 2.0, 10.5 and 13.5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from workflow_service.engine import time as calendar
from workflow_service.engine.activities import Activity
from workflow_service.engine.behaviour import Behaviour, value_of
from workflow_service.engine.budgets import kept_all
from workflow_service.engine.data import Occurrence
from workflow_service.engine.failures import Failure
from workflow_service.engine.library import BpmnProcessSpec, BpmnSpecMixin
from workflow_service.engine.programs import EventRule, Program
from workflow_service.engine.tokens import READY, WAITING, Token

if TYPE_CHECKING:
    from workflow_service.engine.case import Case

PASSING = ("conditional", "error", "escalation", "compensation", "cancel", "terminate")


class Event(Behaviour, BpmnSpecMixin):  # type: ignore[misc]
    """Also the plain events: start, plain intermediate and plain end pass through."""

    def __init__(self, spec: BpmnProcessSpec, name: str, program: Program) -> None:
        self.program = program
        super().__init__(spec, name, bpmn_name=program.element.name)

    @property
    def rule(self) -> EventRule | None:
        return self.program.event


class Waiting(Behaviour):
    """Whatever waits for an event: catch, boundary, armed event sub-process, receive task."""

    catches = True

    def enter(self, token: Token) -> None:
        rule = self.program.event
        if rule is None:
            token.complete()
            return
        inputs = self.mapped_inputs(token)
        armed = armed_for(rule, token)
        token.internal_data.update(armed)
        self.rest(token, inputs, WAITING)
        if any(part.kind == "conditional" for part in rule.all):
            token.workflow.top_workflow.changed()

    def takes_all(self) -> bool:
        """A message's variables become process variables unless output mappings say which, or `oef:outputs`
        says that none do."""
        return self.element.attributes.get("outputs") != "none"


class Catch(Waiting, Event):
    waits = True


class ReceiveTask(Waiting, Activity, BpmnSpecMixin):  # type: ignore[misc]
    waits = True


class Start(Waiting, Event):
    """Passed at once: what starts a process has occurred. A parallel multiple one waits for the rest of its
    events (BPMN 2.0, table 10.84). Output mappings add to what the start brought."""

    reported = True

    def enter(self, token: Token) -> None:
        if token.internal_data.get("seen"):
            super().enter(token)
            rule = self.program.event
            if rule is not None and any(rule.all[n].kind == "timer" for n in token.internal_data["seen"]):
                token.internal_data.pop("due", None)
        elif self.program.outputs and not event_triggered(token):
            token.internal_data["result"] = {}
            try:
                self.leave(token)
            except Failure:
                del token.internal_data["result"]
                raise
        else:
            token.complete()


def event_triggered(token: Token) -> bool:
    """It lies in an event sub-process: there the armed start has taken what the event brought."""
    case, scope = token.workflow.top_workflow, token.workflow
    return scope is not case and bool(getattr(case.host_of(scope).task_spec, "event_triggered", False))


class Boundary(Waiting, Event):
    """Armed with its host (`host`), gone with it."""

    def arm(self, token: Token) -> None:
        """Wait at once where nothing has to be evaluated, so that a host that fails at once is caught."""
        rule = self.program.event
        if rule is not None and all(part.kind in PASSING for part in rule.all):
            token._state = WAITING
            if any(part.kind == "conditional" for part in rule.all):
                token.workflow.top_workflow.changed()
        else:
            token._set_state(READY)


class ArmedStart(Boundary):
    """The start event of the event sub-process `opens`, waiting in the scope around it."""

    passive = True
    reported = False
    opens: str

    def leave(self, token: Token) -> None:
        """It has occurred: what it brought lives in this occurrence alone."""
        case, scope = token.workflow.top_workflow, token.workflow
        around, values = self.taken(token, case)
        own = Occurrence(kept_all(case, values), around)
        token.complete()
        case.arrive(scope, scope.definition.specs[self.opens], own, occurrence=1)


class Throw(Event):
    """Intermediate throw and end events; thrown after everything that could wait for it is armed."""

    late = True

    def enter(self, token: Token) -> None:
        rule = self.program.event
        if rule is None:
            token.complete()
            return
        token.workflow.top_workflow.thrower.throw(token, rule, self.mapped_inputs(token))

    def leave(self, token: Token) -> None:
        """Its compensation is done."""
        token.complete()


class End(Throw):
    pass


class SendTask(Throw):
    """A send task with a message and no topic: throws it and goes on."""


def armed_for(rule: EventRule, token: Token) -> dict[str, Any]:
    """What waiting needs to remember: due moments and correlation keys, evaluated on entry.

    Of several timers the first counts, where all events are needed the last.
    """
    out: dict[str, Any] = {}
    case = token.workflow.top_workflow
    timers = [timer_of(part, token, case) for part in rule.all if part.kind == "timer"]
    if timers:
        out.update((max if rule.parallel else min)(timers, key=lambda timer: str(timer["due"])))
    for part in rule.all:
        if part.correlation is not None:
            key = value_of(part.correlation, token, "string")
            out.setdefault("keys", {})[part.ref or ""] = key
    return out


def timer_of(rule: EventRule, token: Token, case: Case) -> dict[str, Any]:
    """`due` as UTC text; a cycle also its `anchor`, `turn`, `every` and the `last` turn."""
    if rule.form != "cycle":
        return {"due": value_of(rule.formula, token, "timer_due").isoformat()}
    cycle = value_of(rule.formula, token, "cycle")
    assert isinstance(cycle, calendar.Cycle)
    turn = 1 if cycle.start is None else 0
    anchor = case.context.now if cycle.start is None else cycle.start
    due = calendar.add(anchor, cycle.every.times(turn), case.context.zone)
    last = None if cycle.turns is None else cycle.turns - 1 + turn
    every = [cycle.every.months, cycle.every.days, cycle.every.clock.total_seconds()]
    return {"due": due.isoformat(), "cycle": [anchor.isoformat(), turn, last, *every]}


def rearm(token: Token, case: Case) -> bool:
    """Move a cycle to its next turn after `now`; False when there is none left."""
    cycle = token.internal_data.get("cycle")
    if cycle is None:
        return False
    anchor, turn, last, months, days, seconds = cycle
    every = calendar.Duration(months, days, timedelta(seconds=seconds))
    start, now, zone = datetime.fromisoformat(anchor), case.context.now, case.context.zone
    try:
        upcoming = calendar.next_turn(start, turn, every, now, zone)
        due = calendar.add(start, every.times(upcoming), zone)
    except OverflowError:  # past the calendar's end: no turn will ever come
        return False
    reached = upcoming if last is None else min(upcoming, last + 1)
    token.internal_data["missed"] = token.internal_data.get("missed", 0) + reached - turn - 1
    if last is not None and upcoming > last:
        return False
    token.internal_data["cycle"] = [anchor, upcoming, last, months, days, seconds]
    token.internal_data["due"] = due.isoformat()
    return True
