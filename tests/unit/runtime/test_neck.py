"""One transition: what goes in, what stands in the tables afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NOW
from tests.unit.runtime.world import ORDER, WAIT, World
from workflow_service import runtime
from workflow_service.clock import FrozenClock
from workflow_service.errors import Conflict, NotFound, Rejection
from workflow_service.monitoring.replay import replay
from workflow_service.runtime import OperationError
from workflow_service.store import Database


def test_starting_opens_the_first_task_for_its_lanes_role(database: Database) -> None:
    world = World(database, ORDER)
    world.start("order")
    [task] = world.tasks()
    assert (task["element"], task["role"], task["clock_type"]) == ("ask", "team_leader", "model")


def test_a_completion_runs_the_operation_and_goes_on_in_one_transition(database: Database) -> None:
    world = World(database, ORDER)
    instance = world.start("order")
    world.complete("ask", amount=5, hidden="no")
    assert [c[0] for c in world.calls] == ["book"]
    assert [t["element"] for t in world.tasks()] == ["check"]
    with database.begin() as uow:
        locked = runtime.lock(uow, instance)
        assert runtime.variables_of(uow, world.runtime, locked) == {"amount": 5, "number": 7}
        assert locked.version == 2


def test_every_transition_has_its_command_and_its_event(database: Database) -> None:
    world = World(database, ORDER)
    world.start("order")
    world.complete("ask", amount=5)
    commands = [r["command"] for r in world.rows("SELECT command FROM command_log ORDER BY version")]
    events = [r["kind"] for r in world.rows("SELECT kind FROM audit_event ORDER BY seq")]
    assert commands == ["start_instance", "complete_user_task"]
    assert events == ["process_instance.started", "user_task.completed"]


def test_a_timer_fires_once_however_often_it_is_woken(database: Database, clock: FrozenClock) -> None:
    world = World(database, ORDER)
    world.start("order")
    world.complete("ask", amount=5)
    [job] = world.due(NOW + timedelta(days=3))
    clock.travel(NOW + timedelta(days=3))
    assert world.fire(job) is True
    assert world.fire(job) is False
    assert sorted(t["element"] for t in world.tasks()) == ["check", "remind"]


def test_completing_the_host_cancels_its_timer(database: Database) -> None:
    world = World(database, ORDER)
    world.start("order")
    world.complete("ask", amount=5)
    world.complete("check")
    assert world.due(NOW + timedelta(days=30)) == []
    assert world.rows("SELECT state FROM process_instance")[0]["state"] == "completed"


def test_a_failed_operation_leaves_an_incident_and_nothing_half_done(database: Database) -> None:
    world = World(database, ORDER)
    world.start("order")
    world.fail = Conflict("no_room", "Der er ikke plads.", "There is no room.")
    world.complete("ask", amount=5)
    [incident] = world.rows("SELECT id, element, da FROM incident")
    assert (incident["element"], incident["da"]) == ("book", "Der er ikke plads.")
    assert world.rows("SELECT id FROM key WHERE owner_kind = 'probe'") == []


def test_retrying_an_incident_goes_on_where_it_stood(database: Database) -> None:
    world = World(database, ORDER)
    world.start("order")
    world.fail = Conflict("no_room", "Der er ikke plads.", "There is no room.")
    world.complete("ask", amount=5)
    world.fail = None
    [incident] = world.rows("SELECT id FROM incident")
    with database.begin() as uow:
        runtime.retry_incident(uow, world.runtime, str(incident["id"]))
    assert [t["element"] for t in world.tasks()] == ["check"]
    assert world.rows("SELECT resolved_at FROM incident")[0]["resolved_at"] is not None


def test_a_modelled_error_nobody_catches_ends_the_instance(database: Database) -> None:
    world = World(database, ORDER)
    world.start("order")
    world.fail = OperationError("sold_out")
    world.complete("ask", amount=5)
    assert world.tasks() == []


def test_a_message_reaches_the_one_that_waits_for_its_key(database: Database) -> None:
    world = World(database, WAIT)
    instance = world.start("wait")
    with database.begin() as uow:
        found = runtime.correlate(uow, world.runtime, "reply", "K1", {"a": 1}, "m-1")
    assert (found.matched, found.instance_id) == (True, instance)
    assert [t["element"] for t in world.tasks()] == ["read"]


def test_the_same_message_id_has_one_effect(database: Database) -> None:
    world = World(database, WAIT)
    world.start("wait")
    for _ in range(2):
        with database.begin() as uow:
            found = runtime.correlate(uow, world.runtime, "reply", "K1", {}, "m-1")
        assert found.matched
    assert len(world.rows("SELECT id FROM message")) == 1


def test_an_unmatched_message_is_kept_until_somebody_waits_for_it(database: Database) -> None:
    world = World(database, WAIT)
    with database.begin() as uow:
        assert not runtime.correlate(uow, world.runtime, "reply", "K1", {"a": 1}).matched
    world.start("wait")
    for job in world.due(NOW):
        world.fire(job)
    assert [t["element"] for t in world.tasks()] == ["read"]


def test_a_suspended_instance_moves_only_after_it_is_resumed(database: Database, clock: FrozenClock) -> None:
    world = World(database, ORDER)
    instance = world.start("order")
    world.complete("ask", amount=5)
    with database.begin() as uow:
        runtime.suspend_instance(uow, world.runtime, runtime.lock(uow, instance), "Familien er rejst")
    clock.travel(NOW + timedelta(days=3))
    assert world.due(clock.now()) == []
    with pytest.raises(Conflict):
        world.complete("check")
    with database.begin() as uow:
        runtime.resume_instance(uow, world.runtime, runtime.lock(uow, instance), "De er hjemme igen")
    assert [world.fire(job) for job in world.due(clock.now())] == [True]


def test_cancelling_closes_everything_that_was_open(database: Database) -> None:
    world = World(database, ORDER)
    instance = world.start("order")
    world.complete("ask", amount=5)
    with database.begin() as uow:
        runtime.cancel_instance(uow, world.runtime, runtime.lock(uow, instance), "Fejloprettet")
    assert world.tasks() == [] and world.due(NOW + timedelta(days=9)) == []
    assert world.rows("SELECT state FROM process_instance")[0]["state"] == "terminated"


def test_counters_follow_the_live_activities(database: Database) -> None:
    world = World(database, ORDER)
    world.start("order")
    world.complete("ask", amount=5)
    live = world.rows("SELECT element, SUM(n) AS n FROM counter GROUP BY element ORDER BY element")
    assert {r["element"]: int(r["n"]) for r in live if int(r["n"])} == {"check": 1}


def test_an_unknown_process_key_is_refused(database: Database) -> None:
    world = World(database, ORDER)
    with pytest.raises(NotFound):
        world.start("nothing")


def test_cancelling_a_suspended_instance_cancels_its_held_timers(database: Database) -> None:
    world = World(database, ORDER)
    instance = world.start("order")
    world.complete("ask", amount=5)
    with database.begin() as uow:
        runtime.suspend_instance(uow, world.runtime, runtime.lock(uow, instance), "Pause")
    with database.begin() as uow:
        runtime.cancel_instance(uow, world.runtime, runtime.lock(uow, instance), "Flyttet")
    assert [r["state"] for r in world.rows("SELECT state FROM job")] == ["cancelled"]


def test_histories_with_failed_operations_replay_to_the_state(database: Database) -> None:
    world = World(database, ORDER)
    instance = world.start("order")
    world.fail = Conflict("no_room", "Der er ikke plads.", "There is no room.")
    world.complete("ask", amount=5)
    world.fail = None
    [incident] = world.rows("SELECT id FROM incident")
    with database.begin() as uow:
        runtime.retry_incident(uow, world.runtime, str(incident["id"]))
    with database.begin() as uow:
        assert replay(uow, world.runtime, runtime.lock(uow, instance))


@pytest.mark.parametrize(
    ("variables", "code"),
    [({"case_id": "another family's"}, "variable_reserved"), ({"a": "x" * 300_000}, "variable_too_large")],
)
def test_a_start_claims_no_case_and_brings_no_novel(
    database: Database, variables: dict[str, str], code: str
) -> None:
    world = World(database, ORDER)
    with pytest.raises(Rejection, match=code):
        world.start("order", **variables)
    assert world.rows("SELECT id FROM process_instance") == []


@pytest.mark.parametrize(("amount", "stored"), [(5, "5"), (True, "true"), ("two words", None)])
def test_declared_variables_can_be_searched_when_they_are_codes(
    database: Database, amount: object, stored: str | None
) -> None:
    marked = ORDER.replace(b'isExecutable="true"', b'isExecutable="true" oef:searchable="amount"')
    world = World(database, marked)
    world.start("order")
    world.complete("ask", amount=amount)
    assert world.rows("SELECT name, text_value FROM variable_index") == [
        {"name": "amount", "text_value": stored}
    ]
