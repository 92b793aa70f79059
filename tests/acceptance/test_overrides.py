"""Where the model lets a rule be passed by, its leader does it in person, and it is counted (domain.md 6)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from tests.acceptance.doors import by_operation
from tests.acceptance.story import Answers, Story, Town
from workflow_service.casefile import override_page
from workflow_service.errors import Invalid
from workflow_service.store import casefile as case_query
from workflow_service.store import overrides

COORDINATOR, LEADER = "family_coordinator1", "team_leader1"


def sends_back(given: Answers) -> None:
    given |= {"approved": False, "approval_note": "Tilbyd et møde hjemme hos familien."}


def passed(story: Story) -> list[overrides.Passed]:
    with story.town.database.begin(write=False) as uow:
        return overrides.counts(uow, uow.now - timedelta(days=30))


def seen(story: Story, login: str) -> override_page.Overrides:
    with story.town.driver.acting(story.town.driver.user(login)) as uow:
        return override_page.overrides(uow, uow.now - timedelta(days=30))


def test_without_the_family_the_leader_answers_and_it_is_offered_again(town: Town) -> None:
    """INV-03: the coordinator cannot approve, and nothing goes on before the leader has."""
    magnus = town.story("Magnus", "approve_without_family")
    assert magnus.tasks().keys() == {"approve_without_family"}
    magnus.refused("approve_without_family", login=COORDINATOR)
    refusal = by_operation(magnus, "choose_assessment_parts", {"parts": []})
    assert isinstance(refusal, Invalid) and "har ikke godkendt det endnu" in refusal.da
    magnus.does("approve_without_family", sends_back)
    form = magnus.answers("prepare_assessment_meeting")
    assert passed(magnus) == [] and "child_conversation" not in magnus.tasks() and form["attendance"]

    for element in ("prepare_assessment_meeting", "hold_assessment_meeting", "approve_without_family"):
        magnus.waits(element)
        magnus.does(element)
        magnus.a_day_passes()
    assert passed(magnus) == [("INV-03", "family_declined", 1, 1)]
    (row,) = magnus.read(partial(overrides.of_case, rule="INV-03"))
    ids = (town.driver.user(COORDINATOR), town.driver.user(LEADER))
    assert (row["asked_by"], row["decided_by"]) == ids and "vil ikke sidde over for" in row["reason"]

    magnus.comes_to("offer_meeting_again")
    due = magnus.task("offer_meeting_again").due_at
    assert due is not None and (due - town.driver.clock.now()).days in (13, 14)
    magnus.comes_to("ics_synthesis")
    held = magnus.read(partial(case_query.meetings, type="assessment"))[0]
    assert held["state"] == "held" and "family_declined_reason" not in held["minutes"]


def test_leaders_count_it_and_only_who_sees_the_case_reads_why(town: Town) -> None:
    magnus = town.story("Magnus", "child_conversation")
    manager, head = seen(magnus, "manager1"), seen(magnus, "department_head1")
    line = "Regel 3: Udredningen gik videre uden mødet med familien, 1 gang i 1 sag"
    assert line in manager.lines and line in head.lines
    (row,) = [one for one in manager.rows if one.rule == "Regel 3"]
    assert row.case_id == magnus.case_id and "vil ikke sidde" in row.reason and row.by and row.asked_by
    assert head.rows == ()


def test_a_view_of_the_child_that_is_no_talk_is_counted_without_a_leader(town: Town) -> None:
    """INV-12: the special reason, and the other way that was used."""
    magnus = town.story("Magnus", "child_conversation")
    drawn = {"how": ["observation"], "observation": "Leger med tog.", "not_by_talk_reason": "Taler ikke."}
    magnus.does("child_conversation", lambda given: given.update(drawn))
    assert ("INV-12", "not_by_talk", 1, 1) in passed(magnus)
    (row,) = magnus.read(partial(overrides.of_case, rule="INV-12"))
    assert row["reason"] == "Taler ikke." and row["asked_by"] is None
