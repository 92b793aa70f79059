"""Messages find their instance by the correlation keys that the standard draws (BPMN 2.0, 8.4.2)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.runtime.world import World, diagram, flow
from workflow_service import runtime
from workflow_service.errors import Invalid
from workflow_service.store import Database


def drawn(*paths: str, binding: tuple[str, ...] = (), subscribed: bool = True) -> bytes:
    """Begins plainly or by `order`, then waits for `paid`; the key is one property for each of `paths`."""
    properties = "".join(
        f'<correlationProperty id="p{n}">'
        + "".join(
            f'<correlationPropertyRetrievalExpression messageRef="{message}">'
            f"<messagePath>{path}</messagePath></correlationPropertyRetrievalExpression>"
            for message in ("order", "paid")
        )
        + "</correlationProperty>"
        for n, path in enumerate(paths)
    )
    names = "".join(f"<correlationPropertyRef>p{n}</correlationPropertyRef>" for n in range(len(paths)))
    bound = "".join(
        f'<correlationPropertyBinding correlationPropertyRef="p{n}"><dataPath>{path}</dataPath>'
        "</correlationPropertyBinding>"
        for n, path in enumerate(binding or paths)
    )
    head = (
        '<message id="order" name="order"/><message id="paid" name="paid"/>'
        + properties
        + f'<collaboration id="c"><participant id="a" processRef="shop"/><correlationKey id="k">{names}'
        "</correlationKey></collaboration>"
    )
    body = (
        '<startEvent id="s"/><startEvent id="m"><messageEventDefinition messageRef="order"/></startEvent>'
        '<intermediateCatchEvent id="c1"><messageEventDefinition messageRef="paid"/></intermediateCatchEvent>'
        '<userTask id="send" name="Send"/><endEvent id="e"/>' + flow("s>c1", "m>c1", "c1>send", "send>e")
    )
    if subscribed:
        body += f'<correlationSubscription id="cs" correlationKeyRef="k">{bound}</correlationSubscription>'
    return diagram("shop", body, head)


def send(world: World, name: str, key: str | None = None, **variables: Any) -> str | None:
    with world.database.begin() as uow:
        return runtime.correlate(uow, world.runtime, name, key, variables).instance_id


def test_a_message_finds_its_instance_by_what_it_carries(database: Database) -> None:
    world = World(database, drawn("order_id"))
    first, second = world.start("shop", order_id=1), world.start("shop", order_id=2)
    assert send(world, "paid", order_id=2) == second
    assert send(world, "paid", order_id=3) is None
    assert send(world, "paid", order_id=1) == first


def test_several_properties_make_one_key(database: Database) -> None:
    world = World(database, drawn("shop.town", "number", binding=("town", "order_id")))
    found = world.start("shop", town="Egelund", order_id=7)
    assert send(world, "paid", shop={"town": "Lund"}, number=7) is None
    assert send(world, "paid", shop={"town": "Egelund"}, number=7) == found


def test_what_a_message_started_is_found_again_by_the_same_key(database: Database) -> None:
    world = World(database, drawn("order_id"))
    begun = send(world, "order", order_id="A-1")
    assert begun is not None
    assert send(world, "paid", order_id="A-1") == begun


def test_without_a_subscription_the_key_is_what_the_first_message_brought(database: Database) -> None:
    world = World(database, drawn("order_id", subscribed=False))
    first, second = send(world, "order", order_id=1), send(world, "order", order_id=2)
    assert None not in (first, second) and first != second
    assert send(world, "paid", order_id=2) == second
    assert send(world, "paid", order_id=1) == first


def test_without_any_key_the_sender_is_told(database: Database) -> None:
    world = World(database, drawn("order_id"))
    for name, variables in (("paid", {}), ("unknown", {"order_id": 1})):
        with pytest.raises(Invalid, match="correlation_key"):
            send(world, name, None, **variables)
