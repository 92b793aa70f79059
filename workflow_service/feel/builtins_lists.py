"""List functions (DMN 1.5, table 74) and sort (table 77)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key

from workflow_service.feel.errors import NullResult
from workflow_service.feel.limits import Run
from workflow_service.feel.registry import built_in, raw
from workflow_service.feel.values import (
    DECIMAL128,
    Function,
    Value,
    is_number,
    less,
    ordering_keys,
    same,
    to_decimal,
)

Items = list[Value]


def aggregate(name: str) -> Callable[[Callable[[Run, Items], Value]], Callable[[Run, Items], Value]]:
    """Register a function of one list, or of its items as separate arguments."""

    def register(function: Callable[[Run, Items], Value]) -> Callable[[Run, Items], Value]:
        @raw(name, "list", variadic=True)
        def call(run: Run, *arguments: Value) -> Value:
            if len(arguments) == 1:
                if arguments[0] is None:
                    raise NullResult(f"{name}: the list is null")
                items = arguments[0] if type(arguments[0]) is list else [arguments[0]]
            else:
                items = list(arguments)
            run.spend(len(items))
            return function(run, items)

        return function

    return register


def _numbers(items: Items) -> list[Decimal]:
    if not all(is_number(item) for item in items):
        raise NullResult("a list of numbers was expected")
    return [to_decimal(item) for item in items]


def _total(numbers: list[Decimal]) -> Decimal:
    total = Decimal(0)
    for number in numbers:
        total = DECIMAL128.add(total, number)
    return total


def _extreme(items: Items, precedes: Callable[[Value, Value], bool | None]) -> Value:
    if not items:
        return None
    best = items[0]
    if ordering_keys(best, best) is None:
        raise NullResult("the items cannot be ordered")
    for item in items[1:]:
        answer = precedes(item, best)
        if answer is None:
            raise NullResult("the items cannot be ordered")
        if answer:
            best = item
    return best


@aggregate("min")
def minimum(run: Run, items: Items) -> Value:
    """The least item."""
    return _extreme(items, less)


@aggregate("max")
def maximum(run: Run, items: Items) -> Value:
    """The greatest item."""
    return _extreme(items, lambda left, right: less(right, left))


@aggregate("sum")
def total(run: Run, items: Items) -> Value:
    """Null for an empty list."""
    return _total(_numbers(items)) if items else None


@aggregate("product")
def product(run: Run, items: Items) -> Value:
    """Null for an empty list."""
    result = Decimal(1)
    for number in _numbers(items):
        result = DECIMAL128.multiply(result, number)
    return result if items else None


@aggregate("mean")
def mean(run: Run, items: Items) -> Value:
    """Null for an empty list."""
    return DECIMAL128.divide(_total(_numbers(items)), len(items)) if items else None


@aggregate("median")
def median(run: Run, items: Items) -> Value:
    """The middle number, or the mean of the middle two."""
    if not items:
        return None
    ordered = sorted(_numbers(items))
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return DECIMAL128.divide(DECIMAL128.add(ordered[middle - 1], ordered[middle]), 2)


@aggregate("stddev")
def standard_deviation(run: Run, items: Items) -> Value:
    """Of a sample; null for fewer than two numbers."""
    numbers = _numbers(items)
    if len(numbers) < 2:
        return None
    middle = DECIMAL128.divide(_total(numbers), len(numbers))
    differences = [DECIMAL128.subtract(number, middle) for number in numbers]
    squares = _total([DECIMAL128.multiply(difference, difference) for difference in differences])
    return DECIMAL128.sqrt(DECIMAL128.divide(squares, len(numbers) - 1))


@aggregate("mode")
def mode(run: Run, items: Items) -> Value:
    """The most frequent numbers, in ascending order."""
    counts = Counter(_numbers(items))
    most = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == most)


def _verdict(items: Items, decisive: bool) -> bool | None:
    if any(item is decisive for item in items):
        return decisive
    return not decisive if all(isinstance(item, bool) for item in items) else None


@aggregate("all")
def every(run: Run, items: Items) -> Value:
    """Three-valued and over a list."""
    return _verdict(items, decisive=False)


@aggregate("any")
def some(run: Run, items: Items) -> Value:
    """Three-valued or over a list."""
    return _verdict(items, decisive=True)


@built_in("count", "list: list")
def count(run: Run, items: Items) -> Value:
    """Number of items."""
    return Decimal(len(items))


@built_in("list contains", "list: list, element: any")
def list_contains(run: Run, items: Items, element: Value) -> Value:
    """Whether an item equals the element; null can be found too."""
    run.spend(len(items))
    return any(same(run, item, element) is True for item in items)


def _offset(position: Value, length: int) -> int:
    """Index from 0 of a position from 1 or from -1. Raises NullResult outside."""
    place = int(position)
    index = place - 1 if place > 0 else length + place
    if place == 0 or not 0 <= index < length:
        raise NullResult("the position is outside the list")
    return index


@built_in("sublist", "list: list, start position: number, length: number?")
def sublist(run: Run, items: Items, start: Value, length: Value = None) -> Value:
    """Part of a list."""
    index = _offset(start, len(items))
    if length is None:
        return items[index:]
    if length < 1 or index + length > len(items):
        raise NullResult("sublist: the length is outside the list")
    return items[index : index + int(length)]


@raw("append", "list, item", minimum=2, variadic=True)
def append(run: Run, items: Value, *more: Value) -> Value:
    """A list with items added."""
    if items is None:
        raise NullResult("append: the list is null")
    joined = [*(items if type(items) is list else [items]), *more]
    run.spend(len(joined))
    return joined


@raw("concatenate", "list", minimum=1, variadic=True)
def concatenate(run: Run, *lists: Value) -> Value:
    """Several lists in one."""
    if any(items is None for items in lists):
        raise NullResult("concatenate: a list is null")
    joined = [item for items in lists for item in (items if type(items) is list else [items])]
    run.spend(len(joined))
    return joined


def distinct(run: Run, items: Items) -> Items:
    """The items without repetitions, in order."""
    kept: Items = []
    for item in items:
        run.spend(len(kept) // 8 + 1)
        if not any(same(run, item, other) is True for other in kept):
            kept.append(item)
    return kept


@raw("union", "list", minimum=1, variadic=True)
def union(run: Run, *lists: Value) -> Value:
    """Several lists in one, without repetitions."""
    return distinct(run, concatenate(run, *lists))


@built_in("distinct values", "list: list")
def distinct_values(run: Run, items: Items) -> Value:
    """The items without repetitions."""
    return distinct(run, items)


@built_in("insert before", "list: list, position: number, newItem: any")
def insert_before(run: Run, items: Items, position: Value, item: Value) -> Value:
    """A list with an item added before a position."""
    index = _offset(position, len(items))
    run.spend(len(items))
    return [*items[:index], item, *items[index:]]


@built_in("remove", "list: list, position: number")
def remove(run: Run, items: Items, position: Value) -> Value:
    """A list without the item at a position."""
    index = _offset(position, len(items))
    run.spend(len(items))
    return items[:index] + items[index + 1 :]


@built_in("reverse", "list: list")
def reverse(run: Run, items: Items) -> Value:
    """The items backwards."""
    run.spend(len(items))
    return items[::-1]


@built_in("index of", "list: list, match: any")
def index_of(run: Run, items: Items, match: Value) -> Value:
    """All positions of an item."""
    run.spend(len(items))
    return [Decimal(place) for place, item in enumerate(items, 1) if same(run, item, match) is True]


@built_in("flatten", "list: list")
def flatten(run: Run, items: Items) -> Value:
    """All items of nested lists, in order."""
    flat: Items = []
    waiting = list(reversed(items))
    while waiting:
        run.spend(1)
        item = waiting.pop()
        if type(item) is list:
            waiting.extend(reversed(item))
        else:
            flat.append(item)
    return flat


@raw("list replace", "list, position, newItem", "list, match, newItem", minimum=3)
def list_replace(run: Run, items: Value, place: Value, item: Value) -> Value:
    """A list with one position, or every item that a function chooses, replaced."""
    if items is None:
        raise NullResult("list replace: the list is null")
    items = items if type(items) is list else [items]
    run.spend(len(items))
    if is_number(place):
        index = _offset(place, len(items))
        return [*items[:index], item, *items[index + 1 :]]
    if not isinstance(place, Function) or len(place.signatures[0]) != 2:
        raise NullResult("list replace: a position or a function of two parameters was expected")
    answers = [place.invoke(run, [old, item]) for old in items]
    if not all(isinstance(answer, bool) for answer in answers):
        raise NullResult("list replace: the function must answer true or false")
    return [item if answer else old for old, answer in zip(items, answers, strict=True)]


@built_in("sort", "list: list, precedes: function?")
def sort(run: Run, items: Items, precedes: Function | None = None) -> Value:
    """Ordered by a function of two items, or in natural order."""
    run.spend(len(items))
    if precedes is None:
        _extreme(items, less)
        return sorted(
            items, key=cmp_to_key(lambda one, other: -1 if less(one, other) else int(less(other, one) or 0))
        )
    if len(precedes.signatures[0]) != 2:
        raise NullResult("sort: a function of two parameters was expected")
    before = precedes

    def order(one: Value, other: Value) -> int:
        if before.invoke(run, [one, other]) is True:
            return -1
        return 1 if before.invoke(run, [other, one]) is True else 0

    return sorted(items, key=cmp_to_key(order))
