"""Domain.md 14, scenario 19: access to the file: seven working days, a bundle with real redaction."""

from __future__ import annotations

import base64
import io
from datetime import timedelta
from typing import Any

import pypdf

from tests.acceptance.doors import refused_by_both
from tests.acceptance.story import Story, Town
from tests.acceptance.test_consent import answered, begins, coordinator, tasks_of
from tests.acceptance.test_decisions import complains
from workflow_service import inbox, runtime
from workflow_service.casefile.access_file import OMITTED
from workflow_service.errors import Rejection
from workflow_service.store import casefile as case_query
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import casefile_sharing as sharing


def family_of(story: Story) -> list[dict[str, Any]]:
    case = story.read(case_query.case_row)
    return list(story.read(lambda uow, _: case_query.persons(uow, case["family_id"])))


def hidden_home(story: Story) -> dict[str, Any]:
    case = story.read(case_query.case_row)
    homes = story.read(lambda uow, _: case_query.households(uow, case["family_id"]))
    return dict(next(home for home in homes if home["protected"]))


def the_other_parent(story: Story) -> dict[str, Any]:
    home = hidden_home(story)
    return next(
        one for one in family_of(story) if one["relation"] == "parent" and one["id"] not in home["members"]
    )


def asked_for_access(story: Story, requester_id: str, login: str) -> str:
    """The father asks; the request is registered."""
    run = begins(story, "access_request", login)
    (item,) = tasks_of(story, run)
    answers = {"requester_id": requester_id, "relation": "custody", "scope": "Alt, der står om Sofia og mig"}
    at = story.town.driver.clock.now().isoformat()
    answered(story, item, login, **answers, received_at=at)
    return run


def form_of(story: Story, run: str, login: str) -> tuple[Any, dict[str, Any]]:
    (item,) = tasks_of(story, run)
    with story.town.driver.acting(story.town.driver.user(login)) as uow:
        return item, dict(inbox.read_form(uow, story.town.neck, item.id).data)


def refusal(story: Story, item: Any, login: str, **answers: Any) -> Rejection:
    try:
        answered(story, item, login, **answers)
    except Rejection as found:
        return found
    raise AssertionError("it was not refused")


def text_of(content: str) -> tuple[str, int]:
    pages = pypdf.PdfReader(io.BytesIO(base64.b64decode(content))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages), len(pages)


def refusal_is_decided(story: Story, run: str) -> None:
    """What is not given is decided with a reason; the child is not asked about it, nothing is sent yet."""
    access = Story(story.town, story.family, run)
    assert list(access.tasks()) == ["prepare_decision"]
    assert access.task("prepare_decision").about == "Aktindsigt"
    access.does("prepare_decision")
    assert list(access.tasks()) == ["decide"]
    assert "Aktindsigt" not in [row["title"] for row in story.journal("letter")]
    refused = access.refused("decide", lambda given: given.update(reason=" "))
    assert "reason" in refused.fields and "child_view" not in refused.fields
    access.does("decide", lambda given: given.update(outcome="partly"))


def test_a_part_that_is_refused_is_decided_and_told_to_the_one_who_asked_alone(town: Town) -> None:
    sofia = town.story("Sofia", "prepare_assessment_meeting")
    login, father = coordinator(sofia), the_other_parent(sofia)
    run = asked_for_access(sofia, father["id"], login)
    for _ in range(2):
        item, _known = form_of(sofia, run, login)
        answered(sofia, item, login)
    refusal_is_decided(sofia, run)
    (taken,) = [row for row in sofia.read(decided.decisions) if row["matter"] == "access"]
    assert (taken["outcome"], taken["legal_basis"]) == ("partly", "forvaltningsloven_9")
    assert taken["child_view_id"] is None and taken["complaint_until"] is not None
    letters = [row for row in sofia.journal("letter") if row["title"] == "Afgørelse: Aktindsigt"]
    assert [one["person_id"] for row in letters for one in row["recipients"]] == [father["id"]]
    assert "klage" in str(letters[0]["content"]).lower()


def test_whoever_is_upheld_about_a_refused_part_need_not_ask_again(town: Town) -> None:
    sofia = town.inquiry("Sofia").comes_to("prepare_assessment_meeting")
    login, father = coordinator(sofia), the_other_parent(sofia)
    run = asked_for_access(sofia, father["id"], login)
    item, known = form_of(sofia, run, login)
    plain = next(row["document_title"] for row in known["documents"] if row["verdict"] == "give")
    answered(sofia, item, login, documents=judged(known, plain, verdict="refuse", reason="Nej."))
    item, _known = form_of(sofia, run, login)
    answered(sofia, item, login)
    refusal_is_decided(sofia, run)
    (taken,) = [row for row in sofia.read(decided.decisions) if row["matter"] == "access"]
    reason = "Dokumentet handler ikke om andre end jer."
    complaint = complains(town, sofia, taken["id"], days=3)
    complaint.does("register_complaint")
    complaint.does("reassess_decision", lambda said: said.update(outcome="upheld", reason=reason))
    town.driver.travel(town.driver.clock.now() + timedelta(minutes=1))
    again, first = sofia.read(sharing.access_requests)
    assert (again["repeats_id"], again["requester_id"]) == (first["id"], father["id"])
    assert again["due_at"] > again["received_at"] > first["sent_at"]
    (found,) = [
        one for one in town.driver.open_tasks_of_case(sofia.case_id) if one.element == "assess_exemptions"
    ]
    new_run = found.instance_id
    item, known = form_of(sofia, new_run, login)
    said = {row["document_title"]: row["verdict"] for row in known["documents"]}
    assert known["upheld_text"] == reason and said[plain] == "refuse"
    answered(sofia, item, login, documents=judged(known, plain, verdict="give", reason=None))
    item, _known = form_of(sofia, new_run, login)
    answered(sofia, item, login)
    access = Story(town, sofia.family, new_run)
    access.does("prepare_decision")
    access.does("decide", lambda said: said.update(outcome="partly"))
    both = sofia.read(sharing.access_requests)
    assert [one["state"] for one in both] == ["sent", "sent"] and both[0]["bundle"] != both[1]["bundle"]


def judged(known: dict[str, Any], title: str, **verdict: Any) -> list[dict[str, Any]]:
    """The documents as proposed, one of them judged otherwise."""
    return [{**row, **(verdict if row["document_title"] == title else {})} for row in known["documents"]]


def test_what_is_given_whole_after_all_is_assessed_again(town: Town) -> None:
    sofia = town.story("Sofia", "prepare_assessment_meeting")
    login, father = coordinator(sofia), the_other_parent(sofia)
    run = asked_for_access(sofia, father["id"], login)
    for _ in range(2):
        item, _known = form_of(sofia, run, login)
        answered(sofia, item, login)
    access = Story(town, sofia.family, run)
    access.does("prepare_decision")
    access.does("decide", lambda given: given.update(outcome="granted"))
    assert list(access.tasks()) == ["assess_exemptions"]


def test_the_father_gets_everything_but_the_mothers_protected_address(town: Town) -> None:
    sofia = town.story("Sofia", "prepare_assessment_meeting")
    login, father = coordinator(sofia), the_other_parent(sofia)
    street = str(hidden_home(sofia)["address"]).split(",")[0]
    run = asked_for_access(sofia, father["id"], login)
    item, known = form_of(sofia, run, login)
    assert item.element == "assess_exemptions" and item.clock_type == "law"
    proposed = {row["document_title"]: row["verdict"] for row in known["documents"]}
    assert "partly" in proposed.values() and "give" in proposed.values()
    whole = [{**row, "verdict": "give"} for row in known["documents"]]
    assert refusal(sofia, item, login, documents=whole).code == "inv_23"
    refused_by_both(town, item, town.driver.user(login), {**known, "documents": whole}, 23)
    answered(sofia, item, login)
    item, known = form_of(sofia, run, login)
    assert any(street in row["words"] for row in known["redactions"])
    short = [row for row in known["redactions"] if street not in row["words"]]
    assert refusal(sofia, item, login, redactions=short).code in ("inv_23", "access_request")
    answered(sofia, item, login)
    refusal_is_decided(sofia, run)
    assert tasks_of(sofia, run) == []
    (request,) = sofia.read(sharing.access_requests)
    text, pages = text_of(request["bundle"])
    assert request["state"] == "sent" and pages == request["pages"] > 2
    assert street not in text and OMITTED in text and "Indhold" in text and f"Side 2 af {pages}" in text
    assert "Sofia" in text
    bundle = base64.b64decode(request["bundle"])
    assert street.encode() not in bundle


def test_the_bundle_leaves_with_the_letter_and_only_to_the_one_who_asked(town: Town) -> None:
    sofia = town.story("Sofia", "prepare_assessment_meeting")
    login, father = coordinator(sofia), the_other_parent(sofia)
    run = asked_for_access(sofia, father["id"], login)
    for _ in range(2):
        item, _known = form_of(sofia, run, login)
        answered(sofia, item, login)
    refusal_is_decided(sofia, run)
    entry = next(row for row in sofia.journal("letter") if row["title"] == "Aktindsigt")
    assert [one["person_id"] for one in entry["recipients"]] == [father["id"]]
    assert hidden_home(sofia)["address"] not in str(entry["content"])
    with town.database.begin(write=False) as uow:
        row = uow.rows("SELECT id, key_id, payload FROM outbox WHERE topic = 'access_bundle'")[0]
        letter = uow.open(str(row["key_id"]), "outbox", str(row["id"]), "payload", row["payload"])
    (attached,) = letter["attachments"]
    assert base64.b64decode(attached["content"]).startswith(b"%PDF-")


def test_after_seven_working_days_a_written_notice_is_due_beside_the_answer(town: Town) -> None:
    sofia = town.story("Sofia", "prepare_assessment_meeting")
    login, father = coordinator(sofia), the_other_parent(sofia)
    run = asked_for_access(sofia, father["id"], login)
    (item,) = tasks_of(sofia, run)
    assert item.due_at is not None
    (request,) = sofia.read(sharing.access_requests)
    assert request["due_at"] == item.due_at and (item.due_at - request["received_at"]).days >= 8
    town.driver.travel(item.due_at)
    late = next(one for one in tasks_of(sofia, run) if one.element == "notify_access_delay")
    day = town.driver.clock.now().date().replace(day=28).isoformat()
    answered(sofia, late, login, delay_reason="Vi mangler et svar fra skolen.", new_date=day)
    assert [one.element for one in tasks_of(sofia, run)] == ["assess_exemptions"]
    titles = [row["title"] for row in sofia.journal("letter")]
    assert "Aktindsigt: svaret bliver forsinket" in titles


def test_a_request_that_comes_as_a_message_begins_on_its_case(town: Town) -> None:
    sofia = town.story("Sofia", "prepare_assessment_meeting")
    number = str(sofia.read(case_query.case_row)["number"])
    with town.database.begin() as uow:
        done = runtime.correlate(uow, town.neck, "access_requested", number, {})
    assert done.matched and done.instance_id is not None
    assert [one.element for one in tasks_of(sofia, done.instance_id)] == ["register_access_request"]
