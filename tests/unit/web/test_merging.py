"""The pages on which somebody merges two families or persons."""

import re

import pytest

from tests.pages import COORDINATOR, LEADER, OWNER, Town
from workflow_service.store import casefile as query
from workflow_service.store import tables
from workflow_service.store.casefile_rows import add


@pytest.fixture
def double(town: Town) -> tuple[str, str]:
    """The child of a case stands a second time in its family; (kept, gone)."""
    with town.database.begin() as uow:
        case = query.case_row(uow, town.case()) or {}
        child = next(p for p in query.persons(uow, case["family_id"]) if p["id"] == case["child_id"])
        copy = {name: child[name] for name in ("family_id", "name", "birth_date", "cpr", "cpr_index")}
        other = add(
            uow, tables.person, case["key_id"], {**copy, "relation": "sibling", "interpreter": "arabisk"}
        )
    return str(child["id"]), other


def address(double: tuple[str, str]) -> str:
    return f"/merging/person/{double[0]}/{double[1]}"


def test_the_list_offers_the_pair_and_the_page_shows_both(town: Town, double: tuple[str, str]):
    visitor = town.enter(LEADER)
    assert f'href="{address(double)}"' in visitor.get("/merging").text
    page = visitor.get(address(double)).text
    assert "Er det de samme?" in page and "arabisk" in page and not re.search(r"\d{6}-\d{4}", page)


def test_without_a_reason_nothing_is_merged(town: Town, double: tuple[str, str]):
    visitor = town.enter(LEADER)
    sent = visitor.post(address(double), {"reason": " "}, at="/merging")
    assert sent.status_code == 422 and "Der mangler et valg eller en begrundelse" in sent.text
    assert town.value("SELECT count(*) FROM merge") == 0


def test_merging_and_undoing_on_the_page(town: Town, double: tuple[str, str]):
    visitor = town.enter(LEADER)
    sent = visitor.post(address(double), {"reason": "Samme barn, skrevet to gange."}, at="/merging")
    assert sent.status_code == 303 and sent.headers["Location"].endswith("/merging")
    page = visitor.get("/merging").text
    (undo,) = re.findall(r'action="(/merging/done/[^"]+/undo)"', page)
    assert "De er lagt sammen." in page and address(double) not in page
    sent = visitor.post(undo, {"reason": "Det var tvillinger."}, at="/merging")
    assert sent.status_code == 303 and "Alt står, som det gjorde før." in visitor.get("/merging").text
    assert address(double) in visitor.get("/merging").text


def test_others_have_no_such_page(town: Town, double: tuple[str, str]):
    assert town.enter(COORDINATOR).get("/merging").status_code == 403
    assert town.enter(OWNER).get(address(double)).status_code == 403
    assert town.enter("team_leader2").get(address(double)).status_code == 404
    assert town.enter(LEADER).get(f"/merging/planet/{double[0]}/{double[1]}").status_code == 404


def test_the_page_is_there_in_english(town: Town, double: tuple[str, str]):
    visitor = town.enter(LEADER)
    visitor.post("/profile", {"name": "Lis Ravn", "phone": "", "language": "en"}, at="/profile")
    assert "Are they the same?" in visitor.get(address(double)).text


def test_the_task_page_gets_the_question_with_its_choices(town: Town):
    visitor, task = town.enter("intake_worker1"), town.task("register_inquiry")
    name = town.database
    with name.begin() as uow:
        case = query.case_row(uow, town.case()) or {}
        child = next(p for p in query.persons(uow, case["family_id"]) if p["id"] == case["child_id"])
    visitor.post(f"/tasks/{task}/claim", at="/")
    answers = {"source": "family", "who": "Mor", "child": child["name"], "what": "Skole", "acute": False}
    path = f"/tasks/{task}/complete"
    sent = visitor.send_json("POST", path, {"variables": answers}, at="/")
    assert sent.status_code == 409 and sent.json is not None
    question = sent.json["question"]
    assert question["field"] == "same_as" and question["choices"][-1]["value"] == "new"
    assert child["name"] not in question["choices"][0]["label"]
    done = visitor.send_json("POST", path, {"variables": {**answers, "same_as": "new"}}, at="/")
    assert done.status_code == 200
