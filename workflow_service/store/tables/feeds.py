"""Calendars that people subscribe to, and which team meetings they have been invited to by mail."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table

from workflow_service.store.columns import id_column, metadata, moment, text

calendar_feed = Table(
    "calendar_feed",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("user_id", nullable=False),
    # the meetings of one series; null: everything of the user's own
    id_column("series_id"),
    # sha256 of the link's secret
    Column("token_hash", LargeBinary, nullable=False),
    moment("created_at", nullable=False),
    # when a calendar program last asked, in real time
    moment("fetched_at"),
    moment("revoked_at"),
    Index("uq_calendar_feed_token", "tenant_id", "token_hash", unique=True),
    Index("ix_calendar_feed_user", "tenant_id", "user_id"),
)

# what stands in somebody's own calendar because a mail put it there
meeting_invitation = Table(
    "meeting_invitation",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    id_column("meeting_id", nullable=False),
    id_column("user_id", nullable=False),
    # the course whose mails these are
    id_column("instance_id", nullable=False),
    # invited, cancelled
    text("state", nullable=False),
    # the meeting's version that was told last (RFC 5545, 3.8.7.4)
    Column("sequence", Integer, nullable=False),
    moment("starts_at", nullable=False),
    moment("ends_at", nullable=False),
    text("place", nullable=False),
    Index("uq_meeting_invitation_user", "tenant_id", "meeting_id", "user_id", unique=True),
)

__all__ = ["calendar_feed", "meeting_invitation"]
