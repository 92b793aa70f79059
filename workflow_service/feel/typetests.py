"""Is a value of a type? `instance of` and typed parameters (DMN 1.5, 10.3.2.9.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, time

from workflow_service.feel.errors import NullResult
from workflow_service.feel.nodes import TypeNode
from workflow_service.feel.values import Function, Range, Value, kind
from workflow_service.feel.wide import combine

TypeTest = Callable[[Value], bool]
_ALIASES = {
    "day time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "dateTime": "date and time",
}


def type_test(node: TypeNode, declared: Mapping[str, TypeTest]) -> TypeTest:
    """The test of a type; `declared` are tests of types that the caller knows by name."""
    if node.generic:
        return _generic_test(node, declared)
    if node.name in declared:
        return declared[node.name]
    if node.name == "Null":
        return lambda value: value is None
    if node.name == "Any":
        return lambda value: value is not None
    name = _ALIASES.get(node.name, node.name)
    return lambda value: value is not None and kind(value) == name


def _generic_test(node: TypeNode, declared: Mapping[str, TypeTest]) -> TypeTest:
    inner = [(name, type_test(item, declared)) for name, item in node.items]
    if node.name == "function":
        asked = tuple(item for _, item in node.items[:-1])
        return lambda value: isinstance(value, Function) and _takes(value, asked)
    if node.name == "context":
        return lambda value: (
            type(value) is dict
            and all(name in value and (value[name] is None or test(value[name])) for name, test in inner)
        )
    test = inner[0][1] if inner else (lambda value: True)
    if node.name == "list":
        return lambda value: type(value) is list and all(item is None or test(item) for item in value)
    return lambda value: (
        isinstance(value, Range) and all(end is None or test(end) for end in (value.start, value.end))
    )


def _takes(function: Function, asked: tuple[TypeNode, ...]) -> bool:
    """Whether a function may be called with arguments of these types.

    Parameters may be wider than asked (DMN 1.5, 10.3.2.9.2); what a function gives is not declared.
    """
    most = len(function.types) or max(map(len, function.signatures))
    if not function.minimum <= len(asked) <= most and not function.variadic:
        return False
    return all(_wider(own, wanted) for own, wanted in zip(function.types, asked, strict=False))


def _wider(own: TypeNode | None, asked: TypeNode) -> bool:
    """Whether every value of the type `asked` is one of the type `own`."""
    if own is None or own.name == "Any":
        return True
    if own.name != asked.name:
        return False
    if own.name == "context":
        given = dict(asked.items)
        return all(name in given and _wider(item, given[name]) for name, item in own.items)
    pairs = zip(own.items, asked.items, strict=False)
    return len(own.items) <= len(asked.items) and all(
        _wider(mine, theirs) for (_, mine), (_, theirs) in pairs
    )


def conform(value: Value, node: TypeNode, test: TypeTest) -> Value:
    """An argument as its parameter's type, with the implicit conversions (DMN 1.5, 10.3.2.9.4).

    Raises NullResult when it does not conform.
    """
    if value is None or test(value):
        return value
    if type(value) is list:
        if len(value) == 1 and test(value[0]):
            return value[0]
    elif test([value]):
        return [value]
    if node.name == "date and time" and kind(value) == "date":
        return combine(value, time(0), UTC)
    raise NullResult("an argument has the wrong type")
