"""A diagram as the checks see it: scopes, nodes and flows of XML that may be wrong in any way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from workflow_service.engine.bpmn import (
    BPMN,
    CAMUNDA,
    EMBEDDED,
    FLOW_NODES,
    OEF,
    B,
    event_definitions,
    line_of,
    local,
    text_of,
    true,
)
from workflow_service.engine.check.activity_rules import ACTIVITY_RULES, EXPRESSION_RULES, EXTENSION_RULES
from workflow_service.engine.check.clauses import FIRM, KINDS, TOLERATED
from workflow_service.engine.check.collaboration_rules import (
    CHOREOGRAPHY_RULES,
    COLLABORATION_RULES,
    DRAWING_RULES,
)
from workflow_service.engine.check.common_rules import COMMON_RULES, FLOW_RULES, PROCESS_RULES
from workflow_service.engine.check.event_rules import EVENT_RULES
from workflow_service.engine.check.rules import (
    FILE_RULES,
    GATEWAY_RULES,
    NEEDED,
    REFERENCE_RULES,
    STANDARD,
    SUPPORT,
    WAY_RULES,
    Rule,
)
from workflow_service.engine.check.soundness_rules import SOUNDNESS_RULES
from workflow_service.engine.check.work_rules import (
    DATA_RULES,
    EVENT_STANDARD_RULES,
    GATEWAY_STANDARD_RULES,
    WORK_RULES,
)
from workflow_service.errors import Finding

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"
XML_SCHEMA = "http://www.w3.org/2001/XMLSchema"
CHOREOGRAPHY_ACTIVITIES = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
# Engines whose files hold plain names where the standard has references.
OURS = frozenset({CAMUNDA, OEF})
ENGINES = OURS | {
    "http://activiti.org/bpmn",
    "http://flowable.org/bpmn",
    "http://operaton.org/schema/1.0/bpmn",
    "http://camunda.org/schema/zeebe/1.0",
    "http://www.jboss.org/drools",
    "http://spiffworkflow.org/bpmn/schema/1.0/core",
}

_ALL: dict[str, Rule] = {
    **FILE_RULES,
    **REFERENCE_RULES,
    **WAY_RULES,
    **GATEWAY_RULES,
    **EVENT_RULES,
    **ACTIVITY_RULES,
    **EXPRESSION_RULES,
    **EXTENSION_RULES,
    **COMMON_RULES,
    **COLLABORATION_RULES,
    **FLOW_RULES,
    **WORK_RULES,
    **DATA_RULES,
    **EVENT_STANDARD_RULES,
    **GATEWAY_STANDARD_RULES,
    **PROCESS_RULES,
    **CHOREOGRAPHY_RULES,
    **DRAWING_RULES,
    **SOUNDNESS_RULES,
}


def _complete(name: str, rule: Rule) -> Rule:
    kind, clause = KINDS.get(name, (rule.kind, rule.clause))
    return replace(rule, kind=kind, clause=clause, tolerated=name in TOLERATED)


RULES: dict[str, Rule] = {name: _complete(name, rule) for name, rule in _ALL.items()}
# A broken file can be wrong ten thousand times; a person reads the first hundred.
MAX_FINDINGS = 200


class Report:
    """Collects the findings of one file.

    `drawn`: a model that is not to be run is being judged, so only the standard's rules count. `foreign`:
    what we cannot run and what a run would need is only told: the file was not made for this engine.
    `deploying`: what the engine runs in spite of the standard is only told.
    """

    def __init__(self, file: str, deploying: bool = True) -> None:
        self.file = file
        self.deploying = deploying
        self.drawn = False
        self.foreign = False
        self.findings: list[Finding] = []
        self._seen: set[tuple[str, str | None, str]] = set()

    def add(self, rule: str, node: etree._Element | None = None, /, **values: object) -> None:
        """One finding at `node`: its own id, or that of the nearest element around it that has one."""
        element = _nearest_id(node)
        line = line_of(node) if node is not None else None
        self.at(rule, element, line, **values)

    def at(self, rule: str, element: str | None, line: int | None, /, **values: object) -> None:
        found = RULES[rule]
        if self.drawn and found.kind != STANDARD:
            return
        elsewhere = self.foreign and found.kind in (NEEDED, SUPPORT) and rule not in FIRM
        mild = elsewhere or (self.deploying and found.tolerated)
        severity = "warning" if mild else found.severity
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
                severity,
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


@dataclass(frozen=True)
class Found:
    """Where a reference leads: to an element, or (`xml` None) out of what is given here."""

    xml: etree._Element | None


class Diagram:
    """One file.

    `deploying`: a process that does not say whether it is executable would be run, so it is judged as one;
    otherwise only when the file was made for an engine.
    """

    def __init__(self, root: etree._Element, report: Report, deploying: bool = True) -> None:
        self.root, self.report, self.file = root, report, report.file
        # One walk: making lxml's objects is what reading costs.
        self.elements = [(local(node), node.get("id"), node) for node in root.iter(etree.Element)]
        self.by_id: dict[str, etree._Element] = {}
        self.duplicates: set[str] = set()
        for tag, name, node in self.elements:
            # ids of extension elements are names of their own
            known = tag or (isinstance(node.tag, str) and node.tag.startswith((DI, DD)))
            if name and known and self.by_id.setdefault(name, node) is not node:
                self.duplicates.add(name)
        namespaces = set(root.nsmap.values()) | _namespaces(self.elements)
        self.dialect = bool(namespaces & ENGINES)
        report.foreign = not deploying and not namespaces & OURS
        unsaid = deploying or self.dialect
        everything = root.findall(B + "process")
        self.processes = [p for p in everything if true(p, "isExecutable", default=unsaid)]
        self.scopes = [scope for process in self.processes for scope in _scopes(process)]
        running = set(map(id, self.processes))
        self.drawn = [scope for p in everything if id(p) not in running for scope in _scopes(p)]
        self.choreographies = [
            view(element) for element in root.iter(B + "choreography", B + "subChoreography")
        ]
        self.target_namespace = root.get("targetNamespace") or ""
        # namespace to the diagrams of that namespace; None among them for what could not be read
        self.imports: dict[str, list[Diagram | None]] = {}
        # namespaces of schemas and services: what is named in them is not looked up
        self.schemas: set[str] = set()

    def all_nodes(self) -> Iterator[FlowNode]:
        for scope in self.scopes:
            yield from scope.nodes.values()

    def outside(self, node: etree._Element, text: str) -> bool:
        """Whether a QName is of a namespace that is neither this file's nor imported."""
        prefix = text.rpartition(":")[0]
        space = node.nsmap.get(prefix) if prefix else None
        return space is not None and space not in (self.target_namespace, BPMN, *self.imports)

    def resolve(self, node: etree._Element, text: str) -> Found | None:
        """What a QName at `node` means: here, in an import, in a schema; None when it means nothing."""
        prefix, _, name = text.strip().rpartition(":")
        space = node.nsmap.get(prefix) if prefix else None
        if space == XML_SCHEMA or space in self.schemas:
            return Found(None)
        if not prefix or space in (self.target_namespace, BPMN):
            if name in self.by_id:
                return Found(self.by_id[name])
            if prefix and space != BPMN and space not in self.imports:
                return None
        spaces = [space] if prefix and space != BPMN else list(self.imports)
        for given in (diagram for one in spaces if one for diagram in self.imports.get(one, ())):
            if given is None:
                return Found(None)
            if name in given.by_id:
                return Found(given.by_id[name])
        return None


def _namespaces(elements: list[tuple[str, str | None, etree._Element]]) -> set[str]:
    """Those that elements and attributes use, also when an inner element declares them."""
    out = set()
    for tag, _, node in elements:
        names = [str(key) for key in node.attrib if str(key).startswith("{")]
        names += [] if tag or not isinstance(node.tag, str) else [node.tag]
        out |= {name[1:].partition("}")[0] for name in names}
    return out


def _scopes(process: etree._Element) -> Iterator[ScopeView]:
    for element in process.iter(B + "process", *(B + tag for tag in EMBEDDED)):
        yield view(element)


def view(element: etree._Element) -> ScopeView:
    """The scope with its flows linked where both ends are there."""
    nodes: dict[str, FlowNode] = {}
    tags = FLOW_NODES | CHOREOGRAPHY_ACTIVITIES if local(element).endswith("horeography") else FLOW_NODES
    for node in element:
        tag = local(node)
        if tag in tags and node.get("id"):
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
