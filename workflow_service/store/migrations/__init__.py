"""Alembic's scripts. `store.migrate` runs them; docs/operations.md says how to write one."""
