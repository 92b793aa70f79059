"""Somebody who is given a task is told by mail, where mails can be sent and there is an address."""

from __future__ import annotations

import pytest

from tests import callers
from tests.callers import Callers
from workflow_service.clock import FrozenClock
from workflow_service.store import Database, outbox, overview
from workflow_service.store.outbox import Effect


@pytest.fixture
def town(database: Database, clock: FrozenClock) -> Callers:
    """Anna and Bo of the intake; Bo can be reached."""
    found = callers.make(database, clock)
    database.ways = frozenset({"mail"})
    with database.begin() as uow:
        overview.set_email(uow, found.ids["bo"], "bo@egelund.example")
    return found


def mails(town: Callers) -> list[Effect]:
    found = []
    with town.world.database.begin() as uow:
        while (one := outbox.claim(uow, "mail")) is not None:
            found.append(one)
    return found


def give(town: Callers, to: str) -> str:
    _, task_id = town.start()
    body = {"user_id": town.ids[to]}
    assert town.call("anna", "POST", f"/user-tasks/{task_id}/delegate", body).status_code == 200
    return task_id


def test_a_delegated_task_is_told_to_the_colleague_with_number_and_link_and_no_name(town: Callers) -> None:
    task_id = give(town, "bo")
    (mail,) = mails(town)
    assert mail.payload["to"] == "bo@egelund.example" and mail.payload["task_id"] == task_id
    assert set(mail.payload) == {"to", "language", "case_number", "task_id", "at"}


def test_a_task_that_comes_back_is_told_only_to_who_can_be_reached(town: Callers) -> None:
    task_id = give(town, "bo")
    town.call("bo", "POST", f"/user-tasks/{task_id}/resolve")
    assert [one.payload["to"] for one in mails(town)] == ["bo@egelund.example"]


def test_each_time_it_changes_hands_is_a_mail_of_its_own(town: Callers) -> None:
    task_id = give(town, "bo")
    town.call("bo", "POST", f"/user-tasks/{task_id}/resolve")
    body = {"user_id": town.ids["bo"]}
    assert town.call("anna", "POST", f"/user-tasks/{task_id}/delegate", body).status_code == 200
    assert len({one.key for one in mails(town)}) == 2


def test_who_takes_a_task_is_not_told_of_it(town: Callers) -> None:
    _, task_id = town.start()
    assert town.call("bo", "POST", f"/user-tasks/{task_id}/claim").status_code == 200
    assert mails(town) == []


def test_without_a_mail_server_no_mail_is_written(town: Callers) -> None:
    town.world.database.ways = frozenset()
    give(town, "bo")
    assert town.count("outbox") == 0
