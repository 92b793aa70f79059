"""Errors are typed documents in the caller's language, and a bug tells the client nothing."""

from __future__ import annotations

import logging

import pytest

from tests.unit.http.conftest import Web
from workflow_service import errors
from workflow_service.http.problems import STATUS


@pytest.mark.parametrize(
    ("name", "status"),
    [(kind.__name__, status) for kind, status in STATUS.items()] + [("stale", 409)],
)
def test_every_typed_error_has_its_status(web: Web, name: str, status: int) -> None:
    answer = web.client().get(f"/api/v1/raise/{name}")
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert {"type", "title", "status", "detail", "instance"} <= set(answer.json)


def test_every_error_class_is_mapped() -> None:
    assert set(STATUS) == set(errors.Rejection.__subclasses__())


def test_the_language_is_the_users_then_the_browsers_then_danish(web: Web) -> None:
    client = web.client()
    path = "/api/v1/raise/Conflict"
    assert client.get(path).json["detail"] == "Dansk."
    assert client.get(path, headers={"Accept-Language": "en-GB,en;q=0.9"}).json["detail"] == "English."
    assert client.get(path, headers={"Accept-Language": "de"}).json["detail"] == "Dansk."
    answer = client.post("/api/v1/units", headers={**web.bearer("mette"), "Accept-Language": "en"})
    assert answer.json["title"] == "Det har du ikke adgang til"


def test_a_bug_is_logged_and_shows_the_client_only_its_number(
    web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = web.client().get("/api/v1/raise/bug", headers={"X-Request-Id": "abcdefgh"})
    assert answer.status_code == 500
    assert answer.json["request_id"] == answer.headers["X-Request-Id"] == "abcdefgh"
    assert "Noah" not in answer.text and "KeyError" not in answer.text
    assert "abcdefgh" in caplog.text


def test_an_unknown_address_and_method_are_typed_too(web: Web) -> None:
    assert web.client().get("/api/v1/nowhere").json["status"] == 404
    answer = web.client().delete("/api/v1/whoami")
    assert answer.json["status"] == 405 and "GET" in answer.headers["Allow"]


def test_every_answer_carries_the_content_policy_and_is_not_stored(web: Web) -> None:
    headers = web.client().get("/api/v1/nowhere").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_a_request_number_that_could_forge_a_log_line_is_replaced(web: Web) -> None:
    answer = web.client().get("/livez", headers={"X-Request-Id": "a b<script>"})
    assert answer.headers["X-Request-Id"] != "a b<script>"
