"""A course on a case that exists: it belongs to the case from its first step."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.callers import Callers, refused
from workflow_service.store.tables import metadata
from workflow_service.store.uow import UnitOfWork


def add_case(api: Callers, **values: Any) -> str:
    """A case of the callers' unit with its own course; its id."""
    instance_id, _ = api.start()
    case_id, team_id = str(uuid.uuid4()), str(uuid.uuid4())
    with api.world.database.begin() as uow:
        key_id = uow.new_key("family", case_id)
        family = {"id": case_id, "key_id": key_id, "honour_conflict": False, "created_at": uow.now}
        uow.insert(metadata.tables["family"], {**family, "version": 1})
        row = {"id": case_id, "key_id": key_id, "family_id": case_id, "instance_id": instance_id}
        place = {"team_id": team_id, "unit_id": api.unit_id}
        state = {"number": "2026-0007", "status": "active", "flags": "[]", "restricted": False}
        times = {"opened_at": uow.now, "version": 1, "audit_seq": 0}
        uow.insert(metadata.tables["case_file"], {**row, **place, **state, **times, **values})
        uow.update(metadata.tables["process_instance"], instance_id, {"case_id": case_id, **place})
    api.add("mette", ("family_coordinator", "case", case_id))
    return case_id


def begin(api: Callers, case_id: str, login: str = "mette", **more: Any) -> Any:
    return api.call(login, "POST", "/process-instances", {"key": "visit", "case_id": case_id, **more})


def instance(uow: UnitOfWork, instance_id: str) -> Any:
    return uow.row("SELECT * FROM process_instance WHERE id = ?", instance_id)


def test_a_course_started_on_a_case_has_its_number_key_and_place(api: Callers) -> None:
    case_id = add_case(api)
    made = begin(api, case_id)
    assert made.status_code == 201, made.text
    assert (made.json["case_id"], made.json["business_key"]) == (case_id, "2026-0007")
    with api.world.database.begin(write=False) as uow:
        row = instance(uow, made.json["id"])
        case = uow.row("SELECT key_id, team_id, unit_id FROM case_file WHERE id = ?", case_id)
    assert all(row[name] == case[name] for name in ("key_id", "team_id", "unit_id"))
    known = api.call("mette", "GET", f"/process-instances/{made.json['id']}/variables").json["variables"]
    about = {"case_id": case_id, "family_id": case_id, "child_id": None}
    assert known == {**about, "started_by": api.ids["mette"]}


def test_its_task_is_offered_to_the_case_s_coordinator_with_the_case(api: Callers) -> None:
    case_id = add_case(api)
    task_id = begin(api, case_id).json["tasks"][0]["id"]
    listed = {one["id"]: one for one in api.call("mette", "GET", "/user-tasks").json["items"]}
    assert (listed[task_id]["case_id"], listed[task_id]["case_number"]) == (case_id, "2026-0007")
    assert task_id not in {one["id"] for one in api.call("bo", "GET", "/user-tasks").json["items"]}


def test_a_second_one_at_the_same_time_is_refused(api: Callers) -> None:
    case_id = add_case(api)
    assert begin(api, case_id).status_code == 201
    assert refused(begin(api, case_id), 409)["code"] == "already_running_on_case"


def test_a_closed_case_begins_nothing(api: Callers) -> None:
    assert refused(begin(api, add_case(api, status="closed")), 409)["code"] == "case_closed"


@pytest.mark.parametrize(
    ("body", "code"),
    [({"key": "visit"}, "case_needed"), ({"key": "plain", "case_id": ""}, "not_for_a_case")],
)
def test_a_case_is_given_to_the_processes_that_run_on_one(
    api: Callers, body: dict[str, Any], code: str
) -> None:
    case_id = add_case(api)
    given = {**body, "case_id": case_id} if "case_id" in body else body
    assert refused(api.call("mette", "POST", "/process-instances", given), 422)["code"] == code


def test_nobody_claims_a_case_by_a_variable(api: Callers) -> None:
    sent = begin(api, add_case(api), variables={"case_id": str(uuid.uuid4())})
    assert refused(sent, 422)["code"] == "variable_reserved"


def test_a_case_nobody_may_see_is_not_found(api: Callers) -> None:
    case_id = add_case(api, restricted=True)
    unknown = refused(begin(api, str(uuid.uuid4())), 404)
    unseen = refused(begin(api, case_id, login="leder"), 404)
    told = ("code", "title", "detail")
    assert [unknown[name] for name in told] == [unseen[name] for name in told]
