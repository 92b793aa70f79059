"""Whatever is sent, the answer is a typed 4xx in the caller's language, and nothing is changed."""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests import callers
from tests.callers import Callers, refused
from tests.world import ANSWER
from workflow_service.clock import FrozenClock
from workflow_service.store import Database


@pytest.fixture
def api(database: Database, clock: FrozenClock) -> Callers:
    return callers.make(database, clock)


@pytest.fixture
def everybody(api: Callers) -> None:
    """ "all" gets through every door, so that what is behind it is tried."""
    held = [(role, "tenant", None) for role in ("process_owner", "system_admin", "integration")]
    api.add(
        "all",
        ("manager", "unit", api.unit_id),
        ("intake_worker", "unit", api.unit_id),
        ("notification_officer", "unit", api.unit_id),
        ("team_leader", "team", str(uuid.uuid4())),
        *held,
    )


@pytest.fixture
def task(api: Callers, everybody: None) -> str:
    return api.start()[1]


@pytest.fixture
def unchanged(api: Callers, task: str) -> Iterator[None]:
    before = api.fingerprint()
    yield
    assert api.fingerprint() == before


# -- tasks ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unchanged")
def test_a_stranger_completes_nothing_and_learns_nothing(api: Callers, task: str) -> None:
    body = {"variables": ANSWER}
    hidden = refused(api.call("carl", "POST", f"/user-tasks/{task}/complete", body), 404)
    unknown = refused(api.call("carl", "POST", f"/user-tasks/{uuid.uuid4()}/complete", body), 404)
    assert {k: v for k, v in hidden.items() if k not in ("instance", "request_id")} == {
        k: v for k, v in unknown.items() if k not in ("instance", "request_id")
    }


@pytest.mark.usefixtures("unchanged")
def test_nobody_completes_without_a_login(api: Callers, task: str) -> None:
    refused(api.call(None, "POST", f"/user-tasks/{task}/complete", {"variables": ANSWER}), 401)


def test_a_task_a_colleague_has_taken_is_not_completed_over_his_head(api: Callers, task: str) -> None:
    api.call("bo", "POST", f"/user-tasks/{task}/claim")
    before = api.fingerprint()
    answer = api.call("anna", "POST", f"/user-tasks/{task}/complete", {"variables": ANSWER})
    assert "kollega" in refused(answer, 403)["detail"]
    assert api.fingerprint() == before


def test_a_finished_task_stays_as_it_was_answered(api: Callers, task: str) -> None:
    body = {"variables": ANSWER}
    assert api.call("anna", "POST", f"/user-tasks/{task}/complete", body).status_code == 200
    before = api.fingerprint()
    for call, extra in (("complete", body), ("claim", None), ("unclaim", None)):
        assert "løst" in refused(api.call("bo", "POST", f"/user-tasks/{task}/{call}", extra), 409)["detail"]
    refused(api.call("bo", "PUT", f"/user-tasks/{task}/draft", body), 409)
    assert api.fingerprint() == before


def test_two_who_submit_at_the_same_moment_complete_once(api: Callers, task: str) -> None:
    together, statuses = threading.Barrier(2), []

    def submit(login: str) -> None:
        together.wait(5)
        body = {"variables": ANSWER}
        statuses.append(api.call(login, "POST", f"/user-tasks/{task}/complete", body).status_code)

    threads = [threading.Thread(target=submit, args=(login,)) for login in ("anna", "bo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(statuses) == [200, 409]
    assert api.count("form_submission") == 1


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({}, "note"),
        ({"note": ""}, "note"),
        ({"note": None}, "note"),
        ({"note": 7}, "note"),
        ({"note": ["a"]}, "note"),
        ({"note": {"a": 1}}, "note"),
        ({**ANSWER, "points": "3; DROP TABLE job"}, "points"),
        ({**ANSWER, "points": [3]}, "points"),
        ({**ANSWER, "again": "ja"}, "again"),
    ],
)
def test_a_wrong_answer_is_refused_at_its_field(
    api: Callers, task: str, variables: dict[str, Any], field: str
) -> None:
    answer = api.call("anna", "POST", f"/user-tasks/{task}/complete", {"variables": variables})
    assert list(refused(answer, 422)["errors"]) == [field]


def test_a_key_the_form_does_not_know_reaches_nothing(api: Callers, task: str) -> None:
    body = {"variables": {**ANSWER, "round": 99, "assignee": "carl", "__class__": "x"}}
    done = api.call("anna", "POST", f"/user-tasks/{task}/complete", body).json
    read = api.call("anna", "GET", f"/process-instances/{done['instance_id']}/variables").json
    assert read["variables"] == {"round": 2, "again": True}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "data",
    [b"{", b'{"variables": {}, "variables": {}}', b'{"variables": {"note": NaN}}', b"\xff\xfe", b"[" * 9000],
)
def test_a_body_that_is_no_json_is_refused(api: Callers, task: str, data: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = api.call("anna", "POST", f"/user-tasks/{task}/complete", data=data, headers=headers)
    refused(answer, 400)


@pytest.mark.usefixtures("unchanged")
def test_a_body_of_ten_megabytes_or_of_another_type_is_refused(api: Callers, task: str) -> None:
    path = f"/user-tasks/{task}/complete"
    refused(api.call("anna", "POST", path, {"variables": {"note": "a" * 10_000_000}}), 413)
    for mimetype in ("text/plain", "application/xml", "application/x-www-form-urlencoded"):
        refused(api.call("anna", "POST", path, data=b"a=1", headers={"Content-Type": mimetype}), 415)


# -- every call ----------------------------------------------------------------------------------------------

BODIES: tuple[Any, ...] = (
    [],
    [{}],
    "tekst",
    7,
    True,
    {"ukendt": 1},
    {"key": {}},
    {"variables": []},
    {"": ""},
)


@pytest.mark.usefixtures("unchanged")
def test_no_call_breaks_on_a_body_of_the_wrong_shape(api: Callers, task: str) -> None:
    for rule in api.app.url_map.iter_rules():
        methods = (rule.methods or set()) & {"POST", "PUT"}
        if not methods or not rule.rule.startswith("/api/"):
            continue
        path = re.sub(r"<[^>]+>", str(uuid.uuid4()), rule.rule.removeprefix("/api/v1"))
        for body in BODIES:
            refused(api.call("all", min(methods), path, body), 400, 404, 422)


QUERIES = (
    "limit=0",
    "limit=201",
    "limit=-1",
    "limit=ti",
    "limit=1e3",
    "cursor=x",
    "cursor=%C3%A6",
    "cursor=" + "a" * 600,
    "sort=name%3B",
    "ukendt=1",
)


@pytest.mark.usefixtures("unchanged")
def test_no_list_breaks_on_a_query_of_the_wrong_shape(api: Callers, task: str) -> None:
    lists = ("/process-instances", "/user-tasks", "/jobs", "/incidents", "/process-definitions")
    for path in lists:
        for query in QUERIES:
            if query.startswith("sort") and path not in lists[:2]:
                continue
            refused(api.call("all", "GET", f"{path}?{query}"), 400, 422)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "query",
    [
        "/process-instances?started_after=i%20morgen",
        "/process-instances?started_after=2026-03-03T10:00:00",
        "/process-instances?started_after=0001-01-01T00:00:00%2B14:00",
        "/process-instances?state=doing",
        "/process-instances?version=9999999999999999999",
        "/process-instances?variable=navn",
        "/process-instances?key=%00",
        "/user-tasks?assignee=anna",
        "/user-tasks?instance_id=1%27%20OR%201=1",
        "/user-tasks?due_before=2026-02-30T00:00:00Z",
        "/user-tasks?state=open",
        "/jobs?instance_id=1",
    ],
)
def test_a_filter_that_means_nothing_is_refused(api: Callers, task: str, query: str) -> None:
    refused(api.call("all", "GET", query), 400, 422)


@pytest.mark.parametrize("text", ["%25", "_", "'", "%27%20OR%201=1--", "%22", "!", "%5C", "æøå😀"])
def test_a_search_text_is_only_a_text(api: Callers, task: str, text: str) -> None:
    answer = api.call("anna", "GET", f"/user-tasks?q={text}")
    assert (answer.status_code, answer.json["total"]) == (200, 0)


@pytest.mark.usefixtures("unchanged")
def test_an_id_that_is_none_is_not_found(api: Callers, task: str) -> None:
    for path in ("/user-tasks/1", "/process-instances/x'", "/process-definitions/%2e%2e"):
        refused(api.call("anna", "GET", path), 404)


@pytest.mark.usefixtures("unchanged")
def test_a_process_that_does_not_exist_is_not_started(api: Callers, task: str) -> None:
    refused(api.call("anna", "POST", "/process-instances", {"key": "findes_ikke"}), 404)
