"""What the parser knows of names: which are declared, and which members their values have.

FEEL names may hold spaces and operator signs (`samlet husstandsindkomst`, `a-b`), so a text can only be
read when the names are known (DMN 1.5, 10.3.1.2). They are known from declarations, never from data: the
same text always parses the same way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class FunctionShape:
    """A function; `result` is the shape of what it gives."""

    result: Shape = None


# None: nothing is known of the value. A mapping: it has these members (or is a list of such values).
Shape: TypeAlias = "Mapping[str, Shape] | FunctionShape | None"
Names: TypeAlias = "Collection[str] | Mapping[str, Shape]"

_SIGNS = re.compile(r"\s*([./\-'+]|\*\*?)\s*")
_SPACES = re.compile(r"\s+")


def odd_names(names: Iterable[str]) -> frozenset[str]:
    """Those names, normalised, that hold a space or a sign:

    The only ones that need to be known in advance.
    """
    return frozenset(normal(name) for name in names if not name.isidentifier())


@lru_cache(maxsize=4096)
def normal(name: str) -> str:
    """A name with its spaces made uniform, so that `a-b` and `a - b` are one name."""
    return _SPACES.sub(" ", _SIGNS.sub(r" \1 ", name)).strip()


def member(shape: Shape, name: str) -> Shape:
    """Shape of member `name` (normalised) of a value, None when unknown."""
    if isinstance(shape, Mapping):
        for key, inner in shape.items():
            if normal(key) == name:
                return inner
    return None


def merged(left: Shape, right: Shape) -> Shape:
    """Shape of a value that is one or the other."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return {**left, **right}
    return left if left is not None else right


class NameScope:
    """Names of one scope and of those around it, by normalised spelling.

    `bound` tells names made inside the text from the caller's; an `open` scope may hold any further name
    (an item whose members nobody declared).
    """

    def __init__(
        self, names: Names, outer: NameScope | None = None, *, bound: bool = True, opened: bool = False
    ) -> None:
        shapes = names if isinstance(names, Mapping) else dict.fromkeys(names)
        self._own: dict[str, tuple[str, Shape, bool]] = {
            normal(name): (name, shape, bound) for name, shape in shapes.items()
        }
        self._outer = outer
        self._bound = bound
        self.opened: bool = opened or (outer is not None and outer.opened)

    def declare(self, name: str, shape: Shape) -> None:
        """Add a name to this scope."""
        self._own[normal(name)] = (name, shape, self._bound)

    def find(self, name: str) -> tuple[str, Shape, bool] | None:
        """Declared spelling, shape and whether it is bound inside the text.

        None when nobody declared it.
        """
        scope: NameScope | None = self
        while scope is not None:
            found = scope._own.get(name)
            if found is not None:
                return found
            scope = scope._outer
        return None

    def __iter__(self) -> Iterator[str]:
        scope: NameScope | None = self
        while scope is not None:
            yield from scope._own
            scope = scope._outer
