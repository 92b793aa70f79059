"""INV-02 in the database itself: one active coordinator a case, however many write at once."""

from __future__ import annotations

from threading import Barrier, Thread
from uuid import uuid4

import pytest

from workflow_service.store import Database, Stale, casefile, people
from workflow_service.store import casefile_people as case_people

COORDINATOR = "family_coordinator"


def appoint(database: Database, user_id: str, case_id: str) -> None:
    with database.begin() as uow:
        case_people.grant(uow, user_id, COORDINATOR, case_id, "assigned")


def coordinators(database: Database, case_id: str) -> list[str]:
    with database.begin(write=False) as uow:
        return case_people.holders(uow, COORDINATOR, "case", case_id)


@pytest.fixture
def two(database: Database) -> tuple[str, str]:
    with database.begin() as uow:
        return people.create_user(uow, "mette", "Mette"), people.create_user(uow, "jonas", "Jonas")


def test_a_second_coordinator_of_the_same_case_is_refused(database: Database, two: tuple[str, str]) -> None:
    case_id, other = str(uuid4()), str(uuid4())
    appoint(database, two[0], case_id)
    with pytest.raises(Stale):
        appoint(database, two[1], case_id)
    appoint(database, two[1], other)
    assert coordinators(database, case_id) == [two[0]]


def test_a_change_of_coordinator_ends_one_and_begins_the_other_together(
    database: Database, two: tuple[str, str]
) -> None:
    case_id = str(uuid4())
    appoint(database, two[0], case_id)
    with database.begin() as uow:
        casefile.end_access(uow, case_id, uow.now, COORDINATOR)
        uow.flush()
        case_people.grant(uow, two[1], COORDINATOR, case_id, "assigned")
    assert coordinators(database, case_id) == [two[1]]


def test_of_two_who_appoint_at_once_one_is_second(database: Database, two: tuple[str, str]) -> None:
    case_id, ready, lost = str(uuid4()), Barrier(2, timeout=20), []

    def go(user_id: str) -> None:
        ready.wait()
        try:
            appoint(database, user_id, case_id)
        except Stale:
            lost.append(user_id)

    threads = [Thread(target=go, args=(one,)) for one in two]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(lost) == 1 and coordinators(database, case_id) == [one for one in two if one not in lost]
