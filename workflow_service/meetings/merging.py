"""Two people write in one text at once: both texts in one, by what each has changed since they last agreed.

Three texts decide: the one both began with, mine, theirs. Words and marks are compared, not lines, because
minutes are one running text. Nothing that either has written is ever lost: where both have changed the same
words, both versions stand in the result, and the caller is told which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

BETWEEN = " /"

_PARTS = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")


@dataclass(frozen=True)
class Clash:
    """Words that both have changed; "" where one of them has taken them away."""

    mine: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    """The text with both people's changes. `clashes`: places where both versions stand side by side."""

    text: str
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True)
class _Edit:
    """Parts `start` to `end` of the common text were replaced by `parts`."""

    start: int
    end: int
    parts: tuple[str, ...]


def merge(base: str, mine: str, theirs: str) -> Merged:
    """`mine` and `theirs`, both made from `base`, in one text.

    Two additions at the same place both stay, theirs first; that is no clash. A change wins over the other's
    deletion of the same words, and is a clash.
    """
    if mine in (base, theirs):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    parts = _split(base)
    out: list[str] = []
    clashes: list[Clash] = []
    at = 0
    for start, end, ours, others in _groups(_edits(parts, _split(mine)), _edits(parts, _split(theirs))):
        out += parts[at:start]
        at = end
        if not ours or not others:
            out += _applied(parts, start, end, ours or others)
            continue
        text, clash = _both(
            parts[start:end], _applied(parts, start, end, ours), _applied(parts, start, end, others)
        )
        out += text
        if clash is not None:
            clashes.append(clash)
    return Merged("".join([*out, *parts[at:]]), tuple(clashes))


def _split(text: str) -> list[str]:
    return _PARTS.findall(text)


def _edits(before: Sequence[str], after: Sequence[str]) -> list[_Edit]:
    # a word that is common in a long text is as good an anchor as a rare one
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        _Edit(start, end, tuple(after[first:last]))
        for tag, start, end, first, last in matcher.get_opcodes()
        if tag != "equal"
    ]


def _groups(ours: list[_Edit], others: list[_Edit]) -> list[tuple[int, int, list[_Edit], list[_Edit]]]:
    """Edits in the order of the text; those of the two people that touch the same parts stand together."""
    tagged = sorted(
        [(e.start, e.end, 0, e) for e in ours] + [(e.start, e.end, 1, e) for e in others],
        key=lambda one: one[:3],
    )
    found: list[tuple[int, int, list[_Edit], list[_Edit]]] = []
    for start, end, whose, edit in tagged:
        if found and _touches(found[-1][0], found[-1][1], start, end):
            first, last, mine, theirs = found.pop()
        else:
            first, last, mine, theirs = start, end, [], []
        (theirs if whose else mine).append(edit)
        found.append((first, max(last, end), mine, theirs))
    return found


def _touches(first: int, last: int, start: int, end: int) -> bool:
    """Do two ranges share parts, or add at the same place? What only lies side by side does not."""
    return start < last or (first == start and last == end)


def _applied(parts: Sequence[str], start: int, end: int, edits: list[_Edit]) -> list[str]:
    """The parts `start` to `end` after one person's edits."""
    out: list[str] = []
    at = start
    for edit in edits:
        out += [*parts[at : edit.start], *edit.parts]
        at = edit.end
    return [*out, *parts[at:end]]


def _both(before: list[str], mine: list[str], theirs: list[str]) -> tuple[list[str], Clash | None]:
    """One place that both have changed."""
    if mine == theirs:
        return mine, None
    head = 0
    while head < min(len(mine), len(theirs)) and mine[head] == theirs[head]:
        head += 1
    tail = 0
    # what both only add ends each addition: a full stop is not shared between two sentences
    while before and tail < min(len(mine), len(theirs)) - head and mine[-1 - tail] == theirs[-1 - tail]:
        tail += 1
    mine_only, theirs_only = mine[head : len(mine) - tail], theirs[head : len(theirs) - tail]
    # beyond what they have in common each has only added: both stay, one after the other
    added = not before or mine[:head] + mine[len(mine) - tail :] == before
    between = _between(theirs_only, mine_only, added=added)
    text = [*mine[:head], *theirs_only, *between, *mine_only, *mine[len(mine) - tail :]]
    clash = None if added else Clash("".join(mine_only).strip(), "".join(theirs_only).strip())
    return text, clash


def _between(first: list[str], second: list[str], *, added: bool) -> list[str]:
    """What keeps two versions apart: a mark when they are about the same words, a space between two words."""
    if not first or not second:
        return []
    if not added:
        return [BETWEEN] if second[0][:1].isspace() else [BETWEEN, " "]
    return [] if second[0][:1].isspace() or first[-1][-1:].isspace() else [" "]
