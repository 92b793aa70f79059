"""The probes tell the truth and no more than numbers."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from tests.conftest import KEY
from tests.unit.http.conftest import Web
from workflow_service import http
from workflow_service.config import Settings
from workflow_service.runtime import Runtime
from workflow_service.store import Database


def test_a_service_with_its_tables_is_alive_and_ready(web: Web) -> None:
    assert web.client().get("/livez").status_code == 200
    assert web.client().get("/readyz").status_code == 200


def test_a_service_without_its_tables_is_alive_but_not_ready(tmp_path: Path) -> None:
    app = Flask("tests")
    empty = Database(f"sqlite:///{tmp_path}/empty.db", KEY)
    http.init(app, empty, Runtime(), Settings(), secret_key="x" * 32)
    assert app.test_client().get("/livez").status_code == 200
    assert app.test_client().get("/readyz").status_code == 503
    empty.close()


def test_metrics_count_requests_by_route_never_by_address(web: Web) -> None:
    client = web.client()
    client.get("/api/v1/raise/Conflict")
    text = client.get("/metrics").text
    assert 'oef_requests_total{method="GET",route="/api/v1/raise/<name>",status="409"} 1' in text
    assert "oef_jobs_due 0" in text


def test_metrics_are_for_this_machine(web: Web) -> None:
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert web.client().get("/metrics", environ_base=far).status_code == 404
