"""A small world for the neck: one diagram published as it stands, a registry of recorded operations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow_service import runtime
from workflow_service.rules.releases import fingerprint
from workflow_service.runtime import Call, Registry, Result, Runtime
from workflow_service.store import Database, UnitOfWork, tables
from workflow_service.store import studio as studio_query

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:oef="https://oef.dk/schema/1.0/bpmn"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="t">'
)


def diagram(key: str, body: str, extra: str = "") -> bytes:
    """A definitions document with one executable process."""
    return f'{HEAD}{extra}<process id="{key}" isExecutable="true">{body}</process></definitions>'.encode()


def flow(*pairs: str) -> str:
    """'a>b' sequence flows; 'a>b?cond' with a condition, 'a>b*' as it is."""
    out = ""
    for n, pair in enumerate(pairs):
        ends, _, condition = pair.partition("?")
        source, target = ends.split(">")
        inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        out += f'<sequenceFlow id="f{n}_{source}_{target}" sourceRef="{source}" targetRef="{target}">'
        out += f"{inner}</sequenceFlow>"
    return out


ORDER = diagram(
    "order",
    '<laneSet id="ls"><lane id="l1" name="Team" oef:role="team_leader">'
    "<flowNodeRef>ask</flowNodeRef><flowNodeRef>check</flowNodeRef></lane></laneSet>"
    '<startEvent id="s"/>'
    '<userTask id="ask" name="Spørg"><extensionElements><camunda:inputOutput>'
    '<camunda:outputParameter name="amount">=amount</camunda:outputParameter>'
    "</camunda:inputOutput></extensionElements></userTask>"
    '<serviceTask id="book" oef:operation="book"><extensionElements><camunda:inputOutput>'
    '<camunda:outputParameter name="number">=number</camunda:outputParameter>'
    "</camunda:inputOutput></extensionElements></serviceTask>"
    '<userTask id="check" name="Efterse"/>'
    '<boundaryEvent id="late" attachedToRef="check" cancelActivity="false"><timerEventDefinition>'
    "<timeDuration>P2D</timeDuration></timerEventDefinition></boundaryEvent>"
    '<userTask id="remind" name="Husk"/><endEvent id="e1"/><endEvent id="e2"/>'
    + flow("s>ask", "ask>book", "book>check", "check>e1", "late>remind", "remind>e2"),
)

WAIT = diagram(
    "wait",
    '<startEvent id="s"/><intermediateCatchEvent id="m"><messageEventDefinition messageRef="M"/>'
    '</intermediateCatchEvent><userTask id="read" name="Læs"/><endEvent id="e"/>'
    + flow("s>m", "m>read", "read>e"),
    '<message id="M" name="reply"/>',
)


class World:
    """Publishes diagrams and calls the neck, each call in a unit of work of its own."""

    def __init__(self, database: Database, *diagrams: bytes) -> None:
        self.database = database
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.runtime = Runtime(Registry(operations={"book": self._book}))
        self.fail: Exception | None = None
        with database.begin() as uow:
            self.release_id = publish(uow, *diagrams)

    def _book(self, uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
        self.calls.append((call.element.id, dict(variables)))
        uow.new_key("probe", call.instance_id)
        if self.fail is not None:
            raise self.fail
        return Result({"number": 7})

    def start(self, key: str, **variables: Any) -> str:
        with self.database.begin() as uow:
            return runtime.start_instance(uow, self.runtime, key, variables, business_key="K1").locked.id

    def tasks(self, state: str = "created") -> list[Mapping[str, Any]]:
        with self.database.begin(write=False) as uow:
            return uow.rows("SELECT * FROM user_task WHERE state = ? ORDER BY id", state)

    def rows(self, sql: str, *values: Any) -> list[Mapping[str, Any]]:
        with self.database.begin(write=False) as uow:
            return uow.rows(sql, *values)

    def complete(self, element: str, **variables: Any) -> None:
        task_id = next(str(t["id"]) for t in self.tasks() if t["element"] == element)
        with self.database.begin() as uow:
            row = runtime_query().lock_task(uow, task_id)
            assert row is not None
            locked = runtime.from_row(uow, row)
            turn = runtime.begin_turn(uow, self.runtime, locked)
            runtime.complete_user_task(turn, row, {}, uow.new_id(), variables)

    def fire(self, job_id: str) -> bool:
        with self.database.begin() as uow:
            return runtime.fire_job(uow, self.runtime, job_id)

    def due(self, at: datetime) -> list[str]:
        """Pending jobs due by `at`, in order."""
        with self.database.begin(write=False) as uow:
            rows = uow.rows(
                "SELECT id FROM job WHERE state = 'pending' AND due_at <= ? ORDER BY due_at, id", at
            )
            return [str(row["id"]) for row in rows]


def runtime_query() -> Any:
    from workflow_service.store import running

    return running


def publish(uow: UnitOfWork, *diagrams: bytes) -> str:
    """A release of diagrams as they stand, without the publish check."""
    release_id = uow.new_id()
    ids = []
    for n, content in enumerate(diagrams):
        key = content.decode().split('<process id="')[1].split('"')[0]
        ids.append(uow.new_id())
        uow.insert(
            tables.definition,
            {
                "id": ids[-1],
                "kind": "process",
                "key": key,
                "version": 1,
                "name": key,
                "file": f"{n}.bpmn",
                "content": content,
                "translation": None,
                "sha256": fingerprint(content, None),
                "created_at": uow.now,
            },
        )
    studio_query.add_release(
        uow,
        {"id": release_id, "number": 1, "effective_at": uow.now, "created_at": uow.now},
        ids,
        {
            "id": uow.new_id(),
            "release_id": release_id,
            "deployed_by": None,
            "deployed_at": uow.now,
            "note": None,
        },
    )
    return release_id
