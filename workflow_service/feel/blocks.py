"""Reading what brings names of its own: contexts, loops, functions (DMN 1.5, grammar rules 44 to 63)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from workflow_service.feel import nodes
from workflow_service.feel.nodes import Node
from workflow_service.feel.shapes import FunctionShape, Names, NameScope, Shape
from workflow_service.feel.typeparser import TypeParser

_KEY = re.compile(r"[^\d\s:{}\"\[\]][^:{}\"\[\]]*?(?=\s*:)")
_ITERATOR = re.compile(r"[^\W\d][^\n]{0,200}?(?=\s+in\b)")
_PARAMETER = re.compile(r"[^\W\d][^,:)]*")


class BlockParser(TypeParser):
    """Adds contexts, loops and function definitions; `Parser` gives `expression`."""

    scope: NameScope

    def expression(self) -> tuple[Node, Shape]:
        """Any expression."""
        raise NotImplementedError

    @contextmanager
    def _inner(self, names: Names = ()) -> Iterator[NameScope]:
        outer = self.scope
        self.scope = NameScope(names, outer)
        try:
            yield self.scope
        finally:
            self.scope = outer

    def context(self) -> tuple[Node, Shape]:
        """`{key: value, …}`; an entry sees those before it."""
        at = self.position
        self.need("{")
        entries: list[tuple[str, Node]] = []
        shape: dict[str, Shape] = {}
        with self._inner() as scope:
            more = not self.peek("}")
            while more:
                key = self._key()
                self.need(":")
                if self.peek("function"):
                    scope.declare(key, FunctionShape())  # a function may call itself
                value, inner = self.expression()
                entries.append((key, value))
                shape[key] = inner
                scope.declare(key, inner)
                more = self.take(",") is not None
            self.need("}")
        return nodes.ContextLiteral(at, tuple(entries)), shape

    def _key(self) -> str:
        text = self.string()
        if text is not None:
            return text
        found = self.match(_KEY)
        if found is None:
            raise self.expected("et navn", "a name")
        return " ".join(found[0].split())

    def loop(self, word: str) -> tuple[Node, Shape]:
        """`for … return …`, `some … satisfies …`, `every … satisfies …`."""
        at = self.position
        self.need(word)
        iterators: list[nodes.Iterator] = []
        with self._inner() as scope:
            while True:
                iterator, shape = self._iterator()
                iterators.append(iterator)
                scope.declare(iterator.name, shape)
                if not self.take(","):
                    break
            if word == "for":
                scope.declare("partial", None)
            self.need("return" if word == "for" else "satisfies")
            body, result = self.expression()
        if word == "for":
            return nodes.For(at, tuple(iterators), body), result
        return nodes.Quantified(at, word == "every", tuple(iterators), body), None

    def _iterator(self) -> tuple[nodes.Iterator, Shape]:
        at = self.position
        found = self.match(_ITERATOR)
        if found is None:
            raise self.expected("et navn og »in«", "a name and 'in'")
        self.need("in")
        source, shape = self.expression()
        end = self.expression()[0] if self.take("..") else None
        return nodes.Iterator(at, " ".join(found[0].split()), source, end), shape

    def function(self) -> tuple[Node, Shape]:
        """`function(name: type, …) body`; `external` bodies are read and never run."""
        at = self.position
        self.need("function")
        self.need("(")
        parameters: list[tuple[str, nodes.TypeNode | None]] = []
        with self._inner() as scope:
            more = not self.peek(")")
            while more:
                found = self.match(_PARAMETER)
                if found is None:
                    raise self.expected("et navn", "a name")
                name = " ".join(found[0].split())
                parameters.append((name, self.type() if self.take(":") else None))
                scope.declare(name, None)
                more = self.take(",") is not None
            self.need(")")
            external = self.take("external")
            body, shape = self.expression()
        function = nodes.FunctionLiteral(at, tuple(parameters), None if external else body)
        return function, FunctionShape(shape)
