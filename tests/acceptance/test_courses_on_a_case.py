"""Courses that are started on a family's case: a change of coordinator (P11) and a network meeting (P09)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from tests.acceptance.story import Story, Town
from workflow_service import inbox, runtime
from workflow_service.audit import verify_all
from workflow_service.casefile import open_entry, timeline
from workflow_service.errors import Conflict, Forbidden
from workflow_service.monitoring import check
from workflow_service.store import casefile as case_query
from workflow_service.store import casefile_people as people
from workflow_service.store.tables import people as people_tables

LEADER = "team_leader1"


@dataclass
class Course(Story):
    """A course on the case of `of`; what it reads is that case."""

    of: str = ""

    @property
    def case_id(self) -> str:
        return self.of

    def state(self) -> str:
        with self.town.database.begin(write=False) as uow:
            return str(uow.value("SELECT state FROM process_instance WHERE id = ?", self.instance_id))

    def runs(self, *elements: str) -> None:
        for element in elements:
            self.waits(element)
            self.does(element)


def begin(story: Story, key: str, login: str = LEADER) -> Course:
    with story.town.driver.acting(story.town.driver.user(login)) as uow:
        done = runtime.start_instance(uow, story.town.neck, key, {}, case_id=story.case_id)
    return Course(story.town, story.family, done.locked.id, of=story.case_id)


def form_data(story: Story, element: str) -> dict[str, Any]:
    item = story.task(element)
    with story.town.driver.acting(story.town.driver.who(item)) as uow:
        return dict(inbox.read_form(uow, story.town.neck, item.id).data)


def active(story: Story) -> list[str]:
    """Who is coordinator of the case now."""
    return list(story.read(lambda uow, case: people.holders(uow, "family_coordinator", "case", case)))


@pytest.fixture
def asta(town: Town) -> Story:
    return town.story("Asta", "hold_assessment_meeting")


def test_the_family_gets_a_new_coordinator_and_is_never_without_one(asta: Story) -> None:
    before = active(asta)
    handover = begin(asta, "coordinator_handover")
    seen = []
    for element in ("choose_successor", "three_way_meeting", "handover_summary"):
        seen.append(active(asta))
        handover.does(element)
    assert seen == [before] * 3 and len(before) == 1
    case = asta.read(case_query.case_row)
    assert active(asta) == [case["coordinator_id"]] != before
    assert case["substitute_id"] not in (case["coordinator_id"], None)
    assert handover.state() == "completed"
    ended, begun = asta.read(moments_of_change)
    assert ended == begun and len(begun) == 1


def moments_of_change(uow: Any, case_id: str) -> tuple[list[Any], list[Any]]:
    """When coordinators of the case ended, and when the present ones began."""
    sql = "SELECT valid_from, valid_to FROM membership WHERE role = 'family_coordinator' AND scope_id = ?"
    rows = uow.rows(sql, case_id)
    ended = [row["valid_to"] for row in rows if row["valid_to"] is not None]
    return ended, [row["valid_from"] for row in rows if row["valid_to"] is None]


def test_open_tasks_go_along_and_each_says_so_in_its_own_history(asta: Story) -> None:
    begin(asta, "coordinator_handover").runs("choose_successor", "three_way_meeting")
    course = begin_again(asta)
    summary = course.answers("handover_summary")
    listed = form_data(course, "handover_summary")["open_tasks"]
    assert "Hold udredningsmødet" in listed and "Skriv overdragelsen" not in listed
    course.does("handover_summary")
    [now] = active(asta)
    assert {item.assignee for item in asta.tasks().values()} == {now}
    assert summary["what_matters"]
    with asta.town.database.begin(write=False) as uow:
        assert verify_all(uow) == []
    assert list(check(asta.town.database, asta.town.neck)) == []


def test_the_coordinator_writes_a_letter_in_own_words_to_those_chosen(asta: Story) -> None:
    mother, father = (one.name for one in asta.family.parents)
    course = begin(asta, "free_letter")
    data = course.answers("write_letter")
    chosen = data["receivers"][:1]
    assert len(data["receivers"]) == 2
    course.does("write_letter", lambda said: said.update(receivers=chosen))
    (letter,) = [row for row in asta.journal("letter") if row["title"] == data["subject"]]
    assert letter["recipients"][0]["name"] in (mother, father)
    assert data["body"] in letter["content"]["text"] and course.state() == "completed"


def test_courses_that_need_an_open_case_end_with_it_and_say_so(asta: Story) -> None:
    meeting, access = begin(asta, "network_meeting"), begin(asta, "access_request")
    with asta.town.driver.acting(asta.town.driver.user(LEADER)) as uow:
        number = uow.value("SELECT number FROM case_file WHERE id = ?", asta.case_id)
        runtime.correlate(uow, asta.town.neck, "family_moved", str(number), {})
    asta.does("notify_new_municipality")
    asta.town.driver.travel(asta.town.driver.clock.now())
    assert asta.read(case_query.case_row)["status"] == "closed"
    assert (meeting.state(), meeting.tasks()) == ("terminated", {})
    assert access.state() == "active" and list(access.tasks()) == ["register_access_request"]
    # whoever has the task sees the case until it is done
    assert active(asta) == [access.task("register_access_request").assignee]
    notes = [row["title"] for row in asta.journal("note")]
    assert "Forløbet »Netværksmøde« er stoppet" in notes and not [one for one in notes if "Aktindsigt" in one]
    assert list(check(asta.town.database, asta.town.neck)) == []


def begin_again(story: Story) -> Course:
    """The hand-over that is under way, found again on the case."""
    with story.town.database.begin(write=False) as uow:
        found = uow.value("SELECT id FROM process_instance WHERE process_key = 'coordinator_handover'")
    return Course(story.town, story.family, str(found), of=story.case_id)


def test_each_custody_holder_gets_the_new_contact_card(asta: Story) -> None:
    begin(asta, "coordinator_handover").runs("choose_successor", "three_way_meeting", "handover_summary")
    page = asta.page(LEADER)
    assert page.coordinator is not None
    letters = [row for row in asta.journal("letter") if row["title"] == "Brev om ny familiekoordinator"]
    assert {row["recipients"][0]["name"] for row in letters} == {"Kirstine Holst", "Nikolaj Holst"}
    with asta.town.driver.acting(asta.town.driver.user(LEADER)) as uow:
        text = open_entry(uow, letters[0]["id"]).text
    assert page.coordinator.name in text and "følger med" in text
    assert "Vi er kede af at sige farvel" not in text
    assert page.meetings[-1].label == "Trevejsmøde"


def test_a_meeting_that_cannot_be_held_needs_its_reason(asta: Story) -> None:
    handover = begin(asta, "coordinator_handover")
    handover.does("choose_successor")

    def absent(given: dict[str, Any]) -> None:
        given.clear()
        given |= {"meeting_held": False, "told_family_at": "2026-01-05"}

    assert "no_meeting_reason" in handover.refused("three_way_meeting", absent).fields


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda given, ids: given.update(new_contact=ids["core"]), "new_contact"),
        (lambda given, ids: given.update(new_contact=ids["now"]), "new_contact"),
        (lambda given, ids: given.update(substitute=given["new_contact"]), "substitute"),
    ],
)
def test_the_successor_is_an_adviser_and_somebody_else(asta: Story, change: Any, field: str) -> None:
    handover = begin(asta, "coordinator_handover")
    ids = {"core": asta.town.driver.user("core_team_member1"), "now": active(asta)[0]}
    refusal = handover.refused("choose_successor", lambda given: change(given, ids))
    assert field in refusal.fields


def test_a_successor_who_left_the_area_meanwhile_takes_over_nothing(asta: Story) -> None:
    before = active(asta)
    handover = begin(asta, "coordinator_handover")
    chosen = handover.answers("choose_successor")["new_contact"]
    handover.runs("choose_successor", "three_way_meeting")
    with asta.town.database.begin() as uow:
        sql = "SELECT id FROM membership WHERE user_id = ? AND role = 'child_disability_adviser'"
        rows = uow.rows(sql, chosen)
        for row in rows:
            uow.update(people_tables.membership, str(row["id"]), {"valid_to": uow.now})
    handover.does("handover_summary")
    assert list(handover.tasks()) == ["choose_successor"]
    assert active(asta) == before


def test_only_one_change_at_a_time_and_only_by_those_of_the_case(asta: Story) -> None:
    begin(asta, "coordinator_handover")
    with pytest.raises(Conflict):
        begin(asta, "coordinator_handover")
    with pytest.raises(Forbidden):
        begin(asta, "network_meeting", "core_team_member1")


def test_a_network_meeting_ends_in_tasks_with_names_and_a_development(asta: Story) -> None:
    meeting = begin(asta, "network_meeting")
    meeting.runs("agree_purpose_with_family", "invite_network", "hold_network_meeting")
    open_ones = list(asta.town.driver.open_tasks(meeting.instance_id))
    assert [item.element for item in open_ones] == ["keep_agreement", "keep_agreement"]
    # the helper has no login, so the coordinator follows that agreement up
    assert active(asta)[0] in {item.assignee for item in open_ones}
    meeting.runs("keep_agreement", "keep_agreement")
    assert meeting.state() == "completed"
    minutes = next(row for row in asta.read(case_query.meetings) if row["type"] == "network")["minutes"]
    assert [one["outcome"] for one in minutes["agreements"]] == ["kept", "kept"]


def test_the_development_waits_for_the_case_when_nobody_listens_yet(asta: Story) -> None:
    meeting = begin(asta, "network_meeting")
    meeting.runs("agree_purpose_with_family", "invite_network", "hold_network_meeting")
    asta.town.driver.travel(asta.town.driver.clock.now())
    with asta.town.database.begin(write=False) as uow:
        kept = uow.rows("SELECT state, correlation_key FROM message WHERE name = 'development_reported'")
    assert [(row["state"], str(row["correlation_key"])) for row in kept] == [("unmatched", asta.case_id)]


def test_a_family_that_does_not_want_the_meeting_has_none(asta: Story) -> None:
    meeting = begin(asta, "network_meeting")
    meeting.does("agree_purpose_with_family", lambda given: given.update(family_consent=False))
    assert meeting.tasks() == {} and meeting.state() == "completed"


def test_without_the_family_the_meeting_is_not_held_and_asked_about_again(asta: Story) -> None:
    meeting = begin(asta, "network_meeting")
    meeting.runs("agree_purpose_with_family", "invite_network")
    meeting.waits("hold_network_meeting")

    def alone(given: dict[str, Any]) -> None:
        given.clear()
        given |= {"family_present": False, "not_held_reason": "Familien var syg."}

    meeting.does("hold_network_meeting", alone)
    assert list(meeting.tasks()) == ["agree_purpose_with_family"]
    meeting.runs("agree_purpose_with_family", "invite_network", "hold_network_meeting")
    assert {item.element for item in meeting.tasks().values()} == {"keep_agreement"}


def test_the_case_page_and_its_timeline_show_the_course(asta: Story) -> None:
    begin(asta, "network_meeting").does("agree_purpose_with_family")
    with asta.town.driver.acting(asta.town.driver.user(LEADER)) as uow:
        events = timeline(uow, asta.case_id).events
    assert {"network_meeting_wanted", "agree_purpose_with_family"} <= {one.element for one in events}


def test_master_data_are_corrected_while_the_case_runs_and_the_journal_says_why(town: Town) -> None:
    story = town.story("Sofia", "first_talk")

    def adults() -> list[Any]:
        family = story.read(case_query.case_row)["family_id"]
        return story.read(lambda uow, _: case_query.relations(uow, family))

    before = adults()
    course = begin(story, "master_data_correction")

    def ends_custody(given: dict[str, Any]) -> None:
        given["parents"][1].update(custody=False, residence="none")

    unsaid = course.refused("correct_master_data", lambda given: given.pop("reason"))
    assert "reason" in unsaid.fields
    course.does("correct_master_data", ends_custody)
    assert course.state() == "completed"
    assert len(adults()) == len(before) + 1
    assert sum(one["custody"] and one["valid_to"] is None for one in adults()) == 1
    assert "Ret stamoplysningerne" in {one["title"] for one in course.journal("document")}


def test_those_involved_are_corrected_while_the_case_runs(town: Town) -> None:
    """F03: what ends gets its day and no longer counts (INV-05); who is taken off loses access at once."""
    story = town.story("Sofia", "first_talk")
    story.comes_to("offer_family_guide")
    before = story.read(case_query.involvements)
    course = begin(story, "involved_correction")
    unsaid = course.refused("correct_involvements", lambda said: said["sector_involvements"].pop(0))
    assert "sector_involvements" in unsaid.fields and "skriv datoen" in unsaid.da
    yesterday = (town.driver.clock.now().date() - timedelta(days=1)).isoformat()
    course.does("correct_involvements", lambda said: said["sector_involvements"][0].update(closed=yesterday))
    now = story.read(case_query.involvements)
    assert [one["sector"] for one in now][-1] == "health"
    assert {one["id"] for one in before} - {one["id"] for one in now} == {before[0]["id"]}
    takes_part = [one["user_id"] for one in story.read(case_query.participants) if one["user_id"]]
    course.does(
        "correct_participants", lambda said: said.update(team_members=takes_part[:1], reason="Ferie.")
    )
    assert course.state() == "completed"
    left = story.read(lambda uow, case: people.holders(uow, "core_team_member", "case", case))
    assert list(left) == takes_part[:1] and len(takes_part) > 1
    assert "Ret andre sager i kommunen" in {one["title"] for one in course.journal("document")}
    assert [one.name for one in story.page(LEADER).colleagues if one.name == "Birgit Kvist"] == [
        "Birgit Kvist"
    ]
