"""What each element of a diagram says: read once per release, immutable, shared by all threads."""

from __future__ import annotations

from dataclasses import dataclass

from workflow_service.engine.expressions import Formula
from workflow_service.engine.face import Element

Mapping = tuple[str, Formula]


@dataclass(frozen=True)
class EventRule:
    """What an event waits for or throws.

    `ref` is the name of the message or signal, the code of the error or escalation, the activity to
    compensate; `formula` the condition or the time; `form` of a timer is duration, date or cycle. A multiple
    event has `parts`; `parallel` waits for all of them. A compensation throw with `wait` rests until all is
    undone.
    """

    kind: str
    ref: str | None = None
    formula: Formula | None = None
    form: str | None = None
    correlation: Formula | None = None
    parts: tuple[EventRule, ...] = ()
    parallel: bool = False
    wait: bool = True

    @property
    def all(self) -> tuple[EventRule, ...]:
        return self.parts or (self,)


@dataclass(frozen=True)
class Repeat:
    """A standard loop (`looping`) or a multi-instance activity."""

    looping: bool
    sequential: bool = True
    condition: Formula | None = None
    before: bool = False
    maximum: int | None = None
    collection: Formula | None = None
    cardinality: Formula | None = None
    item: str | None = None
    output: str | None = None
    output_item: str | None = None


@dataclass(frozen=True)
class Call:
    """A call activity: what goes in and what comes out; `all_*` copies every variable."""

    process: str
    ins: tuple[Mapping, ...] = ()
    outs: tuple[Mapping, ...] = ()
    all_in: bool = False
    all_out: bool = False
    business_key: Formula | None = None


@dataclass(frozen=True)
class Program:
    """Everything the engine evaluates at one element."""

    element: Element
    inputs: tuple[Mapping, ...] = ()
    outputs: tuple[Mapping, ...] = ()
    all_outputs: bool = False
    groups: Formula | None = None
    users: Formula | None = None
    assignee: Formula | None = None
    due: Formula | None = None
    clock: Formula | None = None
    clock_start: Formula | None = None
    follow_up: Formula | None = None
    priority: Formula | None = None
    repeat: Repeat | None = None
    event: EventRule | None = None
    call: Call | None = None
    script: Formula | None = None
    decision: Formula | None = None
    result: str | None = None
    topic: str | None = None
    interrupting: bool = True
