"""Business errors of operations go to the diagram by their code (BPMN 2.0, 10.5.7); what it does not catch is
an incident, or a refusal to the person who answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.unit.runtime.world import World, diagram, flow
from workflow_service.errors import Conflict, Rejection
from workflow_service.monitoring import check
from workflow_service.runtime import Call, OperationError, Result
from workflow_service.store import Database, UnitOfWork

ERROR = '<error id="E" name="Optaget" errorCode="no_room"/>'
CAUGHT = '<errorEventDefinition errorRef="E"/>'
ENDS = '<userTask id="went_well" name="Videre"/><userTask id="no_room_left" name="Find en anden"/>'
ENDS += '<endEvent id="e1"/><endEvent id="e2"/>'
BOUNDARY = f'<boundaryEvent id="full" attachedToRef="book">{CAUGHT}</boundaryEvent>' + ENDS
AFTER = flow("s>book", "book>went_well", "went_well>e1", "full>no_room_left", "no_room_left>e2")

SERVICE = diagram(
    "order", '<startEvent id="s"/><serviceTask id="book" oef:operation="book"/>' + BOUNDARY + AFTER, ERROR
)
HUMAN = diagram(
    "order",
    '<startEvent id="s"/><userTask id="book" name="Bestil" oef:operation="book"/>' + BOUNDARY + AFTER,
    ERROR,
)
AROUND = diagram(
    "order",
    '<startEvent id="s"/><serviceTask id="book" oef:operation="book"/><endEvent id="e1"/>'
    '<subProcess id="rescue" triggeredByEvent="true"><startEvent id="full">' + CAUGHT + "</startEvent>"
    '<userTask id="no_room_left" name="Find en anden"/><endEvent id="e2"/>'
    + flow("full>no_room_left", "no_room_left>e2")
    + "</subProcess>"
    + flow("s>book", "book>e1"),
    ERROR,
)
TIMER = b"<timerEventDefinition><timeDuration>P9D</timeDuration></timerEventDefinition>"
DEAF = HUMAN.replace(CAUGHT.encode(), TIMER)
BUSINESS = OperationError("no_room", "Alt er optaget")
REFUSAL = Conflict("no_room", "Der er ikke plads.", "There is no room.")
OTHER = Conflict("register_down", "Registeret svarer ikke.", "The register is away.")


def failing(database: Database, file: bytes, error: Exception) -> World:
    world = World(database, file)
    world.fail = error
    world.start("order")
    return world


def open_elements(world: World) -> list[str]:
    return [task["element"] for task in world.tasks()]


def problems(world: World) -> list[str]:
    return [p.en for p in check(world.database, world.runtime) if p.code != "completion"]


@pytest.mark.parametrize("file", [SERVICE, AROUND], ids=["boundary", "event sub-process"])
@pytest.mark.parametrize("error", [BUSINESS, REFUSAL], ids=["business error", "refusal"])
def test_an_error_goes_the_way_that_the_diagram_names(
    database: Database, file: bytes, error: Exception
) -> None:
    world = failing(database, file, error)
    assert open_elements(world) == ["no_room_left"] and problems(world) == []
    assert world.rows("SELECT id FROM key WHERE owner_kind = 'probe'") == []
    assert world.rows("SELECT id FROM incident") == []


@pytest.mark.parametrize(
    ("error", "code"),
    [(OperationError("sold_out", "Udsolgt"), "error_uncaught"), (OTHER, "register_down")],
)
def test_an_error_of_another_code_is_an_incident_at_the_element(
    database: Database, error: Exception, code: str
) -> None:
    world = failing(database, SERVICE, error)
    [row] = world.rows("SELECT element, code FROM incident")
    assert (row["element"], row["code"]) == ("book", code)
    assert open_elements(world) == [] and problems(world) == []


def test_a_catcher_of_any_error_takes_business_errors_and_no_refusals(database: Database) -> None:
    everything = SERVICE.replace(b'<errorEventDefinition errorRef="E"/>', b"<errorEventDefinition/>")
    world = failing(database, everything, OTHER)
    assert [row["code"] for row in world.rows("SELECT code FROM incident")] == ["register_down"]
    world.fail = OperationError("anything")
    world.start("order")
    assert open_elements(world) == ["no_room_left"]


@pytest.mark.parametrize("error", [BUSINESS, REFUSAL], ids=["business error", "refusal"])
def test_what_a_person_answered_may_lead_there_too(database: Database, error: Exception) -> None:
    world = failing(database, HUMAN, error)
    world.complete("book")
    assert open_elements(world) == ["no_room_left"] and problems(world) == []
    [event] = world.rows("SELECT facts FROM audit_event WHERE kind = 'user_task.completed'")
    assert '"error":"no_room"' in event["facts"]
    [done] = world.rows("SELECT state FROM user_task WHERE element = 'book'")
    assert done["state"] == "completed"


@pytest.mark.parametrize("error", [OperationError("sold_out", "Udsolgt"), OTHER])
@pytest.mark.parametrize("file", [HUMAN, DEAF], ids=["catches others", "catches none"])
def test_otherwise_the_person_is_told_and_the_task_stays(
    database: Database, file: bytes, error: Exception
) -> None:
    world = failing(database, file, error)
    with pytest.raises(Rejection) as refused:
        world.complete("book")
    assert refused.value.code in ("sold_out", "register_down") and refused.value.da
    assert open_elements(world) == ["book"]
    assert world.rows("SELECT id FROM key WHERE owner_kind = 'probe'") == []


def test_an_operation_that_succeeds_is_no_error(database: Database) -> None:
    world = World(database, HUMAN)
    world.runtime.registry.operations["book"] = _well  # type: ignore[index]
    world.start("order")
    world.complete("book")
    assert open_elements(world) == ["went_well"] and problems(world) == []


def _well(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    return Result({"number": 1})
