"""For those who run the service: /livez, /readyz and /metrics, outside the API."""

from __future__ import annotations

import ipaddress
import time

from flask import Blueprint, Flask, Response, g, request

from workflow_service import errors
from workflow_service.access import PUBLIC
from workflow_service.errors import NotFound
from workflow_service.http.services import services
from workflow_service.http.unit import permission
from workflow_service.store import health
from workflow_service.store.migrate import migration_state

probes = Blueprint("probes", __name__)


@probes.get("/livez")
@permission(PUBLIC)
def livez() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@probes.get("/readyz")
@permission(PUBLIC)
def readyz() -> Response:
    """The process can do its work: the database answers and has the tables this version needs.

    Letters that wait too long are named, but the answer stays 200: a closed gateway is no reason to take
    the service from the people who work in it.
    """
    found = services()
    try:
        state = migration_state(found.db)
        if not state.current:
            return Response("database needs migration\n", 503, mimetype="text/plain")
        with found.db.begin(purpose="readyz", write=False) as uow:
            ages = health.outbox_ages(uow)
    except errors.Unavailable:
        return Response("database unavailable\n", 503, mimetype="text/plain")
    limit = found.settings.outbox_late.total_seconds()
    late = [
        f"outbox: the oldest {kind} has waited {age:.0f} seconds (limit {limit:.0f})\n"
        for kind, age in ages.items()
        if age > limit
    ]
    return Response("".join(["ok\n", *late]), mimetype="text/plain")


@probes.get("/metrics")
@permission(PUBLIC)
def metrics() -> Response:
    """Counters of this process and what waits in the database; numbers only, and only for this machine
    unless the setting says otherwise."""
    found = services()
    if not found.settings.metrics_open and not _is_local(request.remote_addr):
        raise NotFound("not_found", "Det findes ikke her.", "It is not here.")
    with found.db.begin(purpose="metrics", write=False) as uow:
        waiting = health.waiting(uow)
    lines = found.meter.lines()
    for name, n in waiting.items():
        lines += [f"# TYPE oef_{name} gauge", f"oef_{name} {n}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain; version=0.0.4")


def _is_local(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def register(app: Flask) -> None:
    """Serves the probes and measures every request."""
    app.register_blueprint(probes)

    @app.before_request
    def start() -> None:
        g.oef_started = time.perf_counter()

    @app.after_request
    def measure(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "unknown"
        spent = time.perf_counter() - g.get("oef_started", time.perf_counter())
        services().meter.add(request.method, route, response.status_code, spent)
        return response
