"""Where a model rule was passed by, as it allows (domain.md 6, column Override)."""

from sqlalchemy import Index

from workflow_service.store.columns import id_column, moment, sealed, text
from workflow_service.store.tables.casefile import _owned as owned

# written in the transaction that passes by; never changed
rule_override = owned(
    "rule_override",
    id_column("case_id", nullable=False),
    # INV-03, INV-06 ...
    text("rule", nullable=False),
    # family_declined, acute, parallel, not_by_talk, open_areas
    text("ground", nullable=False),
    # the meeting, the measure, the child's view, the transition it is about
    id_column("about_id"),
    sealed("reason"),
    # who asked for it; null where whoever wrote it needs nobody's leave
    id_column("asked_by"),
    # whose own act it was: the leader where the rule wants one
    id_column("decided_by"),
    moment("decided_at", nullable=False),
    Index("ix_rule_override_decided_at", "tenant_id", "decided_at"),
)

__all__ = ["rule_override"]
