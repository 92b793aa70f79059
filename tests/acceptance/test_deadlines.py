"""Deadlines as people meet them: shown with what stands behind them, reminded of, moved with a reason, and
passed on when they are broken (domain.md 8 D7, 9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.acceptance.story import Story, Town
from tests.acceptance.test_active_period import comes_to_visit
from workflow_service import inbox
from workflow_service.errors import Conflict, Forbidden, Invalid
from workflow_service.inbox import TaskItem, TaskQuery, TaskView, recounting
from workflow_service.monitoring import check
from workflow_service.store import casefile, tables
from workflow_service.store.casefile_rows import add

COORDINATOR, LEADER, HEAD = "family_coordinator2", "team_leader1", "department_head1"


@pytest.fixture
def asta(town: Town) -> Story:
    """Support runs, and the first follow-up of § 95 is to be held."""
    story = town.story("Asta", "active")
    comes_to_visit(story)
    return story


def tells(town: Town) -> int:
    return inbox.tell_of_deadlines(town.database, town.neck)


def sees(town: Town, login: str, task_id: str) -> TaskView:
    with town.driver.acting(town.driver.user(login)) as uow:
        return inbox.read_task(uow, town.neck, task_id)


def offered(town: Town, login: str) -> list[TaskItem]:
    """The escalations that this person may take."""
    with town.driver.acting(town.driver.user(login)) as uow:
        items = inbox.list_tasks(uow, town.neck, TaskQuery("roles", limit=100)).items
    return [one for one in items if one.element == "handle_overdue"]


def later(town: Town, **time: Any) -> None:
    town.driver.travel(town.driver.clock.now() + timedelta(**time))


def breaks(story: Story, element: str) -> TaskItem:
    """The task's deadline passes, and the office opens on a working day after it."""
    item = story.task(element)
    assert item.due_at is not None
    story.town.driver.travel(item.due_at + timedelta(days=5, hours=12))
    return item


def test_a_broken_legal_deadline_goes_up_the_path_one_task_a_step_and_ends_by_itself(asta: Story) -> None:
    town, item = asta.town, breaks(asta, "follow_up")
    clock = sees(town, COORDINATOR, item.id).clock
    assert clock is not None and (clock.type, clock.starts) == ("law", "Støtten begyndte")
    assert clock.law is not None and clock.law.citation == "barnets lov § 95" and clock.law.verified
    tells(town)
    assert sees(town, COORDINATOR, item.id).item.told == "+2d", "of three reminders the latest only"
    (to_leader,) = offered(town, LEADER)
    assert tells(town) == 0 and len(offered(town, LEADER)) == 1
    about = sees(town, LEADER, to_leader.id).overdue
    assert about is not None and about.item.id == item.id and {"assign", "explain"} <= about.actions
    assert offered(town, HEAD) == []
    later(town, days=6)
    tells(town)
    assert len(offered(town, HEAD)) == 1 and len(offered(town, LEADER)) == 1
    asta.does("follow_up")
    tells(town)
    assert offered(town, LEADER) == [] and offered(town, HEAD) == []


def test_lost_earnings_that_ended_run_off_for_fourteen_weeks(asta: Story) -> None:
    town = asta.town
    with town.database.begin() as uow:
        case = casefile.case_row(uow, asta.case_id)
        assert case is not None
        ended = uow.now.astimezone(uow.zone).date() - timedelta(days=1)
        row = {"case_id": case["id"], "kind": "benefit", "catalogue_item": "lost_earnings", "state": "ended"}
        add(uow, tables.measure, case["key_id"], {**row, "end": ended})
    with acting(town, COORDINATOR) as uow:
        clock = next(
            one for one in inbox.case_clocks(uow, town.neck, asta.case_id) if "afvikling" in one.name.lower()
        )
        assert clock.due_at.astimezone(uow.zone).date() == ended + timedelta(weeks=14)
    assert (clock.type, clock.starts) == ("law", "Tabt arbejdsfortjeneste ophørte")
    assert clock.law is not None and "§ 87" in clock.law.citation


def test_a_legal_deadline_is_not_postponed_but_explained(asta: Story) -> None:
    town, item = asta.town, asta.task("follow_up")
    with pytest.raises(Conflict, match="legal_deadline") as said, acting(town, COORDINATOR) as uow:
        inbox.postpone(uow, town.neck, item.id, day(town, 60), "Familien er på ferie.")
    assert said.value.da.startswith("Lovfristen kan ikke udskydes.") and "leder" in said.value.da
    with acting(town, COORDINATOR) as uow:
        inbox.explain_delay(uow, town.neck, item.id, "Familien er på ferie.")
    view = sees(town, LEADER, item.id)
    assert view.clock is not None and view.clock.due_at == item.due_at and view.item.noted
    assert view.clock.notes[0].reason == "Familien er på ferie."


def acting(town: Town, login: str) -> Any:
    return town.driver.acting(town.driver.user(login))


def day(town: Town, days: int) -> Any:
    return (town.driver.clock.now() + timedelta(days=days)).date()


def test_a_task_is_postponed_with_a_reason_its_timer_with_it_and_taken_back(town: Town) -> None:
    story = town.story("Asta", "first_talk")
    item = story.task("first_talk")
    with pytest.raises(Invalid, match="reason"), acting(town, COORDINATOR) as uow:
        inbox.postpone(uow, town.neck, item.id, day(town, 20), "  ")
    with pytest.raises(Invalid, match="not_later"), acting(town, COORDINATOR) as uow:
        inbox.postpone(uow, town.neck, item.id, day(town, -2), "Familien er på ferie.")
    with acting(town, COORDINATOR) as uow:
        moved = inbox.postpone(uow, town.neck, item.id, day(town, 20), "Familien er på ferie.")
    view = sees(town, COORDINATOR, item.id)
    assert (view.item.due_at, view.item.first_due) == (moved, item.due_at)
    later(town, days=10)
    assert "first_talk_overdue" not in story.tasks(), "the timer at its edge moved along"
    with acting(town, COORDINATOR) as uow:
        inbox.undo_postponement(uow, town.neck, item.id)
    view = sees(town, COORDINATOR, item.id)
    assert (view.item.due_at, view.item.first_due, view.item.noted) == (item.due_at, None, False)
    later(town, minutes=1)
    assert "first_talk_overdue" in story.tasks()


def test_somebody_else_cannot_postpone_it(asta: Story) -> None:
    with pytest.raises((Forbidden, Conflict)), acting(asta.town, "core_team_member1") as uow:
        inbox.postpone(uow, asta.town.neck, asta.task("follow_up").id, day(asta.town, 9), "Vi har travlt.")


def test_another_value_moves_open_deadlines_only_when_somebody_says_so(town: Town) -> None:
    story = town.story("Asta", "first_talk")
    item = story.task("first_talk")
    with acting(town, "process_owner1") as uow:
        value = recounting.proposed(uow, town.neck, "first_contact_deadline", "P9D", day(town, 1))
        seen = recounting.preview(uow, town.neck, value)
    assert {(one.kind, one.clock_type) for one in seen.moves} == {("task", "local"), ("timer", "")}
    assert all(one.before < one.after for one in seen.moves) and seen.kept == 0
    assert story.task("first_talk").due_at == item.due_at, "a preview moves nothing"
    with acting(town, "process_owner1") as uow:
        recounting.change_parameter(uow, town.neck, value, "Familierne er svære at nå.", move=False)
    later(town, minutes=1)
    assert story.task("first_talk").due_at == item.due_at
    with acting(town, "process_owner1") as uow:
        recounting.change_parameter(uow, town.neck, value, "Familierne er svære at nå.", move=True)
    later(town, minutes=1)
    moved = story.task("first_talk").due_at
    assert moved == next(one.after for one in seen.moves if one.kind == "task")
    later(town, days=7)
    assert "first_talk_overdue" not in story.tasks(), "the timer at its edge moved, too"
    later(town, days=10)
    assert "first_talk_overdue" in story.tasks()
    assert list(check(town.database, town.neck)) == []


def test_a_deadline_that_was_postponed_stays_as_agreed(town: Town) -> None:
    story = town.story("Asta", "first_talk")
    with acting(town, COORDINATOR) as uow:
        inbox.postpone(uow, town.neck, story.task("first_talk").id, day(town, 20), "Familien er på ferie.")
    with acting(town, "process_owner1") as uow:
        value = recounting.proposed(uow, town.neck, "first_contact_deadline", "P9D", day(town, 1))
        seen = recounting.preview(uow, town.neck, value)
    assert (seen.moves, seen.kept) == ((), 2)


@pytest.mark.parametrize("value", ["", "14 dage", "-P3D", "P3X"])
def test_a_value_that_is_no_duration_is_refused(story_town: Town, value: str) -> None:
    with pytest.raises(Invalid), acting(story_town, "process_owner1") as uow:
        recounting.proposed(uow, story_town.neck, "plan_deadline", value, day(story_town, 1))


def test_a_value_never_begins_before_tomorrow(story_town: Town) -> None:
    with pytest.raises(Invalid, match="valid_from"), acting(story_town, "process_owner1") as uow:
        recounting.proposed(uow, story_town.neck, "plan_deadline", "P9W", day(story_town, 0))
