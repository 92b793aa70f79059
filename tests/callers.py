"""Callers of the API in the smallest municipality: an app, people with roles, their tokens.

Used by the tests of the API, by the access matrix and by the tests of bad input.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import apps, world
from tests.conftest import NOW
from workflow_service.app import create_app
from workflow_service.clock import FrozenClock
from workflow_service.config import Settings
from workflow_service.store import Database, people, sessions
from workflow_service.store.tables import metadata


@dataclass
class Callers:
    """`call("anna", "GET", "/user-tasks")` asks the API as that user; None asks without a login."""

    app: Flask
    world: world.World
    unit_id: str
    clock: FrozenClock
    ids: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def client(self) -> FlaskClient:
        return self.app.test_client()

    def add(self, login: str, *held: tuple[str, str, str | None]) -> str:
        """A user with these roles and a token; the user's id."""
        with self.world.database.begin() as uow:
            user = people.find_user(uow, login)
            user_id = user.id if user else people.create_user(uow, login, login.title(), unit_id=self.unit_id)
            uow.flush()
            for role, kind, scope_id in held:
                people.grant(uow, user_id, role, kind, scope_id)
            self.tokens[login] = sessions.create_token(uow, user_id, "test", NOW)
        self.ids[login] = user_id
        return user_id

    def headers(self, login: str | None) -> dict[str, str]:
        return {} if login is None else {"Authorization": f"Bearer {self.tokens[login]}"}

    def call(
        self,
        login: str | None,
        method: str,
        path: str,
        json: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> TestResponse:
        given = {**self.headers(login), **(headers or {})}
        if json is not None:
            options["json"] = json
        with self.client() as client:
            return client.open(f"/api/v1{path}", method=method, headers=given, **options)

    def start(self, process: str = "plain") -> tuple[str, str]:
        """Starts an instance as anna; (instance id, id of its first task)."""
        answer = self.call("anna", "POST", "/process-instances", {"key": process, "variables": {"round": 1}})
        assert answer.status_code == 201, answer.text
        assert answer.json is not None
        return answer.json["id"], answer.json["tasks"][0]["id"]

    def fingerprint(self) -> str:
        """A digest of everything stored, but for notes of who looked at what and of repeated requests."""
        digest = hashlib.sha256()
        with self.world.database.begin(write=False) as uow:
            for name, table in sorted(metadata.tables.items()):
                if name not in ("access_log", "idempotency"):
                    rows = sorted(repr(sorted(row.items())) for row in uow.rows(sa.select(table)))
                    digest.update("\n".join([name, *rows]).encode())
        return digest.hexdigest()

    def count(self, table: str) -> int:
        with self.world.database.begin(write=False) as uow:
            return int(uow.value(f"SELECT count(*) FROM {table}"))


def refused(answer: TestResponse, *statuses: int) -> dict[str, Any]:
    """The problem of a typed refusal."""
    assert answer.status_code in statuses, answer.text[:500]
    assert answer.mimetype == "application/problem+json"
    body: dict[str, Any] = answer.json
    assert body["status"] == answer.status_code and body["title"] and body["detail"] and body["code"]
    return body


def make(database: Database, clock: FrozenClock, *, pages: bool = False) -> Callers:
    """An app on `database`, with its `pages` or the API only, and these people: anna and bo (intake), carl
    (intake elsewhere), leder (manager), owner (process owner), admin (system administrator), system
    (connected system)."""
    found = world.build(database)
    settings = Settings(max_upload_bytes=12 * 1024 * 1024, secret_key="x" * 32)
    if pages:
        app = create_app(settings, database=database, runtime=found.runtime, clock=clock)
    else:
        app = apps.api_alone(database, found.runtime, settings, clock)
    callers = Callers(app, found, found.worker.unit_id or "", clock)
    with database.begin() as uow:
        elsewhere = people.create_unit(uow, "Nabokommunen", "social")
    unit_id = callers.unit_id
    callers.add("anna", ("intake_worker", "unit", unit_id))
    callers.add("bo", ("intake_worker", "unit", unit_id))
    callers.add("carl", ("intake_worker", "unit", elsewhere))
    callers.add("leder", ("manager", "unit", unit_id))
    callers.add("owner", ("process_owner", "tenant", None))
    callers.add("admin", ("system_admin", "tenant", None))
    callers.add("system", ("integration", "tenant", None))
    return callers
