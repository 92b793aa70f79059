"""The token game: every marking that can be reached, and what is wrong with it.

A marking is the set of edges with a token, as the bits of a number. Where a second token would come to an
edge, the walk stops: that is told, and what lies behind is not judged. A boundary event that does not
interrupt occurs at most once at a time, while nothing of its last time is left.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from workflow_service.engine.check.soundness.catching import COMPLETE
from workflow_service.engine.check.soundness.graph import END, Edge, Graph, Node

LIMIT = 20_000
# A marking after which the scope is over by an ending that clears it.
OVER = -1


@dataclass(frozen=True)
class Move:
    """One node fires: what it takes and gives, as bits, and the edges it chose.

    `guard`: edges that must be empty, so that it is not done twice at a time. `ends`: a token reaches an end.
    """

    node: str
    takes: int
    gives: int
    chosen: tuple[int, ...]
    outcome: str | None = None
    guard: int = 0
    ends: bool = False


@dataclass
class Verdict:
    """What the walk has found; `trail` leads to any marking of it."""

    graph: Graph
    parents: dict[int, tuple[int, Move]] = field(default_factory=dict)
    outcomes: set[str] = field(default_factory=set)
    deadlocks: list[int] = field(default_factory=list)
    doubled: dict[str, tuple[int, Move]] = field(default_factory=dict)
    circle: list[int] = field(default_factory=list)
    circle_waits: bool = False
    dead: set[str] = field(default_factory=set)
    ended: bool = False
    too_large: bool = False
    states: int = 0

    def trail(self, marking: int) -> list[Move]:
        """The shortest course to a marking."""
        moves = []
        while marking in self.parents:
            marking, move = self.parents[marking]
            moves.append(move)
        return moves[::-1]

    def edges(self, marking: int) -> list[Edge]:
        return [edge for edge in self.graph.edges.values() if marking >> edge.id & 1]


def bits(ids: list[int] | tuple[int, ...] | set[int]) -> int:
    return sum(1 << edge for edge in set(ids))


class Walk:
    """Breadth first, so that every finding has a shortest course."""

    def __init__(self, graph: Graph, limit: int = LIMIT) -> None:
        self.graph, self.limit = graph, limit
        self.verdict = Verdict(graph)
        self.first = 1 << graph.entry.id
        self.ports = {node.key: self._ports(node) for node in graph.nodes.values()}
        self.views = {node.key: self._view(node) for node in graph.nodes.values() if node.join == "or"}
        self.options = {
            1 << edge.id: bits(graph.nodes[edge.target].outs)
            for edge in graph.edges.values()
            if graph.nodes[edge.target].event
        }
        main = bits(graph.forward([graph.entry.id], sides=False))
        self.main = main
        self.sides = {
            edge: bits(graph.forward([edge], sides=True)) & ~main
            for node in graph.nodes.values()
            for edge in node.side
        }
        self.next: dict[int, list[tuple[int, Move]]] = {}
        # markings of which not every next one was looked at
        self.stopped: set[int] = set()
        self.targets = {1 << edge.id: graph.nodes[edge.target] for edge in graph.edges.values()}
        self.firings: dict[tuple[str, int], list[Move]] = {}
        self.into = {node.key: bits(node.ins) for node in graph.nodes.values()}

    def _ports(self, node: Node) -> list[tuple[int, tuple[int, ...]]]:
        """(bits, edges) of every way to fire; a token that only has to end is gone at once."""
        out = []
        for port in dict.fromkeys(node.ports()):
            kept = [e for e in port if not self._vanishes(node, self.graph.edges[e])]
            out.append((bits(kept), port))
        return out

    def _vanishes(self, node: Node, edge: Edge) -> bool:
        return edge.target == END and not edge.effect and not node.effect

    def _view(self, node: Node) -> dict[int, int]:
        """For every way into an inclusive join: where a token can still come from to it (13.4.3)."""
        out = {}
        for way in node.ins:
            above = self.graph.upstream(way, node.key)
            out[way] = bits([e.id for e in self.graph.edges.values() if e.target in above])
        return out

    # -- moves -----------------------------------------------------------------------------------------

    def moves(self, marking: int) -> Iterator[Move]:
        """All that can happen next."""
        seen: set[str] = set()
        rest = marking
        while rest:
            bit = rest & -rest
            rest ^= bit
            node = self.targets[bit]
            if node.join == "any":
                yield from self._fire(node, marking, bit)
            elif node.key not in seen:
                seen.add(node.key)
                takes = marking & self.into[node.key]
                if self._joins(node, marking, takes):
                    yield from self._fire(node, marking, takes)

    def _joins(self, node: Node, marking: int, filled: int) -> bool:
        if node.join == "all":
            return filled == self.into[node.key]
        for bit, options in self.options.items():
            if marking & bit:
                marking |= options
        empty = full = 0
        for way, view in self.views[node.key].items():
            if filled >> way & 1:
                full |= view
            else:
                empty |= view
        return not marking & empty & ~full & ~self.into[node.key]

    def _fire(self, node: Node, marking: int, takes: int) -> Iterator[Move]:
        known = self.firings.get((node.key, takes))
        if known is None:
            known = self.firings[node.key, takes] = list(self._firings(node, takes))
        for move in known:
            if not move.guard & marking:
                yield move

    def _firings(self, node: Node, takes: int) -> Iterator[Move]:
        if node.clears is not None or node.key == END:
            yield Move(node.key, takes, 0, (), node.clears, ends=True)
            return
        for gives, port in self.ports[node.key]:
            guard = 0
            for edge in port:
                guard |= self.sides.get(edge, 0)
            ends = not port or any(self.graph.edges[edge].target == END for edge in port)
            yield Move(node.key, takes, gives, port, None, guard, ends)

    # -- the walk --------------------------------------------------------------------------------------

    def run(self) -> Verdict:
        verdict = self.verdict
        todo = deque([self.first])
        done: set[int] = set()
        self.next[self.first] = []
        while todo:
            marking = todo.popleft()
            after = self.next[marking]
            for move in self.moves(marking):
                done.add(id(move))
                target = self._after(marking, move)
                if target is None:
                    continue
                after.append((target, move))
                if target not in self.next:
                    if len(self.next) >= self.limit:
                        verdict.too_large = True
                        verdict.states = len(self.next)
                        return verdict
                    self.next[target] = []
                    verdict.parents[target] = (marking, move)
                    if target not in (0, OVER):
                        todo.append(target)
        verdict.states = len(self.next)
        moves = [move for known in self.firings.values() for move in known if id(move) in done]
        self._judge({m.node for m in moves}, {self.graph.entry.id, *(e for m in moves for e in m.chosen)})
        return verdict

    def _after(self, marking: int, move: Move) -> int | None:
        """The next marking; None where the walk stops."""
        verdict = self.verdict
        verdict.ended = verdict.ended or move.ends
        if move.outcome is not None:
            verdict.outcomes.add(move.outcome)
            return OVER
        rest = marking & ~move.takes
        if rest & move.gives:
            self.stopped.add(marking)
            if rest & move.gives & self.main:
                verdict.doubled.setdefault(move.node, (marking, move))
            return None
        return rest | move.gives

    def _judge(self, fired: set[str], alive: set[int]) -> None:
        verdict, graph = self.verdict, self.graph
        if 0 in self.next:
            verdict.outcomes.add(COMPLETE)
        skip = (0, OVER)
        verdict.deadlocks = [
            m for m, after in self.next.items() if not after and m not in skip and m not in self.stopped
        ]
        if verdict.doubled:  # what lies behind was not seen
            return
        self._circles()
        living = {name for edge in alive for name in graph.edges[edge].holds}
        for node in graph.nodes.values():
            if node.key in fired or (node.join == "any" and alive & set(node.ins)):
                living.update(node.holds)
        everything = {name for edge in graph.edges.values() for name in edge.holds}
        everything.update(name for node in graph.nodes.values() for name in node.holds)
        verdict.dead = everything - living

    def _circles(self) -> None:
        """Markings from which neither an end nor a standstill can be reached: they turn for ever."""
        before: dict[int, list[int]] = {}
        for marking, after in self.next.items():
            for target, _ in after:
                before.setdefault(target, []).append(marking)
        todo = [m for m in self.next if m in (0, OVER) or not self.next[m]]
        good = set(todo)
        while todo:
            for marking in before.get(todo.pop(), ()):
                if marking not in good:
                    good.add(marking)
                    todo.append(marking)
        trapped = [marking for marking in self.next if marking not in good]
        if trapped:
            circle = self._innermost(trapped[0], before)
            self.verdict.circle = circle
            inside = set(circle)
            used = {e for m in circle for t, move in self.next[m] if t in inside for e in move.chosen}
            nodes = {self.graph.edges[e].source for e in used}
            self.verdict.circle_waits = any(self.graph.edges[e].waits for e in used) or any(
                self.graph.nodes[n].waits for n in nodes
            )

    def _innermost(self, marking: int, before: dict[int, list[int]]) -> list[int]:
        """A set of markings, all of which can reach each other and nothing else."""
        after = {m: [target for target, _ in moves] for m, moves in self.next.items()}
        while True:
            reach = _reached(after, marking)
            back = _reached(before, marking)
            further = next((m for m in reach if m not in back), None)
            if further is None:
                return list(reach)
            marking = further


def _reached(ways: dict[int, list[int]], start: int) -> dict[int, None]:
    seen = {start: None}
    todo = [start]
    while todo:
        for target in ways.get(todo.pop(), ()):
            if target not in seen:
                seen[target] = None
                todo.append(target)
    return seen
