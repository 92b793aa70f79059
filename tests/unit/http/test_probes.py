"""The probes tell the truth and no more than numbers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Flask

from tests.conftest import KEY
from tests.effects import add
from tests.unit.http.conftest import Web
from workflow_service import http
from workflow_service.config import Settings
from workflow_service.runtime import Runtime
from workflow_service.store import Database
from workflow_service.store.tables import metadata

OUTBOX = metadata.tables["outbox"]


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
    assert "oef_jobs_due 0" in text and "oef_outbox_unknown 0" in text


def test_metrics_are_for_this_machine(web: Web) -> None:
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert web.client().get("/metrics", environ_base=far).status_code == 404


def test_a_letter_that_waits_too_long_is_named_but_stops_no_work(web: Web) -> None:
    add(web.database, "letter-1")
    assert web.client().get("/readyz").text == "ok\n"
    with web.database.begin() as uow:
        long_ago = uow.now - timedelta(hours=3)
        uow.execute(OUTBOX.update().values(since=long_ago))
    answer = web.client().get("/readyz")
    assert answer.status_code == 200
    assert answer.text == "ok\noutbox: the oldest letter has waited 10800 seconds (limit 3600)\n"
    assert "oef_outbox_lag_seconds 10800" in web.client().get("/metrics").text
