"""What a decision about access is made on: plain records, fetched by the caller."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Held(Protocol):
    """A role held somewhere (`store.Membership`)."""

    @property
    def role(self) -> str: ...
    @property
    def scope_kind(self) -> str: ...
    @property
    def scope_id(self) -> str | None: ...
    @property
    def absent_id(self) -> str | None: ...


class StandsIn(Protocol):
    """For whom somebody works while they are away, and in what (`store.StandIn`)."""

    @property
    def absent_id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def what(self) -> str | None: ...
    @property
    def since(self) -> datetime | None: ...
    @property
    def others(self) -> frozenset[tuple[str, str]]: ...


class Actor(Protocol):
    """Who asks (`store.Actor`): `memberships` are those in force now, lent ones included."""

    @property
    def user_id(self) -> str | None: ...
    @property
    def login(self) -> str: ...
    @property
    def memberships(self) -> Iterable[Held]: ...
    @property
    def stands_in(self) -> Iterable[StandsIn]: ...
    @property
    def meets(self) -> bool: ...


@dataclass(frozen=True)
class CaseFacts:
    """What decides who may see a case. `flags` are codes such as "acute"."""

    case_id: str
    team_id: str | None
    unit_id: str | None
    status: str
    restricted: bool = False
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TaskFacts:
    """What decides who may read and do a user task. `case` is None before a case exists."""

    task_id: str
    role: str
    scope_kind: str
    scope_id: str | None
    state: str
    assignee: str | None = None
    owner: str | None = None
    case: CaseFacts | None = None
    process: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True)
class InstanceFacts:
    """What decides who may see and steer a process instance."""

    instance_id: str
    started_by: str | None
    team_id: str | None = None
    unit_id: str | None = None
    case: CaseFacts | None = None


def is_system(actor: Actor) -> bool:
    """The service itself (a timer, a job, the command line), not a person and not an anonymous caller."""
    return actor.user_id is None and actor.login == "system"
