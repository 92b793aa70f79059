"""The transition to adulthood of a young person (domain.md 3, 5.1 P10, form F-T). Words are sealed."""

from sqlalchemy import Boolean, Column, Date, Index

from workflow_service.store.columns import id_column, moment, sealed, text
from workflow_service.store.tables.casefile import _owned as owned

# one for each child of a case; it begins once
transition_plan = owned(
    "transition_plan",
    id_column("case_id", nullable=False),
    id_column("child_id", nullable=False),
    # begun, ready, confirmed, handed_over
    text("state", nullable=False),
    Column("begun_on", Date, nullable=False),
    # youth_plan, holistic_plan, none
    text("plan_type"),
    # the young person's consent to a holistic plan (barnets lov § 110)
    id_column("consent_id"),
    # not_relevant, applied, decided
    text("guardianship"),
    # yes, no, exempt
    text("own_digital_post"),
    # wishes, views, the adult contact, and what was said at each step
    sealed("content"),
    # a department head let an area pass that was not settled (INV-17)
    Column("overridden", Boolean, nullable=False, default=False),
    moment("ready_at"),
    moment("confirmed_at"),
    moment("handed_over_at"),
)

# the six areas of § 123
transition_area = owned(
    "transition_area",
    id_column("case_id", nullable=False),
    id_column("plan_id", nullable=False),
    text("area", nullable=False),
    # red, yellow, green
    text("status", nullable=False),
    id_column("owner_id"),
    # owner_name (without login), decision, the outcome of an application
    sealed("content"),
    Column("start_date", Date),
    Column("application", Boolean, nullable=False, default=False),
    Index("ix_transition_area_plan", "tenant_id", "plan_id"),
)

__all__ = ["transition_area", "transition_plan"]
