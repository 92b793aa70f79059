"""The doors by which answers come in: the page, the API, and the operation itself, past form and diagram.

A model rule holds at each of them (domain.md 6): `refused_everywhere` tries them all with the same answers.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Flask

from tests import apps, pages
from tests.acceptance.story import Answers, Change, Story, Town
from workflow_service.app.demonstration import PASSWORD
from workflow_service.casefile import OPERATIONS
from workflow_service.config import Settings
from workflow_service.engine import Element
from workflow_service.errors import Rejection
from workflow_service.inbox import TaskItem
from workflow_service.runtime import Call
from workflow_service.store import casefile as case_query
from workflow_service.store import logins, sessions

Sent = tuple[int, Any]


def app_of(town: Town) -> Flask:
    settings = Settings(secret_key="s" * 32, login_rate="1000/minute")
    return apps.service(town.database, town.neck, settings, town.driver.clock)


def by_page(app: Flask, town: Town, item: TaskItem, user_id: str, given: Answers) -> Sent:
    """What the form's island sends when somebody presses »Afslut opgave«."""
    login = next(one for one, found in town.driver.ids.items() if found == user_id)
    with town.database.begin() as uow:
        logins.set_password(uow, user_id, PASSWORD)
    visitor = pages.Town(app, town.database, town.driver.clock).enter(login)
    at = f"/tasks/{item.id}"
    sent = visitor.send_json("POST", f"{at}/complete", {"variables": given}, at=at)
    return sent.status_code, sent.json


def by_api(app: Flask, town: Town, item: TaskItem, user_id: str, given: Answers) -> Sent:
    with town.database.begin() as uow:
        token = sessions.create_token(uow, user_id, "test", uow.now)
    sent = app.test_client().post(
        f"/api/v1/user-tasks/{item.id}/complete",
        json={"variables": given},
        headers={"Authorization": f"Bearer {token}"},
    )
    return sent.status_code, sent.json


def by_operation(story: Story, operation: str, answers: Answers, **inputs: Any) -> Rejection | None:
    """The operation as data through any other door would reach it; how it refuses, or None. Nothing stays."""
    case = story.read(case_query.case_row)
    element = Element(operation, "x", "userTask", "", "", None, None)
    refusal: list[Rejection] = []
    try:
        with story.town.driver.acting(story.town.driver.user("system_admin1")) as uow:
            call = Call(
                instance_id=story.instance_id,
                business_key=None,
                process="x",
                element=element,
                scope="",
                task_id=None,
                submission_id=None,
                case_id=case["id"],
                key_id=case["key_id"],
                actor=uow.actor,
                inputs=inputs,
            )
            try:
                OPERATIONS[operation](uow, call, answers)
            except Rejection as found:
                refusal.append(found)
            raise _NothingStays
    except _NothingStays:
        return refusal[0] if refusal else None


class _NothingStays(Exception):
    """Rolls back what a door let through."""


def refused_by_both(
    town: Town, item: TaskItem, user_id: str, given: Answers, number: int, field: str | None = None
) -> None:
    """Page and API refuse these answers with the sentence of rule `number`; where the form itself already
    refuses an answer (it is required, or not offered), at its `field`."""
    app = app_of(town)
    for door in (by_page, by_api):
        status, body = door(app, town, item, user_id, given)
        assert status == 422, (door.__name__, status, body)
        if field is not None:
            assert field in body["errors"], (door.__name__, body)
        else:
            assert f"(Regel {number})" in json.dumps(body, ensure_ascii=False), (door.__name__, body)


def refused_at_the_task(
    story: Story, element: str, number: int, change: Change, field: str | None = None
) -> Answers:
    """The usual answers of this open task, with `change`, break rule `number`: page and API refuse them, and
    the task stays. The answers."""
    item = story.task(element)
    given = story.answers(element)
    change(given)
    refused_by_both(story.town, item, story.town.driver.who(item), given, number, field)
    assert story.task(element).id == item.id
    return given


def refused_everywhere(
    story: Story,
    element: str,
    number: int,
    change: Change,
    operation: str,
    field: str | None = None,
    **inputs: Any,
) -> None:
    """The same, and the operation refuses them too, past form and diagram. `inputs`: what the diagram hands
    the operation."""
    given = refused_at_the_task(story, element, number, change, field)
    refusal = by_operation(story, operation, given, **inputs)
    assert refusal is not None and refusal.code == f"inv_{number:02}", refusal
    assert f"(Regel {number})" in refusal.da and f"(Rule {number})" in refusal.en
