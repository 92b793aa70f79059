"""Notifications (N01), acute situations (P12), and contact that waits for a named officer (INV-14).

Words, names and letters are sealed; codes, dates and ids are clear. A notification is sealed with the key of
its own course until the family is known, then with the family's.
"""

from sqlalchemy import Boolean, Column, Date, Index

from workflow_service.store.columns import id_column, moment, sealed, text
from workflow_service.store.tables.casefile import _owned as owned

# F12a, F12b, F12c
notification = owned(
    "notification",
    id_column("case_id"),
    id_column("family_id"),
    id_column("person_id"),
    id_column("instance_id", nullable=False),
    id_column("unit_id"),
    id_column("team_id"),
    # received, registered, assessed, screened, closed
    text("state", nullable=False),
    moment("received_at", nullable=False),
    # 24 clock hours from receipt, and the receipt to the notifier (D7)
    moment("assess_by", nullable=False),
    moment("receipt_by", nullable=False),
    text("notifier_type"),
    sealed("notifier"),
    sealed("child"),
    sealed("concern"),
    moment("registered_at"),
    id_column("registered_by"),
    moment("warned_at"),
    moment("breached_at"),
    Column("abuse_suspicion", Boolean),
    Column("danger", Boolean),
    sealed("assessment"),
    moment("assessed_at"),
    id_column("assessed_by"),
    # who releases what is held back (INV-14)
    id_column("officer_id"),
    Column("restricted", Boolean, nullable=False, default=False),
    # sent, anonymous, held
    text("receipt_state"),
    moment("receipt_sent_at"),
    # none, independent (INV-19), local
    text("reassessment"),
    sealed("screening"),
    # none, exploration, investigation, course
    text("outcome"),
    id_column("decision_id"),
    # yes, not_professional, omitted
    text("notifier_informed"),
    moment("closed_at"),
    # the letters to the notifier of a notification that belongs to no case
    sealed("letters"),
    Index("ix_notification_instance", "tenant_id", "instance_id"),
    Index("ix_notification_unit", "tenant_id", "unit_id", "received_at"),
)

# automatic contact with the parents is stopped until a named officer releases it
contact_hold = owned(
    "contact_hold",
    id_column("case_id", nullable=False),
    id_column("notification_id"),
    # abuse, honour
    text("ground", nullable=False),
    id_column("officer_id"),
    moment("placed_at", nullable=False),
    moment("released_at"),
    id_column("released_by"),
    sealed("reason"),
)

# a letter that was ready while contact was stopped
held_letter = owned(
    "held_letter",
    id_column("case_id", nullable=False),
    text("topic", nullable=False),
    sealed("title", nullable=False),
    # to, reach, text
    sealed("letter", nullable=False),
    moment("held_at", nullable=False),
    # held, sent, dropped
    text("state", nullable=False),
    moment("settled_at"),
    id_column("settled_by"),
    id_column("entry_id"),
)

# F32
acute_assessment = owned(
    "acute_assessment",
    id_column("case_id", nullable=False),
    id_column("notification_id"),
    # open, no_danger, danger, started
    text("state", nullable=False),
    moment("reported_at", nullable=False),
    moment("assess_by", nullable=False),
    Column("danger_now", Boolean),
    Column("hearing_left_out", Boolean, nullable=False, default=False),
    sealed("content"),
    moment("assessed_at"),
    id_column("assessed_by"),
    # the analysis meeting that catches up (P12)
    Column("catch_up_by", Date),
)

# what INV-06 let begin before the analysis meeting, counted in K06
early_start = owned(
    "early_start",
    id_column("case_id", nullable=False),
    id_column("measure_id", nullable=False),
    id_column("acute_id"),
    # acute, parallel
    text("ground", nullable=False),
    sealed("reason"),
    moment("allowed_at", nullable=False),
    # null while the decision is pending, or when the meeting was held first
    moment("started_at"),
    Column("started_before_analysis", Boolean, nullable=False, default=False),
    Index("ix_early_start_measure", "tenant_id", "measure_id"),
)

__all__ = ["acute_assessment", "contact_hold", "early_start", "held_letter", "notification"]
