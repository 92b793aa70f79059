"""What goes into the engine and what comes out: plain frozen data, no SpiffWorkflow in sight.

The caller loads an `Execution`, applies commands, answers the operations it wants, and stores what the
`Outcome` says together with the snapshot. The engine reads no clock and no database: see `Context`.
All moments are aware datetimes in UTC; all ids are dashed lower-case text from `Context.new_id`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from workflow_service.engine.budgets import Spending

Variables = Mapping[str, Any]


@dataclass(frozen=True)
class Element:
    """One flow element as the diagram declares it: what `runtime`, pages and rules read of it.

    `type` is the BPMN name ("userTask", "serviceTask", "callActivity" ...). `attributes` holds every other
    `oef:` attribute by local name (operation, guards, legalBasis, guidance, core, coreElement, phase,
    clockType ...), `inputs` and `outputs` the names of its mappings, `event` the kind of an event ("timer",
    "message" ...), `scope` the sub-process it lies in. Expressions stay as their source text.
    """

    id: str
    process: str
    type: str
    name: str
    documentation: str
    lane: str | None
    line: int | None
    form: str | None = None
    candidate_groups: tuple[str, ...] = ()
    candidate_users: tuple[str, ...] = ()
    assignee: str | None = None
    due: str | None = None
    follow_up: str | None = None
    priority: str | None = None
    topic: str | None = None
    decision: str | None = None
    called: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    event: str | None = None
    scope: str | None = None


@dataclass(frozen=True)
class Context:
    """Everything the engine may ask of the world during one transaction.

    `parameter(key)`: the value in force at `now` (ISO 8601 duration, number or text). `deadline(start,
    value)` adds a duration in business terms (`calendar` room: a duration or a parameter key);
    `decide(reference, variables)` evaluates a decision of the instance's release. `spending` holds what the
    transaction may use and notes what it has used: one a transaction.
    """

    now: datetime
    zone: ZoneInfo
    new_id: Callable[[], str]
    parameter: Callable[[str], Any]
    decide: Callable[[str, Variables], Any]
    deadline: Callable[[datetime, str], datetime]
    spending: Spending = field(default_factory=Spending)


# -- commands -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CompleteUserTask:
    """`variables` are the submission's clean data. Of a form's only declared output mappings become process
    variables; all of them where the element says `oef:outputs="all"`, or has neither form nor mapping."""

    task_id: str
    variables: Variables


@dataclass(frozen=True)
class FireTimer:
    """A no-op when no timer `ref` with exactly this `due_at` waits any more (at-least-once wakers)."""

    ref: str
    due_at: datetime


@dataclass(frozen=True)
class DeliverMessage:
    """`subscription` is the `ref` of the subscription it was correlated with."""

    name: str
    subscription: str
    variables: Variables


@dataclass(frozen=True)
class ThrowSignal:
    name: str
    variables: Variables


@dataclass(frozen=True)
class CompleteOperation:
    """Result of a service operation (same transaction) or of an external task (a remote worker)."""

    operation_id: str
    variables: Variables


@dataclass(frozen=True)
class FailOperation:
    """A modelled business error (BPMN error event by code); an unexpected failure is `RaiseIncident`."""

    operation_id: str
    error_code: str
    message: str


@dataclass(frozen=True)
class FailUserTask:
    """What a person answered led to a modelled business error: the task is done, and the error's catcher goes
    on. Conflict when nobody catches it: then nothing has happened."""

    task_id: str
    error_code: str
    message: str


@dataclass(frozen=True)
class Retry:
    """Try the failed element of an incident again."""

    element_ref: str


@dataclass(frozen=True)
class EditData:
    """Change variables as the failed element sees them, then try it again."""

    element_ref: str
    variables: Variables


@dataclass(frozen=True)
class Skip:
    """Pass by the failed activity, as if it had brought `variables`. Never a core step (`oef:core`)."""

    element_ref: str
    variables: Variables


@dataclass(frozen=True)
class MoveTimers:
    """Timers (`ref`, new moment) wait for another moment: a deadline was postponed, or its parameter or base
    date has changed and somebody agreed to count anew. What does not wait any more is passed over."""

    moves: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True)
class CorrectDates:
    """The dates that clocks are counted from were wrong: the variables get these values wherever they live
    (`of`, a variable and its value: only where it has that), and timers wait for what somebody agreed to."""

    dates: Mapping[str, str]
    of: tuple[str, str] | None
    moves: tuple[tuple[str, datetime], ...]


Command = (
    CompleteUserTask
    | FireTimer
    | MoveTimers
    | CorrectDates
    | DeliverMessage
    | ThrowSignal
    | CompleteOperation
    | FailOperation
    | FailUserTask
    | Retry
    | EditData
    | Skip
)


# -- outcome --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenTask:
    """A user task (or manual task) now open. `data` is a copy: the input mappings' result when there are any,
    otherwise the variables of its scope. `due`, `follow_up`, `priority`, groups and users are evaluated.
    `clock`: the key of the clock that `due` ends (D7, `oef:clock`); `since`: when that clock began, where the
    diagram says (`oef:clockStart`), otherwise None."""

    id: str
    element: str
    process: str
    scope: str
    name: str
    lane: str | None
    groups: tuple[str, ...]
    users: tuple[str, ...]
    assignee: str | None
    due: datetime | None
    follow_up: datetime | None
    priority: int
    form: str | None
    data: Variables
    clock: str | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class TaskView:
    """A user task that is open, as the live instance knows it; what was evaluated when it opened (due date,
    groups ...) is in its `OpenTask` only."""

    id: str
    element: str
    process: str
    scope: str
    lane: str | None
    data: Variables


@dataclass(frozen=True)
class Timer:
    """`ref` stays through all turns of a cycle; `missed` counts turns that passed during downtime."""

    ref: str
    element: str
    process: str
    due_at: datetime
    missed: int = 0


@dataclass(frozen=True)
class Subscription:
    """Waits for a message (`kind="message"`, with its correlation key evaluated, None = the instance's
    business key) or a signal (`kind="signal"`)."""

    ref: str
    element: str
    process: str
    kind: str
    name: str
    correlation_key: str | None


@dataclass(frozen=True)
class Thrown:
    """A message or signal that left the instance; `runtime` delivers it by a job, never inside. `variables`
    are the event's input mappings, nothing else: what leaves a case is said in its diagram."""

    kind: str
    name: str
    variables: Variables
    correlation_key: str | None


@dataclass(frozen=True)
class WantedOperation:
    """A service or send task waits for its topic. `variables` are its inputs (a copy). Not answered in this
    transaction = an external task."""

    id: str
    element: str
    process: str
    scope: str
    topic: str
    variables: Variables


@dataclass(frozen=True)
class Activity:
    """One pass through an element: `id` is the activity instance, `event` one of "entered", "completed",
    "cancelled". Gateways and events with no waiting are reported once, as "completed"."""

    id: str
    element: str
    process: str
    type: str
    scope: str
    event: str


@dataclass(frozen=True)
class Incident:
    """The instance stands still at `element`; everything before that step is kept, nothing after it done.
    `ref` goes back in `Retry`."""

    ref: str
    element: str
    process: str
    code: str
    da: str
    en: str
    detail: str


@dataclass(frozen=True)
class Outcome:
    """What changed since the execution was started or loaded, all commands together.

    What came and went in between is in `activities` only: `opened` holds tasks still open, `closed` tasks
    that were open before, `operations` those newly wanted and not answered.

    `closed` maps task id to "completed" or "cancelled". Timers and subscriptions come as the difference to
    the loaded snapshot (`*_gone` are refs); a timer with a known `ref` and a new moment replaces the old one.
    """

    state: str
    opened: tuple[OpenTask, ...] = ()
    closed: Mapping[str, str] = field(default_factory=dict)
    timers: tuple[Timer, ...] = ()
    timers_gone: tuple[str, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    subscriptions_gone: tuple[str, ...] = ()
    thrown: tuple[Thrown, ...] = ()
    operations: tuple[WantedOperation, ...] = ()
    operations_gone: tuple[str, ...] = ()
    activities: tuple[Activity, ...] = ()
    incidents: tuple[Incident, ...] = ()
    incidents_gone: tuple[str, ...] = ()
    end_event: str | None = None
