"""The smallest municipality in which cases run: one unit, a few people, three processes, one form.

Used where the case itself does not matter: torture, benchmarks, the checker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from workflow_service.inbox import complete_task
from workflow_service.rules.releases import fingerprint
from workflow_service.runtime import Call, Registry, Result, Runtime, start_instance
from workflow_service.store import Actor, Database, Membership, UnitOfWork, people
from workflow_service.store import studio as studio_query

# `plain`: one user task again and again. `reminded`: the same with a timer and an operation at the task.
DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:oef="https://oef.dk/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 id="definitions_{key}" targetNamespace="https://oef.dk/bpmn/test">
 <bpmn:process id="{key}" name="Prøveforløb" isExecutable="true">
  <bpmn:startEvent id="begin" name="Begynder"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
  <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="join" />
  <bpmn:exclusiveGateway id="join" name="Igen">
   <bpmn:incoming>f1</bpmn:incoming><bpmn:incoming>f4</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
  </bpmn:exclusiveGateway>
  <bpmn:sequenceFlow id="f2" sourceRef="join" targetRef="work" />
  <bpmn:userTask id="work" name="Skriv et notat" camunda:formRef="small_note"
   camunda:candidateGroups="intake_worker">
   <bpmn:extensionElements><camunda:inputOutput>
    <camunda:inputParameter name="round">=round</camunda:inputParameter>
    <camunda:outputParameter name="again">=again</camunda:outputParameter>
    <camunda:outputParameter name="round">=round + 1</camunda:outputParameter>
   </camunda:inputOutput></bpmn:extensionElements>
   <bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing>
  </bpmn:userTask>{timer}
  <bpmn:sequenceFlow id="f3" sourceRef="work" targetRef="more" />
  <bpmn:exclusiveGateway id="more" name="Mere?" default="f5">
   <bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f4</bpmn:outgoing><bpmn:outgoing>f5</bpmn:outgoing>
  </bpmn:exclusiveGateway>
  <bpmn:sequenceFlow id="f4" name="Ja" sourceRef="more" targetRef="join">
   <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=again</bpmn:conditionExpression>
  </bpmn:sequenceFlow>
  <bpmn:sequenceFlow id="f5" name="Nej" sourceRef="more" targetRef="done" />
  <bpmn:endEvent id="done" name="Færdig"><bpmn:incoming>f5</bpmn:incoming></bpmn:endEvent>
 </bpmn:process>
</bpmn:definitions>"""

TIMER = """
  <bpmn:boundaryEvent id="late" name="Et døgn er gået" attachedToRef="work" cancelActivity="false">
   <bpmn:outgoing>f6</bpmn:outgoing>
   <bpmn:timerEventDefinition id="late_after">
    <bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT24H</bpmn:timeDuration>
   </bpmn:timerEventDefinition>
  </bpmn:boundaryEvent>
  <bpmn:sequenceFlow id="f6" sourceRef="late" targetRef="was_reminded" />
  <bpmn:endEvent id="was_reminded" name="Mindet om"><bpmn:incoming>f6</bpmn:incoming></bpmn:endEvent>"""

# `visit`: one task on a case that exists, started by its coordinator or its team's leader, one at a time
ON_CASE = """ oef:startable="case" oef:startOnce="true" oef:startLabel="Start besøg" isExecutable="true">"""

OPERATION = 'oef:operation="leave_a_mark" camunda:formRef='


def diagram(key: str, timer: str = "", operation: str = "") -> bytes:
    """The looping process under this key."""
    text = DIAGRAM.format(key=key, timer=timer)
    return text.replace("camunda:formRef=", operation or "camunda:formRef=").encode()


def on_case(key: str) -> bytes:
    """The looping process as one that is started on a case, for its coordinator."""
    text = diagram(key).decode().replace(' isExecutable="true">', ON_CASE)
    return text.replace('"intake_worker"', '"family_coordinator"').replace(">=round<", ">=1<").encode()


def leave_a_mark(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """An operation whose effect can be counted: a key of kind `mark` for each time it ran."""
    uow.new_key("mark", call.instance_id)
    return Result()


def new_runtime() -> Runtime:
    """The neck with this world's one operation."""
    return Runtime(Registry(operations={"leave_a_mark": leave_a_mark}))


FORM = {
    "type": "default",
    "id": "small_note",
    "schemaVersion": 19,
    "properties": {"title": "Notat"},
    "components": [
        {"type": "textarea", "id": "note", "key": "note", "label": "Notat", "validate": {"required": True}},
        {"type": "number", "id": "points", "key": "points", "label": "Point"},
        {"type": "checkbox", "id": "again", "key": "again", "label": "Mere at gøre"},
    ],
}
ENGLISH = {"title": "Note", "texts": {"Notat": "Note", "Point": "Points", "Mere at gøre": "More to do"}}
ANSWER = {"note": "Talte med skolen om mandagene.", "points": 3, "again": True}


def publish(uow: UnitOfWork) -> None:
    """A release of the three diagrams and the form as they stand, without the publish check."""
    files = [
        ("process", "plain", diagram("plain"), None),
        ("process", "reminded", diagram("reminded", TIMER, OPERATION), None),
        ("process", "visit", on_case("visit"), None),
        ("form", "small_note", orjson.dumps(FORM), orjson.dumps(ENGLISH)),
    ]
    ids = []
    for kind, key, content, twin in files:
        ids.append(uow.new_id())
        row = {"id": ids[-1], "kind": kind, "key": key, "version": 1, "name": key, "file": f"{key}.{kind}"}
        digest = fingerprint(content, twin)
        studio_query.add_definition(
            uow, {**row, "content": content, "translation": twin, "sha256": digest, "created_at": uow.now}
        )
    release = {"id": uow.new_id(), "number": 1, "effective_at": uow.now, "created_at": uow.now}
    deployment = {"id": uow.new_id(), "release_id": release["id"], "deployed_at": uow.now}
    studio_query.add_release(uow, release, ids, deployment)


def publish_more(uow: UnitOfWork, key: str, content: bytes, kind: str = "process") -> None:
    """A release of its own for one more diagram (or form); everything else stays as it is."""
    before = studio_query.newest_release(uow)
    assert before is not None
    ids = [str(row["id"]) for row in studio_query.release_contents(uow, str(before["id"]))]
    digest = fingerprint(content, None)
    row = {
        "id": uow.new_id(),
        "kind": kind,
        "key": key,
        "version": 1,
        "name": key,
        "file": f"{key}.{kind}",
    }
    more = {"content": content, "translation": None, "sha256": digest, "created_at": uow.now}
    studio_query.add_definition(uow, {**row, **more})
    release = {"id": uow.new_id(), "number": int(before["number"]) + 1, "effective_at": uow.now}
    deployment = {"id": uow.new_id(), "release_id": release["id"], "deployed_at": uow.now}
    studio_query.add_release(uow, {**release, "created_at": uow.now}, [*ids, str(row["id"])], deployment)


@dataclass(frozen=True)
class World:
    """A published release and the worker who does every task of it."""

    database: Database
    runtime: Runtime
    worker: Actor

    def start(self, process: str, count: int = 1) -> list[str]:
        """Starts so many instances, each in a transaction of its own; their first tasks."""
        tasks: list[str] = []
        for _ in range(count):
            with self.database.begin(self.worker) as uow:
                tasks += start_instance(uow, self.runtime, process, {"round": 1}).task_ids
        return tasks

    def complete(self, task_id: str, **changed: Any) -> str | None:
        """Completes a task; the next one."""
        with self.database.begin(self.worker) as uow:
            done = complete_task(uow, self.runtime, task_id, {**ANSWER, **changed})
        return done.task_ids[0] if done.task_ids else None


def build(database: Database) -> World:
    """Makes people and publishes the release in a fresh database."""
    with database.begin() as uow:
        unit_id = people.create_unit(uow, "Modtagelsen", "social")
        user_id = people.create_user(uow, "anna", "Anna Holm", unit_id=unit_id)
        uow.flush()
        people.grant(uow, user_id, "intake_worker", "unit", unit_id)
        publish(uow)
    return open_again(database)


def open_again(database: Database) -> World:
    """The same world seen by another process."""
    with database.begin(write=False) as uow:
        user = people.find_user(uow, "anna")
        assert user is not None
        unit_id = user.unit_id
    worker = Actor(
        user.id,
        "anna",
        "Anna Holm",
        unit_id=unit_id,
        memberships=(Membership("intake_worker", "unit", unit_id),),
    )
    return World(database, new_runtime(), worker)
