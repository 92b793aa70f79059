"""The control flow of one scope: nodes that take and give tokens, edges on which tokens rest.

Data are left out: every condition may hold or not. An edge stands for a whole stretch of the diagram once it
is reduced; it remembers what lies on it, so that findings speak of what was drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

START, END = "", "~end"
# Subsets of an inclusive split with more ways than this are taken small and whole only: 2^n is no answer.
WIDE = 8

Decision = tuple[str, str]


@dataclass
class Edge:
    """From node to node. `attached`: it leaves by a boundary event, not by a sequence flow.

    `at`: the join a token on it waits in, when that is only a part of the node it leads to.
    """

    id: int
    source: str
    target: str
    names: list[str] = field(default_factory=list)
    holds: list[str] = field(default_factory=list)
    decisions: tuple[Decision, ...] = ()
    waits: bool = False
    effect: bool = False
    attached: bool = False
    at: str | None = None


@dataclass
class Node:
    """`join`: any token by itself, all ways filled, or "or" (BPMN 2.0, 13.4.3). `split`: one way, all, some.

    `element` is what a person looks at for what comes in, `chooser` for what goes out. `side`: edges of
    boundary events that do not interrupt. `clears`: it ends its scope with that outcome.
    """

    key: str
    element: str | None = None
    chooser: str | None = None
    join: str = "any"
    split: str = "all"
    ins: list[int] = field(default_factory=list)
    outs: list[int] = field(default_factory=list)
    side: list[int] = field(default_factory=list)
    holds: list[str] = field(default_factory=list)
    clears: str | None = None
    waits: bool = False
    effect: bool = False
    event: bool = False
    # drawn, but no token ever goes there: an inclusive join sees it all the same
    never: set[int] = field(default_factory=set)
    # of a split into some ways
    plain: set[int] = field(default_factory=set)
    default: int | None = None
    nothing: bool = False
    # a condition may hold that only leads where a token goes anyway
    held: bool = False
    exclusive: set[frozenset[int]] = field(default_factory=set)

    @property
    def steady(self) -> bool:
        """All that comes in goes out by the same ways each time."""
        return (
            not self.side
            and not self.never
            and (self.split == "all" or (len(self.outs) == 1 and not self.nothing))
        )

    def ports(self) -> list[tuple[int, ...]]:
        """The sets of edges it may give a token each time it fires."""
        if self.split == "all":
            base = [tuple(self.outs)]
        elif self.split == "one":
            base = [(edge,) for edge in self.outs if edge not in self.never]
        else:
            base = list(self._some())
        if not self.side:
            return base
        more = [(), *((edge,) for edge in self.side)]
        if len(self.side) > 1:
            more.append(tuple(self.side))
        return [port + extra for port in base or [()] for extra in more]

    def _some(self) -> Iterator[tuple[int, ...]]:
        plain = tuple(edge for edge in self.outs if edge in self.plain)
        guarded = [edge for edge in self.outs if edge not in self.plain and edge != self.default]
        sizes = range(1, len(guarded) + 1) if len(guarded) <= WIDE else (1, 2, len(guarded))
        for size in sizes:
            for chosen in combinations(guarded, size):
                if not any(pair <= set(chosen) for pair in self.exclusive):
                    yield plain + chosen
        if self.default is not None:
            yield (*plain, self.default)
        if self.held or (self.nothing and self.default is None):
            yield plain


class Graph:
    """One scope.

    `loose`: something in it is told only roughly, so it is never refused. `vanishing`: tokens that ended
    beside others were taken out, so an end may be reached that is not to be seen any more.
    """

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.edges: dict[int, Edge] = {}
        self.loose = self.vanishing = False
        self._next = 0
        self.add(Node(START))
        self.entry = self._edge("", START)
        self.add(Node(END))

    def add(self, node: Node) -> Node:
        self.nodes[node.key] = node
        return node

    def connect(
        self,
        source: str,
        target: str,
        decision: str | None = None,
        attached: bool = False,
        side: bool = False,
    ) -> int:
        """An edge; `decision` is what its source chooses it by: a flow or a boundary event."""
        edge = self._edge(source, target)
        node = self.nodes[source]
        (node.side if side else node.outs).append(edge.id)
        edge.attached = attached
        if decision is not None and node.chooser is not None:
            edge.decisions = ((node.chooser, decision),)
        return edge.id

    def _edge(self, source: str, target: str) -> Edge:
        self._next += 1
        edge = self.edges[self._next] = Edge(self._next, source, target)
        self.nodes[target].ins.append(edge.id)
        return edge

    def drop(self, edge_id: int) -> None:
        """Take an edge out of the graph."""
        edge = self.edges.pop(edge_id)
        self.nodes[edge.target].ins.remove(edge_id)
        source = self.nodes[edge.source]
        for ids in (source.outs, source.side):
            if edge_id in ids:
                ids.remove(edge_id)
        source.plain.discard(edge_id)
        if source.default == edge_id:
            source.default = None

    def retarget(self, edge_id: int, target: str) -> None:
        edge = self.edges[edge_id]
        self.nodes[edge.target].ins.remove(edge_id)
        edge.target = target
        self.nodes[target].ins.append(edge_id)

    def forward(self, start: list[int], sides: bool) -> set[int]:
        """The edges a token on one of these can come to."""
        seen: set[int] = set()
        todo = list(start)
        while todo:
            edge = todo.pop()
            if edge not in seen:
                seen.add(edge)
                node = self.nodes[self.edges[edge].target]
                todo += node.outs + (node.side if sides else [])
        return seen

    def upstream(self, edge_id: int, gateway: str) -> set[str]:
        """The nodes from which sequence flows lead to this edge without passing the gateway (13.4.3)."""
        seen: set[str] = set()
        todo = [edge_id]
        while todo:
            edge = self.edges[todo.pop()]
            if edge.attached or edge.source == gateway or edge.source in seen:
                continue
            if edge.id != self.entry.id:
                seen.add(edge.source)
                todo += self.nodes[edge.source].ins
        return seen
