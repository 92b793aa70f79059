"""Identity, references, and the way through: rules 010 to 029."""

from __future__ import annotations

import re

from lxml import etree

from workflow_service.engine.bpmn import EMBEDDED, EVENT_KINDS, FLOW_NODES, GATEWAYS, B, local, true
from workflow_service.engine.check.diagram import CHOREOGRAPHY_ACTIVITIES, Diagram, FlowNode, ScopeView

RESERVED = re.compile(
    r"(Start|End|Root|StartEventSplit|StartEventJoin|.*\.(EndJoin|BoundaryEvent(Split|Join)))"
)
CONNECTED = FLOW_NODES | CHOREOGRAPHY_ACTIVITIES
NAMED = FLOW_NODES | {"process", "sequenceFlow"}
REFERENCES = ("messageRef", "signalRef", "errorRef", "escalationRef")
UNSUPPORTED = (
    "callChoreography",
    "choreographyTask",
    "subChoreography",
    "choreography",
    "globalConversation",
)
# A token rests here, so that a circle through it is no endless loop.
RESTING = frozenset({"userTask", "manualTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway"})


def check_structure(diagram: Diagram, deploying: bool = True) -> None:
    """`deploying`: choreographies are refused, because nothing of them would run."""
    _identity(diagram, deploying)
    _references(diagram)
    for scope in diagram.scopes:
        _starts(diagram, scope)
        _ends(diagram, scope)
        _reachable(diagram, scope)
        _circles(diagram, scope)


def _identity(diagram: Diagram, deploying: bool) -> None:
    report = diagram.report
    for tag, name, node in diagram.elements:
        if name in diagram.duplicates and (tag or diagram.by_id[name].tag == node.tag):
            report.add("BPMN-010", node, id=name)
        if tag in NAMED:
            if not name:
                report.add("BPMN-012", node, tag=tag)
            elif tag != "sequenceFlow" and RESERVED.fullmatch(name):
                report.add("BPMN-011", node, id=name)
        if tag in UNSUPPORTED and deploying:
            report.add("BPMN-018", node, tag=tag)


def _references(diagram: Diagram) -> None:
    report = diagram.report
    for tag, _, node in diagram.elements:
        if tag in EVENT_KINDS or tag in ("receiveTask", "sendTask"):
            for name in REFERENCES:
                reference = node.get(name)
                if reference and not _leads(diagram, node, reference, {name[:-3]}):
                    report.add("BPMN-015", node, id=reference, tag=name[:-3])
        elif tag == "eventDefinitionRef":
            reference = (node.text or "").strip()
            if not _leads(diagram, node, reference, set(EVENT_KINDS)):
                report.add("BPMN-015", node, id=reference, tag="eventDefinition")
            elif _of_an_event(diagram, reference):
                report.add("BPMN-197", node, id=reference)


def _of_an_event(diagram: Diagram, reference: str) -> bool:
    """Only the definitions beside the processes are there to be shared (10.5.1)."""
    found = diagram.by_id.get(reference.split(":")[-1])
    return found is not None and found.getparent() is not diagram.root


def _leads(diagram: Diagram, node: etree._Element, reference: str, tags: set[str]) -> bool:
    """Whether it names such an element. What runs must have it in its own file, a model may import it."""
    if diagram.report.deploying:
        target = diagram.by_id.get(reference.split(":")[-1])
        return target is not None and local(target) in tags
    found = diagram.resolve(node, reference)
    return found is not None and (found.xml is None or local(found.xml) in tags)


def check_connections(diagram: Diagram, scopes: list[ScopeView]) -> None:
    """What the standard asks of every scope: where flows lead, how event sub-processes begin."""
    for scope in scopes:
        _flows(diagram, scope)
        if scope.event_triggered:
            starts = [node for node in scope.nodes.values() if node.tag == "startEvent"]
            if len(starts) != 1 or not _triggered(starts):
                diagram.report.add("BPMN-025", scope.xml, count=len(starts))


def _triggered(starts: list[FlowNode]) -> list[FlowNode]:
    return [node for node in starts if node.kinds or node.xml.find(B + "eventDefinitionRef") is not None]


def _flows(diagram: Diagram, scope: ScopeView) -> None:
    report = diagram.report
    for flow in scope.flows:
        ends = {name: diagram.by_id.get(name) for name in (flow.source, flow.target)}
        missing = [name for name, node in ends.items() if node is None or local(node) not in CONNECTED]
        for name in missing:
            report.add("BPMN-014", flow.xml, id=name)
        if not missing and not (flow.source in scope.nodes and flow.target in scope.nodes):
            report.add("BPMN-016", flow.xml, source=flow.source, target=flow.target)
    for node in scope.nodes.values():
        into_start = node.tag in ("startEvent", "boundaryEvent") and node.incoming
        if into_start or (node.tag == "endEvent" and node.outgoing):
            report.add("BPMN-026", node.xml)
        if node.event_sub_process and (node.incoming or node.outgoing or node.boundaries):
            report.add("BPMN-028", node.xml)
        if node.for_compensation and (node.incoming or node.outgoing):
            report.add("BPMN-079", node.xml)


def _starts(diagram: Diagram, scope: ScopeView) -> None:
    report = diagram.report
    starts = [node for node in scope.nodes.values() if node.tag == "startEvent"]
    events = _triggered(starts)
    if scope.event_triggered:
        return
    if not entries(scope) and scope.tag != "adHocSubProcess":
        report.add("BPMN-020", scope.xml)
    if scope.tag in ("subProcess", "transaction") and (events or len(starts) > 1):
        report.add("BPMN-024", scope.xml, count=len(starts) - len(events))
    if scope.tag == "process" and len(starts) - len(events) > 1:
        report.add("BPMN-029", scope.xml, count=len(starts) - len(events))


def entries(scope: ScopeView) -> list[FlowNode]:
    """Where tokens begin: start events and what instantiates; without them everything no flow leads to."""
    starts = [node for node in scope.nodes.values() if node.tag == "startEvent"]
    if starts:
        other = [node for node in scope.nodes.values() if true(node.xml, "instantiate")]
        return starts + [node for node in other if not node.incoming]
    return [
        node
        for node in scope.nodes.values()
        if not node.incoming
        and node.tag not in ("boundaryEvent", "endEvent")
        and not node.event_sub_process
        and not node.for_compensation
        and not (node.tag == "intermediateCatchEvent" and "link" in node.kinds)
    ]


def _ends(diagram: Diagram, scope: ScopeView) -> None:
    for node in scope.nodes.values():
        if node.outgoing or node.tag == "endEvent" or node.event_sub_process or node.for_compensation:
            continue
        if "link" in node.kinds or (node.tag == "boundaryEvent" and "compensation" in node.kinds):
            continue
        if scope.tag == "adHocSubProcess":
            continue
        if node.tag in GATEWAYS or node.tag in ("startEvent", "intermediateCatchEvent", "boundaryEvent"):
            diagram.report.add("BPMN-022", node.xml)
        else:
            diagram.report.add("BPMN-023", node.xml)


def followers(scope: ScopeView, node: FlowNode) -> list[str]:
    """Where a token goes from here, through flows, links and boundary events."""
    names = [flow.target for flow in node.outgoing]
    names += [boundary.id for boundary in node.boundaries]
    if node.tag == "intermediateThrowEvent" and "link" in node.kinds:
        wanted = link_names(node)
        names += [
            other.id
            for other in scope.nodes.values()
            if other.tag == "intermediateCatchEvent" and wanted & link_names(other)
        ]
    return names


def link_names(node: FlowNode) -> set[str | None]:
    return {definition.get("name") for definition in node.xml.findall(B + "linkEventDefinition")}


def _reachable(diagram: Diagram, scope: ScopeView) -> None:
    seen: set[str] = set()
    todo = [node.id for node in entries(scope)]
    while todo:
        name = todo.pop()
        if name not in seen and name in scope.nodes:
            seen.add(name)
            todo += followers(scope, scope.nodes[name])
    for node in scope.nodes.values():
        if node.id in seen or node.event_sub_process or node.for_compensation:
            continue
        if node.tag == "boundaryEvent" and (node.xml.get("attachedToRef") or "") not in seen:
            continue  # told at its host, or it has none
        diagram.report.add("BPMN-021", node.xml)


def _circles(diagram: Diagram, scope: ScopeView) -> None:
    """Circles in which no element waits: strongly connected parts of what does not rest."""
    moving = {name: node for name, node in scope.nodes.items() if not _rests(node)}
    for part in _components({n: [f.target for f in node.outgoing] for n, node in moving.items()}):
        itself = len(part) == 1 and part[0] in [f.target for f in moving[part[0]].outgoing]
        if len(part) > 1 or itself:
            diagram.report.add("BPMN-027", moving[part[0]].xml, names=", ".join(sorted(part)))


def _rests(node: FlowNode) -> bool:
    return node.tag in RESTING or node.tag in ("callActivity", *EMBEDDED)


def _components(graph: dict[str, list[str]]) -> list[list[str]]:
    """Tarjan's strongly connected components, without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    out: list[list[str]] = []
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            name, rest = work[-1]
            target = next((t for t in rest if t in graph), None)
            if target is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    part: list[str] = []
                    while not part or part[-1] != name:
                        part.append(stack.pop())
                        on_stack.discard(part[-1])
                    out.append(part)
            elif target not in index:
                index[target] = low[target] = len(index)
                stack.append(target)
                on_stack.add(target)
                work.append((target, iter(graph[target])))
            elif target in on_stack:
                low[name] = min(low[name], index[target])
    return out
