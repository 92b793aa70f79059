"""Files that were put on a task: what each is, and its sealed bytes in parts."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table

from workflow_service.store.columns import id_column, metadata, moment, sealed, text

# a file on a task, and afterwards on what was answered; nothing of it is clear but what it weighs and is
attachment = Table(
    "attachment",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("task_id", nullable=False),
    id_column("instance_id", nullable=False),
    # the answer it was first filed with
    id_column("submission_id"),
    id_column("case_id"),
    id_column("key_id", nullable=False),
    # its name and the digest of what is in it
    sealed("about", nullable=False),
    text("media_type", nullable=False),
    Column("size", Integer, nullable=False),
    Column("parts", Integer, nullable=False),
    # SHA-256 of the sealed parts in their order: a copy can be checked without any key
    Column("digest", LargeBinary, nullable=False),
    # held, removed, filed, replaced
    text("state", nullable=False),
    Column("version", Integer, nullable=False),
    id_column("version_of"),
    # clean, or unscanned where no scanner is set up; what a scanner refused is never stored
    text("scan", nullable=False),
    id_column("uploaded_by"),
    moment("uploaded_at", nullable=False),
    moment("changed_at", nullable=False),
    Index("ix_attachment_task", "tenant_id", "task_id"),
    Index("ix_attachment_state", "tenant_id", "state", "changed_at"),
)

# the bytes in pieces, each sealed for its own place
attachment_part = Table(
    "attachment_part",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column("attachment_id", primary_key=True, nullable=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    sealed("content", nullable=False),
)

__all__ = ["attachment", "attachment_part"]
