"""Closures for filters, loops, function definitions and calls (DMN 1.5, 10.3.2.5 to 10.3.2.14)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from workflow_service.feel import nodes
from workflow_service.feel.compiler import RUN, Code, Compiler, Env, compiles
from workflow_service.feel.errors import NullResult
from workflow_service.feel.limits import Run
from workflow_service.feel.ranges import expand, in_range
from workflow_service.feel.reads import children
from workflow_service.feel.typetests import conform, type_test
from workflow_service.feel.values import Function, Range, Value, is_integer, is_number

_INDEX = (nodes.Literal, nodes.Arithmetic, nodes.Negation)
_FUNCTION_STEPS = 3
_MAYBE_INDEX = (nodes.Name, nodes.Path, nodes.Call, nodes.Filter, nodes.If)


def item_at(items: list[Value], index: Value) -> Value:
    """Items count from 1, or backwards from -1; null outside."""
    if not is_integer(index):
        return None
    position = int(index)
    if 0 < position <= len(items):
        return items[position - 1]
    return items[position] if -len(items) <= position < 0 else None


def items_of(run: Run, value: Value) -> list[Value]:
    """A list as it is, a range counted through, anything else as a list of one."""
    if type(value) is list:
        return value
    if isinstance(value, Range):
        included = (value.start_included, value.end_included)
        return expand(run, value.start, value.end, either_way=False, included=included)
    return [value]


def item_env(env: Env, item: Value) -> Env:
    """Names inside a filter:

    The item's members, then `item`, then everything around (DMN 1.5, 10.3.2.5).
    """
    if type(item) is dict:
        return {**env, "item": item, **item, RUN: env[RUN]}
    return {**env, "item": item}


@compiles(nodes.Filter)
def _filter(compiler: Compiler, node: nodes.Filter) -> Code:
    source, predicate = compiler.compile(node.source), compiler.compile(node.predicate)
    asks_item = _mentions_item(node.predicate)
    always_index = isinstance(node.predicate, _INDEX) and not asks_item
    maybe_index = isinstance(node.predicate, _MAYBE_INDEX) and not asks_item

    def index_of(env: Env, items: list[Value]) -> Value:
        if always_index or (maybe_index and not (items and type(items[0]) is dict)):
            return predicate(env)
        return None

    def select(env: Env) -> Value:
        value = source(env)
        if value is None:
            return None
        run: Run = env[RUN]
        items = value if type(value) is list else [value]
        index = index_of(env, items)
        if is_number(index):
            return item_at(items, index)
        run.spend(len(items))
        chosen = []
        for item in items:
            answer = predicate(item_env(env, item))
            if isinstance(answer, Range):
                answer = in_range(run, item, answer)
            if answer is True:
                chosen.append(item)
            elif is_number(answer):
                index = None if asks_item else predicate(env)
                if is_number(index):
                    return item_at(items, index)
            elif answer is not None and answer is not False:
                run.warn("a filter must be a condition or a position")
                return None
        return chosen

    return select


def _mentions_item(node: nodes.Node) -> bool:
    """Whether the tree reads `item`: then what it gives is asked of each item and is no position."""
    own = isinstance(node, nodes.Name) and node.name == "item"
    return own or any(map(_mentions_item, children(node)))


Source = Callable[[Env], list[Value]]


def _source(compiler: Compiler, iterator: nodes.Iterator) -> Source:
    start = compiler.compile(iterator.source)
    if iterator.end is not None:
        end = compiler.compile(iterator.end)
        return lambda env: expand(env[RUN], start(env), end(env), either_way=True, included=(True, True))

    def listed(env: Env) -> list[Value]:
        value = start(env)
        if value is None:
            raise NullResult("nothing to go through")
        return items_of(env[RUN], value)

    return listed


def _turns(sources: Sequence[tuple[str, Source]], env: Env) -> Iterator[Env]:
    """One environment per combination of the iterators' values; a later iterator sees the earlier ones."""
    (name, source), rest = sources[0], sources[1:]
    run: Run = env[RUN]
    for value in source(env):
        inner = {**env, name: value}
        if rest:
            yield from _turns(rest, inner)
        else:
            run.spend(1)
            yield inner


@compiles(nodes.For)
def _for(compiler: Compiler, node: nodes.For) -> Code:
    sources = [(iterator.name, _source(compiler, iterator)) for iterator in node.iterators]
    body = compiler.compile(node.body)

    def loop(env: Env) -> Value:
        results: list[Value] = []
        try:
            for inner in _turns(sources, env):
                inner["partial"] = results
                results.append(body(inner))
        except NullResult as problem:
            env[RUN].warn(str(problem))
            return None
        return results

    return loop


@compiles(nodes.Quantified)
def _quantified(compiler: Compiler, node: nodes.Quantified) -> Code:
    sources = [(iterator.name, _source(compiler, iterator)) for iterator in node.iterators]
    body = compiler.compile(node.body)
    decisive = not node.every

    def loop(env: Env) -> Value:
        unknown = decided = False
        try:
            for inner in _turns(sources, env):
                answer = body(inner)
                if answer is decisive:
                    decided = True
                elif not isinstance(answer, bool):
                    unknown = True
        except NullResult as problem:
            env[RUN].warn(str(problem))
            return None
        if decided:
            return decisive
        return None if unknown else not decisive

    return loop


@compiles(nodes.FunctionLiteral)
def _function(compiler: Compiler, node: nodes.FunctionLiteral) -> Code:
    if node.body is None:
        return lambda env: None  # an external function; nothing outside FEEL is ever called
    body = compiler.compile(node.body)
    names = tuple(name for name, _ in node.parameters)
    kinds = tuple(kind for _, kind in node.parameters)
    tests = [(kind, type_test(kind, compiler.types)) if kind else None for kind in kinds]

    def define(env: Env) -> Value:
        def call(run: Run, arguments: Sequence[Value]) -> Value:
            given = [
                value if typed is None else conform(value, *typed)
                for typed, value in zip(tests, arguments, strict=True)
            ]
            run.spend(_FUNCTION_STEPS)
            run.enter()
            try:
                return body({**env, **dict(zip(names, given, strict=True)), RUN: run})
            finally:
                run.depth -= 1

        return Function("function", (names,), call, len(names), types=kinds)

    return define


@compiles(nodes.Call)
def _call(compiler: Compiler, node: nodes.Call) -> Code:
    function = compiler.compile(node.function)
    arguments = compiler.all(node.arguments)
    named = [(name, compiler.compile(value)) for name, value in node.named]

    def call(env: Env) -> Value:
        target = function(env)
        run: Run = env[RUN]
        try:
            if isinstance(target, Range) and arguments:
                return in_range(run, arguments[0](env), target)
            if not isinstance(target, Function):
                raise NullResult("not a function")
            run.spend(1)
            if named:
                return target.invoke_named(run, {name: value(env) for name, value in named})
            return target.invoke(run, [argument(env) for argument in arguments])
        except (NullResult, ArithmeticError, ValueError) as problem:
            run.warn(str(problem) or type(problem).__name__)
            return None

    return call
