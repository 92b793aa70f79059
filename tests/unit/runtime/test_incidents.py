"""Incidents resolved by hand: each with its reason and its changes in the audit, each replayed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.unit.runtime.world import ORDER, World, diagram, flow
from workflow_service import audit, runtime
from workflow_service.engine import FailOperation
from workflow_service.errors import Conflict, Invalid, NotFound, Unavailable
from workflow_service.monitoring import check
from workflow_service.store import Database, external
from workflow_service.store import audit as audit_query

REASON = "Ringede til registeret: nummeret er 12."

CHOICE = diagram(
    "choice",
    '<startEvent id="s"/><exclusiveGateway id="g" default="f2_g_b"/><userTask id="a" name="Stor"/>'
    '<userTask id="b" name="Lille"/><endEvent id="e"/>' + flow("s>g", "g>a?amount > 3", "g>b", "a>e", "b>e"),
)
SEND = diagram(
    "send",
    '<startEvent id="s"/><serviceTask id="post" name="Send" camunda:type="external" camunda:topic="letters">'
    '<extensionElements><camunda:inputOutput><camunda:inputParameter name="to">=address'
    "</camunda:inputParameter></camunda:inputOutput></extensionElements></serviceTask>"
    '<userTask id="a" name="Videre"/><endEvent id="e"/>' + flow("s>post", "post>a", "a>e"),
)


def open_incident(world: World) -> str:
    [row] = world.rows("SELECT id FROM incident WHERE resolved_at IS NULL")
    return str(row["id"])


def act(world: World, what: str, *given: Any) -> None:
    with world.database.begin() as uow:
        getattr(runtime, f"{what}_incident")(uow, world.runtime, open_incident(world), *given)


def last_event(world: World) -> tuple[str, str | None, Mapping[str, Any] | None]:
    """Kind, reason and changes of the newest event."""
    with world.database.begin(write=False) as uow:
        [row] = uow.rows("SELECT chain_id FROM audit_event ORDER BY at DESC, seq DESC LIMIT 1")
        chain = str(row["chain_id"])
        event = audit_query.events(uow, chain)[-1]
        changes = audit.changes_of(uow, event)
        place = f"{chain}/{event['seq']}"
        reason = uow.open(event["key_id"], "audit_event", place, "reason", event["reason"])
        return event["kind"], reason, changes


def problems(world: World) -> list[str]:
    return [p.en for p in check(world.database, world.runtime) if p.code != "completion"]


def failing_order(database: Database) -> World:
    world = World(database, ORDER)
    world.fail = Unavailable("register_down", "Registeret svarer ikke.", "The register is away.")
    world.start("order")
    world.complete("ask", amount=5)
    return world


def open_elements(world: World) -> list[str]:
    return [task["element"] for task in world.tasks()]


def test_a_retry_goes_on_where_it_stood_and_says_why(database: Database) -> None:
    world = failing_order(database)
    world.fail = None
    act(world, "retry", REASON)
    assert open_elements(world) == ["check"]
    kind, reason, changes = last_event(world)
    assert (kind, reason, changes) == ("incident.retried", REASON, None) and problems(world) == []


def test_a_retry_that_fails_for_another_reason_leaves_one_open_incident(database: Database) -> None:
    world = failing_order(database)
    world.fail = Conflict("number_taken", "Nummeret er taget.", "The number is taken.")
    act(world, "retry")
    rows = world.rows("SELECT code, resolved_at FROM incident ORDER BY id")
    assert [(row["code"], row["resolved_at"] is None) for row in rows] == [
        ("register_down", False),
        ("number_taken", True),
    ]
    assert problems(world) == []


def test_data_are_changed_and_the_step_tried_again_in_one_transition(database: Database) -> None:
    world = World(database, CHOICE)
    instance = world.start("choice", amount=None)
    act(world, "edit", {"amount": 12}, REASON)
    assert open_elements(world) == ["a"]
    changes = {"before": {"amount": None}, "after": {"amount": 12}}
    assert last_event(world) == ("incident.edited", REASON, changes)
    [row] = world.rows("SELECT version FROM process_instance WHERE id = ?", instance)
    assert row["version"] == 2 and problems(world) == []


def test_what_was_changed_stands_nowhere_in_the_clear(database: Database) -> None:
    world = World(database, CHOICE)
    world.start("choice", amount=None, word="Xylofon")
    act(world, "edit", {"amount": 4, "word": "Fagot"}, REASON)
    [row] = world.rows("SELECT facts, reason FROM audit_event WHERE kind = 'incident.edited'")
    told = f"{row['facts']} {bytes(row['reason'])!r}"
    assert "word" in told and not any(word in told for word in ("Xylofon", "Fagot", "Ringede"))


@pytest.mark.parametrize(
    ("variables", "reason", "code"),
    [
        ({"amount": 1}, "  ", "reason_missing"),
        ({}, REASON, "variables_missing"),
        ({"case_id": "another"}, REASON, "variable_reserved"),
        ({"word": 7}, REASON, "variables_invalid"),
        ({"word": "x" * 300_000}, REASON, "variable_too_large"),
    ],
)
def test_a_change_that_may_not_be_is_refused_and_nothing_moves(
    database: Database, variables: dict[str, Any], reason: str, code: str
) -> None:
    world = World(database, CHOICE)
    world.start("choice", amount=None, word="Ja")
    with pytest.raises(Invalid) as refused:
        act(world, "edit", variables, reason)
    assert refused.value.code == code and len(world.rows("SELECT version FROM command_log")) == 1


def test_a_local_step_is_passed_by_with_what_it_would_have_brought(database: Database) -> None:
    world = failing_order(database)
    act(world, "skip", {"number": 12}, REASON)
    assert open_elements(world) == ["check"]
    changes = {"before": {"number": None}, "after": {"number": 12}}
    assert last_event(world) == ("incident.skipped", REASON, changes)
    counted = world.rows("SELECT n FROM counter WHERE kind = 'token' AND element = 'book' AND n <> 0")
    assert counted == [] and problems(world) == []


def test_a_core_step_stays(database: Database) -> None:
    world = World(
        database, ORDER.replace(b'<serviceTask id="book"', b'<serviceTask id="book" oef:core="true"')
    )
    world.fail = Unavailable("register_down", "Registeret svarer ikke.", "The register is away.")
    world.start("order")
    world.complete("ask", amount=5)
    with pytest.raises(Conflict, match="core_step"):
        act(world, "skip", {}, REASON)
    assert open_elements(world) == [] and open_incident(world)


def gave_up(database: Database) -> World:
    """A connected system that has given up."""
    world = World(database, SEND)
    world.start("send", address="Strandvej 1")
    with database.begin() as uow:
        [task] = external.fetch(uow, "letters", "w", 60, 1)
        external.fail(uow, task, "No such address", 0, uow.now)
    return world


def fetched(world: World) -> list[dict[str, Any]]:
    with world.database.begin() as uow:
        return [task["variables"] for task in external.fetch(uow, "letters", "w", 60, 5)]


def test_where_a_connected_system_gave_up_it_may_try_again(database: Database) -> None:
    world = gave_up(database)
    assert fetched(world) == [] and problems(world) == []
    act(world, "retry", REASON)
    assert last_event(world)[:2] == ("incident.retried", REASON)
    assert fetched(world) == [{"to": "Strandvej 1"}] and problems(world) == []


def test_or_it_gets_other_data(database: Database) -> None:
    world = gave_up(database)
    act(world, "edit", {"address": "Strandvej 2"}, REASON)
    assert fetched(world) == [{"to": "Strandvej 2"}] and problems(world) == []
    assert world.rows("SELECT id FROM incident WHERE resolved_at IS NULL") == []


def test_or_the_diagram_goes_on_without_it(database: Database) -> None:
    world = gave_up(database)
    act(world, "skip", {}, REASON)
    assert fetched(world) == [] and open_elements(world) == ["a"] and problems(world) == []
    assert world.rows("SELECT id FROM incident WHERE resolved_at IS NULL") == []


def test_an_uncaught_error_of_a_connected_system_can_be_tried_again(database: Database) -> None:
    world = World(database, SEND)
    world.start("send", address="Strandvej 1")
    with database.begin() as uow:
        [task] = external.fetch(uow, "letters", "w", 60, 1)
        runtime.answer_external_task(uow, world.runtime, task, FailOperation(task["id"], "E7", "nej"))
    assert fetched(world) == []
    act(world, "retry")
    assert fetched(world) == [{"to": "Strandvej 1"}] and problems(world) == []


def test_the_one_who_comes_second_is_told_so(database: Database) -> None:
    world = failing_order(database)
    incident_id = open_incident(world)
    world.fail = None
    act(world, "retry")
    for what in (("retry",), ("edit", {"a": 1}, REASON), ("skip", {}, REASON)):
        with pytest.raises(Conflict, match="incident_resolved"), database.begin() as uow:
            getattr(runtime, f"{what[0]}_incident")(uow, world.runtime, incident_id, *what[1:])
    with pytest.raises(NotFound), database.begin() as uow:
        runtime.retry_incident(uow, world.runtime, uow.new_id())


def test_an_incident_tells_what_the_step_sees_and_may_be_done(database: Database) -> None:
    world = failing_order(database)
    with database.begin(write=False) as uow:
        found = runtime.read_incident(uow, world.runtime, open_incident(world))
    assert (found.element.id, found.code, found.da) == ("book", "register_down", "Registeret svarer ikke.")
    assert found.standstill is not None and found.standstill.skippable
    assert found.standstill.variables == {"amount": 5} and "register_down" in found.detail
