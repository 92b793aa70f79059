"""The check before publishing: everything a diagram can get wrong, told with element, line, rule and cure.

It never raises: any bytes give findings. What it lets through with no error, the engine can run. A process
that is not executable, a choreography or a conversation is only held to the standard's own rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lxml import etree

from workflow_service.engine.bpmn import B, local
from workflow_service.engine.check.activities import check_activities
from workflow_service.engine.check.diagram import RULES, Diagram, Report
from workflow_service.engine.check.events import check_uncaught
from workflow_service.engine.check.expressions import ProcessNames, judge, read_expressions
from workflow_service.engine.check.flows import check_executable_flows
from workflow_service.engine.check.imports import Library, check_imports
from workflow_service.engine.check.known import Known
from workflow_service.engine.check.schema import check_schema
from workflow_service.engine.check.soundness import check_soundness
from workflow_service.engine.check.standard import check_drawn, check_model, check_scopes
from workflow_service.engine.check.structure import check_structure
from workflow_service.engine.xml import MAX_BYTES, XmlProblem, read_xml
from workflow_service.errors import Finding

XML_RULES = {"syntax": "BPMN-001", "doctype": "BPMN-002", "too_large": "BPMN-003"}
# Deeper than any drawing; beyond it reading recurses too far.
MAX_DEPTH = 200

Checked = tuple[Report, Diagram | None, list[ProcessNames]]


def check_diagrams(
    diagrams: Mapping[str, bytes],
    known: Known | None = None,
    *,
    beside: Mapping[str, bytes] | None = None,
    deploying: bool = True,
    playing: bool = True,
) -> list[Finding]:
    """All findings of all files (file name to BPMN XML), in the files' order, then by line.

    `known`: the names of the release and the service; None judges no names (diagrams of others). Calls
    between the files given are always known. `beside`: files that may be imported and are not judged.
    `deploying` False judges a file as a model: without an executable process it may be valid all the same,
    and what a process of another tool lacks for a run here is told, not refused. What breaks the standard and
    runs all the same (`Rule.tolerated`) is then refused, and only told when deploying. `playing` False leaves
    out the token game (rules 300 to 307): what is published already runs as it was drawn.
    """
    library = Library(diagrams, beside or {})
    checked = [_check_file(file, data, library, deploying, playing) for file, data in diagrams.items()]
    _across(checked, known)
    findings: list[Finding] = []
    for report, _, _ in checked:
        findings += sorted(report.findings, key=lambda f: (f.line or 0, f.rule, f.element or ""))
    return findings


def _check_file(file: str, data: bytes, library: Library, deploying: bool, playing: bool) -> Checked:
    report = Report(file, deploying)
    try:
        root = read_xml(data)
    except XmlProblem as problem:
        limit = MAX_BYTES // (1024 * 1024)
        report.at(XML_RULES[problem.code], None, problem.line, detail=problem.detail, limit=limit)
        return report, None, []
    if local(root) != "definitions":
        report.add("BPMN-004", root)
        return report, None, []
    if _too_deep(root):
        report.add("BPMN-007", None, detail=f"> {MAX_DEPTH}")
        return report, None, []
    diagram = Diagram(root, report, deploying)
    check_schema(diagram)
    check_imports(diagram, library)
    if deploying and not diagram.processes and not any(local(child).startswith("global") for child in root):
        report.add("BPMN-006", None)
    check_model(diagram)
    check_drawn(diagram)
    check_structure(diagram, deploying)
    check_scopes(diagram, diagram.scopes)
    check_executable_flows(diagram)
    check_uncaught(diagram)
    if playing and not any(finding.severity == "error" for finding in report.findings):
        check_soundness(diagram)
    return report, diagram, read_expressions(diagram)


def _too_deep(root: etree._Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def _across(checked: list[Checked], known: Known | None) -> None:
    """What needs all files: processes told twice, calls, names passed from caller to called."""
    where: dict[str, str] = {}
    for report, diagram, _ in checked:
        for process in diagram.processes if diagram is not None else ():
            key = str(process.get("id") or "")
            if key in where and where[key] != report.file:
                report.add("BPMN-013", process, id=key, other=where[key])
            where.setdefault(key, report.file)
    if known is not None and known.processes is not None:
        known = replace(known, processes={*known.processes, *where, *_global_tasks(checked)})
    everyone = [names for _, _, found in checked for names in found]
    given = passed_in(everyone)
    for _, diagram, found in checked:
        if diagram is not None:
            check_activities(diagram, known)
            for names in found:
                judge(diagram, names, known, given.get(names.key))
    _call_circles(checked, everyone)


def _global_tasks(checked: list[Checked]) -> set[str]:
    """Global tasks can be called like processes."""
    out = set()
    for _, diagram, _ in checked:
        for child in diagram.root if diagram is not None else ():
            if local(child).startswith("global") and child.get("id"):
                out.add(str(child.get("id")))
    return out


def passed_in(everyone: list[ProcessNames]) -> dict[str, set[str]]:
    """What the callers of each called process pass in. A caller that passes everything opens it."""
    by_key = {names.key: names for names in everyone}
    given: dict[str, set[str]] = {}
    for names in everyone:
        for called, targets, everything in names.calls:
            if called not in by_key:
                continue
            given.setdefault(called, set()).update(targets)
            if everything:
                by_key[called].home.anything = True
    return given


def _call_circles(checked: list[Checked], everyone: list[ProcessNames]) -> None:
    calls = {names.key: [called for called, _, _ in names.calls] for names in everyone}
    for _, diagram, found in checked:
        for names in found:
            if diagram is not None and names.key in _reached(calls, names.key):
                for process in diagram.root.findall(B + "process"):
                    if process.get("id") == names.key:
                        circle = ", ".join(sorted(_reached(calls, names.key) & set(calls)))
                        diagram.report.add("BPMN-073", process, names=circle)


def _reached(calls: dict[str, list[str]], start: str) -> set[str]:
    seen: set[str] = set()
    todo = list(calls.get(start, []))
    while todo:
        key = todo.pop()
        if key not in seen:
            seen.add(key)
            todo += calls.get(key, [])
    return seen


__all__ = ["RULES", "Known", "check_diagrams"]
