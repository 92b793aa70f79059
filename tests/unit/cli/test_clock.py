"""`oef clock`: how the clock stands, and travelling, which is for demonstrations."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.cli.test_commands import PASSWORD, Shell
from workflow_service.app import open_database
from workflow_service.config import Settings
from workflow_service.schedule import ProcessLock
from workflow_service.store import Database, jobs

NAME = "Egelund Kommune"


@pytest.fixture
def oef(tmp_path: Path) -> Shell:
    made = Shell(tmp_path / "data")
    assert made("init", "--name", NAME, "--password", PASSWORD).exit_code == 0
    return made


def opened(oef: Shell) -> Database:
    return open_database(Settings(data_folder=oef.folder))


def add(oef: Shell, due_in: timedelta) -> None:
    database = opened(oef)
    with database.begin() as uow:
        jobs.add(uow, "signal", uow.now + due_in, ref=uow.new_id())
    database.close()


def test_status_says_what_comes_next_and_that_nobody_fires(oef: Shell) -> None:
    add(oef, timedelta(days=2))
    told = oef("clock", "status")
    assert told.exit_code == 0
    assert "leader      nobody fires, last seen none" in told.output
    assert "overdue     0, the oldest by 0 s" in told.output and "waiting     1" in told.output


def test_status_of_a_late_clock_ends_with_code_1(oef: Shell) -> None:
    add(oef, -timedelta(hours=2))
    told = oef("clock", "status")
    assert (told.exit_code, "overdue     1, the oldest by 72" in told.output) == (1, True)


def test_travelling_does_what_is_due_on_the_way_and_moves_the_clock(oef: Shell) -> None:
    add(oef, timedelta(days=2))
    to = (datetime.now(UTC) + timedelta(days=7)).strftime("%Y-%m-%d")
    done = oef("clock", "travel", "--to", to, "--municipality", NAME)
    assert done.output == f"It is {to} 08:00. 1 jobs were done on the way.\n"
    told = oef("clock", "status").output
    assert f"time        {to} 08:00" in told and "the test clock is" in told and "waiting     0" in told


@pytest.mark.parametrize(
    ("to", "name", "why"),
    [
        ("2020-01-01", NAME, "only be moved forward"),
        ("2990-01-01", NAME, "too far"),
        ("2990-01-01", "Anden Kommune", "This is Egelund Kommune, not Anden Kommune"),
    ],
)
def test_a_journey_that_cannot_be_is_refused_in_plain_words(oef: Shell, to: str, name: str, why: str) -> None:
    refused = oef("clock", "travel", "--to", to, "--municipality", name)
    assert refused.exit_code == 1 and why in refused.output


def test_nobody_travels_while_the_service_runs(oef: Shell) -> None:
    lock = ProcessLock(oef.folder / "oef.db.lock")
    lock.acquire()
    refused = oef("clock", "travel", "--to", "2990-01-01", "--municipality", NAME)
    lock.release()
    assert refused.exit_code == 1 and "another process" in refused.output
