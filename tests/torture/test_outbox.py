"""Killed at any named point of a letter's way out: none lost, none sent twice unless a person says so."""

from __future__ import annotations

import multiprocessing
import signal
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests import effects, world
from tests.conftest import NOW
from tests.torture import child
from workflow_service.monitoring import check
from workflow_service.store import Database, outbox

PATIENCE = 60
LETTERS = 5
# the letter in hand: not taken yet, or its outcome written, is no question; between the two nobody knows
IN_DOUBT = ("outbox-claimed", "letter-written", "outbox-sent")
LEFT = ("outbox-sent", "outbox-recorded")

fork = multiprocessing.get_context("forkserver")
fork.set_forkserver_preload(["tests.torture.child"])


def _send(database: Database, now: datetime, point: str | None, nth: int, place: Path) -> int | None:
    url = database.url.render_as_string(hide_password=False)
    args = (url, now, point, nth, place, place / "answers.txt")
    process = fork.Process(target=child.send_due, args=args)
    process.start()
    process.join(PATIENCE)
    code = process.exitcode
    process.close()
    return code


def _arrived(place: Path) -> Counter[str]:
    path = place / "answers.txt"
    return Counter(path.read_text().splitlines() if path.exists() else [])


def _states(database: Database) -> dict[str, str]:
    with database.begin(write=False) as uow:
        rows = uow.rows("SELECT idempotency_key, state FROM outbox")
    return {row["idempotency_key"]: row["state"] for row in rows}


def _in_turn(database: Database, keys: list[str]) -> list[str]:
    """The order in which they leave; of letters written within one moment it need not be that of writing."""
    with database.begin(write=False) as uow:
        rows = uow.rows("SELECT idempotency_key FROM outbox ORDER BY due_at, id")
    assert sorted(row["idempotency_key"] for row in rows) == sorted(keys)
    return [row["idempotency_key"] for row in rows]


def kill_a_sending(database: Database, place: Path, point: str, nth: int, now: datetime) -> None:
    """Kills a process at its `nth` passing of `point`, lets another go on now and after the deadline, and
    looks at what arrived and what the rows say."""
    keys = _in_turn(database, effects.write_letters(database, LETTERS))
    assert _send(database, now, point, nth, place) == -signal.SIGKILL
    assert _send(database, now, None, 1, place) == 0
    later = now + outbox.CLAIM_TIME
    assert _send(database, later, None, 1, place) == 0
    arrived, states = _arrived(place), _states(database)
    doubtful = [key for key in keys if states[key] == "unknown"]
    assert doubtful == ([keys[nth - 1]] if point in IN_DOUBT else [])
    assert {states[key] for key in keys if key not in doubtful} == {"sent"}
    # everything is either there once or waits, visibly, for a person
    assert [arrived[key] for key in keys if key not in doubtful] == [1] * (LETTERS - len(doubtful))
    assert [arrived[key] for key in doubtful] == [int(point in LEFT)] * len(doubtful)
    assert [problem.en for problem in check(database, world.new_runtime())] == []


@pytest.mark.parametrize("nth", [1, 3])
@pytest.mark.parametrize("point", child.SENDING)
def test_a_letter_killed_anywhere_is_sent_once_or_shown_to_a_person(
    database: Database, tmp_path: Path, point: str, nth: int
) -> None:
    kill_a_sending(database, tmp_path, point, nth, NOW)


def test_what_is_in_doubt_leaves_only_when_a_person_sends_it_again(
    database: Database, tmp_path: Path
) -> None:
    kill_a_sending(database, tmp_path, "letter-written", 2, NOW)
    later = NOW + timedelta(days=30)
    assert _send(database, later, None, 1, tmp_path) == 0
    assert _arrived(tmp_path).total() == LETTERS - 1
    with database.begin() as uow:
        (row,) = outbox.undecided(uow, 10)
        outbox.send_again(uow, row["id"])
    assert _send(database, later, None, 1, tmp_path) == 0
    assert set(_arrived(tmp_path).values()) == {1} and _arrived(tmp_path).total() == LETTERS


@pytest.mark.torture
@pytest.mark.parametrize("point", child.SENDING)
def test_fifty_sendings_killed_at_each_point(database: Database, tmp_path: Path, point: str) -> None:
    for turn in range(50):
        place = tmp_path / str(turn)
        place.mkdir()
        kill_a_sending(database, place, point, 1 + turn % LETTERS, NOW)
        with database.begin() as uow:
            for table in ("outbox", "journal_entry", "key"):
                uow.connection.exec_driver_sql(f"DELETE FROM {table}")
