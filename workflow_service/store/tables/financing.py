"""Joint financing of a measure (domain.md 3, P08, F10): who pays what, approved by whom, version by version.

Money and percentages are exact decimals on both databases (`exact`); words and account numbers are sealed.
"""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Index, Integer

from workflow_service.store.columns import exact, id_column, moment, sealed, text
from workflow_service.store.tables.casefile import _owned as owned

# one row for each version; a new split keeps the old version and names it
financing_agreement = owned(
    "financing_agreement",
    id_column("case_id", nullable=False),
    # counts the versions of one agreement from 1
    Column("number", Integer, nullable=False),
    id_column("previous_id"),
    id_column("measure_id"),
    id_column("plan_id"),
    # weighed, described, proposed, checked, escalated, active; ended, superseded; not_eligible, not_agreed
    text("state", nullable=False),
    # why there is a new split: reassessment, plan_revised, cost_deviation
    text("reason"),
    # what the table D4 said
    text("eligibility"),
    # yes, unclear, no: does the family want a joint solution?
    text("family_motivated"),
    Column("period_from", Date),
    Column("period_to", Date),
    exact("total_cost", 12),
    # month, once, hour
    text("cost_basis"),
    exact("hours_a_month", 7),
    # units: who has to pay, and who pays until it is agreed
    id_column("payer_id"),
    id_column("interim_payer_id"),
    Column("reassess_on", Date),
    Column("ends_grant", Boolean, nullable=False, default=False),
    Column("rounds", Integer, nullable=False, default=0),
    # responsibility, gains of each sector, remarks of controller and chair
    sealed("content"),
    moment("created_at", nullable=False),
    moment("activated_at"),
    moment("ended_at"),
    Column("version", Integer, nullable=False, default=1),
    CheckConstraint("CAST(total_cost AS NUMERIC) > 0", name="total_cost"),
)

share = owned(
    "share",
    id_column("case_id", nullable=False),
    id_column("agreement_id", nullable=False),
    Column("position", Integer, nullable=False),
    text("sector", nullable=False),
    id_column("unit_id", nullable=False),
    sealed("account"),
    exact("pct", 5, nullable=False),
    exact("amount", 12, nullable=False),
    # responsibility, gain, agreement
    text("rationale", nullable=False),
    sealed("rationale_text"),
    # who grants by D5, and the answer: approved, refused
    text("authority"),
    text("decision"),
    id_column("decided_by"),
    moment("decided_at"),
    Column("body_decided_on", Date),
    sealed("note"),
    CheckConstraint("CAST(pct AS NUMERIC) > 0 AND CAST(pct AS NUMERIC) <= 100", name="pct"),
    CheckConstraint("CAST(amount AS NUMERIC) >= 0", name="amount"),
    Index("ix_share_agreement", "tenant_id", "agreement_id"),
)

# what a measure really cost in a period, against what was agreed
financing_cost = owned(
    "financing_cost",
    id_column("case_id", nullable=False),
    id_column("agreement_id", nullable=False),
    Column("period_from", Date, nullable=False),
    Column("period_to", Date, nullable=False),
    exact("actual", 12, nullable=False),
    exact("agreed", 12, nullable=False),
    moment("recorded_at", nullable=False),
    id_column("recorded_by"),
    CheckConstraint("CAST(actual AS NUMERIC) >= 0", name="actual"),
    index="agreement_id",
)

__all__ = ["financing_agreement", "financing_cost", "share"]
