"""An accident is taken back at once (domain.md 14): the course, the case file, its letters are as before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.story import Story, Town
from workflow_service import inbox
from workflow_service.errors import Conflict
from workflow_service.monitoring import check
from workflow_service.store.memory import NOT_KEPT
from workflow_service.store.tables import metadata

# what holds the case file: all that is not the neck's own, nor the teller's
KEPT = sorted(set(metadata.tables) - NOT_KEPT - {"api_token"})
# steps of the way to the plan that must be among those that can be undone
UNDONE = {"screening", "first_talk", "hold_assessment_meeting", "write_goals"}
# those that cannot: a household has rows without an id; the decision's tasks that waited for a coordinator
# go to the appointed one in the same step, so other people's tasks changed with it
NOT_UNDONE = {"complete_master_data", "appoint_coordinator"}


def contents(town: Town) -> dict[str, list[str]]:
    """Every row of the case file, as the database has it."""
    with town.database.begin(write=False) as uow:
        return {
            name: sorted(str(sorted(row.items())) for row in uow.rows(f'SELECT * FROM "{name}"'))
            for name in KEPT
        }


def undo(story: Story, task_id: str, user_id: str) -> None:
    with story.town.driver.acting(user_id) as uow:
        inbox.undo_task(uow, story.town.neck, task_id)


def does_twice(story: Story, element: str, change: Any = dict) -> bool:
    """Does the step, takes it back, compares, and does it again; could it be taken back?"""
    town, item = story.town, story.task(element)
    user_id, before, open_before = town.driver.who(item), contents(town), story.tasks().keys()
    story.does(element, change)
    after = contents(town)
    try:
        undo(story, item.id, user_id)
    except Conflict as refused:
        assert refused.code == "cannot_undo"
        assert contents(town) == after, element
        return False
    assert contents(town) == before, element
    assert story.tasks().keys() == open_before and story.task(element).id == item.id
    story.times[element] -= 1
    story.trail.pop()
    story.does(element, change)
    return True


def test_every_step_that_is_undone_leaves_the_case_file_as_it_was(town: Town) -> None:
    story = town.inquiry("Noah")
    could, could_not = set(), set()
    for element in story.ahead():
        story.waits(element)
        if "appoint_coordinator" in dict(story.trail):
            story.decides()
        (could if does_twice(story, element) else could_not).add(element)
        story.so_do_the_others(element)
        if element == "write_goals" or len(story.trail) > 40:
            break
        story.a_day_passes()
    assert could >= UNDONE, (sorted(could), sorted(could_not))
    assert could_not == NOT_UNDONE
    assert [one.en for one in check(town.database, town.neck)] == []


def test_a_letter_that_has_not_left_is_withdrawn_and_one_that_has_stays(town: Town) -> None:
    story = town.story("Noah", "first_talk")
    item = story.task("first_talk")
    user_id = town.driver.who(item)
    story.does("first_talk")
    with town.database.begin(write=False) as uow:
        waiting = int(uow.value("SELECT count(*) FROM outbox WHERE state = 'pending'"))
    undo(story, item.id, user_id)
    with town.database.begin(write=False) as uow:
        left = int(uow.value("SELECT count(*) FROM outbox WHERE state = 'pending'"))
    assert left <= waiting and [one.en for one in check(town.database, town.neck)] == []


def test_a_draft_in_the_following_task_stands_in_the_way(town: Town) -> None:
    story = town.story("Noah", "first_talk")
    item, open_before = story.task("first_talk"), story.tasks().keys()
    user_id = town.driver.who(item)
    story.does("first_talk")
    following = [one for element, one in story.tasks().items() if element not in open_before]
    assert following
    with town.driver.acting(town.driver.who(following[0])) as uow:
        inbox.save_draft(uow, following[0].id, {"x": "y"})
    with pytest.raises(Conflict) as refused:
        undo(story, item.id, user_id)
    assert refused.value.code == "cannot_undo"


def test_another_event_of_the_case_stands_in_the_way(town: Town) -> None:
    story = town.story("Noah", "first_talk")
    item = story.task("first_talk")
    user_id = town.driver.who(item)
    story.does("first_talk")
    # the application is decided beside the talks
    story.does("prepare_decision")
    with pytest.raises(Conflict) as refused:
        undo(story, item.id, user_id)
    assert refused.value.code == "cannot_undo"


def test_an_appointment_that_hands_nobody_s_tasks_on_is_taken_back(town: Town) -> None:
    def nothing_applied_for(given: dict[str, Any]) -> None:
        given["applications"] = []

    story = town.inquiry("Noah")
    for element in story.ahead():
        story.waits(element)
        if element == "appoint_coordinator":
            break
        story.does(element, nothing_applied_for if element == "complete_master_data" else dict)
        story.a_day_passes()
    assert does_twice(story, "appoint_coordinator")
