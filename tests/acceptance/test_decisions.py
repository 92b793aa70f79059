"""Decisions with hearing and complaint (S02): who applies gets an answer, and nothing starts without one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.acceptance.story import Story, Town
from tests.acceptance.test_courses_on_a_case import begin
from workflow_service import calendar, inbox, runtime
from workflow_service.app.demonstration.answers import answer
from workflow_service.casefile import timeline
from workflow_service.errors import Forbidden
from workflow_service.monitoring import check
from workflow_service.store import casefile as case_query
from workflow_service.store import casefile_decisions as decided


def titles(story: Story) -> list[tuple[str, str]]:
    return [(row["title"], row["recipients"][0]["name"]) for row in story.journal("letter")]


def applied(town: Town) -> Story:
    """Asta's parents applied for two benefits with the first form; now there is a coordinator."""
    asta = town.story("Asta", "first_talk")
    assert [row["state"] for row in asta.read(decided.applications)] == ["received", "received"]
    return asta


def refuse(answers: dict[str, Any]) -> None:
    answers |= {"outcome": "refused", "reason": "Udgifterne er under grænsen for i år."}


def refused(town: Town) -> tuple[Story, str]:
    """The first application, so large that a committee decides it (D5), is refused after a hearing; the
    course and the decision's id."""
    asta = applied(town)

    def large(answers: dict[str, Any]) -> None:
        refuse(answers)
        answers |= {"burdensome": True, "annual_amount": 1_200_000}

    asta.does("prepare_decision", large)
    asta.does("send_hearing")
    asta.does("party_hearing")
    asta.does("obtain_child_view")
    asta.does("decide", refuse)
    (found,) = [row for row in asta.read(decided.decisions) if row["state"] == "decided"]
    return asta, found["id"]


def complains(town: Town, asta: Story, decision_id: str, days: int) -> Story:
    """A complaint comes so many days after the decision."""
    town.driver.travel(town.driver.clock.now() + timedelta(days=days))
    with town.driver.acting(town.driver.user("intake_worker1")) as uow:
        told = {"decision_id": decision_id}
        found = runtime.correlate(uow, town.neck, "complaint_received", decision_id, told)
    assert found.instance_id is not None
    return Story(town, asta.family, found.instance_id)


def test_a_benefit_applied_for_during_intake_is_decided_before_the_analysis_meeting(town: Town) -> None:
    asta = applied(town)
    assert asta.decides()
    assert {row["state"] for row in asta.read(decided.applications)} == {"decided"}
    assert asta.read(case_query.case_row)["analysis_held_at"] is None
    measures = asta.read(case_query.measures)
    assert [(row["kind"], row["state"]) for row in measures] == [("benefit", "started")] * 2
    assert sorted(row["catalogue_item"] for row in measures) == ["extra_costs", "lost_earnings"]
    parents = {name for title, name in titles(asta) if title == "Afgørelse: Merudgifter"}
    assert parents == {"Kirstine Holst", "Nikolaj Holst"}
    assert list(asta.tasks()) == ["first_talk"]


def test_the_level_of_the_table_decides_and_nobody_below_it(town: Town) -> None:
    """D5: an adviser up to 50,000 kr., a team leader to 250,000, the head of department to 1,000,000."""
    asta = applied(town)
    asta.does("prepare_decision", lambda answers: answers.update(annual_amount=5_000))
    asta.does("prepare_decision", lambda answers: answers.update(annual_amount=900_000))
    asta.does("obtain_child_view")
    asta.does("obtain_child_view")
    tasks = [one for one in town.driver.open_tasks(asta.instance_id) if one.element == "decide"]
    by_role = {one.role: one for one in tasks}
    assert set(by_role) == {"child_disability_adviser", "department_head"}
    item, leader = by_role["department_head"], town.driver.user("team_leader1")
    head = town.driver.user("department_head1")
    given = answer(town.driver.ask(head, item, asta.family))
    with town.driver.acting(leader) as uow:
        inbox.assign(uow, item.id, leader)
    with pytest.raises(Forbidden) as told:
        town.complete(leader, item.id, given)
    assert told.value.code == "beyond_your_competence" and "afdelingschef" in told.value.da
    with town.driver.acting(leader) as uow:
        inbox.assign(uow, item.id, head)
    town.complete(head, item.id, given)
    assert ("decide", "child_disability_adviser") not in asta.trail
    asta.does("decide")
    levels = {row["authority"]: row["decided_by"] for row in asta.read(decided.decisions)}
    assert set(levels) == {"adviser", "department_head"} and levels["department_head"] == head


def test_a_team_leader_decides_the_middle_and_another_sectors_help_is_its_grant_authoritys(
    town: Town,
) -> None:
    asta = applied(town)
    asta.does("prepare_decision", lambda answers: answers.update(annual_amount=200_000))
    asta.does("prepare_decision", lambda answers: answers.update(sector="ppr"))
    assert asta.decides()
    assert {role for element, role in asta.trail if element == "decide"} == {"team_leader", "grant_authority"}


def test_two_applications_of_one_family_are_told_apart_in_the_work_list(town: Town) -> None:
    asta = applied(town)

    def open_now() -> set[tuple[str, str]]:
        return {(one.element, one.about) for one in town.driver.open_tasks(asta.instance_id)}

    day = asta.read(decided.applications)[0]["received"]
    told = {
        f"{what}, søgt {day.day}.{day.month}.{day.year}"
        for what in ("Merudgifter", "Tabt arbejdsfortjeneste")
    }
    assert {about for element, about in open_now() if element == "prepare_decision"} == told
    asta.does("prepare_decision")
    asta.does("prepare_decision")
    assert {about for element, about in open_now() if element == "obtain_child_view"} <= told
    asta.does("obtain_child_view")
    assert {about for element, about in open_now() if element in ("decide", "obtain_child_view")} == told
    assert {about for element, about in open_now() if element == "first_talk"} == {""}


def test_a_family_is_told_before_the_deadline_of_its_application_is_missed(town: Town) -> None:
    asta = applied(town)
    town.driver.travel(town.driver.clock.now() + timedelta(weeks=6))
    assert asta.task("notify_deadline_missed").due_at is not None
    asta.does("notify_deadline_missed")
    (late,) = [row for row in asta.read(decided.applications) if row["told_at"]]
    written = [row for row in asta.journal("letter") if row["title"].startswith("Ny dato for afgørelsen")]
    assert {row["recipients"][0]["name"] for row in written} == {one.name for one in asta.family.parents}
    assert all(calendar.long_date(late["new_date"]) in row["content"]["text"] for row in written)


def test_before_there_is_a_coordinator_the_team_leader_prepares_and_then_passes_on(town: Town) -> None:
    asta = town.story("Asta", "appoint_coordinator")
    assert asta.task("prepare_decision").role == "team_leader"
    asta.does("prepare_decision")
    open_before = asta.tasks()
    assert {open_before[one].role for one in ("prepare_decision", "obtain_child_view")} == {"team_leader"}
    asta.does("appoint_coordinator")
    [coordinator] = {asta.read(case_query.case_row)["coordinator_id"]}
    for one in ("prepare_decision", "obtain_child_view"):
        item = asta.task(one)
        assert (item.role, item.assignee) == ("family_coordinator", coordinator)
    assert list(check(town.database, town.neck)) == []


def test_two_applications_are_decided_told_of_and_started_apart_from_each_other(town: Town) -> None:
    asta = applied(town)
    first, second = asta.read(decided.applications)
    asta.does("prepare_decision", refuse)
    asta.does("prepare_decision")
    prepared = {row["matter_id"]: row["id"] for row in asta.read(decided.decisions)}
    assert set(prepared) == {first["id"], second["id"]}
    town.driver.travel(town.driver.clock.now() + timedelta(weeks=6))
    for one in town.driver.open_tasks(asta.instance_id):
        if one.element == "notify_deadline_missed":
            asta.does("notify_deadline_missed")
            break
    told = [row["id"] for row in asta.read(decided.applications) if row["told_at"]]
    assert len(told) == 1
    asta.does("obtain_child_view")
    asta.does("decide", refuse)
    assert asta.read(case_query.measures) == []
    asta.decides()
    (started,) = asta.read(case_query.measures)
    (granted,) = [row for row in asta.read(decided.decisions) if row["outcome"] == "granted"]
    rows = {row["id"]: row for row in asta.read(decided.applications)}
    assert started["decision_id"] == granted["id"] == prepared[granted["matter_id"]]
    assert rows[granted["matter_id"]]["measure_id"] == started["id"]


def test_a_measure_under_32_is_decided_and_then_started(town: Town) -> None:
    asta = town.story("Asta", "propose_measures")
    asta.does("propose_measures")
    support = {row["kind"]: row["state"] for row in asta.read(case_query.measures)}
    assert support["supportive"] == "proposed"
    asta.does("prepare_decision")
    refusal = asta.refused("decide", lambda answers: answers.update(reason=""))
    assert "reason" in refusal.fields
    asta.does("decide")
    (row,) = [one for one in asta.read(case_query.measures) if one["kind"] == "supportive"]
    assert row["state"] == "started" and row["decision_id"]
    (found,) = [one for one in asta.read(decided.decisions) if one["id"] == row["decision_id"]]
    assert found["outcome"] == "granted" and found["plan_due"] and found["complaint_until"]


def test_a_refusal_comes_after_a_hearing_with_reason_and_complaint_guidance(town: Town) -> None:
    asta, _ = refused(town)
    hearings = [name for title, name in titles(asta) if title.startswith("Partshøring")]
    assert sorted(hearings) == ["Kirstine Holst", "Nikolaj Holst"]
    assert asta.read(case_query.measures) == []
    letter = next(row for row in asta.journal("letter") if row["title"].startswith("Afgørelse"))
    text = letter["content"]["text"]
    assert "Udgifterne er under grænsen" in text and "Klagefristen udløber" in text
    assert "Ankestyrelsen" in text and "barnets lov" in text


def test_a_complaint_on_day_29_is_shown_as_late_and_may_be_rejected(town: Town) -> None:
    asta, decision_id = refused(town)
    complaint = complains(town, asta, decision_id, 29)
    complaint.does("register_complaint")
    complaint.does("assess_late_complaint")
    assert complaint.tasks() == {}
    _, listed = town.api().call(town.driver.user("team_leader1"), "GET", "/process-instances?key=complaint")
    assert [one["case_number"] for one in listed["items"]] == [asta.page().number]
    (row,) = asta.read(decided.complaints)
    assert row["late"] and row["state"] == "rejected"
    assert [name for title, name in titles(asta) if title.startswith("Svar på klage")] == ["Nikolaj Holst"]


def test_a_complaint_on_day_28_is_upheld_in_part_by_another_and_sent_on(town: Town) -> None:
    asta, decision_id = refused(town)
    complaint = complains(town, asta, decision_id, 28)
    decider = town.driver.user("grant_authority1")
    same = complaint.refused("register_complaint", lambda answers: answers.update(reassessed_by=decider))
    assert "reassessed_by" in same.fields
    complaint.does("register_complaint")
    due = complaint.task("reassess_decision").due_at
    assert due is not None and (due - town.driver.clock.now()).days == 28
    complaint.does("reassess_decision", lambda answers: answers.update(outcome="partly"))
    (row,) = asta.read(decided.complaints)
    assert (row["late"], row["state"], row["outcome"]) == (False, "forwarded", "partly")
    newest = asta.read(decided.decisions)[0]
    assert newest["outcome"] == "partly" and newest["decided_by"] == town.driver.user("grant_authority2")
    assert ("Klage til Ankestyrelsen: Merudgifter", "Ankestyrelsen") in titles(asta)


def test_the_decision_stands_on_the_case_page_and_in_the_timeline(town: Town) -> None:
    asta, _ = refused(town)
    titles_shown = [entry.title for entry in asta.page("family_coordinator2").journal]
    assert "Træf afgørelse" in titles_shown and "Afgørelse: Merudgifter" in titles_shown
    with town.driver.acting(town.driver.user("family_coordinator2")) as uow:
        events = timeline(uow, asta.case_id).events
    assert {"decide", "prepare_decision"} <= {event.element for event in events}


def test_an_application_that_comes_later_gets_its_clock_and_its_decision_in_every_phase(town: Town) -> None:
    """Domain.md 5.1: a family applies when it needs help, not only with the first form."""
    asta = town.story("Asta", "screening")
    early = begin(asta, "application_registration", "intake_worker1")
    day = town.driver.clock.now().date() - timedelta(days=3)

    def respite(given: dict[str, Any]) -> None:
        given.update(received=day.isoformat())

    early.does("register_application", respite)
    (row,) = [one for one in asta.read(decided.applications) if one["type"] == "respite"]
    assert (row["received"], row["state"]) == (day, "received")
    assert row["due"] == day + timedelta(weeks=8)
    again = begin(asta, "application_registration", "intake_worker1")
    assert again.refused("register_application", respite).code == "application_known"
    town.driver.travel(town.driver.clock.now())
    abouts = {
        one.about for one in town.driver.open_tasks(asta.instance_id) if one.element == "prepare_decision"
    }
    assert len(abouts) == 3
    asta.comes_to("prepare_assessment_meeting")
    later = begin(asta, "application_registration", "family_coordinator2")
    later.does("register_application")
    town.driver.travel(town.driver.clock.now())
    assert asta.decides()
    states = [one["state"] for one in asta.read(decided.applications) if one["type"] == "respite"]
    assert states == ["decided", "decided"]
    letters = [name for title, name in titles(asta) if title == "Afgørelse: Aflastning"]
    assert sorted(letters) == ["Kirstine Holst"] * 2 + ["Nikolaj Holst"] * 2
    assert {"extra_costs", "lost_earnings", "respite"} == {
        one["catalogue_item"] for one in asta.read(case_query.measures)
    }
