"""Standard loops and multi-instance activities (BPMN 2.0, 10.3.8 and 13.3.7).

The container token rests at the activity; every instance is a token of `<id> [child]` with its own `Local`
variables. The library's specs lack a connection after a load and its counters; so both are ours.
"""

from __future__ import annotations

from typing import Any

from workflow_service.engine.behaviour import Behaviour
from workflow_service.engine.data import Data, Local, Occurrence, around, assign, copied, visible
from workflow_service.engine.library import BpmnProcessSpec, BpmnSpecMixin, LoopTask
from workflow_service.engine.programs import Program, Repeat
from workflow_service.engine.tokens import READY, STARTED, Token


class Loop(Behaviour, LoopTask, BpmnSpecMixin):  # type: ignore[misc]
    """The container."""

    reported = False
    instance_spec: Behaviour

    def __init__(self, spec: BpmnProcessSpec, name: str, program: Program) -> None:
        self.program = program
        super().__init__(spec, name, bpmn_name=program.element.name)

    @property
    def repeat(self) -> Repeat:
        assert self.program.repeat is not None
        return self.program.repeat

    def enter(self, token: Token) -> None:
        """First the number of instances, later (`check`) what to do after one of them."""
        if "next" in token.internal_data:
            self.check(token)
        elif self.repeat.looping:
            self.start_loop(token)
        else:
            self.start_instances(token)

    def start_loop(self, token: Token) -> None:
        repeat = self.repeat
        if repeat.before and (repeat.maximum == 0 or not self.again(token, 0)):
            self.empty(token)
            return
        token.internal_data.update(n=repeat.maximum, next=0, active=0, done=0)
        token._state = STARTED
        self.spawn(token)

    def start_instances(self, token: Token) -> None:
        repeat, case = self.repeat, token.workflow.top_workflow
        items = None
        if repeat.collection is not None:
            found = repeat.collection.items(visible(token.data), case.context)
            items = case.context.spending.keep(case, repeat.item or self.name, found)
            count = len(items)
        else:
            assert repeat.cardinality is not None
            count = repeat.cardinality.count(visible(token.data), case.context)
        if count == 0:
            if repeat.output:
                assign(behind(token), {repeat.output: []})
                case.changed()
            self.empty(token)
            return
        token.internal_data.update(n=count, next=0, active=0, done=0)
        if items is not None:
            token.internal_data["items"] = items
        if repeat.output:
            token.internal_data["out"] = [None] * count
        token._state = STARTED
        for _ in range(1 if repeat.sequential else count):
            self.spawn(token)

    def empty(self, token: Token) -> None:
        """Nothing to repeat: one pass without instance."""
        token.workflow.top_workflow.journal.note(token, "completed")
        token.complete()

    def again(self, token: Token, done: int) -> bool:
        """A standard loop's condition, before turn `done`."""
        condition = self.repeat.condition
        if condition is None:
            return True
        seen = {**visible(token.data), "loopCounter": done}
        return condition.condition(seen, token.workflow.top_workflow.context)

    def spawn(self, token: Token) -> None:
        """One more instance."""
        links, repeat = token.internal_data, self.repeat
        index = links["next"]
        links["next"] = index + 1
        links["active"] += 1
        own: Data = {"loopCounter": index}
        if repeat.item and links.get("items") is not None:
            own[repeat.item] = copied(links["items"][index])
        if repeat.output_item:
            own[repeat.output_item] = None
        case, data, more = token.workflow.top_workflow, token.data, {}
        if "occurrence" in links:  # of an event sub-process each instance is an occurrence
            data, more = Occurrence(copied(dict(data)), behind(token)), {"occurrence": 1}
        case.add(
            token.workflow, self.instance_spec, Local(own, data), of=token.id, index=index, **more
        )._set_state(READY)

    def instance_done(self, token: Token, instance: Token) -> None:
        """Called when an instance completed: note it; deciding what follows is a step of its own."""
        links = token.internal_data
        links["active"] -= 1
        links["done"] += 1
        own = loop_variables(instance)
        if links.get("out") is not None:
            links["out"][instance.internal_data["index"]] = copied(own.get(self.repeat.output_item or ""))
        links["check"] = dict(own) if self.repeat.condition is not None else {}
        token._state = READY
        if not token.stuck:
            token.workflow.top_workflow.first(token)

    def check(self, token: Token) -> None:
        links, repeat, case = token.internal_data, self.repeat, token.workflow.top_workflow
        if repeat.looping:
            more = repeat.maximum is None or links["done"] < repeat.maximum
            more = more and self.again(token, links["done"])
            over = not more
        else:
            seen = {**visible(token.data), **links["check"], **counters(links)}
            over = links["done"] == links["n"]
            if repeat.condition is not None and not over:
                over = repeat.condition.condition(seen, case.context)
        if over and links.get("out") is not None:
            case.context.spending.keep(case, str(repeat.output), links["out"])
        del links["check"]
        token._state = STARTED
        if over:
            self.finish(token)
        elif repeat.looping or repeat.sequential:
            self.spawn(token)

    def finish(self, token: Token) -> None:
        case = token.workflow.top_workflow
        for other in case.linked(token.workflow, "of", token.id):
            other.cancel()
        if token.internal_data.get("out") is not None:
            assign(behind(token), {str(self.repeat.output): token.internal_data["out"]})
            case.changed()
        token.complete()


def behind(token: Token) -> Data:
    """Where the output of all instances goes."""
    return around(token.data) if "occurrence" in token.internal_data else token.data


def counters(links: dict[str, Any]) -> Data:
    """BPMN's counters and the names other tools use for them."""
    values = {
        "Instances": links["n"],
        "ActiveInstances": links["active"],
        "CompletedInstances": links["done"],
    }
    names: Data = {"numberOfTerminatedInstances": 0, "nrOfTerminatedInstances": 0}
    for name, value in values.items():
        names[f"numberOf{name}"] = names[f"nrOf{name}"] = value
    return names


def loop_variables(instance: Token) -> Local:
    """The instance's own variables, behind its input mappings."""
    data = instance.data
    if instance.internal_data.get("in") and isinstance(data, Local):
        data = data.outer
    assert isinstance(data, Local)
    return data
