"""What happens while support runs (P07): visits, progress, developments, contacts, surveys (domain.md 5.1).

Words are sealed; dates, codes and scores are clear, because figures are counted from them.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer

from workflow_service.store.columns import id_column, moment, sealed, text
from workflow_service.store.tables.casefile import _owned as owned

# F08f: one visit about all measures that were due near each other
follow_up = owned(
    "follow_up",
    id_column("case_id", nullable=False),
    id_column("submission_id"),
    Column("date", Date, nullable=False),
    # follow_up (a measure under § 95 is among them), benefit_review
    text("kind", nullable=False),
    Column("wellbeing", Integer),
    Column("plan_needed", Boolean, nullable=False),
    Column("next_date", Date, nullable=False),
    # who judged the wellbeing, the parents' view, the reason of the interval, each measure's row
    sealed("content", nullable=False),
)

# the score of a goal at a visit; the goal's own `latest` is the newest of them
progress_note = owned(
    "progress_note",
    id_column("case_id", nullable=False),
    id_column("follow_up_id", nullable=False),
    id_column("goal_uid", nullable=False),
    Column("date", Date, nullable=False),
    Column("score", Integer, nullable=False),
    sealed("note"),
    Index("uq_progress_note_visit", "tenant_id", "follow_up_id", "goal_uid", unique=True),
)

# something important that the next status meeting must know
development = owned(
    "development",
    id_column("case_id", nullable=False),
    moment("at", nullable=False),
    # note, checkin, follow_up, message
    text("source", nullable=False),
    id_column("reported_by"),
    sealed("what"),
    moment("discussed_at"),
)

# F00 as an entry of the contact log; the note itself is in the journal
contact = owned(
    "contact",
    id_column("case_id", nullable=False),
    id_column("entry_id", nullable=False),
    id_column("author_id"),
    Column("date", Date, nullable=False),
    # when the family asked, if it did: the time to the answer is counted from it (K07)
    Column("asked", Date),
    text("type", nullable=False),
    Column("checkin", Boolean, nullable=False),
    sealed("with_whom"),
)

# F20: what the family says about the cooperation, 1 to 5, and about its wellbeing, 0 to 10
family_survey = owned(
    "family_survey",
    id_column("case_id", nullable=False),
    Column("date", Date, nullable=False),
    Column("answered", Boolean, nullable=False),
    # phone, paper, smileys
    text("way"),
    *(
        Column(name, Integer)
        for name in (
            "coherence",
            "involvement",
            "flexibility",
            "trust",
            "entry",
            "everyday",
            "ownership",
            "wellbeing_child",
            "wellbeing_parent",
        )
    ),
    # who answered, the comment, why nobody did
    sealed("content"),
)

__all__ = ["contact", "development", "family_survey", "follow_up", "progress_note"]
