import pytest

from tests.unit.casefile.journey import Journey
from tests.unit.casefile.municipality import Municipality
from workflow_service.store import Database


@pytest.fixture
def town(sqlite_database: Database) -> Municipality:
    return Municipality(sqlite_database).found()


@pytest.fixture
def berg(town: Municipality) -> Journey:
    """The case of the Berg family, not opened yet."""
    return Journey(town)
