"""Pages that several permission classes share."""

from __future__ import annotations

from workflow_service import access
from workflow_service.store import Actor


def require_any(actor: Actor, *permissions: str) -> None:
    """Lets through whoever has one of these permission classes. Raises `Forbidden`."""
    denials = [access.may_pass(actor, name) for name in permissions]
    if None not in denials:
        access.require(denials[0])
