"""Expressions: do they compile, which names do they read, who sets those: rules 058, 068, 080 to 083."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from lxml import etree

from workflow_service import feel
from workflow_service.engine.bpmn import ACTIVITIES, B, C, O, text_of, true
from workflow_service.engine.check.diagram import Diagram, ScopeView
from workflow_service.engine.check.known import Known
from workflow_service.engine.expressions import Formula
from workflow_service.engine.programs import Program
from workflow_service.engine.reading import Reader

# Always there: the case, which `runtime` gives every start, and what loops and gateways bring.
BUILT_IN = frozenset(
    {"case_id", "loopCounter", "activationCount"}
    | {
        f"{prefix}{kind}Instances"
        for prefix in ("numberOf", "nrOf")
        for kind in ("", "Active", "Completed", "Terminated")
    }
)
FOREIGN = re.compile(r"[$#]\{")
PYTHON = re.compile(r"==|&&|\|\||(?<![<>=])!(?!=)|\blambda\b|\.get\(|\bTrue\b|\bFalse\b|\bNone\b")


@dataclass
class Home:
    """Where what is written stays: the process, or an event sub-process, which reads the one around it.
    `anything`: anything may come in (a whole message, a whole answer)."""

    outer: Home | None = None
    names: set[str] = field(default_factory=set)
    anything: bool = False

    def seen(self) -> set[str]:
        return self.names | (self.outer.seen() if self.outer is not None else set())

    def open(self) -> bool:
        return self.anything or (self.outer is not None and self.outer.open())


@dataclass
class Use:
    """An expression of a process and where it stands. `judged`: its names can be known beforehand."""

    node: etree._Element
    place: str
    formula: Formula
    home: Home
    judged: bool = True


@dataclass
class ProcessNames:
    """Who sets what in a process."""

    key: str
    declared: set[str] = field(default_factory=set)
    home: Home = field(default_factory=Home)
    uses: list[Use] = field(default_factory=list)
    calls: list[tuple[str, set[str], bool]] = field(default_factory=list)  # called, targets, all


def read_expressions(diagram: Diagram) -> list[ProcessNames]:
    """Compile everything; report what does not compile; collect names per process."""
    report = diagram.report

    def problem(node: etree._Element, place: str, text: str, reason: str) -> None:
        if FOREIGN.search(text):
            report.add("BPMN-082", node, text=text, language="JUEL")
        elif PYTHON.search(text):
            report.add("BPMN-082", node, text=text, language="Python / Java")
        else:
            try:
                feel.compile_expression(text.removeprefix("="))
                danish = reason
            except feel.FeelSyntaxError as error:
                danish = error.da
            report.add("BPMN-080", node, text=text, reason=reason, reason_da=danish)

    reader = Reader(diagram.root, problem)
    out = []
    for process in diagram.processes:
        names = ProcessNames(str(process.get("id") or ""))
        names.declared = {str(v.get("name")) for v in process.iter(O + "variable") if v.get("name")}
        homes = {process: names.home}
        for scope in diagram.scopes:
            if scope.xml is process or process in scope.xml.iterancestors():
                _scope(reader, scope, names, _home(scope.xml, homes))
        out.append(names)
    return out


def _home(scope: etree._Element, homes: dict[etree._Element, Home]) -> Home:
    """Of a sub-process that shares the variables around it, that of the scope around."""
    if scope not in homes:
        around = scope.getparent()
        assert around is not None  # every scope of a process lies in it
        outer = _home(around, homes)
        homes[scope] = Home(outer) if true(scope, "triggeredByEvent") else outer
    return homes[scope]


def _scope(reader: Reader, scope: ScopeView, names: ProcessNames, home: Home) -> None:
    for flow in scope.flows:
        formula = reader.condition(flow.xml, "conditionExpression", flow.condition)
        if formula is not None:
            names.uses.append(Use(flow.xml, "conditionExpression", formula, home))
    for node in scope.nodes.values():
        program = reader.program(node.xml, names.key, None, None)
        names.uses += [Use(node.xml, place, f, home, judged) for place, f, judged in _formulas(program)]
        activation = text_of(node.xml, "activationCondition")
        formula = reader.condition(node.xml, "activationCondition", activation)
        if formula is not None:
            names.uses.append(Use(node.xml, "activationCondition", formula, home))
        _literals(reader, node.xml, program)
        _writes(node.tag, program, home)
        if program.call is not None:
            targets = {name for name, _ in program.call.ins}
            names.calls.append((program.call.process, targets, program.call.all_in))


def _literals(reader: Reader, xml: etree._Element, program: Program) -> None:
    """`${…}` in a value that is not FEEL would be taken as plain text."""
    for place, formula, _ in _formulas(program):
        if formula.expression is None and FOREIGN.search(formula.text):
            reader.report(xml, place, formula.text, "")


def _formulas(program: Program) -> Iterator[tuple[str, Formula, bool]]:
    """(place, formula, are its names known beforehand?)."""
    for name, formula in program.inputs:
        yield f"inputParameter {name}", formula, True
    for name, formula in program.outputs:
        yield f"outputParameter {name}", formula, False  # reads the answer, whose fields are the form's
    for place in ("groups", "users", "assignee", "due", "follow_up", "priority", "script", "decision"):
        value = getattr(program, place)
        if value is not None:
            yield place, value, True
    if program.repeat is not None:
        for place in ("collection", "cardinality", "condition"):
            value = getattr(program.repeat, place)
            if value is not None:
                yield place, value, True
    for rule in program.event.all if program.event is not None else ():
        if rule.formula is not None:
            yield (
                ("condition of a conditional event" if rule.kind == "conditional" else "time"),
                rule.formula,
                True,
            )
        if rule.correlation is not None:
            yield "correlationKey", rule.correlation, True
    if program.call is not None:
        for name, formula in program.call.ins:
            yield f"in {name}", formula, True
        for name, formula in program.call.outs:
            yield f"out {name}", formula, False
        if program.call.business_key is not None:
            yield "businessKey", program.call.business_key, True


def _writes(tag: str, program: Program, home: Home) -> None:
    home.names |= {name for name, _ in program.outputs} | {name for name, _ in program.inputs}
    if program.result:
        home.names.add(program.result)
    if program.all_outputs:
        home.anything = True
    takes_all = tag in ("serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask")
    if takes_all and not program.outputs and not program.result and tag not in ("serviceTask", "sendTask"):
        home.anything = True
    remote = program.topic and "operation" not in program.element.attributes
    if tag in ("serviceTask", "sendTask") and remote and not program.outputs and not program.result:
        home.anything = True
    for rule in program.event.all if program.event is not None and tag not in ACTIVITIES else ():
        catches = tag in ("startEvent", "intermediateCatchEvent", "boundaryEvent")
        none = program.outputs or program.element.attributes.get("outputs") == "none"
        if catches and rule.kind in ("message", "signal") and not none:
            home.anything = True
    if program.repeat is not None:
        repeat = program.repeat
        home.names |= {n for n in (repeat.item, repeat.output, repeat.output_item) if n}
    if program.call is not None:
        home.names |= {name for name, _ in program.call.outs}
        home.anything |= program.call.all_out


def judge(diagram: Diagram, names: ProcessNames, known: Known | None, given: set[str] | None) -> None:
    """Clock in conditional events always; parameters and names when they are known.

    `given`: what callers pass in; None when nobody calls the process or everything may come in.
    """
    for use in names.uses:
        expression = use.formula.expression
        if expression is None:
            continue
        if use.place.startswith("condition of") and expression.uses_clock:
            diagram.report.add("BPMN-058", use.node, text=use.formula.text)
        if known is not None and known.parameters is not None:
            for key in sorted(expression.parameters):
                if key not in known.parameters:
                    diagram.report.add("BPMN-068", use.node, name=key)
        if known is not None and use.judged:
            _judge_names(diagram, names, use, given)


def _judge_names(diagram: Diagram, names: ProcessNames, use: Use, given: set[str] | None) -> None:
    assert use.formula.expression is not None
    have = use.home.seen() | names.declared | (given or set())
    anything = use.home.open()
    for name in sorted(use.formula.expression.reads):
        if name in have or name in BUILT_IN:
            continue
        near = get_close_matches(name, have, 1)
        # a message or a service without output mappings may bring any name: only a likely misspelling is told
        if anything and not near:
            continue
        # A start may bring what it likes unless the process says what it takes.
        sure = not anything and (bool(names.declared) or given is not None)
        diagram.report.add(
            "BPMN-081" if sure else "BPMN-083",
            use.node,
            text=use.formula.text,
            name=name,
            near=f" Did you mean “{near[0]}”?" if near else "",
            near_da=f" Mente du »{near[0]}«?" if near else "",
        )


__all__ = ["BUILT_IN", "B", "C", "ProcessNames", "judge", "read_expressions"]
