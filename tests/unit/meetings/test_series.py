"""A series holds twelve months of meetings on working days; people move, cancel and add with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from tests.unit.casefile.municipality import Municipality
from tests.unit.meetings.planning import PLAN, WHY, days, local, make, rows
from workflow_service.clock import FrozenClock
from workflow_service.errors import Conflict, Forbidden, Invalid, NotFound
from workflow_service.meetings import base, occurrences, planning, replacing, rescheduling, series
from workflow_service.meetings.base import shifts_of
from workflow_service.runtime import Runtime
from workflow_service.store import meetings as query


def test_a_new_series_has_twelve_months_of_meetings_with_a_job_each_ten_days_before(
    town: Municipality,
) -> None:
    series_id = make(town)
    with town.database.begin(write=False) as uow:
        found = rows(uow, series_id)
        jobs = {
            str(row["ref"]): row
            for row in uow.rows("SELECT ref, kind, due_at FROM job WHERE kind = 'series'")
        }
    assert len(found) == 13
    assert found[0]["starts_at"] == local(2026, 3, 12)
    later = found[3]
    assert (
        jobs[later["id"]]["due_at"]
        == str((later["starts_at"] - timedelta(days=10)).replace(tzinfo=None)) + ".000000"
    )
    # the first is nearer than ten days: its course begins at once
    assert jobs[found[0]["id"]]["due_at"].startswith("2026-03-03")


def test_holidays_and_closing_days_move_a_meeting_with_the_reason(town: Municipality) -> None:
    # every Thursday: 2 April is Maundy Thursday, 14 May Ascension Day, 24 December a closing day
    series_id = make(town, replace(PLAN, rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", first_on=date(2026, 3, 5)))
    with town.database.begin(write=False) as uow:
        found = {one["nominal_on"]: one for one in rows(uow, series_id)}
    easter = found[date(2026, 4, 2)]
    assert easter["starts_at"] == local(2026, 4, 7)
    assert next((one.kind, one.closed) for one in shifts_of(easter)) == ("closed", "skærtorsdag")
    ascension = found[date(2026, 5, 14)]
    assert ascension["starts_at"] == local(2026, 5, 15)
    assert shifts_of(found[date(2026, 12, 24)])[0].closed == "juleaftensdag"


def test_the_wall_time_is_kept_over_summer_time(town: Municipality) -> None:
    series_id = make(town)
    with town.database.begin(write=False) as uow:
        hours = {one["starts_at"].astimezone(uow.zone).hour for one in rows(uow, series_id)}
        utc = {one["starts_at"].hour for one in rows(uow, series_id)}
    assert (hours, utc) == ({13}, {11, 12})


def test_the_twelve_months_roll_on_and_asking_twice_adds_nothing(
    town: Municipality, clock: FrozenClock
) -> None:
    series_id = make(town)
    clock.travel(local(2026, 6, 3))
    for expected in (4, 0):
        with town.database.begin() as uow:
            found = query.series_row(uow, series_id)
            assert found is not None and occurrences.extend(uow, found) == expected
    with town.database.begin(write=False) as uow:
        assert days(uow, series_id)[-2:] == [date(2027, 5, 7), date(2027, 6, 3)]


def test_one_meeting_is_moved_with_a_reason_and_its_job_follows(town: Municipality, rt: Runtime) -> None:
    series_id = make(town)
    with town.database.begin(town.actor("tove")) as uow:
        third = rows(uow, series_id)[2]
        rescheduling.move(uow, rt, third["id"], local(2026, 5, 12, 9), WHY, place="Lokale 7")
    with town.database.begin(write=False) as uow:
        moved = next(one for one in rows(uow, series_id) if one["id"] == third["id"])
        pending = uow.rows("SELECT due_at FROM job WHERE ref = ? AND state = 'pending'", third["id"])
    assert (moved["starts_at"], moved["place"], moved["moved_why"]) == (
        local(2026, 5, 12, 9),
        "Lokale 7",
        WHY,
    )
    assert moved["nominal_on"] == date(2026, 5, 7) and moved["ends_at"] == local(2026, 5, 12, 11)
    assert [row["due_at"][:10] for row in pending] == ["2026-05-02"]


@pytest.mark.parametrize(
    ("to", "why", "error", "code"),
    [
        (local(2026, 5, 12), " ", Invalid, "reason_missing"),
        (local(2026, 5, 14), WHY, Invalid, "starts_at_invalid"),
        (local(2026, 5, 16), WHY, Invalid, "starts_at_invalid"),
        (local(2026, 2, 12), WHY, Invalid, "starts_at_invalid"),
        # the next one is on 4 June: fourteen days are half a cadence
        (local(2026, 5, 22), WHY, Conflict, "too_close"),
    ],
)
def test_a_move_that_cannot_be_is_refused(
    town: Municipality, rt: Runtime, to: object, why: str, error: type[Exception], code: str
) -> None:
    series_id = make(town)
    with pytest.raises(error) as told, town.database.begin(town.actor("tove")) as uow:
        rescheduling.move(uow, rt, rows(uow, series_id)[2]["id"], to, why)  # type: ignore[arg-type]
    assert told.value.code == code  # type: ignore[attr-defined]


def test_a_cancelled_meeting_keeps_its_place_and_reason_and_its_job_is_gone(
    town: Municipality, rt: Runtime
) -> None:
    series_id = make(town)
    with town.database.begin(town.actor("tove")) as uow:
        second = rows(uow, series_id)[1]
        rescheduling.cancel(uow, rt, second["id"], WHY)
        with pytest.raises(Conflict, match="meeting_not_planned"):
            rescheduling.cancel(uow, rt, second["id"], WHY)
    with town.database.begin(write=False) as uow:
        gone = rows(uow, series_id)[1]
        state = uow.value("SELECT state FROM job WHERE ref = ?", second["id"])
    assert (gone["state"], gone["cancelled_why"], state) == ("cancelled", WHY, "cancelled")


def test_all_following_get_another_rule_and_what_was_moved_or_cancelled_stays(
    town: Municipality, rt: Runtime
) -> None:
    series_id = make(town)
    with town.database.begin(town.actor("tove")) as uow:
        _, second, third, *_ = rows(uow, series_id)
        rescheduling.move(uow, rt, third["id"], local(2026, 5, 12), WHY)
        rescheduling.cancel(uow, rt, second["id"], WHY)
        plan = replace(PLAN, rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", first_on=date(2026, 6, 2), at=time(9))
        series.change_following(uow, series_id, date(2026, 5, 20), plan)
    with town.database.begin(write=False) as uow:
        found, again = rows(uow, series_id), days(uow, series_id)
        left = uow.value("SELECT count(*) FROM job WHERE kind = 'series' AND state = 'pending'")
    assert again[:4] == [date(2026, 3, 12), date(2026, 5, 12), date(2026, 6, 2), date(2026, 6, 16)]
    assert len({one["nominal_on"] for one in found}) == len(found)
    assert left == len(again)


WEDNESDAYS = replace(PLAN, rule="FREQ=WEEKLY;INTERVAL=4;BYDAY=WE", first_on=date(2026, 5, 6))


def test_a_new_rule_leaves_out_what_comes_within_half_a_cadence_of_a_moved_meeting(
    town: Municipality, rt: Runtime
) -> None:
    series_id = make(town)
    with town.database.begin(town.actor("tove")) as uow:
        rescheduling.move(uow, rt, rows(uow, series_id)[2]["id"], local(2026, 5, 12), WHY)
    with town.database.begin(town.actor("tove")) as uow:
        shown = planning.preview(uow, WEDNESDAYS, series=query.series_row(uow, series_id))
        series.change_following(uow, series_id, date(2026, 5, 6), WEDNESDAYS)
    with town.database.begin(write=False) as uow:
        found, left = days(uow, series_id), rows(uow, series_id)
    assert found[:4] == [date(2026, 3, 12), date(2026, 4, 9), date(2026, 5, 12), date(2026, 6, 3)]
    (out,) = [one for one in left if one["state"] == "cancelled"]
    assert out["nominal_on"] == date(2026, 5, 6) and shifts_of(out)[0].day == date(2026, 5, 12)
    # the preview had said so, with the meeting that stays
    assert [(one.day, one.kept) for one, _ in shown[:3]] == [
        (date(2026, 5, 6), False),
        (date(2026, 5, 12), True),
        (date(2026, 6, 3), True),
    ]
    assert shown[0][1] == [
        "Udgår: der er mindre end halvdelen af den sædvanlige tid til tirsdag den 12. maj 2026."
    ]
    assert shown[1][1] == ["Bliver, som det er."]
    assert {one.day for one, _ in shown if one.kept} >= set(found[2:])


def test_a_new_rule_does_not_meet_again_the_day_after_an_agenda_that_is_open(town: Municipality) -> None:
    series_id = make(town)
    fridays = replace(PLAN, rule="FREQ=WEEKLY;INTERVAL=4;BYDAY=FR", first_on=date(2026, 3, 13))
    with town.database.begin(town.actor("tove")) as uow:
        base.change_meeting(uow, rows(uow, series_id)[0], {"state": "open"})
        uow.flush()
        series.change_following(uow, series_id, date(2026, 3, 13), fridays)
        assert days(uow, series_id)[:3] == [date(2026, 3, 12), date(2026, 4, 10), date(2026, 5, 8)]


def test_what_stood_beside_an_added_meeting_stays_when_the_same_rule_is_planned_anew(
    town: Municipality,
) -> None:
    series_id = make(town)
    with town.database.begin(town.actor("tove")) as uow:
        rescheduling.add_meeting(uow, series_id, local(2026, 5, 5), WHY)
        rescheduling.add_meeting(uow, series_id, local(2026, 6, 9), WHY, minutes=30)
    with town.database.begin(town.actor("tove")) as uow:
        before, row = days(uow, series_id), query.series_row(uow, series_id)
        assert row is not None
        occurrences.replan(uow, row, date(2026, 3, 3))
        assert days(uow, series_id) == before
        # on other days the full meeting keeps a date away, the short one does not
        series.change_following(uow, series_id, date(2026, 5, 6), WEDNESDAYS)
        assert days(uow, series_id)[2:5] == [date(2026, 5, 5), date(2026, 6, 3), date(2026, 6, 9)]


def test_a_replacement_is_not_proposed_where_the_team_meets_or_the_room_is_taken(town: Municipality) -> None:
    weekly = replace(PLAN, rule="FREQ=WEEKLY;INTERVAL=1;BYDAY=TH")
    series_id = make(town, weekly)
    with town.database.begin(town.actor("tove")) as uow:
        first, row = rows(uow, series_id)[0], query.series_row(uow, series_id)
        assert row is not None
        # the notice would end on Thursday 19 March, an ordinary meeting
        assert replacing.proposed_at(uow, first, row) == local(2026, 3, 20)
        for day in (13, 16, 17, 18, 20, 23, 24):
            rescheduling.add_meeting(uow, series_id, local(2026, 3, day), WHY)
        uow.flush()
        assert replacing.proposed_at(uow, first, row) == local(2026, 3, 25)
        rescheduling.add_meeting(uow, series_id, local(2026, 3, 25), WHY)
        uow.flush()
        # every working day of the window has a meeting: the first one after it
        assert replacing.proposed_at(uow, first, row) == local(2026, 3, 27)


def test_a_meeting_is_added_but_not_on_a_day_that_has_one(town: Municipality) -> None:
    series_id = make(town)
    with town.database.begin(town.actor("tove")) as uow:
        rescheduling.add_meeting(uow, series_id, local(2026, 4, 23), WHY, minutes=30)
        with pytest.raises(Conflict, match="meets_that_day"):
            rescheduling.add_meeting(uow, series_id, local(2026, 4, 23, 9), WHY)
    with town.database.begin(write=False) as uow:
        extra = next(one for one in rows(uow, series_id) if one["extra"])
    assert (extra["nominal_on"], extra["extra_why"]) == (None, WHY)
    assert extra["ends_at"] - extra["starts_at"] == timedelta(minutes=30)


def test_a_team_has_one_series_and_its_leader_makes_it(town: Municipality) -> None:
    for login in ("mette", "iben"):
        with pytest.raises(Forbidden):
            make(town, by=login)
    make(town)
    with pytest.raises(Conflict, match="series_exists"):
        make(town)


def test_members_read_the_series_and_others_do_not_know_of_it(town: Municipality) -> None:
    series_id = make(town)
    with town.database.begin(town.actor("pia")) as uow:
        assert base.series_of(uow, series_id)["name"] == PLAN.name
        with pytest.raises(Forbidden):
            base.led_series(uow, series_id)
    with town.database.begin(town.actor("lis")) as uow, pytest.raises(NotFound):
        base.series_of(uow, series_id)


def test_an_ended_series_leaves_no_meeting_and_no_job(town: Municipality, rt: Runtime) -> None:
    series_id = make(town)
    with town.database.begin(town.actor("tove")) as uow:
        series.end(uow, rt, series_id, "Teamet lægges sammen med et andet.")
    with town.database.begin(write=False) as uow:
        assert days(uow, series_id) == []
        assert uow.value("SELECT count(*) FROM job WHERE kind = 'series' AND state = 'pending'") == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"place": ""}, "place"),
        ({"minutes": 0}, "minutes"),
        ({"mode": "by_post"}, "mode"),
        ({"rule": "FREQ=SOMETIMES"}, "rule"),
    ],
)
def test_a_plan_is_refused_by_the_field_that_is_wrong(
    town: Municipality, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as told:
        make(town, replace(PLAN, **changed))  # type: ignore[arg-type]
    assert list(told.value.fields or {}) == [field]


def test_the_preview_says_why_a_date_is_shifted_in_the_readers_language(town: Municipality) -> None:
    weekly = replace(PLAN, rule="FREQ=WEEKLY;BYDAY=TH", first_on=date(2026, 3, 26))
    with town.database.begin(town.actor("tove", "en"), write=False) as uow:
        found = planning.preview(uow, weekly)
    assert len(found) == 24
    assert found[1][1][0].startswith("Moved from Thursday 2 April 2026")
