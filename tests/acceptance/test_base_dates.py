"""A date that deadlines are counted from was wrong: seen first, then corrected at once (domain.md 8, D7)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from tests.acceptance.notified import OFFICER, Notification, at, registered
from tests.acceptance.story import Story, Town
from workflow_service import calendar, inbox, runtime
from workflow_service.casefile import timeline
from workflow_service.casefile.base_dates import BaseDate
from workflow_service.errors import Conflict, Forbidden, Invalid, NotFound
from workflow_service.inbox import base_dates, receipts
from workflow_service.monitoring import check
from workflow_service.store import casefile, casefile_decisions

COORDINATOR, WHY = "family_coordinator2", "Moderen ringede allerede ugen før; notatet lå i postkassen."


@pytest.fixture
def asta(town: Town) -> Story:
    """The family guide is to be offered (barnets lov § 81, stk. 4)."""
    return town.story("Asta", "offer_family_guide")


def acting(town: Town, login: str = COORDINATOR) -> Any:
    return town.driver.acting(town.driver.user(login))


def found(story: Story, login: str = COORDINATOR) -> dict[str, BaseDate]:
    """The newest of each kind."""
    with acting(story.town, login) as uow:
        return {one.kind: one for one in base_dates.read(uow, story.case_id)[1]}


def corrects(story: Story, key: str, day: date, login: str = COORDINATOR) -> int:
    with acting(story.town, login) as uow:
        return base_dates.correct(uow, story.town.neck, story.case_id, key, day, WHY)


def test_an_earlier_awareness_moves_what_is_counted_from_it_and_tells_everywhere(asta: Story) -> None:
    town, item, base = asta.town, asta.task("offer_family_guide"), found(asta)["awareness_date"]
    day = base.day - timedelta(days=10)
    with acting(town) as uow:
        seen = base_dates.preview(uow, town.neck, asta.case_id, base.key, day)
    assert [(one.kind, one.before) for one in seen.moves] == [("task", item.due_at)]
    assert asta.task("offer_family_guide").due_at == item.due_at, "a preview moves nothing"
    assert corrects(asta, base.key, day) == 1
    moved = asta.task("offer_family_guide")
    assert (moved.due_at, moved.counted_from) == (seen.moves[0].after, item.due_at)
    with acting(town) as uow:
        view = inbox.read_task(uow, town.neck, item.id)
        kinds = [one.code for one in timeline(uow, asta.case_id, limit=20).events]
        entry = casefile.journal(uow, asta.case_id, limit=1)[0]
    assert view.clock is not None and view.clock.notes[0].counted and WHY in view.clock.notes[0].reason
    assert "base_date.corrected" in kinds and entry["title"] == "Rettet dato"
    assert found(asta)["awareness_date"].day == day
    assert list(check(town.database, town.neck)) == [], "the history replays"


def test_an_applications_clock_falls_with_the_day_it_really_came_until_the_family_was_told(
    town: Town,
) -> None:
    story = town.story("Asta", "screening")
    receiver = "intake_worker1" if story.family.team == "north" else "intake_worker2"
    base = found(story, receiver)["application"]
    assert base.due is not None
    day = base.day - timedelta(days=4)
    assert corrects(story, base.key, day, receiver) == 1
    rows = {row["id"]: row for row in story.read(casefile_decisions.applications)}
    ours = rows.pop(base.row["id"])
    assert (ours["received"], ours["due"]) == (day, base.due - timedelta(days=4))
    assert [row["received"] for row in rows.values()] == [base.day], "the other application stays"
    with acting(town, receiver) as uow:
        due = {
            one.due_at.astimezone(uow.zone).date() for one in inbox.case_clocks(uow, town.neck, story.case_id)
        }
    assert due >= {ours["due"], *(row["due"] for row in rows.values())}
    with town.database.begin() as uow:
        uow.rows("UPDATE application SET told_at = ? RETURNING id", base.day)
    with pytest.raises(Conflict, match="family_told"):
        corrects(story, base.key, base.day, receiver)
    about = [one.about for one in town.driver.open_tasks(story.instance_id)]
    assert any(calendar.short_date(day, "da") in one for one in about), about
    assert list(check(town.database, town.neck)) == [], "the history replays"


def test_only_who_answers_for_the_case_corrects_and_never_to_a_day_that_cannot_be(asta: Story) -> None:
    base = found(asta)["awareness_date"]
    with pytest.raises(Forbidden):
        corrects(asta, base.key, base.day - timedelta(days=3), "core_team_member1")
    for day in (base.day, base.day + timedelta(days=900), date(1990, 1, 1)):
        with pytest.raises(Invalid, match="base_date_invalid"):
            corrects(asta, base.key, day)
    with pytest.raises(Invalid, match="reason"), acting(asta.town) as uow:
        day = base.day - timedelta(days=3)
        base_dates.correct(uow, asta.town.neck, asta.case_id, base.key, day, " ")


def test_a_notification_is_assessed_within_24_hours_of_when_it_really_came(town: Town) -> None:
    at(town, "2026-11-24T10:00")
    note = registered(town)
    before, row = note.item("assess_24h"), note.row()
    came = row["received_at"] - timedelta(hours=13)
    day, hour = moment_of(town, came)
    for login in ("team_leader2", COORDINATOR):
        with pytest.raises(NotFound), acting(town, login) as uow:
            receipts.preview(uow, town.neck, row["id"], day, hour)
    with acting(town, OFFICER) as uow:
        seen = receipts.preview(uow, town.neck, row["id"], day, hour)
        assert {one.after for one in seen.moves} >= {came + timedelta(hours=24), came + timedelta(hours=12)}
        with pytest.raises(Invalid, match="base_date_invalid"):
            receipts.preview(uow, town.neck, row["id"], *moment_of(town, row["received_at"]))
    assert note.item("assess_24h").due_at == before.due_at, "a preview moves nothing"
    with acting(town, OFFICER) as uow:
        assert receipts.correct(uow, town.neck, row["id"], day, WHY, hour) == len(seen.moves)
    now = note.row()
    assert (now["received_at"], now["assess_by"]) == (came, came + timedelta(hours=24))
    assert note.item("assess_24h").due_at == now["assess_by"]
    note.messages_arrive()
    assert note.row()["warned_at"] is not None, "twelve hours are gone already"
    town.driver.travel(now["assess_by"] + timedelta(minutes=1))
    assert "leader_follow_up" in note.tasks() or "duty_follow_up" in note.tasks()
    assert list(check(town.database, town.neck)) == [], "the history replays"


def moment_of(town: Town, moment: datetime) -> tuple[date, time]:
    with town.database.begin(write=False) as uow:
        local = moment.astimezone(uow.zone)
    return local.date(), local.time()


def test_a_notification_in_the_familys_own_course_is_one_of_the_cases_dates(asta: Story) -> None:
    town, number = asta.town, asta.read(casefile.case_row)["number"]
    with acting(town, OFFICER) as uow:
        runtime.correlate(uow, town.neck, "new_notification", number, {"case_id": asta.case_id})
    note, base = Notification(town, asta.instance_id), found(asta)["notification"]
    before = note.item("receive_notification").due_at
    assert base.moment is not None and before is not None
    assert corrects(asta, base.key, base.day - timedelta(days=1)) == 2
    assert note.row()["received_at"] == base.moment - timedelta(days=1)
    assert note.item("receive_notification").due_at == before - timedelta(days=1)
    entry = asta.journal("note")[0]
    assert entry["title"] == "Rettet dato"
    assert list(check(town.database, town.neck)) == []


def test_a_hearing_that_left_later_gives_the_parties_more_time_and_never_less(town: Town) -> None:
    asta = town.inquiry("Asta").comes_to("first_talk")
    asta.does("prepare_decision", lambda answers: answers.update(burdensome=True))
    town.driver.travel(town.driver.clock.now() + timedelta(days=3))
    asta.does("send_hearing")
    base, item = found(asta)["hearing"], asta.task("party_hearing")
    assert base.due is not None
    assert corrects(asta, base.key, base.day - timedelta(days=2)) == 0, "the letter says the day"
    assert found(asta)["hearing"].due == base.due and asta.task("party_hearing").due_at == item.due_at
    town.driver.travel(town.driver.clock.now() + timedelta(days=2))
    later = base.day + timedelta(days=2)
    with acting(town) as uow:
        seen = base_dates.preview(uow, town.neck, asta.case_id, base.key, later)
    assert corrects(asta, base.key, later) == 1
    now = found(asta)["hearing"]
    assert now.day == later and now.due == seen.due and now.due > base.due
    moved = asta.task("party_hearing").due_at
    assert moved is not None and item.due_at is not None and moved > item.due_at
    with pytest.raises(Invalid, match="base_date_invalid"):
        corrects(asta, base.key, base.day - timedelta(days=20))
    assert list(check(town.database, town.neck)) == []
