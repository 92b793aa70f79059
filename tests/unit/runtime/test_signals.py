"""A signal is heard once by everyone who waits for it when it is thrown, and starts what it starts (BPMN 2.0,
10.5.1 and 13.5.1); a message thrown in one pool reaches the other."""

from __future__ import annotations

from datetime import timedelta

from tests.unit.runtime.world import World, diagram, flow
from workflow_service import runtime
from workflow_service.store import Database

SIGNAL = '<signal id="S" name="alarm"/>'
ALARM = '<signalEventDefinition signalRef="S"/>'
TASK = '<userTask id="{0}" name="{0}"/>'.format
LISTENER = diagram(
    "listener",
    '<startEvent id="s"/>' + TASK("work") + TASK("look") + '<endEvent id="e"/><endEvent id="e2"/>'
    f'<boundaryEvent id="b" attachedToRef="work" cancelActivity="false">{ALARM}</boundaryEvent>'
    f'<boundaryEvent id="c" attachedToRef="work" cancelActivity="false">{ALARM}</boundaryEvent>'
    + flow("s>work", "work>e", "b>look", "c>look", "look>e2"),
    SIGNAL,
)  # fmt: skip
THROWER = diagram(
    "thrower",
    '<startEvent id="s"/>' + TASK("begin")
    + f'<intermediateThrowEvent id="t">{ALARM}</intermediateThrowEvent>'
    f'<intermediateCatchEvent id="c">{ALARM}</intermediateCatchEvent>' + TASK("after") + '<endEvent id="e"/>'
    + flow("s>begin", "begin>t", "t>c", "c>after", "after>e"),
    SIGNAL,
)  # fmt: skip
STARTED = diagram(
    "started",
    f'<startEvent id="s">{ALARM}</startEvent>' + TASK("help") + '<endEvent id="e"/>' + flow("s>help",
        "help>e"),
    SIGNAL,
)  # fmt: skip
MESSAGE = '<message id="M" name="order"/>'
SENDER = diagram(
    "sender",
    '<startEvent id="s"/><endEvent id="e"><messageEventDefinition messageRef="M"/></endEvent>' + flow("s>e"),
    MESSAGE,
)
RECEIVER = diagram(
    "receiver",
    '<receiveTask id="r" name="r" messageRef="M" instantiate="true"/>' + TASK("pack") + '<endEvent id="e"/>'
    + flow("r>pack", "pack>e"),
    MESSAGE,
)  # fmt: skip


def settle(world: World) -> None:
    """Run the jobs that are due until there are none."""
    for _ in range(5):
        with world.database.begin(write=False) as uow:
            now = uow.now + timedelta(seconds=1)
        for job in world.due(now):
            world.fire(job)


def open_tasks(world: World) -> list[str]:
    return sorted(task["element"] for task in world.tasks())


def test_a_signal_is_heard_once_at_each_place_that_waits(database: Database) -> None:
    world = World(database, LISTENER)
    world.start("listener")
    with database.begin() as uow:
        runtime.throw_signal(uow, world.runtime, "alarm", {})
    settle(world)
    assert open_tasks(world) == ["look", "look", "work"]


def test_who_throws_a_signal_does_not_hear_it_later(database: Database) -> None:
    world = World(database, THROWER, LISTENER)
    world.start("listener")
    world.start("thrower")
    world.complete("begin")
    settle(world)
    assert open_tasks(world) == ["look", "look", "work"]


def test_a_signal_starts_the_processes_that_begin_with_it(database: Database) -> None:
    world = World(database, STARTED)
    with database.begin() as uow:
        runtime.throw_signal(uow, world.runtime, "alarm", {})
    settle(world)
    assert open_tasks(world) == ["help"]


def test_a_message_thrown_in_one_pool_starts_the_other(database: Database) -> None:
    world = World(database, SENDER, RECEIVER)
    world.start("sender")
    settle(world)
    assert open_tasks(world) == ["pack"]
