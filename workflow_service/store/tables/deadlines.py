"""What happened to deadlines: who was reminded, to whom it went on, what was moved and why."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table
from sqlalchemy import text as sql

from workflow_service.store.columns import id_column, metadata, moment, sealed, text

# one row a step of a deadline: the key makes a second one impossible
deadline_step = Table(
    "deadline_step",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("task_id", nullable=False),
    # a postponed task has a new deadline with steps of its own
    moment("due_at", nullable=False),
    # "-7d", "0", "+2d", or "to:<role>"
    text("step", nullable=False),
    moment("at", nullable=False),
    # the course whose task tells the next role
    id_column("instance_id"),
    moment("ended_at"),
    Index("ux_deadline_step", "tenant_id", "task_id", "due_at", "step", unique=True),
    Index(
        "ix_deadline_step_running",
        "tenant_id",
        "instance_id",
        postgresql_where=sql("instance_id is not null and ended_at is null"),
        sqlite_where=sql("instance_id is not null and ended_at is null"),
    ),
)

# a deadline of a task that a person moved
postponement = Table(
    "postponement",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("task_id", nullable=False),
    moment("due_before", nullable=False),
    moment("due_after", nullable=False),
    # False: a legal deadline stays, and what was written is why it is missed
    Column("moved", Boolean, nullable=False),
    # True: nobody put it off; the date it is counted from was wrong
    Column("counted", Boolean, nullable=False, default=False),
    moment("at", nullable=False),
    id_column("by_id"),
    id_column("key_id", nullable=False),
    sealed("reason", nullable=False),
    moment("undone_at"),
    Index("ix_postponement_task", "tenant_id", "task_id"),
)

# a value that a person set, with what became of the clocks that ran
parameter_change = Table(
    "parameter_change",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    text("key", nullable=False),
    text("value_before"),
    text("value_after", nullable=False),
    moment("at", nullable=False),
    id_column("by_id"),
    Column("valid_from", Date, nullable=False),
    # how many courses had clocks that were counted anew
    Column("courses", Integer, nullable=False),
    text("reason", nullable=False),
    Index("ix_parameter_change_key", "tenant_id", "key", "at"),
)
