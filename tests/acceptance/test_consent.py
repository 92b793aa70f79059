"""S01: who is asked, what each says, and that a consent taken back stops what was about to be shared."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tests.acceptance.story import Story, Town
from workflow_service import inbox, runtime
from workflow_service.casefile import case_page, consents
from workflow_service.casefile.base import case_by_id
from workflow_service.inbox import TaskItem
from workflow_service.store import casefile as case_query

PARTIES = [{"party": "school", "name": "Egelund Skole"}, {"party": "external_expert"}]


def begins(story: Story, process: str, login: str) -> str:
    """Somebody starts a process from the case page."""
    with story.town.driver.acting(story.town.driver.user(login)) as uow:
        done = runtime.start_instance(uow, story.town.neck, process, {}, case_id=story.case_id)
        return done.locked.id


def coordinator(story: Story) -> str:
    with story.town.database.begin(write=False) as uow:
        found = uow.row(
            "SELECT u.login FROM case_file c JOIN app_user u ON u.tenant_id = c.tenant_id AND"
            " u.id = c.coordinator_id WHERE c.id = ?",
            story.case_id,
        )
    assert found is not None
    return str(found["login"])


def tasks_of(story: Story, instance_id: str) -> list[TaskItem]:
    return story.town.driver.open_tasks(instance_id)


def asked(story: Story) -> list[TaskItem]:
    """Who is asked for consent now, in the family's own course: a task each."""
    found = tasks_of(story, story.instance_id)
    return [one for one in found if one.element in ("obtain_consent", "renew_consent")]


def answered(story: Story, item: TaskItem, login: str, **answers: Any) -> None:
    """The task's form as it opens, with these answers over it."""
    driver = story.town.driver
    with driver.acting(driver.user(login)) as uow:
        known = inbox.read_form(uow, story.town.neck, item.id).data
    story.town.complete(driver.user(login), item.id, {**known, **answers})


def yes(story: Story, instance_id: str, login: str, **more: Any) -> None:
    """Everybody who is asked says yes to the same parties."""
    asking = asked(story) if instance_id == story.instance_id else tasks_of(story, instance_id)
    for item in asking:
        given = {
            "if_no": "Så taler vi med skolen uden at nævne navne.",
            "answer": "given",
            "parties": PARTIES,
            "purposes": ["assessment", "analysis"],
            "information_types": ["school", "health"],
            "form": "oral_witness",
            "witness": "Lis Ravn",
        }
        answered(story, item, login, **{**given, **more})


def covered(story: Story) -> frozenset[str]:
    with story.town.database.begin(write=False) as uow:
        return consents.covered(uow, case_by_id(uow, story.case_id))


def test_each_parent_with_custody_is_asked_and_one_no_is_enough(town: Town) -> None:
    asta = town.story("Asta", "obtain_consent")
    login = coordinator(asta)
    first, second = asked(asta)
    assert {first.element, second.element} == {"obtain_consent"} and first.role == "family_coordinator"
    answered(asta, second, login, if_no="Så spørger vi igen.", answer="refused")
    yes(asta, asta.instance_id, login)
    assert asked(asta) == [] and covered(asta) == frozenset()
    # a no is an answer, too: the course goes on
    assert "map_open_sector_cases" in asta.tasks()
    shown = {(one.giver, one.state) for one in asta.page(login).consents}
    assert len(shown) == 2 and {state for _, state in shown} == {"valid", "refused"}


def test_a_consent_of_everybody_covers_the_parties_until_it_lapses(town: Town) -> None:
    asta = town.story("Asta", "obtain_consent")
    login = coordinator(asta)
    yes(asta, asta.instance_id, login)
    assert covered(asta) == {"school", "external_expert"}
    ends = {one.valid_to for one in asta.page(login).consents}
    assert len(ends) == 1
    last = ends.pop()
    assert isinstance(last, date)
    now = town.driver.clock.now()
    town.driver.clock.travel(now.replace(year=last.year, month=last.month, day=last.day, hour=12))
    assert covered(asta) == {"school", "external_expert"}
    town.driver.clock.travel(town.driver.clock.now().replace(year=last.year + 1))
    assert covered(asta) == frozenset()
    assert {one.state for one in asta.page(login).consents} == {"lapsed"}


def test_one_party_can_be_withdrawn_alone_and_the_case_is_told(town: Town) -> None:
    asta = town.story("Asta", "obtain_consent")
    login = coordinator(asta)
    yes(asta, asta.instance_id, login)
    run = begins(asta, "consent_withdrawal", login)
    (item,) = tasks_of(asta, run)
    with town.driver.acting(town.driver.user(login)) as uow:
        choices = inbox.read_form(uow, town.neck, item.id).data["options_consented_parties"]
    school = next(one["value"] for one in choices if "Skole" in one["label"])
    at = town.driver.clock.now().isoformat()
    answered(asta, item, login, withdrawn=[{"party": school, "at": at}])
    assert covered(asta) == {"external_expert"}
    with town.database.begin(write=False) as uow:
        told = uow.rows("SELECT correlation_key FROM message WHERE name = 'consent_withdrawn'")
        number = uow.value("SELECT number FROM case_file WHERE id = ?", asta.case_id)
    assert [str(row["correlation_key"]) for row in told] == [str(number)]
    with town.driver.acting(town.driver.user(login)) as uow:
        states = [one.state for one in case_page(uow, asta.case_id).consents]
    assert states.count("withdrawn") == 1 and states.count("valid") == 3


def test_whoever_gave_a_consent_is_asked_again_four_weeks_before_it_lapses(town: Town) -> None:
    asta = town.story("Asta", "obtain_consent")
    login = coordinator(asta)
    yes(asta, asta.instance_id, login)
    ends = {one.valid_to for one in asta.page(login).consents}.pop()
    assert ends is not None
    morning = datetime.combine(ends - timedelta(days=29), time(8), tzinfo=UTC)
    town.driver.travel(morning)
    assert "renew_consent" not in asta.tasks()
    town.driver.travel(morning + timedelta(days=1))
    again = asked(asta)
    assert len(again) == 2, "each parent separately"
    town.driver.travel(morning + timedelta(days=2))
    for item in again:
        answered(asta, item, login, if_no="Så deler vi ikke.", answer="refused")
    assert "renew_consent" not in asta.tasks()


def test_a_consent_that_was_taken_back_is_not_asked_about_again(town: Town) -> None:
    asta = town.story("Asta", "obtain_consent")
    login = coordinator(asta)
    yes(asta, asta.instance_id, login)
    ends = {one.valid_to for one in asta.page(login).consents}.pop()
    withdraws_everything(asta, login)
    assert ends is not None and covered(asta) == frozenset()
    town.driver.travel(datetime.combine(ends - timedelta(days=27), time(8), tzinfo=UTC))
    assert "renew_consent" not in asta.tasks()


def withdraws_everything(story: Story, login: str) -> None:
    (item,) = tasks_of(story, begins(story, "consent_withdrawal", login))
    with story.town.driver.acting(story.town.driver.user(login)) as uow:
        choices = inbox.read_form(uow, story.town.neck, item.id).data["options_consented_parties"]
    at = story.town.driver.clock.now().isoformat()
    answered(story, item, login, withdrawn=[{"party": one["value"], "at": at} for one in choices])


def test_material_with_names_that_waits_for_the_meeting_loses_them(town: Town) -> None:
    asta = town.story("Asta", "propose_experts")
    login = coordinator(asta)
    yes(asta, begins(asta, "consent", login), login)
    asta.does("propose_experts", lambda given: given.update(material_form="identifiable"))
    withdraws_everything(asta, login)
    town.driver.travel(town.driver.clock.now())
    (meeting,) = [one for one in asta.read(case_query.meetings) if one["type"] == "analysis"]
    assert meeting["minutes"]["material_form"] == "pseudonymised"
    asta.does("stop_sharing")
    assert "stop_sharing" not in asta.tasks()
