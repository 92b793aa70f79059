"""From tree to closures: the registry of rules. A closure takes the environment and gives a value.

The environment holds names to values, and the run under `RUN`. Compiling once and running closures is what
makes a condition cost about a microsecond; nothing here looks at data. The rules are in `compile_basics`
and `compile_blocks`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from workflow_service.feel.nodes import Node
from workflow_service.feel.typetests import TypeTest
from workflow_service.feel.values import Function, Value

Env = dict[str, Any]
Code = Callable[[Env], Value]
RUN = "\0run"  # no FEEL name can be spelled like this

_Rule = Callable[["Compiler", Any], Code]
_RULES: dict[type[Node], _Rule] = {}
_R = TypeVar("_R", bound=_Rule)


def compiles(node: type[Node]) -> Callable[[_R], _R]:
    """Register the function that compiles nodes of this class."""

    def register(rule: _R) -> _R:
        _RULES[node] = rule
        return rule

    return register


class Compiler:
    """Compiles trees. `built_ins` are functions by name, `types` tests of declared types by name."""

    def __init__(
        self, built_ins: Mapping[str, Function], types: Mapping[str, TypeTest] | None = None
    ) -> None:
        self.built_ins = built_ins
        self.types = types or {}

    def compile(self, node: Node) -> Code:
        """The closure of a node."""
        return _RULES[type(node)](self, node)

    def all(self, several: tuple[Node, ...]) -> list[Code]:
        """The closures of several nodes."""
        return [self.compile(node) for node in several]
