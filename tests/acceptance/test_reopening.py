"""A closed case is opened again by the team leader: the same case, a new course on it."""

from __future__ import annotations

import pytest

from tests.acceptance.story import Story, Town
from tests.acceptance.test_courses_on_a_case import LEADER, Course, begin
from workflow_service import runtime
from workflow_service.errors import Conflict, Forbidden, NotFound
from workflow_service.monitoring import check
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people
from workflow_service.store import on_case

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


def on_closed(story: Story, key: str) -> Course:
    """The team leader starts what a closed case still may have."""
    return begin(story, key, LEADER)


def coordinating(story: Story) -> list[str]:
    return list(story.read(lambda uow, case: people.holders(uow, "family_coordinator", "case", case)))


def test_a_closed_case_has_access_to_its_file_notes_and_misdirected_letters(town: Town) -> None:
    """Whoever coordinated it last does it and sees the case for that time only; else the team's leader."""
    story = town.story("Noah", "approve_plan")
    story.does("approve_plan")
    close(story)
    driver = town.driver
    last = story.read(query.case_row)["coordinator_id"]
    assert coordinating(story) == []
    with driver.acting(driver.user(LEADER)) as uow:
        row = on_case.courses(uow, story.case_id)[0]
        offered = runtime.startable_on(uow, town.neck.releases.get(uow, str(row["newest_id"])), row)
    assert set(offered) == {"access_request", "case_reopening", "contact_log", "misdirected_letter"}
    with pytest.raises(Conflict, match="case_closed"):
        begin(story, "network_meeting", LEADER)
    request, note = on_closed(story, "access_request"), on_closed(story, "contact_log")
    assert driver.who(note.task("write_contact")) == driver.user(LEADER)
    assert driver.who(request.task("register_access_request")) == last
    note.does("write_contact")
    assert coordinating(story) == [last]
    request.runs("register_access_request", "assess_exemptions", "redact_bundle")
    while request.state() == "active":
        request.does(next(iter(request.tasks())))
    assert coordinating(story) == [] and story.read(query.case_row)["status"] == "closed"
    with town.database.begin() as uow:
        uow.rows("UPDATE app_user SET active = false WHERE id = ?", last)
    letter = on_closed(story, "misdirected_letter")
    assert letter.task("record_misdirected").role == "team_leader"
    assert [one.en for one in check(town.database, town.neck)] == []
