"""What the clock of the service did."""

from sqlalchemy import Column, Float, Integer, Table

from workflow_service.store.columns import metadata, moment, text

# the last run of each recurring tick, in real time; a few rows
clock_tick = Table(
    "clock_tick",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    Column("name", text("name").type, primary_key=True),
    Column("every", Float, nullable=False),
    moment("ran_at", nullable=False),
    Column("runs", Integer, nullable=False, default=0),
    Column("missed", Integer, nullable=False, default=0),
    text("owner", nullable=False),
    text("problem"),
)

__all__ = ["clock_tick"]
