"""Closures for literals, names, comparison, logic and arithmetic (DMN 1.5, 10.3.2)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from workflow_service.feel import nodes
from workflow_service.feel.arithmetic import OPERATORS, negative
from workflow_service.feel.compiler import RUN, Code, Compiler, Env, compiles
from workflow_service.feel.errors import NullResult
from workflow_service.feel.limits import Run
from workflow_service.feel.shapes import normal
from workflow_service.feel.temporal import temporal_property
from workflow_service.feel.typetests import type_test
from workflow_service.feel.values import (
    Range,
    Value,
    both,
    equal,
    kind,
    less_or_equal,
    negate,
    ordering_keys,
)

_MISSING: Any = object()


# ---- literals and names


@compiles(nodes.Literal)
def _literal(compiler: Compiler, node: nodes.Literal) -> Code:
    value = node.value
    return lambda env: value


@compiles(nodes.Name)
def _name(compiler: Compiler, node: nodes.Name) -> Code:
    name = node.name
    default: Value = compiler.built_ins.get(name)

    def read(env: Env) -> Value:
        try:
            return env[name]
        except KeyError:
            if default is None:
                env[RUN].warn(f"no value for {name}")
            return default

    return read


@compiles(nodes.BuiltIn)
def _built_in(compiler: Compiler, node: nodes.BuiltIn) -> Code:
    function = compiler.built_ins[node.name]
    return lambda env: function


@compiles(nodes.InputValue)
def _input_value(compiler: Compiler, node: nodes.InputValue) -> Code:
    return lambda env: env.get("?")


@compiles(nodes.Path)
def _path(compiler: Compiler, node: nodes.Path) -> Code:
    source, name = compiler.compile(node.source), node.name
    normalised = normal(name)

    def read(env: Env) -> Value:
        value = source(env)
        if type(value) is dict and name in value:
            return value[name]
        return property_of(value, name, normalised, env[RUN])

    return read


_RANGE_PROPERTIES: dict[str, Callable[[Range], Value]] = {
    "start": lambda span: span.start,
    "end": lambda span: span.end,
    "start included": lambda span: span.start_included,
    "end included": lambda span: span.end_included,
}


def property_of(value: Value, name: str, normalised: str, run: Run) -> Value:
    """`value.name` (DMN 1.5, table 62):

    A member, a property of a date or range, or of each item of a list.
    """
    if type(value) is dict:
        found = value.get(name, _MISSING)
        if found is not _MISSING:
            return found
        for key, inner in value.items():
            if isinstance(key, str) and normal(key) == normalised:
                return inner
        run.warn(f"no member {name}")
        return None
    if type(value) is list:
        run.spend(len(value))
        return [property_of(item, name, normalised, run) for item in value]
    if value is None:
        return None
    if isinstance(value, Range):
        read = _RANGE_PROPERTIES.get(name)
        return None if read is None else read(value)
    found = temporal_property(value, name)
    if found is None:
        run.warn(f"{kind(value)} has no property {name}")
    return found


# ---- logic and comparison


@compiles(nodes.Junction)
def _junction(compiler: Compiler, node: nodes.Junction) -> Code:
    """Three-valued `and`/`or` (DMN 1.5, table 50); stops at the first part that decides."""
    parts = compiler.all(node.parts)
    decisive = not node.conjunction
    neutral = node.conjunction
    if len(parts) == 2:
        first, second = parts

        def two(env: Env) -> Value:
            left = first(env)
            if left is decisive:
                return decisive
            right = second(env)
            if right is decisive:
                return decisive
            return neutral if left is neutral and right is neutral else None

        return two

    def many(env: Env) -> Value:
        answer: bool | None = neutral
        for part in parts:
            value = part(env)
            if value is decisive:
                return decisive
            if value is not neutral:
                answer = None
        return answer

    return many


_SMALL = frozenset({int, Decimal})


def _equality(left: Code, right: Code, *, positive: bool) -> Code:
    def compare(env: Env) -> Value:
        first, second = left(env), right(env)
        if type(first) is str and type(second) is str:
            return (first == second) is positive
        answer = equal(env[RUN], first, second)
        return answer if positive else negate(answer)

    return compare


@compiles(nodes.Comparison)
def _comparison(compiler: Compiler, node: nodes.Comparison) -> Code:
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    if node.operator in ("=", "!="):
        return _equality(left, right, positive=node.operator == "=")
    swapped = node.operator in (">", ">=")
    inclusive = node.operator in ("<=", ">=")
    if swapped:
        left, right = right, left

    def compare(env: Env) -> Value:
        first, second = left(env), right(env)
        if type(first) in _SMALL and type(second) in _SMALL:
            return first <= second if inclusive else first < second
        keys = ordering_keys(first, second)
        if keys is None:
            if first is not None and second is not None:
                env[RUN].warn(f"cannot compare {kind(first)} with {kind(second)}")
            return None
        return keys[0] <= keys[1] if inclusive else keys[0] < keys[1]

    return compare


@compiles(nodes.Between)
def _between(compiler: Compiler, node: nodes.Between) -> Code:
    value, low, high = compiler.compile(node.value), compiler.compile(node.low), compiler.compile(node.high)

    def between(env: Env) -> Value:
        tested = value(env)
        return both(less_or_equal(low(env), tested), less_or_equal(tested, high(env)))

    return between


@compiles(nodes.InstanceOf)
def _instance_of(compiler: Compiler, node: nodes.InstanceOf) -> Code:
    value, test = compiler.compile(node.value), type_test(node.type, compiler.types)
    return lambda env: test(value(env))


# ---- arithmetic and choice


@compiles(nodes.Arithmetic)
def _arithmetic(compiler: Compiler, node: nodes.Arithmetic) -> Code:
    first = compiler.compile(node.first)
    steps = [(OPERATORS[operator], compiler.compile(operand)) for operator, operand in node.rest]

    def compute(env: Env) -> Value:
        run = env[RUN]
        value = first(env)
        for operator, operand in steps:
            other = operand(env)
            try:
                value = operator(run, value, other)
            except (NullResult, ArithmeticError, ValueError) as problem:
                run.warn(str(problem) or type(problem).__name__)
                value = None
        return value

    return compute


@compiles(nodes.Negation)
def _negation(compiler: Compiler, node: nodes.Negation) -> Code:
    value = compiler.compile(node.value)

    def negated(env: Env) -> Value:
        try:
            return negative(value(env))
        except (NullResult, ArithmeticError) as problem:
            env[RUN].warn(str(problem))
            return None

    return negated


@compiles(nodes.If)
def _if(compiler: Compiler, node: nodes.If) -> Code:
    condition, yes, no = compiler.all((node.condition, node.yes, node.no))
    return lambda env: yes(env) if condition(env) is True else no(env)


# ---- lists, contexts, ranges


@compiles(nodes.ListLiteral)
def _list(compiler: Compiler, node: nodes.ListLiteral) -> Code:
    items = compiler.all(node.items)
    return lambda env: [item(env) for item in items]


@compiles(nodes.ContextLiteral)
def _context(compiler: Compiler, node: nodes.ContextLiteral) -> Code:
    entries = [(key, compiler.compile(value)) for key, value in node.entries]
    if len({key for key, _ in entries}) != len(entries):
        return lambda env: None

    def build(env: Env) -> Value:
        made: dict[str, Value] = {}
        inner = dict(env)
        for key, value in entries:
            made[key] = inner[key] = value(inner)
        return made

    return build


@compiles(nodes.Interval)
def _interval(compiler: Compiler, node: nodes.Interval) -> Code:
    start, end = compiler.compile(node.start), compiler.compile(node.end)

    def build(env: Env) -> Value:
        low, high = start(env), end(env)
        if low is not None and high is not None and ordering_keys(low, high) is None:
            env[RUN].warn("the ends of the range cannot be compared")
            return None
        return Range(
            low, high, node.start_included and low is not None, node.end_included and high is not None
        )

    return build
