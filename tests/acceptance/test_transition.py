"""The transition to adulthood (P10): begun by itself, checked at 17½; the young person decides at 18."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest

from tests.acceptance.doors import by_operation, refused_everywhere
from tests.acceptance.story import Answers, Story, Town
from tests.acceptance.test_consent import coordinator, yes
from tests.acceptance.test_courses_on_a_case import begin
from workflow_service import inbox, runtime
from workflow_service.audit import verify_all
from workflow_service.casefile.exchanges import exchanges
from workflow_service.casefile.transition_dates import facts_changed, reaches
from workflow_service.errors import Conflict
from workflow_service.monitoring import check
from workflow_service.runtime.operations import OutMessage
from workflow_service.store import casefile as case_query
from workflow_service.store import casefile_rows, casefile_sharing, overrides, tables
from workflow_service.store import casefile_transition as transitions

LEADER = "team_leader1"


def born(town: Town, years: int, in_days: int) -> date:
    """The birth date of somebody who turns `years` in so many days."""
    day = town.driver.clock.now().date() + timedelta(days=in_days)
    return day.replace(year=day.year - years)


def course(town: Town, birthday: date, *, supported: bool = True) -> Story:
    """A family whose child was born on that day, in the assessment; with a benefit that is under way."""
    story = town.story("Asta", "complete_master_data")

    def own_day(given: Answers) -> None:
        given["birth_date"] = birthday.isoformat()
        given |= {"child_cpr": None, "cpr_unknown": True, "replacement_id": "Alder efter historien"}
        if not supported:
            given["applications"] = []

    story.does("complete_master_data", own_day)
    story.comes_to("hold_assessment_meeting")
    if supported:
        with town.database.begin() as uow:
            case = case_query.case_row(uow, story.case_id) or {}
            values = {"case_id": case["id"], "kind": "benefit", "catalogue_item": "extra_costs"}
            values |= {"existing": True, "state": "started", "started_at": uow.now}
            casefile_rows.add(uow, tables.measure, case["key_id"], values)
    return story


def on(story: Story, day: date) -> None:
    """Time passes until the morning of that day."""
    story.town.driver.travel(datetime.combine(day, time(8), tzinfo=UTC))


def flagged(story: Story) -> bool:
    return "transition" in story.read(case_query.case_row)["flags"]


def count(story: Story, element: str) -> int:
    return [one.element for one in story.town.driver.open_tasks(story.instance_id)].count(element)


def test_a_child_turning_16_starts_the_transition_by_itself(town: Town) -> None:
    birthday = born(town, 16, 120)
    story = course(town, birthday)
    turns = birthday.replace(year=birthday.year + 16)
    on(story, turns - timedelta(days=1))
    assert count(story, "contact_young_person") == 0 and not flagged(story)
    on(story, turns)
    due = story.task("contact_young_person").due_at
    assert due is not None and due.date() == turns + timedelta(days=30)
    assert flagged(story) and count(story, "contact_young_person") == 1


def test_the_readiness_check_comes_at_17_and_a_half_however_far_the_talks_are(town: Town) -> None:
    birthday = born(town, 17, 100)
    story = course(town, birthday)
    turns = birthday.replace(year=birthday.year + 17)
    assert flagged(story) and count(story, "contact_young_person") == 1, "16 is past: at once, and once"
    on(story, turns + timedelta(days=170))
    assert count(story, "readiness_check") == 0
    on(story, turns + timedelta(days=186))
    assert count(story, "readiness_check") == 1 and count(story, "contact_young_person") == 1


def test_both_department_heads_are_told_at_17_and_again_at_17_and_a_half(town: Town) -> None:
    birthday = born(town, 17, 100)
    story = course(town, birthday)
    turns = birthday.replace(year=birthday.year + 17)
    on(story, turns)
    open_ones = town.driver.open_tasks(story.instance_id)
    told = {item.assignee for item in open_ones if item.element == "settle_areas"}
    heads = {town.driver.user("department_head1"), town.driver.user("department_head2")}
    assert told == heads
    story.does("settle_areas")
    assert count(story, "settle_areas") == 1
    on(story, turns + timedelta(days=186))
    assert count(story, "settle_areas") == 3


@pytest.fixture
def ready(town: Town) -> Story:
    """A young person whose areas are clarified, half a year before the 18th birthday."""
    birthday = born(town, 17, 40)
    story = course(town, birthday)
    for element in (
        "contact_young_person",
        "invite_transition_meeting",
        "transition_meeting",
        "clarify_areas",
        "make_youth_plan",
    ):
        story.does(element)
    for _ in range(2):
        story.does("adult_applications")
    on(story, birthday.replace(year=birthday.year + 17) + timedelta(days=186))
    return story


def test_an_area_that_is_not_settled_is_refused_and_only_a_department_head_lets_it_pass(ready: Story) -> None:
    def without_housing(given: Answers) -> None:
        for row in given["areas"]:
            if row["area"] == "housing":
                row.update(status="yellow", decision=None, owner_name=None)

    refusal = ready.refused("readiness_check", without_housing)
    assert list(refusal.fields) == ["areas.3.decision"]
    assert refusal.da.startswith("Bolig er ikke på plads") and refusal.da.endswith("(Regel 17)")
    refused_everywhere(ready, "readiness_check", 17, without_housing, "record_readiness")

    def asks(given: Answers) -> None:
        without_housing(given)
        given |= {"areas_open": True, "areas_open_reason": "Svar i januar."}

    ready.does("readiness_check", asks)
    assert "prepare_decision" not in ready.tasks() and not ready.read(transitions.transition)["overridden"]
    ready.refused("approve_open_area", login="team_leader1")
    refusal = by_operation(ready, "hand_over_to_adult", {})
    assert refusal is not None and "har ikke svaret endnu" in refusal.da
    back = {"approved": False, "approval_note": "Spørg boligvisitationen igen."}
    ready.does("approve_open_area", lambda given: given.update(back))
    ready.does("readiness_check", asks)
    ready.does("approve_open_area")
    assert ready.read(transitions.transition)["overridden"] is True and "prepare_decision" in ready.tasks()
    (row,) = ready.read(partial(overrides.of_case, rule="INV-17"))
    assert row["reason"] == "Svar i januar." and row["decided_by"] != row["asked_by"]


def test_the_adult_authority_decides_and_the_young_person_is_handed_over_at_18(ready: Story) -> None:
    ready.does("readiness_check")
    assert ready.decides()
    assert ("decide", "grant_authority") in ready.trail
    decided = [one for one in ready.journal("letter") if one["title"] == "Afgørelse: Støtte som voksen"]
    assert "Asta" in {str(one["recipients"][0]["name"]).split()[0] for one in decided}
    on(ready, ready.town.driver.clock.now().date() + timedelta(days=200))
    ready.does("confirm_start")
    ready.does("hand_over_contact")
    assert not flagged(ready)
    assert ready.read(transitions.transition)["state"] == "handed_over"
    [letter] = [one for one in ready.journal("letter") if one["title"] == "Brev om din kontakt som voksen"]
    assert str(letter["recipients"][0]["name"]).startswith("Asta")
    with ready.town.driver.acting(ready.town.driver.user(LEADER)) as uow:
        passed_on = exchanges(uow, ready.case_id)[1]
    kinds = [one.kind for one in passed_on if one.law and one.law.citation == "barnets lov § 123"]
    assert kinds == ["handover", "application", "application"] and passed_on[0].role
    with ready.town.database.begin(write=False) as uow:
        assert verify_all(uow) == []
    assert list(check(ready.town.database, ready.town.neck)) == []


def test_without_support_a_letter_comes_at_17_and_no_transition(town: Town) -> None:
    birthday = born(town, 17, 90)
    story = course(town, birthday, supported=False)
    assert not flagged(story)
    on(story, birthday.replace(year=birthday.year + 17))
    letters = [one for one in story.journal("letter") if one["title"] == "Brev om at blive 18 år"]
    assert len(letters) == 3, "both parents and the young person"
    assert not flagged(story) and count(story, "contact_young_person") == 0


def test_support_that_begins_later_is_seen_at_the_next_age(town: Town) -> None:
    birthday = born(town, 16, 90)
    story = course(town, birthday, supported=False)
    on(story, birthday.replace(year=birthday.year + 16))
    assert not flagged(story)
    with town.database.begin() as uow:
        case = case_query.case_row(uow, story.case_id) or {}
        values = {"case_id": case["id"], "kind": "placement", "catalogue_item": "foster_family"}
        values |= {"state": "started", "started_at": uow.now}
        casefile_rows.add(uow, tables.measure, case["key_id"], values)
    on(story, birthday.replace(year=birthday.year + 17))
    assert flagged(story)


def test_it_can_be_started_by_hand_from_15_and_never_twice(town: Town) -> None:
    birthday = born(town, 15, 30)
    story = course(town, birthday)
    with pytest.raises(Conflict):
        begin(story, "transition_adulthood", LEADER)
    on(story, birthday.replace(year=birthday.year + 15))
    by_hand = begin(story, "transition_adulthood", LEADER)
    assert list(by_hand.tasks()) == ["contact_young_person"]
    with pytest.raises(Conflict):
        begin(story, "transition_adulthood", LEADER)
    on(story, birthday.replace(year=birthday.year + 16))
    assert count(story, "contact_young_person") == 0 and count(by_hand, "contact_young_person") == 1


def correct(story: Story, day: date) -> None:
    found = begin(story, "birth_date_correction", LEADER)
    found.does("correct_birth_date", lambda given: given.update(birth_date=day.isoformat()))


def test_a_corrected_birth_date_moves_the_start_later_and_earlier(town: Town) -> None:
    birthday = born(town, 16, 60)
    turns = birthday.replace(year=birthday.year + 16)
    story = course(town, birthday)
    correct(story, birthday + timedelta(days=40))
    on(story, turns + timedelta(days=1))
    assert not flagged(story)
    correct(story, birthday + timedelta(days=10))
    on(story, turns + timedelta(days=11))
    assert flagged(story)
    assert count(story, "contact_young_person") == 1


def arrives(story: Story, messages: Iterable[OutMessage]) -> None:
    with story.town.driver.acting(story.town.driver.user("system_admin1")) as uow:
        for one in messages:
            runtime.correlate(uow, story.town.neck, one.name, one.correlation_key, one.variables)


def test_a_child_who_is_placed_between_two_birthdays_starts_the_transition_then(town: Town) -> None:
    story = course(town, born(town, 17, 270), supported=False)
    assert not flagged(story)
    with town.database.begin() as uow:
        case = case_query.case_row(uow, story.case_id) or {}
        values = {"case_id": case["id"], "kind": "placement", "catalogue_item": "foster_family"}
        values |= {"existing": True, "state": "started", "started_at": uow.now}
        casefile_rows.add(uow, tables.measure, case["key_id"], values)
        uow.flush()
        messages = facts_changed(uow, case)
    assert len(messages) == 1
    arrives(story, messages)
    assert flagged(story) and count(story, "contact_young_person") == 1
    # nobody waits any more
    assert story.read(lambda uow, _: facts_changed(uow, case)) == ()


def test_a_home_that_is_expected_starts_the_transition_half_a_year_earlier(town: Town) -> None:
    birthday = born(town, 16, 290)
    story = course(town, birthday, supported=False).comes_to("propose_measures")
    before = birthday.replace(year=birthday.year + 16) - timedelta(days=1)
    assert town.driver.clock.now().date() < before and not flagged(story)
    story.does("propose_measures", lambda given: given.update(adult_housing_expected=True))
    on(story, town.driver.clock.now().date() + timedelta(days=1))
    if not flagged(story):
        on(story, reaches(birthday, "P15Y6M"))
    assert flagged(story) and town.driver.clock.now().date() < before


def test_a_birth_date_to_come_is_refused(town: Town) -> None:
    story = course(town, born(town, 12, 60))
    found = begin(story, "birth_date_correction", LEADER)
    ahead = (town.driver.clock.now().date() + timedelta(days=3)).isoformat()
    assert "birth_date" in found.refused("correct_birth_date", lambda g: g.update(birth_date=ahead)).fields


def test_at_18_the_parents_consents_lapse_and_the_young_person_is_the_party(town: Town) -> None:
    birthday = born(town, 18, 70)
    story = course(town, birthday)
    consent = begin(story, "consent", LEADER)
    until = birthday.replace(year=birthday.year + 18) - timedelta(days=1)
    yes(story, consent.instance_id, coordinator(story))
    rows = story.read(casefile_sharing.consents)
    assert rows and all(one["valid_to"] <= until for one in rows)
    on(story, birthday.replace(year=birthday.year + 18))
    family_id = story.read(case_query.case_row)["family_id"]
    custody = story.read(lambda uow, case: case_query.relations(uow, family_id))
    assert {one["valid_to"] for one in custody if one["custody"]} == {until + timedelta(days=1)}
    again = begin(story, "consent", LEADER)
    [item] = town.driver.open_tasks(again.instance_id)
    with town.driver.acting(town.driver.user(coordinator(story))) as uow:
        asked = inbox.read_form(uow, town.neck, item.id).data
    assert asked["giver"] == story.read(case_query.case_row)["child_id"]
    yes(story, again.instance_id, coordinator(story))
    assert again.tasks() == {}
