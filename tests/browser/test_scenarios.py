"""The acceptance scenarios of domain.md 14, told by people at a browser.

The way up to a scenario is told quickly, by the use cases; what the scenario is about is done and seen on
the screen. 4 and 7 have their own pages (test_meeting_run, tests/acceptance/test_model_rules).
"""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Locator

from tests.acceptance import notified
from tests.acceptance.story import Answers, Story, Town
from tests.acceptance.test_absence import Holiday
from tests.acceptance.test_access_to_the_file import (
    OMITTED,
    hidden_home,
    refusal_is_decided,
    the_other_parent,
)
from tests.acceptance.test_decisions import refused
from tests.acceptance.test_joint_financing import approves, course_of, thirds, versions
from tests.acceptance.test_letters_leave import handed_over, send
from tests.acceptance.test_refusals import INVOLVED, PARENT, expert
from tests.acceptance.test_status_meetings import Team
from tests.acceptance.test_transition import born, course, on
from tests.acceptance.test_whole_course import EXPECTED
from tests.browser.through_browser import People
from tests.browser.window import Window
from workflow_service.app.demonstration.families import cpr
from workflow_service.casefile.financing_operations import record_cost
from workflow_service.errors import Rejection
from workflow_service.runtime import correlate
from workflow_service.store import casefile as case_query

pytestmark = pytest.mark.browser

HELD = "Analysemødet blev holdt den 22.4.2026. Støtten kan først starte bagefter"
ACCESS = "Registrér aktindsigt"


def told(people: People, story: Story, until: str) -> Story:
    """The quick way up to this task; from here on people sit at their browsers."""
    story.comes_to(until)
    people.tell()
    return story


def refused_before_the_meeting(people: People, asta: Story) -> None:
    """Support dated before the analysis meeting, which was held, is refused beside its field (INV-06)."""
    held = asta.read(case_query.case_row)["analysis_held_at"].date()

    def before_the_meeting(answers: Answers) -> None:
        support = next(row for row in answers["measures"] if row["kind"] == "supportive")
        support["start"] = (held - timedelta(days=1)).isoformat()
        answers["next_follow_up"] = (held + timedelta(days=80)).isoformat()

    asta.refused("propose_measures", before_the_meeting)
    beside = people.case_worker(asta).beside()
    assert any(one.startswith(HELD) and one.endswith("(Regel 6)") for one in beside)


def test_1_a_family_comes_to_an_active_plan_and_every_step_is_done_at_a_screen(
    egelund: Town, people: People
) -> None:
    people.tell()
    asta = people.inquiry("Asta").comes_to("propose_measures")
    refused_before_the_meeting(people, asta)
    asta.comes_to("active")
    assert sorted(asta.trail) == sorted(EXPECTED)
    window = people.case(asta)
    assert window.page.inner_text(".phase-bar [aria-current=step]") == "Løbende indsats"
    window.sees("Den fælles plan, version 1", "Kirstine Holst", "Jonas Friis", "Afgørelser")
    window.shows("case")
    documents = people.documents(asta)
    documents.sees("Velkomstbrev", "Afgørelse: Merudgifter", "til Nikolaj Holst", "Referat")
    documents.shows("documents")
    assert documents.page.locator("tbody tr").count() >= len(EXPECTED)


def test_2_neither_a_parent_nor_an_involved_expert_is_invited(egelund: Town, people: People) -> None:
    asta = told(people, egelund.inquiry("Asta"), "propose_experts")
    asta.refused("propose_experts", expert(0, "Kirstine Holst"))
    window = people.case_worker(asta)
    assert any(PARENT in one and one.endswith("(Regel 4)") for one in window.beside())
    asta.refused("propose_experts", expert(1, "Hella Lyng"))
    assert any(INVOLVED in one and one.endswith("(Regel 5)") for one in window.beside())
    asta.does("propose_experts")
    assert "expert_declaration" in asta.tasks()


def test_3_a_coordinator_comes_from_the_child_disability_area(egelund: Town, people: People) -> None:
    asta = told(people, egelund.inquiry("Asta"), "appoint_coordinator")
    window = people.at("team_leader1", f"/tasks/{asta.task('appoint_coordinator').id}")
    offered = window.offered("Familiekoordinator")
    assert "Jonas Friis" in str(offered) and "Karen Dahl" not in str(offered)
    asta.does("appoint_coordinator")
    assert people.case(asta).page.locator(".case-side", has_text="Jonas Friis").count()


def test_5_shares_are_a_hundred_per_cent_and_a_new_split_shows_the_difference(
    egelund: Town, people: People
) -> None:
    noah = egelund.inquiry("Noah").comes_to("agree_with_family")
    split = course_of(noah)
    split.does("describe_measure_and_gain")
    people.tell()
    split.refused("propose_split", thirds("33.33", "33.33", "33.33"))
    window = people.case_worker(noah)
    assert any("Der mangler 0,01 %" in one and "(Regel 10)" in one for one in window.beside())
    split.does("propose_split", thirds("33.34", "33.33", "33.33"))
    split.does("controller_check")
    approves(split)
    with people.quickly():
        first = versions(noah)[0]
        with egelund.driver.acting(egelund.driver.user("team_leader1")) as uow:
            month = first["period_from"]
            record_cost(uow, noah.case_id, first["id"], month, month, first["total_cost"] * 2)
            correlate(uow, egelund.neck, "cost_deviated", first["id"], {})
        split.does("describe_measure_and_gain")

    def shift(given: Answers) -> None:
        given["shares"] = given["shares"][:2]
        given["shares"][0]["pct"], given["shares"][1]["pct"] = "70.00", "30.00"

    split.does("propose_split", shift)
    with people.quickly():
        split.does("controller_check")
        approves(split)
    sheet = people.case_worker(noah, f"/cases/{noah.case_id}/financing")
    sheet.sees("33,34", "70,00 %")
    sheet.shows("financing")


def test_6_a_notification_of_friday_turns_red_on_saturday(egelund: Town, people: People) -> None:
    notified.at(egelund, "2026-11-27T16:00")
    note = notified.sent(egelund, concern_text="Barnet er alene hjemme.", notifier_type="police")
    people.tell()
    note.does("receive_notification", notified.DUTY, **notified.TEACHER, child_name="Karla Munk")
    notified.at(egelund, "2026-11-28T15:59")
    row = people.at(notified.DUTY, "/?tab=roles").row(note.item("assess_24h").id)
    assert row.get_attribute("data-state") == "today"
    notified.at(egelund, "2026-11-28T16:00")
    window = people.at(notified.DUTY, "/?tab=roles")
    row = window.row(note.item("assess_24h").id)
    assert row.get_attribute("data-state") == "overdue-law" and "overskredet" in row.inner_text()
    assert window.row(note.item("duty_follow_up").id).count()
    window.shows("inbox")
    note.assessed(notified.DUTY)
    assert "duty_follow_up" not in note.tasks()


def test_9_a_child_turning_16_starts_the_transition_by_itself(egelund: Town, people: People) -> None:
    birthday = born(egelund, 16, 120)
    asta = course(egelund, birthday)
    turns = birthday.replace(year=birthday.year + 16)
    on(asta, turns - timedelta(days=1))
    people.tell()
    assert "Overgang" not in people.case(asta).page.inner_text(".flag-row")
    on(asta, turns)
    window = people.case(asta)
    assert "Overgang til voksenlivet" in window.page.inner_text(".flag-row")
    asta.does("contact_young_person")
    asta.does("invite_transition_meeting")
    on(asta, turns + timedelta(days=552))
    window = people.case(asta)
    window.sees(asta.task("readiness_check").name)
    people.case_worker(asta, f"/tasks/{asta.task('readiness_check').id}").shows("readiness")
    people.case_worker(asta, f"/cases/{asta.case_id}/transition").shows("transition")


def test_13_a_benefit_is_decided_and_support_waits_for_the_analysis_meeting(
    egelund: Town, people: People
) -> None:
    asta = told(people, egelund.inquiry("Asta"), "first_talk")
    item = asta.task("prepare_decision")
    people.case_worker(asta, f"/tasks/{item.id}").sees("Ansøgning")
    assert item.due_at is not None and asta.decides()
    documents = people.documents(asta)
    documents.sees("Afgørelse: Merudgifter", "til Kirstine Holst", "til Nikolaj Holst")
    window = people.case(asta)
    assert "Analysemødet holdt" not in window.text()
    window.sees("Merudgifter", "bevilget")
    with people.quickly():
        asta.comes_to("propose_measures")
    held = asta.read(case_query.case_row)["analysis_held_at"].date()

    def at_once(answers: Answers) -> None:
        support = next(row for row in answers["measures"] if row["kind"] == "supportive")
        support["start"] = (held - timedelta(days=20)).isoformat()
        answers["next_follow_up"] = (held + timedelta(days=60)).isoformat()

    asta.refused("propose_measures", at_once)
    assert any("»Akut indsats«. (Regel 6)" in one for one in people.case_worker(asta).beside())


def test_14_a_protected_address_is_in_nothing_the_father_gets(egelund: Town, people: People) -> None:
    sofia = told(people, egelund.inquiry("Sofia"), "hold_analysis_meeting")
    street = str(hidden_home(sofia)["address"]).split(",")[0]
    father = str(the_other_parent(sofia)["name"])
    window = people.documents(sofia)
    assert window.page.locator("tr", has_text=f"til {father}").count() >= 2
    assert window.page.locator("tr", has_text="til Julie Brandt").count() >= 2
    letters = window.page.locator("tr", has_text=f"til {father}").locator("td:nth-child(2) a")
    paths = [letters.nth(at).get_attribute("href") or "" for at in range(letters.count())]
    for path in paths:
        assert street not in window.open(path).text()
        assert street not in pdf(window, window.page.get_by_role("link", name="Åbn PDF"))
    for path in ("/cases", f"/cases/{sofia.case_id}", f"/cases/{sofia.case_id}/family"):
        assert street not in window.open(path).page.content()
    window.sees("Beskyttet adresse")
    window.shows("family")


def pdf(window: Window, link: Locator) -> str:
    """The words of the PDF that this person downloads there."""
    answer = window.page.context.request.get(window.address + (link.get_attribute("href") or ""))
    assert answer.ok and answer.headers["content-type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.body())).pages
    return " ".join(" ".join(one.extract_text().split()) for one in pages)


def is_own(letter: dict[str, Any]) -> bool:
    """The child's own copy of the decision on support."""
    return letter["subject"] == "Afgørelse: Aflastning" and letter["recipient"]["name"] == "Asta Holst"


@pytest.mark.parametrize("years", [12, 15])
def test_15_a_child_gets_its_own_copy_of_a_decision_on_support(
    egelund: Town, people: People, years: int, tmp_path: Path
) -> None:
    day = born(egelund, years, -100)

    def old_enough(given: Answers) -> None:
        given |= {"birth_date": day.isoformat(), "child_cpr": cpr(day, 19, male=False)}

    asta = egelund.inquiry("Asta").comes_to("complete_master_data")
    asta.does("complete_master_data", old_enough)
    asta.comes_to("propose_measures").does("propose_measures")
    asta.does("prepare_decision")
    people.tell()
    asta.does("decide")
    window = people.documents(asta)
    support = window.page.locator("tr", has_text="Afgørelse: Aflastning").filter(has_text="til Asta Holst")
    assert support.count() == 1
    assert window.page.locator("tr", has_text="Afgørelse: Tabt arbejdsfortjeneste").count() == 2
    assert not window.page.locator("tr", has_text="Afgørelse: Tabt").filter(has_text="til Asta").count()
    support.get_by_role("link", name="Afgørelse: Aflastning", exact=True).click()
    window.sees("Kære Asta", "Hvis du vil klage", "Du kan klage over afgørelsen.")
    window.shows("letter")
    folder = tmp_path / "letters"
    folder.mkdir()
    send(egelund, folder)
    (own,) = [one for one in handed_over(folder) if is_own(one)]
    # on paper to its home, or to the mailbox of the young person's own number
    assert (own["recipient"]["cpr"] is not None) is (years >= 15)


def test_16_a_father_who_disagrees_has_his_words_in_the_plan(egelund: Town, people: People) -> None:
    malthe = told(people, egelund.inquiry("Malthe"), "agree_with_family")
    steps = [
        "agree_with_family",
        "offer_new_talk",
        "agree_after_new_talk",
        "decide_disagreement",
        "approve_plan",
    ]
    malthe.comes_to("active")
    assert [element for element, _ in malthe.trail[-5:]] == steps
    window = people.case_worker(malthe, f"/cases/{malthe.case_id}/plan")
    window.sees("Jeg er enig i det meste, men synes, at hver anden weekend er for tit.")
    window.shows("plan")
    people.documents(malthe).sees("Klagevejledning", "til Carsten Riis")
    assert "Holdt tilbage" in people.case(malthe).text()


def test_17_a_coordinator_is_away_and_the_family_sees_the_substitute(egelund: Town, people: People) -> None:
    story = egelund.inquiry("Asta").comes_to("prepare_assessment_meeting")
    people.tell()
    coordinator = story.page().coordinator
    assert coordinator is not None
    holiday = Holiday.next_week(story, coordinator.id)
    window = people.of(coordinator.id, "/absences")
    window.shows("absences")
    window.page.click("main .btn-main")
    window.page.wait_for_selector("h1:has-text('Skriv fravær og afløser')")
    holiday.found()
    other = egelund.driver.user("core_team_member1")
    with pytest.raises(Rejection, match="substitute_not_adviser"):
        holiday.answers(coordinator.id, "register_absence", {**holiday.answer(), "substitute": other})
    holiday.answers(coordinator.id, "register_absence", holiday.answer())
    people.of(coordinator.id, "/absences").sees("planlagt", holiday.name(holiday.substitute))

    holiday.comes(holiday.first)
    substitute = people.of(holiday.substitute, "/")
    substitute.sees(f"Du er afløser for {coordinator.name}.", "Forbered udredningsmødet")
    substitute.page.click("main a:has-text('Læs, hvad du skal vide som afløser')")
    substitute.page.wait_for_selector("h1:has-text('Læs, hvad du skal vide som afløser')")
    substitute.settle().sees("Ring til Asta om hjælpemidlet.", "Asta")
    case = people.of(holiday.substitute, f"/cases/{story.case_id}")
    case.sees(f"{coordinator.name} er væk til og med", f"{holiday.name(holiday.substitute)} er afløser.")
    people.of(holiday.substitute, f"/cases/{story.case_id}/family").sees("Ring til afløseren.")
    task = story.task("prepare_assessment_meeting")
    egelund.complete(holiday.substitute, task.id, story.answers("prepare_assessment_meeting"))
    people.of(holiday.substitute, f"/cases/{story.case_id}/timeline").sees(f"på vegne af {coordinator.name}")
    assert "choose_successor" not in story.tasks()

    holiday.comes(holiday.last + timedelta(days=1))
    assert "Du er afløser for" not in people.of(holiday.substitute, "/").text()
    back = people.of(coordinator.id, "/")
    back.page.click("main a:has-text('Læs, hvad der er sket')")
    back.page.wait_for_selector("h1:has-text('Læs, hvad der er sket')")
    back.settle().sees("Forbered udredningsmødet")


def test_18_a_complaint_on_day_28_is_in_time_and_on_day_29_late(egelund: Town, people: People) -> None:
    asta, _ = refused(egelund)
    egelund.driver.travel(egelund.driver.clock.now() + timedelta(days=28))
    people.tell()
    window = people.case(asta)
    window.page.locator(".case-side a", has_text="Registrér klage").first.click()
    window.sees("Klagefristen udløber")
    complaint = people.goes_on(asta, window, "Registrér klage")
    complaint.does("register_complaint")
    due = complaint.task("reassess_decision").due_at
    assert due is not None and (due - egelund.driver.clock.now()).days == 28
    people.at("grant_authority2", "/").sees("om 28 dage")
    complaint.does("reassess_decision", lambda answers: answers.update(outcome="partly"))
    documents = people.documents(asta)
    bundle = documents.page.locator("tr", has_text="Klage til Ankestyrelsen: Merudgifter")
    assert "Ankestyrelsen" in pdf(documents, bundle.get_by_role("link", name="Åbn PDF"))


def test_18_a_complaint_on_day_29_is_shown_as_late(egelund: Town, people: People) -> None:
    asta, _ = refused(egelund)
    egelund.driver.travel(egelund.driver.clock.now() + timedelta(days=29))
    people.tell()
    window = people.case(asta)
    window.page.locator(".case-side a", has_text="Registrér klage").first.click()
    window.sees("Klagefristen udløb ", "vises som for sen")
    window.shows("complaint")
    complaint = people.goes_on(asta, window, "Registrér klage")
    complaint.does("register_complaint")
    complaint.does("assess_late_complaint")
    assert complaint.tasks() == {}
    people.documents(asta).sees("Svar på klage")


def test_19_the_bundle_has_nothing_of_what_was_taken_out(egelund: Town, people: People) -> None:
    sofia = told(people, egelund.inquiry("Sofia"), "prepare_assessment_meeting")
    street = str(hidden_home(sofia)["address"]).split(",")[0]
    window = people.case(sofia)
    window.page.get_by_role("link", name=ACCESS).click()
    access = people.goes_on(sofia, window, ACCESS)
    at = egelund.driver.clock.now().isoformat()
    scope = {"relation": "custody", "scope": "Alt, der står om Sofia og mig", "received_at": at}
    people.answers(access, "register_access_request", requester_id=the_other_parent(sofia)["id"], **scope)
    due = access.task("assess_exemptions").due_at
    assert due is not None
    known = people.form(access, "assess_exemptions")
    whole = [{**row, "verdict": "give"} for row in known["documents"]]
    with pytest.raises(Rejection) as refusal:
        people.answers(access, "assess_exemptions", documents=whole)
    assert "(Regel 23)" in refusal.value.da and "(Regel 23)" in window.page.inner_text(".problem-summary")
    people.answers(access, "assess_exemptions", documents=known["documents"])
    people.answers(access, "redact_bundle")
    # what is not given is decided with a reason
    refusal_is_decided(sofia, access.instance_id)
    assert access.tasks() == {}
    documents = people.documents(sofia)
    documents.page.locator("tr", has_text="Aktindsigt").filter(has_text="Brev").first.locator(
        "a"
    ).first.click()
    text = pdf(documents, documents.page.get_by_role("link", name="Åbn de sendte dokumenter (PDF)"))
    assert street not in text and OMITTED in text and "Sofia" in text


def test_20_a_sector_without_consent_sees_only_a_number(egelund: Town, people: People) -> None:
    stories = [egelund.inquiry(name).comes_to("active") for name in ("Asta", "Noah", "Malthe")]
    team = Team.of(stories[0])
    first = team.coming()[0]
    team.to(first["starts_at"] + timedelta(minutes=5))
    with egelund.database.begin() as uow:
        sector = "UPDATE team_membership SET sector = 'addiction' WHERE tenant_id = 1 AND user_id = ?"
        uow.rows(sector, egelund.driver.user("core_team_member1"))
    run = f"/meetings/{first['id']}/run"
    leader = people.at("team_leader1", run)
    leader.page.click("#everybody")
    leader.page.wait_for_selector("#everybody", state="detached")
    leader.page.click("#begin")
    leader.page.wait_for_selector("#development")
    for case in ("Sag 2", "Sag 3"):
        leader.page.click("#deferring summary")
        leader.page.fill("#why", "Vi mangler skolens svar.")
        leader.page.click("#deferring .btn-small")
        leader.page.wait_for_selector(f".run-case h2:text-matches('^{case}')")
    assert "Derfor er sagen på:" in leader.text()
    for path in (run, f"{run}/screen"):
        member = people.at("core_team_member1", path)
        assert "Sag 3" in member.page.inner_text(".run-agenda")
        member.sees("Sag 3", "Gå ud, mens den drøftes")
        content = member.page.content()
        assert not [story.family.first for story in stories if story.family.first in content]
        member.shows("meeting " + path.rpartition("/")[2])
