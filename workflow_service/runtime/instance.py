"""An instance whose row is locked: what the lock query brought along, kept up to date during the command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from workflow_service import access
from workflow_service.audit import Chain
from workflow_service.errors import Conflict, NotFound
from workflow_service.runtime.operations import InstanceFacts
from workflow_service.states import InstanceState
from workflow_service.store import UnitOfWork
from workflow_service.store import running as query

NOT_FOUND = (
    "Forløbet findes ikke, eller du har ikke adgang til det.",
    "The process instance does not exist.",
)


@dataclass(frozen=True)
class Beside:
    """The place of a course that has no case, for another that is about it: who is asked there (team, unit),
    under which number, sealed with which key."""

    key_id: str
    business_key: str | None
    team_id: str | None
    unit_id: str | None
    case_id: str | None = None


@dataclass
class Locked:
    """`version` counts transitions; `is_new` until the row is inserted at the end of its first command."""

    id: str
    release_id: str
    process_key: str
    business_key: str | None
    state: str
    phase: str | None
    key_id: str
    case_id: str | None
    team_id: str | None
    unit_id: str | None
    started_by: str | None
    version: int
    snapshot: bytes | None
    chain: Chain
    coordinator_id: str | None = None
    restricted: bool = False
    case_status: str | None = None
    case_flags: str | None = None
    is_new: bool = False

    def learn(self, facts: InstanceFacts) -> None:
        """What an operation found out in this transaction."""
        self.case_id, self.key_id = facts.case_id, facts.key_id
        self.team_id, self.unit_id = facts.team_id, facts.unit_id
        self.coordinator_id = facts.coordinator_id or self.coordinator_id

    def case_facts(self) -> access.CaseFacts | None:
        if self.case_id is None:
            return None
        return access.CaseFacts(
            self.case_id,
            self.team_id,
            self.unit_id,
            self.case_status or "",
            bool(self.restricted),
            frozenset(orjson.loads(self.case_flags)) if self.case_flags else frozenset(),
        )

    def facts(self) -> access.InstanceFacts:
        return access.InstanceFacts(self.id, self.started_by, self.team_id, self.unit_id, self.case_facts())

    def require_active(self) -> None:
        """Raises `Conflict` unless the instance runs."""
        if self.state == InstanceState.ACTIVE:
            return
        da, en = {
            InstanceState.SUSPENDED: ("sat i bero", "suspended"),
            InstanceState.COMPLETED: ("afsluttet", "completed"),
            InstanceState.TERMINATED: ("stoppet", "terminated"),
        }[InstanceState(self.state)]
        raise Conflict(
            "instance_not_active",
            f"Forløbet er {da}. Derfor kan det ikke ændres. Åbn sagen for at se hvorfor.",
            f"Expected an active process instance, but it is {en}. Open the case to see why.",
        )


def _optional(value: Any) -> str | None:
    return None if value is None else str(value)


def from_row(uow: UnitOfWork, row: Mapping[str, Any]) -> Locked:
    """A `Locked` from the columns of `store.running`."""
    key_id = str(row["key_id"])
    uow.learn_key(key_id, row["wrapped"])
    instance_id = str(row["instance_id"])
    head = None if row["audit_head"] is None else bytes(row["audit_head"])
    return Locked(
        id=instance_id,
        release_id=str(row["release_id"]),
        process_key=row["process_key"],
        business_key=row["business_key"],
        state=row["instance_state"],
        phase=row["phase"],
        key_id=key_id,
        case_id=_optional(row["case_id"]),
        team_id=_optional(row["team_id"]),
        unit_id=_optional(row["unit_id"]),
        started_by=_optional(row["started_by"]),
        version=int(row["version"]),
        snapshot=row["snapshot"],
        chain=Chain(instance_id, head, int(row["audit_seq"])),
        coordinator_id=_optional(row["coordinator_id"]),
        restricted=bool(row["restricted"]),
        case_status=row["case_status"],
        case_flags=row["case_flags"],
    )


def lock(uow: UnitOfWork, instance_id: str) -> Locked:
    """Locks the instance until the transaction ends. Raises `NotFound`."""
    row = query.lock_instance(uow, instance_id)
    if row is None:
        raise NotFound("instance_not_found", *NOT_FOUND)
    return from_row(uow, row)
