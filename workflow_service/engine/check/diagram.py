"""A diagram as the checks see it: scopes, nodes and flows of XML that may be wrong in any way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from workflow_service.engine.bpmn import (
    EMBEDDED,
    B,
    event_definitions,
    flow_nodes,
    line_of,
    local,
    text_of,
    true,
)
from workflow_service.engine.check.activity_rules import ACTIVITY_RULES, EXPRESSION_RULES, EXTENSION_RULES
from workflow_service.engine.check.event_rules import EVENT_RULES
from workflow_service.engine.check.rules import (
    FILE_RULES,
    GATEWAY_RULES,
    REFERENCE_RULES,
    WAY_RULES,
    Rule,
)
from workflow_service.errors import Finding

RULES: dict[str, Rule] = {
    **FILE_RULES,
    **REFERENCE_RULES,
    **WAY_RULES,
    **GATEWAY_RULES,
    **EVENT_RULES,
    **ACTIVITY_RULES,
    **EXPRESSION_RULES,
    **EXTENSION_RULES,
}
# A broken file can be wrong ten thousand times; a person reads the first hundred.
MAX_FINDINGS = 200


class Report:
    """Collects the findings of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self._seen: set[tuple[str, str | None, str]] = set()

    def add(self, rule: str, node: etree._Element | None = None, /, **values: object) -> None:
        """One finding at `node`: its own id, or that of the nearest element around it that has one."""
        element = _nearest_id(node)
        line = line_of(node) if node is not None else None
        self.at(rule, element, line, **values)

    def at(self, rule: str, element: str | None, line: int | None, /, **values: object) -> None:
        found = RULES[rule]
        english = {key: short(value) for key, value in values.items()}
        key = (rule, element, repr(english))
        if key in self._seen or len(self.findings) >= MAX_FINDINGS:
            return
        self._seen.add(key)
        self.findings.append(
            Finding(
                self.file,
                element,
                line,
                rule,
                found.severity,
                found.da.format(**english),
                found.en.format(**english),
                found.cure_da.format(**english),
                found.cure_en.format(**english),
            )
        )


def short(value: object) -> str:
    """A value as a finding shows it."""
    text = " ".join(str(value).split())
    return text if len(text) <= 160 else text[:157] + "..."


def _nearest_id(node: etree._Element | None) -> str | None:
    while node is not None:
        if isinstance(node.tag, str) and node.get("id"):
            return str(node.get("id"))
        node = node.getparent()
    return None


@dataclass
class SequenceFlow:
    id: str
    source: str
    target: str
    xml: etree._Element
    condition: str | None


@dataclass
class FlowNode:
    id: str
    tag: str
    xml: etree._Element
    incoming: list[SequenceFlow] = field(default_factory=list)
    outgoing: list[SequenceFlow] = field(default_factory=list)
    boundaries: list[FlowNode] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        """Kinds of its event definitions."""
        return [kind for kind, _ in event_definitions(self.xml)]

    @property
    def event_sub_process(self) -> bool:
        return self.tag in EMBEDDED and true(self.xml, "triggeredByEvent")

    @property
    def for_compensation(self) -> bool:
        return true(self.xml, "isForCompensation")


@dataclass
class ScopeView:
    """The inside of a process or sub-process."""

    xml: etree._Element
    id: str
    tag: str
    nodes: dict[str, FlowNode]
    flows: list[SequenceFlow]

    @property
    def event_triggered(self) -> bool:
        return self.tag in EMBEDDED and true(self.xml, "triggeredByEvent")


class Diagram:
    """One file."""

    def __init__(self, root: etree._Element, report: Report) -> None:
        self.root, self.report, self.file = root, report, report.file
        # One walk: making lxml's objects is what reading costs.
        self.elements = [(local(node), node.get("id"), node) for node in root.iter(etree.Element)]
        self.by_id: dict[str, etree._Element] = {}
        self.duplicates: set[str] = set()
        for _, name, node in self.elements:
            if name and self.by_id.setdefault(name, node) is not node:
                self.duplicates.add(name)
        self.processes = [
            process for process in root.findall(B + "process") if true(process, "isExecutable", default=True)
        ]
        self.scopes = [scope for process in self.processes for scope in _scopes(process)]

    def all_nodes(self) -> Iterator[FlowNode]:
        for scope in self.scopes:
            yield from scope.nodes.values()


def _scopes(process: etree._Element) -> Iterator[ScopeView]:
    for element in process.iter(B + "process", *(B + tag for tag in EMBEDDED)):
        yield view(element)


def view(element: etree._Element) -> ScopeView:
    """The scope with its flows linked where both ends are there."""
    nodes: dict[str, FlowNode] = {}
    for tag, node in flow_nodes(element):
        if node.get("id"):
            nodes.setdefault(str(node.get("id")), FlowNode(str(node.get("id")), tag, node))
    flows = []
    for xml in element.findall(B + "sequenceFlow"):
        flow = SequenceFlow(
            xml.get("id") or "",
            xml.get("sourceRef") or "",
            xml.get("targetRef") or "",
            xml,
            text_of(xml, "conditionExpression"),
        )
        flows.append(flow)
        if flow.source in nodes and flow.target in nodes:
            nodes[flow.source].outgoing.append(flow)
            nodes[flow.target].incoming.append(flow)
    for found in nodes.values():
        host = nodes.get(found.xml.get("attachedToRef") or "") if found.tag == "boundaryEvent" else None
        if host is not None:
            host.boundaries.append(found)
    return ScopeView(element, element.get("id") or "", local(element), nodes, flows)
