"""BPMN XML to flat tables of nodes and flows, for the oracle. Knows nothing of running instances."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lxml import etree

B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
OEF = "{https://oef.dk/schema/1.0/bpmn}"
SCOPES = {"subProcess", "transaction", "adHocSubProcess"}
TASKS = {
    "task", "userTask", "manualTask", "scriptTask", "serviceTask", "sendTask", "receiveTask",
    "businessRuleTask",
}  # fmt: skip
ACTIVITIES = TASKS | SCOPES | {"callActivity"}
EVENTS = {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
GATEWAYS = {
    "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway",
}  # fmt: skip
DEFINITIONS = {
    "message": ("msg", "messageRef"),
    "signal": ("sig", "signalRef"),
    "error": ("err", "errorRef"),
    "escalation": ("esc", "escalationRef"),
    "compensate": ("comp", None),
    "conditional": ("cond", None),
    "link": ("link", None),
    "terminate": ("term", None),
    "cancel": ("cancel", None),
}
TIMERS = (("timer", "timeDuration"), ("date", "timeDate"), ("cycle", "timeCycle"))

Event = tuple[str, str | None]


@dataclass
class Flow:
    id: str
    source: str
    target: str
    condition: str | None


@dataclass
class Node:
    """A flow node, or a scope: the process itself and every sub-process has `starts` and `event_subs`."""

    id: str
    kind: str
    scope: str | None = None
    lane: str | None = None
    default: str | None = None
    host: str | None = None
    called: str | None = None
    topic: str | None = None
    script: str | None = None
    result: str | None = None
    activation: str | None = None
    handler: str | None = None
    for_compensation: bool = False
    event_sub: bool = False
    interrupting: bool = True
    parallel: bool = False
    sequential: bool = False
    all_outputs: bool = False
    completion: str | None = None
    cancels_rest: bool = True
    waits: bool = True
    starts_all: bool = False
    incoming: list[str] = field(default_factory=list)
    outgoing: list[str] = field(default_factory=list)
    boundaries: list[str] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    event_subs: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    inputs: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    ins: list[tuple[str | None, str | None]] = field(default_factory=list)
    outs: list[tuple[str | None, str | None]] = field(default_factory=list)
    loop: dict[str, Any] | None = None


def text(node: etree._Element, path: str) -> str | None:
    child = node.find(B + path)
    return None if child is None else (child.text or "").strip()


class Process:
    """One process: nodes and flows by id."""

    def __init__(self, root: etree._Element, element: etree._Element) -> None:
        self.id = element.get("id")
        self.nodes: dict[str, Node] = {}
        self.flows: dict[str, Flow] = {}
        self.by_id = {e.get("id"): e for e in root.iter() if isinstance(e.tag, str) and e.get("id")}
        self.lanes = {
            ref.text.strip(): lane.get("name")
            for lane in element.iter(B + "lane")
            for ref in lane.findall(B + "flowNodeRef")
        }
        self.upstream: dict[str, dict[str, set[str]]] = {}
        self.read_scope(element, Node(self.id, "process"), None)
        self.link(element)

    # -- reading -------------------------------------------------------------------------------------

    def read_scope(self, element: etree._Element, me: Node, lane: str | None) -> None:
        self.nodes[me.id] = me
        for child in element:
            tag = etree.QName(child).localname if isinstance(child.tag, str) else ""
            if tag == "sequenceFlow":
                flow = Flow(
                    child.get("id"),
                    child.get("sourceRef"),
                    child.get("targetRef"),
                    text(child, "conditionExpression"),
                )
                self.flows[flow.id] = flow
            elif tag in ACTIVITIES | EVENTS | GATEWAYS:
                self.read_node(child, tag, me, lane)

    def read_node(self, e: etree._Element, tag: str, scope: Node, lane: str | None) -> None:
        node = Node(
            id=e.get("id"),
            kind=tag,
            scope=scope.id,
            lane=self.lanes.get(e.get("id"), lane),
            default=e.get("default"),
            host=e.get("attachedToRef"),
            called=e.get("calledElement"),
            topic=e.get(CAMUNDA + "topic"),
            script=text(e, "script"),
            result=e.get(CAMUNDA + "resultVariable"),
            activation=text(e, "activationCondition"),
            for_compensation=e.get("isForCompensation") == "true",
            event_sub=e.get("triggeredByEvent") == "true",
            parallel=e.get("parallelMultiple") == "true",
            sequential=e.get("ordering", "").lower() == "sequential",
            all_outputs=takes_all(e),
            completion=text(e, "completionCondition"),
            cancels_rest=e.get("cancelRemainingInstances") != "false",
            waits=all(d.get("waitForCompletion") != "false" for d in e),
            starts_all=e.get("eventGatewayType") == "Parallel",
        )
        flag = e.get("cancelActivity") if tag == "boundaryEvent" else e.get("isInterrupting")
        node.interrupting = flag != "false"
        extension = e.find(B + "extensionElements")
        if extension is not None:
            node.ins, node.outs = pairs(extension, "in"), pairs(extension, "out")
            node.inputs, node.outputs = parameters(extension, "input"), parameters(extension, "output")
        node.events = self.read_events(e)
        node.loop = self.read_loop(e)
        self.nodes[node.id] = node
        if node.event_sub:
            scope.event_subs.append(node.id)
        if tag in SCOPES:
            self.read_scope(e, node, node.lane)

    def read_events(self, e: etree._Element) -> list[Event]:
        tag = etree.QName(e).localname
        if tag in ("receiveTask", "sendTask") and e.get("messageRef"):
            return [("msg", self.name(e.get("messageRef")))]
        out: list[Event] = []
        for definition in e if tag in EVENTS else ():
            name = etree.QName(definition).localname if isinstance(definition.tag, str) else ""
            if name == "timerEventDefinition":
                found = next(
                    (k, text(definition, t)) for k, t in TIMERS if definition.find(B + t) is not None
                )
                out.append(found)
            elif name.endswith("EventDefinition"):
                kind, reference = DEFINITIONS[name[:-15]]
                value = {
                    "cond": text(definition, "condition"),
                    "link": definition.get("name"),
                    "comp": definition.get("activityRef"),
                }.get(kind)
                out.append((kind, self.name(definition.get(reference)) if reference else value))
        return out

    def name(self, reference: str | None) -> str | None:
        if not reference:
            return None
        e = self.by_id[reference]
        return e.get("errorCode") or e.get("escalationCode") or e.get("name") or e.get("id")

    def read_loop(self, e: etree._Element) -> dict[str, Any] | None:
        x = e.find(B + "standardLoopCharacteristics")
        if x is not None:
            maximum = x.get("loopMaximum")
            return {
                "kind": "loop",
                "before": x.get("testBefore") == "true",
                "max": int(maximum) if maximum else None,
                "condition": text(x, "loopCondition"),
            }
        x = e.find(B + "multiInstanceLoopCharacteristics")
        if x is None:
            return None
        item = x.find(B + "outputDataItem")
        return {
            "kind": "mi",
            "sequential": x.get("isSequential") == "true",
            "cardinality": text(x, "loopCardinality"),
            "collection": x.get(CAMUNDA + "collection"),
            "item": x.get(CAMUNDA + "elementVariable"),
            "output": text(x, "loopDataOutputRef"),
            "output item": None if item is None else item.get("name"),
            "condition": text(x, "completionCondition"),
        }

    # -- linking -------------------------------------------------------------------------------------

    def link(self, element: etree._Element) -> None:
        for flow in self.flows.values():
            self.nodes[flow.source].outgoing.append(flow.id)
            self.nodes[flow.target].incoming.append(flow.id)
        catches = {
            (node.scope, node.events[0][1]): node.id
            for node in self.nodes.values()
            if node.kind == "intermediateCatchEvent" and node.events and node.events[0][0] == "link"
        }
        for node in list(self.nodes.values()):
            if node.kind == "boundaryEvent":
                self.nodes[node.host or ""].boundaries.append(node.id)
            if node.kind == "intermediateThrowEvent" and node.events and node.events[0][0] == "link":
                target = catches[node.scope, node.events[0][1]]
                flow = Flow(f"link:{node.id}", node.id, target, None)
                self.flows[flow.id] = flow
                node.outgoing.append(flow.id)
                self.nodes[target].incoming.append(flow.id)
        for association in element.iter(B + "association"):
            boundary = self.nodes.get(association.get("sourceRef"))
            if boundary is not None and boundary.kind == "boundaryEvent" and boundary.events[0][0] == "comp":
                self.nodes[boundary.host or ""].handler = association.get("targetRef")
        for node in self.nodes.values():
            node.boundaries = [b for b in node.boundaries if self.nodes[b].events[0] != ("comp", None)]
            starts = not node.incoming and node.kind != "boundaryEvent"
            if node.scope and starts and not node.event_sub and not node.for_compensation:
                self.nodes[node.scope].starts.append(node.id)

    def reaching(self, gateway: str) -> dict[str, set[str]]:
        """For every incoming flow: the nodes from which it can be reached without passing the gateway."""
        if gateway not in self.upstream:
            table = {}
            for flow in self.nodes[gateway].incoming:
                seen: set[str] = set()
                todo = [self.flows[flow].source]
                while todo:
                    name = todo.pop()
                    if name not in seen and name != gateway:
                        seen.add(name)
                        todo += [self.flows[f].source for f in self.nodes[name].incoming]
                table[flow] = seen
            self.upstream[gateway] = table
        return self.upstream[gateway]


def takes_all(e: etree._Element) -> bool:
    """Does a whole answer become data: where the diagram says so, or where nobody asks by a form."""
    said = e.get(OEF + "outputs")
    if said is not None:
        return said == "all"
    bare = not any(e.get(name) for name in (CAMUNDA + "formRef", CAMUNDA + "formKey", OEF + "operation"))
    return bare and etree.QName(e).localname in ("userTask", "manualTask")


def pairs(extension: etree._Element, tag: str) -> list[tuple[str | None, str | None]]:
    """(source, target) of call mappings; (None, None) takes everything."""
    return [
        (None, None) if x.get("variables") == "all" else (x.get("source"), x.get("target"))
        for x in extension.findall(CAMUNDA + tag)
    ]


def parameters(extension: etree._Element, side: str) -> dict[str, str]:
    found = extension.findall(f"{CAMUNDA}inputOutput/{CAMUNDA}{side}Parameter")
    return {x.get("name"): (x.text or "").strip() for x in found}


def read(files: list[bytes]) -> dict[str, Process]:
    """All processes of some files."""
    out = {}
    for data in files:
        root = etree.fromstring(data)
        for element in root.findall(B + "process"):
            out[element.get("id")] = Process(root, element)
    return out
