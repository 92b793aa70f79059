"""Egelund Kommune on each database, before its first family."""

from __future__ import annotations

import pytest

from tests.acceptance.story import Town, open_town
from workflow_service.clock import FrozenClock
from workflow_service.store import Database


@pytest.fixture
def town(database: Database, clock: FrozenClock) -> Town:
    return open_town(database, clock)
