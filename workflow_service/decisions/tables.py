"""Decision tables (DMN 1.5, chapter 8): hit policies, aggregators, allowed and default values."""

from __future__ import annotations

from dataclasses import dataclass

from workflow_service.decisions.boxed import Compiled, Place, Surroundings, register, typed
from workflow_service.decisions.errors import DecisionError
from workflow_service.decisions.types import DeclaredType, shape_of
from workflow_service.decisions.xml import Element, child, children, clean, text_of
from workflow_service.feel.builtins import BUILT_INS
from workflow_service.feel.compiler import RUN, Code, Env
from workflow_service.feel.errors import NullResult
from workflow_service.feel.shapes import Shape
from workflow_service.feel.values import Value, equal

HIT_POLICIES = ("UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT")
AGGREGATORS = ("SUM", "COUNT", "MIN", "MAX")
_LAST = 10**9  # an output that is not among the listed values comes after all that are


@dataclass(frozen=True)
class Clause:
    """An input (`label` is what the column is called) with its allowed values, if any."""

    label: str
    code: Code
    allowed: Code | None


@dataclass(frozen=True)
class Output:
    """An output: name, type, default, and the listed values in order of priority."""

    name: str
    declared: DeclaredType | None
    default: Code | None
    priorities: Code | None


@dataclass(frozen=True)
class Rule:
    """One row: its number from 1, tests (each with its column, from 0) and results."""

    number: int
    tests: tuple[tuple[int, Code], ...]
    results: tuple[Code, ...]


@dataclass(frozen=True)
class Table:
    """A compiled decision table; calling it gives its value."""

    name: str
    policy: str
    aggregator: str | None
    inputs: tuple[Clause, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]

    def __call__(self, env: Env) -> Value:
        columns = [{**env, "?": self._input(clause, env)} for clause in self.inputs]
        env[RUN].spend(len(self.rules) + 1)
        hits: list[tuple[int, list[Value]]] = []
        for rule in self.rules:
            for number, test in rule.tests:
                if test(columns[number]) is not True:
                    break
            else:
                hits.append((rule.number, [result(env) for result in rule.results]))
                if self.policy == "FIRST":
                    break
        return self._answer(hits, env) if hits else self._default(env)

    def _input(self, clause: Clause, env: Env) -> Value:
        value = clause.code(env)
        if (
            clause.allowed is not None
            and value is not None
            and clause.allowed({**env, "?": value}) is not True
        ):
            raise self._conflict(
                f"Værdien i »{clause.label}« er ikke blandt de tilladte.",
                f"The value of '{clause.label}' is not one of those allowed.",
            )
        return value

    def _default(self, env: Env) -> Value:
        if not any(output.default is not None for output in self.outputs):
            listed = self.policy in ("RULE ORDER", "OUTPUT ORDER", "COLLECT") and self.aggregator is None
            return [] if listed else None
        return self._packed(
            [None if output.default is None else output.default(env) for output in self.outputs]
        )

    def _packed(self, values: list[Value]) -> Value:
        """One output gives its bare value, several a context (DMN 1.5, 8.2.11)."""
        if len(self.outputs) == 1:
            return values[0]
        return {output.name: value for output, value in zip(self.outputs, values, strict=True)}

    def _answer(self, hits: list[tuple[int, list[Value]]], env: Env) -> Value:
        if self.policy in ("PRIORITY", "OUTPUT ORDER"):
            hits = self._by_priority(hits, env)
        values = [self._packed(results) for _, results in hits]
        if self.policy == "UNIQUE" and len(values) > 1:
            raise self._several(hits, "men kun én må passe", "but only one may match")
        if self.policy == "ANY" and any(equal(env[RUN], value, values[0]) is not True for value in values):
            raise self._several(hits, "men giver ikke samme svar", "but do not give the same answer")
        if self.policy in ("UNIQUE", "ANY", "PRIORITY", "FIRST"):
            return values[0]
        if self.policy != "COLLECT" or self.aggregator is None:
            return values
        return self._aggregate(values, env)

    def _aggregate(self, values: list[Value], env: Env) -> Value:
        function = BUILT_INS["count" if self.aggregator == "COUNT" else str(self.aggregator).lower()]
        if self.aggregator != "COUNT" and len(self.outputs) > 1:
            raise NullResult("an aggregator needs a single output")
        return function.invoke(env[RUN], [values])

    def _by_priority(self, hits: list[tuple[int, list[Value]]], env: Env) -> list[tuple[int, list[Value]]]:
        listed = [output.priorities(env) if output.priorities else [] for output in self.outputs]

        def rank(hit: tuple[int, list[Value]]) -> list[int]:
            return [
                next(
                    (place for place, known in enumerate(order) if equal(env[RUN], known, value) is True),
                    _LAST,
                )
                for order, value in zip(listed, hit[1], strict=True)
            ]

        return sorted(hits, key=rank)

    def _several(self, hits: list[tuple[int, list[Value]]], da: str, en: str) -> DecisionError:
        numbers = [str(number) for number, _ in hits]
        told_da = ", ".join(numbers[:-1]) + " og " + numbers[-1]
        told_en = ", ".join(numbers[:-1]) + " and " + numbers[-1]
        return self._conflict(f"Reglerne {told_da} passer, {da}.", f"Rules {told_en} match, {en}.")

    def _conflict(self, da: str, en: str) -> DecisionError:
        return DecisionError(
            self.name, f"Beslutningstabellen »{self.name}«: {da}", f"Decision table '{self.name}': {en}"
        )


# ---- reading


def compile_table(element: Element, around: Surroundings, place: Place) -> Compiled:
    """The closure of a decision table and the shape of its value."""
    policy = _policy(element, around, place)
    output_elements = children(element, "output")
    input_elements = children(element, "input")
    if not output_elements or not input_elements:
        _missing_columns(element, around, place, has_outputs=bool(output_elements))
    clauses = tuple(_clause(item, around, place) for item in input_elements)
    outputs = tuple(_output(item, around, place) for item in output_elements)
    if policy in ("PRIORITY", "OUTPUT ORDER") and not any(output.priorities for output in outputs):
        around.findings.add(
            "DMN-014",
            element,
            f"{place[0]}: tabellen skal vælge efter vigtighed, men resultaternes rækkefølge mangler.",
            f"{place[1]}: the table chooses by priority, but the order of its outputs is missing.",
            ("Skriv resultatets værdier i rækkefølge.", "List the output values in order."),
        )
    aggregator = _aggregator(element, around, place, policy, len(outputs))
    rules = tuple(
        _rule(number, rule, clauses, outputs, around, place)
        for number, rule in enumerate(children(element, "rule"), 1)
    )
    table = Table(place[0], policy, aggregator, clauses, outputs, rules)
    shape: Shape = None
    if len(outputs) == 1:
        shape = shape_of(outputs[0].declared)
    elif outputs:
        shape = {output.name: shape_of(output.declared) for output in outputs}
    return (table if outputs else (lambda env: None)), shape


def _policy(element: Element, around: Surroundings, place: Place) -> str:
    policy = element.get("hitPolicy") or "UNIQUE"
    if policy in HIT_POLICIES:
        return policy
    around.findings.add(
        "DMN-006",
        element,
        f"{place[0]}: regelvalget »{policy}« findes ikke.",
        f"{place[1]}: there is no hit policy '{policy}'.",
        ("Brug et af: " + ", ".join(HIT_POLICIES) + ".", "Use one of: " + ", ".join(HIT_POLICIES) + "."),
    )
    return "UNIQUE"


def _aggregator(
    element: Element, around: Surroundings, place: Place, policy: str, outputs: int
) -> str | None:
    aggregator = element.get("aggregation")
    if aggregator is None or policy != "COLLECT":
        return None
    if aggregator not in AGGREGATORS:
        around.findings.add(
            "DMN-007",
            element,
            f"{place[0]}: sammenlægningen »{aggregator}« findes ikke.",
            f"{place[1]}: there is no aggregation '{aggregator}'.",
            ("Brug SUM, COUNT, MIN eller MAX.", "Use SUM, COUNT, MIN or MAX."),
        )
        return None
    if outputs > 1 and aggregator != "COUNT":
        around.findings.add(
            "DMN-007",
            element,
            f"{place[0]}: {aggregator} kan kun bruges, når tabellen har ét resultat.",
            f"{place[1]}: {aggregator} can only be used when the table has one output.",
            ("Fjern sammenlægningen, eller del tabellen.", "Remove the aggregation, or split the table."),
        )
    return aggregator


def _missing_columns(element: Element, around: Surroundings, place: Place, *, has_outputs: bool) -> None:
    what = ("betingelse", "input") if has_outputs else ("resultat", "output")
    around.findings.add(
        "DMN-008",
        element,
        f"{place[0]}: tabellen har ingen kolonne med {what[0]}.",
        f"{place[1]}: the table has no {what[1]} column.",
        ("Tilføj mindst én kolonne.", "Add at least one column."),
    )


def _label(element: Element) -> str:
    inner = child(element, "inputExpression")
    return clean(element.get("label")) or clean(element.get("name")) or clean(text_of(inner)) or "?"


def _clause(element: Element, around: Surroundings, place: Place) -> Clause:
    label = _label(element)
    where = (f"{place[0]}, kolonnen »{label}«", f"{place[1]}, column '{label}'")
    expression = child(element, "inputExpression")
    code: Code = lambda env: None  # noqa: E731
    if expression is not None:
        code, _ = around.feel(expression, where)
        code = typed(code, around.document.type(expression.get("typeRef")))
    values = child(element, "inputValues")
    allowed = None
    if values is not None and text_of(values).strip():
        allowed, _ = around.with_names({"?": None}).feel(values, where, unary=True)
    return Clause(label, code, allowed)


def _output(element: Element, around: Surroundings, place: Place) -> Output:
    name = clean(element.get("name"))
    where = (f"{place[0]}, resultatet »{name or '?'}«", f"{place[1]}, output '{name or '?'}'")
    default, values = child(element, "defaultOutputEntry"), child(element, "outputValues")
    listed = None
    if values is not None and text_of(values).strip():
        listed, _ = around.feel(values, where, text=f"[{text_of(values)}]")
    return Output(
        name,
        around.document.type(element.get("typeRef")),
        _cell(default, around, where) if default is not None and text_of(default).strip() else None,
        listed,
    )


def _rule(
    number: int,
    element: Element,
    clauses: tuple[Clause, ...],
    outputs: tuple[Output, ...],
    around: Surroundings,
    place: Place,
) -> Rule:
    tests = children(element, "inputEntry")
    results = children(element, "outputEntry")
    where = (f"{place[0]}, regel {number}", f"{place[1]}, rule {number}")
    if len(tests) != len(clauses) or len(results) != len(outputs):
        around.findings.add(
            "DMN-009",
            element,
            f"{where[0]}: rækken har {len(tests)} betingelser og {len(results)} resultater; "
            f"tabellen har {len(clauses)} og {len(outputs)}.",
            f"{where[1]}: the row has {len(tests)} inputs and {len(results)} outputs; "
            f"the table has {len(clauses)} and {len(outputs)}.",
            ("Udfyld alle rækkens celler; skriv - for »alt«.", "Fill all cells of the row; write - for any."),
        )
    inside = around.with_names({"?": None})
    compiled_tests: list[tuple[int, Code]] = []
    for column, (cell, clause) in enumerate(zip(tests, clauses, strict=False)):
        if text_of(cell).strip() not in ("", "-"):
            cell_place = (f"{where[0]}, »{clause.label}«", f"{where[1]}, '{clause.label}'")
            compiled_tests.append((column, inside.feel(cell, cell_place, unary=True)[0]))
    compiled_results = [
        typed(_cell(cell, around, where), output.declared)
        for cell, output in zip(results, outputs, strict=False)
    ]
    compiled_results += [lambda env: None] * (len(outputs) - len(compiled_results))
    return Rule(number, tuple(compiled_tests), tuple(compiled_results))


def _cell(element: Element, around: Surroundings, place: Place) -> Code:
    if not text_of(element).strip():
        return lambda env: None
    return around.feel(element, place)[0]


register("decisionTable", compile_table)
