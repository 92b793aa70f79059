"""The agenda takes the cases that have a reason, says why, and follows what people do with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.statements import counted
from tests.unit.casefile.municipality import BORN, Municipality
from tests.unit.meetings.planning import local, make, rows
from workflow_service.errors import Conflict, Forbidden, Invalid, NotFound
from workflow_service.meetings import agenda
from workflow_service.meetings.base import change_meeting
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import meetings as query
from workflow_service.store import meetings_agenda as agenda_query
from workflow_service.store.casefile_rows import Row, add

# D3 B as it stands in the package
LIMITS = {
    (acute, falling, transition): 4 if acute or falling else 8 if transition else 12
    for acute in (True, False)
    for falling in (True, False)
    for transition in (True, False)
}


def a_case(uow: UnitOfWork, town: Municipality, number: int, **more: Any) -> str:
    family_id = uow.new_id()
    key_id = uow.new_key("family", family_id)
    add(uow, tables.family, key_id, {"id": family_id, "display_name": "Berg", "created_at": BORN})
    values = {
        "number": f"2026-{number:04}",
        "family_id": family_id,
        "instance_id": uow.new_id(),
        "status": "active",
        "flags": "[]",
        "team_id": town.team,
        "unit_id": town.unit,
        # stable: open for a year, and discussed four weeks ago unless the test says otherwise
        "opened_at": local(2025, 3, 1),
        "coordinator_id": town.ids["mette"],
    }
    return add(uow, tables.case_file, key_id, {**values, **more})


def discussed(uow: UnitOfWork, case_id: str, at: Any) -> None:
    values = {"meeting_id": uow.new_id(), "case_id": case_id, "family_id": uow.new_id(), "position": 1}
    key = uow.value("SELECT key_id FROM case_file WHERE id = ?", case_id)
    more = {"planned_minutes": 8, "reasons": "[]", "state": "discussed", "discussed_at": at}
    add(uow, tables.agenda_item, str(key), {**values, **more})


def first_meeting(uow: UnitOfWork, town: Municipality, series_id: str) -> tuple[Row, Row]:
    series = query.series_row(uow, series_id)
    assert series is not None
    return rows(uow, series_id)[0], series


@pytest.fixture
def opened(town: Municipality) -> Row:
    """The meeting of 12 March with its agenda: of the team's five cases three have a reason."""
    series_id = make(town)
    with town.database.begin() as uow:
        cases = [a_case(uow, town, number) for number in range(1, 6)]
        for case_id in cases:
            discussed(uow, case_id, local(2026, 2, 12))
        stable, news, visit, acute, elsewhere = cases
        key = str(uow.value("SELECT key_id FROM case_file WHERE id = ?", news))
        add(uow, tables.development, key, {"case_id": news, "at": uow.now, "source": "note"})
        key = str(uow.value("SELECT key_id FROM case_file WHERE id = ?", visit))
        due = {"kind": "supportive", "state": "started", "next_follow_up": date(2026, 4, 1), "existing": True}
        add(uow, tables.measure, key, {"case_id": visit, **due})
        uow.update(tables.case_file, acute, {"flags": '["acute"]'})
        uow.update(tables.case_file, elsewhere, {"team_id": uow.new_id()})
        a_case(uow, town, 9, restricted=True, flags='["acute"]')
    with town.database.begin() as uow:
        meeting, series = first_meeting(uow, town, series_id)
        assert agenda.build(uow, LIMITS, meeting, series) == 3
        change_meeting(uow, meeting, {"state": "open"})
    return {**meeting, "cases": {"stable": stable, "news": news, "visit": visit, "acute": acute}}


def on(town: Municipality, meeting: Row) -> list[tuple[str, list[str]]]:
    names = {case_id: name for name, case_id in meeting["cases"].items()}
    with town.database.begin(write=False) as uow:
        found = agenda_query.items(uow, meeting["id"])
    return [(names[one["case_id"]], [reason["code"] for reason in one["reasons"]]) for one in found]


def item_of(town: Municipality, meeting: Row, name: str) -> str:
    with town.database.begin(write=False) as uow:
        found = agenda_query.bare_items(uow, meeting["id"])
    return str(found[meeting["cases"][name]]["id"])


def test_only_cases_with_a_reason_are_on_the_acute_one_first(town: Municipality, opened: Row) -> None:
    assert on(town, opened) == [
        ("acute", ["undiscussed"]),
        ("news", ["development"]),
        ("visit", ["follow_up"]),
    ]


def test_a_case_that_would_wait_too_long_is_on_even_when_nothing_happened(
    town: Municipality, opened: Row
) -> None:
    with town.database.begin() as uow:
        # twelve weeks end before the team meets again on 9 April
        uow.execute(tables.agenda_item.update().values(discussed_at=local(2026, 1, 14)))
        meeting, series = first_meeting(uow, town, opened["series_id"])
        agenda.build(uow, LIMITS, meeting, series)
    assert ("stable", ["undiscussed"]) in on(town, opened)


def test_what_has_no_reason_any_more_goes_away_unless_somebody_wrote_about_it(
    town: Municipality, opened: Row
) -> None:
    with town.database.begin(town.actor("mette")) as uow:
        agenda.write_update(uow, opened["id"], item_of(town, opened, "news"), "Skolen har ringet.")
    with town.database.begin() as uow:
        uow.execute(tables.development.update().values(discussed_at=uow.now))
        uow.execute(tables.measure.update().values(state="ended"))
        meeting, series = first_meeting(uow, town, opened["series_id"])
        agenda.build(uow, LIMITS, meeting, series)
    assert [name for name, _ in on(town, opened)] == ["acute", "news"]


def test_the_leader_orders_defers_and_adds_with_reasons(town: Municipality, opened: Row) -> None:
    visit, acute = item_of(town, opened, "visit"), item_of(town, opened, "acute")
    with town.database.begin(town.actor("tove")) as uow:
        agenda.order(uow, opened["id"], [visit, acute])
        agenda.step(uow, opened["id"], acute, -1)
        agenda.set_minutes(uow, opened["id"], visit, 20)
        with pytest.raises(Invalid, match="reason_missing"):
            agenda.defer(uow, opened["id"], visit, "")
        agenda.defer(uow, opened["id"], visit, "Koordinatoren er på ferie.")
        agenda.add_case(uow, opened["id"], opened["cases"]["stable"])
        with pytest.raises(Conflict, match="on_the_agenda"):
            agenda.add_case(uow, opened["id"], opened["cases"]["stable"])
    assert [name for name, _ in on(town, opened)] == ["acute", "visit", "news", "stable"]
    with town.database.begin(write=False) as uow:
        rows = {one["case_id"]: one for one in agenda_query.items(uow, opened["id"])}
    deferred = rows[opened["cases"]["visit"]]
    assert (deferred["state"], deferred["planned_minutes"]) == ("deferred", 20)
    assert rows[opened["cases"]["stable"]]["added_by"] == town.ids["tove"]


def test_members_do_not_change_the_agenda_and_only_the_cases_own_write_about_it(
    town: Municipality, opened: Row
) -> None:
    item = item_of(town, opened, "news")
    with town.database.begin(town.actor("pia")) as uow:
        with pytest.raises(Forbidden):
            agenda.defer(uow, opened["id"], item, "Nej.")
        with pytest.raises(NotFound):
            agenda.write_update(uow, opened["id"], item, "Jeg har hørt noget.")
    with town.database.begin(town.actor("lis")) as uow, pytest.raises(NotFound):
        agenda.write_update(uow, opened["id"], item, "Jeg har hørt noget.")


def test_an_agenda_costs_the_same_few_statements_however_large_the_portfolio_is(
    town: Municipality, opened: Row
) -> None:
    with town.database.begin() as uow:
        for number in range(100, 200):
            a_case(uow, town, number, opened_at=local(2026, 2, 20))
    costs = []
    for _ in range(2):
        with counted(town.database) as sent, town.database.begin() as uow:
            meeting, series = first_meeting(uow, town, opened["series_id"])
            count = agenda.build(uow, LIMITS, meeting, series)
        costs.append(sum(one.startswith("SELECT") for one in sent.sent))
    assert count == 103
    # two for the meeting, the next meeting, six sets, what is on it, parameters, keys
    assert costs == [13, 13]


def test_a_reason_is_counted_to_the_next_meeting(town: Municipality, opened: Row) -> None:
    with town.database.begin() as uow:
        uow.execute(tables.measure.update().values(next_follow_up=date(2026, 4, 10)))
        meeting, series = first_meeting(uow, town, opened["series_id"])
        agenda.build(uow, LIMITS, meeting, series)
    # the team meets again on 9 April, so a visit due on the 10th is that meeting's
    assert "visit" not in [name for name, _ in on(town, opened)]


def test_a_closed_case_leaves_the_agenda_even_when_somebody_put_it_on(
    town: Municipality, opened: Row
) -> None:
    with town.database.begin(town.actor("tove"), purpose="test") as uow:
        agenda.add_case(uow, opened["id"], opened["cases"]["stable"])
    assert "stable" in dict(on(town, opened))
    with town.database.begin() as uow:
        for name in ("stable", "news"):
            uow.update(tables.case_file, opened["cases"][name], {"status": "closed"})
        meeting, series = first_meeting(uow, town, opened["series_id"])
        agenda.build(uow, LIMITS, meeting, series)
    assert set(dict(on(town, opened))) == {"acute", "visit"}
