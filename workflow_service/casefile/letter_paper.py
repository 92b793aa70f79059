"""A letter's text as paper and pages show it: headings, paragraphs, lines.

In a template a line that begins with `## ` is a heading. The letter leaves as plain text, and the journal
keeps beside it which of its lines are headings, so that a screen reader finds them too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_MARK = "## "


@dataclass(frozen=True)
class Piece:
    """A heading, or a paragraph of one or more lines."""

    heading: str = ""
    lines: tuple[str, ...] = ()


def plain(text: str) -> str:
    """The text without the marks of its headings."""
    return "\n".join(line.removeprefix(_MARK) for line in text.split("\n"))


def headings(text: str) -> list[str]:
    """The lines that are marked as headings, in their order."""
    return [line.removeprefix(_MARK) for line in text.split("\n") if line.startswith(_MARK)]


def pieces(text: str, titles: Iterable[str] = ()) -> list[Piece]:
    """The text in headings and paragraphs. A line is a heading when it is marked, or when it stands first
    in its paragraph and is the next of `titles` (what `headings` found when the letter was posted)."""
    waiting, found = list(titles), []
    for part in text.split("\n\n"):
        lines = [line for line in part.split("\n") if line.strip()]
        if lines and (lines[0].startswith(_MARK) or lines[0] in waiting):
            title = lines.pop(0).removeprefix(_MARK)
            if title in waiting:
                waiting = waiting[waiting.index(title) + 1 :]
            found.append(Piece(heading=title))
        if lines:
            found.append(Piece(lines=tuple(lines)))
    return found
