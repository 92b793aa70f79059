"""The same course and the same refusals for those who come through the API, each with an own token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests import apps
from tests.acceptance.story import FAMILY, Answers, Story, Town
from workflow_service.app.demonstration.answers import answer
from workflow_service.app.demonstration.asking import Ask
from workflow_service.config import Settings
from workflow_service.inbox import TaskItem
from workflow_service.store import casefile as case_query
from workflow_service.store import sessions


class Web(Town):
    """The town seen through the API: every act is a request of the person who does it."""

    def __init__(self, town: Town) -> None:
        super().__init__(town.driver, town.place)
        settings = Settings(secret_key="x" * 32)
        self.client: FlaskClient = apps.service(
            town.database, town.neck, settings, town.driver.clock
        ).test_client()
        with town.database.begin() as uow:
            self.tokens = {
                user_id: sessions.create_token(uow, user_id, "test", uow.now)
                for user_id in town.place.users.values()
            }

    def call(self, user_id: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        # a token lasts in real time, which here is the same travelling clock
        headers = {"Authorization": f"Bearer {self.tokens[user_id]}"}
        found = self.client.open(f"/api/v1{path}", method=method, headers=headers, json=body)
        return found.status_code, found.json

    def begin(self, name: str) -> HttpStory:
        receiver = self.place.users["intake_worker1"]
        status, body = self.call(
            receiver, "POST", "/process-instances", {"key": "case_main", "variables": {}}
        )
        assert status == 201, body
        return HttpStory(self, FAMILY[name], body["id"])


class HttpStory(Story):
    """A family whose tasks are answered by requests."""

    town: Web

    def asked(self, item: TaskItem, user_id: str) -> Answers:
        status, form = self.town.call(user_id, "GET", f"/user-tasks/{item.id}/form")
        assert status == 200, form
        with self.town.database.begin(write=False) as uow:
            now = uow.now.astimezone(uow.zone)
        return answer(Ask(self.family, item.element, form["key"], form["data"], now))

    def does(self, element: str, change: Any = None) -> None:
        item = self.task(element)
        user_id = self.town.driver.who(item)
        status, body = self.send(item, user_id, self.asked(item, user_id))
        assert status == 200, body
        self.trail.append((element, item.role))

    def send(self, item: TaskItem, user_id: str, given: Answers) -> tuple[int, Any]:
        return self.town.call(user_id, "POST", f"/user-tasks/{item.id}/complete", {"variables": given})


@pytest.fixture
def web(town: Town) -> Iterator[Web]:
    yield Web(town)


def test_a_family_comes_to_an_active_plan_by_requests_alone(web: Web) -> None:
    asta = web.begin("Asta")
    asta.comes_to("active")
    assert asta.read(case_query.plans)[0]["state"] == "active"
    coordinator = web.place.users["family_coordinator2"]
    status, body = web.call(coordinator, "GET", "/user-tasks?mine=true")
    assert status == 200
    # several sectors help: the plan does not wait for them to share the expense
    elements = {item["element"] for item in body["items"]}
    assert elements == {"describe_measure_and_gain", "family_survey"}


def test_the_api_refuses_parents_and_involved_experts_at_the_analysis_meeting(web: Web) -> None:
    asta = web.begin("Asta")
    asta.comes_to("propose_experts")
    item = asta.task("propose_experts")
    coordinator = web.driver.who(item)
    for name, rule in (("Kirstine Holst", "(Regel 4)"), ("Hella Lyng", "(Regel 5)")):
        given = asta.asked(item, coordinator)
        given["experts"][0] |= {"name": name, "register_id": None}
        status, problem = asta.send(item, coordinator, given)
        assert status == 422 and problem["detail"].endswith(rule), problem
        assert name in problem["detail"]
    assert asta.tasks().keys() == {"propose_experts"}


def test_the_api_refuses_support_dated_before_the_analysis_meeting(web: Web) -> None:
    asta = web.begin("Asta")
    asta.comes_to("propose_measures")
    item = asta.task("propose_measures")
    coordinator = web.driver.who(item)
    given = asta.asked(item, coordinator)
    given["measures"][0]["start"] = "2026-03-05"
    given["next_follow_up"] = "2026-06-01"
    status, problem = asta.send(item, coordinator, given)
    assert status == 422 and problem["detail"].startswith("Analysemødet blev holdt den 22.4.2026."), problem


def test_the_api_refuses_other_coordinators_and_other_people(web: Web) -> None:
    asta = web.begin("Asta")
    asta.comes_to("appoint_coordinator")
    item = asta.task("appoint_coordinator")
    users = web.place.users
    given = asta.asked(item, users["team_leader1"])
    status, problem = asta.send(
        item, users["team_leader1"], {**given, "coordinator": users["core_team_member1"]}
    )
    assert status == 422 and problem["title"], problem
    assert asta.send(item, users["intake_worker1"], given)[0] == 403
    assert asta.send(item, users["family_coordinator3"], given)[0] == 404
    assert asta.read(case_query.case_row)["coordinator_id"] is None
