"""A status meeting of a core team in the lived-through municipality, its agenda made and ready to begin."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.conftest import NOW
from workflow_service.store import Database, UnitOfWork, tables
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import add

REASONS = ({"code": "development", "at": "2026-11-19", "count": 1}, {"code": "acute_measure"})


def status_meeting(database: Database, *numbers: str) -> str:
    """A meeting of the team of the first of these cases, today, with the cases on its agenda; its id."""
    with database.begin() as uow:
        cases = [_case(uow, number) for number in numbers]
        key_id = uow.new_key("series", uow.new_id())
        series = add(
            uow,
            tables.meeting_series,
            key_id,
            {
                "kind": query.STATUS,
                "team_id": cases[0]["team_id"],
                "unit_id": cases[0]["unit_id"],
                "name": "Kerneteam Nord",
                "rule": "FREQ=WEEKLY;INTERVAL=4;BYDAY=MO",
                "first_on": NOW.date(),
                "at": "13:00",
                "minutes": 120,
                "place": "Rådhuset, lokale 2.14",
                "mode": "physical",
                "state": "active",
                "created_at": NOW,
            },
        )
        meeting = add(
            uow,
            tables.team_meeting,
            key_id,
            {
                "series_id": series,
                "nominal_on": NOW.date(),
                "starts_at": NOW,
                "ends_at": NOW + timedelta(hours=2),
                "place": "Rådhuset, lokale 2.14",
                "mode": "physical",
                "state": "open",
                "minutes_state": "none",
            },
        )
        for position, case in enumerate(cases, 1):
            _put(uow, meeting, case, position)
    return meeting


def _case(uow: UnitOfWork, number: str) -> dict[str, str]:
    found = uow.row("SELECT id, key_id, family_id, team_id, unit_id FROM case_file WHERE number = ?", number)
    assert found is not None
    return {name: str(value) for name, value in found.items()}


def _put(uow: UnitOfWork, meeting: str, case: dict[str, str], position: int) -> None:
    values = {
        "meeting_id": meeting,
        "case_id": case["id"],
        "family_id": case["family_id"],
        "position": position,
        "planned_minutes": 10,
        "reasons": json.dumps([REASONS[position % 2]]),
        "state": "waiting",
    }
    add(uow, tables.agenda_item, case["key_id"], values)
