"""Range functions (DMN 1.5, table 78) and `range(text)`."""

from __future__ import annotations

import re
from collections.abc import Callable

from workflow_service.feel import ranges
from workflow_service.feel.errors import NullResult
from workflow_service.feel.lexer import unescape
from workflow_service.feel.limits import Run
from workflow_service.feel.registry import BUILT_INS, built_in, raw
from workflow_service.feel.temporal import parse_at_literal
from workflow_service.feel.values import DECIMAL128, Range, Value, less_or_equal

Relation = Callable[[Value, Value], bool]


def _relation(name: str, relation: Relation, *signatures: str) -> None:
    def function(run: Run, left: Value, right: Value) -> Value:
        return relation(left, right)

    _register(name, function, *signatures)


def _register(name: str, function: Callable[[Run, Value, Value], Value], *signatures: str) -> None:
    @raw(name, *signatures, minimum=2)
    def checked(run: Run, left: Value, right: Value) -> Value:
        if left is None or right is None:
            raise NullResult(f"{name}: an argument is null")
        return function(run, left, right)


def _turned(relation: Relation) -> Relation:
    return lambda left, right: relation(right, left)


_POINTS = ("point1, point2", "range1, range2", "point, range", "range, point")
_PAIR = ("range1, range2",)
_POINT_IN = ("point, range", "range1, range2")
_HOLDS_POINT = ("range, point", "range1, range2")

_relation("before", ranges.before, *_POINTS)
_relation("after", _turned(ranges.before), *_POINTS)
_relation("meets", ranges.meets, *_PAIR)
_relation("met by", _turned(ranges.meets), *_PAIR)
_relation("overlaps", ranges.overlaps, *_PAIR)
_relation("overlaps before", ranges.overlaps_before, *_PAIR)
_relation("overlaps after", _turned(ranges.overlaps_before), *_PAIR)
_relation("finishes", ranges.finishes, *_POINT_IN)
_relation("finished by", _turned(ranges.finishes), *_HOLDS_POINT)
_relation("includes", ranges.includes, *_HOLDS_POINT)
_relation("during", _turned(ranges.includes), *_POINT_IN)
_relation("starts", ranges.starts, *_POINT_IN)
_relation("started by", _turned(ranges.starts), *_HOLDS_POINT)
_register("coincides", ranges.coincides, "point1, point2", "range1, range2")

_RANGE = re.compile(r"\s*([\[(\]])([^.]*(?:\.[^.]+)*?)\.\.(.*?)([\])\[])\s*", re.DOTALL)
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)", re.ASCII)
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_AT = re.compile(r'@"([^"]*)"')
_CONVERTED = re.compile(r'(date and time|date|time|duration)\s*\(\s*"([^"]*)"\s*\)')


def _end(run: Run, text: str) -> Value:
    """One end of a range in text: only literals, no variables (DMN 1.5, table 73)."""
    if text == "null":
        return None
    if _NUMBER.fullmatch(text):
        return DECIMAL128.create_decimal(text)
    if match := _TEXT.fullmatch(text):
        return unescape(match[1])
    value = None
    if match := _AT.fullmatch(text):
        value = parse_at_literal(match[1])
    elif match := _CONVERTED.fullmatch(text):
        value = BUILT_INS[match[1]].invoke(run, [match[2]])
    if value is None:
        raise NullResult("range: an end is no literal")
    return value


@built_in("range", "from: string")
def range_(run: Run, text: str) -> Value:
    """A range from text such as `[18..21)`."""
    run.check_text(len(text) * 100)
    match = _RANGE.fullmatch(text)
    if match is None:
        raise NullResult("range: the text is no range")
    start, end = _end(run, match[2].strip()), _end(run, match[3].strip())
    start_included, end_included = match[1] == "[", match[4] == "]"
    missing = (start is None and start_included) or (end is None and end_included)
    if missing or (start is None and end is None):
        raise NullResult("range: an end is missing")
    if start is not None and end is not None and less_or_equal(start, end) is not True:
        raise NullResult("range: the ends are the wrong way round")
    return Range(start, end, start_included, end_included)
