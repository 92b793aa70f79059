"""Releases and what they hold: the closed set of all definitions an instance runs on (INV-20)."""

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, Table

from workflow_service.store.columns import id_column, metadata, moment, text

tenant = Table(
    "tenant",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    text("name", nullable=False),
    text("zone", nullable=False),
    # seconds the test clock is ahead of real time: demonstration and scenarios only
    Column("clock_offset", Integer, nullable=False, default=0),
    Column("case_year", Integer, nullable=False, default=0),
    Column("case_number", Integer, nullable=False, default=0),
)

deployment = Table(
    "deployment",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("release_id", nullable=False),
    id_column("deployed_by"),
    moment("deployed_at", nullable=False),
    text("note"),
)

release = Table(
    "release",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    Column("number", Integer, nullable=False),
    moment("effective_at", nullable=False),
    moment("created_at", nullable=False),
    Index("uq_release_number", "tenant_id", "number", unique=True),
)

# what a release consists of: definitions are shared between releases, so an unchanged file is stored once
release_definition = Table(
    "release_definition",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column("release_id", primary_key=True, nullable=False),
    id_column("definition_id", primary_key=True, nullable=False),
)

definition = Table(
    "definition",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    # process, form, decision, or data (parameters and texts that travel with the package)
    text("kind", nullable=False),
    text("key", nullable=False),
    Column("version", Integer, nullable=False),
    text("name", nullable=False),
    text("file", nullable=False),
    Column("content", LargeBinary, nullable=False),
    # English twin of the texts, JSON
    Column("translation", LargeBinary),
    text("sha256", nullable=False),
    moment("created_at", nullable=False),
    Index("uq_definition_key_version", "tenant_id", "kind", "key", "version", unique=True),
)

parameter = Table(
    "parameter",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    Column("key", text("key").type, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    text("value", nullable=False),
    text("unit", nullable=False),
    # how a duration counts: clock, weekday, working_day, calendar
    text("calendar_kind", nullable=False),
    text("label_da", nullable=False),
    text("label_en", nullable=False),
    text("source"),
    # fingerprint of what the package brought for this day; another content is the municipality's own
    text("packaged"),
)

legal_basis = Table(
    "legal_basis",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    Column("key", text("key").type, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date),
    text("law", nullable=False),
    text("section", nullable=False),
    text("text_da", nullable=False),
    text("text_en", nullable=False),
    text("replaces"),
    text("source"),
    # an https address of the source
    text("link"),
    # when somebody last read the section in its source; null: nobody has
    Column("verified_on", Date),
    id_column("verified_by"),
    text("verified_source"),
    # who wrote the row and why; null for one that the package brought
    id_column("written_by"),
    moment("written_at"),
    text("reason"),
    text("packaged"),
)

# what the municipality keeps beside its cases: each register has a chain of the audit
register = Table(
    "register",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    text("kind", nullable=False),
    Column("audit_head", LargeBinary),
    Column("audit_seq", Integer, nullable=False, default=0),
    Index("uq_register_kind", "tenant_id", "kind", unique=True),
)

guidance = Table(
    "guidance",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    Column("key", text("key").type, primary_key=True),
    text("text_da", nullable=False),
    text("text_en", nullable=False),
    text("packaged"),
)

# publications worth knowing, shown in the library and beside the tasks they concern (domain.md 2.3)
library_entry = Table(
    "library_entry",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    Column("key", text("key").type, primary_key=True),
    text("title", nullable=False),
    text("publisher", nullable=False),
    text("summary_da", nullable=False),
    text("summary_en", nullable=False),
    # an https address, empty when none is confirmed
    text("link", nullable=False),
    # JSON lists: topics, and the guidance keys of the tasks it concerns
    text("tags", nullable=False),
    text("concerns", nullable=False),
    text("packaged"),
)

__all__ = [
    "definition",
    "deployment",
    "guidance",
    "legal_basis",
    "library_entry",
    "parameter",
    "register",
    "release",
    "release_definition",
    "tenant",
]
