"""Reading types, as in `instance of list<number>` (DMN 1.5, grammar rules 49 to 51)."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from workflow_service.feel.lexer import Lexer
from workflow_service.feel.nodes import TypeNode

BASE_TYPES = (
    "years and months duration",
    "days and time duration",
    "date and time",
    "number",
    "string",
    "boolean",
    "date",
    "time",
    "context",
    "list",
    "function",
    "range",
    "Any",
    "Null",
)
_QUALIFIED = re.compile(r"[^\W\d][\w.]*")
_MEMBER = re.compile(r"[^:<>,]+?(?=\s*:)")


@lru_cache(maxsize=64)
def _patterns(types: frozenset[str]) -> list[tuple[str, re.Pattern[str]]]:
    """Every known type name with its pattern, the longest first."""
    names = sorted({*types, *BASE_TYPES}, key=len, reverse=True)
    return [(name, re.compile(r"\s+".join(map(re.escape, name.split())) + r"(?!\w)")) for name in names]


class TypeParser(Lexer):
    """Adds types to the lexer. `types` are names of declared types (they may hold spaces)."""

    def __init__(self, text: str, types: Collection[str] = ()) -> None:
        super().__init__(text)
        self._types = frozenset(types)

    def type(self) -> TypeNode:
        """One type. Raises FeelSyntaxError."""
        self.enter()
        at = self.position
        for name in ("list", "range", "context", "function"):
            if re.compile(name + r"\s*<").match(self.text, at):
                self.need(name)
                self.need("<")
                node = self._generic(at, name)
                self.leave()
                return node
        self.leave()
        for name, pattern in _patterns(self._types):
            if self.match(pattern):
                return TypeNode(at, name)
        word = self.match(_QUALIFIED)
        if word is None:
            raise self.expected("en type", "a type")
        return TypeNode(at, word[0])

    def _generic(self, at: int, name: str) -> TypeNode:
        items: list[tuple[str, TypeNode]] = []
        while not self.peek(">"):
            key = ""
            if name == "context":
                found = self.match(_MEMBER)
                if found is None:
                    raise self.expected("et navn", "a name")
                key = " ".join(found[0].split())
                self.need(":")
            items.append((key, self.type()))
            if not self.take(","):
                break
        self.need(">")
        if name == "function":
            self.need("->")
            items.append(("", self.type()))
        return TypeNode(at, name, tuple(items), generic=True)
