"""A small app with the shared web parts, a few views to try them on, and people to log in as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from tests.conftest import NOW
from workflow_service import errors, http
from workflow_service.clock import FrozenClock
from workflow_service.config import Settings
from workflow_service.runtime import Registry, Runtime
from workflow_service.store import Database, Stale, people, sessions
from workflow_service.store.tables.people import unit

PASSWORD = "rød grød med fløde"


@dataclass
class Web:
    """The app with a user for each of a few roles; `bearer(login)` are headers that log in."""

    app: Flask
    database: Database
    clock: FrozenClock
    tokens: dict[str, str]

    def client(self) -> FlaskClient:
        return self.app.test_client()

    def bearer(self, login: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[login]}"}


def add_views(app: Flask) -> None:
    @app.get("/api/v1/whoami")
    @http.permission("login")
    def whoami() -> dict[str, object]:
        actor = http.current_uow().actor
        return {"login": actor.login, "purpose": http.current_uow().purpose}

    @app.get("/api/v1/look")
    @http.permission("tasks")
    def look() -> dict[str, object]:
        http.current_uow().looked_at(None, ["p1"])
        return {}

    @app.post("/api/v1/units")
    @http.permission("users")
    @http.idempotent
    def add_unit() -> tuple[dict[str, object], int]:
        body = http.read_json(request, empty={})
        uow = http.current_uow()
        unit_id = uow.new_id()
        uow.insert(unit, {"id": unit_id, "name": str(body.get("name")), "sector": "social"})
        if body.get("fail"):
            raise errors.Conflict("no", "Nej.", "No.")
        return {"id": unit_id}, 201

    @app.post("/api/v1/echo")
    @http.permission("public")
    def echo() -> dict[str, object]:
        return {"value": http.read_json(request)}

    @app.post("/login")
    @http.permission("public")
    def login() -> object:
        secret = http.log_in(request.form["login"], request.form["password"])
        response = app.make_response("in")
        http.set_session_cookie(response, secret)
        return response

    @app.get("/form")
    @http.permission("public")
    def form() -> str:
        from flask_wtf.csrf import generate_csrf

        return generate_csrf()

    @app.get("/api/v1/raise/<name>")
    @http.permission("public")
    def fail(name: str) -> str:
        kinds: dict[str, Callable[[], Exception]] = {
            "bug": lambda: KeyError("Noah Berg"),
            "stale": lambda: Stale("unit"),
        }
        if name in kinds:
            raise kinds[name]()
        raise getattr(errors, name)("code", "Dansk.", "English.")


@pytest.fixture
def web(sqlite_database: Database) -> Web:
    app = Flask("tests")
    clock = FrozenClock(NOW)
    http.init(
        app,
        sqlite_database,
        Runtime(Registry()),
        Settings(login_rate="6/minute"),
        secret_key="x" * 32,
        clock=clock,
    )
    add_views(app)
    tokens = {}
    with sqlite_database.begin() as uow:
        for login, role, kind in (
            ("admin", "system_admin", "tenant"),
            ("mette", "family_coordinator", "case"),
        ):
            user_id = people.create_user(uow, login, login.title(), password=PASSWORD)
            people.grant(uow, user_id, role, kind, None if kind == "tenant" else uow.new_id())
            tokens[login] = sessions.create_token(uow, user_id, "test", NOW, NOW + timedelta(days=1))
    return Web(app, sqlite_database, clock, tokens)
