"""Matching XPath patterns in bounded time.

Python's matcher tries every way to match, which a pattern such as `(a+)+$` turns into hours. So each
pattern has an estimate of the work it can cause; small estimates go to Python's matcher, which is fast,
everything else to a matcher that never tries the same place of the pattern at the same place of the text
twice: its work is at most their product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import prod

from workflow_service.feel.errors import LimitExceeded, NullResult
from workflow_service.feel.limits import Run
from workflow_service.feel.machine import Machine, Span
from workflow_service.feel.patterns import (
    Back,
    Choice,
    Edge,
    Group,
    One,
    Part,
    PatternParser,
    Repeat,
    Sequence,
)
from workflow_service.feel.values import Value

_FLAGS = {
    "s": re.RegexFlag(0),
    "m": re.MULTILINE,
    "i": re.IGNORECASE,
    "x": re.RegexFlag(0),
    "q": re.RegexFlag(0),
}
_PATTERN_STEPS = 50  # what reading a pattern takes, in steps of the evaluation
_CATEGORY_STEPS = 2000
_PROGRAM_STEPS = 50  # so many places of a program cost one step: a cached pattern may have to be made again
_CATEGORY = re.compile(r"\\[pP]")
_QUICK_WORK = 2_000_000  # about 20 ms in Python's matcher
_SPACES = re.compile(r"\s+(?![^\[]*\])")
_REPLACEMENT = re.compile(r"\\([\\$])|\$(\d)")


@dataclass(frozen=True)
class Pattern:
    """A pattern ready to match."""

    quick: re.Pattern[str]
    machine: Machine | None
    effort: Effort | None

    def search(self, run: Run, text: str) -> bool:
        """Whether the pattern occurs in the text."""
        return next(self._matches(run, text), None) is not None

    def replace(self, run: Run, text: str, replacement: str) -> str:
        """All matches replaced; `$1` is the first group, `\\$` a dollar sign."""
        parts: list[str] = []
        last = made = 0
        for spans in self._matches(run, text):
            start, end = spans[0]
            parts += [text[last:start], _filled(replacement, text, spans)]
            made += len(parts[-1]) + start - last
            run.check_text(made)
            last = end
        joined = "".join([*parts, text[last:]])
        run.check_text(len(joined))
        return joined

    def split(self, run: Run, text: str) -> Value:
        """The texts between the matches."""
        parts: list[str] = []
        last = 0
        for spans in self._matches(run, text):
            start, end = spans[0]
            parts.append(text[last:start])
            last = end
        return [*parts, text[last:]]

    def _matches(self, run: Run, text: str) -> Iterator[list[Span]]:
        """Groups' spans of each match from the left, the whole match first.

        (-1, -1) for a group not taken.
        """
        run.check_text(len(text))
        if self.effort is not None and self.effort.fits(len(text)):
            for found in self.quick.finditer(text):
                run.spend(1)
                yield [found.span(number) for number in range(self.quick.groups + 1)]
        elif self.machine is not None:
            yield from self.machine.find_all(run, text)
        else:
            raise LimitExceeded(
                self.quick.pattern,
                "Mønsteret henviser tilbage til en gruppe og er for tungt til så lang en tekst.",
                "The pattern refers back to a group and is too heavy for a text this long.",
            )


def _filled(replacement: str, text: str, spans: list[Span]) -> str:
    def one(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        number = int(match[2])
        return text[slice(*spans[number])] if number < len(spans) and spans[number][0] >= 0 else ""

    return _REPLACEMENT.sub(one, replacement)


def pattern_for(run: Run, pattern: str, flags: str) -> Pattern:
    """A pattern for this evaluation: each new one costs steps, so that a loop cannot make endless ones."""
    if run.patterns is None:
        run.patterns = set()
    if (pattern, flags) not in run.patterns:
        run.patterns.add((pattern, flags))
        run.spend(_PATTERN_STEPS + len(pattern) + _CATEGORY_STEPS * len(_CATEGORY.findall(pattern)))
    found = compile_pattern(pattern, flags)
    if found.machine is not None:
        run.spend(found.machine.size // _PROGRAM_STEPS)
    return found


@lru_cache(maxsize=512)
def compile_pattern(pattern: str, flags: str) -> Pattern:
    """A pattern with flags of `smixq`. Raises NullResult when XPath does not allow it."""
    if not set(flags) <= set(_FLAGS):
        raise NullResult("unknown flag")
    if "q" in flags:
        pattern = re.sub(r"[\\|.\-^?*+{}()\[\]$]", r"\\\g<0>", pattern)
    elif "x" in flags:
        pattern = _SPACES.sub("", pattern)
    options = re.RegexFlag(0)
    for flag in flags:
        options |= _FLAGS[flag]
    parser = PatternParser(pattern, dot_all="s" in flags)
    tree = parser.read()
    multiline = "m" in flags
    try:
        quick = re.compile(_source(tree, multiline=multiline), options)
    except (re.error, OverflowError, RecursionError) as problem:
        raise NullResult(f"the pattern cannot be read: {problem}") from problem
    back = _has_back_reference(tree)
    machine = None if back else Machine(tree, parser.groups, options)
    return Pattern(quick, machine, _effort(tree))


def _children(part: Part) -> tuple[Part, ...]:
    if isinstance(part, (Sequence, Choice)):
        return part.parts
    return (part.body,) if isinstance(part, (Group, Repeat)) else ()


def _has_back_reference(part: Part) -> bool:
    return isinstance(part, Back) or any(map(_has_back_reference, _children(part)))


def _source(part: Part, *, multiline: bool) -> str:
    """The pattern in Python's syntax."""
    if isinstance(part, One):
        return part.source
    if isinstance(part, Edge):
        return "^" if part.start else "$" if multiline else r"\Z"
    if isinstance(part, Back):
        return f"(?:\\{part.number})"
    inner = [_source(child, multiline=multiline) for child in _children(part)]
    if isinstance(part, Sequence):
        return "".join(inner)
    if isinstance(part, Choice):
        return f"(?:{'|'.join(inner)})"
    if isinstance(part, Group):
        return f"({inner[0]})" if part.number is not None else f"(?:{inner[0]})"
    high = "" if part.high is None else str(part.high)
    return f"(?:{inner[0]}){{{part.low},{high}}}" + ("" if part.greedy else "?")


@dataclass(frozen=True)
class Effort:
    """How the work can grow: so many `ways` times the length of the text to the power of `degree`."""

    degree: int
    ways: int

    def fits(self, length: int) -> bool:
        """Whether Python's matcher may be given a text of this length."""
        return bool(self.ways * (length + 1) ** (self.degree + 1) <= _QUICK_WORK)


def _effort(part: Part) -> Effort | None:
    """The worst that Python's matcher can be led to; None when it may be exponential in the text."""
    inner = [_effort(child) for child in _children(part)]
    efforts = [effort for effort in inner if effort is not None]
    if len(efforts) < len(inner):
        return None
    if isinstance(part, Choice):
        return Effort(max(effort.degree for effort in efforts), sum(effort.ways for effort in efforts))
    if not isinstance(part, Repeat):
        return Effort(sum(effort.degree for effort in efforts), prod(effort.ways for effort in efforts))
    if part.high is not None and part.high <= 1:
        return Effort(efforts[0].degree, efforts[0].ways + 1)
    if not isinstance(part.body, One):
        return None  # something that can match in several ways, several times
    return Effort(0 if part.low == part.high else 1, 1)
