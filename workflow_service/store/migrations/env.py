"""Run by Alembic with the connection that `store.migrate` opened."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from workflow_service.store.columns import Moment
from workflow_service.store.migrate import same_type
from workflow_service.store.tables import metadata


def render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Our two column types by their own names, so that a migration reads like a table definition."""
    if kind != "type":
        return False
    if isinstance(item, Moment):
        return "Moment()"
    return "Id()" if isinstance(item, sa.Uuid) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=same_type,
    render_item=render,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
