"""A closed case is opened again by the team leader: the same case, a new course on it."""

from __future__ import annotations

import pytest

from tests.acceptance.story import Story, Town
from workflow_service import runtime
from workflow_service.errors import Conflict, Forbidden, NotFound
from workflow_service.monitoring import check
from workflow_service.store import casefile as query

KEY = "case_reopening"


def start(story: Story, login: str) -> str:
    """Somebody presses »Genåbn sagen« on the case page."""
    driver = story.town.driver
    with driver.acting(driver.user(login)) as uow:
        return runtime.start_instance(uow, story.town.neck, KEY, {}, case_id=story.case_id).locked.id


def close(story: Story) -> None:
    """Support has ended, the family agrees that it is time, every goal is settled: the case is closed."""
    with story.town.database.begin() as uow:
        uow.rows("UPDATE measure SET state = 'ended' WHERE case_id = ?", story.case_id)
        assert runtime.correlate(uow, story.town.neck, "closing_agreed", story.case_id, {}).matched
    story.does("closure_assessment")
    assert story.read(query.case_row)["status"] == "closed"


def reopen(story: Story, instance_id: str) -> None:
    """The team leader answers the one task there is."""
    town, case = story.town, story.read(query.case_row)
    (task,) = town.driver.open_tasks(instance_id)
    assert (task.element, task.role) == ("reopen_case", "team_leader")
    given = {"reopen_reason": "Noah er holdt op med at sove igen.", "coordinator": case["coordinator_id"]}
    given |= {"substitute": case["substitute_id"]}
    town.complete(town.driver.user("team_leader1"), task.id, given)


def test_the_team_leader_reopens_a_closed_case_and_the_family_is_followed_again(town: Town) -> None:
    story = town.story("Noah", "approve_plan")
    with pytest.raises(Conflict, match="case_open"):
        start(story, "team_leader1")
    story.does("approve_plan")
    before = story.read(query.case_row)
    close(story)
    with pytest.raises((Forbidden, NotFound)):
        start(story, "family_coordinator1")
    instance_id = start(story, "team_leader1")
    reopen(story, instance_id)
    case = story.read(query.case_row)
    assert [case[key] for key in ("id", "number", "status")] == [before["id"], before["number"], "active"]
    assert story.page().status.code == "active" and story.page().plan is not None
    with town.database.begin(write=False) as uow:
        waits = uow.rows("SELECT name FROM subscription WHERE instance_id = ?", instance_id)
    assert "closing_agreed" in {row["name"] for row in waits}
    assert [one.en for one in check(town.database, town.neck)] == []
