"""Meetings of a team that come again: series, occurrences, agendas, minutes (domain.md 5.2: T01, T02, T07).

What is said about a family is sealed with that family's key; what is said about the meeting itself (why it
was moved, a cancelled month, the report pack) with the key of the series. Codes, dates and ids are clear.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, Table
from sqlalchemy import text as sql

from workflow_service.store.columns import id_column, metadata, moment, sealed, text
from workflow_service.store.tables.casefile import _owned as owned

meeting_series = owned(
    "meeting_series",
    # status, coordination, visitation
    text("kind", nullable=False),
    # of a status series; the others belong to a unit
    id_column("team_id"),
    id_column("unit_id"),
    text("name", nullable=False),
    # RFC 5545, counted from `first_on` in local wall time
    text("rule", nullable=False),
    Column("first_on", Date, nullable=False),
    # wall time, 13:00
    text("at", nullable=False),
    Column("minutes", Integer, nullable=False),
    text("place", nullable=False),
    text("mode", nullable=False),
    # active, ended
    text("state", nullable=False),
    Column("version", Integer, nullable=False, default=1),
    id_column("created_by"),
    moment("created_at", nullable=False),
    # the last nominal day that has a row in team_meeting
    Column("planned_until", Date),
    # INV-11: who leads the coordination group, and who may instead
    id_column("chair_id"),
    id_column("deputy_chair_id"),
    # D3 A proposes another cadence than the rule's; a person decides
    text("proposed_rule"),
    # JSON {code, weeks, cases, acute}: codes and numbers only
    text("proposed_reason"),
    # the proposal that a person declined: not made again until the portfolio says something else
    text("declined_rule"),
    # chain of what was changed in the series and its calendar
    Column("audit_head", LargeBinary),
    Column("audit_seq", Integer, nullable=False, default=0),
    Index("ix_meeting_series_team", "tenant_id", "team_id"),
    index="kind",
)

# members of a coordination group or a visitation meeting; a status meeting's are its core team's
series_member = Table(
    "series_member",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("series_id", nullable=False),
    id_column("user_id", nullable=False),
    id_column("deputy_id"),
    text("profession"),
    text("sector"),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Index("ix_series_member_series", "tenant_id", "series_id"),
    Index("ix_series_member_user", "tenant_id", "user_id"),
)

# one occurrence
team_meeting = owned(
    "team_meeting",
    id_column("series_id", nullable=False),
    # the day the rule says; null for a meeting that somebody added
    Column("nominal_on", Date),
    moment("starts_at", nullable=False),
    moment("ends_at", nullable=False),
    text("place", nullable=False),
    text("mode", nullable=False),
    # planned, open (the agenda is made), running, held, deviation, cancelled
    text("state", nullable=False),
    # JSON list of {kind, day, closed}: why it is not on the rule's day, or barely (calendar.Shift)
    text("shifts"),
    id_column("moved_by"),
    sealed("moved_why"),
    id_column("cancelled_by"),
    moment("cancelled_at"),
    sealed("cancelled_why"),
    # added by hand: a short summer meeting, a replacement after a deviation
    Column("extra", Boolean, nullable=False, default=False),
    sealed("extra_why"),
    id_column("instance_id"),
    id_column("job_id"),
    # when the agenda was last built
    moment("agenda_at"),
    moment("opened_at"),
    moment("closed_at"),
    id_column("closed_by"),
    sealed("deviation_why"),
    # none, draft, approved
    text("minutes_state", nullable=False),
    # JSON: what is said about the meeting itself, without families
    sealed("minutes"),
    # JSON: the figures as they were when the pack was made (T02)
    sealed("report"),
    # the meeting this one replaces
    id_column("replacement_of"),
    Column("version", Integer, nullable=False, default=1),
    Index("uq_team_meeting_nominal", "tenant_id", "series_id", "nominal_on", unique=True),
    Index("ix_team_meeting_starts", "tenant_id", "starts_at"),
    Index("ix_team_meeting_instance", "tenant_id", "instance_id"),
    index="series_id",
)

agenda_item = owned(
    "agenda_item",
    id_column("meeting_id", nullable=False),
    # null: an item of the coordination group that is about no family; `subject` says what it is about
    id_column("case_id"),
    id_column("family_id"),
    # the decision being prepared (F25) that a visitation meeting talks about; the split that was raised to
    # the coordination group
    id_column("ref_id"),
    # JSON {what, why} of such an item
    sealed("subject"),
    Column("position", Integer, nullable=False),
    Column("planned_minutes", Integer, nullable=False),
    Column("seconds_used", Integer, nullable=False, default=0),
    # the clock runs since, while the case is discussed
    moment("now_since"),
    # JSON list of {code, at, ref}: why the case is on, in codes, dates and numbers
    text("reasons", nullable=False),
    # waiting, now, discussed, deferred
    text("state", nullable=False),
    sealed("deferred_why"),
    # what the coordinator wrote before the meeting
    sealed("update_text"),
    moment("updated_at"),
    # what the meeting minutes
    sealed("development"),
    # unchanged, new_split, not_relevant
    text("financing"),
    # no_change, revise_plan, new_analysis, network_meeting, close; of a raised split: split, none
    text("decision"),
    sealed("decision_note"),
    # JSON {share: per cent} that the coordination group has said so far
    text("shares"),
    # JSON list of the sectors that were not there for it (INV-22)
    text("discussed_without"),
    # JSON {field: version}, so that two people minuting at once lose nothing
    text("field_versions"),
    # null: the service put it on
    id_column("added_by"),
    moment("discussed_at"),
    # the message to the case is written
    moment("sent_at"),
    Column("version", Integer, nullable=False, default=1),
    Index("uq_agenda_item_case", "tenant_id", "meeting_id", "case_id", "ref_id", unique=True),
    # a status meeting takes a case once (ref_id is null there)
    Index(
        "uq_agenda_item_status",
        "tenant_id",
        "meeting_id",
        "case_id",
        unique=True,
        postgresql_where=sql("ref_id is null"),
        sqlite_where=sql("ref_id is null"),
    ),
    Index("ix_agenda_item_case", "tenant_id", "case_id", "discussed_at"),
    index="meeting_id",
)

agenda_goal_score = Table(
    "agenda_goal_score",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("item_id", nullable=False),
    id_column("goal_uid", nullable=False),
    Column("score", Integer, nullable=False),
    id_column("scored_by"),
    moment("scored_at", nullable=False),
    Index("uq_agenda_goal_score_goal", "tenant_id", "item_id", "goal_uid", unique=True),
)

agenda_action = owned(
    "agenda_action",
    id_column("item_id", nullable=False),
    # null: decided under an item that is about no family
    id_column("case_id"),
    sealed("what", nullable=False),
    id_column("owner_id"),
    Column("due_on", Date),
    moment("done_at"),
    id_column("done_by"),
    sealed("outcome"),
    Column("version", Integer, nullable=False, default=1),
    Index("ix_agenda_action_case", "tenant_id", "case_id"),
    index="item_id",
)

team_attendance = Table(
    "team_attendance",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("meeting_id", nullable=False),
    id_column("user_id", nullable=False),
    # present, absent, deputy (the deputy came); null: not recorded yet
    text("state"),
    id_column("deputy_id"),
    # ill, leave, other_meeting, course, other
    text("reason_code"),
    # JSON list of agenda_item ids that the member left the room for
    text("left_for"),
    id_column("recorded_by"),
    moment("recorded_at"),
    Column("version", Integer, nullable=False, default=1),
    Index("uq_team_attendance_user", "tenant_id", "meeting_id", "user_id", unique=True),
)

# what a coordination group or a visitation meeting decided (F21, F34)
meeting_decision = owned(
    "meeting_decision",
    id_column("meeting_id", nullable=False),
    # action, escalation, visitation
    text("kind", nullable=False),
    id_column("case_id"),
    # the course (process instance) or the decision task that waits for it
    id_column("ref_id"),
    text("outcome"),
    sealed("what"),
    id_column("owner_id"),
    Column("due_on", Date),
    moment("done_at"),
    id_column("done_by"),
    sealed("done_note"),
    Column("version", Integer, nullable=False, default=1),
    index="meeting_id",
)

# the departments' agreement about what comes first, renewed every year (T02)
priority_agreement = owned(
    "priority_agreement",
    id_column("series_id", nullable=False),
    id_column("meeting_id"),
    sealed("content", nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    id_column("agreed_by"),
    index="series_id",
)

__all__ = [
    "agenda_action",
    "agenda_goal_score",
    "agenda_item",
    "meeting_decision",
    "meeting_series",
    "priority_agreement",
    "series_member",
    "team_attendance",
    "team_meeting",
]
