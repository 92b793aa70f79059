"""The oracle's state is one JSON-able dict, so a save is a dump and a load is a parse.

  next    the next id
  scopes  id -> element, process, owner (token), outer (scope), vars, done (what can be compensated);
          `wall`: sees nothing of the outer scope; `closed`: sees it and writes nothing there (an occurrence
          of an event sub-process); `branch`: an instance of a multi-instance activity
  tokens  id -> at (element), in (scope), kind, and what the kind needs:
          active   a running activity             event   a waiting catch event
          option   one of an event gateway        join    waits at a join (flow: by which it came)
          boundary an armed boundary event (host) armed   an armed event sub-process (starts)
          undo     a compensation in progress
A boundary and an armed event sub-process do not keep their scope alive; the others do.
"""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Iterator
from typing import Any

from tests.oracle.clockwork import evaluate
from tests.oracle.model import Node, Process

PASSIVE = ("boundary", "armed")
Token = dict[str, Any]
Scope = dict[str, Any]


class Stuck(Exception):
    """An element cannot go on."""


class World:
    """What the oracle may ask: services by topic, the marks they leave, the time in seconds."""

    def __init__(self, services: dict[str, Any], marks: list[str]) -> None:
        self.services, self.marks = services, marks

    def work(self, node: Node, variables: dict[str, Any]) -> dict[str, Any]:
        inputs = {name: given(value, variables) for name, value in node.inputs.items()}
        if node.topic == "mark":
            self.marks.append(str(inputs.get("text", node.id)))
        elif node.topic in self.services:
            return self.services[node.topic](variables) or {}
        return {}

    def compute(self, node: Node, variables: dict[str, Any]) -> dict[str, Any]:
        """A script task's result variable."""
        return {str(node.result): evaluate(node.script or "null", variables)}


def given(value: str, variables: dict[str, Any]) -> Any:
    return evaluate(value, variables) if value.startswith("=") else value


class State:
    """Scopes, tokens, variables; queues of what is to happen."""

    def __init__(
        self, processes: dict[str, Process], state: dict[str, Any], world: World, now: float
    ) -> None:
        self.processes, self.world, self.now, self.state = processes, world, now, state
        self.scopes: dict[str, Scope] = state["scopes"]
        self.tokens: dict[str, Token] = state["tokens"]
        self.queue: deque[tuple[Any, ...]] = deque()
        self.late: deque[tuple[Any, ...]] = deque()
        self.dirty = False
        self.cut: set[str] = set()

    def new(self) -> str:
        self.state["next"] += 1
        return str(self.state["next"])

    def process(self, scope: str) -> Process:
        return self.processes[self.scopes[scope]["process"]]

    def node(self, token: Token) -> Node:
        return self.process(token["in"]).nodes[token["at"]]

    def add(self, at: str, scope: str, kind: str, **more: Any) -> str:
        token_id = self.new()
        self.tokens[token_id] = {"at": at, "in": scope, "kind": kind, **more}
        return token_id

    def open(self, element: str, process: str, owner: str | None, outer: str | None, **more: Any) -> str:
        scope_id = self.new()
        base = {
            "element": element,
            "process": process,
            "owner": owner,
            "outer": outer,
            "vars": {},
            "done": [],
        }
        self.scopes[scope_id] = {**base, **more}
        return scope_id

    def chain(self, scope: str | None) -> Iterator[Scope]:
        while scope is not None:
            found = self.scopes[scope]
            yield found
            scope = None if found.get("wall") else found["outer"]

    def variables(self, scope: str) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for found in reversed(list(self.chain(scope))):
            out.update(found["vars"])
        return out

    def assign(self, scope: str, values: dict[str, Any]) -> None:
        chain = list(self.chain(scope))
        for name, value in values.items():
            home = next((s for s in chain if name in s["vars"] or s.get("closed")), chain[-1])
            home["vars"][name] = copy.deepcopy(value)
        self.dirty = True

    def value(self, scope: str, text: str, **more: Any) -> Any:
        return evaluate(text, {**self.variables(scope), **more})

    def inside(self, scope: str, passive: bool = False) -> list[str]:
        return [
            i for i, t in self.tokens.items() if t["in"] == scope and (passive or t["kind"] not in PASSIVE)
        ]

    def later(self, what: Any, *arguments: Any) -> None:
        self.queue.append((what, *arguments))

    def owned(self, token_id: str) -> list[str]:
        return [i for i, scope in self.scopes.items() if scope["owner"] == token_id]

    def drop(self, token_id: str) -> None:
        """Remove a token, what is armed on it and the scopes it owns."""
        self.tokens.pop(token_id, None)
        for i in [i for i, t in self.tokens.items() if t.get("host") == token_id]:
            del self.tokens[i]
        for scope in self.owned(token_id):
            self.close(scope)

    def close(self, scope: str) -> None:
        for i in self.inside(scope, passive=True):
            if i in self.tokens:
                self.drop(i)
        self.scopes.pop(scope, None)

    def clear(self, scope: str, enter: Any) -> None:
        """End everything that runs, waits, is armed or is on its way in a scope."""
        for i in self.inside(scope, passive=True):
            if i in self.tokens:
                self.drop(i)
        self.queue = deque(x for x in self.queue if x[0] != enter or x[1] != scope)
        self.late = deque(x for x in self.late if x[1] != scope)
        self.cut.add(scope)
