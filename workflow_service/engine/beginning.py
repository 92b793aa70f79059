"""What begins a process (BPMN 2.0, 13.2 and 13.5.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from lxml import etree

from workflow_service import errors
from workflow_service.engine import expressions
from workflow_service.engine import time as calendar
from workflow_service.engine.bpmn import B, flow_nodes, true
from workflow_service.engine.face import Context, Variables
from workflow_service.engine.failures import Failure
from workflow_service.engine.reading import Reader
from workflow_service.engine.release import CompiledRelease, StartTrigger

Value = TypeVar("Value")


def triggers(process: etree._Element, reader: Reader) -> tuple[StartTrigger, ...]:
    """Its start events, the receive tasks and the events behind gateways that instantiate it."""
    out: list[StartTrigger] = []
    for tag, node in flow_nodes(process):
        if tag == "startEvent" or (tag == "receiveTask" and true(node, "instantiate")):
            out += of_event(node, reader)
    for gateway in starting_gateways(process):
        for node in behind(process, gateway):
            out += of_event(node, reader)
    return tuple(out)


def of_event(node: etree._Element, reader: Reader) -> Iterator[StartTrigger]:
    """One trigger for each event that can begin it."""
    rule, name = reader.event(node), str(node.get("id"))
    if rule is None:
        yield StartTrigger(name, "none")
        return
    for number, part in enumerate(rule.all):
        place = f"{name}:{number}" if rule.parallel else name
        text = part.formula.text if part.formula else None
        yield StartTrigger(place, part.kind, part.ref, text, part.form)


def starting_gateways(scope: etree._Element) -> list[etree._Element]:
    """Event-based gateways that begin the process: marked so, and with no flow into them (10.6.6)."""
    targets = {flow.get("targetRef") for flow in scope.findall(B + "sequenceFlow")}
    return [
        node
        for tag, node in flow_nodes(scope)
        if tag == "eventBasedGateway" and true(node, "instantiate") and node.get("id") not in targets
    ]


def behind(scope: etree._Element, gateway: etree._Element) -> list[etree._Element]:
    """The events a gateway leads to, in the order of its flows."""
    nodes = {node.get("id"): node for _, node in flow_nodes(scope)}
    flows = scope.findall(B + "sequenceFlow")
    return [nodes[flow.get("targetRef")] for flow in flows if flow.get("sourceRef") == gateway.get("id")]


def together(scope: etree._Element) -> dict[str, tuple[str, ...]]:
    """For each event behind a parallel starting gateway the others, which the process still waits for."""
    out = {}
    for gateway in starting_gateways(scope):
        names = [str(node.get("id")) for node in behind(scope, gateway)]
        if gateway.get("eventGatewayType") == "Parallel":
            out.update({name: tuple(other for other in names if other != name) for name in names})
    return out


@dataclass(frozen=True)
class StartMoment:
    """When a timer begins a process: `due_at` (UTC). Of a cycle `anchor`, from where its turns are counted,
    the `turn` this is and the `last` one (None: without end)."""

    due_at: datetime
    anchor: datetime | None = None
    turn: int = 0
    last: int | None = None


def start_moment(trigger: StartTrigger, context: Context) -> StartMoment | None:
    """The first moment of a timer start event, counted from the context's now (10.5.2, 10.5.5); None when
    all turns of a cycle have passed.

    Raises errors.Invalid when its expression gives no time.
    """
    formula = expressions.formula(trigger.text or "")
    if trigger.form != "cycle":
        return StartMoment(_asked(trigger, lambda: formula.timer_due({}, context)))
    cycle = _asked(trigger, lambda: formula.cycle({}, context))
    turn = 1 if cycle.start is None else 0
    anchor = cycle.start or context.now
    last = None if cycle.turns is None else cycle.turns - 1 + turn
    if anchor <= context.now and turn == 0:
        # published late: the turns before are not made up for
        turn = calendar.next_turn(anchor, -1, cycle.every, context.now, context.zone)
    if last is not None and turn > last:
        return None
    return StartMoment(calendar.add(anchor, cycle.every.times(turn), context.zone), anchor, turn, last)


def next_moment(trigger: StartTrigger, before: StartMoment, context: Context) -> StartMoment | None:
    """The turn of a cycle after `before` and after now; None when there is none. After downtime the missed
    turns are left out, as for boundary events."""
    if before.anchor is None:
        return None
    cycle = _asked(trigger, lambda: expressions.formula(trigger.text or "").cycle({}, context))
    try:
        turn = calendar.next_turn(before.anchor, before.turn, cycle.every, context.now, context.zone)
        due_at = calendar.add(before.anchor, cycle.every.times(turn), context.zone)
    except OverflowError:
        return None
    if before.last is not None and turn > before.last:
        return None
    return StartMoment(due_at, before.anchor, turn, before.last)


def condition_holds(trigger: StartTrigger, variables: Variables, context: Context) -> bool:
    """Is the condition of a conditional start event true for these variables? Raises errors.Invalid when it
    is neither true nor false."""
    formula = expressions.condition(trigger.text or "")
    return _asked(trigger, lambda: formula.holds(variables, context))


def _asked(trigger: StartTrigger, question: Callable[[], Value]) -> Value:
    try:
        return question()
    except Failure as failure:
        raise errors.Invalid(
            "start_event_not_decided",
            f"Startbegivenheden »{trigger.element}« kan ikke afgøres: {trigger.text}",
            f"The start event “{trigger.element}” cannot be decided: {trigger.text}",
            {trigger.element: [f"{failure.da} / {failure.en}"]},
        ) from failure


def key_of_message(release: CompiledRelease, name: str, variables: Variables, context: Context) -> str | None:
    """The correlation key that a diagram draws for a message, from what the message carries; None when none
    draws one, or the message lacks it."""
    for info in release.processes.values():
        text = info.message_keys.get(name)
        if text is not None:
            formula = expressions.formula(text)
            try:
                return formula.string(variables, context)
            except Failure:
                # what it carries has no such key: the sender hears that the key is missing
                return None
    return None
