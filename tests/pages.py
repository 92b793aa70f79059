"""The pages in a small municipality that was lived through: three families, everybody who works there.

Used by the tests of the pages and by those that drive a browser.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import apps, statements
from tests.conftest import KEY, NOW
from workflow_service import app as wiring
from workflow_service.app import demonstration
from workflow_service.app.demonstration import beside
from workflow_service.clock import FrozenClock
from workflow_service.config import Settings
from workflow_service.runtime import Runtime
from workflow_service.store import Database

# an active plan, a coordinator to be appointed, an inquiry to be written down
WANTED = (1, 3, 17)
COORDINATOR, LEADER, INTAKE = "family_coordinator2", "team_leader1", "intake_worker1"
OWNER, ADMIN, MANAGER = "process_owner1", "system_admin1", "manager1"


def live_through(empty: Path, path: Path) -> Runtime:
    """Makes the municipality once, in a copy of a migrated database; the neck keeps what it compiled."""
    shutil.copyfile(empty, path)
    clock = FrozenClock(NOW)
    database = open_town(path, clock)
    neck = wiring.make_runtime()
    families = [one for one in demonstration.FAMILIES if one.number in WANTED]
    # without the revisions: a plan of one version has a page, too
    demonstration.make(database, neck, clock, NOW, families=families, stories=beside.STORIES)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return neck


def open_town(path: Path, clock: FrozenClock) -> Database:
    database = Database(f"sqlite:///{path}", KEY, clock=clock)
    # tests survive no power cut, so they need not wait for the disk
    sa.event.listen(database.engine, "connect", lambda c, _: c.cursor().execute("PRAGMA synchronous=OFF"))
    return database


@dataclass
class Town:
    """The app on one copy of the municipality. `clock` is business time and real time at once."""

    app: Flask
    database: Database
    clock: FrozenClock

    def enter(self, login: str | None = None) -> Visitor:
        """A browser without scripts, logged in as `login`."""
        visitor = Visitor(self.app.test_client(), self)
        if login is not None:
            sent = visitor.post("/login", {"login": login, "password": demonstration.PASSWORD}, at="/login")
            assert sent.status_code == 303, sent.text
        return visitor

    def value(self, sql: str, *values: Any) -> Any:
        with self.database.begin(write=False) as uow:
            return uow.value(sql, *values)

    def case(self, number: str = "2025-0001") -> str:
        return str(self.value("SELECT id FROM case_file WHERE number = ?", number))

    def task(self, element: str) -> str:
        """The id of the open task of that element."""
        sql = "SELECT id FROM user_task WHERE element = ? AND state IN ('created', 'claimed', 'delegated')"
        return str(self.value(sql, element))

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """The statements sent inside the block, without those that begin and end a transaction."""
        seen: list[str] = []
        with statements.counted(self.database) as found:
            yield seen
        seen += [sql for sql in found.sent if not sql.startswith(("BEGIN", "COMMIT", "PRAGMA"))]


def open_app(path: Path, folder: Path, neck: Runtime, *, outlives: bool = True) -> Town:
    """A town on a copy of `path` in `folder`; its app `outlives` a test, or the next one takes it (apps)."""
    copy = folder / "oef.db"
    shutil.copyfile(path, copy)
    clock = FrozenClock(NOW)
    database = open_town(copy, clock)
    settings = Settings(data_folder=folder, secret_key="s" * 32, login_rate="1000/minute")
    if outlives:
        app = wiring.create_app(settings, database=database, runtime=neck, clock=clock)
    else:
        app = apps.service(database, neck, settings, clock)
    return Town(app, database, clock)


@dataclass
class Visitor:
    """Follows links and sends forms as a browser without scripts does."""

    client: FlaskClient
    town: Town

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, **options)

    def post(self, path: str, form: dict[str, Any] | None = None, *, at: str, **options: Any) -> TestResponse:
        """Sends a form that stands on the page `at`."""
        token = csrf(self.get(at).text)
        return self.client.post(path, data={"csrf_token": token, **(form or {})}, **options)

    def send_json(self, method: str, path: str, body: Any, *, at: str) -> TestResponse:
        """What an island sends."""
        headers = {"X-CSRFToken": csrf(self.get(at).text), "Accept": "application/json"}
        return self.client.open(path, method=method, json=body, headers=headers)


def csrf(page: str) -> str:
    found = re.search(r'<meta name="csrf-token" content="([^"]+)"', page)
    assert found, page[:500]
    return html.unescape(found[1])
