"""Tasks through the API: found, held, drafted, completed."""

from __future__ import annotations

import uuid

from tests.callers import Callers
from tests.world import ANSWER


def test_a_started_process_answers_with_its_open_tasks(api: Callers) -> None:
    answer = api.call("anna", "POST", "/process-instances", {"key": "plain", "variables": {"round": 1}})
    assert answer.status_code == 201
    assert answer.json["state"] == "active"
    assert [(task["element"], task["name"]) for task in answer.json["tasks"]] == [("work", "Skriv et notat")]


def test_a_free_task_is_listed_for_its_role_and_not_for_others(api: Callers) -> None:
    _, task_id = api.start()
    listed = {login: ids(api, login) for login in ("anna", "bo", "carl")}
    assert listed == {"anna": [task_id], "bo": [task_id], "carl": []}


def test_a_task_that_one_may_not_know_of_is_not_there(api: Callers) -> None:
    _, task_id = api.start()
    assert api.call("carl", "GET", f"/user-tasks/{task_id}").status_code == 404
    assert api.call("anna", "GET", f"/user-tasks/{uuid.uuid4()}").status_code == 404


def test_claim_unclaim_and_a_second_claimer(api: Callers) -> None:
    _, task_id = api.start()
    claimed = api.call("anna", "POST", f"/user-tasks/{task_id}/claim")
    assert (claimed.status_code, claimed.json["state"]) == (200, "claimed")
    assert claimed.json["assignee"] == api.ids["anna"]
    assert api.call("bo", "POST", f"/user-tasks/{task_id}/claim").status_code == 409
    assert ids(api, "anna", "?mine=true") == [task_id]
    assert api.call("anna", "POST", f"/user-tasks/{task_id}/unclaim").json["state"] == "created"


def test_a_task_asked_of_a_colleague_comes_back(api: Callers) -> None:
    _, task_id = api.start()
    api.call("anna", "POST", f"/user-tasks/{task_id}/claim")
    asked = api.call("anna", "POST", f"/user-tasks/{task_id}/delegate", {"user_id": api.ids["bo"]})
    assert (asked.json["state"], asked.json["owner"]) == ("delegated", api.ids["anna"])
    back = api.call("bo", "POST", f"/user-tasks/{task_id}/resolve")
    assert (back.json["state"], back.json["assignee"]) == ("claimed", api.ids["anna"])


def test_the_manager_assigns(api: Callers) -> None:
    _, task_id = api.start()
    path = f"/user-tasks/{task_id}/assign"
    assert api.call("anna", "POST", path, {"user_id": api.ids["bo"]}).status_code == 403
    assert api.call("leder", "POST", path, {"user_id": api.ids["bo"]}).json["assignee"] == api.ids["bo"]
    assert api.call("leder", "POST", path, {"user_id": api.ids["carl"]}).status_code == 403


def test_the_form_comes_with_what_is_known_and_ones_own_draft(api: Callers) -> None:
    _, task_id = api.start()
    saved = api.call("anna", "PUT", f"/user-tasks/{task_id}/draft", {"variables": {"note": "Halvt"}})
    assert saved.status_code == 200
    mine = api.call("anna", "GET", f"/user-tasks/{task_id}/form").json
    assert (mine["key"], mine["data"]["note"]) == ("small_note", "Halvt")
    assert "note" not in api.call("bo", "GET", f"/user-tasks/{task_id}/form").json["data"]


def test_a_completion_opens_the_next_task_and_is_not_done_twice(api: Callers) -> None:
    instance_id, task_id = api.start()
    done = api.call("anna", "POST", f"/user-tasks/{task_id}/complete", {"variables": ANSWER})
    assert done.status_code == 200, done.text
    assert (done.json["instance_id"], done.json["instance_state"]) == (instance_id, "active")
    assert len(done.json["opened_tasks"]) == 1
    again = api.call("anna", "POST", f"/user-tasks/{task_id}/complete", {"variables": ANSWER})
    assert (again.status_code, again.json["code"]) == (409, "task_completed")


def test_a_wrong_answer_is_told_per_field(api: Callers) -> None:
    _, task_id = api.start()
    wrong = api.call("anna", "POST", f"/user-tasks/{task_id}/complete", {"variables": {"points": "mange"}})
    assert wrong.status_code == 422
    assert set(wrong.json["errors"]) == {"note", "points"}


def test_pages_follow_each_other_without_loss(api: Callers) -> None:
    expected = {api.start()[1] for _ in range(5)}
    found, cursor = [], ""
    while True:
        page = api.call("anna", "GET", f"/user-tasks?limit=2{cursor}").json
        found += [item["id"] for item in page["items"]]
        assert (page["total"], page["total_is_exact"]) == (5, True)
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert len(found) == 5 and set(found) == expected


def ids(api: Callers, login: str, query: str = "") -> list[str]:
    answer = api.call(login, "GET", f"/user-tasks{query}")
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json["items"]]
