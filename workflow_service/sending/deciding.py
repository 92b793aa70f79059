"""What a person decides about an effect that did not leave, or may have: with a reason, in the audit."""

from __future__ import annotations

from collections.abc import Callable

from workflow_service import audit, runtime
from workflow_service.errors import Invalid
from workflow_service.states import Event
from workflow_service.store import UnitOfWork, outbox, running, tables

LONGEST_REASON = 1000


def resend(uow: UnitOfWork, row_id: str, reason: str) -> outbox.Row:
    """Sends a failed or unknown effect again; the row as it is then. It may come twice when it was unknown.

    Raises `NotFound`, `Conflict` for any other state, `Invalid` without a reason.
    """
    return _decide(uow, row_id, reason, Event.OUTBOX_RESENT, outbox.send_again)


def settle(uow: UnitOfWork, row_id: str, reason: str) -> outbox.Row:
    """Says that a failed or unknown effect arrived, or was brought by hand; as `resend`."""
    return _decide(uow, row_id, reason, Event.OUTBOX_SETTLED, outbox.mark_sent)


def _decide(
    uow: UnitOfWork, row_id: str, reason: str, event: Event, change: Callable[[UnitOfWork, str], None]
) -> outbox.Row:
    found = outbox.read(uow, row_id)
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise Invalid(
            "reason_missing",
            f"Skriv en begrundelse på højst {LONGEST_REASON} tegn. Den gemmes sammen med dit navn.",
            f"Write a reason of at most {LONGEST_REASON} characters. It is kept together with your name.",
            fields={"reason": ["Skriv en begrundelse."]},
        )
    # the chain that tells of the case is its instance's; its lock comes before that of the row
    chain = runtime.lock(uow, found["instance_id"]).chain
    change(uow, row_id)
    erased = str(found["last_error"]).startswith(outbox.KEY_DESTROYED)
    audit.record(
        uow,
        chain,
        event,
        case_id=found["case_id"],
        instance_id=found["instance_id"],
        key_id=running.tenant_key(uow) if erased else found["key_id"],
        reason=said,
        facts={"outbox": row_id, "kind": found["kind"], "topic": found["topic"], "was": found["state"]},
    )
    head = {"audit_head": chain.head, "audit_seq": chain.seq}
    uow.update(tables.process_instance, found["instance_id"], head)
    return outbox.read(uow, row_id)
