"""Instances through the API: started, found, read, steered."""

from __future__ import annotations

import pytest

from tests.callers import Callers
from tests.world import ANSWER

REASON = {"reason": "Oprettet ved en fejl."}


def test_a_started_instance_can_be_read_by_its_starter_and_not_by_strangers(api: Callers) -> None:
    instance_id, _ = api.start()
    read = api.call("anna", "GET", f"/process-instances/{instance_id}").json
    assert (read["key"], read["version"], read["state"]) == ("plain", 1, "active")
    assert read["started_at"] == "2026-03-03T09:00:00+00:00"
    for login in ("carl", "system"):
        assert api.call(login, "GET", f"/process-instances/{instance_id}").status_code == 404
    assert api.call("owner", "GET", f"/process-instances/{instance_id}").status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("?key=plain", 2),
        ("?key=plain&version=1", 2),
        ("?version=2", 0),
        ("?state=completed", 1),
        ("?element=work", 2),
        ("?incident=true", 0),
        ("?incident=false", 3),
        ("?started_after=2026-03-03T10:00:00%2B01:00", 0),
        ("?started_before=2026-03-03T10:00:01%2B01:00", 3),
        ("?business_key=2026-0001", 0),
        ("?variable=round:1", 0),
        ("?sort=started_at&limit=1", 1),
    ],
)
def test_instances_are_found_by_what_is_known_of_them(api: Callers, query: str, found: int) -> None:
    api.start()
    api.start("reminded")
    _, task_id = api.start()
    answer = {"variables": {**ANSWER, "again": False}}
    assert api.call("anna", "POST", f"/user-tasks/{task_id}/complete", answer).status_code == 200
    page = api.call("anna", "GET", f"/process-instances{query}")
    assert page.status_code == 200, page.text
    assert len(page.json["items"]) == found


def test_the_history_says_where_tokens_were_and_are(api: Callers) -> None:
    instance_id, task_id = api.start()
    api.call("anna", "POST", f"/user-tasks/{task_id}/complete", {"variables": ANSWER})
    history = api.call("anna", "GET", f"/process-instances/{instance_id}/activities").json["items"]
    assert [a["state"] for a in history if a["element"] == "work"] == ["completed", "active"]
    tokens = api.call("anna", "GET", f"/process-instances/{instance_id}/tokens").json["items"]
    assert [(t["element"], t["name"]) for t in tokens] == [("work", "Skriv et notat")]


def test_the_variables_are_those_the_diagram_declares(api: Callers) -> None:
    instance_id, task_id = api.start()
    api.call("anna", "POST", f"/user-tasks/{task_id}/complete", {"variables": {**ANSWER, "hidden": "x"}})
    read = api.call("anna", "GET", f"/process-instances/{instance_id}/variables").json
    assert read == {"variables": {"round": 2, "again": True}}
    assert api.call("carl", "GET", f"/process-instances/{instance_id}/variables").status_code == 404


def test_the_manager_suspends_resumes_and_cancels(api: Callers) -> None:
    instance_id, task_id = api.start()
    path = f"/process-instances/{instance_id}"
    assert api.call("bo", "POST", f"{path}/suspend", REASON).status_code == 403
    assert api.call("leder", "POST", f"{path}/resume", REASON).status_code == 409
    assert api.call("leder", "POST", f"{path}/suspend", REASON).json["state"] == "suspended"
    answer = api.call("anna", "POST", f"/user-tasks/{task_id}/complete", {"variables": ANSWER})
    assert answer.status_code == 409
    assert api.call("leder", "POST", f"{path}/resume", REASON).json["state"] == "active"
    assert api.call("leder", "POST", f"{path}/cancel", REASON).json["state"] == "terminated"
    assert api.call("leder", "POST", f"{path}/cancel", REASON).status_code == 409


def test_steering_needs_a_reason(api: Callers) -> None:
    instance_id, _ = api.start()
    refused = api.call("leder", "POST", f"/process-instances/{instance_id}/cancel", {})
    assert (refused.status_code, set(refused.json["errors"])) == (422, {"reason"})


def test_a_start_may_insist_on_the_version_in_effect(api: Callers) -> None:
    start = {"key": "plain", "variables": {"round": 1}}
    assert api.call("anna", "POST", "/process-instances", {**start, "version": 1}).status_code == 201
    refused = api.call("anna", "POST", "/process-instances", {**start, "version": 7})
    assert (refused.status_code, refused.json["code"]) == (409, "version_not_in_effect")


def test_a_repeated_start_with_a_key_starts_once(api: Callers) -> None:
    body, headers = {"key": "plain", "variables": {"round": 1}}, {"Idempotency-Key": "start-1"}
    first, second = (api.call("anna", "POST", "/process-instances", body, headers=headers) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json == second.json
    assert api.count("process_instance") == 1


def test_pages_of_instances_follow_each_other(api: Callers) -> None:
    started = [api.start()[0] for _ in range(3)]
    first = api.call("anna", "GET", "/process-instances?limit=2").json
    rest = api.call("anna", "GET", f"/process-instances?limit=2&cursor={first['next_cursor']}").json
    found = [item["id"] for item in first["items"] + rest["items"]]
    assert found == started[::-1]
    assert rest["next_cursor"] is None and rest["total"] == 3
