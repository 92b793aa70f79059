"""Operations: what diagrams may ask the service to do, by topic (design.md 2).

A service task names a topic, a user task may name one too (`oef:operation`). An operation runs in the
transaction of the command that reached it, never calls `runtime`, and returns variables and messages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workflow_service.engine.face import Element
from workflow_service.store import Actor, UnitOfWork

if TYPE_CHECKING:
    from workflow_service.runtime.context import Runtime


@dataclass(frozen=True)
class OutMessage:
    """A message to another instance; delivered by a job after the commit."""

    name: str
    correlation_key: str | None
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class InstanceFacts:
    """What an instance learns about itself from the case file: who may see it and whose key seals it. Before
    a case is known (`case_id` None) it may learn where it is received."""

    case_id: str | None
    key_id: str
    team_id: str | None
    unit_id: str | None
    coordinator_id: str | None = None


@dataclass(frozen=True)
class Call:
    """What an operation gets to know. `inputs` is the element's input mapping (step, part, expert ...)."""

    instance_id: str
    business_key: str | None
    process: str
    element: Element
    scope: str
    task_id: str | None
    submission_id: str | None
    case_id: str | None
    key_id: str
    actor: Actor
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """`variables` are merged over the submission before the output mappings are evaluated."""

    variables: Mapping[str, Any] = field(default_factory=dict)
    messages: tuple[OutMessage, ...] = ()
    facts: InstanceFacts | None = None


@dataclass
class OperationError(Exception):
    """A modelled business error: the diagram's boundary event catches `code`."""

    code: str
    message: str = ""


@dataclass(frozen=True)
class DueJob:
    """A due job of another room. `due_at` is the moment it was meant for, also when it is late or was tried
    before; `ref` is what was handed to `store.jobs.add`."""

    id: str
    kind: str
    ref: str | None
    due_at: datetime


# does it in the job's own unit of work, exactly once; what it raises is tried again later
JobWork = Callable[[UnitOfWork, "Runtime", DueJob], None]
Operation = Callable[[UnitOfWork, Call, Mapping[str, Any]], Result]
# of a case and the inputs of a task that opens: the code of what the task is about, None when unknown
About = Callable[[UnitOfWork, str, Mapping[str, Any]], str | None]


def _no_guards(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> None:
    return None


def _not_told(uow: UnitOfWork, case_id: str, name: str) -> None:
    return None


def _no_phase(uow: UnitOfWork, case_id: str, phase: str) -> None:
    return None


@dataclass(frozen=True)
class Registry:
    """What `app` wired in.

    `guards` raises when a model rule forbids a completion. `phase` is told when an instance enters an
    element with `oef:phase`, `ended` when a course (by its name) ends because its case is closed. `jobs` are
    the kinds of jobs that belong to rooms above: unlike operations, their work may start and advance
    instances. `about` tells by `oef:about` what a task is about when it opens.
    """

    operations: Mapping[str, Operation] = field(default_factory=dict)
    guards: Callable[[UnitOfWork, Call, Mapping[str, Any]], None] = _no_guards
    phase: Callable[[UnitOfWork, str, str], None] = _no_phase
    ended: Callable[[UnitOfWork, str, str], None] = _not_told
    jobs: Mapping[str, JobWork] = field(default_factory=dict)
    about: Mapping[str, About] = field(default_factory=dict)
