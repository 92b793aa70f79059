"""Waiting, triggering, throwing and compensation of the oracle."""

from __future__ import annotations

import copy
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.oracle.model import Node
from tests.oracle.state import State, Stuck

if TYPE_CHECKING:
    from tests.oracle.token_engine import Instance

TIMERS = ("timer", "date", "cycle")
DURATION = re.compile(r"P(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def plus(moment: float, duration: str) -> float:
    """Epoch seconds plus an ISO 8601 duration, by the calendar of UTC."""
    found = DURATION.fullmatch(duration)
    if not found or duration in ("P", "PT"):
        raise Stuck(duration)
    months, weeks, days, hours, minutes, seconds = (int(x or 0) for x in found.groups())
    if months:
        t = datetime.fromtimestamp(moment, UTC)
        k = t.year * 12 + t.month - 1 + months
        last = (datetime(k // 12 + (k % 12 == 11), (k + 1) % 12 + 1, 1, tzinfo=UTC) - timedelta(days=1)).day
        moment = t.replace(year=k // 12, month=k % 12 + 1, day=min(t.day, last)).timestamp()
    return moment + (weeks * 7 + days) * 86400 + hours * 3600 + minutes * 60 + seconds


class Events(State):
    def wait(self: Instance, scope: str, node: Node, kind: str, **more: Any) -> str:
        token: dict[str, Any] = {"waits": [list(e) for e in node.events], **more}
        times = [self.due(what, str(text)) for what, text in node.events if what in TIMERS]
        if times:
            token.update((max if node.parallel else min)(times, key=lambda time: time["due"]))
        if any(what == "cond" for what, _ in node.events):
            self.dirty = True
        return self.add(node.id, scope, kind, **token)

    def due(self, kind: str, text: str) -> dict[str, Any]:
        if kind == "timer":
            return {"due": plus(self.now, text)}
        if kind == "date":
            return {"due": datetime.fromisoformat(text).timestamp()}
        times, every = text[1:].split("/")
        return {"due": plus(self.now, every), "every": every, "left": int(times) if times else -1}

    def waiting(self, kind: str, name: str | None = None) -> list[str]:
        return [
            i
            for i, t in self.tokens.items()
            if any(k == kind and name in (None, v) for k, v in t.get("waits", ()))
        ]

    def trigger(self: Instance, token_id: str, by: list[Any], payload: dict[str, Any] | None = None) -> None:
        """An armed or waiting event has occurred."""
        token = self.tokens.get(token_id)
        if token is None:
            return
        node, scope, kind = self.node(token), token["in"], token["kind"]
        if node.parallel and len(node.events) > 1:
            timer = by[0] in TIMERS
            token["waits"] = [w for w in token["waits"] if w != by and not (timer and w[0] in TIMERS)]
            if timer:
                token["due"] = None
            if token["waits"]:
                return
        if payload and kind != "armed":
            self.assign(scope, payload)
        if kind in ("event", "option"):
            del self.tokens[token_id]
            gate = token.get("gate")
            for i in [i for i, t in self.tokens.items() if gate is not None and t.get("gate") == gate]:
                del self.tokens[i]
            self.leave(scope, node)
        elif kind == "active":
            self.later(self.finish, token_id)
        else:
            self.trigger_armed(token_id, token, node, by[0] in TIMERS, payload or {})

    def trigger_armed(
        self: Instance,
        token_id: str,
        token: dict[str, Any],
        node: Node,
        by_time: bool,
        payload: dict[str, Any],
    ) -> None:
        scope, kind = token["in"], token["kind"]
        if node.interrupting:
            if kind == "boundary":
                self.drop(token["host"])
            else:
                self.clear(scope, self.enter)
        elif by_time and "every" in token and token["left"] != 1:
            token["left"] -= 1
            token["due"] = plus(token["due"], token["every"])
        elif by_time and len(node.events) > 1:
            token["due"] = None
        elif by_time:
            del self.tokens[token_id]
        if node.parallel and not node.interrupting:
            token["waits"] = [list(e) for e in node.events]
        if kind == "boundary":
            self.leave(scope, node)
            return
        owner = self.add(token["starts"], scope, "active")
        variables = copy.deepcopy(payload)  # of this occurrence alone
        process = self.scopes[scope]["process"]
        inner = self.open(token["starts"], process, owner, scope, vars=variables, closed=True)
        self.arm(inner)
        self.leave(inner, node)

    def fire_conditions(self: Instance) -> bool:
        self.dirty, fired = False, False
        for token_id in self.waiting("cond"):
            token = self.tokens.get(token_id)
            if token is None:
                continue
            by = next(w for w in token["waits"] if w[0] == "cond")
            now = bool(self.value(token["in"], by[1]))
            if now and not token.get("was"):
                token["was"] = fired = True
                self.trigger(token_id, by)
            elif not now:
                token.pop("was", None)
        return fired

    def timers(self: Instance) -> Instance:
        """Fire what is due, the earliest first, ties by element as the other adapter does; what follows is
        computed from the due moment."""
        end = self.now
        while True:
            due = [(t["due"], t["at"], int(i)) for i, t in self.tokens.items() if t.get("due") is not None]
            if not due or min(due)[0] > end:
                self.now = end
                return self
            self.now, _, number = min(due)
            token = self.tokens[str(number)]
            self.trigger(str(number), next(w for w in token["waits"] if w[0] in TIMERS))
            self.run()

    def signal(self: Instance, name: str) -> int:
        hits = self.waiting("sig", name)
        for token_id in hits:
            self.trigger(token_id, ["sig", name])
        return len(hits)

    def message(self: Instance, name: str, payload: dict[str, Any] | None = None) -> int:
        hits = self.waiting("msg", name)
        if hits:
            self.trigger(min(hits, key=int), ["msg", name], payload)
            self.run()
        return len(hits)

    # -- throwing ------------------------------------------------------------------------------------

    def throw(self: Instance, scope: str, node: Node) -> None:
        if scope not in self.scopes:
            return
        self.cut = set()  # scopes interrupted by this very throw
        for kind, value in node.events:
            if kind == "sig":
                self.signal(str(value))
            elif kind in ("err", "esc"):
                self.raise_up(kind, value, scope)
            elif kind == "term":
                self.clear(scope, self.enter)
                return
            elif kind in ("comp", "cancel"):
                if kind == "cancel":
                    self.scopes[scope]["done"] += self.unfinished(scope)
                    self.clear(scope, self.enter)
                self.compensate(scope, node, value)
                return
            if scope not in self.scopes or scope in self.cut:
                return
        self.leave(scope, node)

    def raise_up(self: Instance, kind: str, code: str | None, scope: str, host: str | None = None) -> None:
        """The host's boundary, the scope's event sub-processes, then one scope up."""
        while True:
            near = [i for i, t in self.tokens.items() if t.get("host") == host] if host else []
            armed = [i for i, t in self.tokens.items() if t["in"] == scope and t["kind"] == "armed"]
            for group in (near, armed):
                hits = [
                    (w[1] is None, int(i), w)
                    for i in group
                    for w in self.tokens[i]["waits"]
                    if w[0] == kind and w[1] in (None, code)
                ]
                if hits:
                    _, number, by = min(hits, key=lambda hit: hit[:2])
                    self.trigger(str(number), by)
                    return
            host, outer = self.scopes[scope]["owner"], self.scopes[scope]["outer"]
            if host is None:
                break
            scope = outer
        if kind == "err":
            raise Stuck(code)

    # -- compensation --------------------------------------------------------------------------------

    def compensate(self: Instance, scope: str, node: Node, ref: str | None) -> None:
        home = scope
        if self.process(scope).nodes[self.scopes[scope]["element"]].event_sub:
            home = self.scopes[scope]["outer"]  # thrown in an event sub-process: its parent's activities
        todo = [r for r in self.scopes[home]["done"] if ref in (None, r["e"])]
        self.scopes[home]["done"] = [r for r in self.scopes[home]["done"] if ref not in (None, r["e"])]
        worker = self.add(node.id, scope, "undo", todo=todo, home=home, alone=not node.waits)
        if not node.waits:
            self.leave(scope, node)
        self.compensate_next(worker)

    def unfinished(self: Instance, scope: str) -> list[dict[str, Any]]:
        """13.5.5: cancellation compensates the completed portions of a sub-process that is still active."""
        found: list[dict[str, Any]] = []
        for i in self.inside(scope, passive=True):
            for inner in self.owned(i):
                if not self.scopes[inner].get("wall"):
                    found += self.scopes[inner]["done"] + self.unfinished(inner)
        return found

    def compensate_next(self: Instance, token_id: str) -> None:
        token = self.tokens[token_id]
        if token["todo"]:
            record = token["todo"].pop()
            if not record["handler"]:
                token["todo"] += record["inside"]
                self.later(self.compensate_next, token_id)
                return
            process = self.process(token["home"])
            local = self.open(
                token["at"], process.id, token_id, token["home"],
                vars=copy.deepcopy(record["vars"]), done=record.get("inside", []),
            )  # fmt: skip
            self.activate(local, process.nodes[record["handler"]], undoes_for=token_id)
            return
        node, scope = self.node(token), token["in"]
        for inner in self.owned(token_id):
            self.close(inner)
        del self.tokens[token_id]
        if token["alone"]:
            return
        if node.events[0][0] == "cancel":
            owner = self.scopes[scope]["owner"]
            hit = next(
                i
                for i, t in self.tokens.items()
                if t.get("host") == owner and t["waits"] == [["cancel", None]]
            )
            self.trigger(hit, ["cancel", None])
            return
        self.leave(scope, node)
