"""The Flask app: the shared parts, the API and the pages on one set of services."""

from __future__ import annotations

from flask import Flask

from workflow_service import api, http, web
from workflow_service.app.wiring import make_runtime, open_database, secret_key
from workflow_service.clock import Clock
from workflow_service.config import Settings
from workflow_service.runtime import Runtime
from workflow_service.store import Database


def create_app(
    settings: Settings,
    *,
    database: Database | None = None,
    runtime: Runtime | None = None,
    clock: Clock | None = None,
) -> Flask:
    """An app on `database` and `runtime` (made from `settings` when not given). `clock` is real time for
    sessions and tokens; business time comes from the database."""
    app = Flask("workflow_service", static_folder=None, template_folder="web/templates")
    http.init(
        app,
        database or open_database(settings),
        runtime or make_runtime(settings),
        settings,
        secret_key=secret_key(settings),
        clock=clock,
    )
    api.register(app)
    web.register(app)
    return app
