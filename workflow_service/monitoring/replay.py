"""Does an instance's history lead to its stored state? (design.md 3)"""

from __future__ import annotations

from workflow_service.runtime import Locked, Runtime
from workflow_service.runtime.replaying import CannotReplay, steps
from workflow_service.store import UnitOfWork
from workflow_service.store import check as query


def replay(uow: UnitOfWork, runtime: Runtime, locked: Locked) -> bool:
    """Do the logged commands lead to the stored snapshot? Raises `CannotReplay` where they cannot be run."""
    stored = uow.open_bytes(locked.key_id, "process_instance", locked.id, "snapshot", locked.snapshot)
    state: bytes | None = None
    for step in steps(uow, runtime, query.commands(uow, locked.id, locked.key_id)):
        state = step.state
    return state == stored


__all__ = ["CannotReplay", "replay"]
