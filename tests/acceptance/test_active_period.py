"""P07 in a family's words: visits, talks, news, surveys and ends over years, until it is time to close."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.acceptance.doors import refused_everywhere
from tests.acceptance.story import Story, Town
from tests.acceptance.test_courses_on_a_case import Course, begin
from workflow_service import runtime
from workflow_service.audit import verify_all
from workflow_service.errors import Forbidden
from workflow_service.monitoring import check
from workflow_service.store import casefile as case_query
from workflow_service.store import casefile_active as active_query

VISITS = ("hear_child", "follow_up", "review_benefit")
DUE = (*VISITS, "family_checkin", "family_survey")


@pytest.fixture
def asta(town: Town) -> Story:
    """Support runs since May 2026; the first survey is answered."""
    story = town.story("Asta", "active")
    story.does("family_survey")
    return story


def today(story: Story) -> date:
    with story.town.database.begin(write=False) as uow:
        return uow.now.astimezone(uow.zone).date()


def travel(story: Story, days: int) -> None:
    driver = story.town.driver
    driver.travel(driver.clock.now() + timedelta(days=days))


def lives(story: Story, days: int) -> list[tuple[date, str]]:
    """So many days pass; whatever falls due is done within the week. What was done when."""
    done: list[tuple[date, str]] = []
    until = today(story) + timedelta(days=days)
    while today(story) < until:
        travel(story, 7)
        holds_the_rules(story)
        while found := [one for one in story.tasks() if one in DUE]:
            story.does(found[0])
            done.append((today(story), found[0]))
            settle(story)
    return done


def settle(story: Story) -> None:
    """Messages on their way arrive."""
    travel(story, 0)


def holds_the_rules(story: Story) -> None:
    """INV-16, and one visit at a time."""
    measures = story.read(case_query.measures)
    running = [one for one in measures if one["state"] == "started"]
    assert all(one["next_follow_up"] for one in running if one["kind"] in ("supportive", "benefit"))
    items = story.town.driver.open_tasks(story.instance_id)
    assert sum(item.element in VISITS for item in items) <= 1


def measure(story: Story, kind: str) -> dict[str, Any]:
    return next(one for one in story.read(case_query.measures) if one["kind"] == kind)


def test_two_years_of_support_bring_visits_reviews_talks_and_surveys(asta: Story) -> None:
    done = lives(asta, 730)
    count = {element: sum(one == element for _, one in done) for element in DUE}
    assert count["follow_up"] in (3, 4) and count["family_survey"] in (3, 4)
    assert count["family_checkin"] >= 8
    assert not [day for day, element in done if element == "family_survey" and week(day) in range(28, 32)]
    # a visit comes with a view of the child that is not older than three months
    assert count["hear_child"] >= count["follow_up"] - 1
    with asta.town.database.begin(write=False) as uow:
        assert verify_all(uow) == []
    assert list(check(asta.town.database, asta.town.neck)) == []


def week(day: date) -> int:
    return day.isocalendar().week


def test_a_visit_gives_each_goal_its_score_and_history(asta: Story) -> None:
    comes_to_visit(asta)
    asta.does("follow_up")
    goals = asta.read(lambda uow, case: case_query.goals(uow, case_query.plans(uow, case)[0]["id"]))
    notes = asta.read(active_query.progress)
    assert {one["goal_uid"]: one["score"] for one in notes} == {
        one["goal_uid"]: one["latest"] for one in goals
    }
    assert measure(asta, "supportive")["followed_up"] == today(asta)


def comes_to_visit(story: Story) -> list[str]:
    """Time passes until the visit can be held; the child is heard first when that was long ago."""
    while "follow_up" not in story.tasks():
        if "hear_child" in story.tasks():
            story.does("hear_child")
            continue
        _, due = story.town.next_job()
        story.town.driver.travel(due)
        for element in ("family_checkin", "family_survey"):
            if element in story.tasks():
                story.does(element)
    return list(story.tasks())


def test_the_first_visit_is_refused_without_reason_date_or_the_child(asta: Story) -> None:
    comes_to_visit(asta)
    assert "interval_reason" in asta.refused("follow_up", lambda given: given.pop("interval_reason")).fields
    past = today(asta).isoformat()
    assert "next_date" in asta.refused("follow_up", lambda given: given.update(next_date=past)).fields
    half = asta.refused("follow_up", lambda given: given["measures"].pop())
    assert "measures" in half.fields
    changed = asta.refused("follow_up", lambda given: given["measures"][0].update(adjust="adjust"))
    assert "plan_needed" in changed.fields
    refused_everywhere(
        asta, "follow_up", 16, lambda given: given.update(next_date=past), "record_follow_up", "next_date"
    )
    travel(asta, 120)
    assert "(Regel 12)" in str(asta.refused("follow_up").da)


def test_the_next_visit_follows_the_date_that_was_agreed(asta: Story) -> None:
    comes_to_visit(asta)
    agreed = today(asta) + timedelta(days=60)
    asta.does("follow_up", lambda given: given.update(next_date=agreed.isoformat()))
    held = today(asta)
    comes_to_visit(asta)
    # the task comes two weeks before the day, so that the visit can be arranged
    assert today(asta) == agreed - timedelta(days=14) > held
    assert asta.task("follow_up").due_at is not None


def test_a_visit_that_cannot_wait_comes_at_once(asta: Story) -> None:
    begin(asta, "follow_up_now", "family_coordinator2")
    settle(asta)
    assert {"hear_child", "follow_up"} & asta.tasks().keys()
    begin(asta, "follow_up_now", "family_coordinator2")
    settle(asta)
    holds_the_rules(asta)


def note(story: Story, login: str, **answers: Any) -> Course:
    """Somebody of the case writes a note."""
    course = begin(story, "contact_log", login)
    item = course.task("write_contact")
    user = story.town.driver.user(login)
    assert item.assignee == user
    course.does("write_contact", lambda given: given.update(answers))
    settle(story)
    return course


def test_a_note_ticked_as_checkin_moves_the_next_talk(asta: Story) -> None:
    travel(asta, 20)
    note(asta, "family_coordinator2", checkin=True, asked=(today(asta) - timedelta(days=1)).isoformat())
    written = today(asta)
    rhythm = asta.read(case_query.plans)[0]["checkin_rhythm"]
    asta.waits("family_checkin")
    assert (today(asta) - written).days == int(rhythm.strip("PD"))
    note(asta, "family_coordinator2", checkin=True)
    assert "family_checkin" not in asta.tasks()
    contacts = asta.read(active_query.contacts)
    assert [one["checkin"] for one in contacts[:2]] == [True, True] and contacts[1]["asked"]


def test_everybody_who_works_with_the_family_can_write_a_note(asta: Story) -> None:
    member = next(one for one, role in members(asta) if role == "core_team_member")
    with asta.town.database.begin(write=False) as uow:
        login = str(uow.value("SELECT login FROM app_user WHERE id = ?", member))
    note(asta, login, development=True, checkin=False)
    assert "development" in asta.read(case_query.case_row)["flags"]
    with pytest.raises(Forbidden):
        begin(asta, "closure_proposal", login)


def members(story: Story) -> list[tuple[str, str]]:
    def found(uow: Any, case_id: str) -> list[tuple[str, str]]:
        sql = "SELECT user_id, role FROM membership WHERE scope_kind = 'case' AND scope_id = ?"
        return [(str(row["user_id"]), row["role"]) for row in uow.rows(sql, case_id)]

    return story.read(found)


def tell(story: Story, message: str, **variables: Any) -> None:
    with story.town.driver.acting(story.town.driver.user("intake_worker1")) as uow:
        told = runtime.correlate(uow, story.town.neck, message, story.case_id, variables)
    assert told.matched
    settle(story)


def test_news_reach_the_next_status_meeting_and_its_decision_the_plan(asta: Story) -> None:
    tell(asta, "development_reported")
    tell(asta, "development_reported")
    assert "development" in asta.read(case_query.case_row)["flags"]
    tell(asta, "status_meeting_decision", decision="no_change")
    assert "development" not in asta.read(case_query.case_row)["flags"]
    assert all(one["discussed_at"] for one in asta.read(active_query.developments))
    assert "describe_development" not in asta.tasks()
    tell(asta, "status_meeting_decision", decision="revise_plan")
    assert "describe_development" in asta.tasks()


def test_what_was_reported_from_outside_stands_on_the_case_and_is_sealed(asta: Story) -> None:
    tell(asta, "development_reported", text="Asta er begyndt at svømme")
    (row,) = asta.read(active_query.developments)
    assert (row["what"], row["source"]) == ("Asta er begyndt at svømme", "message")
    with asta.town.database.begin(write=False) as uow:
        stored = uow.rows("SELECT * FROM development")
    assert stored and "svømme" not in str([dict(one) for one in stored])


def test_a_network_meeting_reports_what_it_worries_about(asta: Story) -> None:
    driver = asta.town.driver
    login = driver.user("family_coordinator2")
    meeting = Story(asta.town, asta.family, driver.start_on_case(login, "network_meeting", asta.case_id))
    for element in ("agree_purpose_with_family", "invite_network", "hold_network_meeting"):
        meeting.waits(element)
        meeting.does(element)
    settle(asta)
    (row,) = asta.read(active_query.developments)
    assert (row["what"], row["source"]) == ("Eftermiddagene er lange.", "network_meeting")


def test_a_visit_that_needs_the_plan_changed_begins_its_revision(asta: Story) -> None:
    comes_to_visit(asta)
    asta.does("follow_up", lambda given: given.update(plan_needed=True))
    settle(asta)
    assert "describe_development" in asta.tasks()


def end_all(given: dict[str, Any]) -> None:
    for row in given["measures"]:
        row["adjust"] = "ends"


def test_support_ends_by_decisions_and_then_the_course_closes(asta: Story) -> None:
    """Each end is decided (INV-21); when the last has ended the coordinator is asked whether it is time."""
    begin(asta, "follow_up_now", "family_coordinator2")
    settle(asta)
    comes_to_visit(asta)
    early = begin(asta, "closure_proposal", "family_coordinator2")
    assert "Aflastning" in early.refused("propose_closure").da
    asta.does("follow_up", end_all)
    settle(asta)
    assert measure(asta, "supportive")["state"] == "started"
    asta.decides()
    settle(asta)
    assert {one["state"] for one in asta.read(case_query.measures)} == {"ended"}
    early.does("propose_closure")
    settle(asta)
    assert list(asta.tasks()) == ["closure_assessment"]
    asta.does("closure_assessment")
    assert asta.tasks() == {} and asta.read(case_query.case_row)["status"] == "closed"
    closure = asta.read(case_query.plans)[0]["content"]["closure"]
    assert closure["ladder_step"] == 2 and closure["where_to_turn"]
    assert list(check(asta.town.database, asta.town.neck)) == []


def test_the_coordinator_is_asked_when_the_last_support_has_ended(asta: Story) -> None:
    begin(asta, "follow_up_now", "family_coordinator2")
    settle(asta)
    comes_to_visit(asta)
    asta.does("follow_up", end_all)
    settle(asta)
    asta.decides()
    settle(asta)
    items = asta.town.driver.open_tasks_of_case(asta.case_id)
    assert [item.element for item in items if item.process_key == "closure_proposal"] == ["propose_closure"]
