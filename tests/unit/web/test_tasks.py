"""A task: its form and reasons, saving, completing, handing over, and reading it afterwards."""

import json
import re
from typing import Any

from tests.pages import COORDINATOR, INTAKE, LEADER, Town, Visitor
from workflow_service.store import people, tables

INQUIRY = {
    "source": "school",
    "who": "Skoleleder Kirsten Bo",
    "child": "Liv Nygaard",
    "what": "Hun kommer ikke i skole om mandagen.",
    "acute": False,
}


def island(page: str) -> dict[str, Any]:
    """The parameters of the page's island."""
    found = re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    parameters: dict[str, Any] = json.loads(found[1])
    return parameters


def taken(town: Town) -> tuple[Visitor, str]:
    """The intake worker with the inquiry taken."""
    visitor, task = town.enter(INTAKE), town.task("register_inquiry")
    visitor.post(f"/tasks/{task}/claim", at="/")
    return visitor, task


def test_a_task_shows_its_form_and_why_it_is_there(town: Town):
    visitor, task = taken(town)
    page = visitor.get(f"/tasks/{task}").text
    parameters = island(page)
    assert parameters["submitUrl"].startswith(f"/tasks/{task}/complete")
    assert "what" in {one.get("key") for one in parameters["schema"]["components"]}
    for heading in (
        "Hvorfor får jeg opgaven?",
        "Frist",
        "Vejledning",
        "Retsgrundlag",
        "Hvad sker der bagefter?",
    ):
        assert f"<h2>{heading}</h2>" in page
    assert "Udfyld stamoplysninger" in page


def test_the_tab_s_title_names_nobody(town: Town):
    visitor = town.enter(COORDINATOR)
    for path in (f"/tasks/{town.task('follow_up')}", f"/cases/{town.case()}"):
        title = re.search(r"<title>(.*?)</title>", visitor.get(path).text)
        assert title is not None and "Noah" not in title[1] and "Lindahl" not in title[1]


def test_data_cannot_end_the_element_it_stands_in(town: Town):
    visitor, task = taken(town)
    hostile = {"variables": {"what": "</script><script>alert(1)</script>"}}
    visitor.send_json("PUT", f"/tasks/{task}/draft", hostile, at=f"/tasks/{task}")
    page = visitor.get(f"/tasks/{task}").text
    assert "<script>alert" not in page
    assert island(page)["data"]["what"] == hostile["variables"]["what"]


def test_a_draft_comes_back_with_its_time(town: Town):
    visitor, task = taken(town)
    sent = visitor.send_json(
        "PUT", f"/tasks/{task}/draft", {"variables": {"who": "Kir"}}, at=f"/tasks/{task}"
    )
    parameters = island(visitor.get(f"/tasks/{task}").text)
    assert sent.status_code == 200
    assert parameters["data"]["who"] == "Kir" and parameters["draftSavedAt"] == "kl. 10.00"


def test_completing_goes_on_to_the_case_s_next_task(town: Town):
    visitor, task = taken(town)
    body = {"variables": INQUIRY}
    sent = visitor.send_json("POST", f"/tasks/{task}/complete", body, at=f"/tasks/{task}")
    assert sent.status_code == 200 and sent.json is not None
    following = town.value(
        "SELECT id FROM user_task WHERE element = 'complete_master_data' AND state <> 'completed'"
    )
    assert sent.json["next"] == f"/tasks/{following}"
    page = visitor.get(sent.json["next"]).text
    assert "Opgaven er afsluttet." in page and "Liv N." in page.replace("L.N.", "Liv N.")


def test_errors_come_back_by_field(town: Town):
    visitor, task = taken(town)
    body = {"variables": {**INQUIRY, "source": "", "what": ""}}
    sent = visitor.send_json("POST", f"/tasks/{task}/complete", body, at=f"/tasks/{task}")
    assert sent.status_code == 422 and sent.json is not None
    assert set(sent.json["errors"]) == {"source", "what"}


def test_a_task_somebody_finished_is_told_by_name_and_time(town: Town):
    visitor, task = taken(town)
    at, body = f"/tasks/{task}", {"variables": INQUIRY}
    visitor.send_json("POST", f"{at}/complete", body, at=at)
    sent = visitor.send_json("POST", f"{at}/complete", body, at="/")
    assert sent.status_code == 409 and sent.json is not None
    assert sent.json["detail"].startswith("Opgaven er allerede løst af Ida Lund kl. 10.00.")


def test_a_finished_task_is_read_with_who_and_when(town: Town):
    visitor, task = taken(town)
    visitor.send_json("POST", f"/tasks/{task}/complete", {"variables": INQUIRY}, at=f"/tasks/{task}")
    page = visitor.get(f"/tasks/{task}").text
    assert "Løst af Ida Lund tir. 3.3. kl. 10.00" in page
    assert INQUIRY["what"] in page and "data-island" not in page


def test_a_free_task_is_offered_and_a_colleague_s_is_explained(town: Town):
    task = town.task("appoint_coordinator")
    leader = town.enter(LEADER)
    assert "Tag opgaven" in leader.get(f"/tasks/{task}").text
    closing = town.task("follow_up")
    page = leader.get(f"/tasks/{closing}").text
    assert "Opgaven ligger hos Jonas Friis." in page and "data-island" not in page


def test_a_task_is_put_back_and_the_list_is_where_it_was(town: Town):
    visitor, task = taken(town)
    sent = visitor.post(f"/tasks/{task}/unclaim", {"list": "tab=roles&clock=law"}, at=f"/tasks/{task}")
    assert sent.headers["Location"] == "/?tab=roles&clock=law"
    assert town.value("SELECT state FROM user_task WHERE id = ?", task) == "created"


def test_only_colleagues_with_access_are_offered_a_task(town: Town):
    task = town.task("follow_up")
    page = town.enter(COORDINATOR).get(f"/tasks/{task}/hand-over/delegate").text
    offered = re.findall(r'<option value="[^"]+">([^<]+)</option>', page)
    assert "Anne Skov" in offered and "Per Halberg" not in offered and "Jonas Friis" not in offered


def test_a_task_is_handed_over_and_returned(town: Town):
    task = town.task("follow_up")
    place = f"/tasks/{task}/hand-over/delegate"
    leader_id = str(town.value("SELECT id FROM app_user WHERE login = ?", LEADER))
    coordinator = town.enter(COORDINATOR)
    assert coordinator.post(place, {"user": ""}, at=place).status_code == 422
    assert coordinator.post(place, {"user": leader_id}, at=place).status_code == 303
    leader = town.enter(LEADER)
    assert "Send opgaven tilbage til den, der bad dig" in leader.get(f"/tasks/{task}").text
    leader.post(f"/tasks/{task}/resolve", at=f"/tasks/{task}")
    holder = town.value(
        "SELECT u.login FROM user_task t JOIN app_user u ON u.id = t.assignee WHERE t.id = ?", task
    )
    assert holder == COORDINATOR


def test_what_was_filled_in_from_before_says_where_it_is_from(town: Town):
    page = town.enter(COORDINATOR).get(f"/tasks/{town.task('follow_up')}").text
    assert island(page)["label"] and "Tidligere svar" in page


def test_an_expert_reads_the_one_task_and_none_of_the_case_s_earlier_answers(town: Town):
    task = town.task("follow_up")
    case_id = str(town.value("SELECT case_id FROM user_task WHERE id = ?", task))
    with town.database.begin() as uow:
        expert = people.find_user(uow, "external_expert1")
        assert expert is not None
        people.grant(uow, expert.id, "external_expert", "case", case_id)
        offered = {"role": "external_expert", "state": "created", "assignee": None}
        uow.execute(tables.user_task.update().where(tables.user_task.c.id == task).values(offered))
    page = town.enter("external_expert1").get(f"/tasks/{task}")
    assert page.status_code == 200 and "Hvorfor får jeg opgaven?" in page.text
    assert "Tidligere svar" not in page.text
