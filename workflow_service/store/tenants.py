"""The municipality's own row."""

from __future__ import annotations

from workflow_service.errors import Conflict
from workflow_service.store.tables.definitions import tenant
from workflow_service.store.uow import UnitOfWork


def tenant_name(uow: UnitOfWork) -> str | None:
    """The municipality's name; None before it was made."""
    found = uow.value("SELECT name FROM tenant WHERE tenant_id = ?", uow.tenant_id)
    return None if found is None else str(found)


def create_tenant(uow: UnitOfWork, name: str, zone: str = "Europe/Copenhagen") -> None:
    """Makes the municipality. Raises `Conflict` when the database has one: a SQLite file is one tenant."""
    existing = tenant_name(uow)
    if existing is not None:
        raise Conflict(
            "tenant_exists",
            f"Databasen hører allerede til {existing}. Vælg en anden mappe til en ny kommune.",
            f"The database belongs to {existing} already. Choose another folder for a new municipality.",
        )
    row = {"name": name, "zone": zone, "clock_offset": 0, "case_year": 0, "case_number": 0}
    uow.insert(tenant, row)
