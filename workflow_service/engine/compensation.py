"""Undoing what completed: records in the scope, handlers one by one, last first (BPMN 2.0, 10.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflow_service.engine.data import Local, snapshot_of
from workflow_service.engine.failures import Failure
from workflow_service.engine.programs import EventRule
from workflow_service.engine.tokens import READY, STARTED, WAITING, Token

if TYPE_CHECKING:
    from workflow_service.engine.case import Case, Scope

Record = dict[
    str, Any
]  # e: element, h: its handler, v: the variables of then, in: records inside a sub-process


class Compensation:
    def __init__(self, case: Case) -> None:
        self.case = case

    def token_completed(self, token: Token) -> None:
        """Note an activity that has a handler."""
        spec = token.task_spec
        if spec.handler is not None:
            record = {"e": spec.element.id, "h": spec.handler, "v": snapshot_of(token.data)}
            token.workflow.own.setdefault("done", []).append(record)

    def scope_completed(self, inner: Scope, host: Token) -> None:
        """It is undone by its compensation event sub-process, or by what is inside it; but when a handler
        stands at its border, by that alone: the border is a black box (BPMN 2.0, 10.7.1)."""
        if host.task_spec.handler is not None:
            return
        handler = inner.definition.undo.get(inner.name)
        records = inner.own.get("done", [])
        if records or handler:
            record = {
                "e": host.task_spec.element.id,
                "h": handler,
                "v": snapshot_of(inner.vars),
                "in": records,
            }
            host.workflow.own.setdefault("done", []).append(record)

    def start(self, token: Token, ref: str | None, cancels: bool, wait: bool = True) -> None:
        """Undo everything of the scope, or one activity; the thrower rests until it is done, or goes on at
        once and leaves the undoing to a token of its own (`waitForCompletion`, BPMN 2.0, table 10.88)."""
        home, records = self.home(token)
        if cancels:
            records += self.unfinished(token.workflow)
            self.case.clear(token.workflow, but=token)
        todo = [record for record in records if ref in (None, record["e"])]
        records[:] = [record for record in records if ref not in (None, record["e"])]
        home_id = "" if home is self.case else home.host_id
        worker = token if wait else self.case.add(token.workflow, token.task_spec, token.data, alone=1)
        worker.internal_data.update(todo=todo, home=home_id, cancels=cancels)
        worker._state = STARTED
        if not wait:
            token.complete()
        self.proceed(worker)

    def unfinished(self, scope: Scope) -> list[Record]:
        """What completed inside the running sub-processes of a scope that is being cancelled: cancellation
        compensates the completed portions of an activity that is still active (BPMN 2.0, 13.5.5)."""
        found = []
        for token in scope.tasks.values():
            inner = self.case.subprocesses.get(token.id)
            if inner is not None and inner.definition is scope.definition:
                records = inner.own.get("done", []) + self.unfinished(inner)
                found.append({"e": token.task_spec.element.id, "h": None, "v": {}, "in": records})
        return found

    def home(self, token: Token) -> tuple[Scope, list[Record]]:
        """Whose activities: its scope's; those of the scope around when thrown in an event sub-process."""
        home = token.workflow
        if home is not self.case:
            host = self.case.host_of(home)
            if getattr(host.task_spec, "event_triggered", False):
                home = host.workflow
                if "inner" in host.internal_data:
                    return home, host.internal_data["inner"]
        records: list[Record] = home.own.setdefault("done", [])
        return home, records

    def proceed(self, token: Token) -> None:
        """The next handler, or on."""
        todo, case = token.internal_data["todo"], self.case
        while todo and not todo[-1]["h"]:
            todo += todo.pop().get("in", [])
        if todo:
            record = todo.pop()
            home = case.scope(token.internal_data["home"])
            spec = home.definition.specs[record["h"]]
            data = Local(record["v"], home.vars)
            links = {"comp": [token.workflow.host_id, token.id], "local": 1, "inner": record.get("in", [])}
            case.add(home, spec, data, **links)._set_state(READY)
        elif token.internal_data["cancels"]:
            self.cancelled(token)
        elif "alone" in token.internal_data:
            case.discard(token)
        else:
            token.go_on({})

    def cancelled(self, token: Token) -> None:
        """A transaction was undone: its cancel boundary goes on."""
        self.case.journal.passed(token)
        self.case.firing.fire(*self.cancel_boundary(token))

    def cancel_boundary(self, token: Token) -> tuple[Token, EventRule]:
        """The cancel boundary event of the transaction that `token` lies in."""
        host = self.case.host_of(token.workflow)
        for boundary in self.case.linked(host.workflow, "host", host.id):
            rule = boundary.task_spec.program.event
            for part in rule.all if rule is not None and boundary._state == WAITING else ():
                if part.kind == "cancel":
                    return boundary, part
        raise Failure("error_uncaught", text="cancel")
