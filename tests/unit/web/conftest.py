"""A fresh copy of the lived-through municipality for each test of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages import Town, live_through, open_app
from workflow_service.runtime import Runtime


@pytest.fixture(scope="session")
def lived(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Runtime]:
    path = tmp_path_factory.mktemp("town") / "town.db"
    return path, live_through(sqlite_template, path)


@pytest.fixture
def town(lived: tuple[Path, Runtime], tmp_path: Path) -> Iterator[Town]:
    path, neck = lived
    found = open_app(path, tmp_path, neck, outlives=False)
    yield found
    found.database.close()
