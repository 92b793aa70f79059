"""Whom a family calls: its coordinator and the substitute, another one while somebody is away (T08)."""

from __future__ import annotations

from dataclasses import dataclass

from workflow_service import calendar
from workflow_service.casefile.base import Row
from workflow_service.store import UnitOfWork
from workflow_service.store import absences as query
from workflow_service.store import casefile_people as people
from workflow_service.store.casefile_people import Colleague


@dataclass(frozen=True)
class Contacts:
    """`coordinator` may be away: then `substitute` is who works on the case now."""

    coordinator: Colleague | None
    substitute: Colleague | None

    def away(self, language: str) -> str:
        """»til og med fredag den 24. juli 2026«; empty while the coordinator is there."""
        one = self.coordinator
        if one is None or not one.away:
            return ""
        if one.away_until is None:
            return "for the time being" if language == "en" else "indtil videre"
        day = calendar.long_date(one.away_until, language)
        return f"until {day}" if language == "en" else f"til og med {day}"


def contacts(uow: UnitOfWork, case: Row) -> Contacts:
    """Those of a case, as things stand today."""
    found = people.colleagues(uow, (case["coordinator_id"], case["substitute_id"]))
    return standing(uow, case, found)


def standing(uow: UnitOfWork, case: Row, found: dict[str, Colleague]) -> Contacts:
    """The same from colleagues that were read already; asks again only while the coordinator is away."""
    coordinator, substitute = found.get(case["coordinator_id"]), found.get(case["substitute_id"])
    if coordinator is not None and coordinator.away:
        other = query.for_family(uow, coordinator.id, case["id"])
        if other is not None and other != case["substitute_id"]:
            substitute = people.colleagues(uow, [other]).get(other)
    return Contacts(coordinator, substitute)


__all__ = ["Contacts", "contacts", "standing"]
