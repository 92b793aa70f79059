"""What INV-14 and INV-19 are decided on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflow_service.casefile.base import Row
from workflow_service.casefile.restricted import HOLD
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query
from workflow_service.store import notifications as notified


def _held(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    if HOLD not in case["flags"]:
        return {}
    hold = notified.open_hold(uow, case["id"])
    return {"contact_held": True, "release_by": hold["officer_id"] if hold else None}


def _involved(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    return {"involved_users": notified.ever_worked(uow, case["family_id"])}


def _leaders(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    places = {("team", case["team_id"]), ("case", case["id"])}
    held = query.held_roles(uow, ("team_leader",))
    return {"team_leaders": frozenset(user for user, _, kind, scope in held if (kind, scope) in places)}


def _catalogue(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    running = (one for one in query.measures(uow, case["id"]) if one["state"] == "started")
    return {"running_catalogue": frozenset(str(one["catalogue_item"]) for one in running)}


FETCHERS: Mapping[str, Callable[[UnitOfWork, Row], dict[str, Any]]] = {
    "contact_held": _held,
    "release_by": _held,
    "involved_users": _involved,
    "team_leaders": _leaders,
    "running_catalogue": _catalogue,
}
