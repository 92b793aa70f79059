"""What connected systems and those who run the service do: deploy, send, fetch, answer, repair."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest

from tests.callers import Callers
from tests.world import DIAGRAM
from workflow_service.audit import verify_all

ROBOT = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="definitions_robot" targetNamespace="https://oef.dk/t">
 <bpmn:error id="error_1" name="Afvist" errorCode="refused" />
 <bpmn:process id="robot" name="Robot" isExecutable="true">
  <bpmn:startEvent id="begin" name="Begynder"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
  <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="send" />
  <bpmn:serviceTask id="send" name="Send brevet" camunda:type="external" camunda:topic="letters">
   <bpmn:extensionElements><camunda:inputOutput>
    <camunda:inputParameter name="to">=to</camunda:inputParameter>
    <camunda:outputParameter name="receipt">=receipt</camunda:outputParameter>
   </camunda:inputOutput></bpmn:extensionElements>
   <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
  </bpmn:serviceTask>
  <bpmn:boundaryEvent id="refused" name="Afvist" attachedToRef="send">
   <bpmn:outgoing>f3</bpmn:outgoing><bpmn:errorEventDefinition id="on_refused" errorRef="error_1" />
  </bpmn:boundaryEvent>
  <bpmn:sequenceFlow id="f2" sourceRef="send" targetRef="done" />
  <bpmn:sequenceFlow id="f3" sourceRef="refused" targetRef="not_sent" />
  <bpmn:endEvent id="done" name="Sendt"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
  <bpmn:endEvent id="not_sent" name="Ikke sendt"><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>
 </bpmn:process>
</bpmn:definitions>"""

WORKER = {"worker_id": "w1"}
FETCH = {"worker_id": "w1", "topics": [{"topic": "letters", "lock_seconds": 60}]}


def files(*given: tuple[str, bytes]) -> dict[str, list[tuple[io.BytesIO, str]]]:
    return {"files": [(io.BytesIO(content), name) for name, content in given]}


def deploy(api: Callers, *given: tuple[str, bytes], query: str = ""):
    return api.call("owner", "POST", f"/deployments{query}", data=files(*given))


@pytest.fixture
def fetched(api: Callers) -> tuple[str, str]:
    """A robot task that worker w1 has locked: (instance id, task id)."""
    assert deploy(api, ("robot.bpmn", ROBOT.encode())).status_code == 201
    started = api.call("anna", "POST", "/process-instances", {"key": "robot", "variables": {"to": "skolen"}})
    assert started.status_code == 201, started.text
    items = api.call("system", "POST", "/external-tasks/fetch-and-lock", FETCH).json["items"]
    assert [(i["topic"], i["variables"]) for i in items] == [("letters", {"to": "skolen"})]
    return started.json["id"], items[0]["id"]


def state_of(api: Callers, instance_id: str) -> str:
    return str(api.call("anna", "GET", f"/process-instances/{instance_id}").json["state"])


# -- deployments ---------------------------------------------------------------------------------------------


def test_a_deployment_makes_one_release_of_what_is_new_and_what_stays(api: Callers) -> None:
    answer = deploy(api, ("robot.bpmn", ROBOT.encode()))
    assert answer.status_code == 201, answer.text
    listed = {(d["key"], d["version"], d["changed"]) for d in answer.json["definitions"]}
    assert listed == {
        ("plain", 1, False),
        ("reminded", 1, False),
        ("robot", 1, True),
        ("small_note", 1, False),
        ("visit", 1, False),
    }
    assert answer.json["number"] == 2


def test_a_dry_run_tells_the_same_and_stores_nothing(api: Callers) -> None:
    answer = deploy(api, ("robot.bpmn", ROBOT.encode()), query="?dry_run=true")
    assert (answer.status_code, answer.json["release_id"]) == (200, None)
    assert api.count("release") == 1


def test_a_package_is_deployed_from_a_zip(api: Callers) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("robot/robot.bpmn", ROBOT)
    assert deploy(api, ("package.zip", packed.getvalue())).status_code == 201


def test_a_refused_deployment_lists_findings_with_place_and_cure(api: Callers) -> None:
    broken = DIAGRAM.format(key="plain", timer="").replace("small_note", "no_such_form")
    answer = deploy(api, ("plain.bpmn", broken.encode()))
    assert answer.status_code == 422
    found = next(f for f in answer.json["findings"] if f["severity"] == "error")
    assert (found["file"], found["element"]) == ("plain.bpmn", "work")
    assert found["line"] and found["rule"] and found["text"]
    assert api.count("release") == 1


def test_definitions_are_listed_and_downloaded_as_they_were_deployed(api: Callers) -> None:
    deploy(api, ("robot.bpmn", ROBOT.encode()))
    page = api.call("anna", "GET", "/process-definitions?latest=true&key=robot").json
    assert [(d["key"], d["version"], d["name"]) for d in page["items"]] == [("robot", 1, "Robot")]
    path = f"/process-definitions/{page['items'][0]['id']}"
    assert api.call("anna", "GET", path).json == page["items"][0]
    xml = api.call("anna", "GET", f"{path}/xml")
    assert (xml.mimetype, xml.get_data()) == ("application/xml", ROBOT.encode())


def test_pages_of_definitions_follow_each_other(api: Callers) -> None:
    first = api.call("anna", "GET", "/process-definitions?limit=1").json
    rest = api.call("anna", "GET", f"/process-definitions?limit=2&cursor={first['next_cursor']}").json
    assert [d["key"] for d in first["items"] + rest["items"]] == ["plain", "reminded", "visit"]
    assert rest["next_cursor"] is None


# -- messages ------------------------------------------------------------------------------------------------


def test_a_message_nobody_waits_for_is_kept_and_has_one_effect(api: Callers) -> None:
    body = {"name": "letter_read", "correlation_key": "2026-0001", "message_id": "m-1"}
    first, second = (api.call("system", "POST", "/messages", body) for _ in range(2))
    assert (first.status_code, first.json["matched"]) == (202, False)
    assert second.json == first.json
    assert api.count("message") == 1


def test_a_signal_is_accepted_and_delivered_by_a_job(api: Callers) -> None:
    assert api.call("system", "POST", "/signals", {"name": "closed_week"}).status_code == 202
    jobs = api.call("admin", "GET", "/jobs?state=pending").json["items"]
    assert [job["kind"] for job in jobs] == ["signal"]


def test_only_a_job_that_gave_up_is_tried_again(api: Callers) -> None:
    api.call("system", "POST", "/signals", {"name": "closed_week"})
    job_id = api.call("admin", "GET", "/jobs").json["items"][0]["id"]
    why = {"reason": "Fejlen er rettet."}
    assert api.call("admin", "POST", f"/jobs/{job_id}/retry").status_code == 422
    assert api.call("admin", "POST", f"/jobs/{job_id}/retry", why).status_code == 409
    with api.world.database.begin() as uow:
        uow.rows("UPDATE job SET state = 'failed', attempts = 6 RETURNING id")
    assert api.call("admin", "POST", f"/jobs/{job_id}/retry", why).json["state"] == "pending"
    with api.world.database.begin() as uow:
        kept = uow.row("SELECT kind, actor, reason FROM audit_event WHERE chain_id = ?", job_id)
        assert kept is not None and kept["kind"] == "job.retried" and kept["reason"] and kept["actor"]
        assert verify_all(uow) == []
    missing = "00000000-0000-7000-8000-000000000000"
    assert api.call("admin", "POST", f"/jobs/{missing}/retry", why).status_code == 404


# -- external tasks ------------------------------------------------------------------------------------------


def test_a_worker_answers_and_the_instance_goes_on(api: Callers, fetched: tuple[str, str]) -> None:
    instance_id, task_id = fetched
    body = {**WORKER, "variables": {"receipt": "r-1", "hidden": 1}}
    answer = api.call("system", "POST", f"/external-tasks/{task_id}/complete", body)
    assert (answer.status_code, answer.json["state"]) == (200, "done")
    assert state_of(api, instance_id) == "completed"
    assert api.call("system", "POST", f"/external-tasks/{task_id}/complete", body).status_code == 409


def test_what_one_worker_has_locked_no_other_gets(api: Callers, fetched: tuple[str, str]) -> None:
    other = {**FETCH, "worker_id": "w2"}
    assert api.call("system", "POST", "/external-tasks/fetch-and-lock", other).json["items"] == []
    body = {"worker_id": "w2", "variables": {}}
    answer = api.call("system", "POST", f"/external-tasks/{fetched[1]}/complete", body)
    assert (answer.status_code, answer.json["code"]) == (409, "external_task_not_locked")


def test_a_lock_that_ran_out_is_lost_unless_it_was_extended(api: Callers, fetched: tuple[str, str]) -> None:
    path = f"/external-tasks/{fetched[1]}"
    extended = api.call("system", "POST", f"{path}/extend-lock", {**WORKER, "lock_seconds": 120})
    assert extended.json["locked_until"] == "2026-03-03T09:02:00+00:00"
    api.clock.travel(api.clock.now() + timedelta(seconds=121))
    assert api.call("system", "POST", f"{path}/complete", WORKER).status_code == 409
    again = api.call("system", "POST", "/external-tasks/fetch-and-lock", {**FETCH, "worker_id": "w2"})
    assert [item["id"] for item in again.json["items"]] == [fetched[1]]


def test_a_business_error_takes_the_path_the_diagram_drew(api: Callers, fetched: tuple[str, str]) -> None:
    instance_id, task_id = fetched
    body = {**WORKER, "error_code": "refused", "message": "ukendt modtager"}
    assert api.call("system", "POST", f"/external-tasks/{task_id}/bpmn-error", body).status_code == 200
    history = api.call("anna", "GET", f"/process-instances/{instance_id}/activities").json["items"]
    assert "not_sent" in {activity["element"] for activity in history}


def test_a_failure_waits_and_the_last_one_becomes_an_incident_that_can_be_resolved(
    api: Callers, fetched: tuple[str, str]
) -> None:
    path = f"/external-tasks/{fetched[1]}/failure"
    failed = api.call("system", "POST", path, {**WORKER, "message": "ude af drift"}).json
    assert (failed["retries"], failed["locked_until"]) == (2, "2026-03-03T09:01:00+00:00")
    api.clock.travel(api.clock.now() + timedelta(seconds=60))
    api.call("system", "POST", "/external-tasks/fetch-and-lock", FETCH)
    api.call("system", "POST", path, {**WORKER, "message": "stadig", "retries": 0})
    api.clock.travel(api.clock.now() + timedelta(hours=1))
    assert api.call("system", "POST", "/external-tasks/fetch-and-lock", FETCH).json["items"] == []
    (incident,) = api.call("admin", "GET", "/incidents").json["items"]
    assert incident["code"] == "external_task_failed"
    path = f"/incidents/{incident['id']}/resolve"
    assert api.call("admin", "POST", path).status_code == 200
    assert api.call("admin", "POST", path).status_code == 409
    assert len(api.call("system", "POST", "/external-tasks/fetch-and-lock", FETCH).json["items"]) == 1


def test_leaders_see_the_incidents_of_their_own_unit_only(api: Callers, fetched: tuple[str, str]) -> None:
    body = {**WORKER, "message": "ude af drift", "retries": 0}
    api.call("system", "POST", f"/external-tasks/{fetched[1]}/failure", body)
    api.add("nabo", ("manager", "unit", "00000000-0000-7000-8000-000000000009"))
    seen = {who: api.call(who, "GET", "/incidents").json["total"] for who in ("leder", "nabo", "owner")}
    assert seen == {"leder": 1, "nabo": 0, "owner": 1}
