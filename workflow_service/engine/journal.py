"""What happened since the instance was loaded, and what waits now: the material of an `Outcome`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from workflow_service.engine.behaviour import value_of
from workflow_service.engine.data import Data, copied, snapshot_of
from workflow_service.engine.face import (
    Activity,
    Incident,
    OpenTask,
    Outcome,
    Subscription,
    Thrown,
    Timer,
    WantedOperation,
)
from workflow_service.engine.tokens import STARTED, WAITING, Token

if TYPE_CHECKING:
    from workflow_service.engine.case import Case, Scope

DEFAULT_PRIORITY = 50


class Waiting:
    """The sets of an instance at one moment."""

    def __init__(self, case: Case) -> None:
        self.tasks = {t.id for t in tokens(case) if is_open(t)}
        self.timers = {timer.ref: timer for t in tokens(case) for timer in timers_of(t)}
        self.subscriptions = {s.ref: s for t in tokens(case) for s in subscriptions_of(t, case)}
        self.operations = {t.id for t in tokens(case) if is_wanted(t)}
        self.incidents = {t.id: incident_of(t) for t in tokens(case) if t.stuck}


class Journal:
    def __init__(self, case: Case) -> None:
        self.case = case
        self.opened: dict[str, OpenTask] = {}
        self.closed: dict[str, str] = {}
        self.thrown: list[Thrown] = []
        self.activities: list[Activity] = []
        self.renewed: set[str] = set()  # operations whose inputs were changed by hand
        self.before: Waiting | None = None

    # -- while it runs -------------------------------------------------------------------------------

    def note(self, token: Token, event: str) -> None:
        element, scope = token.task_spec.element, self.case.scope_id(token.workflow)
        self.activities.append(Activity(token.id, element.id, element.process, element.type, scope, event))

    def passed(self, token: Token) -> None:
        """The token is through its element."""
        if token.task_spec.reported:
            self.note(token, "completed")

    def cancelled(self, token: Token) -> None:
        spec = token.task_spec
        resting = token._state in (STARTED, WAITING) and not spec.joins
        if spec.waits and (resting or token.leaving or "ask" in token.internal_data):
            self.note(token, "cancelled")
            if spec.human:
                self.closed.setdefault(token.id, "cancelled")

    def open_task(self, token: Token, inputs: Data) -> OpenTask:
        """Everything a work list needs, evaluated now. Raises `Failure` before anything has changed."""
        program, element = token.task_spec.program, token.task_spec.element
        lane = self.role(token)
        groups = value_of(program.groups, token, "strings") or ((lane,) if lane else ())
        priority = value_of(program.priority, token, "count")
        return OpenTask(
            id=token.id,
            element=element.id,
            process=element.process,
            scope=self.case.scope_id(token.workflow),
            name=element.name,
            lane=lane,
            groups=groups,
            users=value_of(program.users, token, "strings") or (),
            assignee=value_of(program.assignee, token, "string"),
            due=value_of(program.due, token, "deadline"),
            follow_up=value_of(program.follow_up, token, "deadline"),
            priority=DEFAULT_PRIORITY if priority is None else priority,
            form=element.form,
            data=copied(inputs) if inputs else snapshot_of(token.data),
            clock=value_of(program.clock, token, "string"),
            since=value_of(program.clock_start, token, "began"),
        )

    def role(self, token: Token) -> str | None:
        """The lane's role; a called process without lanes inherits its caller's."""
        scope: Scope = token.workflow
        lane = token.task_spec.element.lane
        while lane is None and scope is not self.case:
            host = self.case.host_of(scope)
            lane, scope = host.task_spec.element.lane, host.workflow
        return lane

    # -- at the end ----------------------------------------------------------------------------------

    def outcome(self) -> Outcome:
        case = self.case
        before, now = self.before, Waiting(case)
        assert before is not None
        incidents = [i for ref, i in now.incidents.items() if before.incidents.get(ref) != i]
        closed = {i: how for i, how in self.closed.items() if i in before.tasks}
        return Outcome(
            state=case.state,
            opened=tuple(self.opened[i] for i in self.opened if i in now.tasks),
            closed=closed,
            timers=tuple(t for ref, t in now.timers.items() if before.timers.get(ref) != t),
            timers_gone=tuple(ref for ref in before.timers if ref not in now.timers),
            subscriptions=tuple(s for r, s in now.subscriptions.items() if r not in before.subscriptions),
            subscriptions_gone=tuple(r for r in before.subscriptions if r not in now.subscriptions),
            thrown=tuple(self.thrown),
            operations=tuple(
                o for o in wanted(case) if o.id not in before.operations or o.id in self.renewed
            ),
            operations_gone=tuple(i for i in sorted(before.operations) if i not in now.operations),
            activities=tuple(self.activities),
            incidents=tuple(incidents),
            incidents_gone=tuple(ref for ref, i in before.incidents.items() if now.incidents.get(ref) != i),
            end_event=case.end_event if case.state == "completed" else None,
        )


def tokens(case: Case) -> Iterator[Token]:
    for scope in case.scopes():
        yield from scope.tasks.values()


def is_open(token: Token) -> bool:
    """A user task that people can complete."""
    return token.task_spec.human and token._state == STARTED


def is_wanted(token: Token) -> bool:
    """An operation that nobody has answered."""
    return token.task_spec.operation and token._state == STARTED and not token.stuck


def wanted(case: Case) -> list[WantedOperation]:
    """The operations wanted now, with copies of their inputs."""
    out = []
    for token in tokens(case):
        if is_wanted(token):
            element = token.task_spec.element
            inputs = copied(dict(token.data)) if token.internal_data.get("in") else snapshot_of(token.data)
            topic, scope = element.topic or "", case.scope_id(token.workflow)
            out.append(WantedOperation(token.id, element.id, element.process, scope, topic, inputs))
    return out


def timers_of(token: Token) -> Iterator[Timer]:
    due = token.internal_data.get("due")
    if due is not None and token._state == WAITING:
        element, missed = token.task_spec.element, token.internal_data.get("missed", 0)
        yield Timer(token.id, element.id, element.process, datetime.fromisoformat(due), missed)


def subscriptions_of(token: Token, case: Case) -> Iterator[Subscription]:
    """Messages and signals; several of one multiple event have their number behind the reference."""
    rule = token.task_spec.program.event
    if rule is None or token._state != WAITING:
        return
    element, keys = token.task_spec.element, token.internal_data.get("keys", {})
    seen = token.internal_data.get("seen", ())
    for number, part in enumerate(rule.all):
        if part.kind in ("message", "signal") and number not in seen:
            ref = token.id if not rule.parts else f"{token.id}:{number}"
            name = part.ref or ""
            key = keys.get(name) if part.kind == "message" else None
            if part.kind == "message" and key is None:
                key = business_key(token.workflow, case)
            yield Subscription(ref, element.id, element.process, part.kind, name, key)


def business_key(scope: Scope, case: Case) -> str | None:
    """The called scope's own business key; None stands for the instance's."""
    while scope is not case:
        if "key" in scope.own:
            return str(scope.own["key"])
        scope = case.host_of(scope).workflow
    return None


def incident_of(token: Token) -> Incident:
    code, danish, english, detail = token.internal_data["incident"]
    element = token.task_spec.element
    return Incident(token.id, element.id, element.process, code, danish, english, detail)
