"""Closing days and holiday weeks: rows of a table, a preview of what moves, and planned anew on their day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.unit.casefile.municipality import Municipality
from tests.unit.meetings.planning import days, make
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.meetings import closing_days as table
from workflow_service.store import meetings as query
from workflow_service.store import parameters

OWN = "06-05 grundlovsdag; 12-24 juleaftensdag"
# a Thursday on which the team meets
MEETS = date(2026, 4, 9)


def test_a_day_is_added_and_ended_in_the_parameter_s_own_words() -> None:
    more = table.with_day(OWN, MEETS, "  Fælles  kursusdag ", yearly=False)
    assert more == OWN + "; 2026-04-09 Fælles kursusdag"
    assert [one.yearly for one in table.days_of(more)] == [True, True, False]
    assert table.without_day(more, "2026-04-09") == OWN
    with pytest.raises(Conflict):
        table.with_day(OWN, date(2027, 6, 5), "Igen", yearly=True)
    with pytest.raises(NotFound):
        table.without_day(OWN, "2026-04-09")
    for word in ("", "a;b", "x" * 61):
        with pytest.raises(Invalid):
            table.with_day(OWN, MEETS, word, yearly=False)


def test_weeks_are_single_rows_in_order_and_easter_comes_last() -> None:
    assert table.weeks_of("28-30,easter,7") == ["7", "28", "29", "30", "easter"]
    assert table.with_week("28,easter", "8") == "8,28,easter"
    assert table.without_week("7,8", "7") == "8"
    for week in ("54", "7-9", "x", ""):
        with pytest.raises(Invalid):
            table.with_week("7", week)
    with pytest.raises(Conflict):
        table.with_week("7,8", "8")


def test_the_preview_names_the_meetings_that_would_move_and_changes_nothing(town: Municipality) -> None:
    series_id = make(town)
    closed = table.with_day(OWN, MEETS, "Kursusdag", yearly=False)
    with town.database.begin() as uow:
        before = days(uow, series_id)
        weeks = str(parameters.parameter_value(uow, table.WEEKS, date(2026, 3, 3)))
        (one,) = table.shifts(uow, closed, weeks, date(2026, 3, 4))
        assert one.before and one.before.astimezone(uow.zone).date() == MEETS
        assert one.after and one.after.astimezone(uow.zone).date() == MEETS + timedelta(days=1)
        assert table.shifts(uow, OWN, weeks, MEETS + timedelta(days=1)) == []
        assert days(uow, series_id) == before


def test_on_its_day_the_meetings_are_planned_anew_and_not_before(town: Municipality) -> None:
    series_id = make(town)
    closed = table.with_day(OWN, MEETS, "Kursusdag", yearly=False)
    with town.database.begin() as uow:
        now = parameters.in_force(uow, table.DAYS, date(2026, 3, 3))
        assert now is not None
        parameters.set_parameter(uow, replace(now, value=closed, valid_from=date(2026, 3, 4)))
        uow.flush()
        series = query.all_series(uow)
        assert not table.replan_changed(uow, date(2026, 3, 2), series)
        uow.now += timedelta(days=1)
        assert table.replan_changed(uow, date(2026, 3, 3), query.all_series(uow))
        uow.flush()
        assert MEETS not in days(uow, series_id) and MEETS + timedelta(days=1) in days(uow, series_id)
        assert not table.replan_changed(uow, date(2026, 3, 4), query.all_series(uow))
