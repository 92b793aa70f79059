"""Queries of imports: whom a CPR number belongs to in an open case, and which files were read before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from workflow_service.store.casefile_rows import Row, fetch
from workflow_service.store.tables import casefile as tables
from workflow_service.store.tables.quality import involvement_import
from workflow_service.store.uow import UnitOfWork

# SQLite takes no more than about a thousand values a statement everywhere
MANY = 500


def open_places(uow: UnitOfWork, cprs: Iterable[str]) -> dict[str, list[Row]]:
    """CPR number -> where the person stands: `person_id`, `family_id`, and the `case_id` and `key_id` of the
    family's open case (the person's own if there is one, else the newest). People without are left out."""
    by_key = {uow.master_key.blind_index(uow.tenant_id, cpr): cpr for cpr in cprs}
    found: dict[str, list[Row]] = {}
    for part in _parts(list(by_key)):
        rows = uow.rows(
            "SELECT p.id AS person_id, p.family_id, p.cpr_index, c.id AS case_id, c.key_id,"
            " CASE WHEN c.child_id = p.id THEN 0 ELSE 1 END AS others FROM person p"
            " JOIN case_file c ON c.tenant_id = p.tenant_id AND c.family_id = p.family_id"
            " WHERE p.tenant_id = ? AND p.merged_into_id IS NULL AND c.closed_at IS NULL"
            f" AND p.cpr_index IN ({', '.join('?' for _ in part)}) ORDER BY p.id, others, c.id DESC",
            uow.tenant_id,
            *part,
        )
        seen = set()
        for row in rows:
            person_id = str(row["person_id"])
            if person_id in seen:
                continue
            seen.add(person_id)
            place = {"person_id": person_id}
            place |= {name: str(row[name]) for name in ("family_id", "case_id", "key_id")}
            found.setdefault(by_key[bytes(row["cpr_index"])], []).append(place)
    return found


def involvements_of_persons(uow: UnitOfWork, person_ids: Iterable[str]) -> dict[str, list[Row]]:
    """Person id -> involvements of other sectors, the open ones first."""
    found: dict[str, list[Row]] = {}
    for part in _parts(sorted(set(person_ids))):
        rows = fetch(
            uow,
            tables.sector_involvement,
            f"t.person_id IN ({', '.join('?' for _ in part)})",
            *part,
            tail="ORDER BY CASE WHEN t.closed IS NULL THEN 0 ELSE 1 END, t.id",
        )
        for row in rows:
            found.setdefault(row["person_id"], []).append(row)
    return found


def read_before(uow: UnitOfWork, digest: str) -> datetime | None:
    """When a file with this digest was read last."""
    found = uow.value(
        "SELECT max(read_at) FROM involvement_import WHERE tenant_id = ? AND digest = ?",
        uow.tenant_id,
        digest,
    )
    return uow.moment(found)


def add_import(uow: UnitOfWork, counts: Mapping[str, Any]) -> None:
    """Remembers a file that was read, by whom and with what outcome."""
    uow.insert(involvement_import, {**counts, "read_at": uow.now, "read_by": uow.actor.user_id})


def _parts(values: list[Any]) -> list[list[Any]]:
    return [values[at : at + MANY] for at in range(0, len(values), MANY)]
