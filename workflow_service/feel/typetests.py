"""Is a value of a type? `instance of` and typed parameters (DMN 1.5, 10.3.2.9.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workflow_service.feel.nodes import TypeNode
from workflow_service.feel.values import Function, Range, Value, kind

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
    if node.name == "Any":
        return lambda value: value is not None
    name = _ALIASES.get(node.name, node.name)
    return lambda value: value is not None and kind(value) == name


def _generic_test(node: TypeNode, declared: Mapping[str, TypeTest]) -> TypeTest:
    inner = [(name, type_test(item, declared)) for name, item in node.items]
    if node.name == "function":
        return lambda value: isinstance(value, Function)
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
