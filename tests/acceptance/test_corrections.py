"""What was answered wrongly is corrected by a new version with a reason (domain.md 3, Journal)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.story import Story, Town
from workflow_service import inbox
from workflow_service.errors import Conflict, Forbidden, Invalid, NotFound
from workflow_service.monitoring import check
from workflow_service.store import casefile as query
from workflow_service.store import corrections

REASON = "Bisidderens navn var forkert."


def held(town: Town) -> tuple[Story, str, str]:
    """Noah's assessment meeting is held: the story, the task and who wrote the minutes."""
    story = town.inquiry("Noah").comes_to("hold_assessment_meeting")
    item = story.task("hold_assessment_meeting")
    user_id = town.driver.who(item)
    story.does("hold_assessment_meeting")
    return story, item.id, user_id


def answers(town: Town, task_id: str, user_id: str) -> dict[str, Any]:
    """What the page for correcting has in its fields."""
    with town.driver.acting(user_id) as uow:
        return dict(inbox.read_correction(uow, town.neck, task_id).data)


def correct(town: Town, task_id: str, user_id: str, given: dict[str, Any]) -> None:
    with town.driver.acting(user_id) as uow:
        inbox.correct_task(uow, town.neck, task_id, given)


def test_corrected_minutes_stand_in_the_case_file_and_the_first_ones_stay_readable(town: Town) -> None:
    story, task_id, user_id = held(town)
    given = answers(town, task_id, user_id)
    changed = {"resources": "Morfar henter hver torsdag.", "correction_reason": REASON}
    correct(town, task_id, user_id, given | changed)
    (meeting,) = [m for m in story.read(query.meetings) if m["type"] == "assessment"]
    assert meeting["minutes"]["resources"] == "Morfar henter hver torsdag."
    assert meeting["minutes"]["draft_goals"] and meeting["state"] == "held"
    newest, first = [e for e in story.journal("meeting") if e["form_key"] == "assessment_meeting"][:2]
    assert newest["corrects_id"] == first["id"] and newest["title"].endswith("(rettet)")
    assert newest["content"]["answers"][0] == ["Rettet, fordi", REASON]
    assert "Morfar henter" not in str(first["content"])
    with town.database.begin(write=False) as uow:
        versions = corrections.versions(uow, task_id)
        standing = query.submissions(uow, story.case_id, ["hold_assessment_meeting"])
    assert [(one["version"], one["reason"]) for one in versions] == [(2, REASON), (1, None)]
    assert standing["hold_assessment_meeting"]["data"]["resources"] == "Morfar henter hver torsdag."
    assert [one.en for one in check(town.database, town.neck)] == []


def test_a_correction_needs_a_reason_and_right_answers(town: Town) -> None:
    _, task_id, user_id = held(town)
    given = answers(town, task_id, user_id)
    for wrong in ({"correction_reason": "  "}, {"correction_reason": REASON, "mode": "telepathy"}):
        with pytest.raises(Invalid) as refused:
            correct(town, task_id, user_id, given | wrong)
        assert set(refused.value.fields) <= {"correction_reason", "mode"} and refused.value.fields
    with pytest.raises(Conflict, match="meeting_moved"):
        moved = {"when": "2026-01-02T10:00:00+01:00", "correction_reason": REASON}
        correct(town, task_id, user_id, given | moved)


def test_a_form_that_the_course_stands_on_is_corrected_by_a_note(town: Town) -> None:
    story = town.inquiry("Noah").comes_to("screening")
    item = story.task("screening")
    user_id = town.driver.who(item)
    with pytest.raises(Conflict, match="not_answered"):
        answers(town, item.id, user_id)
    story.does("screening")
    with pytest.raises(Conflict) as refused:
        answers(town, item.id, user_id)
    assert refused.value.code == "corrected_by_note" and "notat" in refused.value.da
    with town.driver.acting(user_id) as uow:
        found = inbox.correctable(uow, town.neck, item.id)
    assert (found.may, found.by_note) == (False, True)


def test_a_colleague_who_did_not_answer_cannot_correct_and_a_stranger_finds_nothing(town: Town) -> None:
    story, task_id, user_id = held(town)
    given = answers(town, task_id, user_id) | {"correction_reason": REASON}
    with pytest.raises((Forbidden, NotFound)):
        correct(town, task_id, town.driver.user("core_team_member1"), given)
    with pytest.raises(NotFound):
        correct(town, task_id, town.driver.user("team_leader2"), given)
    leader = town.driver.user("team_leader1")
    correct(town, task_id, leader, given | {"resources": "Rettet af teamlederen."})
    (meeting,) = [m for m in story.read(query.meetings) if m["type"] == "assessment"]
    assert meeting["minutes"]["resources"] == "Rettet af teamlederen."
