"""A remote worker that waits gets the task as soon as there is one, and holds no lock while it waits."""

from __future__ import annotations

import io
import threading
from typing import Any

import pytest

from tests import callers
from tests.callers import Callers
from tests.unit.api.test_operations import FETCH, ROBOT
from workflow_service.clock import FrozenClock
from workflow_service.store import Database


@pytest.fixture
def api(database: Database, clock: FrozenClock) -> Callers:
    made = callers.make(database, clock)
    files = {"files": [(io.BytesIO(ROBOT.encode()), "robot.bpmn")]}
    assert made.call("owner", "POST", "/deployments", data=files).status_code == 201
    return made


def test_a_waiting_worker_gets_the_task_that_comes(api: Callers) -> None:
    got: list[Any] = []

    def wait() -> None:
        asked = {**FETCH, "wait_seconds": 20}
        got.append(api.call("system", "POST", "/external-tasks/fetch-and-lock", asked).json)

    worker = threading.Thread(target=wait)
    worker.start()
    started = api.call("anna", "POST", "/process-instances", {"key": "robot", "variables": {"to": "skolen"}})
    worker.join(15)
    assert started.status_code == 201
    assert [item["instance_id"] for item in got[0]["items"]] == [started.json["id"]]


def test_who_waits_in_vain_is_told_so(api: Callers) -> None:
    asked = {**FETCH, "wait_seconds": 1}
    assert api.call("system", "POST", "/external-tasks/fetch-and-lock", asked).json == {"items": []}
