"""Papers that were printed, and what a command changed for as long as it can be taken back."""

from sqlalchemy import Column, Index, Integer, Table

from workflow_service.store.columns import id_column, metadata, moment, text

# a document of the journal was printed: when and by whom (domain.md 7.1)
document_print = Table(
    "document_print",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("case_id", nullable=False),
    id_column("entry_id", nullable=False),
    moment("printed_at", nullable=False),
    id_column("printed_by", nullable=False),
    Index("ix_document_print_entry", "tenant_id", "entry_id"),
)

# rows of the case file as they were before a completion changed them; sealed columns stay ciphertext
row_image = Table(
    "row_image",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("instance_id", nullable=False),
    # the transition that changed the row
    Column("version", Integer, nullable=False),
    text("table_name", nullable=False),
    id_column("row_id", nullable=False),
    # JSON by column, every value as text
    text("image", nullable=False),
    moment("taken_at", nullable=False),
    Index("ix_row_image_instance", "tenant_id", "instance_id", "version"),
    Index("ix_row_image_taken", "tenant_id", "taken_at"),
)

__all__ = ["document_print", "row_image"]
