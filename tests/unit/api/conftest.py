"""The API with a few callers, on each database."""

from __future__ import annotations

import pytest

from tests import callers
from tests.callers import Callers
from workflow_service.clock import FrozenClock
from workflow_service.store import Database


@pytest.fixture
def api(database: Database, clock: FrozenClock) -> Callers:
    return callers.make(database, clock)
