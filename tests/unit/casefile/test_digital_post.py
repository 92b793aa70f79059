"""Digital Post of each person (domain.md 12): told in F01b and F-T, and what letters do of it."""

from typing import Any

from tests.unit.casefile.journey import CHILD, FATHER, MASTER_DATA, MOTHER, Journey
from workflow_service import casefile
from workflow_service.casefile import digital_post, papers
from workflow_service.casefile.base import case_by_id
from workflow_service.casefile.family_page import family_page
from workflow_service.store import casefile as query
from workflow_service.store import casefile_rows, tables
from workflow_service.store import casefile_transition as transitions


def statuses(berg: Journey) -> dict[str, str | None]:
    with berg.acting() as uow:
        case = case_by_id(uow, berg.case_id)
        return {p["name"]: p["digital_post_status"] for p in query.persons(uow, case["family_id"])}


def parents(*said: str) -> list[dict[str, Any]]:
    return [{**row, "digital_post": one} for row, one in zip(MASTER_DATA["parents"], said, strict=True)]


def test_who_is_exempt_gets_the_letter_on_paper(berg: Journey) -> None:
    berg.to_master_data(parents=parents("exempt", "active"))
    berg.serve("send_welcome_letter")
    with berg.acting() as uow:
        rows = casefile_rows.fetch(uow, tables.outbox, "t.kind = 'letter'")
        found = {one["payload"]["recipient"]["name"]: one["payload"]["recipient"] for one in rows}
        to = query.journal(uow, berg.case_id or "", kinds=("letter",), limit=9)
    assert (found[MOTHER]["digital_post"], found[MOTHER]["on_paper"]) == ("exempt", True)
    assert (found[FATHER]["digital_post"], found[FATHER]["on_paper"]) == ("active", False)
    assert {one["recipients"][0]["name"] for one in to if one["recipients"][0].get("on_paper")} == {MOTHER}


def test_what_is_told_stands_in_the_next_form_and_on_the_page(berg: Journey) -> None:
    berg.to_master_data(parents=parents("exempt", "unknown"), digital_post="none")
    assert statuses(berg) == {CHILD: "none", MOTHER: "exempt", FATHER: None}
    with berg.acting() as uow:
        data = casefile.prefill(uow, berg.case_id or "", "master_data", "t", {}).data
        page = family_page(uow, berg.case_id or "")
    assert [row["digital_post"] for row in data["parents"]] == ["exempt", "unknown"]
    told = {one.name: one.post for one in page.members}
    assert told[MOTHER] == "fritaget for Digital Post, får breve på papir" and told[FATHER] == ""


def test_the_transition_tells_of_the_young_persons_own(berg: Journey) -> None:
    berg.to_master_data(birth_date="2008-09-01")
    berg.serve("begin_transition")
    berg.serve("record_transition_meeting", own_digital_post="no")
    assert statuses(berg)[CHILD] == "none"
    berg.serve("record_transition_meeting", own_digital_post="exempt")
    assert statuses(berg)[CHILD] == "exempt"
    row = {"status": "yellow", "owner_name": "Gerda", "start_date": "2027-03-01", "decision": "Aftalt."}
    with berg.acting() as uow:
        plan = transitions.transition(uow, berg.case_id or "") or {}
        areas = [{**row, "area": one["area"]} for one in transitions.areas(uow, plan["id"])]
    berg.serve("record_readiness", areas=areas, own_digital_post="yes")
    assert statuses(berg)[CHILD] == "active"


def test_the_letters_page_says_of_each_receiver_how_it_goes_and_what_became_of_it(berg: Journey) -> None:
    berg.to_master_data(parents=parents("exempt", "active"))
    berg.serve("send_welcome_letter")
    with berg.acting() as uow:
        one = next(
            row
            for row in query.journal(uow, berg.case_id or "", kinds=("letter",), limit=9)
            if row["recipients"][0]["name"] == FATHER
        )
        papers.record_print(uow, one["id"])
        uow.flush()
        own, other = papers.receivers(uow, one["id"])
        listed = {one.entry.told for one in papers.documents(uow, berg.case_id or "")[1]}
    assert (own.name, own.way, own.sending is not None) == (FATHER, "Digital Post", True)
    assert own.prints[0].by == "Iben Lund" and other.prints == ()
    assert (other.name, other.way) == (MOTHER, "på papir, fritaget for Digital Post")
    assert {f"{FATHER} (Digital Post)", f"{MOTHER} ({other.way})"} <= listed


def test_a_young_child_gets_its_letters_on_paper() -> None:
    to = {"person_id": "1", "name": CHILD, "digital_post": None, "on_paper": True}
    assert digital_post.way_of(to) == "paper"
    assert digital_post.way_of({"person_id": "1", "on_paper": True}) == digital_post.EXEMPT
    assert digital_post.way_of({"attendance_id": "1"}) is None
