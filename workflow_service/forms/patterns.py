"""A JavaScript regular expression of a form, run by Python with the same meaning.

form-js hands `validate.pattern` to `new RegExp(pattern)` without flags (ECMAScript 22.2): the text is a row
of UTF-16 units, `$` is the very end, `.` and `\\s` know the Unicode line ends and spaces, `\\d` and `\\w` are
ASCII. What the two languages write differently and nobody needs is refused when the form is checked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPACES = r"\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_LINE_ENDS = r"\n\r\u2028\u2029"
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": _SPACES}
_SAME = frozenset("bBtnrfv") | frozenset(r"\/^$.*+?()[]{}|-&~#'\"!%,:;<=>@`_ ")
_GROUPS = ("(?:", "(?=", "(?!", "(?<=", "(?<!")
_BOUNDS = re.compile(r"\{\d+(,\d*)?\}", re.ASCII)


class UnsharedPattern(ValueError):
    """The pattern does not mean the same in the browser and here, or is no pattern at all."""


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern; `found_in` asks like `RegExp.prototype.test`."""

    source: str
    _compiled: re.Pattern[str]

    def found_in(self, text: str) -> bool:
        """Whether the pattern is found anywhere in `text`."""
        return self._compiled.search(_units(text)) is not None


def compile_pattern(source: str) -> Pattern:
    """Compile a pattern in the sense of JavaScript. Raises UnsharedPattern."""
    try:
        return Pattern(source, re.compile(_translated(source), re.ASCII))
    except (re.error, IndexError, RecursionError, OverflowError) as problem:
        raise UnsharedPattern(str(problem)) from None


def _units(text: str) -> str:
    """The UTF-16 units of a text, one character each."""
    if text.isascii() or all(character <= "\uffff" for character in text):
        return text
    raw = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(raw[at] | raw[at + 1] << 8) for at in range(0, len(raw), 2))


def _translated(source: str) -> str:
    source = _units(source)
    out: list[str] = []
    at = 0
    while at < len(source):
        piece, length = _piece(source, at)
        out.append(piece)
        at += length
    return "".join(out)


def _piece(source: str, at: int) -> tuple[str, int]:
    """What stands at `at`, as Python writes it, and how many characters it takes."""
    one = source[at]
    if one == "\\":
        return _escape(source, at)
    if one == "[":
        return _set(source, at)
    if one == "$":
        return r"\Z", 1
    if one == ".":
        return f"[^{_LINE_ENDS}]", 1
    if one == "{":
        bounds = _BOUNDS.match(source, at)
        if bounds is None:
            raise UnsharedPattern("a { that is no count")
        return bounds[0], len(bounds[0])
    if one in "]}":
        raise UnsharedPattern(f"a lone {one}")
    if source.startswith("(?", at):
        group = next((head for head in _GROUPS if source.startswith(head, at)), None)
        if group is None:
            raise UnsharedPattern("a group of another kind")
        return group, len(group)
    if one == "+" and at and source[at - 1] in "*+?}" and not source[: at - 1].endswith("\\"):
        raise UnsharedPattern("a possessive count")
    return one, 1


def _escape(source: str, at: int, inside: bool = False) -> tuple[str, int]:
    kind = source[at + 1]
    if kind in "dws":
        return (_CLASSES[kind] if inside else f"[{_CLASSES[kind]}]"), 2
    if kind in "DWS" and not inside:
        return f"[^{_CLASSES[kind.lower()]}]", 2
    if kind in "xu":
        length = 4 if kind == "x" else 6
        digits = source[at + 2 : at + length]
        if len(digits) != length - 2 or not re.fullmatch(r"[0-9A-Fa-f]+", digits):
            raise UnsharedPattern(f"an unfinished \\{kind}")
        return source[at : at + length], length
    if kind.isascii() and kind.isdigit() and not inside and kind != "0":
        return source[at : at + 2], 2
    if kind not in _SAME or (inside and kind in "bB"):
        raise UnsharedPattern(f"the escape \\{kind}")
    return re.escape(kind) if not kind.isalpha() else source[at : at + 2], 2


def _set(source: str, at: int) -> tuple[str, int]:
    """A set in brackets. Everything is escaped: Python keeps `[[`, `--`, `&&`, `~~`, `||` for other use."""
    start = at
    out = ["["]
    at += 1
    if source[at] == "^":
        out.append("^")
        at += 1
    if source[at] == "]":
        raise UnsharedPattern("an empty set")
    while source[at] != "]":
        if source[at] == "\\":
            piece, length = _escape(source, at, inside=True)
        else:
            piece, length = ("-", 1) if source[at] == "-" else (re.escape(source[at]), 1)
        out.append(piece)
        at += length
    return "".join([*out, "]"]), at + 1 - start
