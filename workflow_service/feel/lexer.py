"""Reading characters:

White space, comments, literals, names. The grammar of names is DMN 1.5, rules 22 to 30.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal

from workflow_service.feel.errors import FeelSyntaxError
from workflow_service.feel.values import DECIMAL128

MAX_TEXT = 20_000
MAX_DEPTH = 50

_BLANK = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "'": "'"}
_EXTRA = (
    "\u00b7\u0300-\u036f\u203f-\u2040"  # characters a name may hold beyond letters, digits and underscore
)
WORD = re.compile(rf"[^\W\d][\w{_EXTRA}]*|[\U00010000-\U000effff]+")
NAME_PART = re.compile(rf"[\w{_EXTRA}\U00010000-\U000effff]+|\*\*|[./\-'+*]")

KEYWORDS = frozenset(
    [
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "between",
        "instance",
        "of",
        "function",
        "external",
        "true",
        "false",
        "null",
    ]
)


class Lexer:
    """A cursor over the text of one expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.depth = 0
        if len(text) > MAX_TEXT:
            raise FeelSyntaxError(
                text[:100],
                0,
                f"Udtrykket er på {len(text)} tegn; det må højst være på {MAX_TEXT}.",
                f"The expression has {len(text)} characters; at most {MAX_TEXT} are allowed.",
            )
        self.skip_blank()

    def skip_blank(self) -> None:
        """Move past white space and comments."""
        blank = _BLANK.match(self.text, self.position)
        if blank is not None:
            self.position = blank.end()

    @property
    def at_end(self) -> bool:
        """Whether everything has been read."""
        return self.position >= len(self.text)

    def expected(self, da: str, en: str) -> FeelSyntaxError:
        """The error that something else was expected here; `da` and `en` say what."""
        found = self.text[self.position : self.position + 20]
        if not found:
            return FeelSyntaxError(
                self.text,
                self.position,
                f"Udtrykket slutter for tidligt: der mangler {da}.",
                f"The expression ends too early: {en} is missing.",
            )
        return FeelSyntaxError(
            self.text,
            self.position,
            f"Udtrykket kan ikke læses ved tegn {self.position + 1} (»{found}«): her skulle stå {da}.",
            f"The expression cannot be read at character {self.position + 1} ('{found}'): expected {en}.",
        )

    def enter(self) -> None:
        """One level of nesting deeper. Raises FeelSyntaxError when it is too deep."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FeelSyntaxError(
                self.text,
                self.position,
                f"Udtrykket har mere end {MAX_DEPTH} lag inde i hinanden. Del det op i flere udtryk.",
                f"The expression nests more than {MAX_DEPTH} levels deep. Split it into several expressions.",
            )

    def leave(self) -> None:
        """Back out of one level."""
        self.depth -= 1

    def peek(self, *symbols: str) -> str | None:
        """The first of `symbols` that stands here; words only when they stand alone."""
        for symbol in symbols:
            if self.text.startswith(symbol, self.position):
                if symbol[0].isalpha():
                    part = NAME_PART.match(self.text, self.position)
                    if part is not None and part[0] != symbol:
                        continue
                return symbol
        return None

    def take(self, *symbols: str) -> str | None:
        """Read one of `symbols` if it stands here."""
        symbol = self.peek(*symbols)
        if symbol is not None:
            self.position += len(symbol)
            self.skip_blank()
        return symbol

    def need(self, *symbols: str) -> str:
        """Read one of `symbols`. Raises FeelSyntaxError when none stands here."""
        symbol = self.take(*symbols)
        if symbol is None:
            raise self.expected(f"»{symbols[0]}«", f"'{symbols[0]}'")
        return symbol

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Read `pattern` if it stands here."""
        found = pattern.match(self.text, self.position)
        if found is not None:
            self.position = found.end()
            self.skip_blank()
        return found

    def number(self) -> Decimal | None:
        """A numeric literal, or None. Raises FeelSyntaxError for numbers beyond 34 digits' exponent."""
        start = self.position
        found = self.match(_NUMBER)
        if found is None:
            return None
        try:
            return DECIMAL128.create_decimal(found[0])
        except ArithmeticError:
            self.position = start
            raise self.expected("et mindre tal", "a smaller number") from None

    def string(self) -> str | None:
        """A text literal without its quotes, escapes resolved, or None."""
        if not self.text.startswith('"', self.position):
            return None
        found = self.match(_STRING)
        if found is None:
            raise FeelSyntaxError(
                self.text,
                self.position,
                f"Teksten, der begynder ved tegn {self.position + 1}, mangler sit afsluttende anførselstegn.",
                f"The text that begins at character {self.position + 1} lacks its closing quote.",
            )
        return unescape(found[0][1:-1])

    def word(self) -> str | None:
        """The plain word that stands here, not read."""
        found = WORD.match(self.text, self.position)
        return None if found is None else found[0]

    def longest_name(self, names: Collection[str]) -> str | None:
        """Read the longest of `names` (normalised) that stands here, or nothing."""
        longest = max(map(len, names), default=0)
        parts: list[str] = []
        length, position, best = -1, self.position, None
        while (part := NAME_PART.match(self.text, position)) is not None:
            parts.append(part[0])
            length += len(part[0]) + 1
            if length > longest:
                break
            name = " ".join(parts)
            position = part.end()
            if name in names:
                best = (name, position)
            blank = _BLANK.match(self.text, position)
            position = blank.end() if blank is not None else position
        if best is None:
            return None
        self.position = best[1]
        self.skip_blank()
        return best[0]


def unescape(text: str) -> str:
    """Resolve `\\n`, `\\"`, `\\u00E6`, `\\U01F40E` (DMN 1.5, 10.3.1.2, string literals)."""
    if "\\" not in text:
        return text

    def one(match: re.Match[str]) -> str:
        escape = match[1]
        if escape[0] in "uU" and len(escape) > 1:
            code = int(escape[1:], 16)
            return chr(code) if code < 0x110000 else "\ufffd"
        return _ESCAPED.get(escape, "\\" + escape)

    plain = _ESCAPE.sub(one, text)
    if any(0xD800 <= ord(letter) < 0xE000 for letter in plain):  # surrogate pairs written as two escapes
        return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain
