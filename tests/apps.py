"""The service for one test: drawn once in a process, its database, runtime and clock put in anew.

To lay out the routes, describe the API and compile the templates takes longer than most tests.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from workflow_service import api, http
from workflow_service.app import create_app
from workflow_service.clock import Clock
from workflow_service.config import Settings
from workflow_service.http.services import EXTENSION, Services
from workflow_service.runtime import Runtime
from workflow_service.store import Database

_drawn: dict[tuple[Callable[..., Flask], Settings], Flask] = {}


def service(database: Database, neck: Runtime, settings: Settings, clock: Clock) -> Flask:
    """The API and the pages. What was handed out before with the same settings is this one from now on, so
    it is not for what outlives a test, as the server that a browser visits."""
    return _with(_whole, database, neck, settings, clock)


def api_alone(database: Database, neck: Runtime, settings: Settings, clock: Clock) -> Flask:
    """The API without the pages, else like `service`."""
    return _with(_api, database, neck, settings, clock)


def _with(
    draw: Callable[..., Flask], database: Database, neck: Runtime, settings: Settings, clock: Clock
) -> Flask:
    # the views ask for the folder through the services only
    key = draw, dataclasses.replace(settings, data_folder=Path())
    if key not in _drawn:
        _drawn[key] = draw(database, neck, settings, clock)
    app = _drawn[key]
    was: Services = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = Services(database, neck, settings, clock, error_page=was.error_page)
    return app


def _whole(database: Database, neck: Runtime, settings: Settings, clock: Clock) -> Flask:
    return create_app(settings, database=database, runtime=neck, clock=clock)


def _api(database: Database, neck: Runtime, settings: Settings, clock: Clock) -> Flask:
    app = Flask("tests")
    http.init(app, database, neck, settings, secret_key=settings.secret_key, clock=clock)
    api.register(app)
    return app
