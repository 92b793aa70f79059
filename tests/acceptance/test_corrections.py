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
    story = town.story("Noah", "hold_assessment_meeting")
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


def test_what_the_course_stands_on_is_refused_at_its_field_and_words_are_corrected(town: Town) -> None:
    story = town.story("Noah", "screening")
    item = story.task("screening")
    user_id = town.driver.who(item)
    with pytest.raises(Conflict, match="not_answered"):
        answers(town, item.id, user_id)
    story.does("screening")
    given = answers(town, item.id, user_id) | {"correction_reason": REASON}
    with pytest.raises(Invalid) as refused:
        correct(town, item.id, user_id, given | {"honour_risk": True})
    (told,) = refused.value.fields["honour_risk"]
    assert refused.value.code == "answer_stands" and "afgørelse" in told
    correct(town, item.id, user_id, given | {"reason": "Noah er født med CP og har brug for hjælp."})
    newest = story.journal("document")[0]
    assert newest["title"].endswith("(rettet)") and "født med CP" in str(newest["content"])


def test_a_decision_is_never_corrected_and_the_page_says_what_to_do(town: Town) -> None:
    asta = town.story("Asta", "first_talk")
    asta.does("prepare_decision")
    asta.does("prepare_decision")
    asta.does("obtain_child_view")
    item = asta.task("decide")
    asta.does("decide")
    user_id = town.driver.user("team_leader1")
    with pytest.raises(Conflict) as refused:
        answers(town, item.id, user_id)
    assert refused.value.code == "not_corrected" and "ny afgørelse" in refused.value.da
    with town.driver.acting(user_id) as uow:
        found = inbox.correctable(uow, town.neck, item.id)
    assert not found.may and "klage" in found.instead


def test_a_note_in_the_contact_log_the_first_talk_and_the_child_s_words_follow(town: Town) -> None:
    story = town.story("Noah", "child_conversation")
    item = story.task("child_conversation")
    user_id = town.driver.who(item)
    story.does("child_conversation")
    given = answers(town, item.id, user_id) | {"correction_reason": REASON}
    with pytest.raises(Invalid, match="answer_stands"):
        correct(town, item.id, user_id, given | {"date": "2026-01-05"})
    correct(town, item.id, user_id, given | {"words": "Jeg vil gerne tegne, ikke tale."})
    views = [one["content"]["words"] for one in story.read(query.newest_child_views)]
    # of several that say the same the one of this talk, which is the newest
    assert views[0] == "Jeg vil gerne tegne, ikke tale." and views.count(views[0]) == 1
    # corrected once more: each version names the one before
    again = answers(town, item.id, user_id) | {"correction_reason": "Et ord manglede."}
    correct(town, item.id, user_id, again | {"words": "Jeg vil gerne tegne."})
    with town.database.begin(write=False) as uow:
        assert [one["version"] for one in corrections.versions(uow, item.id)] == [3, 2, 1]
    assert [one.en for one in check(town.database, town.neck)] == []


def test_the_wording_of_a_goal_is_corrected_and_its_need_and_sector_stand(town: Town) -> None:
    story = town.story("Noah", "write_goals")
    item = story.task("write_goals")
    user_id = town.driver.who(item)
    story.does("write_goals")
    given = answers(town, item.id, user_id) | {"correction_reason": REASON}
    goals = given["goals"]
    with pytest.raises(Invalid) as refused:
        other = [{**goals[0], "whose_need": "family"}, *goals[1:]]
        correct(town, item.id, user_id, given | {"goals": other})
    assert list(refused.value.fields) == ["goals.0.whose_need"]
    correct(
        town,
        item.id,
        user_id,
        given | {"goals": [{**goals[0], "text": "Noah sover hele natten."}, *goals[1:]]},
    )
    plan = story.read(query.plans)[0]
    with town.database.begin(write=False) as uow:
        texts = [one["text"] for one in query.goals(uow, plan["id"])]
    assert "Noah sover hele natten." in texts and goals[0]["text"] not in texts


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
