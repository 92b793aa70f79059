"""Closures for boxed expressions (DMN 1.5, 7.3 and 10.2.2):

Literal, context, invocation, list, relation, loops.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from workflow_service.decisions.document import Document
from workflow_service.decisions.errors import DecisionError
from workflow_service.decisions.findings import Findings
from workflow_service.decisions.types import DeclaredType, coerce, shape_of
from workflow_service.decisions.xml import Element, child, clean, tag, text_of
from workflow_service.feel import Expression, FeelSyntaxError
from workflow_service.feel.compiler import RUN, Code, Env
from workflow_service.feel.errors import NullResult
from workflow_service.feel.expression import build
from workflow_service.feel.limits import Run
from workflow_service.feel.shapes import Shape, merged
from workflow_service.feel.typetests import TypeTest
from workflow_service.feel.values import Value

Compiled = tuple[Code, Shape]
Place = tuple[str, str]
MAX_BOXES = 30
LENIENT = "\0lenient"  # in the environment: conflicts become null, as the standard has it
_FEEL = ("", "feel", "http://www.omg.org/spec/feel/20140401", "http://www.omg.org/spec/FEEL/20140401")


@dataclass(frozen=True)
class Surroundings:
    """What an expression of a file may read: names with their shapes, and what belongs to the whole file.

    `opened`: names that nobody declared are read from the variables; `expressions` gathers what was
    compiled.
    """

    document: Document
    findings: Findings
    names: Mapping[str, Shape]
    types: Mapping[str, TypeTest]
    members: frozenset[str]
    opened: bool = False
    expressions: list[Expression] = field(default_factory=list)
    free: set[str] = field(default_factory=set)  # names that were so read
    depth: int = 0

    def with_names(self, names: Mapping[str, Shape]) -> Surroundings:
        """The same with further names."""
        return replace(self, names={**self.names, **names})

    def feel(
        self, element: Element, place: Place, *, unary: bool = False, text: str | None = None
    ) -> Compiled:
        """Compile the FEEL text of an element.

        A text that cannot be read is a finding, and null when it runs.
        """
        written = text_of(element) if text is None else text
        try:
            expression = build(
                written, self.names, unary=unary, types=self.types, members=self.members, opened=self.opened
            )
        except FeelSyntaxError as problem:
            self.findings.syntax(element, place, problem)
            return _broken(str(problem)), None
        self.expressions.append(expression)
        if self.opened:
            self.free.update(expression.reads - self.names.keys() - {"?"})
        return expression.code, expression.shape


def _broken(reason: str) -> Code:
    def fail(env: Env) -> Value:
        raise NullResult(reason)

    return fail


def nothing(env: Env) -> Value:
    """The closure of a missing expression."""
    return None


def guarded(code: Code, name: str) -> Code:
    """A closure whose failure makes this value null with a warning (DMN 1.5, 10.3.2.13) and nothing else."""

    def run_guarded(env: Env) -> Value:
        try:
            return code(env)
        except NullResult as problem:
            env[RUN].warn(f"{name}: {problem}")
        except DecisionError as problem:
            if not env.get(LENIENT):
                raise
            env[RUN].warn(f"{name}: {problem}")
        return None

    return run_guarded


def typed(code: Code, declared: DeclaredType | None) -> Code:
    """A closure whose value must conform to a type."""
    if declared is None:
        return code
    return lambda env: coerce(env[RUN], code(env), declared)


def compile_boxed(element: Element | None, around: Surroundings, place: Place) -> Compiled:
    """The closure of a boxed expression; None is no expression at all."""
    if element is None:
        return nothing, None
    if around.depth >= MAX_BOXES:
        around.findings.add(
            "DMN-019",
            element,
            f"{place[0]}: der ligger mere end {MAX_BOXES} bokse inde i hinanden.",
            f"{place[1]}: more than {MAX_BOXES} boxes nest in each other.",
            ("Del beslutningen op i flere.", "Split the decision into several."),
        )
        return _broken("nested too deeply"), None
    rule = RULES[tag(element)]
    code, shape = rule(element, replace(around, depth=around.depth + 1), place)
    declared = around.document.type(element.get("typeRef"))
    return typed(code, declared), shape_of(declared) or shape


def inner_of(element: Element | None) -> Element | None:
    """The boxed expression directly inside an element."""
    return child(element, *RULES)


def _literal(element: Element, around: Surroundings, place: Place) -> Compiled:
    language = element.get("expressionLanguage") or around.document.root.get("expressionLanguage") or ""
    if language not in _FEEL and not language.rstrip("/").upper().endswith("/FEEL"):
        around.findings.add(
            "DMN-018",
            element,
            f"{place[0]}: sproget »{language}« kan ikke bruges.",
            f"{place[1]}: the language '{language}' cannot be used.",
            ("Skriv udtrykket i FEEL.", "Write the expression in FEEL."),
        )
        return _broken("not FEEL"), None
    if not text_of(element).strip():
        return nothing, None
    return around.feel(element, place)


def _context(element: Element, around: Surroundings, place: Place) -> Compiled:
    entries: list[tuple[str | None, Code]] = []
    shape: dict[str, Shape] = {}
    result: Shape = None
    for entry in element:
        if tag(entry) != "contextEntry":
            continue
        variable = child(entry, "variable")
        name = clean(variable.get("name")) if variable is not None else None
        declared = around.document.type(variable.get("typeRef")) if variable is not None else None
        code, inner = compile_boxed(inner_of(entry), around.with_names(shape), place)
        entries.append((name, guarded(typed(code, declared), name or "result")))
        inner = shape_of(declared) or inner
        if name is None:
            result = inner
        else:
            shape[name] = inner

    def build_context(env: Env) -> Value:
        made: dict[str, Value] = {}
        within = dict(env)
        for name, code in entries:
            value = code(within)
            if name is None:  # the last box: the result of the whole context
                return value
            made[name] = within[name] = value
        return made

    has_result = bool(entries) and entries[-1][0] is None
    return build_context, result if has_result else shape


def _list(element: Element, around: Surroundings, place: Place) -> Compiled:
    compiled = [compile_boxed(item, around, place) for item in element if tag(item) in RULES]
    shape: Shape = None
    for _, inner in compiled:
        shape = merged(shape, inner)
    codes = [code for code, _ in compiled]
    return lambda env: [code(env) for code in codes], shape


def _relation(element: Element, around: Surroundings, place: Place) -> Compiled:
    columns = [
        (clean(column.get("name")), around.document.type(column.get("typeRef")))
        for column in element
        if tag(column) == "column"
    ]
    rows: list[list[tuple[str, Code]]] = []
    for number, row in enumerate((row for row in element if tag(row) == "row"), 1):
        cells = [cell for cell in row if tag(cell) in RULES]
        where = (f"{place[0]}, række {number}", f"{place[1]}, row {number}")
        rows.append(
            [
                (name, typed(compile_boxed(cell, around, where)[0], declared))
                for (name, declared), cell in zip(columns, cells, strict=False)
            ]
        )
    shape = {name: shape_of(declared) for name, declared in columns}
    return lambda env: [{name: code(env) for name, code in row} for row in rows], shape


def _conditional(element: Element, around: Surroundings, place: Place) -> Compiled:
    condition, yes, no = (
        compile_boxed(inner_of(child(element, part)), around, place) for part in ("if", "then", "else")
    )

    def choose(env: Env) -> Value:
        answer = condition[0](env)
        if answer is not None and not isinstance(answer, bool):
            raise NullResult("the condition is neither true nor false")
        return yes[0](env) if answer else no[0](env)

    return choose, merged(yes[1], no[1])


RULES: dict[str, Callable[[Element, Surroundings, Place], Compiled]] = {
    "literalExpression": _literal,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "conditional": _conditional,
}


def register(name: str, rule: Callable[[Element, Surroundings, Place], Compiled]) -> None:
    """Add the rule of a boxed expression that another module compiles."""
    RULES[name] = rule


def spend(env: Env, steps: int) -> Run:
    """The run of an environment, with steps taken from its budget."""
    run: Run = env[RUN]
    run.spend(steps)
    return run
