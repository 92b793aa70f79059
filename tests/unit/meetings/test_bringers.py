"""A coordinator who is no member of the core team belongs to its meetings by the cases that they bring.

Lis coordinates one case of Kerneteam Nord, Jonas stands in for it; neither is a member of the team."""

from __future__ import annotations

from datetime import date

import pytest

from tests.statements import counted
from tests.unit.casefile.municipality import Municipality
from tests.unit.meetings.planning import PLAN, make, rows
from tests.unit.meetings.test_agenda import LIMITS, a_case
from tests.unit.meetings.test_feeds import events, link
from workflow_service.errors import Forbidden, NotFound
from workflow_service.meetings import agenda, base, calendar_page, conflicts, invitations, pages
from workflow_service.meetings.base import change_meeting
from workflow_service.meetings.participants import gathering
from workflow_service.runtime import Runtime
from workflow_service.store import meetings as query
from workflow_service.store import meetings_agenda as agenda_query
from workflow_service.store import tables
from workflow_service.store.casefile_rows import Row, add

OUTSIDE = ("lis", "jonas")


@pytest.fixture
def series_id(town: Municipality) -> str:
    made = make(town)
    with town.database.begin() as uow:
        a_case(uow, town, 1, coordinator_id=town.ids["lis"], substitute_id=town.ids["jonas"])
        a_case(uow, town, 2)
    return made


def open_agenda(town: Municipality, series_id: str) -> tuple[Row, dict[str, str]]:
    """The first meeting with both cases on its agenda, and the items by case number."""
    with town.database.begin() as uow:
        meeting, series = rows(uow, series_id)[0], query.series_row(uow, series_id)
        assert series is not None and agenda.build(uow, LIMITS, meeting, series) == 2
        change_meeting(uow, meeting, {"state": "open"})
    with town.database.begin() as uow:
        items = {one["case_id"]: one["id"] for one in agenda_query.items(uow, meeting["id"])}
        found = uow.rows("SELECT id, number FROM case_file")
    return meeting, {one["number"][-1]: items[str(one["id"])] for one in found}


def test_the_series_is_in_their_list_their_calendar_and_their_feed(
    town: Municipality, series_id: str
) -> None:
    for login in OUTSIDE:
        with town.database.begin(town.actor(login), purpose="test") as uow:
            assert [one.name for one in pages.overview(uow).series] == [PLAN.name]
            for shown in ("mine", "teams"):
                days = calendar_page.month(uow, date(2026, 4, 1), shown).days
                assert [slot.title for day in days for slot in day.slots] == [PLAN.name]
        assert len(events(town, link(town, login))) == len(events(town, link(town, login, series_id))) >= 12


def test_who_brings_no_open_case_of_the_team_does_not_know_of_it(town: Municipality, series_id: str) -> None:
    with town.database.begin() as uow:
        closed = uow.value("SELECT id FROM case_file WHERE number = '2026-0001'")
        uow.update(tables.case_file, str(closed), {"status": "closed"})
        a_case(uow, town, 3, coordinator_id=town.ids["lis"], restricted=True)
        a_case(uow, town, 4, coordinator_id=town.ids["lis"], team_id=uow.new_id())
    with town.database.begin(town.actor("lis"), purpose="test") as uow:
        assert pages.overview(uow).series == ()
        with pytest.raises(NotFound):
            base.series_of(uow, series_id)


def test_they_open_the_agenda_write_about_their_own_case_and_change_nothing_else(
    town: Municipality, series_id: str
) -> None:
    meeting, items = open_agenda(town, series_id)
    for login in OUTSIDE:
        with town.database.begin(town.actor(login), purpose="test") as uow:
            agenda.write_update(uow, meeting["id"], items["1"], f"{login} har talt med skolen.")
            with pytest.raises(NotFound):
                agenda.write_update(uow, meeting["id"], items["2"], "Det er ikke min sag.")
            with pytest.raises(Forbidden):
                agenda.defer(uow, meeting["id"], items["1"], "Jeg kan ikke.")
        with town.database.begin(town.actor(login), purpose="test") as uow:
            lines = {one.id: one for one in pages.agenda_page(uow, meeting["id"]).items}
            assert lines[items["1"]].mine and lines[items["1"]].update_text == f"{login} har talt med skolen."
            assert not lines[items["2"]].mine


def test_whose_case_is_not_on_the_agenda_sees_the_meeting_but_no_family(
    town: Municipality, series_id: str
) -> None:
    meeting, items = open_agenda(town, series_id)
    with town.database.begin() as uow:
        uow.batch.delete(tables.agenda_item, {"tenant_id": 1, "id": items["1"]})
    with town.database.begin(town.actor("lis"), purpose="test") as uow:
        found = pages.agenda_page(uow, meeting["id"])
        assert not found.takes_part and [(one.title, one.shown) for one in found.items] == [("Sag 1", False)]
        assert gathering(uow, meeting["id"]).meeting["id"] == meeting["id"]


def test_they_are_invited_and_their_absence_stands_at_the_meeting(
    town: Municipality, series_id: str, rt: Runtime
) -> None:
    meeting, _ = open_agenda(town, series_id)
    with town.database.begin(town.actor("tove"), purpose="test") as uow:
        away = {"user_id": town.ids["lis"], "state": "planned", "registered_at": uow.now}
        days = {"first_on": date(2026, 3, 11), "last_on": date(2026, 3, 13)}
        add(uow, tables.absence, uow.new_key("absence", uow.new_id()), {**away, **days})
        uow.flush()
        page = pages.series_page(uow, rt, series_id)
        assert page.coordinators == ("Jonas Friis", "Lis Ravn")
        assert page.lines[0].conflicts.away == ("Lis Ravn",)
    town.database.ways = frozenset({"mail"})
    with town.database.begin() as uow:
        series = query.series_row(uow, series_id)
        assert series is not None
        invitations.invite(uow, meeting, series, uow.new_id())
    town.database.ways = frozenset()
    with town.database.begin() as uow:
        told = {str(one["user_id"]) for one in uow.rows("SELECT user_id FROM meeting_invitation")}
    assert {town.ids[one] for one in OUTSIDE} < told


def test_a_hundred_cases_more_cost_no_statement_more(town: Municipality, series_id: str) -> None:
    def cost() -> int:
        with town.database.begin(write=False) as uow:
            series, meetings = query.series_row(uow, series_id), rows(uow, series_id)
        assert series is not None
        with counted(town.database) as sent, town.database.begin(write=False) as uow:
            conflicts.conflicts(uow, series, meetings)
        return len(sent)

    before = cost()
    with town.database.begin() as uow:
        for number in range(100, 140):
            a_case(uow, town, number, coordinator_id=town.ids["lis"])
    assert cost() == before
