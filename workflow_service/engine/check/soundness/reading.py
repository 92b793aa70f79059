"""From a scope of the diagram to its graph."""

from __future__ import annotations

import re

from workflow_service.engine.bpmn import ACTIVITIES, GATEWAYS
from workflow_service.engine.check.diagram import Diagram, FlowNode, ScopeView, SequenceFlow
from workflow_service.engine.check.soundness.catching import (
    COMPLETE,
    Scope,
    can_fire,
    code,
    definitions,
    interrupts,
    outcome_of,
    waits,
)
from workflow_service.engine.check.soundness.graph import END, START, Graph, Node

JOINS = {"parallelGateway": "all", "inclusiveGateway": "or", "complexGateway": "or"}
SPLITS = {"exclusiveGateway": "one", "eventBasedGateway": "one", "parallelGateway": "all"}
# `name = value`: two of them with different values cannot both hold.
EQUALS = re.compile(r'=?\s*([\w.]+)\s*=\s*("[^"]*"|-?\d+|true|false)\s*')


def read_scope(diagram: Diagram, scope: Scope) -> Graph:
    """The graph of a scope whose inner scopes are decided already."""
    return _Reader(diagram, scope).read()


class _Reader:
    def __init__(self, diagram: Diagram, scope: Scope) -> None:
        self.diagram, self.scope, self.view = diagram, scope, scope.view
        self.graph = Graph()
        self.inner = {inner.view.id: inner for inner in scope.inner}

    def read(self) -> Graph:
        nodes = [node for node in self.view.nodes.values() if self._runs(node)]
        for node in nodes:
            self._node(node)
        for node in nodes:
            self._ways(node)
        self._start()
        return self.graph

    def _runs(self, node: FlowNode) -> bool:
        """Compensation handlers and event sub-processes take no part in the flow."""
        if node.event_sub_process or node.for_compensation:
            return False
        kinds = {kind for kind, _ in definitions(self.diagram, node.xml)}
        return node.tag != "boundaryEvent" or kinds != {"compensation"}

    # -- nodes -----------------------------------------------------------------------------------------

    def _node(self, node: FlowNode) -> None:
        gateway = node.tag in GATEWAYS
        found = Node(node.id, node.id, node.id, holds=[node.id])
        if len(node.incoming) > 1:
            found.join = JOINS.get(node.tag, "any")
        if node.tag == "complexGateway":
            self.graph.loose = True
        found.event = node.tag == "eventBasedGateway"
        found.effect = not gateway and node.tag not in ("startEvent", "endEvent", "boundaryEvent")
        found.waits = waits(node.xml)
        found.clears = self._clears(node)
        self.graph.add(found)

    def _clears(self, node: FlowNode) -> str | None:
        """How reaching this event ends the scope."""
        if node.tag not in ("endEvent", "intermediateThrowEvent"):
            return None
        for kind, definition in definitions(self.diagram, node.xml):
            if kind == "terminate":
                return COMPLETE
            if kind == "cancel":
                return f"cancel:{self._transaction()}"
            if kind in ("error", "escalation"):
                found = outcome_of(self.diagram, self.scope, kind, code(self.diagram, kind, definition))
                if found is not None:
                    return found
        return None

    def _transaction(self) -> str:
        here: Scope | None = self.scope
        while here is not None and here.view.tag != "transaction":
            here = here.parent
        return here.view.id if here is not None else self.view.id

    # -- ways ------------------------------------------------------------------------------------------

    def _ways(self, node: FlowNode) -> None:
        if self.graph.nodes[node.id].clears is not None:
            return
        if node.tag in ACTIVITIES:
            self._activity(node)
        elif node.tag == "intermediateThrowEvent" and "link" in node.kinds:
            self._link(node)
        else:
            self._flows(node, node.id)

    def _flows(self, node: FlowNode, key: str) -> None:
        """Where a token goes by sequence flows: gateways choose, everything else splits implicitly."""
        found = self.graph.nodes[key]
        outgoing = [flow for flow in node.outgoing if flow.target in self.graph.nodes]
        choosing = node.tag in ("exclusiveGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway")
        guarded = any(flow.condition for flow in outgoing)
        if not outgoing:
            self.graph.connect(key, END)
            return
        if len(outgoing) == 1 and (choosing or not guarded):
            self.graph.connect(key, outgoing[0].target)
            return
        found.split = SPLITS.get(node.tag, "some" if choosing or guarded else "all")
        found.nothing = not choosing
        default = node.xml.get("default")
        edges: list[tuple[int, SequenceFlow]] = []
        fallback = True  # of flows that are neither guarded nor default an exclusive gateway takes the first
        for flow in outgoing:
            plain = not flow.condition and flow.id != default
            if node.tag == "exclusiveGateway" and plain:
                if not fallback or any(other.id == default for other in outgoing):
                    continue
                fallback = False
            edge = self.graph.connect(key, flow.target, flow.id if found.split != "all" else None)
            edges.append((edge, flow))
            if found.split == "some" and plain:
                found.plain.add(edge)
            elif found.split == "some" and flow.id == default:
                found.default = edge
        found.nothing = found.nothing or bool(found.plain)
        if found.split == "some":
            found.exclusive = _exclusive(edges)

    def _link(self, node: FlowNode) -> None:
        names = {d.get("name") for kind, d in definitions(self.diagram, node.xml) if kind == "link"}
        for other in self.view.nodes.values():
            if other.tag == "intermediateCatchEvent" and names & {
                d.get("name") for kind, d in definitions(self.diagram, other.xml) if kind == "link"
            }:
                self.graph.connect(node.id, other.id)
                break
        else:
            self._flows(node, node.id)

    def _activity(self, node: FlowNode) -> None:
        """Its flows; beside them its boundary events, and the ways in which a sub-process can end."""
        inner = self.inner.get(node.id)
        events = [b for b in node.boundaries if self._runs(b) and can_fire(self.diagram, b, inner)]
        outcomes = {COMPLETE} if inner is None else inner.outcomes
        own = {COMPLETE, *(f"boundary:{b.id}" for b in node.boundaries), f"cancel:{node.id}"}
        further = sorted(outcomes - own)
        if not events and not further and COMPLETE in outcomes:
            self._flows(node, node.id)
            return
        host = self.graph.nodes[node.id]
        host.split = "one"
        behind = f"{node.id}~out"
        self.graph.add(Node(behind, chooser=node.id))
        done = self.graph.connect(node.id, behind, COMPLETE)
        self._flows(node, behind)
        if COMPLETE not in outcomes:
            host.never.add(done)
        for boundary in events:
            side = not interrupts(boundary)
            self.graph.loose = self.graph.loose or side
            self.graph.connect(node.id, boundary.id, boundary.id, attached=True, side=side)
        for outcome in further:
            ending = f"~{outcome}"
            if ending not in self.graph.nodes:
                self.graph.add(Node(ending, clears=outcome))
            self.graph.connect(node.id, ending, outcome)

    # -- starts ----------------------------------------------------------------------------------------

    def _start(self) -> None:
        """All plain starts at once, or one start with an event; without any, all that nothing leads to."""
        starts = [node for node in self.view.nodes.values() if node.tag == "startEvent"]
        events = [node for node in starts if definitions(self.diagram, node.xml)]
        plain = [node for node in starts if node not in events] if starts else _entries(self)
        if self.view.tag == "adHocSubProcess":
            self.graph.loose = True
        if not plain and not events:
            self.graph.connect(START, END)
            return
        if not events:
            for node in plain:
                self.graph.connect(START, node.id)
            return
        self.graph.nodes[START].split = "one"
        self.graph.nodes[START].chooser = self.view.id
        for node in events:
            self.graph.connect(START, node.id, node.id)
        if plain:
            self.graph.add(Node("~plain"))
            self.graph.connect(START, "~plain", COMPLETE)
            for node in plain:
                self.graph.connect("~plain", node.id)


def _entries(reader: _Reader) -> list[FlowNode]:
    view: ScopeView = reader.view
    return [
        node
        for node in view.nodes.values()
        if not node.incoming
        and reader._runs(node)
        and node.tag not in ("boundaryEvent", "endEvent")
        and not (node.tag == "intermediateCatchEvent" and "link" in node.kinds)
    ]


def _exclusive(edges: list[tuple[int, SequenceFlow]]) -> set[frozenset[int]]:
    """Pairs of ways whose conditions compare one name with different values."""
    found = [(edge, EQUALS.fullmatch(flow.condition or "")) for edge, flow in edges]
    told = [(edge, match.groups()) for edge, match in found if match is not None]
    return {
        frozenset((a, b))
        for a, (name, one) in told
        for b, (other, two) in told
        if name == other and one != two
    }
