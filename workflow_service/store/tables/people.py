"""Users of the service, the roles they hold and where, their sessions and tokens."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, Table
from sqlalchemy import text as sql

from workflow_service.store.columns import id_column, metadata, moment, text

unit = Table(
    "unit",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    text("name", nullable=False),
    text("sector", nullable=False),
)

app_user = Table(
    "app_user",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    text("login", nullable=False),
    text("name", nullable=False),
    # Danish alphabetical order (å last) on both databases
    text("sort_name", nullable=False),
    text("profession"),
    text("phone"),
    text("email"),
    id_column("unit_id"),
    text("language", nullable=False),
    text("password_hash"),
    Column("active", Boolean, nullable=False),
    Column("failed_logins", Integer, nullable=False, default=0),
    moment("locked_until"),
    moment("created_at", nullable=False),
    # temps have an end date
    Column("valid_to", Date),
    Index("uq_app_user_login", "tenant_id", "login", unique=True),
)

_COORDINATING = (
    "role = 'family_coordinator' and scope_kind = 'case' and valid_to is null and cover_id is null"
)

# a role held somewhere: scope kinds case, team, unit, sector, tenant
membership = Table(
    "membership",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("user_id", nullable=False),
    text("role", nullable=False),
    text("scope_kind", nullable=False),
    id_column("scope_id"),
    moment("valid_from", nullable=False),
    moment("valid_to"),
    # why it is held: assigned, substitute, participant
    text("ground", nullable=False),
    # of a substitute's: the cover it comes from and goes with (T08)
    id_column("cover_id"),
    Index("ix_membership_user", "tenant_id", "user_id"),
    Index("ix_membership_scope", "tenant_id", "scope_kind", "scope_id", "role"),
    # INV-02: a case has one active coordinator, whoever writes and however many at once
    Index(
        "uq_membership_coordinator",
        "tenant_id",
        "scope_id",
        unique=True,
        postgresql_where=sql(_COORDINATING),
        sqlite_where=sql(_COORDINATING),
    ),
)

user_session = Table(
    "user_session",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    # sha256 of the cookie's secret
    Column("token_hash", LargeBinary, primary_key=True),
    id_column("user_id", nullable=False),
    moment("created_at", nullable=False),
    moment("seen_at", nullable=False),
    moment("expires_at", nullable=False),
    Index("ix_user_session_user", "tenant_id", "user_id"),
)

api_token = Table(
    "api_token",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    Column("token_hash", LargeBinary, primary_key=True),
    id_column("user_id", nullable=False),
    text("label", nullable=False),
    moment("created_at", nullable=False),
    moment("expires_at"),
    moment("revoked_at"),
    Index("ix_api_token_user", "tenant_id", "user_id"),
)

__all__ = ["api_token", "app_user", "membership", "unit", "user_session"]
