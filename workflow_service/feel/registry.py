"""How built-in functions are declared: one line of signature, checked before the function runs.

`"text: string, start: number, length: number?"`: `?` may be left out or null, `~` may be null. A list of
one item is taken for its item and an item for a list of one (DMN 1.5, 10.3.2.9.4); any other mismatch makes
the call null.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from workflow_service.feel.errors import NullResult
from workflow_service.feel.limits import CHARACTERS_OF_STEP, Run
from workflow_service.feel.values import Function, Value, kind

BUILT_INS: dict[str, Function] = {}

Implementation = Callable[..., Value]
_PARAMETER = re.compile(r"\s*([^:]+):\s*(\w+)([?~]?)\s*")
_DURATIONS = ("days and time duration", "years and months duration")
_ACCEPTED: dict[str, tuple[str, ...]] = {
    "string": ("string",),
    "number": ("number",),
    "boolean": ("boolean",),
    "list": ("list",),
    "context": ("context",),
    "function": ("function",),
    "range": ("range",),
    "date": ("date", "date and time"),
    "duration": _DURATIONS,
}


def _parameters(signature: str) -> list[tuple[str, str, str]]:
    found = []
    for part in filter(None, signature.split(",")):
        match = _PARAMETER.fullmatch(part)
        if match is None:
            raise AssertionError(f"bad signature: {part}")
        found.append((match[1].strip(), match[2], match[3]))
    return found


def _checked(name: str, parameter: str, sort: str, mark: str, value: Value) -> Value:
    if sort == "any":
        return value
    if sort == "list":
        if value is None:
            raise NullResult(f"{name}: {parameter} is null")
        return value if type(value) is list else [value]
    if type(value) is list and len(value) == 1:
        value = value[0]
    if value is None:
        if mark:
            return None
        raise NullResult(f"{name}: {parameter} is null")
    if kind(value) not in _ACCEPTED[sort]:
        raise NullResult(f"{name}: {parameter} is a {kind(value)}, not a {sort}")
    return value


def built_in(name: str, signature: str, *also: str) -> Callable[[Implementation], Implementation]:
    """Register a function called as `function(run, *arguments)`.

    `also`: further ways to name the parameters.
    """
    declared = _parameters(signature)
    texts = tuple(n for n, (_, sort, _) in enumerate(declared) if sort == "string")
    minimum = sum(mark != "?" for _, _, mark in declared)
    signatures = (tuple(parameter for parameter, _, _ in declared), *map(_names, also))

    def register(implementation: Implementation) -> Implementation:
        def call(run: Run, arguments: Sequence[Value]) -> Value:
            checked = [
                _checked(name, parameter, sort, mark, value)
                for (parameter, sort, mark), value in zip(declared, arguments, strict=False)
            ]
            for place in texts:
                if place < len(checked) and checked[place]:
                    run.spend(len(checked[place]) // CHARACTERS_OF_STEP)
            return implementation(run, *checked)

        BUILT_INS[name] = Function(name, signatures, call, minimum)
        return implementation

    return register


def _names(signature: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in signature.split(",") if part.strip())


def raw(
    name: str,
    *signatures: str,
    minimum: int = 1,
    variadic: bool = False,
    named: Callable[[dict[str, Value]], None] | None = None,
) -> Callable[[Implementation], Implementation]:
    """Register a function that checks its arguments itself; `named` checks those given by name."""

    def register(implementation: Implementation) -> Implementation:
        def call(run: Run, arguments: Sequence[Value]) -> Value:
            return implementation(run, *arguments)

        BUILT_INS[name] = Function(name, tuple(map(_names, signatures)), call, minimum, variadic, named=named)
        return implementation

    return register
