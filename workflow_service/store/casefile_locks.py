"""The lock that keeps a family's invariants true when two people write at once (INV-05, INV-06, INV-10)."""

from __future__ import annotations

from workflow_service.store.uow import UnitOfWork


def lock_families(uow: UnitOfWork, *family_ids: str) -> None:
    """Holds these families' rows until the transaction ends, in the order of their ids.

    Whoever locks an instance or a case too does so before: with one order nobody waits in a ring.
    """
    # SQLite's BEGIN IMMEDIATE already holds the only write lock
    if uow.sqlite:
        return
    for family_id in sorted(set(family_ids)):
        # rows that point at the family (a new person, a new case) take its key lock, which this lets pass
        uow.row(
            "SELECT id FROM family WHERE tenant_id = ? AND id = ? FOR NO KEY UPDATE", uow.tenant_id, family_id
        )
