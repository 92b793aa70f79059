"""Queries of joint financing (P08): agreements with their versions, shares, units, who grants for a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflow_service.store.casefile_rows import Row, as_day, bound, clear, fetch
from workflow_service.store.tables import financing as tables
from workflow_service.store.uow import UnitOfWork

# versions that are being made: nothing of them is in force yet
OPEN = ("weighed", "described", "proposed", "checked", "escalated")


@dataclass(frozen=True)
class Unit:
    """A unit of the municipality that can pay."""

    id: str
    name: str
    sector: str


def agreements(uow: UnitOfWork, case_id: str) -> list[Row]:
    """Every version of every agreement of the case, newest first."""
    return fetch(uow, tables.financing_agreement, "t.case_id = ?", case_id, tail="ORDER BY t.id DESC")


def agreement(uow: UnitOfWork, agreement_id: str) -> Row | None:
    found = fetch(uow, tables.financing_agreement, "t.id = ?", agreement_id)
    return found[0] if found else None


def shares(uow: UnitOfWork, agreement_id: str) -> list[Row]:
    """The shares of one version, in the order they were written."""
    return fetch(uow, tables.share, "t.agreement_id = ?", agreement_id, tail="ORDER BY t.position")


def shares_of_case(uow: UnitOfWork, case_id: str) -> list[Row]:
    return fetch(uow, tables.share, "t.case_id = ?", case_id, tail="ORDER BY t.agreement_id, t.position")


def clear_shares(uow: UnitOfWork, agreement_id: str) -> None:
    """Takes the shares away before the split is written anew."""
    clear(uow, tables.share, "agreement_id", agreement_id)


def costs(uow: UnitOfWork, agreement_id: str) -> list[Row]:
    """What was really spent, newest first."""
    return fetch(uow, tables.financing_cost, "t.agreement_id = ?", agreement_id, tail="ORDER BY t.id DESC")


def units(uow: UnitOfWork) -> list[Unit]:
    """Every unit, by name."""
    rows = uow.rows("SELECT id, name, sector FROM unit WHERE tenant_id = ? ORDER BY name, id", uow.tenant_id)
    return [Unit(str(row["id"]), str(row["name"]), str(row["sector"])) for row in rows]


def grant_authorities(uow: UnitOfWork) -> Mapping[str, list[str]]:
    """Unit id -> user ids who hold the grant authority there now; the longest holder first."""
    now = bound(uow, uow.now)
    rows = uow.rows(
        "SELECT m.scope_id, m.user_id FROM membership m JOIN app_user u ON u.tenant_id = m.tenant_id"
        " AND u.id = m.user_id WHERE m.tenant_id = ? AND m.role = 'grant_authority' AND m.scope_kind = 'unit'"
        " AND u.active AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?) ORDER BY m.id",
        uow.tenant_id,
        now,
        now,
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(str(row["scope_id"]), []).append(str(row["user_id"]))
    return found


def agreements_of_units(uow: UnitOfWork, unit_ids: list[str], limit: int) -> list[Mapping[str, Any]]:
    """The agreements in force or being made in cases of these units, those to be looked at first on top;
    restricted cases are left out. Codes, dates and sums only."""
    if not unit_ids:
        return []
    marks = ", ".join("?" for _ in unit_ids)
    rows = uow.rows(
        "SELECT a.id, a.case_id, a.number, a.state, a.total_cost, a.cost_basis, a.reassess_on, a.period_to,"
        " c.number AS case_number FROM financing_agreement a JOIN case_file c"
        " ON c.tenant_id = a.tenant_id AND c.id = a.case_id"
        f" WHERE a.tenant_id = ? AND c.unit_id IN ({marks}) AND NOT c.restricted"
        " AND a.state IN ('described', 'proposed', 'checked', 'escalated', 'active')"
        " ORDER BY CASE WHEN a.reassess_on IS NULL THEN 1 ELSE 0 END, a.reassess_on, a.id LIMIT ?",
        uow.tenant_id,
        *unit_ids,
        limit,
    )
    return [{**row, "reassess_on": as_day(row["reassess_on"])} for row in rows]
