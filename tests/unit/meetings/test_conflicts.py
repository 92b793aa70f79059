"""What stands in the way of planned meetings: who is away, whose room it is, weeks with few people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from tests.statements import counted
from tests.unit.casefile.municipality import Municipality
from tests.unit.meetings.planning import PLAN, make, rows
from workflow_service.meetings import conflicts, series
from workflow_service.meetings.conflicts import Conflicts
from workflow_service.meetings.series import Seat
from workflow_service.runtime import Runtime
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import add

FIRST = date(2026, 3, 12)


def found(uow: UnitOfWork, series_id: str) -> dict[date, Conflicts]:
    series_row = query.series_row(uow, series_id)
    assert series_row is not None
    meetings = rows(uow, series_id)
    by_id = conflicts.conflicts(uow, series_row, meetings)
    days = {one["id"]: one["starts_at"].astimezone(uow.zone).date() for one in meetings}
    return {days[meeting_id]: one for meeting_id, one in by_id.items()}


def test_a_member_who_is_away_that_day_is_named_and_comes_back(town: Municipality) -> None:
    series_id = make(town)
    with town.database.begin(town.actor("mette"), purpose="test") as uow:
        key_id = uow.new_key("absence", uow.new_id())
        away = {
            "user_id": town.ids["mette"],
            "state": "planned",
            "first_on": FIRST,
            "last_on": date(2026, 3, 20),
            "registered_at": uow.now,
        }
        absence_id = add(uow, tables.absence, key_id, away)
        uow.flush()
        assert found(uow, series_id)[FIRST].away == ("Mette Holm",)
        assert not found(uow, series_id)[date(2026, 4, 9)].away
        uow.update(tables.absence, absence_id, {"last_on": None})
        uow.flush()
        assert found(uow, series_id)[date(2026, 4, 9)].away == ("Mette Holm",)
        uow.update(tables.absence, absence_id, {"state": "withdrawn"})
        uow.flush()
        assert not found(uow, series_id)[FIRST]


def test_a_room_taken_by_another_series_is_said_only_when_the_hours_overlap(town: Municipality) -> None:
    series_id = make(town)
    with town.database.begin() as uow:
        for name, at, rule in (
            ("Visitation", time(14), "FREQ=WEEKLY;INTERVAL=4;BYDAY=TH"),
            ("Formiddag", time(9), "FREQ=WEEKLY;INTERVAL=4;BYDAY=TH"),
        ):
            plan = replace(PLAN, name=name, at=at, rule=rule, minutes=60, place="LOKALE 2")
            series.create(
                uow, query.VISITATION, plan, unit_id=town.unit, seats=[Seat(town.ids["lis"], "", "health")]
            )
        uow.flush()
        assert found(uow, series_id)[FIRST].room == "Visitation"


def test_a_blocked_week_is_marked_and_everything_costs_the_same_for_a_year(town: Municipality) -> None:
    series_id = make(town, replace(PLAN, rule="FREQ=WEEKLY;INTERVAL=1;BYDAY=TH"))
    with town.database.begin() as uow:
        assert found(uow, series_id)[date(2026, 7, 16)].blocked
        assert not found(uow, series_id)[FIRST].blocked
        series_row, meetings = query.series_row(uow, series_id), rows(uow, series_id)
        assert series_row is not None and len(meetings) > 40
    costs = []
    for some in (meetings[:3], meetings):
        with counted(town.database) as sent, town.database.begin(write=False) as uow:
            conflicts.conflicts(uow, series_row, some)
        costs.append(len(sent))
    assert costs[0] == costs[1]


def test_a_gap_is_proposed_to_be_closed_only_while_a_case_is_acute(town: Municipality, rt: Runtime) -> None:
    series_id = make(town, replace(PLAN, rule="FREQ=WEEKLY;INTERVAL=8;BYDAY=TH"))
    with town.database.begin() as uow:
        series_row, meetings = query.series_row(uow, series_id), rows(uow, series_id)
        assert series_row is not None
        assert conflicts.acute_gaps(uow, rt, series_row, meetings) == []
        assert conflicts.acute_gaps(uow, rt, {**series_row, "state": "ended"}, meetings) == []
