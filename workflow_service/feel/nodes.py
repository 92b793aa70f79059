"""The tree of a FEEL expression (DMN 1.5, 10.3.1.2). `at` is the offset of the node in the text, from 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """Root of all nodes."""

    at: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, text, boolean, null, or `@"…"` value."""

    value: Any


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable or built-in function.

    `bound` when a loop, parameter or context entry inside the text made it.
    """

    name: str
    bound: bool = False


@dataclass(frozen=True, slots=True)
class BuiltIn(Node):
    """A built-in function that is called by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class InputValue(Node):
    """`?`, the value under test."""


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`source.name`."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`source[predicate]`."""

    source: Node
    predicate: Node


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """`and` (conjunction) or `or` of two or more parts."""

    conjunction: bool
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`=`, `!=`, `<`, `<=`, `>`, `>=`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in tests`."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class OperatorTest(Node):
    """A unary test with an operator, `< 10`; as a value it is a range."""

    operator: str
    value: Node


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """Tests of `?`, one of which must hold (none, when `negated`); no tests at all means `-`, anything."""

    tests: tuple[Node, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: TypeNode


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`first op operand op operand …`, all of the same precedence, from the left."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """`-value`."""

    value: Node


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then yes else no`."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Iterator(Node):
    """`name in source` or `name in source..end`."""

    name: str
    source: Node
    end: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for iterators return body`."""

    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some` or `every` `iterators satisfies body`."""

    every: bool
    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """`[item, item]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """`{key: value}`."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """`[start..end]`, with either bracket turned outwards or round to exclude an end."""

    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Node):
    """`function(parameters) body`; `body` is None for an external function."""

    parameters: tuple[tuple[str, TypeNode | None], ...]
    body: Node | None


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`function(arguments)` or `function(name: argument)`."""

    function: Node
    arguments: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class TypeNode(Node):
    """A type:

    `name` alone, or `list`, `range`, `context`, `function` with `items` (of a context: names and types).
    """

    name: str
    items: tuple[tuple[str, TypeNode], ...] = ()
    generic: bool = False
