"""The four records, told apart (design.md 3), with keys, seals, the outbox and idempotency."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table
from sqlalchemy import text as sql

from workflow_service.store.columns import id_column, metadata, moment, sealed, text

# what was answered: immutable. A correction is a row of its own that names the one it corrects; what was
# answered in a completion that was taken back stays readable, marked
form_submission = Table(
    "form_submission",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("instance_id", nullable=False),
    id_column("task_id", nullable=False),
    id_column("case_id"),
    text("element", nullable=False),
    text("form_key", nullable=False),
    # the definition row of the form, so of its version
    id_column("form_id"),
    id_column("submitted_by"),
    # who the writer stood in for (T08)
    id_column("on_behalf_of"),
    moment("submitted_at", nullable=False),
    id_column("key_id", nullable=False),
    sealed("data", nullable=False),
    Column("version", Integer, nullable=False, default=1),
    id_column("corrects_id"),
    # why it was corrected
    sealed("reason"),
    moment("undone_at"),
    Index(
        "uq_form_submission_task",
        "tenant_id",
        "task_id",
        "version",
        unique=True,
        postgresql_where=sql("undone_at IS NULL"),
        sqlite_where=sql("undone_at IS NULL"),
    ),
    Index("ix_form_submission_instance", "tenant_id", "instance_id", "element"),
    Index("ix_form_submission_case", "tenant_id", "case_id"),
)

# every command with its payload: the source of replay
command_log = Table(
    "command_log",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column("instance_id", primary_key=True, nullable=False),
    Column("version", Integer, primary_key=True),
    text("command", nullable=False),
    moment("at", nullable=False),
    id_column("actor"),
    id_column("release_id", nullable=False),
    # the command, the answers of its operations and the ids it drew
    sealed("payload", nullable=False),
)

# each pass through an element: ids and times only
activity = Table(
    "activity",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("instance_id", nullable=False),
    text("process_key", nullable=False),
    text("element", nullable=False),
    text("type", nullable=False),
    text("scope", nullable=False),
    # active, completed, cancelled
    text("state", nullable=False),
    moment("entered_at", nullable=False),
    moment("left_at"),
    Index("ix_activity_instance", "tenant_id", "instance_id", "id"),
)

# who did what, when and why; chained per instance or case-file root over ciphertext
audit_event = Table(
    "audit_event",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column("chain_id", primary_key=True, nullable=False),
    Column("seq", Integer, primary_key=True),
    text("kind", nullable=False),
    moment("at", nullable=False),
    id_column("actor"),
    # who the actor stood in for
    id_column("on_behalf_of"),
    id_column("instance_id"),
    id_column("case_id"),
    id_column("task_id"),
    text("element"),
    id_column("key_id"),
    sealed("reason"),
    # clear JSON of ids, codes and dates
    text("facts"),
    Column("hash", LargeBinary, nullable=False),
    Index("ix_audit_event_case", "tenant_id", "case_id"),
    Index("ix_audit_event_actor", "tenant_id", "actor", "at"),
    # the sealer asks which chains moved lately
    Index("ix_audit_event_at", "tenant_id", "at"),
)

# all heads that moved since the last seal, chained per tenant, anchored outside the database
seal = Table(
    "seal",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    moment("at", nullable=False),
    # JSON: chain id -> [seq, head hex]
    text("heads", nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

# every look at a person: one row a request, with its subjects and purpose
access_log = Table(
    "access_log",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    moment("at", nullable=False),
    id_column("user_id", nullable=False),
    id_column("case_id"),
    # JSON list of person ids
    text("subjects", nullable=False),
    text("purpose", nullable=False),
    text("route", nullable=False),
    Index("ix_access_log_case", "tenant_id", "case_id", "at"),
)

# effects outside the database: letters, mails. Written by the command that wants them, sent after its commit
outbox = Table(
    "outbox",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    # the way out: letter, mail
    text("kind", nullable=False),
    # what it is, as a code: welcome_letter, task_mail …
    text("topic", nullable=False),
    # pending, sending, sent, failed, unknown
    text("state", nullable=False),
    # the name under which the other side may know it
    text("idempotency_key", nullable=False),
    id_column("instance_id", nullable=False),
    id_column("case_id"),
    # the journal entry or the task it tells of
    id_column("ref_id"),
    moment("created_at", nullable=False),
    # not before this moment; after a failed attempt later each time
    moment("due_at", nullable=False),
    # who has it in hand (an id of its own for each attempt), and until when an outcome is waited for
    id_column("claim_id"),
    moment("deadline_at"),
    Column("attempts", Integer, nullable=False, default=0),
    # a code and a number of the other side, never its text
    text("last_error"),
    # since when it waits (pending, sending) or stands as it does
    moment("since", nullable=False),
    moment("sent_at"),
    id_column("key_id", nullable=False),
    # gone once it is sent: the journal keeps the text
    sealed("payload"),
    Index("uq_outbox_idempotency_key", "tenant_id", "idempotency_key", unique=True),
    Index("ix_outbox_state", "tenant_id", "state", "id"),
    Index("ix_outbox_ref", "tenant_id", "ref_id"),
    Index(
        "ix_outbox_due",
        "tenant_id",
        "kind",
        "due_at",
        "id",
        postgresql_where=sql("state = 'pending'"),
        sqlite_where=sql("state = 'pending'"),
    ),
)

# data keys, wrapped by the master key; erasure sets `wrapped` to null
key = Table(
    "key",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    text("owner_kind", nullable=False),
    id_column("owner_id", nullable=False),
    Column("wrapped", LargeBinary),
    moment("created_at", nullable=False),
    moment("destroyed_at"),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column("user_id", primary_key=True, nullable=False),
    Column("key", text("key").type, primary_key=True),
    text("request_hash", nullable=False),
    moment("created_at", nullable=False),
    Column("status", Integer, nullable=False),
    id_column("key_id"),
    sealed("answer"),
)

__all__ = [
    "access_log",
    "activity",
    "audit_event",
    "command_log",
    "form_submission",
    "idempotency",
    "key",
    "outbox",
    "seal",
]
