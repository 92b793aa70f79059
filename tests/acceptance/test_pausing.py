"""A case is set to rest by its team leader, with a reason and a day (domain.md 3, `paused`)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from tests.acceptance.story import Story, Town
from workflow_service import inbox, runtime
from workflow_service.casefile.family_lists import families
from workflow_service.errors import Conflict, Forbidden
from workflow_service.store import casefile as query
from workflow_service.store import deadlines

KEY, LEADER = "case_pause", "team_leader1"


def start(story: Story, login: str) -> str:
    driver = story.town.driver
    with driver.acting(driver.user(login)) as uow:
        return runtime.start_instance(uow, story.town.neck, KEY, {}, case_id=story.case_id).locked.id


def does(story: Story, run: str, **given: Any) -> None:
    """The leader answers the one task that is open in the course."""
    (task,) = story.town.driver.open_tasks(run)
    assert task.role == LEADER[:-1]
    with story.town.driver.acting(story.town.driver.user(LEADER)) as uow:
        inbox.complete_task(uow, story.town.neck, task.id, given)


def paused(story: Story, days: int = 30) -> str:
    run = start(story, LEADER)
    until = (story.town.driver.clock.now() + timedelta(days=days)).date().isoformat()
    does(story, run, pause_reason="Familien er rejst.", resume_on=until)
    return run


def listed(story: Story, phase: str) -> list[str]:
    with story.town.driver.acting(story.town.driver.user(LEADER)) as uow:
        return [one.status.code for one in families(uow, own=False, phase=phase).items]


def test_the_leader_sets_a_case_to_rest_and_it_comes_back_on_its_day(town: Town) -> None:
    asta = town.story("Asta", "hold_assessment_meeting")
    with pytest.raises(Forbidden):
        start(asta, "family_coordinator1")
    run, before = paused(asta), asta.read(query.case_row)["status"]
    page = asta.page()
    assert page.status.code == "paused" and page.rests_because == "Familien er rejst."
    assert asta.read(query.case_row)["status"] == before, "the course stands where it stood"
    assert listed(asta, "paused") == ["paused"] and listed(asta, before) == []
    with pytest.raises(Conflict):
        start(asta, LEADER)
    day = page.rests_until
    assert day is not None
    town.driver.travel(datetime.combine(day, time(6), tzinfo=UTC))
    assert asta.page().rests_until is None and asta.page().status.code == before
    assert town.driver.open_tasks(run) == []
    assert "Sagen er taget op igen" in [one["title"] for one in asta.journal("note")]


def test_while_it_rests_nobody_is_told_of_local_deadlines_and_of_the_laws_as_always(town: Town) -> None:
    asta = town.story("Asta", "choose_assessment_parts")
    local = asta.task("choose_assessment_parts")

    def told(clock_type: str) -> bool:
        with town.database.begin() as uow:
            sql = "UPDATE user_task SET clock_type = ?, step_at = created_at WHERE id = ?"
            uow.rows(sql, clock_type, local.id)
            return local.id in deadlines.to_look_at(uow, 50)

    assert told("local")
    run = paused(asta)
    assert not told("local") and not told("model") and told("law")
    does(asta, run, resume_reason="De er hjemme igen.")
    assert told("local") and asta.page().status.code == "assessment"
