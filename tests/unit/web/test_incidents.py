"""The page of a technical error: cause, place and the three ways on, for those who may."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests import callers
from tests.callers import Callers
from tests.unit.api.test_operations import FETCH, ROBOT, WORKER, deploy
from workflow_service.clock import FrozenClock
from workflow_service.errors import Invalid
from workflow_service.store import Database
from workflow_service.web.views.incidents import given, parsed

REASON = "Talte med leverandøren om adressen."


@pytest.fixture
def service(database: Database, clock: FrozenClock) -> Callers:
    """A connected system has given up on a letter to the school."""
    found = callers.make(database, clock, pages=True)
    assert deploy(found, ("robot.bpmn", ROBOT.encode())).status_code == 201
    found.call("anna", "POST", "/process-instances", {"key": "robot", "variables": {"to": "skolen"}})
    fail(found)
    return found


def fail(service: Callers) -> None:
    (task,) = service.call("system", "POST", "/external-tasks/fetch-and-lock", FETCH).json["items"]
    body = {**WORKER, "message": "ude af drift", "retries": 0}
    assert service.call("system", "POST", f"/external-tasks/{task['id']}/failure", body).status_code == 200


def address(service: Callers) -> str:
    (found,) = service.call("admin", "GET", "/incidents").json["items"]
    return f"/overview/incidents/{found['id']}"


def get(service: Callers, who: str, path: str, **headers: str) -> TestResponse:
    with service.client() as client:
        return client.get(path, headers={**service.headers(who), **headers})


def post(service: Callers, who: str, path: str, **data: Any) -> TestResponse:
    with service.client() as client:
        return client.post(path, headers=service.headers(who), data=data)


def test_the_cause_stands_in_plain_words_and_the_place_on_the_diagram(service: Callers) -> None:
    page = get(service, "admin", address(service)).text
    assert "Et tilkoblet system kunne ikke løse »letters«" in page and "Til teknikeren" in page
    assert '"tokens"' in page and "bpmn-viewer" in page and "Begrundelse" in page


def test_values_are_shown_only_to_those_who_see_the_case(service: Callers) -> None:
    path = address(service)
    assert "skolen" in get(service, "leder", path).text
    blind = get(service, "admin", path).text
    assert "skolen" not in blind and "Du kan ikke se sagen" in blind


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("nabo", 404)])
def test_nobody_else_gets_in(service: Callers, who: str, status: int) -> None:
    service.add("nabo", ("manager", "unit", "00000000-0000-7000-8000-000000000009"))
    path = address(service)
    assert get(service, who, path).status_code == status
    for action in ("retry", "edit", "skip"):
        assert post(service, who, f"{path}/{action}", reason=REASON).status_code == status


def test_the_overview_leads_there(service: Callers) -> None:
    for who in ("admin", "leder"):
        assert address(service) in get(service, who, "/overview").text


def test_a_retry_gives_the_work_back(service: Callers) -> None:
    path = address(service)
    sent = post(service, "admin", f"{path}/retry")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/overview")
    assert len(service.call("system", "POST", "/external-tasks/fetch-and-lock", FETCH).json["items"]) == 1
    assert "Løst" in get(service, "admin", path).text


def test_data_are_corrected_with_a_reason(service: Callers) -> None:
    row = {"name-1": "to", "kind-1": "text", "value-1": "huset"}
    path = f"{address(service)}/edit"
    refused = post(service, "leder", path, **row)
    assert refused.status_code == 422 and "Skriv en begrundelse" in refused.text and "huset" in refused.text
    assert post(service, "leder", path, reason=REASON, **row).status_code == 303
    (task,) = service.call("system", "POST", "/external-tasks/fetch-and-lock", FETCH).json["items"]
    assert task["variables"] == {"to": "huset"}


def test_a_local_step_is_passed_by(service: Callers) -> None:
    path = address(service)
    assert post(service, "leder", f"{path}/skip", reason=REASON).status_code == 303
    assert post(service, "leder", f"{path}/skip", reason=REASON).status_code == 409
    assert service.call("admin", "GET", "/incidents").json["items"] == []


def test_the_page_is_there_in_english(service: Callers) -> None:
    page = get(service, "admin", address(service)).text
    assert "Spring trinnet over" in page
    with service.world.database.begin() as uow:
        uow.connection.exec_driver_sql("UPDATE app_user SET language = 'en' WHERE login = 'admin'")
    assert "Skip the step" in get(service, "admin", address(service)).text


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "12", "12"),
        ("number", "1.5", 1.5),
        ("number", "1,5", 1.5),
        ("number", "12 000", 12000),
        ("boolean", "Ja", True),
        ("boolean", "no", False),
        ("list", '["a", 1]', ["a", 1]),
        ("context", '{"a": null}', {"a": None}),
    ],
)
def test_values_are_read_by_their_kind(kind: str, text: str, value: Any) -> None:
    assert parsed(kind, text) == value and type(parsed(kind, text)) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "tolv"),
        ("number", "inf"),
        ("boolean", "måske"),
        ("list", "{}"),
        ("context", "[1"),
        ("list", "[NaN]"),
    ],
)
def test_what_cannot_be_read_is_told_by_name(kind: str, text: str) -> None:
    with pytest.raises((Invalid, ValueError)):
        parsed(kind, text)


def test_only_rows_that_were_filled_in_change_anything() -> None:
    untouched = {"name-1": "a", "kind-1": "text", "value-1": "", "name-n0": "", "value-n0": "y"}
    changed = {"name-2": "b", "kind-2": "number", "value-2": "3"}
    emptied = {"name-3": "c", "kind-3": "text", "value-3": "x", "empty-3": "1"}
    assert given({**untouched, **changed, **emptied}) == {"b": 3, "c": None}
