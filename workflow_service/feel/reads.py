"""Which names an expression reads: for conditional events, checks while editing, and completion.

The answer is never too small: inside a filter a name may be a member of the item or a variable, so it
counts as read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields

from workflow_service.feel import nodes
from workflow_service.feel.nodes import Node

_CLOCK = frozenset({"now", "today"})


@dataclass(frozen=True, slots=True)
class Reads:
    """Root names, dotted paths, parameter keys, and whether the clock is asked."""

    roots: frozenset[str]
    paths: frozenset[str]
    parameters: frozenset[str]
    uses_clock: bool


class _Collector:
    def __init__(self, built_ins: Collection[str]) -> None:
        self.built_ins = built_ins
        self.paths: set[tuple[str, ...]] = set()
        self.parameters: set[str] = set()
        self.uses_clock = False

    def visit(self, node: Node) -> None:
        path = dotted(node)
        if path is not None:
            self._read(path)
            return
        if isinstance(node, nodes.Call) and isinstance(node.function, nodes.BuiltIn):
            self._built_in(node.function.name, node.arguments, node.named)
        for child in children(node):
            self.visit(child)

    def _read(self, path: tuple[str, ...]) -> None:
        if len(path) == 1 and path[0] in self.built_ins:
            self.uses_clock = self.uses_clock or path[0] in _CLOCK
        self.paths.add(path)

    def _built_in(self, name: str, arguments: tuple[Node, ...], named: tuple[tuple[str, Node], ...]) -> None:
        self.uses_clock = self.uses_clock or name in _CLOCK
        if name == "parameter":
            for argument in (*arguments, *(value for _, value in named)):
                if isinstance(argument, nodes.Literal) and isinstance(argument.value, str):
                    self.parameters.add(argument.value)


def dotted(node: Node) -> tuple[str, ...] | None:
    """`a.b.c` of a free variable as its parts; None for anything else."""
    if isinstance(node, nodes.Name) and not node.bound:
        return (node.name,)
    if isinstance(node, nodes.Path):
        source = dotted(node.source)
        return None if source is None else (*source, node.name)
    return None


def children(node: Node) -> list[Node]:
    """The nodes directly below a node."""
    found: list[Node] = []

    def gather(value: object) -> None:
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple):
            for item in value:
                gather(item)

    for field in fields(node):
        gather(getattr(node, field.name))
    return found


def mentions_input(node: Node) -> bool:
    """Whether `?` occurs in the tree."""
    return isinstance(node, nodes.InputValue) or any(map(mentions_input, children(node)))


def find_reads(node: Node, built_ins: Collection[str]) -> Reads:
    """Everything the tree reads from outside.

    A bare built-in name counts, since a variable may have that name.
    """
    collector = _Collector(built_ins)
    collector.visit(node)
    return Reads(
        frozenset(path[0] for path in collector.paths),
        frozenset(".".join(path) for path in collector.paths),
        frozenset(collector.parameters),
        collector.uses_clock,
    )
