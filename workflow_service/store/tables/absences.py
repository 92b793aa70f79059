"""Who is away, and who stands in (domain.md 5.2: T08, F30). No reason is kept: days, and a sealed note."""

from sqlalchemy import Boolean, Column, Date, Index

from workflow_service.store.columns import id_column, moment, sealed, text
from workflow_service.store.tables.casefile import _owned as owned

absence = owned(
    "absence",
    id_column("user_id", nullable=False),
    # the process instance that follows it
    id_column("instance_id"),
    # draft (nobody has said more yet), planned, running, over, withdrawn
    text("state", nullable=False),
    Column("first_on", Date, nullable=False),
    # empty: nobody knows yet
    Column("last_on", Date),
    # somebody who is ill gets no mails
    Column("quiet", Boolean, nullable=False, default=False),
    # what the substitute must know
    sealed("note"),
    id_column("registered_by"),
    moment("registered_at", nullable=False),
    Index("ix_absence_user", "tenant_id", "user_id", "first_on"),
    Index("ix_absence_instance", "tenant_id", "instance_id"),
    index="state",
)

# who stands in for what of an absence
cover = owned(
    "cover",
    id_column("absence_id", nullable=False),
    id_column("absent_id", nullable=False),
    id_column("substitute_id", nullable=False),
    # all, case, role, process: what is not named by another row of the absence is "all"
    text("kind", nullable=False),
    # the case's id, the role or the process
    text("what"),
    # only tasks that come during the absence
    Column("new_only", Boolean, nullable=False, default=False),
    moment("began_at"),
    moment("ended_at"),
    Index("ix_cover_absent", "tenant_id", "absent_id"),
    Index("ix_cover_substitute", "tenant_id", "substitute_id"),
    index="absence_id",
)

__all__ = ["absence", "cover"]
