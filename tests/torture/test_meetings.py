"""Killed while a meeting is begun, minuted, closed or its series extended: whole or not there, and what it
sends reaches each case once (reliability.md 4, 1)."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.acceptance.conftest import Founded, postgresql_town, sqlite_town
from tests.acceptance.story import Town
from tests.conftest import postgres_copy, sqlite_copy
from tests.torture.gathering import Team, gather, killed, lead, minuted
from workflow_service.app import make_fire
from workflow_service.audit import verify_all
from workflow_service.clock import FrozenClock
from workflow_service.errors import Conflict
from workflow_service.meetings import closing, minuting
from workflow_service.meetings.occurrences import DAY_JOB
from workflow_service.runtime import Runtime
from workflow_service.schedule import run_pending
from workflow_service.store import Database, UnitOfWork
from workflow_service.store.casefile_rows import Row

assert sqlite_town and postgresql_town
# what the transaction passes that a person waits for, and what the jobs pass
POINTS = (
    "after-begin",
    "after-load",
    "after-operation",
    "after-engine",
    "after-first-write",
    "after-write",
    "before-flush",
    "after-flush",
    "after-commit",
)
# a course that begins has nothing to load
BEGINNING = tuple(point for point in POINTS if point != "after-load")
WRITING = ("after-begin", "after-first-write", "before-flush", "after-flush", "after-commit")
FAST = ("after-operation", "after-first-write", "after-commit")


@pytest.fixture(params=["sqlite", "postgresql"])
def copies(request: pytest.FixtureRequest, tmp_path: Path, clock: FrozenClock) -> Iterator[Stage]:
    """The municipality with its team, to be copied for each kill."""
    founded: Founded = request.getfixturevalue(f"{request.param}_town")

    def copied(source: str, name: str) -> AbstractContextManager[Database]:
        if request.param == "sqlite":
            return sqlite_copy(Path(source), tmp_path / f"{name}.db", clock)
        return postgres_copy(request.getfixturevalue("postgres_server"), source, clock)

    with copied(founded.source, "gathered") as database:
        town = founded.enter(database, clock)
        yield Stage(town, gather(town), clock, copied)


class Stage:
    """`town` is where everything is prepared; each kill gets a copy of how it stands then."""

    def __init__(
        self,
        town: Town,
        team: Team,
        clock: FrozenClock,
        copied: Callable[[str, str], AbstractContextManager[Database]],
    ) -> None:
        self.town, self.team, self.clock, self._copied, self._count = town, team, clock, copied, 0

    @contextmanager
    def copy(self) -> Iterator[Database]:
        """How everything stands now, in a database of its own."""
        database = self.town.database
        if database.is_sqlite:
            with database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        self._count += 1
        with self._copied(database.url.database or "", f"copy{self._count}") as copy:
            yield copy

    def fire(self, database: Database) -> None:
        run_pending(database, make_fire(database, self.team.neck))

    def kill(
        self,
        database: Database,
        point: str,
        nth: int = 1,
        work: Callable[[UnitOfWork, Runtime], object] | None = None,
    ) -> bool:
        """Was it killed there? Another process may have come to its end before."""
        database.close()
        url = database.url.render_as_string(hide_password=False)
        code = killed(url, self.clock.now(), self.team, work, point, nth)
        assert code in (-signal.SIGKILL, 0)
        return code != 0


def count(database: Database, sql: str, *values: object) -> int:
    with database.begin(write=False) as uow:
        return int(uow.value(sql, *values))


def holds(database: Database) -> None:
    with database.begin(write=False) as uow:
        assert [one.en for one in verify_all(uow)] == []


def begin_and_extend(stage: Stage, point: str, nth: int) -> bool:
    """Ten days before the first meeting: days of rolling on and the meeting itself are due."""
    with stage.copy() as database:
        was = stage.kill(database, point, nth)
        stage.fire(database)
        meeting = stage.team.first(database)["id"]
        begun = "SELECT count(*) FROM process_instance WHERE process_key = 'status_meeting_series'"
        assert count(database, begun) == 1
        assert count(database, "SELECT count(*) FROM agenda_item WHERE meeting_id = ?", meeting) == 2
        days = "SELECT count(*) - count(DISTINCT nominal_on) FROM team_meeting"
        assert count(database, days) == 0
        assert count(database, "SELECT count(*) FROM team_meeting") >= 12
        assert count(database, "SELECT count(*) FROM job WHERE kind = ? AND state = 'pending'", DAY_JOB) == 1
        holds(database)
    return was


def minute(stage: Stage, point: str) -> None:
    """A text and an agreement are written; what was not answered is written again if it is not there."""
    with stage.copy() as database:
        meeting = stage.team.first(database)["id"]
        with database.begin(write=False) as uow:
            item = str(uow.value("SELECT id FROM agenda_item WHERE meeting_id = ? ORDER BY id", meeting))

        def write(uow: UnitOfWork, _: Runtime) -> None:
            minuting.write_text(uow, item, "development", "", "Hun sover igennem.")
            due = uow.now.astimezone(uow.zone).date() + timedelta(days=14)
            minuting.agree(uow, item, "Ring til skolen.", stage.team.leader, due)

        assert stage.kill(database, point, work=write)
        actions = "SELECT count(*) FROM agenda_action"
        texts = "SELECT count(*) FROM agenda_item WHERE development IS NOT NULL"
        there = 1 if point == "after-commit" else 0
        assert (count(database, actions), count(database, texts)) == (there, there)
        if not there:
            lead(database, stage.team, write)
        assert (count(database, actions), count(database, texts)) == (1, 1)
        holds(database)


def close(stage: Stage, point: str, deliver_at: str) -> None:
    """Killed while it is closed, and again while what it sent is delivered."""
    with stage.copy() as database:
        meeting = stage.team.first(database)["id"]

        def work(uow: UnitOfWork, neck: Runtime) -> None:
            closing.close(uow, neck, meeting)

        assert stage.kill(database, point, work=work)
        if point == "after-commit":
            with pytest.raises(Conflict):
                lead(database, stage.team, work)
        else:
            assert count(database, "SELECT count(*) FROM message WHERE name = ?", closing.DECISION) == 0
            lead(database, stage.team, work)
        stage.kill(database, deliver_at, 2)
        stage.fire(database)
        sent_once(database, meeting)


def sent_once(database: Database, meeting: str) -> None:
    """Each case has its decision, its action and its minutes, and has them once."""
    for name in (closing.DECISION, closing.ACTION):
        with database.begin(write=False) as uow:
            rows = uow.rows("SELECT correlation_key, state FROM message WHERE name = ?", name)
        assert len({row["correlation_key"] for row in rows}) == len(rows) == 2
        assert {row["state"] for row in rows} != {"pending"}
    begun = "SELECT count(*) FROM process_instance WHERE process_key = 'agreed_action'"
    assert count(database, begun) == 2
    filed = "SELECT count(*) - count(DISTINCT case_id) FROM journal_entry WHERE kind = 'meeting'"
    assert count(database, filed) == 0
    assert count(database, "SELECT count(*) FROM agenda_item WHERE sent_at IS NOT NULL") == 2
    assert count(database, "SELECT count(*) FROM team_meeting WHERE id = ? AND state = 'held'", meeting) == 1
    holds(database)


def ten_days_before(stage: Stage) -> Row:
    meeting = stage.team.first(stage.town.database)
    stage.clock.travel(meeting["starts_at"] - timedelta(days=10) + timedelta(minutes=1))
    return meeting


def at_the_meeting(stage: Stage) -> Row:
    """Its course has begun, and everybody sits there."""
    meeting = ten_days_before(stage)
    stage.fire(stage.town.database)
    moment: datetime = meeting["starts_at"]
    stage.clock.travel(moment + timedelta(minutes=5))
    stage.fire(stage.town.database)
    lead(stage.town.database, stage.team, lambda uow, _: minuting.begin(uow, meeting["id"]))
    return meeting


def has_been_minuted(stage: Stage) -> None:
    meeting = at_the_meeting(stage)
    lead(stage.town.database, stage.team, lambda uow, _: minuted(uow, stage.team, meeting))


def test_a_meeting_killed_while_it_begins_is_minuted_or_closed_is_whole_and_sends_once(
    copies: Stage,
) -> None:
    ten_days_before(copies)
    for point in FAST:
        begin_and_extend(copies, point, 2)
    meeting = at_the_meeting(copies)
    for point in FAST[1:]:
        minute(copies, point)
    lead(copies.town.database, copies.team, lambda uow, _: minuted(uow, copies.team, meeting))
    for point in FAST:
        close(copies, point, "after-flush")


@pytest.mark.torture
def test_meetings_begun_and_series_extended_killed_at_each_point(copies: Stage) -> None:
    ten_days_before(copies)
    for point in BEGINNING:
        reached = [nth for nth in range(1, 9) if begin_and_extend(copies, point, nth)]
        assert reached, f"nothing passes {point}"


@pytest.mark.torture
def test_meetings_minuted_killed_at_each_point(copies: Stage) -> None:
    at_the_meeting(copies)
    for point in WRITING:
        for _ in range(10):
            minute(copies, point)


@pytest.mark.torture
@pytest.mark.parametrize("deliver_at", ["after-begin", "after-load", "after-flush", "after-commit"])
def test_meetings_closed_killed_at_each_point(copies: Stage, deliver_at: str) -> None:
    has_been_minuted(copies)
    for point in POINTS:
        for _ in range(5):
            close(copies, point, deliver_at)
