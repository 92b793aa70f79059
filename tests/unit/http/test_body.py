"""Bodies that cannot be read, or that two readers could read differently, are refused before any work."""

from __future__ import annotations

import pytest

from tests.unit.http.conftest import Web
from workflow_service.errors import Malformed
from workflow_service.http import parse_json

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"not json",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e999}',
        b'{"a": 1, "a": 2}',
        b'{"a": "\\u0000"}',
        b'{"a\\u0000": 1}',
        b'{"a": "\\ud800"}',
        b'{"a": 9007199254740992}',
        b"1" * 5000,
        b'{"a": "\xff"}',
        b"[" * 41 + b"]" * 41,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    ],
)
def test_a_body_that_is_not_plain_json_is_400(web: Web, data: bytes) -> None:
    answer = web.client().post("/api/v1/echo", data=data, headers=JSON)
    assert answer.status_code == 400
    assert answer.json["code"] == "json_malformed"


def test_what_is_plain_json_is_read(web: Web) -> None:
    value = {"navn": "Åse 😀", "tal": [1, 2.5, -3, None, True], "dybt": {"a": [{}]}}
    assert web.client().post("/api/v1/echo", json=value).json == {"value": value}


def test_nesting_is_allowed_to_its_limit() -> None:
    assert parse_json(b"[" * 40 + b"]" * 40)
    with pytest.raises(Malformed):
        parse_json(b"[" * 41 + b"]" * 41)


def test_a_body_of_ten_megabytes_is_413(web: Web) -> None:
    answer = web.client().post("/api/v1/echo", data=b'"' + b"a" * 10_000_000 + b'"', headers=JSON)
    assert answer.status_code == 413
    assert answer.mimetype == "application/problem+json"


def test_a_body_that_is_not_said_to_be_json_is_415(web: Web) -> None:
    answer = web.client().post("/api/v1/echo", data=b"{}", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415


def test_a_nul_in_the_address_is_400(web: Web) -> None:
    assert web.client().get("/api/v1/whoami?purpose=%00").status_code == 400
    assert web.client().get("/api/v1/raise/%00").status_code == 400
