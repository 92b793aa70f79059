"""Who asks is found once, in the transaction that does the work; every look at a person is logged."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.unit.http.conftest import Web
from workflow_service import http
from workflow_service.store import people
from workflow_service.store.tables.records import access_log


def test_a_bearer_token_says_who_asks(web: Web) -> None:
    answer = web.client().get("/api/v1/whoami", headers=web.bearer("mette"))
    assert answer.json == {"login": "mette", "purpose": "GET /api/v1/whoami"}


def test_the_stated_purpose_goes_to_the_log_with_the_route(web: Web) -> None:
    web.client().get("/api/v1/look?purpose=samtale", headers=web.bearer("mette"))
    with web.database.begin() as uow:
        rows = uow.rows(sa.select(access_log.c.purpose, access_log.c.subjects))
    assert [(r["purpose"], r["subjects"]) for r in rows] == [("GET /api/v1/look · samtale", '["p1"]')]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer oef_wrong"},
        {"Authorization": "Basic eA=="},
        {"Authorization": ""},
    ],
)
def test_without_a_valid_login_the_answer_is_401(web: Web, headers: dict[str, str]) -> None:
    answer = web.client().get("/api/v1/whoami", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_wrong_bearer_token_is_not_made_good_by_a_cookie(web: Web) -> None:
    client = logged_in(web, "mette")
    assert client.get("/api/v1/whoami").status_code == 200
    assert client.get("/api/v1/whoami", headers={"Authorization": "Bearer oef_x"}).status_code == 401


def test_a_role_that_does_not_fit_is_403(web: Web) -> None:
    assert web.client().get("/api/v1/look", headers=web.bearer("admin")).status_code == 403


def test_a_rejected_write_leaves_nothing(web: Web) -> None:
    answer = web.client().post("/api/v1/units", headers=web.bearer("admin"), json={"name": "A", "fail": True})
    assert answer.status_code == 409
    assert units(web) == 0


def test_a_repeated_key_answers_the_same_and_writes_once(web: Web) -> None:
    headers = {**web.bearer("admin"), "Idempotency-Key": "k1"}
    first, second = (web.client().post("/api/v1/units", headers=headers, json={"name": "A"}) for _ in "12")
    assert (first.status_code, first.json) == (second.status_code, second.json)
    assert first.status_code == 201 and units(web) == 1


def test_the_same_key_for_another_body_is_422(web: Web) -> None:
    headers = {**web.bearer("admin"), "Idempotency-Key": "k1"}
    web.client().post("/api/v1/units", headers=headers, json={"name": "A"})
    assert web.client().post("/api/v1/units", headers=headers, json={"name": "B"}).status_code == 422
    assert units(web) == 1


def test_a_key_of_a_refused_request_may_be_used_again(web: Web) -> None:
    headers = {**web.bearer("admin"), "Idempotency-Key": "k1"}
    web.client().post("/api/v1/units", headers=headers, json={"name": "A", "fail": True})
    assert web.client().post("/api/v1/units", headers=headers, json={"name": "A"}).status_code == 201


def test_a_view_cannot_be_given_a_permission_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="no permission class"):
        http.permission("everything")


# -- sessions ------------------------------------------------------------------------------------------------


def logged_in(web: Web, login: str):
    client = web.client()
    token = client.get("/form").text
    client.post("/login", data={"login": login, "password": "rød grød med fløde", "csrf_token": token})
    return client


def test_a_login_gives_a_session_that_scripts_cannot_read(web: Web) -> None:
    client = web.client()
    token = client.get("/form").text
    answer = client.post(
        "/login", data={"login": " Mette ", "password": "rød grød med fløde", "csrf_token": token}
    )
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("oef_session="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert client.get("/api/v1/whoami").json["login"] == "mette"


def test_a_new_login_ends_the_old_session(web: Web) -> None:
    client = logged_in(web, "mette")
    old = client.get_cookie("oef_session").value
    token = client.get("/form").text
    client.post("/login", data={"login": "mette", "password": "rød grød med fløde", "csrf_token": token})
    assert client.get_cookie("oef_session").value != old
    client.set_cookie("oef_session", old)
    assert client.get("/api/v1/whoami").status_code == 401


def test_a_session_in_use_goes_on_and_an_idle_one_ends(web: Web) -> None:
    client = logged_in(web, "mette")
    for _ in range(3):
        web.clock.travel(web.clock.now() + timedelta(minutes=20))
        assert client.get("/api/v1/whoami").status_code == 200
    web.clock.travel(web.clock.now() + timedelta(minutes=30))
    assert client.get("/api/v1/whoami").status_code == 401


def test_a_page_that_only_polls_does_not_keep_its_session(web: Web) -> None:
    client = logged_in(web, "mette")
    answers = []
    for _ in range(3):
        web.clock.travel(web.clock.now() + timedelta(minutes=10))
        answers.append(client.get("/api/v1/whoami", headers={"X-Requested-With": "poll"}).status_code)
    assert answers == [200, 200, 401]


def test_a_deactivated_user_is_out_at_once(web: Web) -> None:
    client = logged_in(web, "mette")
    with web.database.begin() as uow:
        user = people.find_user(uow, "mette")
        assert user is not None
        people.end_access(uow, user.id, web.clock.now())
    assert client.get("/api/v1/whoami").status_code == 401
    assert client.get("/api/v1/whoami", headers=web.bearer("mette")).status_code == 401


def test_a_write_with_a_session_needs_the_forgery_token(web: Web) -> None:
    client = logged_in(web, "admin")
    assert client.post("/api/v1/units", json={"name": "A"}).status_code == 403
    assert units(web) == 0
    token = client.get("/form").text
    answer = client.post("/api/v1/units", json={"name": "A"}, headers={"X-CSRF-Token": token})
    assert answer.status_code == 201


def test_logging_in_needs_the_forgery_token_too(web: Web) -> None:
    answer = web.client().post("/login", data={"login": "mette", "password": "rød grød med fløde"})
    assert answer.status_code == 403


def test_logins_from_one_address_are_limited(web: Web) -> None:
    client = web.client()
    token = client.get("/form").text
    data = {"login": "nobody", "password": "forkert kode", "csrf_token": token}
    codes = [client.post("/login", data=data).status_code for _ in range(7)]
    assert codes == [401] * 6 + [429]


def units(web: Web) -> int:
    with web.database.begin() as uow:
        return int(uow.value("SELECT count(*) FROM unit"))
