"""Regular expressions of XPath 2.0 by way of Python's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from workflow_service.feel.errors import NullResult
from workflow_service.feel.limits import Run
from workflow_service.feel.values import Value


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern."""

    code: re.Pattern[str]

    @staticmethod
    def of(pattern: str, flags: str) -> Pattern:
        return _compile(pattern, flags)

    def search(self, run: Run, text: str) -> bool:
        return bool(self.code.search(text))

    def replace(self, run: Run, text: str, replacement: str) -> str:
        r = re.sub(r"\\(?!\$|\\)", r"\\\\", replacement)
        r = re.sub(r"(?<!\\)\$(\d)", r"\\g<\1>", r).replace("\\$", "$")
        return self.code.sub(r, text)

    def split(self, run: Run, text: str) -> Value:
        return self.code.split(text)


@lru_cache(maxsize=256)
def _compile(pattern: str, flags: str) -> Pattern:
    fl = 0
    for f in flags:
        if f not in "smixq":
            raise NullResult("flag")
        fl |= {"s": re.S, "m": re.M, "i": re.I, "x": 0, "q": 0}[f]
    if "x" in flags:
        pattern = re.sub(r"\s+(?![^\[]*\])", "", pattern)
    pattern = pattern.replace(r"\p{L}", "[^\\W\\d_]").replace(r"\p{N}", r"\d")
    pattern = (
        pattern.replace(r"\p{IsBasicLatin}", r"[\x00-\x7f]")
        .replace(r"\i", "[A-Za-z_:]")
        .replace(r"\c", r"[\w:.\-]")
    )
    try:
        return Pattern(re.compile(pattern, fl))
    except re.error as problem:
        raise NullResult(str(problem)) from problem
