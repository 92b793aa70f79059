"""A repeated Idempotency-Key gets the first answer; the same key for something else is refused."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from tests.conftest import NOW
from workflow_service.errors import Invalid
from workflow_service.store import Database, idempotency
from workflow_service.store.idempotency import Answer

USER = "00000000-0000-7000-8000-000000000001"
ANSWER = Answer(201, b'{"id": "1"}')


def test_the_first_answer_comes_again(database: Database) -> None:
    with database.begin() as uow:
        assert idempotency.claim(uow, USER, "k", "hash") is None
        idempotency.remember(uow, USER, "k", ANSWER)
    with database.begin() as uow:
        assert idempotency.claim(uow, USER, "k", "hash") == ANSWER


def test_another_request_under_the_same_key_is_refused(database: Database) -> None:
    with database.begin() as uow:
        idempotency.claim(uow, USER, "k", "hash")
        idempotency.remember(uow, USER, "k", ANSWER)
    with database.begin() as uow, pytest.raises(Invalid):
        idempotency.claim(uow, USER, "k", "other")


def test_a_request_that_failed_leaves_its_key_free(database: Database) -> None:
    with pytest.raises(RuntimeError), database.begin() as uow:
        idempotency.claim(uow, USER, "k", "hash")
        raise RuntimeError
    with database.begin() as uow:
        assert idempotency.claim(uow, USER, "k", "hash") is None


def test_two_at_once_do_the_work_once_and_answer_the_same(database: Database) -> None:
    started, answers = threading.Event(), []

    def second() -> None:
        started.wait(5)
        with database.begin() as uow:
            answers.append(idempotency.claim(uow, USER, "k", "hash"))

    thread = threading.Thread(target=second)
    thread.start()
    with database.begin() as uow:
        assert idempotency.claim(uow, USER, "k", "hash") is None
        started.set()
        idempotency.remember(uow, USER, "k", ANSWER)
    thread.join(10)
    assert answers == [ANSWER]


def test_old_answers_are_forgotten(database: Database) -> None:
    with database.begin() as uow:
        idempotency.claim(uow, USER, "k", "hash")
        assert idempotency.purge(uow, NOW) == 0
        assert idempotency.purge(uow, NOW + timedelta(seconds=1)) == 1
