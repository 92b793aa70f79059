"""From text to tree (DMN 1.5, 10.3.1.2): operators, paths, filters, calls, literals."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches

from workflow_service.feel import nodes
from workflow_service.feel.blocks import BlockParser
from workflow_service.feel.errors import FeelSyntaxError, UnknownName
from workflow_service.feel.lexer import KEYWORDS, MAX_DEPTH
from workflow_service.feel.nodes import Node
from workflow_service.feel.shapes import FunctionShape, Names, NameScope, Shape, member, merged, normal
from workflow_service.feel.temporal import parse_at_literal

_COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")
_ARGUMENT = re.compile(r"[^\W\d\s][\w \u00b7\u0300-\u036f\u203f-\u2040\U00010000-\U000effff]*?(?=\s*:)")
_NOT = re.compile(r"not\s*(?=\()")
_PROPERTIES = frozenset({"start included", "end included", "time offset"})
_MOST_RETRIES = 1000

Parsed = tuple[Node, Shape]


class Parser(BlockParser):
    """Reads one expression or one set of unary tests.

    `names` are the declared names (None: any single word may be read), `built_ins` the built-in functions,
    `types` the declared type names, `members` names with spaces or signs that values of unknown shape may
    have as members.
    """

    def __init__(
        self,
        text: str,
        names: Names | None,
        built_ins: Collection[str],
        types: Collection[str] = (),
        members: Collection[str] = (),
        *,
        opened: bool = False,
    ) -> None:
        super().__init__(text, types)
        self.built_ins = built_ins
        self.scope = NameScope(
            names if names is not None else (), bound=False, opened=opened or names is None
        )
        self._members = _PROPERTIES.union(members)
        self._retries = 0
        self._closing_interval = False

    def whole(self, read: Callable[[], Parsed]) -> Parsed:
        """Everything with `read`. Raises FeelSyntaxError when something is left over or nests too deep."""
        try:
            parsed = read()
        except RecursionError:
            self.depth = MAX_DEPTH
            self.enter()
            raise
        if not self.at_end:
            raise self.expected("en operator eller slutningen", "an operator or the end")
        return parsed

    # ---- unary tests (grammar rules 7 to 18)

    def unary_tests(self) -> Parsed:
        """`-`, `< 10`, `"a", "b"`, `not(...)` or any expression over `?`."""
        if self.text.strip() in ("", "-"):
            self.position = len(self.text)
            return nodes.UnaryTests(0, (), False), None
        start = self.position
        if self.match(_NOT):
            try:
                self.need("(")
                tests = self._tests()
                self.need(")")
                if self.at_end:
                    return nodes.UnaryTests(start, tests, True), None
            except FeelSyntaxError:
                if self._retries:
                    raise
            self._retry(start)
        return nodes.UnaryTests(start, self._tests(), False), None

    def _tests(self) -> tuple[Node, ...]:
        tests = [self._test()]
        while self.take(","):
            tests.append(self._test())
        return tuple(tests)

    def _test(self) -> Node:
        return self._operator_test() if self.peek(*_COMPARISONS) else self.expression()[0]

    def _operator_test(self) -> Node:
        at = self.position
        operator = self.need(*_COMPARISONS)
        return nodes.OperatorTest(at, operator, self._sum()[0])

    def _retry(self, position: int) -> None:
        """Go back to read the same text another way; bounded, so that no text takes exponential time."""
        self._retries += 1
        if self._retries > _MOST_RETRIES:
            raise self.expected("et enklere udtryk", "a simpler expression")
        self.position = position

    # ---- operators, loosest first

    def expression(self) -> Parsed:
        """Any expression."""
        self.enter()
        closing, self._closing_interval = self._closing_interval, False
        try:
            parsed = self._junction("or", self._conjunction)
        finally:
            self._closing_interval = closing
        self.leave()
        return parsed

    def _conjunction(self) -> Parsed:
        return self._junction("and", self._comparison)

    def _junction(self, word: str, operand: Callable[[], Parsed]) -> Parsed:
        at = self.position
        node, shape = operand()
        if not self.peek(word):
            return node, shape
        parts = [node]
        while self.take(word):
            parts.append(operand()[0])
        return nodes.Junction(at, word == "and", tuple(parts)), None

    def _comparison(self) -> Parsed:
        at = self.position
        node, shape = self._sum()
        depth = self.depth
        while word := self.take(*_COMPARISONS, "between", "in", "instance"):
            self.enter()
            shape = None
            if word == "between":
                low = self._sum()[0]
                self.need("and")
                node = nodes.Between(at, node, low, self._sum()[0])
            elif word == "in":
                node = nodes.In(at, node, self._in_tests())
            elif word == "instance":
                self.need("of")
                node = nodes.InstanceOf(at, node, self.type())
            else:
                node = nodes.Comparison(at, word, node, self._sum()[0])
        self.depth = depth
        return node, shape

    def _in_tests(self) -> tuple[Node, ...]:
        """The right side of `in`: one test, or several in parentheses (grammar rule 49c)."""
        start, depth = self.position, self.depth
        if self.take("("):
            try:
                tests = self._tests()
                if self.take(")") and not self.peek("..", "[", "."):
                    return tests
            except FeelSyntaxError:
                if self._retries > _MOST_RETRIES:
                    raise
            self.depth = depth
            self._retry(start)
        return (self._operator_test() if self.peek(*_COMPARISONS) else self._sum()[0],)

    def _sum(self) -> Parsed:
        return self._arithmetic(self._product, "+", "-")

    def _product(self) -> Parsed:
        return self._arithmetic(self._power, "*", "/")

    def _power(self) -> Parsed:
        return self._arithmetic(self._unary, "**")

    def _arithmetic(self, operand: Callable[[], Parsed], *operators: str) -> Parsed:
        at = self.position
        node, shape = operand()
        rest: list[tuple[str, Node]] = []
        while (operator := self.peek("**", *operators)) in operators:
            self.take(operator)
            rest.append((operator, operand()[0]))
        return (nodes.Arithmetic(at, node, tuple(rest)), None) if rest else (node, shape)

    def _unary(self) -> Parsed:
        at = self.position
        if self.take("-"):
            self.enter()
            node = self._unary()[0]
            self.leave()
            return nodes.Negation(at, node), None
        return self._postfix()

    # ---- paths, filters, calls

    def _postfix(self) -> Parsed:
        node, shape = self._primary()
        depth = self.depth
        while True:
            if self.peek(".") and not self.peek(".."):
                node, shape = self._path(node, shape)
            elif self.peek("["):
                start = self.position
                try:
                    node = self._filter(node, shape)
                except FeelSyntaxError:
                    if not self._closing_interval or self._retries > _MOST_RETRIES:
                        raise
                    self.depth = depth
                    self._retry(start)  # `[1..10[`: the bracket closes the range
                    break
            elif self.peek("("):
                node, shape = self._call(node, shape)
            else:
                break
            self.enter()
        self.depth = depth
        return node, shape

    def _path(self, source: Node, shape: Shape) -> Parsed:
        at = self.position
        self.need(".")
        known = {normal(key) for key in shape} if isinstance(shape, Mapping) else ()
        name = self.longest_name({*known, *self._members}) or self._plain_name()
        return nodes.Path(at, source, name), member(shape, name)

    def _plain_name(self) -> str:
        word = self.word()
        if word is None:
            raise self.expected("et navn", "a name")
        self.take(word)
        return word

    def _filter(self, source: Node, shape: Shape) -> Node:
        at = self.position
        self.need("[")
        outer, depth = self.scope, self.depth
        members = shape if isinstance(shape, Mapping) else {}
        self.scope = NameScope({**members, "item": shape}, outer, opened=not members)
        try:
            predicate = self._test()
            self.need("]")
        finally:
            self.scope, self.depth = outer, depth
        return nodes.Filter(at, source, predicate)

    def _call(self, function: Node, shape: Shape) -> Parsed:
        at = self.position
        self.need("(")
        arguments: list[Node] = []
        named: list[tuple[str, Node]] = []
        more = not self.peek(")")
        while more:
            name = None if arguments else self._argument_name()
            if name is None and named:
                raise self.expected("et navngivet argument", "a named argument")
            value = self.expression()[0]
            if name is None:
                arguments.append(value)
            else:
                named.append((name, value))
            more = self.take(",") is not None
        self.need(")")
        called = function.name if isinstance(function, nodes.Name) and not function.bound else None
        if called is not None and called in self.built_ins and not isinstance(shape, FunctionShape):
            function = nodes.BuiltIn(function.at, called)
        result = shape.result if isinstance(shape, FunctionShape) else None
        return nodes.Call(at, function, tuple(arguments), tuple(named)), result

    def _argument_name(self) -> str | None:
        start = self.position
        found = self.match(_ARGUMENT)
        if found is None:
            return None
        self.need(":")
        return " ".join(self.text[start : found.end()].split())

    # ---- primaries

    def _primary(self) -> Parsed:
        at = self.position
        number = self.number()
        if number is not None:
            return nodes.Literal(at, number), None
        text = self.string()
        if text is not None:
            return nodes.Literal(at, text), None
        if self.take("@"):
            return self._at_literal(at), None
        if self.take("?"):
            found = self.scope.find("?")
            return nodes.InputValue(at), found[1] if found else None
        if self.peek("{"):
            return self.context()
        if self.peek("[", "]", "("):
            return self._bracketed()
        word = self.word()
        if word in KEYWORDS:
            return self._keyword(word)
        return self._name()

    def _at_literal(self, at: int) -> Node:
        text = self.string()
        if text is None:
            raise self.expected("en dato eller varighed i anførselstegn", "a quoted date or duration")
        return nodes.Literal(at, parse_at_literal(text))

    def _keyword(self, word: str) -> Parsed:
        at = self.position
        if word in ("true", "false", "null"):
            self.take(word)
            return nodes.Literal(at, {"true": True, "false": False, "null": None}[word]), None
        if word == "if":
            return self._if()
        if word in ("for", "some", "every"):
            return self.loop(word)
        if word == "function":
            return self.function()
        raise self.expected("en værdi", "a value")

    def _if(self) -> Parsed:
        at = self.position
        self.need("if")
        condition = self.expression()[0]
        self.need("then")
        yes, shape = self.expression()
        self.need("else")
        no, other = self.expression()
        return nodes.If(at, condition, yes, no), merged(shape, other)

    def _bracketed(self) -> Parsed:
        """A list, a range with any bracket, or an expression in parentheses."""
        at = self.position
        bracket = self.need("[", "]", "(")
        if bracket == "]":
            return self._interval(at, bracket, self._sum()[0])
        items: list[Node] = []
        shape: Shape = None
        more = not self.peek("]" if bracket == "[" else ")")
        while more:
            if self.peek(*_COMPARISONS):
                items.append(self._operator_test())
            else:
                node, inner = self.expression()
                items.append(node)
                shape = merged(shape, inner)
            if len(items) == 1 and self.peek(".."):
                return self._interval(at, bracket, items[0])
            more = bracket == "[" and self.take(",") is not None
        if bracket == "[":
            self.need("]")
            return nodes.ListLiteral(at, tuple(items)), shape
        if not items:
            raise self.expected("en værdi", "a value")
        self.need(")")
        return items[0], shape

    def _interval(self, at: int, bracket: str, start: Node) -> Parsed:
        self.need("..")
        closing, self._closing_interval = self._closing_interval, True
        try:
            end = self._sum()[0]
        finally:
            self._closing_interval = closing
        close = self.need("]", ")", "[")
        return nodes.Interval(at, start, end, bracket == "[", close == "]"), None

    def _name(self) -> Parsed:
        at = self.position
        name = self.longest_name({*self.scope, *self.built_ins})
        if name is None:
            if self.word() is None:
                raise self.expected("en værdi", "a value")
            name = self._plain_name()
            if not self.scope.opened:
                known = [*self.scope, *self.built_ins]
                raise UnknownName(self.text, at, name, next(iter(get_close_matches(name, known, 1)), None))
        found = self.scope.find(name)
        if found is None:
            return nodes.Name(at, name), None
        return nodes.Name(at, found[0], found[2]), found[1]
