"""What is told as done is on the disk; what nobody is told of need not wait for it (docs/decisions/0014)."""

from __future__ import annotations

from workflow_service.app import make_fire, make_runtime
from workflow_service.store import Database, UnitOfWork, jobs
from workflow_service.store.jobs import add

SETTING = "SELECT setting || ' ' || source FROM pg_settings WHERE name = 'synchronous_commit'"


def test_only_a_transaction_that_nobody_is_told_of_does_not_wait_for_the_disk(
    postgres_database: Database,
) -> None:
    with postgres_database.begin(promised=False) as uow:
        assert uow.value(SETTING) == "off session"
    # the same connection again: a promise is kept by how the server is set up
    with postgres_database.begin() as uow:
        assert uow.value(SETTING) == "off configuration file"


def test_the_work_of_a_due_job_waits_for_nobody(postgres_database: Database) -> None:
    found: list[str] = []
    neck = make_runtime()

    def work(uow: UnitOfWork, _runtime: object, _job: object) -> None:
        found.append(str(uow.value(SETTING)))

    neck.registry = type(neck.registry)(jobs={"noted": work})
    with postgres_database.begin() as uow:
        job_id = add(uow, "noted", uow.now)
    make_fire(postgres_database, neck)(job_id)
    assert found == ["off session"]
    with postgres_database.begin() as uow:
        assert jobs.look(uow, 10) == ([], None)
