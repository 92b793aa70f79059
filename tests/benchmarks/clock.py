"""The clock: how late timers fire, what looking costs with a million of them, and catching up after days.

The moment a timer fired is when its transaction was committed, by the machine's clock, as it was due.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import psutil

from tests import postgres, world
from tests.benchmarks.completions import complete
from tests.benchmarks.figures import Figure, benchmark, percentile
from tests.benchmarks.serving import Client, free_port, wait_for
from tests.conftest import KEY, add_tenant, prepare_template
from workflow_service.runtime import start_instance
from workflow_service.schedule.firing import work_off
from workflow_service.store import Database, UnitOfWork, jobs, sessions
from workflow_service.store.migrate import migrate

TIMERS = int(os.environ.get("OEF_BENCH_TIMERS", "10000"))
PENDING = int(os.environ.get("OEF_BENCH_PENDING", "1000000"))
LOOKS = 1000
# a service that cannot keep up is stopped and told as it is
PATIENCE = 150.0
LEAD = timedelta(seconds=8)
MINUTE = timedelta(seconds=60)
BATCH = 100
CYCLE = world.TIMER.replace("timeDuration", "timeCycle").replace("PT24H", "R/P30D")


@benchmark
def clock_sqlite() -> Iterator[Figure]:
    """Lateness and catch-up, embedded."""
    with tempfile.TemporaryDirectory(prefix="oef-bench-") as folder:
        database = _sqlite(Path(folder))
        yield from _clock("sqlite", database, Path(folder))
        database.close()


@benchmark
def clock_postgresql() -> Iterator[Figure]:
    """The same on PostgreSQL with fsync; one process fires."""
    with postgres.durable_server() as server, tempfile.TemporaryDirectory(prefix="oef-bench-") as folder:
        prepare_template(server)
        database = Database(server.url("oef_template"), KEY)
        yield from _clock("postgresql", database, Path(folder), server)
        database.close()


@benchmark
def polling_sqlite() -> Iterator[Figure]:
    """Looking for due jobs among very many that wait."""
    with tempfile.TemporaryDirectory(prefix="oef-bench-") as folder:
        database = _sqlite(Path(folder))
        yield from _polling("sqlite", database)
        database.close()


@benchmark
def polling_postgresql() -> Iterator[Figure]:
    """The same on PostgreSQL."""
    with postgres.durable_server() as server:
        prepare_template(server)
        database = Database(server.url("oef_template"), KEY)
        yield from _polling("postgresql", database, server)
        database.close()


def _sqlite(folder: Path) -> Database:
    database = Database(f"sqlite:///{folder}/oef.db", KEY)
    migrate(database)
    add_tenant(database)
    return database


def _clock(
    name: str, database: Database, folder: Path, server: postgres.Server | None = None
) -> Iterator[Figure]:
    made = world.build(database)
    with database.begin() as uow:
        world.publish_more(uow, "beating", world.diagram("beating", CYCLE))
        token = sessions.create_token(uow, str(made.worker.user_id), "bench", uow.now)
    for _ in range(TIMERS // BATCH):
        with database.begin(made.worker) as uow:
            for _ in range(BATCH):
                start_instance(uow, made.runtime, "beating", {"round": 1})
    yield from _lateness(name, database, folder, server)
    (task_id,) = made.start("plain")
    yield from _catching_up(name, database, folder, token, task_id)


def _lateness(
    name: str, database: Database, folder: Path, postgresql: postgres.Server | None
) -> Iterator[Figure]:
    """So many timers, evenly spread over one minute."""
    with _clocked(database, folder) as server:
        due = _spread(database, datetime.now(UTC) + LEAD, MINUTE / TIMERS)
        before, before_there = server.processor_seconds(), _database_seconds(postgresql)
        _wait_for(database)
        spent, there = server.processor_seconds() - before, _database_seconds(postgresql) - before_there
    done = server.notes()
    late = [max(0.0, done[job_id] - at.timestamp()) for job_id, at in due.items() if job_id in done]
    setting = f"{TIMERS:,} timers due within one minute"
    for percent in (50, 95):
        budget = 2 if percent == 95 else None
        yield Figure(f"clock.{name}.late.p{percent}", percentile(late, percent), "s", budget, setting)
    yield Figure(f"clock.{name}.late.max", max(late), "s", None, setting)
    yield Figure(f"clock.{name}.late.missing", len(due) - len(late), "timers", 0, "not fired when we stopped")
    cost = 1000 * spent / max(1, len(done))
    yield Figure(f"clock.{name}.processor", cost, "ms", None, "our processor time a timer, all included")
    if postgresql is not None:
        theirs = 1000 * there / max(1, len(done))
        yield Figure(f"clock.{name}.database", theirs, "ms", None, "PostgreSQL's processor time a timer")


def _catching_up(name: str, database: Database, folder: Path, token: str, task_id: str) -> Iterator[Figure]:
    """As many, overdue for three days, while somebody reads the list of tasks and completes some."""
    due = _spread(database, datetime.now(UTC) - timedelta(days=3), timedelta(seconds=1))
    with _clocked(database, folder) as server:
        read, completed = _working(database, server.port, token, task_id)
    done = sorted(server.notes().values())
    rate = (len(done) - 1) / (done[-1] - done[0])
    setting = f"{TIMERS:,} timers overdue for three days"
    yield Figure(f"clock.{name}.catch_up", rate, "1/s", 60, setting, least=True)
    yield Figure(f"clock.{name}.catch_up.missing", len(due) - len(done), "timers", 0, "left when we stopped")
    reading = f"list of tasks over HTTP meanwhile, n={len(read)}"
    yield Figure(f"clock.{name}.inbox.p50", statistics.median(read), "s", None, reading)
    yield Figure(f"clock.{name}.inbox.p95", percentile(read, 95), "s", 1, reading)
    yield Figure(f"clock.{name}.inbox.max", max(read), "s", None, reading)
    completing = f"completion of a task over HTTP meanwhile, n={len(completed)}"
    yield Figure(f"clock.{name}.complete.p95", percentile(completed, 95), "s", None, completing)
    yield Figure(f"clock.{name}.complete.max", max(completed), "s", None, completing)


def _spread(database: Database, first: datetime, step: timedelta) -> dict[str, datetime]:
    """Every pending timer gets a moment of its own."""
    with database.begin() as uow:
        rows = uow.rows("SELECT id FROM job WHERE state = 'pending' ORDER BY id")
        due = {str(row["id"]): first + n * step for n, row in enumerate(rows)}
        for job_id, at in due.items():
            uow.update(jobs.job, job_id, {"due_at": at})
    return due


class Clocked:
    """A serving process whose clock runs."""

    def __init__(self, port: int, child: subprocess.Popen[bytes], file: Path) -> None:
        self.port, self._child, self._file = port, child, file

    def processor_seconds(self) -> float:
        return sum(psutil.Process(self._child.pid).cpu_times()[:2])

    def notes(self) -> dict[str, float]:
        """After its end: job -> when its work was committed, seconds since 1970."""
        found: dict[str, float] = orjson.loads(self._file.read_bytes())
        return found


@contextmanager
def _clocked(database: Database, folder: Path) -> Iterator[Clocked]:
    port, file = free_port(), folder / f"notes{time.monotonic_ns()}"
    url = database.url.render_as_string(hide_password=False)
    environment = {**os.environ, "OEF_TEST_URL": url, "OEF_TEST_DATA": str(folder)}
    command = [sys.executable, "-m", "tests.benchmarks.clocked", str(port), str(file)]
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, child, PATIENCE)
        yield Clocked(port, child, file)
    finally:
        child.terminate()
        child.wait(PATIENCE)


def _left(uow: UnitOfWork) -> int:
    sql = "SELECT count(*) FROM job WHERE state = 'pending' AND due_at <= ?"
    return int(uow.value(sql, uow.now + 2 * MINUTE))


def _database_seconds(server: postgres.Server | None) -> float:
    """What the processes of a PostgreSQL have used of the processors, without those that have ended."""
    if server is None:
        return 0.0
    pid = int((server.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    family = [psutil.Process(pid), *psutil.Process(pid).children()]
    return sum(sum(process.cpu_times()[:2]) for process in family)


def _wait_for(database: Database) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        time.sleep(1)
        with database.begin(write=False) as uow:
            if _left(uow) == 0:
                return


def _working(database: Database, port: int, token: str, task_id: str) -> tuple[list[float], list[float]]:
    """Seconds of each reading of the list of tasks, and of each completion, until all is caught up."""
    client, read, completed = Client(port, token), list[float](), list[float]()
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        for _ in range(10):
            begun = time.perf_counter()
            client.get("/api/v1/user-tasks?limit=50")
            read.append(time.perf_counter() - begun)
            # a person looks at what came
            time.sleep(0.05)
        begun = time.perf_counter()
        task_id = complete(client, task_id)
        completed.append(time.perf_counter() - begun)
        with database.begin(write=False) as uow:
            if _left(uow) == 0:
                break
    client.close()
    return read, completed


def _polling(name: str, database: Database, server: postgres.Server | None = None) -> Iterator[Figure]:
    """What the engine does each second: does it lead, is anything due, when will something be."""
    with database.begin() as uow:
        _fill(uow)
    if not database.is_sqlite:
        # a million rows at once leave work to PostgreSQL that would be measured with it
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as link:
            link.exec_driver_sql("VACUUM (ANALYZE) job")
    leadership, counted = jobs.Leadership(database), list[str]()
    leadership.hold()
    database.watchers.append(counted.append)
    spent, own, there = list[float](), time.process_time(), _database_seconds(server)
    for _ in range(LOOKS):
        begun = time.perf_counter()
        leadership.hold()
        fired, remain = work_off(database, lambda job_id: None)
        spent.append(1000 * (time.perf_counter() - begun))
        assert fired == 0 and remain > 0
    own, there = time.process_time() - own, _database_seconds(server) - there
    leadership.release()
    setting = f"a look for due jobs and for the next one, {PENDING:,} waiting, n={LOOKS}"
    yield Figure(f"poll.{name}.p50", statistics.median(spent), "ms", None, setting)
    yield Figure(f"poll.{name}.p99", percentile(spent, 99), "ms", 5, setting)
    yield Figure(f"poll.{name}.processor", 1000 * own / LOOKS, "ms", None, "our processor time a look")
    yield Figure(f"poll.{name}.statements", len(counted) / LOOKS, "", None, "statements a look")
    if server is not None:
        yield Figure(f"poll.{name}.database", 1000 * there / LOOKS, "ms", None, "PostgreSQL's a look")


def _fill(uow: UnitOfWork) -> None:
    """So many timers of the next years, written by the database itself."""
    columns = "(tenant_id, id, kind, state, due_at, timer_at, attempts)"
    if uow.sqlite:
        uow.rows(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {PENDING})"
            f" INSERT INTO job {columns} SELECT 1, printf('00000000-0000-7000-8000-%012d', i), 'timer',"
            " 'pending', strftime('%Y-%m-%d %H:%M:%S.000000', 'now', '+' || (1 + i / 10) || ' minutes'),"
            " strftime('%Y-%m-%d %H:%M:%S.000000', 'now', '+' || (1 + i / 10) || ' minutes'), 0 FROM n"
        )
        return
    uow.rows(
        f"INSERT INTO job {columns} SELECT 1, ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid,"
        " 'timer', 'pending', now() + (1 + i / 10) * interval '1 minute',"
        f" now() + (1 + i / 10) * interval '1 minute', 0 FROM generate_series(1, {PENDING}) AS s(i)"
    )
