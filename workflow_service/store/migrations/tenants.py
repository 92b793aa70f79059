"""Keeps tenants apart on PostgreSQL by row level security (reliability.md 1)."""

from __future__ import annotations

from alembic import op

# `tenant` itself stays open: it is read in the same round trip that names the tenant
OPEN = ("tenant",)

UNPROTECTED = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND NOT c.relrowsecurity ORDER BY c.relname
"""


def keep_apart() -> None:
    """Gives every table that names a tenant, and has no policy yet, its policy. SQLite: a file is a tenant.

    FORCE binds the tables' owner too; only a superuser passes, so the service must not run as one.
    """
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for (table,) in connection.exec_driver_sql(UNPROTECTED).all():
        if table in OPEN:
            continue
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        op.execute(
            f'CREATE POLICY one_tenant ON "{table}"'
            " USING (tenant_id = nullif(current_setting('oef.tenant', true), '')::int)"
        )
