"""What was done to a register of the municipality that belongs to no case: law, teams, experts."""

from __future__ import annotations

from typing import Any

from workflow_service.audit.chain import Chain, record
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import audit as query
from workflow_service.store.running import tenant_key

LAW, TEAMS, EXPERTS, VALUES = "law", "teams", "experts", "values"


def note(
    uow: UnitOfWork,
    kind: str,
    event: str,
    *,
    reason: str | None = None,
    changes: dict[str, Any] | None = None,
    **facts: Any,
) -> None:
    """Adds "the actor of `uow` did `event` now" to the register's own chain. `facts`: ids, codes, dates and
    numbers; `changes` ({"before": ..., "after": ...}) and `reason` are sealed."""
    register_id, head, seq = query.lock_register(uow, kind)
    chain = Chain(register_id, head, seq)
    record(uow, chain, event, key_id=tenant_key(uow), reason=reason, changes=changes, facts=facts)
    uow.update(tables.register, register_id, {"audit_head": chain.head, "audit_seq": chain.seq})
