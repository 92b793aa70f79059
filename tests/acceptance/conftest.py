"""Egelund Kommune on each database, before its first family."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.story import Town, open_town
from workflow_service.clock import FrozenClock
from workflow_service.store import Database


@pytest.fixture
def town(database: Database, clock: FrozenClock) -> Iterator[Town]:
    found = open_town(database, clock)
    yield found
    # a story may have stopped the service and started it again
    found.database.close()
