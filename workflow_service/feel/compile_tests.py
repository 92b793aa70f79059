"""Closures for unary tests and `in` (DMN 1.5, 7.3.3 and table 55): what the cells of decision tables are.

The usual cells, a text, a number, `< 10`, `[1..5]`, compare without making a value of the test first:
a table of thirty cells asks that of every one.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal

from workflow_service.feel import nodes
from workflow_service.feel.compiler import RUN, Code, Compiler, Env, compiles
from workflow_service.feel.ranges import in_range, matches
from workflow_service.feel.reads import mentions_input
from workflow_service.feel.values import DECIMAL128, Range, Value, is_integer

# A tester is the closure of one test: does `?` pass? None: it cannot be told.
_NUMBERS = frozenset({int, Decimal})
_SMALL = 10**15
_ORDER: dict[str, Callable[[Value, Value], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def open_range(sign: str, value: Value) -> Range:
    """The range that `< 10` is as a value: without start or without end."""
    if sign == "=":
        return Range(value, value, True, True, sign)
    if sign == "!=":
        return Range(value, None, True, False, sign)
    if sign[0] == "<":
        return Range(None, value, False, sign == "<=", sign)
    return Range(value, None, sign == ">=", False, sign)


@compiles(nodes.OperatorTest)
def _operator_test(compiler: Compiler, node: nodes.OperatorTest) -> Code:
    end, sign = compiler.compile(node.value), node.operator
    return lambda env: open_range(sign, end(env))


@compiles(nodes.In)
def _in(compiler: Compiler, node: nodes.In) -> Code:
    value = compiler.compile(node.value)
    tests = [(compiler.compile(test), isinstance(test, nodes.Interval)) for test in node.tests]
    over_input = any(map(mentions_input, node.tests))

    def within(env: Env) -> Value:
        tested = value(env)
        inner = {**env, "?": tested} if over_input else env
        unknown = False
        for test, ranged in tests:
            expected = test(inner)
            answer = matches(env[RUN], tested, expected)
            if answer is True:
                return True
            if (answer is None and isinstance(expected, Range)) or (ranged and expected is None):
                unknown = True
        return None if unknown else False

    return within


@compiles(nodes.UnaryTests)
def _unary_tests(compiler: Compiler, node: nodes.UnaryTests) -> Code:
    if not node.tests:
        return lambda env: True
    testers = _testers(compiler, node.tests)
    negated = node.negated
    if len(testers) == 1 and not negated:
        return testers[0]

    def run_tests(env: Env) -> Value:
        unknown = False
        for tester in testers:
            answer = tester(env)
            if answer is True:
                return not negated
            unknown = unknown or answer is None
        return None if unknown else negated

    return run_tests


def _tester(compiler: Compiler, test: nodes.Node) -> Code:
    if isinstance(test, nodes.OperatorTest) and test.operator in _ORDER:
        return _order_tester(compiler, test)
    if isinstance(test, nodes.Interval):
        return _interval_tester(compiler, test)
    if isinstance(test, nodes.Literal) and type(test.value) in (str, Decimal):
        return _literal_tester(frozenset({test.value}))
    return _any_tester(compiler, test)


def _testers(compiler: Compiler, tests: tuple[nodes.Node, ...]) -> list[Code]:
    """One tester for each test, but one for all of `"a", "b", "c"`."""
    values = [test.value if isinstance(test, nodes.Literal) else None for test in tests]
    if len(values) > 1 and all(type(value) is str for value in values):
        return [_literal_tester(frozenset(values))]
    return [_tester(compiler, test) for test in tests]


def _constant(node: nodes.Node) -> Value:
    """The number that a node always is, or None; a small whole number as int, which compares faster."""
    if isinstance(node, nodes.Negation):
        inner = _constant(node.value)
        return DECIMAL128.minus(inner) if isinstance(inner, Decimal) else inner and -inner
    if isinstance(node, nodes.Literal) and type(node.value) is Decimal:
        return int(node.value) if is_integer(node.value) and node.value < _SMALL else node.value
    return None


def _order_tester(compiler: Compiler, test: nodes.OperatorTest) -> Code:
    end, sign, fixed = compiler.compile(test.value), test.operator, _constant(test.value)
    precedes = _ORDER[sign]

    def check(env: Env) -> Value:
        tested = env.get("?")
        value = end(env)
        if type(tested) in _NUMBERS and type(value) in _NUMBERS:
            return precedes(tested, value)
        return in_range(env[RUN], tested, open_range(sign, value))

    def check_fixed(env: Env) -> Value:
        tested = env.get("?")
        return precedes(tested, fixed) if type(tested) in _NUMBERS else check(env)

    return check if fixed is None else check_fixed


def _interval_tester(compiler: Compiler, test: nodes.Interval) -> Code:
    whole = compiler.compile(test)
    low, high = _constant(test.start), _constant(test.end)
    after = operator.ge if test.start_included else operator.gt
    before = operator.le if test.end_included else operator.lt

    def check(env: Env) -> Value:
        span = whole(env)
        return None if span is None else in_range(env[RUN], env.get("?"), span)

    if low is None or high is None:
        return check

    def check_fixed(env: Env) -> Value:
        tested: Value = env.get("?")
        if type(tested) in _NUMBERS:
            return after(tested, low) and before(tested, high)
        return check(env)

    return check_fixed


def _literal_tester(expected: frozenset[Value]) -> Code:
    """Texts or numbers that the value may be, all of one kind."""
    some = next(iter(expected))
    alike = frozenset({str}) if type(some) is str else _NUMBERS

    def check(env: Env) -> Value:
        tested = env.get("?")
        if type(tested) in alike:
            return tested in expected
        return any(matches(env[RUN], tested, one) is True for one in expected)

    return check


def _any_tester(compiler: Compiler, test: nodes.Node) -> Code:
    """A test that mentions `?` may be a condition itself, and so may one without `?`, such as `age > 5` in a
    column of texts; but a missing answer is neither true nor false, whatever the cell says."""
    code, over_input = compiler.compile(test), mentions_input(test)
    plain = isinstance(test, nodes.Literal)

    def check(env: Env) -> Value:
        tested = env.get("?")
        answer = code(env)
        if isinstance(answer, bool):
            asked = tested is None or isinstance(tested, bool) or plain
            if over_input or not asked:
                return answer
        if answer is None and tested is not None:
            return False
        passed = matches(env[RUN], tested, answer)
        return passed if passed is not None or isinstance(answer, Range) else False

    return check
