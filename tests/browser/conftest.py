"""Chromium against the real app on a lived-through municipality, served by waitress on a port of its own."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.pages import Town, live_through, open_app
from workflow_service import http
from workflow_service.app.demonstration import PASSWORD
from workflow_service.cli.server import Server

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
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE = 10_000
NOTES = """addEventListener('securitypolicyviolation',
  e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"""


@pytest.fixture(scope="session")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("browser")
    neck = live_through(sqlite_template, folder / "town.db")
    found = open_app(folder / "town.db", folder, neck)
    yield found
    found.database.close()


@pytest.fixture(scope="session")
def address(town: Town) -> Iterator[str]:
    live = http.services(town.app).live
    server = Server(town.app, "127.0.0.1", 0, 4, streams=8, let_go=live.close)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()
    thread.join(5)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert path, "The browser tests need Chromium: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Window:
    """A window of one person. `faults` collects what the console and the content policy complain about."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.faults: list[str] = []
        page.add_init_script(NOTES)
        page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.set_default_timeout(PATIENCE)

    def enter(self, login: str) -> Window:
        self.page.goto(f"{self.address}/login")
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        self.page.click("main .btn-main")
        self.page.wait_for_selector("nav.side-menu", state="attached")
        return self

    def open(self, path: str) -> Window:
        self.page.goto(self.address + path)
        return self.settle()

    def settle(self) -> Window:
        """Waits until every island of the page stands."""
        hosts = self.page.locator("[data-island]")
        for number in range(hosts.count()):
            self.page.wait_for_selector(f"[data-island] >> nth={number} >> visible=true")
        if hosts.count():
            self.page.wait_for_selector('[data-island][data-ready="yes"]')
        return self

    def resize(self, width: int) -> Window:
        self.page.set_viewport_size({"width": width, "height": 900})
        return self

    def width(self) -> int:
        return int(self.page.evaluate("document.documentElement.scrollWidth"))

    def barriers(self) -> list[str]:
        """What axe finds against WCAG 2.1 A and AA."""
        session = self.page.context.new_cdp_session(self.page)
        # the page's policy forbids it a script of ours, the debugger may
        session.send("Runtime.evaluate", {"expression": AXE.read_text()})
        session.detach()
        found: list[str] = self.page.evaluate(
            """axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(r =>
               r.violations.map(v => v.id + ' ' + v.nodes.map(n => n.target.join(' ')).join(' | ')))"""
        )
        return found


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
