"""Text functions (DMN 1.5, table 73 and 76)."""

from __future__ import annotations

import re

from workflow_service.feel.errors import NullResult
from workflow_service.feel.formatting import as_text
from workflow_service.feel.limits import Run
from workflow_service.feel.regex import pattern_for
from workflow_service.feel.registry import built_in
from workflow_service.feel.values import DECIMAL128, Value

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


@built_in("string", "from: any")
def string(run: Run, value: Value) -> Value:
    """The text of a value; null stays null."""
    return None if value is None else as_text(run, value)


@built_in("number", "from: string, grouping separator: string~, decimal separator: string~")
def number(run: Run, text: str, grouping: str | None, point: str | None) -> Value:
    """`number("1.250,50", ".", ",")` is 1250.5."""
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", "."):
        raise NullResult("number: the separator must be a space, comma or full stop")
    if grouping is not None and grouping == point:
        raise NullResult("number: the separators must differ")
    if grouping:
        text = text.replace(grouping, "")
    if point:
        text = text.replace(point, ".")
    if not _NUMBER.fullmatch(text):
        raise NullResult("number: the text is no number")
    return DECIMAL128.create_decimal(text)


@built_in("substring", "string: string, start position: number, length: number?")
def substring(run: Run, text: str, start: Value, length: Value = None) -> Value:
    """Characters count from 1, or backwards from -1."""
    place = int(start)
    if place == 0 or abs(place) > len(text):
        raise NullResult("substring: the position is outside the text")
    index = place - 1 if place > 0 else len(text) + place
    if length is None:
        return text[index:]
    if length < 1:
        raise NullResult("substring: the length must be at least 1")
    return text[index : index + int(length)]


@built_in("string length", "string: string")
def string_length(run: Run, text: str) -> Value:
    """Number of characters."""
    return DECIMAL128.create_decimal(len(text))


@built_in("upper case", "string: string")
def upper_case(run: Run, text: str) -> Value:
    """Capital letters."""
    return text.upper()


@built_in("lower case", "string: string")
def lower_case(run: Run, text: str) -> Value:
    """Small letters."""
    return text.lower()


@built_in("substring before", "string: string, match: string")
def substring_before(run: Run, text: str, match: str) -> Value:
    """Empty when there is no match."""
    index = text.find(match)
    return text[:index] if index >= 0 else ""


@built_in("substring after", "string: string, match: string")
def substring_after(run: Run, text: str, match: str) -> Value:
    """Empty when there is no match."""
    index = text.find(match)
    return text[index + len(match) :] if index >= 0 else ""


@built_in("contains", "string: string, match: string")
def contains(run: Run, text: str, match: str) -> Value:
    """Whether the text holds the other."""
    return match in text


@built_in("starts with", "string: string, match: string")
def starts_with(run: Run, text: str, match: str) -> Value:
    """Whether the text begins with the other."""
    return text.startswith(match)


@built_in("ends with", "string: string, match: string")
def ends_with(run: Run, text: str, match: str) -> Value:
    """Whether the text ends with the other."""
    return text.endswith(match)


@built_in("matches", "input: string, pattern: string, flags: string?")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> Value:
    """Whether the pattern (XPath 2.0) occurs in the text."""
    return pattern_for(run, pattern, flags or "").search(run, text)


@built_in("replace", "input: string, pattern: string, replacement: string, flags: string?")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    """All matches replaced; `$1` stands for the first group."""
    return pattern_for(run, pattern, flags or "").replace(run, text, replacement)


@built_in("split", "string: string, delimiter: string")
def split(run: Run, text: str, delimiter: str) -> Value:
    """Parts between the matches of a pattern."""
    return pattern_for(run, delimiter, "").split(run, text)


@built_in("string join", "list: list, delimiter: string?")
def string_join(run: Run, items: list[Value], delimiter: str | None = None) -> Value:
    """Texts in one; nulls are left out."""
    if not all(item is None or isinstance(item, str) for item in items):
        raise NullResult("string join: a list of texts was expected")
    texts = [item for item in items if item is not None]
    run.spend(len(texts))
    run.check_text(sum(map(len, texts)) + len(delimiter or "") * len(texts))
    return (delimiter or "").join(texts)
