"""A token engine for BPMN 2.0, written from the standard (chapter 13) and from nothing else."""

from __future__ import annotations

import copy
import json
from collections import deque
from typing import Any

from tests.oracle.clockwork import Business
from tests.oracle.model import SCOPES, Node, Process
from tests.oracle.oracle_events import Events
from tests.oracle.oracle_loops import Loops
from tests.oracle.state import Stuck, World

HUMAN = ("userTask", "manualTask")
JOINING = ("parallelGateway", "inclusiveGateway", "complexGateway")


class Instance(Events, Loops):
    """A running instance."""

    def run(self) -> Instance:
        """Conditions after every change of data; flows; throwing events, when what waits for them is armed;
        then joins and ended scopes."""
        while True:
            if self.dirty and self.fire_conditions():
                continue
            if self.queue or self.late:
                what, *arguments = (self.queue or self.late).popleft()
                what(*arguments)
            elif not (self.fire_joins() or self.end_scopes() or self.answer()):
                return self

    # -- moving --------------------------------------------------------------------------------------

    def leave(self, scope: str, node: Node) -> None:
        process = self.process(scope)
        flows = [process.flows[f] for f in node.outgoing]
        default = [f for f in flows if f.id == node.default]
        plain = [f for f in flows if not f.condition and f not in default]
        guarded = [f for f in flows if f.condition and f not in default]
        if node.kind == "exclusiveGateway":
            take = next(([f] for f in guarded if self.value(scope, f.condition or "")), None)
            take = take or default or plain[:1]
        elif node.kind == "parallelGateway":
            take = flows
        else:
            true = [f for f in guarded if self.value(scope, f.condition or "", waitingForStart=True)]
            take = plain + (true or default)
        if flows and not take:
            raise Stuck(node.id)
        for flow in take:
            self.later(self.enter, scope, process.nodes[flow.target], flow.id)

    def enter(self, scope: str, node: Node, flow: str | None = None) -> None:
        if scope not in self.scopes:
            return
        kind = node.kind
        if kind in JOINING and len(node.incoming) > 1:
            self.add(node.id, scope, "join", flow=flow)
        elif kind == "eventBasedGateway":
            gate, process = self.new(), self.process(scope)
            for name in node.outgoing:
                self.wait(scope, process.nodes[process.flows[name].target], "option", gate=gate)
        elif kind.endswith("Gateway") or kind == "startEvent":
            self.leave(scope, node)
        elif kind in ("endEvent", "intermediateThrowEvent"):
            if node.events:
                self.late.append((self.throw, scope, node))
            else:
                self.leave(scope, node)
        elif kind == "intermediateCatchEvent":
            if not node.events or node.events[0][0] == "link":
                self.leave(scope, node)
            else:
                self.wait(scope, node, "event")
        else:
            self.activate(scope, node)

    def activate(self, scope: str, node: Node, **more: Any) -> str:
        token_id = self.add(node.id, scope, "active", **more)
        for name in node.boundaries:
            self.wait(scope, self.process(scope).nodes[name], "boundary", host=token_id)
        if node.loop:
            self.loop_start(token_id, self.tokens[token_id], node)
        else:
            self.begin(token_id, self.tokens[token_id], node)
        return token_id

    # -- activities ----------------------------------------------------------------------------------

    def arm(self, scope: str) -> None:
        """The event sub-processes of a scope that has begun, compensation's apart."""
        process = self.process(scope)
        for name in process.nodes[self.scopes[scope]["element"]].event_subs:
            start = process.nodes[process.nodes[name].starts[0]]
            if start.events[0][0] != "comp":
                self.wait(scope, start, "armed", starts=name)

    def open_scope(self, scope: str) -> None:
        """Arm the event sub-processes, then put a token on every start."""
        found, process = self.scopes[scope], self.process(scope)
        me = process.nodes[found["element"]]
        self.arm(scope)
        if me.kind == "adHocSubProcess" and me.sequential:
            found["todo"] = me.starts[1:]
            self.later(self.enter, scope, process.nodes[me.starts[0]])
            return
        events = [name for name in me.starts if process.nodes[name].kind == "startEvent"]
        plain = [name for name in events if not process.nodes[name].events]
        for name in plain or events[:1] or me.starts:
            self.later(self.enter, scope, process.nodes[name])

    def begin(self, token_id: str, token: dict[str, Any], node: Node) -> None:
        scope, kind = token["in"], node.kind
        process = self.scopes[scope]["process"]
        if kind in SCOPES:
            self.open_scope(self.open(node.id, process, token_id, scope))
        elif kind == "callActivity" and node.called in self.processes:
            have = self.variables(scope)
            lane = node.lane or self.scopes[scope].get("lane")
            variables = mapped(node.ins, have)
            self.open_scope(
                self.open(node.called, node.called, token_id, scope, vars=variables, wall=True, lane=lane)
            )
        elif kind == "receiveTask":
            token["waits"] = [list(e) for e in node.events]
        elif node.topic:
            token["asks"] = True
        elif kind == "scriptTask":
            self.assign(scope, self.world.compute(node, self.variables(scope)))
            self.later(self.finish, token_id)
        elif kind not in HUMAN:
            self.later(self.finish, token_id)

    def answer(self) -> bool:
        """When all else waits, one operation gets its answer; by element, as the other adapter does."""
        asking = [(token["at"], int(i)) for i, token in self.tokens.items() if token.get("asks")]
        if not asking:
            return False
        token_id = str(min(asking)[1])
        token = self.tokens[token_id]
        del token["asks"]
        node, scope = self.node(token), token["in"]
        try:
            self.assign(scope, self.world.work(node, copy.deepcopy(self.variables(scope))))
        except Business as error:
            self.raise_up("err", error.code, scope, token_id)
            return True
        self.later(self.finish, token_id)
        return True

    def finish(self, token_id: str) -> None:
        """An activity, or one of its instances, is done."""
        token = self.tokens.get(token_id)
        if token is None:
            return
        node, scope = self.node(token), token["in"]
        if token.get("index") is not None:
            self.loop_next(token_id, token, node)
            return
        self.drop(token_id)
        if token.get("undoes_for"):
            self.compensate_next(token["undoes_for"])
            return
        if not node.loop:  # each instance of a loop has its own record
            self.record(scope, scope, node)
        if node.event_sub:
            return
        self.leave(scope, node)
        found = self.scopes[scope]
        if self.ad_hoc(scope, self.process(scope).nodes[found["element"]], found):
            return
        if found.get("todo") and not node.outgoing:
            self.later(self.enter, scope, self.process(scope).nodes[found["todo"].pop(0)])

    def record(self, home: str, scope: str, node: Node) -> None:
        """It completed and can be undone, with the variables that `scope` sees."""
        if node.handler:
            record = {"e": node.id, "handler": node.handler, "vars": copy.deepcopy(self.variables(scope))}
            self.scopes[home]["done"].append(record)

    def ad_hoc(self, scope: str, me: Node, found: dict[str, Any]) -> bool:
        """13.3.5: after each completion of an inner activity the completion condition is evaluated."""
        if me.kind != "adHocSubProcess" or not me.completion or found.get("over"):
            return False
        if not self.value(scope, me.completion):
            return False
        found["over"], found["todo"] = True, []
        if me.cancels_rest and not me.sequential:
            self.clear(scope, self.enter)
            return True
        self.queue = deque(x for x in self.queue if x[0] != self.enter or x[1] != scope)
        for i in [i for i in self.inside(scope) if self.tokens[i]["kind"] == "join"]:
            del self.tokens[i]
        return True

    # -- joins and ends ------------------------------------------------------------------------------

    def fire_joins(self) -> bool:
        waiting: dict[tuple[str, str], list[str]] = {}
        for i, token in self.tokens.items():
            if token["kind"] == "join":
                waiting.setdefault((token["in"], token["at"]), []).append(i)
        for scope, found in self.scopes.items():
            for name in found.get("gates", ()):  # table 13.5: it resets when nothing more can come
                waiting.setdefault((scope, name), [])
        for (scope, name), ids in waiting.items():
            node = self.process(scope).nodes[name]
            by_flow: dict[str, str] = {}
            for i in ids:
                by_flow.setdefault(self.tokens[i]["flow"], i)
            if node.kind == "complexGateway":
                if self.complex(scope, node, by_flow, len(ids)):
                    return True
                continue
            if node.kind == "parallelGateway":
                fires = len(by_flow) == len(node.incoming)
            else:
                fires = not self.may_come(scope, node, set(by_flow))
            if fires:
                for i in by_flow.values():
                    del self.tokens[i]
                self.leave(scope, node)
                return True
        return False

    def may_come(self, scope: str, node: Node, filled: set[str]) -> bool:
        """BPMN 2.0, 13.4.3: can a token reach an empty incoming flow but no filled one?"""
        reach = self.process(scope).reaching(node.id)
        empty = [flow for flow in node.incoming if flow not in filled]
        for i in self.inside(scope):
            at = self.tokens[i]["at"]
            if (
                at != node.id
                and not self.tokens[i].get("alone")
                and any(at in reach[f] for f in empty)
                and not any(at in reach[f] for f in filled)
            ):
                return True
        return False

    def complex(self, scope: str, node: Node, by_flow: dict[str, str], count: int) -> bool:
        gates = self.scopes[scope].setdefault("gates", {})
        seen = gates.get(node.id)
        if seen is None:  # waiting for start
            if not self.value(scope, node.activation or "true", activationCount=count):
                return False
            gates[node.id] = list(by_flow)
            for i in by_flow.values():
                del self.tokens[i]
            self.leave(scope, node)
            return True
        if self.may_come(scope, node, set(seen) | set(by_flow)):  # waiting for reset
            return False
        for flow, i in by_flow.items():
            if flow not in seen:
                del self.tokens[i]
        del gates[node.id]
        flows = [self.process(scope).flows[f] for f in node.outgoing]
        guarded = [f for f in flows if f.condition]
        again = [f for f in guarded if self.value(scope, f.condition or "", waitingForStart=False)]
        again = again or [f for f in flows if f.id == node.default and guarded]
        for flow in again:
            self.later(self.enter, scope, self.process(scope).nodes[flow.target], flow.id)
        return True

    def end_scopes(self) -> bool:
        busy = {t["in"] for t in self.tokens.values() if t["kind"] not in ("boundary", "armed")}
        for scope, found in list(self.scopes.items()):
            owner = found["owner"]
            undoing = self.tokens.get(owner, {}).get("kind") == "undo"
            if scope in busy or "branch" in found or undoing or (owner is None and found.get("over")):
                continue
            for i in self.inside(scope, passive=True):
                self.tokens.pop(i, None)
            if owner is None:
                found["over"] = self.state["done"] = True
                return False
            self.end_scope(scope, found, owner)
            return True
        return False

    def end_scope(self, scope: str, found: dict[str, Any], owner: str) -> None:
        token = self.tokens[owner]
        node = self.node(token)
        if found.get("wall"):
            self.assign(token["in"], mapped(node.outs, found["vars"]))
            del self.scopes[scope]
            if self.fire_conditions() and owner not in self.tokens:  # its own result interrupted it
                return
        elif node.handler:
            del self.scopes[scope]  # 10.7.1: the handler at its border knows nothing of the inside
        else:
            if node.completion and not found.get("over") and not self.value(scope, node.completion):
                raise Stuck(node.id)
            process = self.processes[found["process"]]
            handler = next(
                (
                    name
                    for name in process.nodes[found["element"]].event_subs
                    if process.nodes[process.nodes[name].starts[0]].events[0][0] == "comp"
                ),
                None,
            )
            if handler or found["done"]:
                variables = copy.deepcopy(self.variables(scope))
                record = {"e": node.id, "handler": handler, "vars": variables, "inside": found["done"]}
                self.scopes[token["in"]]["done"].append(record)
            del self.scopes[scope]
        self.finish(owner)

    # -- from outside --------------------------------------------------------------------------------

    def lane(self, token: dict[str, Any]) -> str | None:
        scope: str | None = token["in"]
        lane = self.node(token).lane
        while lane is None and scope is not None:
            lane, scope = self.scopes[scope].get("lane"), self.scopes[scope]["outer"]
        return lane

    def user_tasks(self) -> list[tuple[str, str]]:
        """(token, element), the containers of loops left out."""
        return [
            (i, t["at"])
            for i, t in self.tokens.items()
            if t["kind"] == "active" and "count" not in t and self.node(t).kind in HUMAN
        ]

    def complete(self, token_id: str, values: dict[str, Any]) -> Instance:
        token = self.tokens[token_id]
        if self.node(token).all_outputs:
            self.assign(token["in"], values)
        self.finish(token_id)
        return self.run()

    def begin_at(self, scope: str, name: str, part: str = "") -> None:
        """13.5.1: an event has started the process; of others that are needed too the instance waits."""
        process = self.process(scope)
        self.arm(scope)
        node = process.nodes[name]
        if part:
            token = self.tokens[self.wait(scope, node, "event")]
            token["waits"].remove(list(node.events[int(part)]))
            return
        for flow in node.incoming:
            gate = process.nodes[process.flows[flow].source]
            others = [process.flows[f].target for f in gate.outgoing] if gate.starts_all else []
            for other in others:
                if other != name:
                    self.later(self.enter, scope, process.nodes[other])
        self.leave(scope, node)

    def dump(self) -> str:
        return json.dumps(self.state)


def mapped(pairs: list[tuple[str | None, str | None]], have: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for source, target in pairs:
        out.update(copy.deepcopy(have) if source is None else {str(target): copy.deepcopy(have.get(source))})
    return out


def start(
    processes: dict[str, Process],
    key: str,
    variables: dict[str, Any],
    world: World,
    now: float,
    start_event: str | None = None,
) -> Instance:
    instance = Instance(processes, {"next": 0, "scopes": {}, "tokens": {}}, world, now)
    scope = instance.open(key, key, None, None, vars=copy.deepcopy(variables))
    if start_event is None:
        instance.open_scope(scope)
        return instance.run()
    instance.begin_at(scope, *start_event.split(":"))
    return instance.run()


def load(processes: dict[str, Process], dumped: str, world: World, now: float) -> Instance:
    return Instance(processes, json.loads(dumped), world, now)
