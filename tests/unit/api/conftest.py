"""The API on SQLite with a few callers; `tests/acceptance` runs it on both databases."""

from __future__ import annotations

import pytest

from tests import callers
from tests.callers import Callers
from workflow_service.clock import FrozenClock
from workflow_service.store import Database


@pytest.fixture
def api(sqlite_database: Database, clock: FrozenClock) -> Callers:
    return callers.make(sqlite_database, clock)
