"""Ranges: membership, the relations of DMN 1.5, table 78, and iteration."""

from __future__ import annotations

from typing import Any

from workflow_service.feel.errors import NullResult
from workflow_service.feel.limits import Run
from workflow_service.feel.values import (
    Function,
    Range,
    Value,
    both,
    equal,
    is_integer,
    is_number,
    kind,
    less,
    less_or_equal,
    negate,
    ordering_keys,
)
from workflow_service.feel.wide import civil_from_days, days_from_civil, make_date


def in_range(run: Run, value: Value, span: Range) -> bool | None:
    """Whether `value` lies in `span`; None when they cannot be compared."""
    if span.operator == "!=":
        return negate(equal(run, value, span.start))
    if span.operator == "=":
        return equal(run, value, span.start)
    if value is None:
        return None
    if (span.start is None and span.end is None) or (
        not span.operator and (span.start is None or span.end is None)
    ):
        return None  # `< limit` too, when the limit is missing
    low: bool | None = True
    high: bool | None = True
    if span.start is not None:
        low = less_or_equal(span.start, value) if span.start_included else less(span.start, value)
    if span.end is not None:
        high = less_or_equal(value, span.end) if span.end_included else less(value, span.end)
    return both(low, high)


def matches(run: Run, value: Value, test: Value) -> bool | None:
    """Whether `value` passes one positive unary test, given the test's value (DMN 1.5, table 55)."""
    if isinstance(test, Range):
        return in_range(run, value, test)
    if isinstance(test, Function):
        answer = test.invoke(run, [value])
        return answer if isinstance(answer, bool) else None
    if type(test) is list:
        if equal(run, value, test) is True:
            return True
        return any(
            (in_range(run, value, item) if isinstance(item, Range) else equal(run, value, item)) is True
            for item in test
        )
    return equal(run, value, test)


def expand(
    run: Run, start: Value, end: Value, *, either_way: bool, included: tuple[bool, bool]
) -> list[Value]:
    """The whole numbers or dates from `start` to `end` (DMN 1.5, 10.3.2.14).

    Raises NullResult for other ends.
    """
    if is_number(start) and is_number(end) and is_integer(start) and is_integer(end):
        first, last = int(start), int(end)
    elif kind(start) == kind(end) == "date":
        first, last = (days_from_civil(day.year, day.month, day.day) for day in (start, end))
    else:
        raise NullResult("only whole numbers and dates can be counted through")
    if first > last and not either_way:
        raise NullResult("the range goes downwards")
    run.spend(abs(last - first) + 1)
    step = 1 if first <= last else -1
    first += 0 if included[0] else step
    last -= 0 if included[1] else step
    numbers = range(first, last + step, step)
    if is_number(start):
        return list(numbers)
    return [make_date(*civil_from_days(number)) for number in numbers]


# ---- relations


def as_range(value: Value) -> Range:
    """A point stands for the range that holds only it."""
    return value if isinstance(value, Range) else Range(value, value, True, True)


def compare(left: Value, right: Value) -> int:
    """-1, 0 or 1. Raises NullResult when the values cannot be ordered."""
    keys = ordering_keys(left, right)
    if keys is None:
        raise NullResult("the values cannot be compared")
    return int(keys[0] > keys[1]) - int(keys[0] < keys[1])


def _ranges(*values: Any) -> None:
    if not all(isinstance(value, Range) for value in values):
        raise NullResult("a range was expected")


def before(left: Value, right: Value) -> bool:
    """Everything in `left` comes before everything in `right`."""
    first, second = as_range(left), as_range(right)
    order = compare(first.end, second.start)
    return order < 0 or (order == 0 and not (first.end_included and second.start_included))


def meets(left: Value, right: Value) -> bool:
    """`left` ends exactly where `right` starts."""
    _ranges(left, right)
    return left.end_included and right.start_included and compare(left.end, right.start) == 0


def overlaps(left: Value, right: Value) -> bool:
    """The ranges share a point."""
    _ranges(left, right)
    ahead, behind = compare(left.end, right.start), compare(left.start, right.end)
    touches_ahead = ahead == 0 and left.end_included and right.start_included
    touches_behind = behind == 0 and left.start_included and right.end_included
    return (ahead > 0 or touches_ahead) and (behind < 0 or touches_behind)


def overlaps_before(left: Value, right: Value) -> bool:
    """`left` starts first and ends inside `right`."""
    _ranges(left, right)
    start, end = compare(left.start, right.start), compare(left.end, right.end)
    middle = compare(left.end, right.start)
    return (
        (start < 0 or (start == 0 and left.start_included and not right.start_included))
        and (middle > 0 or (middle == 0 and left.end_included and right.start_included))
        and (end < 0 or (end == 0 and (not left.end_included or right.end_included)))
    )


def finishes(left: Value, right: Value) -> bool:
    """`left` is the last point, or a last part, of `right`."""
    _ranges(right)
    if not isinstance(left, Range):
        return right.end_included and compare(right.end, left) == 0
    if compare(left.end, right.end) != 0 or left.end_included != right.end_included:
        return False
    start = compare(left.start, right.start)
    return start > 0 or (start == 0 and (not left.start_included or right.start_included))


def starts(left: Value, right: Value) -> bool:
    """`left` is the first point, or a first part, of `right`."""
    _ranges(right)
    if not isinstance(left, Range):
        return right.start_included and compare(right.start, left) == 0
    if compare(left.start, right.start) != 0 or left.start_included != right.start_included:
        return False
    end = compare(left.end, right.end)
    return end < 0 or (end == 0 and (not left.end_included or right.end_included))


def includes(left: Value, right: Value) -> bool:
    """All of `right` lies in `left`."""
    _ranges(left)
    inner = as_range(right)
    start, end = compare(left.start, inner.start), compare(left.end, inner.end)
    return (start < 0 or (start == 0 and (left.start_included or not inner.start_included))) and (
        end > 0 or (end == 0 and (left.end_included or not inner.end_included))
    )


def coincides(run: Run, left: Value, right: Value) -> bool:
    """The same point or the same range."""
    if isinstance(left, Range) != isinstance(right, Range):
        raise NullResult("a point and a range cannot coincide")
    answer = equal(run, left, right)
    if answer is None:
        raise NullResult("the values cannot be compared")
    return answer
