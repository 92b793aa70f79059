"""A core team whose leader is tove, in a town at 3 March 2026, 10 o'clock."""

import pytest

from tests.unit.casefile.municipality import Municipality
from tests.unit.meetings.minuted import Held, hold
from workflow_service.app.wiring import make_runtime
from workflow_service.runtime import Runtime
from workflow_service.store import Database


@pytest.fixture
def town(sqlite_database: Database) -> Municipality:
    return Municipality(sqlite_database).found()


@pytest.fixture
def rt() -> Runtime:
    return make_runtime()


@pytest.fixture
def held(database: Database) -> Held:
    return hold(database)
