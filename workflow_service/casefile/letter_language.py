"""The little language of letter templates: `{{field}}`, `{{#field}} shown when it has text {{/field}}` and
`{{^field}} shown when it has none {{/field}}`. Nothing is evaluated, so a template can do no harm, and what
is merged in is never read as template again.

>>> render("Kære {{name}}{{#day}}, svar senest {{day}}{{/day}}.", {"name": "Sara", "day": ""})
'Kære Sara.'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

_MARK = re.compile(r"\{\{([#^/]?)\s*([^{}]*?)\s*\}\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_GAP = re.compile(r"\n{3,}")


@dataclass
class TemplateError(Exception):
    """The text cannot be read as a template. `da`, `en`: what is wrong; `line` counts from 1."""

    da: str
    en: str
    line: int


@dataclass(frozen=True)
class Node:
    """A text (`name` None), a field, or a section: `wanted` says whether the field must have text."""

    text: str = ""
    name: str | None = None
    wanted: bool | None = None
    inside: tuple[Node, ...] = ()
    line: int = 1


@dataclass
class _Open:
    name: str
    wanted: bool
    line: int
    nodes: list[Node] = field(default_factory=list)


@lru_cache(500)
def parse(text: str) -> tuple[Node, ...]:
    """The template's parts. Raises `TemplateError`."""
    stack = [_Open("", True, 1)]
    at = 0
    for mark in _MARK.finditer(text):
        line = text.count("\n", 0, mark.start()) + 1
        stack[-1].nodes.append(Node(text[at : mark.start()]))
        at = mark.end()
        kind, name = mark.groups()
        if not _NAME.fullmatch(name):
            raise TemplateError(
                f"»{name}« er ikke navnet på et felt.", f"“{name}” is no name of a field.", line
            )
        if kind in ("#", "^"):
            stack.append(_Open(name, kind == "#", line))
        elif kind == "/":
            if stack[-1].name != name:
                raise TemplateError(
                    f"{{{{/{name}}}}} slutter noget, der ikke er begyndt.",
                    f"{{{{/{name}}}}} ends what was not begun.",
                    line,
                )
            done = stack.pop()
            section = Node(name=name, wanted=done.wanted, inside=tuple(done.nodes), line=done.line)
            stack[-1].nodes.append(section)
        else:
            stack[-1].nodes.append(Node(name=name, line=line))
    if len(stack) > 1:
        left = stack[-1]
        raise TemplateError(
            f"{{{{#{left.name}}}}} mangler sin slutning {{{{/{left.name}}}}}.",
            f"{{{{#{left.name}}}}} lacks its end {{{{/{left.name}}}}}.",
            left.line,
        )
    rest = text[at:]
    if "{{" in _MARK.sub("", text) or "}}" in _MARK.sub("", text):
        raise TemplateError(
            "Et felt skrives med to klammer på hver side: {{felt}}.",
            "A field is written with two braces on each side: {{field}}.",
            1,
        )
    stack[0].nodes.append(Node(rest))
    return tuple(stack[0].nodes)


def names(text: str) -> Iterator[tuple[str, int]]:
    """(field, line) of every field the template names. Raises `TemplateError`."""
    waiting = list(parse(text))
    while waiting:
        node = waiting.pop(0)
        if node.name is not None:
            yield node.name, node.line
        waiting = [*node.inside, *waiting]


def render(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled in, without the gaps that empty fields leave. Raises `KeyError` for a
    field without a value: a letter must not leave with a hole in it."""
    return _GAP.sub("\n\n", _filled(parse(text), values)).strip()


def _filled(nodes: tuple[Node, ...], values: Mapping[str, str]) -> str:
    parts = []
    for node in nodes:
        if node.name is None:
            parts.append(node.text)
        elif node.wanted is None:
            parts.append(values[node.name])
        elif bool(values[node.name].strip()) == node.wanted:
            parts.append(_filled(node.inside, values))
    return "".join(parts)
