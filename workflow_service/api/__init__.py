"""The JSON API that others build on: /api/v1, described by its OpenAPI 3.1 document."""

from __future__ import annotations

from typing import Any

from flask import Flask

from workflow_service.api import (
    absences,
    attachments,
    base_dates,
    calendar,
    coordination,
    deployments,
    docs,
    exchanges,
    experts,
    external,
    incidents,
    instances,
    law,
    meetings,
    messages,
    minutes,
    news,
    operations,
    outbox,
    parameters,
    persons,
    tasks,
    teams,
)
from workflow_service.api.blueprint import Api

PREFIX = "/api/v1"

_DESCRIPTION = (
    "Authenticate with Authorization: Bearer <token>. Times are RFC 3339 with offset. Errors are RFC 9457"
    " problem details in the caller's language. Lists take limit and cursor. Writes accept Idempotency-Key."
    " ?purpose= says why a person's data are looked at and goes to the access log."
)


def register(app: Flask) -> None:
    """Serves the API on `app`; `http.init` comes first."""
    app.config.update(
        API_TITLE="One Family One Entry",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
    )
    api = Api(
        app,
        spec_kwargs={
            "info": {"description": _DESCRIPTION, "license": {"name": "MIT", "identifier": "MIT"}},
            "security": [{"token": []}, {"session": []}],
        },
    )
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    api.spec.components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": "oef_session"})
    for room in (
        deployments,
        instances,
        base_dates,
        exchanges,
        persons,
        tasks,
        attachments,
        news,
        messages,
        operations,
        incidents,
        outbox,
        parameters,
        law,
        external,
        meetings,
        minutes,
        coordination,
        calendar,
        absences,
        teams,
        experts,
    ):
        api.register_blueprint(room.blueprint, url_prefix=PREFIX)
    app.register_blueprint(docs.blueprint(_finished(api.spec.to_dict())))


def _finished(document: dict[str, Any]) -> dict[str, Any]:
    """flask-smorest knows one media type; our errors have their own."""
    for response in document["components"]["responses"].values():
        response["content"] = {"application/problem+json": next(iter(response["content"].values()))}
    return document


__all__ = ["PREFIX", "register"]
