"""A matcher whose work is bounded by pattern length times text length.

It goes through the pattern as a small program, depth first, in the order Python's matcher would, so it
finds the same match; but a place of the program that failed at a place of the text once is not tried there
again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow_service.feel.errors import NullResult
from workflow_service.feel.limits import Run
from workflow_service.feel.patterns import Choice, Edge, Group, One, Part, Repeat, Sequence

Span = tuple[int, int]
MAX_PROGRAM = 5_000
_STEPS_OF_RUN = 5  # so many places cost one step of the evaluation's budget

_ONE, _SPLIT, _JUMP, _SAVE, _EDGE, _MATCH = range(6)
_Instruction = tuple[int, int, int]


class Machine:
    """A pattern as a program: characters, splits (first choice preferred), jumps, saves, edges, the end."""

    def __init__(self, tree: Part, groups: int, flags: re.RegexFlag) -> None:
        self._flags = flags
        self._groups = groups
        self._program: list[_Instruction] = []
        self._ones: list[re.Pattern[str]] = []
        self._known: dict[str, int] = {}
        self._emit(tree)
        self._add(_MATCH)

    @property
    def size(self) -> int:
        """How many places the program has."""
        return len(self._program)

    # ---- making the program

    def _add(self, code: int, first: int = 0, second: int = 0) -> int:
        if len(self._program) >= MAX_PROGRAM:
            raise NullResult("the pattern is too large")
        self._program.append((code, first, second))
        return len(self._program) - 1

    def _emit(self, part: Part) -> None:
        if isinstance(part, One):
            if part.source not in self._known:
                self._known[part.source] = len(self._ones)
                self._ones.append(re.compile(part.source, self._flags))
            self._add(_ONE, self._known[part.source])
        elif isinstance(part, Edge):
            self._add(_EDGE, int(part.start))
        elif isinstance(part, Sequence):
            for inner in part.parts:
                self._emit(inner)
        elif isinstance(part, Choice):
            self._emit_choice(part)
        elif isinstance(part, Group):
            self._emit_group(part)
        elif isinstance(part, Repeat):
            self._emit_repeat(part)

    def _emit_group(self, part: Group) -> None:
        if part.number is None:
            self._emit(part.body)
            return
        self._add(_SAVE, 2 * part.number)
        self._emit(part.body)
        self._add(_SAVE, 2 * part.number + 1)

    def _emit_choice(self, part: Choice) -> None:
        jumps = []
        for inner in part.parts[:-1]:
            split = self._add(_SPLIT)
            self._emit(inner)
            jumps.append(self._add(_JUMP))
            self._program[split] = (_SPLIT, split + 1, len(self._program))
        self._emit(part.parts[-1])
        for jump in jumps:
            self._program[jump] = (_JUMP, len(self._program), 0)

    def _emit_repeat(self, part: Repeat) -> None:
        for _ in range(part.low):
            self._emit(part.body)
        if part.high is None:
            split = self._add(_SPLIT)
            self._emit(part.body)
            self._add(_JUMP, split)
            self._set_split(split, part.greedy)
            return
        splits = []
        for _ in range(part.high - part.low):
            splits.append(self._add(_SPLIT))
            self._emit(part.body)
        for split in splits:
            self._set_split(split, part.greedy)

    def _set_split(self, split: int, greedy: bool) -> None:
        body, after = split + 1, len(self._program)
        self._program[split] = (_SPLIT, body, after) if greedy else (_SPLIT, after, body)

    # ---- running it

    def find_all(self, run: Run, text: str) -> Iterator[list[Span]]:
        """Spans of each match and its groups, from the left, as Python's `finditer` gives them."""
        start = 0
        while start <= len(text):
            saved = self._find(run, text, start)
            if saved is None:
                return
            spans = [(saved[2 * number], saved[2 * number + 1]) for number in range(self._groups + 1)]
            yield spans
            start = spans[0][1] + (spans[0][0] == spans[0][1])

    def _find(self, run: Run, text: str, start: int) -> list[int] | None:
        """The first match at or after `start`.

        Places that failed from one start fail from the next as well.
        """
        tried: set[int] = set()
        for begin in range(start, len(text) + 1):
            saved = self._match_at(run, text, begin, tried)
            if saved is not None:
                return saved
        return None

    def _match_at(self, run: Run, text: str, begin: int, tried: set[int]) -> list[int] | None:
        width = len(text) + 1
        empty = (-1,) * (2 * self._groups + 2)
        waiting: list[tuple[int, int, tuple[int, ...]]] = [(0, begin, empty)]
        budget = _STEPS_OF_RUN
        while waiting:
            at, position, saved = waiting.pop()
            place = at * width + position
            if place in tried:
                continue
            tried.add(place)
            budget -= 1
            if not budget:
                run.spend(1)
                budget = _STEPS_OF_RUN
            code, first, second = self._program[at]
            if code == _ONE:
                if position < len(text) and self._ones[first].match(text, position):
                    waiting.append((at + 1, position + 1, saved))
            elif code == _SPLIT:
                waiting.append((second, position, saved))
                waiting.append((first, position, saved))
            elif code == _JUMP:
                waiting.append((first, position, saved))
            elif code == _SAVE:
                waiting.append((at + 1, position, (*saved[:first], position, *saved[first + 1 :])))
            elif code == _MATCH:
                return [begin, position, *saved[2:]]
            elif self._at_edge(text, position, start=bool(first)):
                waiting.append((at + 1, position, saved))
        return None

    def _at_edge(self, text: str, position: int, *, start: bool) -> bool:
        lines = bool(self._flags & re.MULTILINE)
        if start:
            return position == 0 or (lines and text[position - 1] == "\n")
        return position == len(text) or (lines and text[position] == "\n")
