"""Incidents over the API: who reads what of one, and what may be done about it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.callers import Callers, refused
from tests.conftest import NOW
from tests.unit.api.test_operations import FETCH, ROBOT, WORKER, deploy
from workflow_service.store import tables

REASON = "Talte med leverandøren; adressen er rettet."


@pytest.fixture
def incident(api: Callers) -> str:
    """A connected system has given up; the id of its incident."""
    assert deploy(api, ("robot.bpmn", ROBOT.encode())).status_code == 201
    api.call("anna", "POST", "/process-instances", {"key": "robot", "variables": {"to": "skolen"}})
    (task,) = api.call("system", "POST", "/external-tasks/fetch-and-lock", FETCH).json["items"]
    body = {**WORKER, "message": "ude af drift", "retries": 0}
    assert api.call("system", "POST", f"/external-tasks/{task['id']}/failure", body).status_code == 200
    (found,) = api.call("admin", "GET", "/incidents").json["items"]
    return str(found["id"])


def resolve(api: Callers, who: str, incident: str, **body: Any) -> Any:
    return api.call(who, "POST", f"/incidents/{incident}/resolve", body)


def test_those_who_lead_see_the_values_and_those_who_run_the_service_the_kinds(
    api: Callers, incident: str
) -> None:
    seen = {who: api.call(who, "GET", f"/incidents/{incident}").json for who in ("leder", "admin")}
    assert seen["leder"]["values"] is not None and seen["admin"]["values"] is None
    assert set(seen["admin"]["variables"]) == set(seen["leder"]["values"])
    assert seen["admin"]["detail"] == "ude af drift" and seen["admin"]["text"]


def test_a_leader_of_another_unit_hears_of_none(api: Callers, incident: str) -> None:
    api.add("nabo", ("manager", "unit", "00000000-0000-7000-8000-000000000009"))
    missing = "00000000-0000-7000-8000-000000000000"
    for key in (incident, missing):
        refused(api.call("nabo", "GET", f"/incidents/{key}"), 404)
        refused(resolve(api, "nabo", key), 404)
    refused(api.call("anna", "GET", f"/incidents/{incident}"), 403)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"action": "edit", "variables": {"to": "huset"}}, 422),
        ({"action": "edit", "reason": REASON}, 422),
        ({"action": "edit", "reason": REASON, "variables": {"to": 2}}, 422),
        ({"action": "skip", "variables": {}}, 422),
        ({"action": "explode"}, 422),
        ({"action": "edit", "reason": REASON, "variables": {"case_id": "x"}}, 422),
    ],
)
def test_what_may_not_be_is_refused_in_words(
    api: Callers, incident: str, body: dict[str, Any], status: int
) -> None:
    before = api.fingerprint()
    refused(resolve(api, "admin", incident, **body), status)
    assert api.fingerprint() == before


@pytest.mark.parametrize("who", ["admin", "owner", "leder"])
def test_a_local_step_is_passed_by_once(api: Callers, incident: str, who: str) -> None:
    done = resolve(api, who, incident, action="skip", reason=REASON)
    assert done.status_code == 200 and done.json["state"]
    refused(resolve(api, who, incident, action="skip", reason=REASON), 409)


def test_data_are_changed_and_tried_again(api: Callers, incident: str) -> None:
    done = resolve(api, "admin", incident, action="edit", reason=REASON, variables={"to": "huset"})
    assert done.status_code == 200
    (task,) = api.call("system", "POST", "/external-tasks/fetch-and-lock", FETCH).json["items"]
    assert task["variables"] == {"to": "huset"}
    resolved = api.call("admin", "GET", f"/incidents/{incident}").json
    assert resolved["resolved_at"] == NOW.isoformat() and resolved["actions"] == []


def test_a_paused_instance_offers_nothing_to_do(api: Callers, incident: str) -> None:
    instance = api.call("admin", "GET", f"/incidents/{incident}").json["instance_id"]
    with api.world.database.begin() as uow:
        uow.update(tables.process_instance, instance, {"state": "suspended"})
    assert api.call("admin", "GET", f"/incidents/{incident}").json["actions"] == []
    refused(resolve(api, "admin", incident), 409)
