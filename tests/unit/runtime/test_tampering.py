"""INV-20 past every interface: what somebody changed in the database is not run."""

from __future__ import annotations

import pytest

from tests.unit.runtime.world import ORDER, World
from workflow_service.errors import Conflict
from workflow_service.runtime import Registry, Runtime
from workflow_service.store import Database


def test_a_definition_that_somebody_changed_runs_no_more(database: Database) -> None:
    world = World(database, ORDER)
    world.start("order")
    with database.begin() as uow:
        uow.rows("UPDATE definition SET content = ?", ORDER.replace(b"Efterse", b"Spring over"))
    # a process that has it compiled goes on as it was published; one that reads it anew refuses
    world.complete("ask", amount=1)
    world.runtime = Runtime(Registry(operations=world.runtime.registry.operations))
    with pytest.raises(Conflict, match="inv_20") as refused:
        world.complete("check")
    assert "(Regel 20)" in refused.value.da
    with database.begin() as uow:
        uow.rows("UPDATE definition SET content = ?", ORDER)
    world.complete("check")
