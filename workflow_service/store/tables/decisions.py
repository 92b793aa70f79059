"""Applications, decisions, hearings and complaints (domain.md 3, S02). Words are sealed."""

from sqlalchemy import Boolean, Column, Date, Index

from workflow_service.store.columns import id_column, moment, sealed, text
from workflow_service.store.tables.casefile import _owned as owned

application = owned(
    "application",
    id_column("case_id", nullable=False),
    # key of the legal basis, and what is applied for
    text("section", nullable=False),
    text("type", nullable=False),
    Column("received", Date, nullable=False),
    # by `application_deadline` of the section (retssikkerhedsloven § 3, stk. 2)
    Column("due", Date),
    # the day its receipt was written; it may be held back (INV-14, INV-15)
    Column("receipt_on", Date),
    # the day of the letter that the deadline does not hold, and the new date it tells
    Column("told_at", Date),
    Column("new_date", Date),
    # received, decided
    text("state", nullable=False),
    id_column("decision_id"),
    # the benefit that was started
    id_column("measure_id"),
)

decision = owned(
    "decision",
    id_column("case_id", nullable=False),
    # application, measure, investigation, refusal, end
    text("matter", nullable=False),
    # the application or the measure
    id_column("matter_id"),
    # supportive, placement, benefit ... : what sort of help it is about
    text("kind"),
    # prepared, decided
    text("state", nullable=False),
    # granted, partly, refused, changed, ended
    text("outcome"),
    text("legal_basis"),
    # who has the competence by D5
    text("authority"),
    sealed("content"),
    id_column("child_view_id"),
    moment("prepared_at", nullable=False),
    id_column("prepared_by"),
    moment("decided_at"),
    id_column("decided_by"),
    Column("complaint_until", Date),
    # a child's plan is ready by then (§ 91), when one is to be made
    Column("plan_due", Date),
    moment("sent_at"),
)

party_hearing = owned(
    "party_hearing",
    id_column("case_id", nullable=False),
    id_column("decision_id", nullable=False),
    Column("due", Date, nullable=False),
    sealed("content"),
    moment("sent_at", nullable=False),
    moment("closed_at"),
    Index("ix_party_hearing_decision", "tenant_id", "decision_id"),
)

complaint = owned(
    "complaint",
    id_column("case_id", nullable=False),
    id_column("decision_id", nullable=False),
    id_column("instance_id", nullable=False),
    # received, rejected, reassessed, forwarded
    text("state", nullable=False),
    id_column("complainant_id"),
    moment("received_at"),
    Column("late", Boolean, nullable=False, default=False),
    Column("due", Date),
    id_column("reassessor_id"),
    # upheld, partly, maintained
    text("outcome"),
    sealed("content"),
    Column("sent_on_at", Date),
    Column("family_told_at", Date),
)

__all__ = ["application", "complaint", "decision", "party_hearing"]
