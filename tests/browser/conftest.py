"""Chromium against the real app on a lived-through municipality, served by waitress on a port of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.acceptance.conftest import Founded, found_on_sqlite
from tests.acceptance.story import Town as StoryTown
from tests.browser.through_browser import People, in_browser, served
from tests.browser.window import Window
from tests.conftest import sqlite_copy
from tests.pages import Town, live_through, open_app
from workflow_service.clock import FrozenClock

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("browser")
    neck = live_through(sqlite_template, folder / "town.db")
    found = open_app(folder / "town.db", folder, neck)
    yield found
    found.database.close()


@pytest.fixture(scope="session")
def address(town: Town) -> Iterator[str]:
    with served(town.app) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert path, "The browser tests need Chromium: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser, address: str) -> Iterator[Callable[..., Window]]:
    """Opens windows, each of its own person."""
    contexts: list[Any] = []

    def new(login: str | None = None, **options: Any) -> Window:
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="da-DK", **options)
        contexts.append(context)
        found = Window(context.new_page(), address)
        return found.enter(login) if login else found

    yield new
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def founded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """Egelund Kommune before its first family, to copy from."""
    return found_on_sqlite(sqlite_template, tmp_path_factory.mktemp("egelund"))


@pytest.fixture
def egelund(founded: Founded, tmp_path: Path, clock: FrozenClock) -> Iterator[StoryTown]:
    """A town of the test's own, told by the use cases until `people` come."""
    with sqlite_copy(Path(founded.source), tmp_path / "oef.db", clock) as database:
        yield founded.enter(database, clock)


@pytest.fixture
def people(egelund: StoryTown, chromium: Browser) -> Iterator[People]:
    with in_browser(egelund, chromium) as found:
        yield found
