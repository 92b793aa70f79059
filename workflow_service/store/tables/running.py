"""Running instances and everything the engine waits for."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table
from sqlalchemy import text as sql

from workflow_service.store.columns import id_column, metadata, moment, sealed, text

process_instance = Table(
    "process_instance",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("release_id", nullable=False),
    text("process_key", nullable=False),
    text("business_key"),
    text("state", nullable=False),
    # oef:phase of the last phase entered
    text("phase"),
    id_column("key_id", nullable=False),
    # who may see it: filled when the case file knows
    id_column("case_id"),
    id_column("team_id"),
    id_column("unit_id"),
    id_column("started_by"),
    moment("started_at", nullable=False),
    moment("ended_at"),
    # number of transitions; every command adds exactly one
    Column("version", Integer, nullable=False),
    sealed("snapshot"),
    Column("audit_head", LargeBinary),
    Column("audit_seq", Integer, nullable=False, default=0),
    Index("ix_process_instance_key", "tenant_id", "process_key", "state", "id"),
    Index("ix_process_instance_business", "tenant_id", "business_key"),
    Index("ix_process_instance_case", "tenant_id", "case_id"),
)

user_task = Table(
    "user_task",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("instance_id", nullable=False),
    id_column("release_id", nullable=False),
    text("process_key", nullable=False),
    text("element", nullable=False),
    text("scope", nullable=False),
    text("name", nullable=False),
    # the code of what it is about (oef:about): an item of a catalogue, a sector, a day
    text("about"),
    text("form_key"),
    # (role, scope kind, scope id): who holds the role there is found when the list is read
    text("role", nullable=False),
    text("scope_kind", nullable=False),
    id_column("scope_id"),
    id_column("case_id"),
    id_column("assignee"),
    # whom a delegated task goes back to
    id_column("owner"),
    text("state", nullable=False),
    Column("priority", Integer, nullable=False),
    text("clock_type", nullable=False),
    moment("created_at", nullable=False),
    moment("due_at"),
    moment("follow_up_at"),
    # the clock behind due_at: its key in the clock table (D7), or the parameter it is counted by
    text("clock"),
    # when that clock began, where the diagram says; otherwise the task's own beginning
    moment("since"),
    # when somebody is to be reminded or told next, and up to when and by which step that has been done
    moment("step_at"),
    moment("told_at"),
    text("told"),
    # the deadline before it was postponed the first time; has somebody written about it?
    moment("first_due"),
    # the deadline before the date it is counted from was corrected
    moment("counted_from"),
    Column("noted", Boolean, nullable=False, default=False),
    moment("completed_at"),
    id_column("completed_by"),
    # input mapping of the element, sealed JSON
    sealed("inputs"),
    Column("version", Integer, nullable=False, default=1),
    Index(
        "ix_user_task_open_role",
        "tenant_id",
        "role",
        "scope_kind",
        "scope_id",
        "due_at",
        "id",
        postgresql_where=sql("state = 'created'"),
        sqlite_where=sql("state = 'created'"),
    ),
    Index(
        "ix_user_task_assignee",
        "tenant_id",
        "assignee",
        "due_at",
        "id",
        postgresql_where=sql("state in ('claimed', 'delegated')"),
        sqlite_where=sql("state in ('claimed', 'delegated')"),
    ),
    Index("ix_user_task_instance", "tenant_id", "instance_id"),
    Index(
        "ix_user_task_step",
        "tenant_id",
        "step_at",
        "id",
        postgresql_where=sql("step_at is not null and state in ('created', 'claimed', 'delegated')"),
        sqlite_where=sql("step_at is not null and state in ('created', 'claimed', 'delegated')"),
    ),
    Index("ix_user_task_case", "tenant_id", "case_id"),
    Index(
        "ix_user_task_done",
        "tenant_id",
        "completed_by",
        "completed_at",
        postgresql_where=sql("state = 'completed'"),
        sqlite_where=sql("state = 'completed'"),
    ),
)

task_draft = Table(
    "task_draft",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column("task_id", primary_key=True, nullable=False),
    id_column("user_id", primary_key=True, nullable=False),
    moment("saved_at", nullable=False),
    sealed("data", nullable=False),
)

job = Table(
    "job",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    # timer, start, message, signal ..., or a kind that a room has registered
    text("kind", nullable=False),
    text("state", nullable=False),
    id_column("instance_id"),
    text("element"),
    # the engine's own name of the timer
    text("ref"),
    moment("due_at", nullable=False),
    # the moment the engine knows; due_at moves on a retry, this does not
    moment("timer_at"),
    Column("attempts", Integer, nullable=False, default=0),
    text("lock_owner"),
    moment("locked_until"),
    text("last_error"),
    # what people did with it, for one that belongs to no instance; null: nobody did anything
    Column("audit_head", LargeBinary),
    Column("audit_seq", Integer),
    Index(
        "ix_job_due",
        "tenant_id",
        "due_at",
        "id",
        postgresql_where=sql("state = 'pending'"),
        sqlite_where=sql("state = 'pending'"),
    ),
    # few: what gave up and what is held
    Index(
        "ix_job_stopped",
        "tenant_id",
        "state",
        "due_at",
        "id",
        postgresql_where=sql("state in ('failed', 'locked')"),
        sqlite_where=sql("state in ('failed', 'locked')"),
    ),
    Index("ix_job_instance", "tenant_id", "instance_id", "ref"),
    Index(
        "ix_job_audited",
        "tenant_id",
        "id",
        postgresql_where=sql("audit_seq is not null"),
        sqlite_where=sql("audit_seq is not null"),
    ),
)

external_task = Table(
    "external_task",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("instance_id", nullable=False),
    text("element", nullable=False),
    text("topic", nullable=False),
    text("state", nullable=False),
    moment("created_at", nullable=False),
    text("lock_owner"),
    moment("locked_until"),
    Column("retries", Integer, nullable=False, default=3),
    sealed("inputs"),
    Index("ix_external_task_topic", "tenant_id", "topic", "state", "id"),
    Index("ix_external_task_instance", "tenant_id", "instance_id"),
)

subscription = Table(
    "subscription",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column("instance_id", primary_key=True, nullable=False),
    Column("ref", text("ref").type, primary_key=True),
    text("kind", nullable=False),
    text("name", nullable=False),
    text("correlation_key"),
    text("element", nullable=False),
    Index("ix_subscription_name", "tenant_id", "kind", "name", "correlation_key"),
)

# messages from outside and between instances; an unmatched one stays visible until it is matched
message = Table(
    "message",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    text("kind", nullable=False),
    text("name", nullable=False),
    text("correlation_key"),
    # given by the sender: the same id twice has one effect
    text("message_id"),
    # pending, delivered, unmatched
    text("state", nullable=False),
    id_column("from_instance"),
    id_column("to_instance"),
    id_column("key_id", nullable=False),
    moment("received_at", nullable=False),
    moment("delivered_at"),
    sealed("variables"),
    Index("uq_message_message_id", "tenant_id", "message_id", unique=True),
    Index("ix_message_state", "tenant_id", "state", "name"),
)

incident = Table(
    "incident",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("instance_id", nullable=False),
    text("ref", nullable=False),
    text("element", nullable=False),
    text("code", nullable=False),
    text("da", nullable=False),
    text("en", nullable=False),
    # what the failing step said; may hold data, so it is sealed
    sealed("detail"),
    moment("created_at", nullable=False),
    moment("resolved_at"),
    id_column("resolved_by"),
    Index("ix_incident_instance", "tenant_id", "instance_id"),
)

# declared searchable variables take clear kinds only
variable_index = Table(
    "variable_index",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column("instance_id", primary_key=True, nullable=False),
    Column("name", text("name").type, primary_key=True),
    text("text_value"),
    Column("is_number", Boolean, nullable=False, default=False),
    Index("ix_variable_index_value", "tenant_id", "name", "text_value"),
)

# live totals; several slots a key spread the contention, reading sums them
counter = Table(
    "counter",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    # token (live activities), task (open tasks)
    Column("kind", text("kind").type, primary_key=True),
    Column("process_key", text("process_key").type, primary_key=True),
    Column("element", text("element").type, primary_key=True),
    Column("slot", Integer, primary_key=True),
    Column("n", Integer, nullable=False),
)

__all__ = [
    "counter",
    "external_task",
    "incident",
    "job",
    "message",
    "process_instance",
    "subscription",
    "task_draft",
    "user_task",
    "variable_index",
]
