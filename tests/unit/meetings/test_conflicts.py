"""What stands in the way of planned meetings: who is away, whose room it is, weeks with few people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from tests.statements import counted
from tests.unit.casefile.municipality import Municipality
from tests.unit.meetings.planning import PLAN, WHY, local, make, rows
from tests.unit.meetings.test_agenda import a_case
from workflow_service.clock import FrozenClock
from workflow_service.meetings import conflicts, rescheduling, series
from workflow_service.meetings.conflicts import Conflicts, Gap
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


def gaps(uow: UnitOfWork, rt: Runtime, series_id: str) -> list[Gap]:
    series_row = query.series_row(uow, series_id)
    assert series_row is not None
    return conflicts.acute_gaps(uow, rt, series_row)


def states(uow: UnitOfWork, series_id: str, *wanted: str) -> None:
    """The first meetings of the series become what is said."""
    for one, state in zip(rows(uow, series_id), wanted, strict=False):
        uow.update(tables.team_meeting, one["id"], {"state": state})
    uow.flush()


def test_a_gap_begins_at_the_last_held_meeting_and_a_deviation_does_not_end_it(
    town: Municipality, rt: Runtime, clock: FrozenClock
) -> None:
    series_id = make(town)
    with town.database.begin() as uow:
        states(uow, series_id, "held", "deviation", "cancelled", "cancelled")
        a_case(uow, town, 1, flags='["acute"]')
    # without a published table a case may wait twelve weeks; the team meets after sixteen
    clock.travel(local(2026, 4, 20))
    with town.database.begin() as uow:
        (gap,) = gaps(uow, rt, series_id)
        assert (gap.after, gap.until) == (local(2026, 3, 12), local(2026, 7, 2))
        assert gap.short_at == local(2026, 6, 4)
        assert gaps(uow, rt, series_id) and not conflicts.acute_gaps(
            uow, rt, {**(query.series_row(uow, series_id) or {}), "state": "ended"}
        )


def test_a_gap_is_told_for_acute_and_new_cases_only(town: Municipality, rt: Runtime) -> None:
    series_id = make(town)
    with town.database.begin() as uow:
        states(uow, series_id, "planned", "cancelled", "cancelled", "cancelled")
        case_id = a_case(uow, town, 1)
        assert gaps(uow, rt, series_id) == []
        uow.update(tables.case_file, case_id, {"opened_at": local(2026, 2, 20)})
        uow.flush()
        assert [one.short_at for one in gaps(uow, rt, series_id)] == [local(2026, 6, 4)]
        # the case is no longer new when the next gap begins
        states(uow, series_id, *("planned",) * 6, *("cancelled",) * 3)
        assert gaps(uow, rt, series_id) == []
        uow.update(tables.case_file, case_id, {"flags": '["acute"]'})
        uow.flush()
        assert len(gaps(uow, rt, series_id)) == 1


def test_whoever_cancels_a_meeting_hears_that_an_acute_case_would_wait_too_long(
    town: Municipality, rt: Runtime
) -> None:
    series_id = make(town)
    with town.database.begin() as uow:
        a_case(uow, town, 1, flags='["acute"]')
    with town.database.begin(town.actor("tove")) as uow:
        _, second, third, fourth, *_ = rows(uow, series_id)
        assert rescheduling.cancel(uow, rt, second["id"], WHY) == []
        assert rescheduling.cancel(uow, rt, third["id"], WHY) == []
        (gap,) = rescheduling.cancel(uow, rt, fourth["id"], WHY)
        assert gap.short_at == local(2026, 6, 4)
