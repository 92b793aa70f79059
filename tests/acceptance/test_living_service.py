"""The service is stopped and started, waits for its moments, serves families side by side and in English."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.acceptance.story import Town
from workflow_service import inbox
from workflow_service.app.wiring import make_fire
from workflow_service.casefile import case_page
from workflow_service.errors import NotFound
from workflow_service.monitoring import check
from workflow_service.runtime import fire_job
from workflow_service.schedule import run_due
from workflow_service.store import casefile as case_query
from workflow_service.store import people as people_query

ZONE = ZoneInfo("Europe/Copenhagen")


def url(town: Town) -> str:
    return town.database.url.render_as_string(hide_password=False)


def elements(town: Town, instance_id: str) -> Counter[str]:
    return Counter(item.element for item in town.driver.open_tasks(instance_id))


def test_a_restart_between_two_timers_loses_nothing_and_fires_nothing_twice(town: Town) -> None:
    """Scenario 8: the meeting's own timer and the deadline of the analysis both wait across the stop."""
    asta = town.story("Asta", "inform_family_about_meeting")
    asta.does("inform_family_about_meeting")
    assert asta.tasks() == {}
    job, due = town.next_job()
    town.reopen(url(town))
    assert town.next_job() == (job, due)
    town.driver.travel(due)
    with town.database.begin() as uow:
        assert fire_job(uow, town.neck, job) is False
    assert elements(town, asta.instance_id) == {"hold_analysis_meeting": 1}
    asta.comes_to("active")
    assert list(check(town.database, town.neck)) == []


def test_a_deadline_that_passed_while_the_service_was_down_is_made_up_for_once(town: Town) -> None:
    asta = town.story("Asta", "appoint_coordinator")
    _, due = town.next_job()
    town.driver.clock.travel(due + timedelta(days=2))
    town.reopen(url(town))
    for _ in range(2):
        fire = make_fire(town.database, town.neck)
        run_due(town.database, fire, town.driver.clock.now(), town.driver.clock.travel)
    # the two applications wait for a coordinator
    waiting = {"appoint_coordinator": 1, "appointment_overdue": 1, "prepare_decision": 2}
    assert elements(town, asta.instance_id) == waiting


def test_a_person_can_go_the_whole_way_in_english(town: Town) -> None:
    with town.database.begin() as uow:
        for user_id in town.place.users.values():
            people_query.set_language(uow, user_id, "en")
    asta = town.inquiry("Asta").comes_to("propose_experts")
    item = asta.task("propose_experts")
    with town.driver.acting(town.driver.who(item)) as uow:
        view = inbox.read_form(uow, town.neck, item.id)
        task = inbox.read_task(uow, town.neck, item.id)
        page = case_page(uow, asta.case_id)
    assert task.item.name == "Choose external experts"
    assert (page.status.label, task.item.role_name) == ("Analysis", "Family coordinator")
    assert view.title and view.title != "Analysemøde"
    refusal = asta.refused("propose_experts", lambda a: a["experts"][0].update(name="Kirstine Holst"))
    assert "The family does not take part in the analysis meeting." in refusal.text("en")
    asta.comes_to("active")


def test_two_families_go_side_by_side_and_never_meet(town: Town) -> None:
    """One in the north, one in the south; each step of one lies between two of the other."""
    asta, bertil = town.inquiry("Asta"), town.inquiry("Bertil")
    for element in asta.ahead()[:9]:
        for family in (asta, bertil):
            family.waits(element)
            family.does(element)
            family.so_do_the_others(element)
    numbers = {one.read(case_query.case_row)["number"] for one in (asta, bertil)}
    assert numbers == {"2026-0001", "2026-0002"}
    with town.driver.acting(town.driver.user("family_coordinator3")) as uow:
        assert case_page(uow, bertil.case_id).child is not None
        try:
            case_page(uow, asta.case_id)
        except NotFound as refusal:
            assert refusal.da.startswith("Sagen findes ikke")
        else:
            raise AssertionError("the south sees a family of the north")
    assert asta.tasks().keys() == bertil.tasks().keys() == {"prepare_assessment_meeting"}


def test_a_family_that_moves_ends_its_course_at_any_step(town: Town) -> None:
    asta = town.story("Asta", "carry_out_part")
    leader, news = town.driver.user("team_leader1"), f"/process-instances/{asta.instance_id}/news"
    _, offered = town.api().call(leader, "GET", news)
    assert {one["element"] for one in offered["items"]} == {"family_moved", "family_withdraws", "acute_need"}
    tell = news.replace("news", "tell")
    assert town.api().call(leader, "POST", tell, {"element": "family_moved"})[0] == 204
    assert town.api().call(leader, "POST", tell, {"element": "family_moved"})[0] == 409
    stranger = town.driver.user("team_leader2")
    assert town.api().call(stranger, "POST", tell, {"element": "family_withdraws"})[0] == 404
    assert list(asta.tasks()) == ["notify_new_municipality"]
    asta.does("notify_new_municipality")
    assert asta.tasks() == {} and asta.read(case_query.case_row)["status"] == "closed"


def test_a_child_protection_investigation_warns_before_the_legal_deadline(town: Town) -> None:
    oliver = town.story("Oliver", "carry_out_part")
    aware = oliver.read(case_query.case_row)["awareness_date"]
    came = {}
    while not {"first_law_warning", "second_law_warning", "preliminary_assessment"} <= came.keys():
        _, due = town.next_job()
        town.driver.travel(due)
        for element in oliver.tasks().keys() - came.keys():
            came[element] = due.astimezone(ZONE).date()
    days = [
        (came[e] - aware).days for e in ("first_law_warning", "second_law_warning", "preliminary_assessment")
    ]
    # 3 months, half a month later, 4 months from the day the municipality became aware
    assert 88 <= days[0] < days[1] < days[2] <= 123
    assert oliver.task("preliminary_assessment").clock_type == "law"


def test_an_honour_risk_is_assessed_before_anybody_is_contacted(town: Town) -> None:
    amira = town.story("Amira", "risk_assessment")
    amira.does("risk_assessment")
    amira.comes_to("prepare_assessment_meeting")
    assert amira.trail[3] == ("risk_assessment", "team_leader")
    assert "contact_hold" in amira.read(case_query.case_row)["flags"]
    assert amira.journal("letter") == []
