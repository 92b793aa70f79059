"""Data quality: who is the same as whom, what a merge moved, files that were read, guests of a meeting.

Names and words are sealed; codes, dates and ids are clear.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table

from workflow_service.store.columns import id_column, metadata, moment, sealed, text
from workflow_service.store.tables.casefile import _owned as owned

# a person said that these two are not the same
known_apart = Table(
    "known_apart",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    # ids of persons
    id_column("first_id", nullable=False),
    id_column("second_id", nullable=False),
    # what they had in common then, as codes: asked again when there is more
    text("grounds", nullable=False),
    moment("decided_at", nullable=False),
    id_column("decided_by"),
    Index("ix_known_apart_first", "tenant_id", "first_id"),
    Index("ix_known_apart_second", "tenant_id", "second_id"),
)

merge = owned(
    "merge",
    # family, person; removal: a person (gone_id) was taken out of the family (kept_id)
    text("kind", nullable=False),
    # the family both belong to from then on
    id_column("family_id", nullable=False),
    id_column("kept_id", nullable=False),
    id_column("gone_id", nullable=False),
    sealed("reason", nullable=False),
    # JSON: what was chosen where the two said different things, as codes
    text("choices", nullable=False),
    moment("merged_at", nullable=False),
    id_column("merged_by"),
    moment("undo_until", nullable=False),
    moment("undone_at"),
    id_column("undone_by"),
    sealed("undo_reason"),
    index="family_id",
)

# one row for each row that a merge changed, removed or added, with what it takes to bring it back
merge_row = Table(
    "merge_row",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column("merge_id", primary_key=True, nullable=False),
    Column("position", Integer, primary_key=True),
    text("table_name", nullable=False),
    # changed, removed, added
    text("what", nullable=False),
    # JSON of the primary key without the tenant
    text("row_key", nullable=False),
    # JSON of columns as they are stored (ciphertext in base64): before, and after, the merge
    text("before", nullable=False),
    text("after", nullable=False),
)

involvement_import = Table(
    "involvement_import",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    # SHA-256 of the file, so that the same one is known again
    text("digest", nullable=False),
    Column("lines", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("closed", Integer, nullable=False),
    moment("read_at", nullable=False),
    id_column("read_by"),
    Index("ix_involvement_import_digest", "tenant_id", "digest"),
)

# an expert without an account takes part in one meeting by a link and a code
guest_invitation = owned(
    "guest_invitation",
    id_column("case_id", nullable=False),
    id_column("meeting_id", nullable=False),
    sealed("name", nullable=False),
    sealed("email", nullable=False),
    # sha256 of the secret in the link
    Column("token_hash", LargeBinary, nullable=False),
    moment("created_at", nullable=False),
    id_column("created_by"),
    moment("revoked_at"),
    # real time from here on, as for all log-ins
    Column("code_hash", LargeBinary),
    moment("code_expires_at"),
    Column("code_attempts", Integer, nullable=False, default=0),
    Column("codes_sent", Integer, nullable=False, default=0),
    moment("last_code_at"),
    moment("first_used_at"),
    # what the guest gave
    moment("declared_at"),
    moment("contributed_at"),
    Index("uq_guest_invitation_token", "tenant_id", "token_hash", unique=True),
    Index("ix_guest_invitation_meeting", "tenant_id", "meeting_id"),
)

guest_session = Table(
    "guest_session",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    Column("token_hash", LargeBinary, primary_key=True),
    id_column("invitation_id", nullable=False),
    moment("created_at", nullable=False),
    moment("seen_at", nullable=False),
    moment("expires_at", nullable=False),
    Index("ix_guest_session_invitation", "tenant_id", "invitation_id"),
)

__all__ = [
    "guest_invitation",
    "guest_session",
    "involvement_import",
    "known_apart",
    "merge",
    "merge_row",
]
