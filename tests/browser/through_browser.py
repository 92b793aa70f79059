"""Stories told in the browser: each person has a window and answers the form of a task as the page shows it.

In a run everybody logs in by the form once; in later stories their session is made by the use case, because
to check a password takes longer than a page. Sessions last in real time: the travelling clock ends none.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator

from tests import apps
from tests.acceptance.story import FAMILY, Story, Town
from tests.acceptance.test_courses_on_a_case import Course
from tests.browser.window import Window
from workflow_service import http, inbox
from workflow_service.app.demonstration import PASSWORD
from workflow_service.cli.server import Server
from workflow_service.clock import SystemClock
from workflow_service.config import Settings
from workflow_service.http.login import COOKIE
from workflow_service.store import logins, sessions

HAND = (Path(__file__).parent / "hand.js").read_text()
SEND = ".action-bar .btn-main"
DONE = "#toasts .notice-toast:has-text('Opgaven er afsluttet.')"
REFUSED = ".problem-summary:visible"
SEEN_TO_LOG_IN: set[str] = set()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address at which the app answers, on a port of its own."""
    server = Server(app, "127.0.0.1", 0, 4, streams=8, let_go=http.services(app).live.close)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()
    thread.join(5)


class People:
    """The windows of a town's people, one for each, kept open as long as the story lasts."""

    keeps_drafts = True

    def __init__(self, town: Town, chromium: Browser, address: str) -> None:
        self._town, self._chromium, self._address = town, chromium, address
        self._windows: dict[str, Window] = {}
        self._contexts: list[BrowserContext] = []

    def at(self, login: str, path: str = "") -> Window:
        """This person's window, opened at `path`."""
        return self.of(self._town.driver.user(login), path)

    def of(self, user_id: str, path: str = "") -> Window:
        if user_id not in self._windows:
            self._windows[user_id] = self._enter(user_id)
        found = self._windows[user_id]
        return found.open(path) if path else found

    def _enter(self, user_id: str) -> Window:
        with self._town.database.begin(write=False) as uow:
            login = str(uow.value("SELECT login FROM app_user WHERE id = ?", user_id))
        context = self._chromium.new_context(viewport={"width": 1440, "height": 900}, locale="da-DK")
        self._contexts.append(context)
        if login in SEEN_TO_LOG_IN:
            context.add_cookies([{"name": COOKIE, "value": self._session(user_id), "url": self._address}])
            return Window(context.new_page(), self._address)
        with self._town.database.begin() as uow:
            logins.set_password(uow, user_id, PASSWORD)
        SEEN_TO_LOG_IN.add(login)
        return Window(context.new_page(), self._address).enter(login)

    def _session(self, user_id: str) -> str:
        with self._town.database.begin() as uow:
            return sessions.create_session(uow, user_id, SystemClock().now(), timedelta(hours=8))

    def case_worker(self, story: Story, path: str = "") -> Window:
        """The window of the case's coordinator."""
        with self._town.database.begin(write=False) as uow:
            sql = "SELECT coordinator_id FROM case_file WHERE id = ?"
            return self.of(str(uow.value(sql, story.case_id)), path)

    def case(self, story: Story) -> Window:
        """The page of the case, as its coordinator sees it."""
        return self.case_worker(story, f"/cases/{story.case_id}")

    def documents(self, story: Story) -> Window:
        return self.case_worker(story, f"/cases/{story.case_id}/documents")

    # -- what is told in the browser -------------------------------------------------------------

    def tell(self) -> None:
        """From here on the story is told in the browser."""
        self._town.told_by = self

    @contextmanager
    def quickly(self) -> Iterator[None]:
        """What happens meanwhile is told by the use cases."""
        self._town.told_by = None
        yield
        self.tell()

    def inquiry(self, name: str) -> Story:
        """The intake of the child's district opens a new inquiry."""
        family = FAMILY[name]
        window = self.at("intake_worker1" if family.team == "north" else "intake_worker2", "/start")
        window.page.click("main .btn-main")
        window.page.wait_for_selector(".notice-toast:has-text('Forløbet er startet')")
        with self._town.database.begin(write=False) as uow:
            task = urlsplit(window.page.url).path.rpartition("/")[2]
            run = uow.value("SELECT instance_id FROM user_task WHERE id = ?", task)
        return Story(self._town, family, str(run))

    def goes_on(self, story: Story, window: Window, label: str) -> Course:
        """The button that was asked about once more is pressed; the course that begins."""
        window.page.get_by_role("button", name=label).click()
        window.page.wait_for_selector("#toasts .notice-toast")
        with self._town.database.begin(write=False) as uow:
            run = uow.value("SELECT id FROM process_instance ORDER BY id DESC LIMIT 1")
        return Course(self._town, story.family, str(run), of=story.case_id)

    def faults(self) -> list[str]:
        """What consoles and content policy complained about in all windows. That the service refused an
        answer is no fault, but Chromium writes it on the console."""
        found = [fault for window in self._windows.values() for fault in window.faults]
        return [one for one in found if "responded with a status of 422" not in one]

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    # -- forms whose answers the demonstration does not know --------------------------------------

    def form(self, story: Story, element: str) -> dict[str, Any]:
        """What the form knows when the one who has the task opens it."""
        item = story.task(element)
        with self._town.driver.acting(self._town.driver.who(item)) as uow:
            return dict(inbox.read_form(uow, self._town.neck, item.id).data)

    def answers(self, story: Story, element: str, **answers: Any) -> None:
        """The form as it opens, with these answers over it. Raises the refusal."""
        item = story.task(element)
        self._town.complete(self._town.driver.who(item), item.id, {**self.form(story, element), **answers})

    # -- answering a task ------------------------------------------------------------------------

    def complete(self, user_id: str, task_id: str, answers: Mapping[str, Any]) -> str | None:
        """None when the page said that it is done, else everything it said instead; "" when this person's
        page has nothing to complete."""
        window = self.of(user_id, f"/tasks/{task_id}")
        if not self.fill(window, user_id, task_id, answers):
            return ""
        refused = self.send(window)
        if refused is not None:
            window.shows("refused task")
            self.keep(window)
        return refused

    def keep(self, window: Window) -> None:
        """The draft is saved by its button: whoever opens the task next finds what stands here now."""
        save = window.page.locator(".action-bar .btn:not(.btn-main)")
        if save.count():
            save.click()
            window.page.wait_for_selector('[data-draft-state="saved"]')

    def fill(self, window: Window, user_id: str, task_id: str, answers: Mapping[str, Any]) -> bool:
        """Writes the answers into the task's form on the page; False when there is none."""
        if not window.page.locator(SEND).count():
            return False
        with self._town.driver.acting(user_id) as uow:
            view = inbox.read_form(uow, self._town.neck, task_id)
        window.shows(f"form {view.key}")
        window.page.evaluate(HAND, [(view.schema or {})["components"], dict(answers), dict(view.data)])
        return True

    def send(self, window: Window) -> str | None:
        """Presses the button that finishes the task; what the page says against it."""
        window.page.click(SEND)
        said = window.page.locator(f"{DONE}, {REFUSED}").first
        said.wait_for()
        return None if not _is_refusal(said) else said.inner_text()


def _is_refusal(said: Locator) -> bool:
    return "problem-summary" in (said.get_attribute("class") or "")


@contextmanager
def in_browser(town: Town, chromium: Browser) -> Iterator[People]:
    """The town is told in the browser from here on."""
    settings = Settings(secret_key="b" * 32, login_rate="1000/minute")
    app = apps.service(town.database, town.neck, settings, SystemClock())
    with served(app) as address:
        people = People(town, chromium, address)
        yield people
        assert people.faults() == []
        people.close()
