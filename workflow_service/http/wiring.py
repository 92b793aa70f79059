"""Putting the shared parts on a Flask app."""

from __future__ import annotations

import io
from typing import IO

from flask import Flask, Request, request
from werkzeug.middleware.proxy_fix import ProxyFix

from workflow_service.clock import Clock, SystemClock
from workflow_service.config import Settings
from workflow_service.http import probes, problems
from workflow_service.http.body import reject_nul
from workflow_service.http.headers import Headers
from workflow_service.http.login import protect_from_forgery
from workflow_service.http.services import EXTENSION, Services
from workflow_service.runtime import Runtime
from workflow_service.store import Database


class InMemory(Request):
    """A request whose uploaded files are never written to a disk: a family's drawing would lie there
    unsealed. `max_upload_bytes` bounds what one request can hold."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()


def init(
    app: Flask, db: Database, rt: Runtime, settings: Settings, *, secret_key: str, clock: Clock | None = None
) -> Services:
    """Makes `app` a web service of ours: who asks, errors, headers, limits, probes; the services.

    `secret_key` signs CSRF tokens. `clock` is real time for sessions and tokens (tests give their own).
    Views are registered afterwards; each declares its permission class.
    """
    found = Services(db, rt, settings, clock or SystemClock())
    app.extensions[EXTENSION] = found
    app.request_class = InMemory
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_upload_bytes, MAX_FORM_MEMORY_SIZE=settings.max_json_bytes
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.wsgi_app = Headers(app.wsgi_app, https=settings.secure_cookies)  # type: ignore[method-assign]
    problems.register(app)
    _limit_bodies(app, settings)
    protect_from_forgery(app, secret_key)
    probes.register(app)
    return found


def _limit_bodies(app: Flask, settings: Settings) -> None:
    @app.before_request
    def limit() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if not getattr(view, "oef_upload", False):
            request.max_content_length = settings.max_json_bytes
        reject_nul(request.args)
        reject_nul(request.view_args or {})
