"""Making series in tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from tests.unit.casefile.municipality import Municipality
from workflow_service.meetings import series
from workflow_service.meetings.planning import Plan
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import Row

ZONE = ZoneInfo("Europe/Copenhagen")
# every fourth Thursday from 12 March 2026: 9 April, and 7 May, 4 June …
PLAN = Plan(
    "Statusmøder i Kerneteam Nord",
    "FREQ=WEEKLY;INTERVAL=4;BYDAY=TH",
    date(2026, 3, 12),
    time(13),
    120,
    "Lokale 2",
)
WHY = "Halvdelen af teamet er på kursus den dag."


def local(year: int, month: int, day: int, hour: int = 13) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZONE).astimezone(UTC)


def make(town: Municipality, plan: Plan = PLAN, by: str = "tove") -> str:
    with town.database.begin(town.actor(by), purpose="test") as uow:
        return series.create(uow, query.STATUS, plan, team_id=town.team)


def rows(uow: UnitOfWork, series_id: str) -> list[Row]:
    return query.occurrences(uow, series_id)


def days(uow: UnitOfWork, series_id: str, *, cancelled: bool = False) -> list[date]:
    return [
        one["starts_at"].astimezone(ZONE).date()
        for one in rows(uow, series_id)
        if cancelled or one["state"] != "cancelled"
    ]
