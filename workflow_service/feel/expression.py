"""The room's face: texts compiled once, evaluated many times."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from workflow_service.feel import compile_basics, compile_blocks, compile_tests
from workflow_service.feel.builtins import BUILT_INS
from workflow_service.feel.compiler import RUN, Code, Compiler, Env
from workflow_service.feel.errors import FeelError, FeelRuntimeError, FeelSyntaxError, NullResult
from workflow_service.feel.formatting import normalise
from workflow_service.feel.limits import Run, Scope, too_deep
from workflow_service.feel.nodes import Node
from workflow_service.feel.parser import Parser
from workflow_service.feel.reads import Reads, find_reads, mentions_input
from workflow_service.feel.shapes import Names, Shape
from workflow_service.feel.typetests import TypeTest
from workflow_service.feel.values import Value, kind

RULES = (
    compile_basics,
    compile_blocks,
    compile_tests,
)  # importing them registered all

_AS_IT_IS = frozenset({str, bool, type(None), Decimal, date, datetime, timedelta})
_MISSING = object()
_CACHE_SIZE = 2048
_INPUT = "?"


class Expression:
    """A compiled expression: immutable, so threads may share it.

    `text` as given; `reads` root names read from outside; `paths` the same with members, dotted;
    `parameters` the literal keys of `parameter("key")`; `uses_clock` whether `now()` or `today()` occurs;
    `code` is the bare closure, for rooms that build on this one.
    """

    __slots__ = ("_roots", "code", "parameters", "paths", "reads", "shape", "text", "uses_clock")

    def __init__(
        self, text: str, code: Code, roots: frozenset[str], reads: Reads, shape: Shape = None
    ) -> None:
        self.text = text
        self.code = code
        self._roots = tuple(sorted(roots))
        self.reads = reads.roots
        self.paths = reads.paths
        self.parameters = reads.parameters
        self.uses_clock = reads.uses_clock
        self.shape = shape

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def evaluate(self, variables: Mapping[str, object], scope: Scope | None = None) -> Value:
        """The value with these variables; null (None) where the standard says null.

        Numbers in the result are Decimal (or the caller's own int). Raises FeelRuntimeError when the clock
        or a parameter is asked for without a scope, LimitExceeded when a budget is used up.
        """
        return self.run_with(variables, Run(scope))

    def evaluate_with_warnings(
        self, variables: Mapping[str, object], scope: Scope | None = None
    ) -> tuple[Value, list[str]]:
        """The value, and why parts of it became null (English, for the studio)."""
        run = Run(scope)
        value = self.run_with(variables, run)
        return value, run.warnings or []

    def evaluate_boolean(self, variables: Mapping[str, object], scope: Scope | None = None) -> bool:
        """The value of a condition.

        Raises FeelRuntimeError when it is not true or false: never a silent false.
        """
        run = Run(scope)
        value = self.run_with(variables, run)
        if value is True or value is False:
            return bool(value)
        raise self._not_boolean(value, run)

    def _not_boolean(self, value: Value, run: Run) -> FeelRuntimeError:
        reason = f" ({'; '.join(run.warnings)})" if run.warnings else ""
        return FeelRuntimeError(
            self.text,
            f"Betingelsen »{self.text}« skulle give sand eller falsk, men gav {_told_da(value)}{reason}.",
            f"The condition '{self.text}' should give true or false, but gave {_told(value)}{reason}.",
        )

    def run_with(self, variables: Mapping[str, object], run: Run) -> Value:
        """Evaluate within a run that is already going, so that its budget and warnings are shared."""
        env: Env = {RUN: run}
        try:
            for name in self._roots:
                value = variables.get(name, _MISSING)
                if value is _MISSING:
                    continue
                env[name] = value if type(value) in _AS_IT_IS else normalise(value, run.limits.depth)
            result = self.code(env)
            if type(result) is list or type(result) is dict:
                run.weigh(result)
        except NullResult as problem:
            run.warn(str(problem))
            return None
        except RecursionError:
            raise too_deep(run.limits.depth) from None
        except FeelError as problem:
            problem.text = problem.text or self.text
            raise
        return Decimal(result) if type(result) is int else result


def _told(value: Value) -> str:
    return "null" if value is None else f"a {kind(value)}"


def _told_da(value: Value) -> str:
    names = {
        "null": "intet (null)",
        "number": "et tal",
        "string": "en tekst",
        "list": "en liste",
        "context": "en samling af værdier",
        "date": "en dato",
    }
    return names.get(kind(value), "en anden slags værdi")


def compile_expression(text: str, names: Collection[str] | None = None) -> Expression:
    """Compile an expression; a leading `=` is not part of it and must be taken off by the caller.

    `names` are the names that may be read (they may hold spaces; a mapping may add the names of members);
    None means that any single word may be read. Raises FeelSyntaxError, UnknownName.
    """
    return _compile(text, names, unary=False)


def compile_unary_tests(text: str, names: Collection[str] | None = None) -> Expression:
    """Compile unary tests such as `< 18, > 65` or `not("a")`, evaluated against the variable `?`."""
    return _compile(text, names, unary=True)


def _compile(text: str, names: Collection[str] | None, *, unary: bool) -> Expression:
    if isinstance(names, Mapping):
        return build(text, names, unary=unary)
    return _cached(text, None if names is None else frozenset(names), unary)


@lru_cache(maxsize=_CACHE_SIZE)
def _cached(text: str, names: frozenset[str] | None, unary: bool) -> Expression:
    return build(text, names, unary=unary)


def parse(
    text: str,
    names: Names | None,
    *,
    unary: bool,
    types: Collection[str] = (),
    members: Collection[str] = (),
    opened: bool = False,
) -> tuple[Node, Shape]:
    """The tree and the shape of a text. Raises FeelSyntaxError, UnknownName."""
    parser = Parser(text, names, BUILT_INS.keys(), types, members, opened=opened)
    return parser.whole(parser.unary_tests if unary else parser.expression)


def build(
    text: str,
    names: Names | None,
    *,
    unary: bool = False,
    types: Mapping[str, TypeTest] | None = None,
    members: Collection[str] = (),
    opened: bool = False,
) -> Expression:
    """Compile without the cache, with declared types and members: what DMN needs.

    `opened`: names that are not declared may be read too.
    """
    try:
        node, shape = parse(text, names, unary=unary, types=types or (), members=members, opened=opened)
        code = Compiler(BUILT_INS, types).compile(node)
        everything = find_reads(node, ())
        hidden = BUILT_INS.keys() - set(names) if names is not None and not opened else ()
        reads = find_reads(node, hidden)
    except RecursionError:
        raise FeelSyntaxError(
            text,
            0,
            "Udtrykket har for mange lag inde i hinanden. Del det op i flere udtryk.",
            "The expression nests too deeply. Split it into several expressions.",
        ) from None
    roots = everything.roots | ({_INPUT} if unary or mentions_input(node) else set())
    return Expression(text, code, roots, reads, shape)
