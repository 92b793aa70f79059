"""${message}."""

import sqlalchemy as sa
from alembic import op

from workflow_service.store.columns import Id, Moment
from workflow_service.store.migrations.tenants import keep_apart

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
    keep_apart()
