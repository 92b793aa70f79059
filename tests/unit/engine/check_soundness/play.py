"""The token engine of the tests, with every choice of data and events in the player's hand."""

from __future__ import annotations

import random
from collections import deque
from typing import Any

from tests.oracle import model
from tests.oracle.clockwork import START
from tests.oracle.model import SCOPES
from tests.oracle.state import Stuck, World
from tests.oracle.token_engine import Instance
from workflow_service.engine.check.soundness.catching import COMPLETE
from workflow_service.engine.check.soundness.exploring import Move
from workflow_service.engine.check.soundness.graph import Graph

STEPS = 120
# More elements in one go than any of the diagrams has, many times over.
MOVES = 3_000
INNER = ("err", "esc", "cancel")


class Endless(Exception):
    """It turns without waiting."""


class Script:
    """What each choosing element is to choose, in turn."""

    def __init__(self, graph: Graph | None = None, trail: list[Move] | None = None) -> None:
        self.turns: dict[str, deque[set[str]]] = {}
        for move in trail or []:
            chosen: dict[str, set[str]] = {}
            for edge in move.chosen:
                for element, way in graph.edges[edge].decisions if graph else ():
                    chosen.setdefault(element, set()).add(way)
            for element, ways in chosen.items():
                self.turns.setdefault(element, deque()).append(ways)

    @property
    def free(self) -> bool:
        """It never had anything to say."""
        return not self.turns

    def next(self, element: str) -> set[str]:
        turns = self.turns.get(element)
        return turns[0] if turns else set()

    def done(self, element: str) -> None:
        if self.turns.get(element):
            self.turns[element].popleft()


class Player(Instance):
    """Conditions hold as the script says, elsewhere by chance."""

    rnd: random.Random
    script: Script
    passed: set[str]
    moves = 0
    beside = False

    def leave(self, scope: str, node: model.Node) -> None:
        self.moves += 1
        if self.moves > MOVES:
            raise Endless(node.id)
        self.passed.add(node.id)
        process = self.process(scope)
        told = self.script.next(node.id) & set(node.outgoing)
        always = [f for f in node.outgoing if not process.flows[f].condition and f != node.default]
        if told and node.kind != "exclusiveGateway":
            told |= set(always)
        take = [process.flows[f] for f in node.outgoing if f in told] or self.by_chance(process, node)
        if told:
            self.script.done(node.id)
        for flow in take:
            self.later(self.enter, scope, process.nodes[flow.target], flow.id)

    def by_chance(self, process: model.Process, node: model.Node) -> list[model.Flow]:
        flows = [process.flows[f] for f in node.outgoing]
        default = [f for f in flows if f.id == node.default]
        plain = [f for f in flows if not f.condition and f not in default]
        guarded = [f for f in flows if f.condition and f not in default]
        if node.kind == "parallelGateway" or (len(flows) < 2 and (node.kind.endswith("Gateway") or plain)):
            return flows
        if node.kind == "exclusiveGateway":
            return [self.rnd.choice(guarded + (default or plain[:1]))]
        true = [f for f in guarded if self.rnd.random() < 0.5]
        if guarded and not (true or default or plain) and node.kind.endswith("Gateway"):
            true = [self.rnd.choice(guarded)]
        return plain + (true or default)

    def enter(self, scope: str, node: model.Node, flow: str | None = None) -> None:
        self.passed.add(node.id)
        super().enter(scope, node, flow)

    def fire_conditions(self) -> bool:
        self.dirty = False
        return False

    def answer(self) -> bool:
        """Operations take their time: whoever plays finishes them."""
        return False

    def raise_up(self, kind: str, code: str | None, scope: str, host: str | None = None) -> None:
        self.beside = self.beside or kind == "esc"
        super().raise_up(kind, code, scope, host)

    # -- what can happen next --------------------------------------------------------------------------

    def ready(self) -> list[str]:
        """Tokens that something outside can move on, so that it is no standstill."""
        tasks = [i for i, _ in self.user_tasks()] + [i for i, t in self.tokens.items() if t.get("asks")]
        return tasks + [i for i, t in self.tokens.items() if t["kind"] in ("event", "option")]

    def armed(self) -> list[str]:
        """Boundary events and event sub-processes that may occur."""
        found = []
        for i, token in self.tokens.items():
            waits = token.get("waits") or []
            armed = token["kind"] in ("boundary", "armed") and not token.get("fired")
            if armed and waits and waits[0][0] not in INNER:
                found.append(i)
        return found

    def told(self) -> str | None:
        """A boundary event of a running sub-process that the script lets occur now."""
        for i, token in self.tokens.items():
            host = self.tokens.get(token.get("host") or "")
            if host is None or token.get("fired") or self.node(host).kind not in (*SCOPES, "callActivity"):
                continue
            if token["waits"][0][0] == "esc" and not self.node(token).interrupting:
                continue  # that comes from inside, and would come twice
            if token["at"] in self.script.next(self.node(host).id):
                return i
        return None

    def occur(self, token_id: str) -> None:
        """Let something happen, as the script says if it speaks of it."""
        self.moves = 0
        token = self.tokens[token_id]
        node = self.node(token)
        self.passed.add(node.id)
        if token["kind"] == "active":
            self._complete(token_id, node)
        else:
            if token["kind"] == "boundary":
                host = self.node(self.tokens[token["host"]]).id
                if node.id in self.script.next(host) and node.interrupting:
                    self.script.done(host)
            if token["kind"] == "option":
                self.script.done(self.process(token["in"]).flows[node.incoming[0]].source)
            self.beside = self.beside or (token["kind"] == "boundary" and not node.interrupting)
            token["fired"] = True
            self.trigger(token_id, token["waits"][0])
        self.run()

    def _complete(self, token_id: str, node: model.Node) -> None:
        told = self.script.next(node.id)
        hosts = (token_id, self.scopes[self.tokens[token_id]["in"]]["owner"])  # a loop's container
        events = {t["at"]: i for i, t in self.tokens.items() if t.get("host") in hosts}
        for name in sorted(told & set(events)):
            self.occur_boundary(events[name])
        if told & {COMPLETE, *events}:
            self.script.done(node.id)
        if token_id in self.tokens:
            self.finish(token_id)

    def occur_boundary(self, token_id: str) -> None:
        if token_id in self.tokens:
            self.beside = self.beside or not self.node(self.tokens[token_id]).interrupting
            self.trigger(token_id, self.tokens[token_id]["waits"][0])

    def allowed(self, token_id: str) -> bool:
        """Whether the script leaves this option of an event gateway open."""
        token = self.tokens[token_id]
        if token["kind"] != "option":
            return True
        way = self.node(token).incoming[0]
        told = self.script.next(self.process(token["in"]).flows[way].source)
        return not told or way in told

    # -- what is wrong ---------------------------------------------------------------------------------

    def standing(self) -> set[str]:
        """Joins that hold tokens while nothing can move."""
        return {t["at"] for t in self.tokens.values() if t["kind"] == "join"}

    def doubled(self) -> set[str]:
        """Activities that run twice in one scope, joins with two tokens on one way."""
        seen: set[tuple[Any, ...]] = set()
        twice = set()
        for token in self.tokens.values():
            if token["kind"] in ("active", "join") and token.get("index") is None:
                if self.node(token).event_sub:
                    continue
                place = token["in"], token["at"], token.get("flow")
                if place in seen:
                    twice.add(token["at"])
                seen.add(place)
        return twice


def begin(
    processes: dict[str, model.Process],
    key: str,
    rnd: random.Random,
    script: Script,
    scope: str | None = None,
) -> Player:
    """A run of a process, or of one scope of it by itself."""
    player = Player(processes, {"next": 0, "scopes": {}, "tokens": {}}, World({}, []), START.timestamp())
    player.rnd, player.script, player.passed = rnd, script, set()
    player.open_scope(player.open(scope or key, key, None, None, vars={"x": 0}))
    return player


def play(player: Player, events: float) -> str:
    """Run until it is "done", "stuck", "endless", "caught out" by an error, or long enough ("open").

    `events`: how often a boundary event or an event sub-process occurs instead of what is due.
    """
    try:
        player.run()
        for _ in range(STEPS):
            if player.state.get("done"):
                return "done"
            if player.doubled() and not player.beside and player.script.free:
                return "doubled"
            told = player.told()
            if told is not None:
                player.occur(told)
                continue
            ready = [i for i in player.ready() if player.allowed(i)]
            armed = player.armed()
            if not player.ready():
                return "stuck"
            if not ready:
                return "open"
            player.occur(player.rnd.choice(armed if armed and player.rnd.random() < events else ready))
    except Endless:
        return "endless"
    except Stuck:
        return "caught out"
    return "open"
