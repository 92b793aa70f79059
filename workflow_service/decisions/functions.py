"""Closures for boxed functions, invocations, filters and iterators (DMN 1.5, 10.2.2.3 to 10.2.2.10)."""

from __future__ import annotations

from collections.abc import Sequence

from workflow_service.decisions.boxed import (
    Compiled,
    Place,
    Surroundings,
    compile_boxed,
    inner_of,
    register,
    spend,
    typed,
)
from workflow_service.decisions.types import coerce, shape_of
from workflow_service.decisions.xml import Element, child, children, clean, tag
from workflow_service.feel.compile_blocks import item_at, item_env, items_of
from workflow_service.feel.compiler import RUN, Code, Env
from workflow_service.feel.errors import NullResult
from workflow_service.feel.limits import Run
from workflow_service.feel.shapes import FunctionShape, Shape
from workflow_service.feel.values import Function, Value, is_number


def compile_function(element: Element, around: Surroundings, place: Place) -> Compiled:
    """A function definition; also the encapsulated logic of a knowledge model."""
    parameters = [
        (clean(item.get("name")), around.document.type(item.get("typeRef")))
        for item in children(element, "formalParameter")
    ]
    if (element.get("kind") or "FEEL") != "FEEL":
        around.findings.add(
            "DMN-013",
            element,
            f"{place[0]}: funktionen er skrevet i {element.get('kind')}; kun FEEL bliver udført.",
            f"{place[1]}: the function is written in {element.get('kind')}; only FEEL is run.",
            ("Skriv funktionen i FEEL.", "Write the function in FEEL."),
        )
        return lambda env: None, FunctionShape()
    inside = around.with_names({name: shape_of(declared) for name, declared in parameters})
    body, shape = compile_boxed(inner_of(element), inside, place)
    names = tuple(name for name, _ in parameters)

    def define(env: Env) -> Value:
        def call(run: Run, arguments: Sequence[Value]) -> Value:
            run.spend(1)
            run.enter()
            try:
                given = {
                    name: coerce(run, value, declared)
                    for (name, declared), value in zip(parameters, arguments, strict=True)
                }
                return body({**env, **given, RUN: run})
            finally:
                run.depth -= 1

        return Function("function", (names,), call, len(names))

    return define, FunctionShape(shape)


def _invocation(element: Element, around: Surroundings, place: Place) -> Compiled:
    function, shape = compile_boxed(inner_of(element), around, place)
    bindings: list[tuple[str, Code]] = []
    for binding in children(element, "binding"):
        parameter = child(binding, "parameter")
        if parameter is None:
            continue
        code, _ = compile_boxed(inner_of(binding), around, place)
        declared = around.document.type(parameter.get("typeRef"))
        bindings.append((clean(parameter.get("name")), typed(code, declared)))

    def invoke(env: Env) -> Value:
        target = function(env)
        if not isinstance(target, Function):
            raise NullResult("not a function")
        try:
            return target.invoke_named(spend(env, 1), {name: code(env) for name, code in bindings})
        except (ArithmeticError, ValueError) as problem:
            raise NullResult(str(problem)) from problem

    return invoke, shape.result if isinstance(shape, FunctionShape) else None


def _filter(element: Element, around: Surroundings, place: Place) -> Compiled:
    source, shape = compile_boxed(inner_of(child(element, "in")), around, place)
    members: dict[str, Shape] = dict(shape) if isinstance(shape, dict) else {}
    inside = around.with_names({**members, "item": shape})
    predicate, _ = compile_boxed(inner_of(child(element, "match")), inside, place)

    def select(env: Env) -> Value:
        value = source(env)
        if value is None:
            return None
        items = value if type(value) is list else [value]
        spend(env, len(items))
        chosen = []
        for item in items:
            answer = predicate(item_env(env, item))
            if is_number(answer):
                return item_at(items, answer)
            if answer is True:
                chosen.append(item)
            elif answer is not None and answer is not False:
                raise NullResult("a filter must be a condition or a position")
        return chosen

    return select, shape


def _iterated(
    element: Element, around: Surroundings, place: Place, part: str
) -> tuple[str, Code, Code, Shape]:
    name = clean(element.get("iteratorVariable"))
    source, shape = compile_boxed(inner_of(child(element, "in")), around, place)
    inside = around.with_names({name: shape, "partial": None})
    body, result = compile_boxed(inner_of(child(element, part)), inside, place)
    return name, source, body, result


def _items(env: Env, source: Code) -> list[Value]:
    value = source(env)
    if value is None:
        raise NullResult("nothing to go through")
    items = items_of(env[RUN], value)
    spend(env, len(items))
    return items


def _for(element: Element, around: Surroundings, place: Place) -> Compiled:
    name, source, body, shape = _iterated(element, around, place, "return")

    def loop(env: Env) -> Value:
        results: list[Value] = []
        for item in _items(env, source):
            results.append(body({**env, name: item, "partial": results}))
        return results

    return loop, shape


def _quantified(element: Element, around: Surroundings, place: Place) -> Compiled:
    name, source, body, _ = _iterated(element, around, place, "satisfies")
    every = tag(element) == "every"

    def loop(env: Env) -> Value:
        answers = [body({**env, name: item}) for item in _items(env, source)]
        if not all(answer is None or isinstance(answer, bool) for answer in answers):
            raise NullResult("the condition is neither true nor false")
        if any(answer is not every and answer is not None for answer in answers):
            return not every  # one item decides, whatever cannot be told of the others
        return every if all(answer is every for answer in answers) else None

    return loop, None


register("functionDefinition", compile_function)
register("invocation", _invocation)
register("filter", _filter)
register("for", _for)
register("some", _quantified)
register("every", _quantified)
