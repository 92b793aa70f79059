"""Reading regular expressions of XPath 2.0 (F&O 7.6.1, after XML Schema part 2, appendix F) into a small
tree.

Python's own syntax differs: class subtraction, `\\i`, `\\c`, `\\p{…}`, no look-around, `.` stops at
carriage returns too.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from workflow_service.feel.errors import NullResult

MAX_REPEAT = 1000
MAX_PATTERN = 1000
_MAX_NESTING = 30
_CLASSES = {"i": "A-Za-z_:", "c": r"\w:.\-\u00b7", "d": r"\d", "s": r" \t\n\r", "w": r"\w"}
_PLAIN_ESCAPES = {"n": r"\n", "r": r"\r", "t": r"\t", **{sign: "\\" + sign for sign in r"\|.-^?*+{}()[]$"}}
_BLOCKS = {"IsBasicLatin": r"\x00-\x7f", "IsLatin-1Supplement": r"\x80-\xff", "IsGreek": r"\u0370-\u03ff"}
_CATEGORY = re.compile(r"\{([A-Z][a-z]?|Is[\w-]+)\}")
_BOUNDS = re.compile(r"\{(\d{1,6})(,(\d{1,6})?)?\}", re.ASCII)


@dataclass(frozen=True, slots=True)
class One:
    """One character; `source` is a Python pattern that matches exactly one."""

    source: str


@dataclass(frozen=True, slots=True)
class Edge:
    """The start (`^`) or the end (`$`)."""

    start: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Parentheses; `number` is None when they do not capture."""

    number: int | None
    body: Part


@dataclass(frozen=True, slots=True)
class Back:
    """A back-reference."""

    number: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts one after the other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives, the first one preferred."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part `low` to `high` times (None: without end)."""

    body: Part
    low: int
    high: int | None
    greedy: bool


Part = One | Edge | Group | Back | Sequence | Choice | Repeat


@lru_cache(maxsize=64)
def category(name: str) -> str:
    """The characters of a Unicode category or block as ranges for a Python class."""
    if name in _BLOCKS:
        return _BLOCKS[name]
    if name.startswith("Is"):
        raise NullResult(f"the block {name} is not known")
    ranges: list[str] = []
    start = None
    for code in range(0x10000 if sys.maxunicode > 0xFFFF else sys.maxunicode):
        inside = unicodedata.category(chr(code)).startswith(name)
        if inside and start is None:
            start = code
        elif not inside and start is not None:
            ranges.append(f"\\u{start:04x}-\\u{code - 1:04x}")
            start = None
    if not ranges:
        raise NullResult(f"the category {name} is not known")
    return "".join(ranges)


class PatternParser:
    """Reads one pattern. Raises NullResult for anything that XPath does not have."""

    def __init__(self, pattern: str, *, dot_all: bool) -> None:
        if len(pattern) > MAX_PATTERN:
            raise NullResult("the pattern is too long")
        self.pattern = pattern
        self.at = 0
        self.groups = 0
        self._closed: set[int] = set()
        self._dot = r"[\s\S]" if dot_all else r"[^\n\r]"
        self._nesting = 0

    def read(self) -> Part:
        """The whole pattern."""
        part = self._choice()
        if self.at < len(self.pattern):
            raise NullResult("the pattern has a bracket too many")
        return part

    def _peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _next(self) -> str:
        letter = self._peek()
        if not letter:
            raise NullResult("the pattern ends too early")
        self.at += 1
        return letter

    def _choice(self) -> Part:
        parts = [self._sequence()]
        while self._peek() == "|":
            self.at += 1
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _sequence(self) -> Part:
        parts: list[Part] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _repeated(self, part: Part) -> Part:
        letter = self._peek()
        if letter == "{":
            bounds = _BOUNDS.match(self.pattern, self.at)
            if bounds is None:
                raise NullResult("the pattern has a wrong repetition")
            self.at = bounds.end()
            low = int(bounds[1])
            high = low if bounds[2] is None else int(bounds[3]) if bounds[3] else None
            if max(low, high or 0) > MAX_REPEAT or (high is not None and high < low):
                raise NullResult("the pattern has a wrong repetition")
        elif letter and letter in "*+?":
            self.at += 1
            low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}[letter]
        else:
            return part
        greedy = self._peek() != "?"
        self.at += not greedy
        if self._peek() and self._peek() in "*+?{":
            raise NullResult("the pattern repeats a repetition")
        return Repeat(part, low, high, greedy)

    def _atom(self) -> Part:
        letter = self._next()
        if letter == "(":
            return self._group()
        if letter == "[":
            return One(self._class())
        if letter == "\\":
            return self._escape()
        if letter == ".":
            return One(self._dot)
        if letter in "^$":
            return Edge(letter == "^")
        if letter in "*+?{}]":
            raise NullResult(f"the pattern has a stray {letter}")
        return One(re.escape(letter))

    def _group(self) -> Part:
        number = None
        if self.pattern.startswith("?:", self.at):
            self.at += 2
        else:
            self.groups += 1
            number = self.groups
        self._nesting += 1
        if self._nesting > _MAX_NESTING:
            raise NullResult("the pattern nests too deeply")
        body = self._choice()
        self._nesting -= 1
        if self._next() != ")":
            raise NullResult("the pattern lacks a bracket")
        if number is not None:
            self._closed.add(number)
        return Group(number, body)

    def _escape(self) -> Part:
        if self._peek().isdigit():
            number = int(self._next())
            while self._peek().isdigit() and number * 10 + int(self._peek()) <= self.groups:
                number = number * 10 + int(self._next())
            if number not in self._closed:
                raise NullResult("the pattern refers to a group that is not there")
            return Back(number)
        content, negated = self._escaped()
        return One(f"[{'^' if negated else ''}{content}]")

    def _escaped(self) -> tuple[str, bool]:
        """Content for a Python class, and whether the escape means everything else."""
        letter = self._next()
        if letter in "pP":
            found = _CATEGORY.match(self.pattern, self.at)
            if found is None:
                raise NullResult("the pattern has a wrong category")
            self.at = found.end()
            return category(found[1]), letter == "P"
        if letter in _PLAIN_ESCAPES:
            return _PLAIN_ESCAPES[letter], False
        if letter.lower() in _CLASSES:
            return _CLASSES[letter.lower()], letter.isupper()
        raise NullResult(f"the pattern has an unknown escape \\{letter}")

    def _class(self) -> str:
        """`[…]` after its opening bracket, as a Python pattern of one character."""
        negated = self._peek() == "^"
        self.at += negated
        content: list[str] = []
        alternatives: list[str] = []
        without = ""
        while self._peek() != "]" or not (content or alternatives):
            if self.pattern.startswith("-[", self.at) and (content or alternatives):
                self.at += 2
                without = self._class()
                break
            letter = self._next()
            if letter == "\\":
                inner, everything_else = self._escaped()
                (alternatives if everything_else else content).append(
                    f"[^{inner}]" if everything_else else inner
                )
            elif letter == "[":
                raise NullResult("the pattern has a stray [")
            elif letter == "-" and content and self._peek() not in ("]", ""):
                content.append("-")
            else:
                content.append(re.escape(letter))
        if self._next() != "]":
            raise NullResult("the pattern lacks a ]")
        members = "|".join([*alternatives, f"[{''.join(content)}]"] if content else alternatives)
        source = f"(?!{members})[\\s\\S]" if negated else f"(?:{members})"
        return f"(?:(?!{without}){source})" if without else f"(?:{source})"
