"""Poison comes in through every door; the instance survives it with an incident or the caller is refused."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.unit.runtime.world import ORDER, WAIT, World, diagram, flow
from workflow_service import runtime
from workflow_service.engine import Budgets
from workflow_service.errors import Invalid
from workflow_service.monitoring import check
from workflow_service.runtime import Call, Result
from workflow_service.store import Database, UnitOfWork

CIRCLE = diagram(
    "circle",
    '<startEvent id="s"/><parallelGateway id="f"/><userTask id="talk" name="Tal"/><endEvent id="e1"/>'
    '<exclusiveGateway id="m"/><scriptTask id="count" name="Tæl op" scriptFormat="feel" '
    'camunda:resultVariable="n"><script>n + 1</script></scriptTask>'
    '<exclusiveGateway id="x" default="f6_x_e2"/>'
    '<endEvent id="e2"/>'
    + flow("s>f", "f>talk", "talk>e1", "f>m", "m>count", "count>x", "x>e2", "x>m?n > 0"),
)
SMALL = Budgets(steps=200, variable=1_000, data=4_000)


def poor(database: Database, *diagrams: bytes, **budgets: Any) -> World:
    """A world whose commands may use little."""
    world = World(database, *diagrams)
    world.runtime.budgets = Budgets(**budgets) if budgets else SMALL
    return world


def incidents(world: World) -> list[tuple[str, str]]:
    rows = world.rows("SELECT element, code FROM incident WHERE resolved_at IS NULL ORDER BY id")
    return [(row["element"], row["code"]) for row in rows]


def problems(world: World) -> list[str]:
    """What the checker finds; this world completes tasks without forms, so without submissions."""
    return [p.en for p in check(world.database, world.runtime) if p.code != "completion"]


def test_an_endless_circle_becomes_an_incident_and_the_history_still_replays(database: Database) -> None:
    world = poor(database, CIRCLE)
    world.start("circle", n=1)
    [(_, code)] = incidents(world)
    assert code == "step_budget" and [t["element"] for t in world.tasks()] == ["talk"]
    assert problems(world) == []


def test_a_history_that_ran_out_of_time_replays_on_a_faster_machine(database: Database) -> None:
    world = poor(database, CIRCLE, seconds=2.0)
    ticks = itertools.count()
    world.runtime.meter = lambda: next(ticks) * 0.01
    world.start("circle", n=1)
    assert [code for _, code in incidents(world)] == ["time_budget"]
    world.runtime.meter = lambda: 0.0
    assert problems(world) == []


def test_a_huge_result_of_an_operation_is_an_incident_and_leaves_nothing_of_it(database: Database) -> None:
    world = poor(database, ORDER)

    def flood(uow: UnitOfWork, call: Call, variables: Any) -> Result:
        uow.new_key("probe", call.instance_id)
        return Result({"number": "9" * 10_000_000})

    world.runtime.registry.operations["book"] = flood  # type: ignore[index]
    world.start("order")
    world.complete("ask", amount=5)
    assert incidents(world) == [("book", "variable_too_large")]
    assert world.rows("SELECT id FROM key WHERE owner_kind = 'probe'") == []
    assert all(len(row["payload"]) < 10_000 for row in world.rows("SELECT payload FROM command_log"))
    assert problems(world) == []


def test_a_person_is_told_which_answer_is_too_long_and_the_task_stays(database: Database) -> None:
    world = poor(database, ORDER)
    world.start("order")
    with pytest.raises(Invalid) as refused:
        world.complete("ask", amount=5, hidden="x" * 2_000)
    assert list(refused.value.fields) == ["variables.hidden"]
    assert [t["element"] for t in world.tasks()] == ["ask"]


def test_what_is_mapped_from_an_answer_is_measured_too(database: Database) -> None:
    big = diagram(
        "big",
        '<startEvent id="s"/><userTask id="ask"><extensionElements><camunda:inputOutput>'
        '<camunda:outputParameter name="twice">=a + a</camunda:outputParameter></camunda:inputOutput>'
        '</extensionElements></userTask><endEvent id="e"/>' + flow("s>ask", "ask>e"),
    )
    world = poor(database, big)
    world.start("big")
    world.complete("ask", a="x" * 900)
    assert incidents(world) == [("ask", "variable_too_large")] and problems(world) == []


@pytest.mark.parametrize("what", ["start", "message", "signal"])
def test_a_program_that_sends_too_much_is_refused_and_nothing_is_kept(database: Database, what: str) -> None:
    world, novel = poor(database, WAIT), {"novel": "x" * 2_000}
    with pytest.raises(Invalid) as refused, database.begin() as uow:
        if what == "start":
            runtime.start_instance(uow, world.runtime, "wait", novel)
        elif what == "message":
            runtime.correlate(uow, world.runtime, "reply", "K1", novel)
        else:
            runtime.throw_signal(uow, world.runtime, "alarm", novel)
    assert "»novel«" in refused.value.da
    assert world.rows("SELECT id FROM process_instance") == world.rows("SELECT id FROM message") == []
