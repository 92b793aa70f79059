"""From normalised XML to SpiffWorkflow specs of our classes, without the library's recursion along the flows.

The library walks from the start event: what it does not reach it drops, and a chain of some hundred elements
overflows the stack. Here every flow node of a scope becomes a spec first, then the flows connect them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lxml import etree

from workflow_service.engine import activities, adhoc, events, gateways
from workflow_service.engine.beginning import together
from workflow_service.engine.behaviour import Behaviour, Flow
from workflow_service.engine.bpmn import EMBEDDED, B, N, flow_nodes, local, text_of, true
from workflow_service.engine.library import BpmnParser, BpmnProcessSpec, ProcessParser, TaskParser
from workflow_service.engine.loops import Loop
from workflow_service.engine.programs import EventRule, Program
from workflow_service.engine.reading import Reader, lanes_of
from workflow_service.engine.release import Definition


class ElementParser(TaskParser):  # type: ignore[misc]
    """One flow node: reads its program, makes its spec, wraps it in a loop."""

    process_parser: ScopeParser

    def parse_node(self) -> Behaviour:
        owner = self.process_parser
        program = owner.program(self.node)
        name = str(self.node.get("id"))
        task: Any = self.spec_class_for(program)(self.spec, name, program)
        if isinstance(task, activities.SubProcess):
            task.event_triggered = self.node.get(N + "event") is not None
            self.inner_scope()
        if isinstance(task, adhoc.AdHoc):
            self.read_ad_hoc(task)
        if isinstance(task, gateways.Complex):
            activation = text_of(self.node, "activationCondition")
            task.activation = owner.reader.condition(self.node, "activationCondition", activation)
        if isinstance(task, gateways.Inclusive) and self.node.get(N + "of"):
            task.implicit, task.reported = True, False
        # each instance of a loop is undone on its own (BPMN 2.0, 13.5.5)
        task.handler = self.node.get(N + "handler")
        if program.repeat is not None:
            task = self.repeated(task, program)
        task.default = self.node.get("default")
        made: Behaviour = task
        return made

    def spec_class_for(self, program: Program) -> type[Any]:
        """Tasks differ by what they name: a topic, a decision, a message, or nothing."""
        tag = local(self.node)
        if tag in ("serviceTask", "sendTask", "businessRuleTask") and program.topic:
            return activities.OperationTask
        if tag == "businessRuleTask" and program.decision is not None:
            return activities.DecisionTask
        chosen: type[Any] = self.spec_class
        return chosen

    def read_ad_hoc(self, task: adhoc.AdHoc) -> None:
        """Its own attributes (BPMN 2.0, table 10.22)."""
        condition = text_of(self.node, "completionCondition")
        task.completion = self.process_parser.reader.condition(self.node, "completionCondition", condition)
        task.sequential = (self.node.get("ordering") or "").lower() == "sequential"
        task.cancels_rest = true(self.node, "cancelRemainingInstances", default=True)

    def inner_scope(self) -> None:
        parser = self.process_parser.parser
        parser.create_parser(self.node, filename=self.filename)
        inner = parser.process_parsers[self.node.get("id")]
        inner.adopt(self.process_parser, str(self.node.get("id")))

    def repeated(self, task: Any, program: Program) -> Behaviour:
        """The container takes the name and the flows, the activity becomes its instance."""
        specs = self.spec.task_specs
        del specs[task.name]
        task.name = f"{task.name} [child]"
        specs[task.name] = task
        container = Loop(self.spec, str(self.node.get("id")), program)
        container.task_spec, container.instance_spec = task.name, task
        return container


class ScopeParser(ProcessParser):  # type: ignore[misc]
    """A process or an embedded sub-process."""

    definition: Definition
    reader: Reader
    lanes: dict[str, str]
    scope_name: str
    lane_of_host: str | None = None

    def begin(self, definition: Definition, reader: Reader) -> None:
        """For the process itself; sub-processes `adopt` from the scope around them."""
        self.definition, self.reader = definition, reader
        self.lanes, self.scope_name = lanes_of(self.node), definition.key

    def adopt(self, outer: ScopeParser, name: str) -> None:
        self.definition, self.reader, self.lanes = outer.definition, outer.reader, outer.lanes
        self.lane_of_host, self.scope_name = outer.role(name), name
        self.get_spec()

    def role(self, name: str) -> str | None:
        return self.lanes.get(name, self.lane_of_host)

    def program(self, node: etree._Element) -> Program:
        name = str(node.get("id"))
        stands_for = node.get(N + "of") or name
        key = self.definition.key
        scope = None if self.scope_name == key else self.scope_name
        program = self.reader.program(node, key, self.role(stands_for), scope)
        if stands_for != name:
            program = replace(program, element=replace(program.element, id=stands_for))
        return program

    def add_tasks(self) -> None:
        definition, spec = self.definition, self.spec
        definition.scopes[self.scope_name] = spec
        made: dict[str, Any] = {}
        for _, node in flow_nodes(self.node):
            made[str(node.get("id"))] = self.parse_node(node)
        for name in made:
            definition.specs[name] = made[name]
            if isinstance(made[name], Loop):
                definition.specs[made[name].instance_spec.name] = made[name].instance_spec
        sources = self.connect(made)
        self.attach(made)
        self.arm(spec)
        definition.starts[self.scope_name] = self.first(made, {target for _, target, _ in sources})
        definition.beside.update(together(self.node))
        for task in made.values():
            if isinstance(task, gateways.Join):
                reach(task, sources)

    def connect(self, made: dict[str, Any]) -> list[tuple[str, str, str]]:
        """Flows in document order: the order in which an exclusive gateway asks."""
        leaving: dict[str, list[Flow]] = {}
        sources = []
        for node in self.node.findall(B + "sequenceFlow"):
            flow_id, source, target = (str(node.get(a)) for a in ("id", "sourceRef", "targetRef"))
            text = text_of(node, "conditionExpression")
            condition = self.reader.condition(node, "conditionExpression", text)
            leaving.setdefault(source, []).append(Flow(flow_id, target, condition))
            sources.append((source, target, flow_id))
            made[source]._outputs.append(target)
            made[target]._inputs.append(source)
        for source, flows in leaving.items():
            made[source].flows = tuple(flows)
        return sources

    def attach(self, made: dict[str, Any]) -> None:
        for task in made.values():
            if isinstance(task, events.Boundary):
                node = self.get_node_by_id(task.name)
                host = made[node.get("attachedToRef")]
                host.boundaries = (*host.boundaries, task.name)

    def arm(self, spec: BpmnProcessSpec) -> None:
        """Event sub-processes: their start waits in this scope and leads to the sub-process."""
        for tag, node in flow_nodes(self.node):
            if tag not in EMBEDDED or node.get(N + "event") is None:
                continue
            name = str(node.get("id"))
            start = next(child for kind, child in flow_nodes(node) if kind == "startEvent")
            program = self.definition.specs[str(start.get("id"))].program
            if isinstance(program.event, EventRule) and program.event.kind == "compensation":
                self.definition.undo[self.scope_name] = name
                continue
            armed = events.ArmedStart(spec, f"{start.get('id')}~armed", program)
            armed.opens = name
            self.definition.specs[armed.name] = armed
            self.definition.armed.setdefault(self.scope_name, []).append(armed.name)

    def first(self, made: dict[str, Any], targets: set[str]) -> tuple[str, ...]:
        """Where tokens start when nobody says by which event: at the plain start events, or at the first one
        that has an event; without start events at everything no flow leads to (BPMN 2.0, 13.2)."""
        names = []
        for tag, node in flow_nodes(self.node):
            name = str(node.get("id"))
            outside = node.get(N + "event") is not None or true(node, "isForCompensation")
            if tag != "boundaryEvent" and name not in targets and not outside:
                names.append(name)
        starts = [name for name in names if made[name].element.type == "startEvent"]
        plain = [name for name in starts if made[name].program.event is None]
        return tuple(plain or starts[:1] or names)


def reach(gateway: gateways.Join, flows: list[tuple[str, str, str]]) -> None:
    """For every way into the gateway: the nodes from which a token could come that way."""
    before: dict[str, list[str]] = {}
    for source, target, _ in flows:
        before.setdefault(target, []).append(source)
    table = {}
    for source, target, flow_id in flows:
        if target == gateway.name:
            seen: set[str] = set()
            todo = [source]
            while todo:
                name = todo.pop()
                if name not in seen and name != gateway.name:
                    seen.add(name)
                    todo += before.get(name, [])
            table[flow_id] = frozenset(seen)
    gateway.incoming, gateway.reach = tuple(table), table


PARSERS = {
    "startEvent": events.Start,
    "endEvent": events.End,
    "boundaryEvent": events.Boundary,
    "intermediateCatchEvent": events.Catch,
    "intermediateThrowEvent": events.Throw,
    "exclusiveGateway": gateways.Exclusive,
    "parallelGateway": gateways.Parallel,
    "inclusiveGateway": gateways.Inclusive,
    "complexGateway": gateways.Complex,
    "eventBasedGateway": gateways.EventGateway,
    "task": activities.PlainTask,
    "userTask": activities.HumanTask,
    "manualTask": activities.HumanTask,
    "scriptTask": activities.ScriptTask,
    "serviceTask": activities.PlainTask,
    "businessRuleTask": activities.PlainTask,
    "sendTask": events.SendTask,
    "receiveTask": events.ReceiveTask,
    "callActivity": activities.CallActivity,
    "subProcess": activities.SubProcess,
    "transaction": activities.Transaction,
    "adHocSubProcess": adhoc.AdHoc,
}


class DiagramParser(BpmnParser):  # type: ignore[misc]
    """One file. Only processes are taken; messages, signals and lanes are read by `Reader`."""

    PROCESS_PARSER_CLASS = ScopeParser
    OVERRIDE_PARSER_CLASSES = {B + tag: (ElementParser, spec) for tag, spec in PARSERS.items()}

    def add(self, root: etree._Element, file: str) -> list[Definition]:
        """The executable processes of a normalised file."""
        self._add_processes(root, file)
        reader, out = Reader(root), []
        for process in root.findall(B + "process"):
            if true(process, "isExecutable", default=True):
                parser = self.process_parsers[process.get("id")]
                definition = Definition(str(process.get("id")), file)
                parser.begin(definition, reader)
                definition.spec = parser.get_spec()
                out.append(definition)
        return out
